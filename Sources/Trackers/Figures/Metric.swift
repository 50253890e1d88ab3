import MediaPlans

/// A group of rows of a tracker's block.
public enum Section: Hashable, Sendable {
    case campaign
    case stage(Stage)

    public var name: String {
        switch self {
        case .campaign: "Campaign level"
        case .stage(let stage): stage.displayName
        }
    }
}

extension Metric {
    /// Whether a person types it.
    public var isTyped: Bool { entry?.isTyped ?? false }

    /// Whether it is, or contains, an amount of money.
    var isMoney: Bool { entry?.unit == .money }

    /// Whether sums over platforms mean something: the entry of a metric that names what it adds up over names no platforms.
    var addsUpOverPlatforms: Bool {
        guard let entry, !entry.isTyped, entry.share == nil else { return false }
        return entry.additive.count == OwnMetric.Axis.allCases.count && !measures.contains(.reach)
    }

    /// The measures that it is made of.
    var measures: [Measure] { entry?.columns.map { Measure($0) } ?? [] }

    /// What the reports' reach table gives in place of the formula, on a side and in a market or, nil, in all together.
    func reading(_ side: Side, _ market: String?) -> ReachMetric.Measure? {
        guard side == .actual, let reported = entry?.reported else { return nil }
        return switch reported {
        case .reach: .reach
        case .frequency: market == nil ? nil : .frequency
        }
    }
}

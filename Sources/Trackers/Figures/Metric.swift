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
    public var isTyped: Bool { self == .census || self == .population }

    /// Whether it is, or contains, an amount of money.
    var isMoney: Bool {
        switch self {
        case .budget, .cpm, .cpv, .cpc: true
        case .own(let metric): metric.unit == .money
        default: false
        }
    }

    /// Whether sums over platforms mean something.
    var addsUpOverPlatforms: Bool {
        if case .own(let metric) = self, metric.additive.count < OwnMetric.Axis.allCases.count { return false }
        if case .lift = self { return false }
        return !isTyped && self != .reachPercent && !measures.contains(.reach)
    }

    /// The measures that it is made of.
    var measures: [Measure] {
        switch self {
        case .census, .population, .lift: []
        case .reach, .reachPercent: [.reach]
        case .frequency: [.impressions, .reach]
        case .impressions: [.impressions]
        case .views: [.views]
        case .clicks: [.clicks]
        case .budget: [.budget]
        case .cpm: [.budget, .impressions]
        case .cpv: [.budget, .views]
        case .cpc: [.budget, .clicks]
        case .vtr: [.views, .impressions]
        case .ctr: [.clicks, .impressions]
        case .own(let metric): metric.columns.map { Measure($0) }
        }
    }
}

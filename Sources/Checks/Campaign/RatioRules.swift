import MediaPlans
import Streams

/// A ratio that trackers show: an entry of the table of metrics that is one column over another.
struct Ratio: Sendable, Hashable {
    let name: String
    let above: RecordColumn
    let below: RecordColumn
    /// What the quotient is multiplied by.
    let factor: Double
    let isOfMoney: Bool
    private let code: String
    /// The place in `all`, by which ratios are told apart.
    private let index: Int

    /// Those that are built in.
    static let all = MetricTable.builtIn.enumerated().compactMap { Ratio($0.element, $0.offset) }
    static let cpm = named("cpm")
    static let cpv = named("cpv")
    static let cpc = named("cpc")
    static let vtr = named("vtr_percent")
    static let ctr = named("ctr_percent")
    static let frequency = named("frequency")

    private init?(_ metric: OwnMetric, _ index: Int) {
        guard let quotient = metric.quotient, let above = quotient.above.column, let below = quotient.below.column
        else { return nil }
        (self.above, self.below, factor) = (above, below, quotient.factor)
        (name, code, self.index) = (metric.labels[0], metric.code, index)
        isOfMoney = quotient.above.isAmount
    }

    /// The ratio of an entry; nil for one that is not built in, or no ratio.
    static func of(_ metric: OwnMetric) -> Ratio? {
        metric.isBuiltIn ? all.first { $0.code == metric.code } : nil
    }

    private static func named(_ code: String) -> Ratio {
        guard let ratio = all.first(where: { $0.code == code }) else {
            fatalError("the built-in table of metrics has no ratio \(code)")
        }
        return ratio
    }

    static func == (a: Ratio, b: Ratio) -> Bool { a.index == b.index }
    func hash(into hasher: inout Hasher) { hasher.combine(index) }

    /// The ratios of a section of a tracker.
    static func shown(in stage: Stage?) -> [Ratio] {
        switch stage?.goal {
        case nil, .reach: [.frequency, .cpm]
        case .views: [.vtr, .cpv]
        case .clicks: [.ctr, .cpc]
        }
    }
}

/// Sums over lines that have one side of a ratio only.
struct LoneParts: Sendable {
    var above = Volume()
    var below = Volume()
}

/// A ratio of the sums that a tracker shows, and the one over what has both numbers.
struct RatioPair: Equatable {
    var shown: Double
    var like: Double

    /// They differ by more than 1 %.
    var isUnlike: Bool { (shown - like).magnitude > 0.01 * max(shown.magnitude, like.magnitude) }
}

extension StageLines {
    func volume(_ column: RecordColumn) -> Volume {
        switch column {
        case .budgetLocal: budget
        case .impressions: impressions
        case .clicksActions: clicks
        case .videoViews: views
        default: reach
        }
    }
}

/// Ratios of sums that do not come from the same lines or markets.
struct RatioRules {
    let platform: PlatformView
    let log: FindingLog

    func run() {
        for stage in [nil] + platform.stages.map(Optional.some) {
            for side in CheckSide.allCases {
                for ratio in Ratio.shown(in: stage) { check(ratio, stage, side) }
            }
        }
    }

    private func check(_ ratio: Ratio, _ stage: Stage?, _ side: CheckSide) {
        if ratio.isOfMoney {
            guard platform.markets.reduce(into: Set<String>(), { $0.formUnion($1.currencies) }).count <= 1 else {
                return
            }
        }
        var unlike: [(name: String, pair: RatioPair, spot: Spot?)] = []
        if platform.regions.isEmpty, let all = Self.pair(platform.markets, ratio, stage, side), all.isUnlike {
            unlike.append(("TOTAL", all, nil))
        }
        for market in platform.markets {
            guard let pair = Self.pair([market], ratio, stage, side), pair.isUnlike else { continue }
            unlike.append((market.market.displayName, pair, Self.lines(market, stage, side).first))
        }
        guard let first = unlike.first else { return }
        let spot =
            unlike.lazy.compactMap(\.spot).first
            ?? platform.markets.lazy.compactMap { Self.lines($0, stage, side).first }.first
        log.add(.ratioUnlike, at: spot.map { with($0, ratio.above) } ?? Spot()) {
            let rest = unlike.dropFirst().prefix(4).map {
                "\($0.name) \(Self.text($0.pair.shown)) beside \(Self.text($0.pair.like))"
            }
            let more = rest.isEmpty ? "" : "; \(rest.joined(separator: ", "))"
            return (
                "\(side.rawValue) \(stage?.displayName ?? "campaign") \(ratio.name) of \(first.name) on \(platform.platform.displayName) is \(Self.text(first.pair.shown)) as the quotient of its sums, and \(Self.text(first.pair.like)) over what has both \(ratio.above.rawValue) and \(ratio.below.rawValue)\(more)",
                nil, "fill in what is missing, or set ratios of the client"
            )
        }
    }

    private static func text(_ number: Double) -> String {
        guard number != 0, number.magnitude < 1 else { return figureText((number * 100).rounded() / 100) }
        return DecimalText.string((number * 100_000).rounded() / 100_000)
    }

    private func with(_ spot: Spot, _ column: RecordColumn) -> Spot {
        var spot = spot
        spot.column = column
        return spot
    }

    private static func lines(_ market: MarketView, _ stage: Stage?, _ side: CheckSide) -> StageLines {
        stage.map { market.lines(side)[CampaignView.slot($0)] } ?? market.all(side)
    }

    /// The two ratios of some markets; nil where one is unknown.
    static func pair(_ markets: [MarketView], _ ratio: Ratio, _ stage: Stage?, _ side: CheckSide) -> RatioPair? {
        var (above, below, loneAbove, loneBelow) = (Volume(), Volume(), Volume(), Volume())
        for market in markets {
            let lines = lines(market, stage, side)
            if ratio == .frequency, side == .actual {
                // Reach is reported for a market as a whole.
                let scope: ReachMetric.Scope = stage.map { .stage($0) } ?? .campaign
                let reach = market.reach(ReachMetric(.reach, of: scope))
                above.add(lines.impressions)
                if let reach { below.add(reach) }
                if reach == nil { loneAbove.add(lines.impressions) }
                if let reach, lines.impressions.value == nil { loneBelow.add(reach) }
                continue
            }
            above.add(lines.volume(ratio.above))
            if ratio == .frequency, stage == nil {
                // Lines without a stage reach nobody that counts.
                for slot in market.reachingSlots {
                    let staged = market.lines(side)[slot]
                    below.add(staged.reach)
                    if let parts = staged.lone[ratio] {
                        loneAbove.add(parts.above)
                        loneBelow.add(parts.below)
                    }
                }
                if !market.reachingSlots.contains(CampaignView.unstaged) {
                    loneAbove.add(market.lines(side)[CampaignView.unstaged].impressions)
                }
                continue
            }
            below.add(lines.volume(ratio.below))
            if let parts = lines.lone[ratio] {
                loneAbove.add(parts.above)
                loneBelow.add(parts.below)
            }
        }
        guard let a = above.value, let b = below.value, b != 0 else { return nil }
        let (c, d) = (a - (loneAbove.value ?? 0), b - (loneBelow.value ?? 0))
        // Nothing has both: then nothing can be said of it here.
        guard d > 1e-9 * b.magnitude else { return nil }
        return RatioPair(shown: a / b * ratio.factor, like: c / d * ratio.factor)  // fits: doubles
    }
}

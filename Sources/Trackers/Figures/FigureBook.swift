import MediaPlans

/// Computes the figures of a tracker from a campaign's totals.
///
/// Sums are exact and rounded once. A ratio is made of sums, never summed or averaged. Unknown is unknown: a
/// sum of nothing known has no value, and a quotient by 0 has none.
public struct FigureBook: Sendable {
    /// The cells that a figure stands in: one market's, or those of all markets.
    public enum Scope: Sendable, Equatable {
        case market(Market)
        case total
    }

    let totals: CampaignTotals
    let choices: FigureChoices
    /// The planner's own reach and frequency, where the client wants those.
    let summary: PlanSummary
    /// What the reports' brand-lift tables say.
    var lifts = BrandLiftBook()

    public init(
        _ totals: CampaignTotals, choices: FigureChoices = FigureChoices(), summary: PlanSummary = PlanSummary()
    ) {
        self.totals = totals
        self.choices = choices
        self.summary = choices.campaignReach == .summary ? summary : PlanSummary()
    }

    /// Planned platforms whose own summary is asked for and missing.
    var platformsWithoutSummary: [Platform] {
        guard choices.campaignReach == .summary else { return [] }
        return totals.platforms.filter { entry in
            entry.markets.contains(where: \.isPlanned)
                && !summary.totals.contains {
                    $0.platform.code == entry.platform.code && $0.stage == nil && $0.measure == .reach
                }
        }.map(\.platform)
    }

    /// The planner's own figure of a campaign; nil where the plan's summary has none of the platform's, or another is asked for.
    private func stated(_ metric: Metric, _ section: Section, _ side: Side, _ scope: Scope, of platform: Platform)
        -> Figure?
    {
        guard section == .campaign, side == .planned, metric == .reach || metric == .frequency else { return nil }
        let own = summary.totals.filter { $0.platform.code == platform.code && $0.stage == nil }
        guard own.contains(where: { $0.measure == .reach }) else { return nil }
        let market: Market? = if case .market(let market) = scope { market } else { nil }
        let measure: ControlTotal.Measure = metric == .reach ? .reach : .frequency
        guard let total = own.first(where: { $0.measure == measure && $0.market?.code == market?.code }) else {
            return Figure(nil, gaps: [.notReported], isFixed: true)
        }
        return Figure(total.value, isFixed: true)
    }

    /// The platforms that have records, in the order in which those came.
    public var platforms: [Platform] { totals.platforms.map(\.platform) }

    /// A figure of one platform. What a person types, and what depends on it, has none.
    public func figure(_ metric: Metric, _ section: Section, _ side: Side, _ scope: Scope, of platform: Platform)
        -> Figure
    {
        guard let totals = totals.platforms.first(where: { $0.platform.code == platform.code }) else {
            return Figure(nil, gaps: [.nothing])
        }
        if case .lift(let metric) = metric { return lift(metric, side, scope, totals) }
        if let stated = stated(metric, section, side, scope, of: platform) { return stated }
        switch scope {
        case .total:
            let regions = self.totals.names.regions(among: totals.markets.map(\.market))
            guard regions.isEmpty else { return Figure(nil, gaps: [.regions(regions)]) }
            return Computation(markets: totals.markets, section: section, side: side, ratios: choices.ratios)
                .figure(metric)
        case .market(let market):
            guard let market = totals.market(market.code) else {
                return Figure(nil, gaps: [.nothing])
            }
            if let measure = metric.reading(side, market.market.code) { return Self.reading(measure, section, market) }
            return Computation(markets: [market], section: section, side: side, ratios: choices.ratios).figure(metric)
        }
    }

    /// What studies found, in a market, with records or without, or for all markets where the report itself says that. No plan has it.
    private func lift(
        _ metric: LiftMetric, _ side: Side, _ scope: Scope, _ totals: CampaignTotals.PlatformTotals
    ) -> Figure {
        guard side == .actual else { return Figure(nil, gaps: [.otherSide]) }
        let code: String? = if case .market(let market) = scope { market.code } else { nil }
        return Figure(lifts.answer(metric, platform: totals.platform.code, market: code))
    }

    /// The currencies that a platform's lines name, sorted.
    func currencies(of platform: Platform) -> [String] {
        (totals.platform(platform.code)?.currencies ?? []).sorted()
    }

    /// The one currency of a figure's amounts; nil where there are none or several.
    func currency(of shown: ShownFigure) -> String? {
        let markets = totals.platforms.first { $0.platform.code == shown.platform }?.markets ?? []
        var found: Set<String> = []
        for market in markets where shown.market == nil || market.market.code == shown.market {
            found.formUnion((market.planned + market.actual).flatMap(\.currencies))
        }
        return found.count == 1 ? found.first : nil
    }

    /// The budget over all platforms.
    public func budget(_ side: Side) -> Figure { figure(ofAll: .budget, .campaign, side, market: nil) }

    /// A figure over all platforms, of one market or of all.
    ///
    /// People whom two platforms reach count twice in a sum, so that reach and what is made of it have none. Neither has a metric
    /// whose entry names what it adds up over: it names no platforms.
    func figure(ofAll metric: Metric, _ section: Section, _ side: Side, market code: String?) -> Figure {
        guard metric.addsUpOverPlatforms else { return Figure(nil, gaps: [.overPlatforms]) }
        for platform in totals.platforms {
            let regions = totals.names.regions(among: platform.markets.map(\.market))
            guard regions.isEmpty else { return Figure(nil, gaps: [.regions(regions)]) }
        }
        let markets = totals.platforms.flatMap { platform in
            platform.markets.filter { code == nil || $0.market.code == code }.map { market in
                var market = market
                market.market.displayName = "\(market.market.displayName) on \(platform.platform.displayName)"
                return market
            }
        }
        return Computation(markets: markets, section: section, side: side, ratios: choices.ratios).figure(metric)
    }

    /// What the reach-and-frequency table gives for a market.
    static func reading(
        _ measure: ReachMetric.Measure, _ section: Section, _ market: CampaignTotals.MarketTotals
    ) -> Figure {
        guard let reading = market.readings[ReachMetric(measure, of: section.scope)] else {
            return Figure(nil, gaps: [.nothing])
        }
        guard let value = reading.values.first else { return Figure(nil, gaps: [.notReported]) }
        guard reading.values.count == 1 else {
            return Figure(nil, gaps: [.contradiction(value, reading.values[1])])
        }
        return Figure(value)
    }
}

extension Section {
    var scope: ReachMetric.Scope {
        switch self {
        case .campaign: .campaign
        case .stage(let stage): .stage(stage)
        }
    }
}

/// The figures of one section and side over some markets.
private struct Computation {
    let markets: [CampaignTotals.MarketTotals]
    let section: Section
    let side: Side
    let ratios: FigureChoices.Ratios

    func figure(_ metric: Metric) -> Figure {
        guard let metric = metric.entry, !metric.isTyped, metric.share == nil else { return Figure(nil) }
        guard metric.sides.contains(side) else { return Figure(nil, gaps: [.otherSide]) }
        for column in metric.columns {
            if let axis = severalAxis(of: Measure(column), metric.additive) {
                return Figure(nil, gaps: [.notAdditive(axis)])
            }
        }
        if metric.isPlainSum { return sum(Measure(metric.columns[0])).figure }
        if let (above, below, factor) = metric.quotient {
            return ratio(Measure(above), Measure(below), times: factor)
        }
        let sums = metric.columns.map { sum(Measure($0)).figure }
        let gaps = sums.reduce(into: [Gap]()) { all, sum in all += sum.gaps.filter { !all.contains($0) } }
        guard sums.allSatisfy({ $0.value != nil }) else { return Figure(nil, gaps: gaps) }
        guard let value = metric.formula.value(sums.map(\.value)) else {
            return Figure(nil, gaps: gaps + [.zeroDivisor])
        }
        return Figure(value, gaps: gaps)
    }

    /// What a measure would be summed over, though it does not add up over it.
    private func severalAxis(of measure: Measure, _ additive: Set<OwnMetric.Axis>) -> OwnMetric.Axis? {
        guard additive.count < OwnMetric.Axis.allCases.count else { return nil }
        if !measure.isOwn, additive.isSuperset(of: [.stages, .markets]) { return nil }
        let known = markets.filter { base(measure, $0).1.value != nil }
        // One market's number is not that of all, where another one's is unknown.
        let there = markets.filter { market in
            let figure = base(measure, market).1
            return figure.value != nil || figure.gaps != [.nothing]
        }
        if !additive.contains(.markets), there.count > 1, !known.isEmpty { return .markets }
        let isReading = measure == .reach && side == .actual
        guard !isReading else { return nil }
        for market in known {
            let slots = side == .planned ? market.planned : market.actual
            let used = slots.indices.filter { slot in
                if case .stage(let stage) = section, slot != CampaignTotals.slot(of: stage) { return false }
                return slots[slot][measure].known > 0
            }
            if !additive.contains(.stages), used.count > 1 { return .stages }
            guard case .own(let column) = measure else { continue }
            let axes = used.reduce(into: Set<OwnMetric.Axis>()) { $0.formUnion(slots[$1].own[column]?.axes ?? []) }
            if let axis = OwnMetric.Axis.allCases.first(where: { axes.contains($0) && !additive.contains($0) }) {
                return axis
            }
        }
        return nil
    }

    /// A sum over markets, and which of them it knows.
    private struct Sum {
        var figure: Figure
        var known: [String]
    }

    private func ratio(_ dividend: Measure, _ divisor: Measure, times factor: Double = 1) -> Figure {
        let above = sum(dividend)
        let below = sum(divisor)
        var gaps = above.figure.gaps + below.figure.gaps.filter { !above.figure.gaps.contains($0) }
        guard let numerator = above.figure.value, let denominator = below.figure.value else {
            return Figure(nil, gaps: gaps)
        }
        guard denominator != 0 else { return Figure(nil, gaps: gaps + [.zero(divisor)]) }
        if above.known != below.known { gaps.append(.unlikeMarkets(dividend, divisor)) }
        let shown = numerator / denominator * factor
        // Beyond the largest number that a cell holds: a divisor that is next to nothing.
        guard shown.isFinite else { return Figure(nil, gaps: gaps + [.zero(divisor)], isFixed: true) }
        let like = like(dividend, divisor, numerator, denominator).map { $0 * factor }
        if let like, (shown - like).magnitude <= Self.rounding * max(shown.magnitude, like.magnitude) {
            return Figure(shown, gaps: gaps)
        }
        gaps.append(.unlikeLines(dividend, divisor, shown: shown, like: like))
        return ratios == .like ? Figure(like, gaps: gaps, isFixed: true) : Figure(shown, gaps: gaps)
    }

    /// Two quotients that differ by less are one, calculated in two ways.
    private static let rounding = 1e-9

    /// The quotient over the lines, or markets, that have both measures; nil where nothing has both.
    private func like(_ above: Measure, _ below: Measure, _ numerator: Double, _ denominator: Double) -> Double? {
        var (loneAbove, loneBelow) = (0.0, 0.0)
        let pair = MeasurePair(above: above, below: below)
        for market in markets {
            if side == .actual, above == .reach || below == .reach {
                // Reach is reported for a market as a whole.
                let (a, b) = (base(above, market).1.value, base(below, market).1.value)
                if b == nil { loneAbove += a ?? 0 }
                if a == nil { loneBelow += b ?? 0 }
                continue
            }
            let slots = side == .planned ? market.planned : market.actual
            for slot in slots.indices {
                if case .stage(let stage) = section, slot != CampaignTotals.slot(of: stage) { continue }
                if below == .reach, CampaignTotals.reachesNobody(slot, of: slots.count) {
                    // Lines without a stage reach nobody that counts.
                    loneAbove += slots[slot][above].sum.value
                } else if above == .reach, CampaignTotals.reachesNobody(slot, of: slots.count) {
                    loneBelow += slots[slot][below].sum.value
                } else if let parts = slots[slot].lone[pair] {
                    loneAbove += parts.above.sum.value
                    loneBelow += parts.below.sum.value
                }
            }
        }
        let rest = denominator - loneBelow
        guard rest > 1e-9 * denominator.magnitude else { return nil }
        return (numerator - loneAbove) / rest
    }

    private func sum(_ measure: Measure) -> Sum {
        if measure.isAmount, let mixed = mixedCurrencies {
            return Sum(figure: Figure(nil, gaps: [.currencies(mixed)]), known: [])
        }
        var sum = ExactSum()
        var known: [String] = []
        var gaps: [[Gap]] = []
        var missing: [Market] = []
        var partial: [Market] = []
        for market in markets {
            let (part, figure) = base(measure, market)
            gaps.append(figure.gaps)
            if figure.value == nil {
                missing.append(market.market)
            } else {
                sum.add(part)
                known.append(market.market.code)
                if figure.isPartial { partial.append(market.market) }
            }
        }
        if markets.count == 1 {
            return Sum(figure: Figure(known.isEmpty ? nil : sum.value, gaps: gaps[0]), known: known)
        }
        var found: [Gap] = []
        if known.isEmpty {
            let gap: Gap = gaps.allSatisfy { $0 == [.nothing] } ? .nothing : .markets(measure, missing)
            return Sum(figure: Figure(nil, gaps: [gap]), known: [])
        }
        if !missing.isEmpty { found.append(.markets(measure, missing.sorted { $0.displayName < $1.displayName })) }
        if !partial.isEmpty {
            found.append(.partialMarkets(measure, partial.sorted { $0.displayName < $1.displayName }))
        }
        return Sum(figure: Figure(sum.value, gaps: found), known: known)
    }

    /// One market's sum of a measure: the exact sum, and the figure that it makes.
    private func base(_ measure: Measure, _ market: CampaignTotals.MarketTotals) -> (ExactSum, Figure) {
        if measure == .reach, side == .actual {
            let figure = FigureBook.reading(.reach, section, market)
            var sum = ExactSum()
            if let value = figure.value { sum.add(value) }
            return (sum, figure)
        }
        let (count, tally) = lines(of: market, measure)
        guard count > 0 else { return (tally.sum, Figure(nil, gaps: [.nothing])) }
        let gaps = tally.unknown > 0 ? [Gap.lines(measure, unknown: tally.unknown, of: count)] : []
        return (tally.sum, Figure(tally.known > 0 ? tally.sum.value : nil, gaps: gaps))
    }

    /// The lines that a figure sums: a stage's, or at campaign level all of them, staged or not; reach is
    /// that of the stages.
    private func lines(of market: CampaignTotals.MarketTotals, _ measure: Measure) -> (count: Int, Tally) {
        let slots = side == .planned ? market.planned : market.actual
        if case .stage(let stage) = section {
            let lines = slots[CampaignTotals.slot(of: stage)]
            return (lines.count, lines[measure])
        }
        var (count, tally) = (0, Tally())
        for slot in slots.indices
        where slots[slot].count > 0
            && (measure != .reach || !CampaignTotals.reachesNobody(slot, of: slots.count))
        {
            count += slots[slot].count
            tally.add(slots[slot][measure])
        }
        return (count, tally)
    }

    /// The currencies of the plan, and of the delivery where it names one, when there are several.
    private var mixedCurrencies: [String]? {
        var found: [String] = []
        for market in markets {
            for lines in [market.planned, market.actual].joined() {
                for currency in lines.currencies where !found.contains(currency) { found.append(currency) }
            }
        }
        return found.count > 1 ? found.sorted() : nil
    }
}

import MediaPlans

/// The figures that the records come to, from the tables of the domain and apart from the code that fills trackers.
struct ExpectedFigures {
    let platform: PlatformView
    /// Nil for all markets together.
    let market: MarketView?

    var markets: [MarketView] { market.map { [$0] } ?? platform.markets }

    /// A figure; nil where it is unknown. A share of a population is asked for by `share(of:)`.
    func figure(_ metric: TrackerMetric, _ section: TrackerSection, _ side: CheckSide) -> Double? {
        // A region and its members in one sum count twice.
        if market == nil, !platform.regions.isEmpty {
            guard case .lift = metric else { return nil }
        }
        guard let entry = metric.entry else {
            if case .lift(let metric) = metric { return lift(metric, side).value }
            return nil
        }
        if section == .campaign, side == .planned, !platform.stated.isEmpty, let measure = entry.reported {
            let own = platform.stated[market?.market.code ?? ""]
            return measure == .reach ? own?.reach : own?.frequency
        }
        if side == .actual, entry.reported == .frequency, let market {
            return market.reach(ReachMetric(.frequency, of: section.scope))
        }
        return entry.isTyped || entry.share != nil ? nil : value(of: entry, section, side)
    }

    /// What studies say of the market, or of all markets together; no plan has it.
    func lift(_ metric: LiftMetric, _ side: CheckSide) -> LiftAnswer {
        guard side == .actual else { return LiftAnswer(state: .unknown) }
        return platform.lifts.answer(metric, platform: platform.platform.code, market: market?.market.code)
    }

    /// Amounts of one market add up where they are in one currency, whatever other markets have.
    var hasMixedCurrencies: Bool {
        var found: Set<String> = []
        for market in markets { found.formUnion(market.currencies) }
        return found.count > 1
    }
}

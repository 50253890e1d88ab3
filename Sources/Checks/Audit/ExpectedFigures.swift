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
        if section == .campaign, side == .planned, !platform.stated.isEmpty {
            let own = platform.stated[market?.market.code ?? ""]
            if metric == .reach { return own?.reach }
            if metric == .frequency { return own?.frequency }
        }
        return switch metric {
        case .census, .population, .reachShare: nil
        case .budget: hasMixedCurrencies ? nil : sum(section, side, \.budget)
        case .impressions: sum(section, side, \.impressions)
        case .views: sum(section, side, \.views)
        case .clicks: sum(section, side, \.clicks)
        case .reach: reach(section, side)
        case .frequency: frequency(section, side)
        case .cpm: quotient(.budget, .impressions, section, side).map { $0 * 1000 }
        case .cpv: quotient(.budget, .views, section, side)
        case .cpc: quotient(.budget, .clicks, section, side)
        case .vtr: quotient(.views, .impressions, section, side)
        case .ctr: quotient(.clicks, .impressions, section, side)
        case .own(let metric): own(metric, section, side)
        case .lift(let metric): lift(metric, side).value
        }
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

    private func sum(_ section: TrackerSection, _ side: CheckSide, _ measure: KeyPath<StageLines, Volume>) -> Double? {
        var sum = Volume()
        for market in markets {
            let lines = market.lines(side)
            switch section {
            case .campaign: for slot in lines.indices { sum.add(lines[slot][keyPath: measure]) }
            case .stage(let stage): sum.add(lines[CampaignView.slot(stage)][keyPath: measure])
            }
        }
        return sum.value
    }

    private func reach(_ section: TrackerSection, _ side: CheckSide) -> Double? {
        var sum = Volume()
        for market in markets {
            if side == .actual {
                if let value = market.reach(ReachMetric(.reach, of: section.scope)) { sum.add(value) }
                continue
            }
            // Planned: the stages' lines; a line without a stage reaches nobody that counts, where there are stages.
            let slots = section.scopeStage.map { CampaignView.slot($0)..<CampaignView.slot($0) + 1 }
            for slot in slots ?? market.reachingSlots { sum.add(market.planned[slot].reach) }
        }
        return sum.value
    }

    private func frequency(_ section: TrackerSection, _ side: CheckSide) -> Double? {
        if side == .actual, let market { return market.reach(ReachMetric(.frequency, of: section.scope)) }
        return quotient(.impressions, .reach, section, side)
    }

    private static func ratio(_ above: TrackerMetric, _ below: TrackerMetric) -> Ratio? {
        switch (above, below) {
        case (.budget, .impressions): .cpm
        case (.budget, .views): .cpv
        case (.budget, .clicks): .cpc
        case (.views, .impressions): .vtr
        case (.clicks, .impressions): .ctr
        case (.impressions, .reach): .frequency
        default: nil
        }
    }

    private func quotient(_ above: TrackerMetric, _ below: TrackerMetric, _ section: TrackerSection, _ side: CheckSide)
        -> Double?
    {
        if platform.choices.ratios == .like, let ratio = Self.ratio(above, below),
            let pair = RatioRules.pair(markets, ratio, section.scopeStage, side)
        {
            return pair.like / ratio.factor
        }
        guard let dividend = figure(above, section, side), let divisor = figure(below, section, side), divisor != 0
        else { return nil }
        return dividend / divisor
    }
}

import MediaPlans
import Streams

/// Actual figures that are the planned ones to the last digit: somebody copied the plan into the report.
struct EqualFigureRules {
    let platform: PlatformView
    let log: FindingLog

    private enum Measure: String, CaseIterable {
        case spend, impressions, views, clicks, reach

        var column: RecordColumn {
            switch self {
            case .spend: .budgetLocal
            case .impressions: .impressions
            case .views: .videoViews
            case .clicks: .clicksActions
            case .reach: .uniquesReach
            }
        }
    }

    /// A stage of a market whose actual number is the planned one.
    private struct Equal {
        var market: MarketView
        var stage: Stage
        var number: Double
        var spot: Spot
    }

    func run() {
        let said = checkMarkets()
        var isSaid = !said.isEmpty
        for measure in Measure.allCases {
            let skipped = [.spend, .impressions].contains(measure) ? said : []
            if checkStages(measure, leavingOut: skipped), measure == .spend { isSaid = true }
        }
        if !isSaid { checkAllMarkets() }
    }

    private func name(_ market: MarketView) -> String {
        "\(market.market.displayName) on \(platform.platform.displayName)"
    }

    private func with(_ spot: Spot?, _ measure: Measure) -> Spot {
        guard var spot else { return Spot() }
        spot.column = measure.column
        return spot
    }

    // MARK: Stages

    /// The numbers of stages that are equal, the planned and the actual: several at once are not a coincidence unless they are round.
    private func checkStages(_ measure: Measure, leavingOut said: Set<String>) -> Bool {
        var equal: [Equal] = []
        var others = 0
        for market in platform.markets where !said.contains(market.market.code) {
            for stage in platform.stages {
                guard let (planned, actual, spot) = numbers(measure, market, stage), planned > 0, actual > 0 else {
                    continue
                }
                let bound = measure == .spend ? 0.005 : 0.5
                if (planned - actual).magnitude < bound, LineNumbers.isOdd(planned, hasCents: measure == .spend) {
                    equal.append(Equal(market: market, stage: stage, number: actual, spot: spot))
                } else {
                    others += 1
                }
            }
        }
        let different = Set(equal.map(\.number)).count
        // A fixed price may be met to the cent now and then; a count of people or impressions is not.
        guard different >= (measure == .spend && others > 0 ? 3 : 2) else { return false }
        log.add(.actualEqualsPlan, at: equal[0].spot) {
            let listed = equal.prefix(4).map {
                "\($0.market.market.displayName) \($0.stage.displayName) \(figureText($0.number))"
            }
            let more = equal.count > listed.count ? " and \(equal.count - listed.count) more" : ""
            return (
                "\(equal.count) numbers of \(measure.rawValue) on \(platform.platform.displayName) are exactly the planned ones: \(listed.joined(separator: ", "))\(more)",
                "numbers of the platform's own", "see whether the plan was copied into the report"
            )
        }
        return true
    }

    private func numbers(
        _ measure: Measure, _ market: MarketView, _ stage: Stage
    ) -> (planned: Double, actual: Double, spot: Spot)? {
        let planned = market.planned[CampaignView.slot(stage)]
        let actual = market.actual[CampaignView.slot(stage)]
        if measure == .reach {
            let metric = ReachMetric(.reach, of: .stage(stage))
            guard let planned = planned.reach.value, let reach = market.reach(metric),
                let spot = market.readings[metric]?.spot
            else { return nil }
            return (planned, reach, spot)
        }
        guard let a = planned.volume(measure.column).value, let b = actual.volume(measure.column).value else {
            return nil
        }
        return (a, b, with(actual.first, measure))
    }

    // MARK: Markets

    /// Markets whose spend and impressions are both the planned ones, round or not.
    private func checkMarkets() -> Set<String> {
        var said: Set<String> = []
        for (market, spend) in equalSpend() {
            let (planned, actual) = (market.all(.planned), market.all(.actual))
            guard let a = planned.impressions.value, let b = actual.impressions.value, a > 0, (a - b).magnitude < 0.5
            else { continue }
            said.insert(market.market.code)
            log.add(.actualEqualsPlan, at: with(actual.first, .spend)) {
                (
                    "\(name(market)) spent \(figureText(spend)) on \(figureText(b)) impressions, exactly as planned",
                    "numbers of the platform's own", "see whether the plan was copied into the report"
                )
            }
        }
        return said
    }

    /// The spend of all markets, three at least, is not round and as planned.
    private func checkAllMarkets() {
        let both = platform.markets.count { $0.isPlanned && $0.hasMedia }
        let odd = equalSpend().filter { $0.spend.rounded() != $0.spend }
        guard odd.count >= 3, odd.count == both else { return }
        log.add(.actualEqualsPlan, at: with(odd[0].market.all(.actual).first, .spend)) {
            (
                "the spend of all \(odd.count) markets on \(platform.platform.displayName) is their planned budget to the cent",
                "numbers of the platform's own", "see whether the plan was copied into the report"
            )
        }
    }

    private func equalSpend() -> [(market: MarketView, spend: Double)] {
        platform.markets.compactMap { market in
            guard let budget = market.all(.planned).budget.value, let spend = market.all(.actual).budget.value,
                budget > 0, (budget - spend).magnitude < 0.005
            else { return nil }
            return (market, spend)
        }
    }
}

import MediaPlans
import Streams

/// The rules about a platform's reach and frequency.
struct ReachRules {
    let platform: PlatformView
    let log: FindingLog
    let thresholds: Thresholds

    func run() {
        guard platform.sides.contains(.actual) || !platform.metrics.isEmpty else { return }
        if platform.metrics.isEmpty {
            let first = platform.markets.lazy.flatMap(\.actual).compactMap(\.first).first
            log.add(.reachTableMissing, at: Spot(file: first?.file, sheet: first?.sheet)) {
                (
                    "\(platform.platform.displayName) reports media lines and no reach and frequency",
                    "a table of \(platform.platform.code)_RF", "ask the platform for it"
                )
            }
            return
        }
        for market in platform.markets {
            checkCompleteness(market)
            checkScope(.campaign, market)
            for stage in platform.stages { checkScope(.stage(stage), market) }
            checkStageSum(market)
            checkClicks(market)
        }
        checkCopies()
    }

    private func name(_ market: MarketView) -> String {
        "\(market.market.displayName) on \(platform.platform.displayName)"
    }

    private func name(_ metric: ReachMetric) -> String {
        let scope = metric.stage?.displayName ?? "Campaign"
        return "\(scope) \(metric.measure == .reach ? "Reach" : "Frequency")"
    }

    private var metricsInOrder: [ReachMetric] { platform.metrics.sorted { name($0) < name($1) } }

    // MARK: Completeness

    private func checkCompleteness(_ market: MarketView) {
        guard !market.readings.isEmpty else {
            guard market.hasMedia else { return }
            log.add(.reachIncomplete, at: market.all(.actual).first ?? Spot()) {
                ("\(name(market)) has media lines and no column in the reach table", nil, "ask for its reach")
            }
            return
        }
        let unknown = metricsInOrder.filter { market.readings[$0].map { $0.value == nil } ?? false }
        if let first = unknown.first, let spot = market.readings[first]?.spot {
            log.add(.reachUnknown, at: spot) {
                let all = "\(unknown.count) of \(market.readings.count) metrics"
                return (
                    "\(name(market)): \(all) hold no number (\(unknown.map(name).joined(separator: ", ")))", nil,
                    "ask for them; until then they stay unknown"
                )
            }
        }
        let absent = metricsInOrder.filter { market.readings[$0] == nil }
        if !absent.isEmpty, let spot = market.readings.values.map(\.spot).min(by: { ($0.row ?? 0) < ($1.row ?? 0) }) {
            log.add(.reachIncomplete, at: spot) {
                (
                    "\(name(market)) lacks \(absent.map(name).joined(separator: ", ")), which other markets have", nil,
                    nil
                )
            }
        }
    }

    // MARK: Against impressions and population

    private func impressions(_ scope: ReachMetric.Scope, _ market: MarketView) -> Double? {
        switch scope {
        case .campaign: market.all(.actual).impressions.value
        case .stage(let stage): market.actual[CampaignView.slot(stage)].impressions.value
        }
    }

    private func checkScope(_ scope: ReachMetric.Scope, _ market: MarketView) {
        let metric = ReachMetric(.reach, of: scope)
        guard let reading = market.readings[metric], let reach = reading.value, reach >= 0 else { return }
        // Who saw nothing was not reached.
        if reach == 0, impressions(scope, market) ?? 0 <= thresholds.mostContacts { return }
        if let size = market.largestAudience, size > 0, reach > size {
            log.add(.reachExceedsPopulation, at: reading.spot) {
                (
                    "\(name(metric)) of \(name(market)) is \(figureText(reach))",
                    "at most \(figureText(size)), the largest planned audience", nil
                )
            }
        }
        if case .stage = scope, let whole = market.reach(ReachMetric(.reach, of: .campaign)), reach > whole * 1.000_001
        {
            log.add(.stageReachExceedsCampaign, at: reading.spot) {
                (
                    "\(name(metric)) of \(name(market)) is \(figureText(reach))",
                    "at most the campaign's \(figureText(whole))", nil
                )
            }
        }
        if reach > 0, reach < 1 {
            return log.add(.reachTiny, at: reading.spot) {
                (
                    "\(name(metric)) of \(name(market)) is \(figureText(reach)), which cannot be a number of people",
                    "at least 1",
                    "see whether it is in another unit, such as millions"
                )
            }
        }
        // Also 0 impressions, which often stand for a number that is not known.
        guard let impressions = impressions(scope, market), impressions >= 0, reach > 0 || impressions > 0 else {
            return
        }
        if reach > impressions {
            log.add(.reachExceedsImpressions, at: reading.spot) {
                (
                    "\(name(metric)) of \(name(market)) is \(figureText(reach)) on \(figureText(impressions)) impressions",
                    nil, "see which of the two is wrong"
                )
            }
        } else if impressions > reach * thresholds.mostContacts {
            log.add(.reachTiny, at: reading.spot) {
                (
                    "\(name(metric)) of \(name(market)) is \(figureText(reach)) beside \(figureText(impressions)) impressions",
                    "at least \(figureText((impressions / thresholds.mostContacts).rounded()))",
                    "ask for the number; a reach in thousands or a count of lines is often meant"
                )
            }
        } else {
            checkFrequency(scope, market, reach, impressions)
        }
    }

    /// Everybody whom the campaign reaches is reached in a stage, where every line has one and every stage's reach is known.
    private func checkStageSum(_ market: MarketView) {
        let metric = ReachMetric(.reach, of: .campaign)
        guard let reading = market.readings[metric], let whole = market.reach(metric),
            market.actual[CampaignView.unstaged].count == 0
        else { return }
        var sum = 0.0
        for stage in platform.stages {
            let reach = market.reach(ReachMetric(.reach, of: .stage(stage)))
            if market.actual[CampaignView.slot(stage)].count > 0, reach ?? 0 <= 0 { return }
            sum += reach ?? 0
        }
        guard sum > 0, whole > sum * 1.05 else { return }
        log.add(.reachAboveStages, at: reading.spot) {
            (
                "\(name(metric)) of \(name(market)) is \(figureText(whole)), and its stages come to \(figureText(sum)) together",
                "at most \(figureText(sum))",
                "ask which of them is right: everybody whom the campaign reaches is reached in a stage"
            )
        }
    }

    private func checkFrequency(
        _ scope: ReachMetric.Scope, _ market: MarketView, _ reach: Double, _ impressions: Double
    ) {
        let metric = ReachMetric(.frequency, of: scope)
        guard let reading = market.readings[metric], let frequency = reading.value else { return }
        let made = frequency * reach
        guard (made - impressions).magnitude > thresholds.frequencyTolerance * max(made, impressions) else { return }
        log.add(.frequencyContradicts, at: reading.spot) {
            (
                "\(name(metric)) of \(name(market)) is \(figureText(frequency)), times reach \(figureText(made.rounded()))",
                "\(figureText(impressions)) impressions, a frequency of \(figureText((impressions / reach * 100).rounded() / 100))",
                nil
            )
        }
    }

    // MARK: Copies

    private func checkClicks(_ market: MarketView) {
        for (clicks, spot) in market.clicks {
            let equal = metricsInOrder.first { $0.measure == .reach && market.reach($0) == clicks }
            guard let equal else { continue }
            log.add(.clicksEqualReach, at: spot) {
                (
                    "the \(figureText(clicks)) clicks of \(name(market)) are its \(name(equal))", "two numbers",
                    "see which of them was copied"
                )
            }
        }
    }

    /// The same number in two markets: small ones may well be equal.
    private func checkCopies() {
        for metric in metricsInOrder where metric.measure == .reach {
            var seen: [Double: MarketView] = [:]
            for market in platform.markets {
                guard let reading = market.readings[metric], let reach = reading.value, reach >= 1000 else { continue }
                if let other = seen[reach] {
                    log.add(.reachCopied, at: reading.spot) {
                        (
                            "\(name(metric)) of \(name(market)) is \(figureText(reach)), exactly \(other.market.displayName)'s",
                            "a number of its own", "ask for the market's own number"
                        )
                    }
                } else {
                    seen[reach] = market
                }
            }
        }
    }
}

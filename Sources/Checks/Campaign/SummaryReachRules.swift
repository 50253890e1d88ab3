import MediaPlans
import Streams

/// The planner's own reach and frequency, which a plan's summary states per market and for all.
struct SummaryReachRules {
    let campaign: CampaignView
    let summary: PlanSummary
    let log: FindingLog
    let thresholds: Thresholds
    let locator: CellLocator

    /// A stated reach beside the sum of the stages.
    private struct Beside {
        var total: ControlTotal
        var sum: Double
        var impressions: Double?
        /// Whether every line gives a reach and a stage, so that the sum is an upper bound.
        var isWhole: Bool
    }

    private static let mostListed = 8

    func run() {
        for platform in campaign.platforms where platform.sides.contains(.planned) {
            let rows = besides(platform)
            let differing = rows.filter { ($0.sum - $0.total.value).magnitude > 0.001 * max($0.sum, $0.total.value) }
            checkAbove(differing.filter { $0.isWhole && $0.total.value > $0.sum }, platform)
            checkDiffering(differing, platform)
            for row in rows { checkFrequency(row, platform) }
        }
    }

    private func besides(_ platform: PlatformView) -> [Beside] {
        let totals = summary.totals.filter {
            $0.platform.code == platform.platform.code && $0.measure == .reach && $0.stage == nil
        }
        return totals.compactMap { total in
            guard total.market == nil || platform.market(total.market?.code ?? "")?.isPlanned == true else {
                return nil
            }
            var (sum, impressions) = (Volume(), Volume())
            var isWhole = true
            for market in markets(total, platform) {
                for slot in market.reachingSlots { sum.add(market.planned[slot].reach) }
                for lines in market.planned { impressions.add(lines.impressions) }
                if !market.reachingSlots.contains(CampaignView.unstaged),
                    market.planned[CampaignView.unstaged].reach.known > 0
                {
                    isWhole = false
                }
            }
            return sum.value.map {
                Beside(total: total, sum: $0, impressions: impressions.value, isWhole: isWhole && sum.unknown == 0)
            }
        }
    }

    private func markets(_ total: ControlTotal, _ platform: PlatformView) -> [MarketView] {
        platform.markets.filter { total.market == nil || $0.market.code == total.market?.code }
    }

    private func name(_ total: ControlTotal) -> String { total.market?.displayName ?? "all markets" }

    private func stated(_ measure: ControlTotal.Measure, as total: ControlTotal) -> ControlTotal? {
        summary.totals.first {
            $0.measure == measure && $0.stage == nil && $0.platform == total.platform && $0.market == total.market
        }
    }

    /// Where the stages' reach is, of the lines that a total stands for.
    private func cells(_ total: ControlTotal, _ platform: PlatformView) -> String {
        let rows = markets(total, platform).flatMap(\.planned).reduce(into: LineRows()) { $0.add($1.rows) }
        return rows.cells(of: .uniquesReach, locator).map { "the stages' reach is in \($0); " } ?? ""
    }

    private func listed(_ rows: [Beside]) -> String {
        let told = rows.prefix(Self.mostListed).map {
            "\(name($0.total)) \(figureText($0.sum)) beside \(figureText($0.total.value)) (\($0.total.place.cell ?? ""))"
        }
        let more = rows.count > told.count ? " and \(rows.count - told.count) more" : ""
        return told.isEmpty ? "" : "; so do \(told.joined(separator: ", "))\(more)"
    }

    /// People reached in several stages count in each: the sum is the planner's reach, or more.
    private func checkAbove(_ rows: [Beside], _ platform: PlatformView) {
        guard let shown = rows.first(where: { $0.total.market == nil }) ?? rows.first else { return }
        log.add(.campaignReachAboveStages, at: Spot(shown.total.place)) {
            (
                "the plan's own reach of \(name(shown.total)) on \(platform.platform.displayName) is \(figureText(shown.total.value)), more than the stages reach together\(listed(rows.filter { $0.total != shown.total }))",
                "at most \(figureText(shown.sum)), the sum of the stages",
                cells(shown.total, platform) + "see which of the two is wrong"
            )
        }
    }

    private func checkDiffering(_ rows: [Beside], _ platform: PlatformView) {
        guard let shown = rows.first(where: { $0.total.market == nil }) ?? rows.first else { return }
        log.add(.campaignReachDiffers, at: Spot(shown.total.place)) {
            let own =
                stated(.frequency, as: shown.total).map { " at \(figureText($0.value)) (\($0.place.cell ?? ""))" } ?? ""
            let made = shown.impressions.map { " at \(figureText(($0 / shown.sum * 100).rounded() / 100))" } ?? ""
            return (
                "planned reach of \(name(shown.total)) on \(platform.platform.displayName) is \(figureText(shown.sum))\(made) as the sum of the stages, and \(figureText(shown.total.value))\(own) in the plan's own summary\(listed(rows.filter { $0.total != shown.total }))",
                nil, cells(shown.total, platform) + "campaign_reach of the client chooses which counts"
            )
        }
    }

    /// The summary's reach times its frequency are its impressions, or else those of the lines.
    private func checkFrequency(_ row: Beside, _ platform: PlatformView) {
        guard let frequency = stated(.frequency, as: row.total), frequency.value > 0, row.total.value > 0 else {
            return
        }
        let own = stated(.impressions, as: row.total)
        guard let impressions = own?.value ?? row.impressions, impressions > 0 else { return }
        let made = frequency.value * row.total.value  // fits: doubles
        let bound = thresholds.frequencyTolerance * max(made, impressions)  // fits: doubles
        guard (made - impressions).magnitude > bound else { return }
        log.add(.frequencyContradicts, at: Spot(frequency.place)) {
            let source = own.map { "the summary's (\($0.place.cell ?? ""))" } ?? "the lines'"
            return (
                "the summary's frequency of \(name(row.total)) on \(platform.platform.displayName) is \(figureText(frequency.value)), times its reach \(figureText(row.total.value)) (\(row.total.place.cell ?? "")) that is \(figureText(made.rounded()))",
                "\(figureText(impressions)) impressions, \(source), a frequency of \(figureText((impressions / row.total.value * 100).rounded() / 100))",
                "see which of the three is wrong"
            )
        }
    }
}

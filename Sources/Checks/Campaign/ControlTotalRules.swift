import MediaPlans
import Streams

/// The planner's own summaries against the sums of the lines.
struct ControlTotalRules {
    let campaign: CampaignView
    let summary: PlanSummary
    let log: FindingLog
    let tolerance: Double
    let locator: CellLocator

    /// How often a total was held against its lines, and agreed.
    private(set) var compared = 0
    private(set) var agreed = 0

    init(
        campaign: CampaignView, summary: PlanSummary, log: FindingLog, tolerance: Double,
        locator: CellLocator = CellLocator()
    ) {
        self.campaign = campaign
        self.summary = summary
        self.log = log
        self.tolerance = tolerance
        self.locator = locator
    }

    mutating func run() {
        for total in summary.totals where total.isSum { compare(total) }
        checkSums()
        checkMissing()
        checkCampaignReach()
    }

    private func differs(_ a: Double, _ b: Double) -> Bool {
        (a - b).magnitude > tolerance * max(a.magnitude, b.magnitude) + 1e-9
    }

    private func name(_ total: ControlTotal) -> String {
        [total.stage?.displayName, total.measure.rawValue].compactMap { $0 }.joined(separator: " ")
    }

    /// The lines that a total stands for.
    private func lines(_ total: ControlTotal, _ platform: PlatformView) -> [StageLines] {
        let markets = platform.markets.filter { total.market == nil || $0.market.code == total.market?.code }
        return markets.flatMap { market in total.stage.map { [market.planned[CampaignView.slot($0)]] } ?? market.planned
        }
    }

    /// The lines' sum; nil where a total in another currency cannot be compared.
    private func sum(_ total: ControlTotal, _ platform: PlatformView) -> Volume? {
        if total.measure == .budget, let code = total.currency, !platform.currencies.isEmpty,
            platform.currencies[code] == nil
        {
            return nil
        }
        return lines(total, platform).reduce(into: Volume()) { sum, lines in
            switch total.measure {
            case .budget: sum.add(lines.budget)
            case .impressions: sum.add(lines.impressions)
            case .clicks: sum.add(lines.clicks)
            case .views: sum.add(lines.views)
            case .reach: sum.add(lines.reach)
            case .frequency: break
            }
        }
    }

    private mutating func compare(_ total: ControlTotal) {
        guard let platform = campaign.platform(total.platform.code), platform.sides.contains(.planned) else { return }
        if let market = total.market, platform.market(market.code)?.isPlanned != true {
            guard total.value != 0, total.measure == .budget else { return }
            log.add(.controlTotalWithoutLines, at: Spot(total.place)) {
                (
                    "the summary gives \(market.displayName) a \(name(total)) of \(figureText(total.value)), and \(platform.platform.displayName) has no line of it",
                    nil, "see whether lines are missing"
                )
            }
            return
        }
        guard let sum = sum(total, platform) else { return }
        // 0 beside nothing known says the same.
        guard let value = sum.value ?? (total.value == 0 ? 0 : nil) else {
            return reportDifference(total, platform, "no line gives one", sum)
        }
        compared += 1
        guard differs(value, total.value) else {
            agreed += 1
            return
        }
        reportDifference(
            total, platform,
            "the lines' sum is \(figureText(value)), \(figureText((total.value - value).magnitude)) \(total.value > value ? "less" : "more")",
            sum)
    }

    private func reportDifference(_ total: ControlTotal, _ platform: PlatformView, _ sum: String, _ volume: Volume) {
        log.add(.controlTotalDiffers, at: Spot(total.place)) {
            let market = total.market?.displayName ?? "all markets"
            let rows = lines(total, platform).reduce(into: LineRows()) { $0.add($1.rows) }
            let gap = volume.unknown > 0 && volume.known > 0 ? " (\(counted(volume.unknown, "line")) without one)" : ""
            return (
                "the summary's \(name(total)) of \(market) on \(platform.platform.displayName) is \(figureText(total.value)); \(sum)\(gap)",
                nil,
                rows.cells(of: total.measure.column, locator).map { "the lines are in \($0)" }
                    ?? "see the summary's formula"
            )
        }
    }

    /// TOTAL against the markets above it.
    private mutating func checkSums() {
        for total in summary.totals where total.market == nil && total.isSum {
            let parts = summary.totals.filter {
                $0.market != nil && $0.platform == total.platform && $0.measure == total.measure
                    && $0.stage == total.stage && $0.currency == total.currency
                    && $0.place.sheet == total.place.sheet && $0.place.file == total.place.file
            }
            guard !parts.isEmpty else { continue }
            var sum = Volume()
            for part in parts { sum.add(part.value) }
            compared += 1
            guard let value = sum.value, differs(value, total.value) else {
                agreed += 1
                continue
            }
            log.add(.controlTotalSum, at: Spot(total.place)) {
                (
                    "TOTAL \(name(total)) of \(total.platform.displayName) is \(figureText(total.value))",
                    "\(figureText(value)), the sum of \(counted(parts.count, "market"))",
                    "the markets stand in \(parts.compactMap(\.place.cell).joined(separator: ", "))"
                )
            }
        }
    }

    /// The planner's own reach and frequency beside the sum of the stages, which tells the same people several times.
    private func checkCampaignReach() {
        for platform in campaign.platforms where platform.sides.contains(.planned) {
            let reach = summary.totals.filter {
                $0.platform.code == platform.platform.code && $0.measure == .reach && $0.stage == nil
            }
            var differing: [(total: ControlTotal, sum: Double, impressions: Double?)] = []
            for total in reach {
                guard total.market == nil || platform.market(total.market?.code ?? "")?.isPlanned == true else {
                    continue
                }
                let lines = lines(total, platform)
                let markets = platform.markets.filter { total.market == nil || $0.market.code == total.market?.code }
                var sum = Volume()
                for market in markets {
                    for stage in Stage.allCases { sum.add(market.planned[CampaignView.slot(stage)].reach) }
                }
                guard let value = sum.value, (value - total.value).magnitude > 0.001 * max(value, total.value) else {
                    continue
                }
                let impressions = lines.reduce(into: Volume()) { $0.add($1.impressions) }.value
                differing.append((total, value, impressions))
            }
            guard let shown = differing.first(where: { $0.total.market == nil }) ?? differing.first else { continue }
            log.add(.campaignReachDiffers, at: Spot(shown.total.place)) {
                let frequency = summary.totals.first {
                    $0.measure == .frequency && $0.stage == nil && $0.platform == shown.total.platform
                        && $0.market == shown.total.market
                }
                let own = frequency.map { " at \(figureText($0.value)) (\($0.place.cell ?? ""))" } ?? ""
                let made = shown.impressions.map { " at \(figureText(($0 / shown.sum * 100).rounded() / 100))" } ?? ""
                let rows = lines(shown.total, platform).reduce(into: LineRows()) { $0.add($1.rows) }
                let others = differing.count > 1 ? "; so do \(differing.count - 1) more of its rows" : ""
                return (
                    "planned reach of \(shown.total.market?.displayName ?? "all markets") on \(platform.platform.displayName) is \(figureText(shown.sum))\(made) as the sum of the stages, and \(figureText(shown.total.value))\(own) in the plan's own summary\(others)",
                    nil,
                    (rows.cells(of: .uniquesReach, locator).map { "the stages' reach is in \($0); " } ?? "")
                        + "campaign_reach of the client chooses which counts"
                )
            }
        }
    }

    private func checkMissing() {
        for platform in campaign.platforms {
            let named = Set(
                summary.totals.filter { $0.platform.code == platform.platform.code }.compactMap { $0.market?.code })
            guard !named.isEmpty else { continue }
            for market in platform.markets where market.isPlanned && !named.contains(market.market.code) {
                log.add(.controlTotalMissing, at: market.all(.planned).first ?? Spot()) {
                    (
                        "the summary of \(platform.platform.displayName) has no row for \(market.market.displayName)",
                        nil, nil
                    )
                }
            }
        }
    }
}

extension ControlTotal.Measure {
    /// Where the lines have it.
    fileprivate var column: RecordColumn {
        switch self {
        case .budget: .budgetLocal
        case .impressions: .impressions
        case .clicks: .clicksActions
        case .views: .videoViews
        case .reach: .uniquesReach
        case .frequency: .frequency
        }
    }
}

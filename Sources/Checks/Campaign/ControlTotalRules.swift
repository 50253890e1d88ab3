import MediaPlans
import Streams

/// The planner's own summaries against the sums of the lines.
struct ControlTotalRules {
    let campaign: CampaignView
    let summary: PlanSummary
    let log: FindingLog
    let thresholds: Thresholds
    let locator: CellLocator

    /// How often a total was held against its lines, and agreed.
    private(set) var compared = 0
    private(set) var agreed = 0

    /// The column of a summary that holds a total.
    private struct Column: Hashable {
        var file: String?
        var sheet: String?
        var letters: Substring

        init(_ place: Place) {
            (file, sheet) = (place.file, place.sheet)
            letters = place.cell?.prefix(while: \.isLetter) ?? ""
        }

        init(_ total: ControlTotal) { self.init(total.place) }
    }

    /// By how much the totals of markets in a column differ from their lines, all together.
    private var marketDifferences: [Column: Double] = [:]

    init(
        campaign: CampaignView, summary: PlanSummary, log: FindingLog, thresholds: Thresholds,
        locator: CellLocator = CellLocator()
    ) {
        self.campaign = campaign
        self.summary = summary
        self.log = log
        self.thresholds = thresholds
        self.locator = locator
    }

    mutating func run() {
        // The markets first: a total that is out by what its markets are out by is the same mistake.
        for total in summary.totals where total.isSum && total.market != nil { compare(total) }
        for total in summary.totals where total.isSum && total.market == nil { compare(total) }
        checkSums()
        checkMissing()
        checkCurrencies()
        SummaryReachRules(
            campaign: campaign, summary: summary, log: log, thresholds: thresholds, locator: locator
        ).run()
    }

    private func differs(_ a: Double, _ b: Double) -> Bool {
        let bound = thresholds.controlTolerance * max(a.magnitude, b.magnitude)  // fits: doubles
        return (a - b).magnitude > bound + 1e-9
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
        let difference = total.value - value
        let column = Column(total)
        if total.market != nil {
            marketDifferences[column, default: 0] += difference
        } else if let known = marketDifferences[column], !differs(value + known, total.value) {
            return
        }
        reportDifference(
            total, platform,
            "the lines' sum is \(figureText(value)), \(figureText(difference.magnitude)) \(difference > 0 ? "less" : "more")",
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
        let unread = Set(summary.unread.map { Column($0.place) })
        for total in summary.totals where total.market == nil && total.measure != .frequency {
            let parts = summary.totals.filter {
                $0.market != nil && $0.platform == total.platform && $0.measure == total.measure
                    && $0.stage == total.stage && $0.currency == total.currency
                    && $0.place.sheet == total.place.sheet && $0.place.file == total.place.file
            }
            // A part that is no number is told as such, and the sum of the others is not what the total should be.
            guard !parts.isEmpty, !unread.contains(Column(total)) else { continue }
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

    /// A summary in another currency than the lines is not compared with them; where the numbers are equal one of the two currencies is wrong.
    private func checkCurrencies() {
        var told: Set<String> = []
        for total in summary.totals where total.measure == .budget && total.value != 0 {
            guard let code = total.currency, let platform = campaign.platform(total.platform.code),
                platform.currencies.count == 1, platform.currencies[code] == nil,
                !told.contains(platform.platform.code)
            else { continue }
            let lines = lines(total, platform).reduce(into: Volume()) { $0.add($1.budget) }
            guard let sum = lines.value, !differs(sum, total.value) else { continue }
            told.insert(platform.platform.code)
            log.add(.currencyMixed, at: Spot(total.place)) {
                (
                    "the summary's budget of \(total.market?.displayName ?? "all markets") on \(platform.platform.displayName) is \(figureText(total.value)) \(code), and the lines' is the same number in \(platform.currencies.keys.sorted().joined(separator: " and "))",
                    "one currency", "see which of the two the amounts are in"
                )
            }
        }
    }

    private func checkMissing() {
        for total in summary.unread {
            log.add(.controlTotalMissing, at: Spot(total.place)) {
                (
                    "the summary's total of \(printable(total.name)) on \(total.platform.displayName) reads \"\(printable(total.text))\", which is no number: the lines were not compared with it",
                    nil, "write the number alone"
                )
            }
        }
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

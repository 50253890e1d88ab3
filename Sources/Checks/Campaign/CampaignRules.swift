import MediaPlans
import Streams
import Workbooks

/// The rules about lines against each other, once all records are known.
struct CampaignRules {
    let checker: RecordChecker
    let summary: PlanSummary
    var locator = CellLocator()

    var log: FindingLog { checker.log }
    var campaign: CampaignView { checker.campaign }
    var thresholds: Thresholds { checker.settings.thresholds }

    func run() {
        checkCurrencies()
        checkFlights()
        checkPercentages()
        checkPeers()
        OneSidedRules(campaign: campaign, vocabulary: checker.vocabulary, log: log, locator: locator).run()
        ReportedColumnRules(campaign: campaign, log: log).run()
        if checker.isReadFromWorkbook { checkWithoutMarket() }
        for platform in campaign.platforms {
            checkMarkets(platform)
            let stages = StagesOfPlatform(platform)
            for market in platform.markets {
                checkStages(market, platform, stages)
                checkSpend(market, platform)
            }
            SumLineRules(platform: platform, vocabulary: checker.vocabulary, log: log, locator: locator).run()
            RatioRules(platform: platform, log: log).run()
            ReachRules(platform: platform, log: log, thresholds: thresholds).run()
        }
    }

    // MARK: Currencies, dates, percentages

    private func checkCurrencies() {
        var found: [String: Spot] = [:]
        for platform in campaign.platforms { found.merge(platform.currencies) { first, _ in first } }
        guard found.count > 1 else { return }
        let codes = found.keys.sorted()
        let byMarket = campaign.currenciesByMarket
        if byMarket.values.allSatisfy({ $0.count == 1 }),
            byMarket.values.reduce(Set(), { $0.union($1) }).count == codes.count
        {
            return log.add(.currencyByMarket, at: found[codes[1]] ?? Spot()) {
                let listed = byMarket.sorted { $0.key < $1.key }.prefix(8).map { "\($0.key) \($0.value.first ?? "")" }
                let more = byMarket.count > listed.count ? " and \(byMarket.count - listed.count) more" : ""
                return (
                    "each market is in a currency of its own: \(listed.joined(separator: ", "))\(more); money over several markets is not known",
                    nil, "give exchange rates, if totals are wanted"
                )
            }
        }
        log.add(.currencyMixed, at: found[codes[1]]!) {
            (
                "amounts are in \(codes.joined(separator: " and "))", "one currency",
                "plan in one currency, or split the workbooks"
            )
        }
    }

    private func checkFlights() {
        let usual = checker.flights.usual
        let slack = Int(thresholds.flightSlackDays)
        let flights = checker.flights.groups.sorted { a, b in
            (a.key.platform, a.key.start, a.key.end) < (b.key.platform, b.key.start, b.key.end)
        }
        for (key, group) in flights {
            let block = summary.blocks.first { $0.platform.code == key.platform }
            var stated: ClosedRange<CivilDate>?
            if let start = block?.start, let end = block?.end, start <= end { stated = start...end }
            // A head's dates may be a formula over the lines, and then agree with any of them.
            guard
                let campaign = [stated, usual].compactMap({ $0 }).first(where: { dates in
                    dates.lowerBound.daysSince1970 - key.start.daysSince1970 > slack || key.end < dates.lowerBound
                        || key.start > dates.upperBound
                })
            else { continue }
            log.add(.flightOutside, at: group.first) {
                let lines = group.count == 1 ? "1 line flies" : "\(group.count) lines fly"
                let rows = group.count > 1 ? group.lastRow.map { " (down to row \($0))" } ?? "" : ""
                let source = campaign == stated ? "the campaign's" : "most lines'"
                return (
                    "\(lines) from \(key.start) to \(key.end)\(rows)",
                    "\(source) \(campaign.lowerBound) to \(campaign.upperBound)", "fix START_DATE and END_DATE"
                )
            }
        }
    }

    private func checkPercentages() {
        let byColumn = Dictionary(grouping: checker.percentages.counts, by: \.column)
        for (column, counts) in byColumn.sorted(by: { $0.key.index < $1.key.index }) {
            let counts = counts.sorted { $0.file < $1.file }
            guard let whole = counts.first(where: { $0.above > $0.fractions }),
                let part = counts.first(where: { $0.fractions > $0.above }),
                let spot = whole.firstAbove
            else { continue }
            log.add(.percentScale, at: spot) {
                (
                    "\(column.rawValue) is a percent in \(fileName(whole.file)) and a fraction in \(fileName(part.file))",
                    "fractions in both", nil
                )
            }
        }
    }

    private func checkPeers() {
        for outliers in checker.peers.outliers {
            let key = outliers.key
            let peers = [key.stage?.displayName, key.format.isEmpty ? nil : key.format].compactMap { $0 }.joined(
                separator: " ")
            for index in 0..<outliers.count {
                let extreme = index < outliers.extremes.count ? outliers.extremes[index] : nil
                log.add(.outlier, at: extreme?.spot ?? Spot()) {
                    guard let extreme else { return ("\(outliers.measure.name) of a further line", nil, nil) }
                    return (
                        "\(outliers.measure.name) is \(figureText(extreme.value))",
                        "about \(figureText(outliers.median)), the median of \(key.platform) \(peers) (\(key.type.rawValue))",
                        nil
                    )
                }
            }
        }
    }

    // MARK: Markets and stages

    /// Lines that name no market are in no figure; those with numbers are missing there. Reading says where the cells are.
    private func checkWithoutMarket() {
        for platform in campaign.platforms {
            for side in CheckSide.allCases {
                guard let lines = platform.withoutMarket[side] else { continue }
                let parts = [
                    (side == .planned ? "a budget of" : "spend of", lines.budget), ("impressions:", lines.impressions),
                    ("views:", lines.views), ("clicks:", lines.clicks),
                ].compactMap { words, volume in
                    volume.value.flatMap { $0 == 0 ? nil : "\(words) \(figureText($0))" }
                }
                guard !parts.isEmpty else { continue }
                log.add(.marketMissing, at: lines.first.map { with($0, .market) } ?? Spot()) {
                    (
                        "\(counted(lines.count, "line")) of \(platform.platform.displayName) \(lines.count == 1 ? "names" : "name") no market: \(parts.joined(separator: ", ")), in no figure",
                        nil,
                        (lines.rows.cells(of: .market, locator).map { "the cells are \($0); " } ?? "")
                            + "write the market into each"
                    )
                }
            }
        }
    }

    private func checkMarkets(_ platform: PlatformView) {
        guard platform.sides.count == 2 else { return }
        for market in platform.markets {
            let name = "\(market.market.displayName) on \(platform.platform.displayName)"
            if market.isPlanned, !market.hasMedia {
                let lines = market.all(.planned)
                let (what, hint) =
                    market.isDelivered
                    ? ("its report has reach and no media line: what was spent is not known", "ask for its media lines")
                    : ("nothing of it was delivered", "ask for the report, or take the market out of the plan")
                log.add(.marketNotDelivered, at: lines.first ?? Spot()) {
                    let budget = lines.budget.value.map { " with a budget of \(figureText($0))" } ?? ""
                    return ("\(name) is planned in \(counted(lines.count, "line"))\(budget), and \(what)", nil, hint)
                }
            } else if market.isPlanned, market.all(.actual).isNothing, !market.all(.planned).isNothing {
                let lines = market.all(.actual)
                log.add(.marketNotDelivered, at: lines.first ?? Spot()) {
                    (
                        "\(name) is planned, and all numbers of its \(counted(lines.count, "media line")) are 0", nil,
                        "a 0 that stands for an unknown number is to be empty; ask for the numbers"
                    )
                }
            } else if market.hasMedia, !market.isPlanned {
                let lines = market.all(.actual)
                log.add(.marketNotPlanned, at: lines.first ?? Spot()) {
                    let spend = lines.budget.value.map { " and spent \(figureText($0))" } ?? ""
                    return (
                        "\(name) was delivered\(spend), and is in no line of the plan", nil,
                        "see whether the market's name is right in both workbooks"
                    )
                }
            }
        }
    }

    private func checkStages(_ market: MarketView, _ platform: PlatformView, _ stages: StagesOfPlatform) {
        guard market.hasMedia else { return }
        let missing = platform.stages.filter { market.actual[CampaignView.slot($0)].count == 0 }
        let repeated = platform.stages.filter { market.actual[CampaignView.slot($0)].formats.count > 1 }
        for stage in missing {
            let slot = CampaignView.slot(stage)
            let isPlanned = market.planned[slot].count > 0
            let isReached = (market.reach(ReachMetric(.reach, of: .stage(stage))) ?? 0) > 0
            let isElsewhere = stages.delivered.contains(slot)
            let name = "\(market.market.displayName) on \(platform.platform.displayName)"
            // A platform that gives several formats to a stage everywhere repeats nothing.
            let odd =
                repeated.first { stage in
                    let slot = CampaignView.slot(stage)
                    return stages.fewestFormats[slot] < market.actual[slot].formats.count
                } ?? (stages.marketsWithMedia == 1 ? repeated.first : nil)
            if let odd, isPlanned || isReached || isElsewhere {
                let lines = market.actual[CampaignView.slot(odd)]
                log.add(.stageRepeated, at: lines.first.map { spot in with(spot, .cejObjectives) } ?? Spot()) {
                    (
                        "\(name) reports \(odd.displayName) for \(lines.formats.sorted().joined(separator: " and ")), and no \(stage.displayName)",
                        "one line for each stage", "see which line is meant for \(stage.displayName)"
                    )
                }
            } else if isPlanned {
                log.add(.stageNotDelivered, at: market.planned[slot].first ?? Spot()) {
                    ("\(stage.displayName) of \(name) is planned and has no line in the report", nil, nil)
                }
            }
        }
    }

    private func with(_ spot: Spot, _ column: RecordColumn) -> Spot {
        var spot = spot
        spot.column = column
        return spot
    }

    // MARK: Spend

    private func checkSpend(_ market: MarketView, _ platform: PlatformView) {
        guard market.isPlanned, market.hasMedia else { return }
        let name = "\(market.market.displayName) on \(platform.platform.displayName)"
        let planned = market.all(.planned)
        let actual = market.all(.actual)
        guard let spend = actual.budget.value, spend > 0 else { return }
        guard let budget = planned.budget.value else {
            log.add(.planWithoutBudget, at: planned.first.map { with($0, .budgetLocal) } ?? Spot()) {
                (
                    "\(name) spent \(figureText(spend)), and none of its \(counted(planned.count, "planned line")) has a budget",
                    nil, "fill in the plan's budgets"
                )
            }
            return
        }
        if overspent(spend, budget, name, actual.first) { return }
        for stage in platform.stages {
            let slot = CampaignView.slot(stage)
            guard let spend = market.actual[slot].budget.value, let budget = market.planned[slot].budget.value else {
                continue
            }
            _ = overspent(spend, budget, "\(stage.displayName) of \(name)", market.actual[slot].first)
        }
    }

    private func overspent(_ spend: Double, _ budget: Double, _ name: String, _ spot: Spot?) -> Bool {
        guard spend > budget * (1 + thresholds.overspendTolerance), budget >= 0 else { return false }
        log.add(.overspend, at: spot.map { with($0, .budgetLocal) } ?? Spot()) {
            let over = budget > 0 ? " (\(percentText(spend / budget - 1)) over)" : ""
            return (
                "\(name) spent \(figureText(spend))\(over)", "about \(figureText(budget)), as planned",
                "see whether the spend is right, and whether somebody agreed to it"
            )
        }
        return true
    }
}

/// What the markets of a platform deliver by stage, looked up once for all of them.
private struct StagesOfPlatform {
    /// By slot, the fewest formats that a market with media has.
    private(set) var fewestFormats: [Int]
    private(set) var delivered: Set<Int> = []
    private(set) var marketsWithMedia = 0

    init(_ platform: PlatformView) {
        fewestFormats = Array(repeating: Int.max, count: platform.stages.count + 1)
        for market in platform.markets {
            for slot in market.actual.indices where market.actual[slot].count > 0 { delivered.insert(slot) }
            guard market.hasMedia else { continue }
            marketsWithMedia += 1
            for slot in market.actual.indices {
                fewestFormats[slot] = min(fewestFormats[slot], market.actual[slot].formats.count)
            }
        }
    }
}

/// `12.3 %`
func percentText(_ share: Double) -> String { DecimalText.string((share * 1000).rounded() / 10) + " %" }

/// A share with as many digits as tell on which side of bounds it is: 89.996 % is not the 90 % that would be on plan.
func percentText(_ share: Double, beside bounds: [Double]) -> String {
    for scale in [1e3, 1e4, 1e5, 1e6] {
        let rounded = (share * scale).rounded() / scale  // fits: doubles
        let tells = bounds.allSatisfy { (rounded < $0) == (share < $0) && (rounded > $0) == (share > $0) }
        guard tells else { continue }
        return DecimalText.string((share * scale).rounded() / (scale / 100)) + " %"  // fits: doubles
    }
    return DecimalText.string(share * 100) + " %"
}

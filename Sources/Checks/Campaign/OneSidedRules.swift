import MediaPlans
import Streams
import Workbooks

/// The rules about plan and report that do not belong together: what only one of them has, and what is in two files.
struct OneSidedRules {
    let campaign: CampaignView
    let vocabulary: Vocabulary
    let log: FindingLog
    var locator = CellLocator()

    func run() {
        checkPlatforms()
        checkCampaigns()
        CopiedPlatformRules(campaign: campaign, log: log).run()
        for platform in campaign.platforms {
            checkRegions(platform)
            EqualFigureRules(platform: platform, log: log).run()
            for market in platform.markets {
                checkFiles(market, platform)
                checkFree(market, platform)
                checkResults(market, platform)
                checkAudience(market, platform)
            }
        }
    }

    private func name(_ market: MarketView, _ platform: PlatformView) -> String {
        "\(market.market.displayName) on \(platform.platform.displayName)"
    }

    // MARK: Platforms

    private func checkPlatforms() {
        let hasPlan = campaign.counts[.planned] ?? 0 > 0
        let hasReport = [SourceType.deliveredMedia, .deliveredReachAndFrequency].contains {
            campaign.counts[$0] ?? 0 > 0
        }
        guard hasPlan, hasReport else { return }
        let spans = campaign.platforms.flatMap(\.markets).map { $0.files[.actual] ?? [] }.joined()
        let lastDay = spans.compactMap { $0.days?.upperBound }.max()
        for platform in campaign.platforms {
            let planned = platform.markets.filter(\.isPlanned)
            let delivered = platform.markets.filter { $0.hasMedia || !$0.readings.isEmpty }
            if !planned.isEmpty, delivered.isEmpty {
                // Before its flight a platform has nothing to report.
                let flights = planned.flatMap { $0.files[.planned] ?? [] }.map(\.days)
                let start = flights.contains(nil) ? nil : flights.compactMap { $0?.lowerBound }.min()
                if let lastDay, let start, lastDay < start { continue }
                let lines = planned.reduce(into: StageLines()) { $0.add($1.all(.planned)) }
                log.add(.platformNotDelivered, at: lines.first ?? Spot()) {
                    let budget = lines.budget.value.map { " with a budget of \(figureText($0))" } ?? ""
                    return (
                        "\(platform.platform.displayName) is planned in \(counted(lines.count, "line"))\(budget), and no report has it",
                        nil, "ask for its report, or take the platform out of the plan"
                    )
                }
            } else if !planned.isEmpty, !delivered.contains(where: \.hasMedia) {
                let lines = planned.reduce(into: StageLines()) { $0.add($1.all(.planned)) }
                log.add(.platformNotDelivered, at: lines.first ?? Spot()) {
                    let budget = lines.budget.value.map { " with a budget of \(figureText($0))" } ?? ""
                    return (
                        "\(platform.platform.displayName) is planned in \(counted(lines.count, "line"))\(budget), and its report has reach and no media line: what was spent is not known",
                        nil, "ask for its media lines"
                    )
                }
            } else if planned.isEmpty, !delivered.isEmpty {
                let lines = delivered.reduce(into: StageLines()) { $0.add($1.all(.actual)) }
                let first = lines.first ?? delivered.lazy.flatMap(\.readings.values).first?.spot
                log.add(.platformNotPlanned, at: first ?? Spot()) {
                    let spend = lines.budget.value.map { " and spent \(figureText($0))" } ?? ""
                    return (
                        "\(platform.platform.displayName) was delivered\(spend), and the plan has no line of it", nil,
                        "see whether the report is of this campaign; of some days only, whether its flight is in them"
                    )
                }
            }
        }
    }

    // MARK: Campaigns

    /// Names that agree with the plan's only because they say nothing.
    private func noteUncompared(_ names: CampaignNames) {
        var told: Set<String> = []
        for entry in campaign.reported.entries
        where names.agreesForLack(with: entry.name) && told.insert(entry.platform + "\u{0}" + entry.name).inserted {
            let platform = campaign.platform(entry.platform)?.platform.displayName ?? entry.platform
            log.add(.campaignNotCompared, at: entry.lines.first.map { with($0, .campaign) } ?? Spot()) {
                (
                    "the campaign of \(counted(entry.lines.count, "line")) of \(platform) is \"\(printable(entry.name))\", which cannot be compared with the plan's: they count",
                    campaign.plan.names.prefix(3).map { "\"\(printable($0))\"" }.joined(separator: ", ")
                        + ", as planned",
                    "see whether the lines are of this campaign"
                )
            }
        }
    }

    /// Lines of reports whose campaign is none of the plan's, by platform and file.
    private func checkCampaigns() {
        let names = CampaignNames(planned: campaign.plan.names, brands: campaign.plan.brands, vocabulary: vocabulary)
        guard !names.isEmpty else { return }
        noteUncompared(names)
        var foreign: [[ReportedCampaigns.Entry]] = []
        for entry in campaign.reported.entries where !names.agree(with: entry.name) {
            let place = foreign.firstIndex { $0[0].platform == entry.platform && $0[0].file == entry.file }
            if let place { foreign[place].append(entry) } else { foreign.append([entry]) }
        }
        for entries in foreign {
            let lines = entries.reduce(into: StageLines()) { $0.add($1.lines) }
            let all = campaign.reported.entries.filter {
                $0.platform == entries[0].platform && $0.file == entries[0].file
            }.reduce(0) { $0 + $1.lines.count }
            let platform = campaign.platform(entries[0].platform)?.platform.displayName ?? entries[0].platform
            log.add(.campaignDiffers, at: lines.first.map { with($0, .campaign) } ?? Spot()) {
                let names = entries.prefix(3).map { "\"\(printable($0.name))\"" }.joined(separator: ", ")
                let more = entries.count > 3 ? " and \(entries.count - 3) more" : ""
                let spend = lines.budget.value.map { ", which spent \(figureText($0))," } ?? ""
                let count =
                    lines.count == all ? "all \(counted(all, "line"))" : "\(lines.count) of \(counted(all, "line"))"
                let planned = campaign.plan.names.prefix(3).map { "\"\(printable($0))\"" }.joined(separator: ", ")
                return (
                    "\(count) of \(platform)\(spend) \(all == 1 ? "is" : "are") of \(names)\(more)",
                    "\(planned), as planned",
                    (lines.rows.cells(of: .campaign, locator).map { "the lines are in \($0); " } ?? "")
                        + "see whether they are of this campaign"
                )
            }
        }
    }

    private func with(_ spot: Spot, _ column: RecordColumn) -> Spot {
        var spot = spot
        spot.column = column
        return spot
    }

    // MARK: Regions

    private func checkRegions(_ platform: PlatformView) {
        for market in platform.markets where platform.regions.contains(market.market.code) {
            let codes = Set(platform.markets.map(\.market.code))
            let parts = vocabulary.parts(ofRegion: market.market.code, among: codes)
            let first =
                market.all(.planned).first ?? market.all(.actual).first ?? market.readings.values.first?.spot
            log.add(.regionBesideMembers, at: first ?? Spot()) {
                let names = platform.markets.filter { parts.contains($0.market.code) }.map(\.market.displayName)
                return (
                    "\(name(market, platform)) is beside its members \(names.joined(separator: ", ")): no sum over markets may have both",
                    nil, "take the region out, or its members"
                )
            }
        }
    }

    // MARK: Free, too large

    private func checkFree(_ market: MarketView, _ platform: PlatformView) {
        for stage in platform.stages {
            let lines = market.actual[CampaignView.slot(stage)]
            guard let impressions = lines.impressions.value, impressions > 0, let spend = lines.budget.value, spend == 0
            else { continue }
            log.add(.impressionsWithoutSpend, at: lines.first.map { with($0, .budgetLocal) } ?? Spot()) {
                (
                    "\(stage.displayName) of \(name(market, platform)) has \(figureText(impressions)) impressions and a spend of 0",
                    nil, "ask for the spend, or see that they were free"
                )
            }
        }
    }

    /// Impressions from which a stage without a single view or click of those that it was bought for is told.
    private static let mostWithoutResult = 10_000.0

    /// What a stage is bought for, when each of it is counted.
    private static func result(of stage: Stage) -> (name: String, column: RecordColumn)? {
        switch stage.goal {
        case .views: ("views", .videoViews)
        case .clicks: ("clicks", .clicksActions)
        case .reach, nil: nil
        }
    }

    /// A stage that was bought for views or clicks, and has none.
    private func checkResults(_ market: MarketView, _ platform: PlatformView) {
        for stage in platform.stages {
            guard let (name, column) = Self.result(of: stage) else { continue }
            for side in CheckSide.allCases {
                let lines = market.lines(side)[CampaignView.slot(stage)]
                guard let impressions = lines.impressions.value, impressions > Self.mostWithoutResult,
                    lines.volume(column).value == 0
                else { continue }
                log.add(.resultsZero, at: lines.first.map { with($0, column) } ?? Spot()) {
                    (
                        "\(side.rawValue) \(stage.displayName) of \(self.name(market, platform)) has \(figureText(impressions)) impressions and 0 \(name)",
                        nil, "a 0 that stands for an unknown number is to be empty; ask for the number"
                    )
                }
            }
        }
    }

    /// A stage's planned reach, of all its lines together.
    private func checkAudience(_ market: MarketView, _ platform: PlatformView) {
        guard let size = market.largestAudience, size > 0 else { return }
        for stage in platform.stages {
            let lines = market.planned[CampaignView.slot(stage)]
            guard lines.count > 1, let reach = lines.reach.value, lines.largestReach <= size,
                reach > size * 1.000_001  // fits: doubles
            else { continue }
            log.add(.reachExceedsPopulation, at: lines.first.map { with($0, .uniquesReach) } ?? Spot()) {
                (
                    "planned \(stage.displayName) reach of \(name(market, platform)) is \(figureText(reach)) in \(counted(lines.count, "line"))",
                    "at most \(figureText(size)), the largest audience", nil
                )
            }
        }
    }

    // MARK: Files

    private func checkFiles(_ market: MarketView, _ platform: PlatformView) {
        for side in CheckSide.allCases {
            let files = market.files[side] ?? []
            for (index, file) in files.enumerated().dropFirst() {
                guard let other = files[..<index].first(where: { Self.overlap($0.days, file.days) }) else { continue }
                log.add(.platformInTwoFiles, at: file.first) {
                    (
                        "\(name(market, platform)) is in \(file.file) and in \(other.file), for the same days: the lines of both count",
                        nil, "see that no line is in both"
                    )
                }
            }
        }
    }

    private static func overlap(_ a: ClosedRange<CivilDate>?, _ b: ClosedRange<CivilDate>?) -> Bool {
        guard let a, let b else { return true }
        return a.overlaps(b)
    }
}

import MediaPlans
import Streams
import Workbooks

/// The rules about plan and report that do not belong together: what only one of them has, what is in two files, and what both have to
/// the cent.
struct OneSidedRules {
    let campaign: CampaignView
    let vocabulary: Vocabulary
    let log: FindingLog

    func run() {
        checkPlatforms()
        checkCampaigns()
        for platform in campaign.platforms {
            checkRegions(platform)
            checkEqual(platform)
            for market in platform.markets {
                checkFiles(market, platform)
                checkFree(market, platform)
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
        for platform in campaign.platforms {
            let planned = platform.markets.filter(\.isPlanned)
            let delivered = platform.markets.filter { $0.hasMedia || !$0.readings.isEmpty }
            if !planned.isEmpty, delivered.isEmpty {
                let lines = planned.reduce(into: StageLines()) { $0.add($1.all(.planned)) }
                log.add(.platformNotDelivered, at: lines.first ?? Spot()) {
                    let budget = lines.budget.value.map { " with a budget of \(figureText($0))" } ?? ""
                    return (
                        "\(platform.platform.displayName) is planned in \(counted(lines.count, "line"))\(budget), and no report has it",
                        nil, "ask for its report, or take the platform out of the plan"
                    )
                }
            } else if planned.isEmpty, !delivered.isEmpty {
                let lines = delivered.reduce(into: StageLines()) { $0.add($1.all(.actual)) }
                let first = lines.first ?? delivered.lazy.flatMap(\.readings.values).first?.spot
                log.add(.platformNotPlanned, at: first ?? Spot()) {
                    let spend = lines.budget.value.map { " and spent \(figureText($0))" } ?? ""
                    return (
                        "\(platform.platform.displayName) was delivered\(spend), and the plan does not have it", nil,
                        "see whether the report is of this campaign"
                    )
                }
            }
        }
    }

    // MARK: Campaigns

    /// Words of names that say nothing of the campaign.
    private static let common: Set<String> = [
        "campaign", "the", "and", "for", "reach", "video", "views", "clicks", "traffic", "awareness", "consideration",
        "purchase", "conversion", "brand", "media", "paid", "social", "ads", "always", "on",
    ]

    private func words(_ head: PlanHead) -> Set<String> {
        let names = head.names + head.brands
        return names.reduce(into: Set<String>()) { words, name in
            for word in normalised(name).split(separator: " ").map(String.init) where word.count >= 3 {
                guard Int(word) == nil, !Self.common.contains(word), vocabulary.market(named: word) == nil,
                    vocabulary.platform(named: word) == nil, vocabulary.stage(named: word) == nil
                else { continue }
                words.insert(word)
            }
        }
    }

    private func checkCampaigns() {
        guard let planned = campaign.plan.names.first, let delivered = campaign.report.names.first else { return }
        let (plan, report) = (words(campaign.plan), words(campaign.report))
        guard !plan.isEmpty, !report.isEmpty, plan.isDisjoint(with: report) else { return }
        // `YouDidIt` and `You Did It` are one name.
        let (a, b) = (Self.joined(campaign.plan.names), Self.joined(campaign.report.names))
        guard !a.contains(where: { x in b.contains { $0.contains(x) || x.contains($0) } }) else { return }
        let first = campaign.platforms.lazy.flatMap(\.markets).flatMap(\.actual).compactMap(\.first).first
        log.add(.campaignDiffers, at: first.map { with($0, .campaign) } ?? Spot()) {
            (
                "the reports are of \"\(printable(delivered))\"", "\"\(printable(planned))\", as planned",
                "see whether the report is of this campaign"
            )
        }
    }

    private static func joined(_ names: [String]) -> [String] {
        names.map { normalised($0).filter { $0 != " " } }.filter { $0.count >= 3 }
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
                (market.planned + market.actual).compactMap(\.first).first ?? market.readings.values.first?.spot
            log.add(.regionBesideMembers, at: first ?? Spot()) {
                let names = platform.markets.filter { parts.contains($0.market.code) }.map(\.market.displayName)
                return (
                    "\(name(market, platform)) is beside its members \(names.joined(separator: ", ")): no sum over markets may have both",
                    nil, "take the region out, or its members"
                )
            }
        }
    }

    // MARK: Equal, free, too large

    /// Actual figures that are the planned ones: spend and impressions of a market, or the spend of three markets that is not round.
    private func checkEqual(_ platform: PlatformView) {
        var equal: [(market: MarketView, spend: Double)] = []
        var isSaid = false
        for market in platform.markets {
            let (planned, actual) = (market.all(.planned), market.all(.actual))
            guard let budget = planned.budget.value, let spend = actual.budget.value, budget > 0,
                (budget - spend).magnitude < 0.005
            else { continue }
            equal.append((market, spend))
            guard let a = planned.impressions.value, let b = actual.impressions.value, a > 0, (a - b).magnitude < 0.5
            else { continue }
            isSaid = true
            log.add(.actualEqualsPlan, at: actual.first.map { with($0, .budgetLocal) } ?? Spot()) {
                (
                    "\(name(market, platform)) spent \(figureText(spend)) on \(figureText(b)) impressions, exactly as planned",
                    "numbers of the platform's own", "see whether the plan was copied into the report"
                )
            }
        }
        let both = platform.markets.count { $0.isPlanned && $0.hasMedia }
        let odd = equal.filter { $0.spend.rounded() != $0.spend }
        guard odd.count >= 3, odd.count == both, !isSaid else { return }
        let spot = odd[0].market.all(.actual).first
        log.add(.actualEqualsPlan, at: spot.map { with($0, .budgetLocal) } ?? Spot()) {
            (
                "the spend of all \(odd.count) markets on \(platform.platform.displayName) is their planned budget to the cent",
                "numbers of the platform's own", "see whether the plan was copied into the report"
            )
        }
    }

    private func checkFree(_ market: MarketView, _ platform: PlatformView) {
        for stage in Stage.allCases {
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

    /// A stage's planned reach, of all its lines together.
    private func checkAudience(_ market: MarketView, _ platform: PlatformView) {
        guard let size = market.largestAudience, size > 0 else { return }
        for stage in Stage.allCases {
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

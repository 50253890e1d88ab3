import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// Each rule finds its mistake, and nothing else does in a campaign that is right otherwise.
@Suite("Rules") struct RuleTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        /// The rule that must speak.
        var code: String
        /// Other rules that rightly speak too.
        var also: Set<String> = []
        var make: @Sendable (inout CleanCampaign) -> Void
        var testDescription: String { code }

        init(_ code: String, also: Set<String> = [], _ make: @escaping @Sendable (inout CleanCampaign) -> Void) {
            self.code = code
            self.also = also
            self.make = make
        }
    }

    @Test("a campaign in which nothing is wrong yields nothing") func clean() {
        let log = check(CleanCampaign().records)
        #expect(log.count == 0, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
    }

    private static let mistakes: [Mistake] = [
        Mistake("required-missing") { $0.change(.planned, "UAE", "Awareness") { $0[.campaign] = .unknown } },
        Mistake("market-missing", also: ["stage-not-delivered"]) {
            $0.change(.deliveredMedia, "UAE", "Purchase") { $0[.market] = .unknown }
        },
        Mistake("market-unknown", also: ["market-not-delivered", "market-not-planned"]) {
            $0.change(.planned, "UAE") { $0[.market] = .text("Atlantis") }
        },
        Mistake("market-spelling") { $0.change(.planned, "Qatar", "Awareness") { $0[.market] = .text("Quatar") } },
        Mistake("platform-unknown") { campaign in
            for index in campaign.records.indices { campaign.records[index].sheetPlatform = "PIGEON" }
            for index in campaign.records.indices
            where campaign.records[index].sourceType != .deliveredReachAndFrequency {
                campaign.records[index][.platform] = .unknown
            }
        },
        Mistake("platform-mismatch") { $0.change(.planned, "UAE", "Awareness") { $0[.platform] = .text("Facebook") } },
        Mistake("stage-missing", also: ["stage-not-delivered"]) {
            $0.change(.deliveredMedia, "UAE", "Purchase") { $0[.cejObjectives] = .unknown }
        },
        Mistake("ratio-unlike") {
            $0.change(.planned, "UAE", "Consideration") { $0[.videoViews] = .unknown }
        },
        Mistake("stage-unknown", also: ["ratio-unlike"]) {
            $0.change(.planned, "UAE", "Purchase") { record in
                record[.cejObjectives] = .text("Bumper (RTG)")
                record[.comments] = .text("Purchase")
            }
        },
        Mistake("percent-above-one") { $0.change(.planned, "UAE", "Awareness") { $0[.percentUniques] = .number(30) } },
        Mistake("negative-value") { $0.change(.planned, "UAE", "Awareness") { $0[.weeks] = .number(-2) } },
        Mistake("clicks-exceed-impressions", also: ["ctr-high"]) {
            $0.change(.deliveredMedia, "UAE", "Awareness") { $0[.clicksActions] = .number(2_000_000) }
        },
        Mistake("views-exceed-impressions") {
            $0.change(.deliveredMedia, "UAE", "Awareness") { $0[.videoViews] = .number(2_000_000) }
        },
        Mistake("reach-exceeds-impressions") {
            $0.change(.planned, "UAE", "Awareness") { $0[.uniquesReach] = .number(1_300_000) }
        },
        Mistake("reach-exceeds-impressions", also: ["stage-reach-exceeds-campaign"]) {
            $0.change(.deliveredReachAndFrequency, "UAE", "Purchase") { $0[.uniquesReach] = .number(640_000) }
        },
        Mistake("reach-exceeds-population") {
            $0.change(.planned, "UAE", "Awareness") { $0[.taSize] = .number(200_000) }
        },
        Mistake("rate-contradicts") { $0.change(.planned, "UAE", "Awareness") { $0[.cpmLocal] = .number(2) } },
        Mistake(
            "spend-without-impressions",
            also: [
                "reach-exceeds-impressions", "clicks-exceed-impressions", "views-exceed-impressions",
                "frequency-contradicts",
            ]
        ) {
            $0.change(.deliveredMedia, "UAE", "Awareness") { $0[.impressions] = .number(0) }
        },
        Mistake("date-order") {
            $0.change(.planned, "UAE", "Awareness") { $0[.endDate] = .date(CivilDate(year: 2026, month: 4, day: 1)) }
        },
        Mistake("date-missing") { $0.change(.planned, "UAE", "Awareness") { $0[.endDate] = .unknown } },
        Mistake("flight-outside") {
            $0.change(.planned, "UAE", "Awareness") { record in
                record[.startDate] = .date(CivilDate(year: 2026, month: 3, day: 1))
                record[.endDate] = .date(CivilDate(year: 2026, month: 3, day: 31))
            }
        },
        Mistake("currency-mixed") { $0.change(.planned, "UAE", "Awareness") { $0[.localCurrency] = .text("AED") } },
        Mistake("currency-mixed") { campaign in
            // One platform's plan is in another currency than the other's.
            campaign.records += CleanCampaign(platform: "META").records
            for index in campaign.records.indices
            where campaign.records[index].sourceType == .planned && campaign.records[index].sheetPlatform == "META" {
                campaign.records[index][.localCurrency] = .text("AED")
            }
        },
        Mistake("currency-by-market") { campaign in
            for (market, currency) in [("UAE", "AED"), ("Kuwait", "KWD")] {
                campaign.change(.planned, market) { $0[.localCurrency] = .text(currency) }
            }
        },
        Mistake("market-not-delivered") { campaign in
            campaign.remove(.deliveredMedia, "UAE")
            campaign.remove(.deliveredReachAndFrequency, "UAE")
        },
        Mistake("market-not-delivered", also: ["ratio-unlike"]) { $0.remove(.deliveredMedia, "UAE") },
        Mistake("market-not-planned") { $0.remove(.planned, "UAE") },
        Mistake("platform-not-delivered") {
            $0.records += CleanCampaign(platform: "META").records.filter { $0.sourceType == .planned }
        },
        Mistake("platform-not-delivered") {
            $0.records += CleanCampaign(platform: "META").records.filter { $0.sourceType != .deliveredMedia }
        },
        Mistake("platform-not-planned") {
            $0.records += CleanCampaign(platform: "META").records.filter { $0.sourceType != .planned }
        },
        Mistake("platform-in-two-files") { campaign in
            var line = campaign.records.first { $0.sourceType == .deliveredMedia && $0[.market].text == "UAE" }!
            line[.sourceFile] = .text("DELIVERED_y.xlsx")
            for column in [RecordColumn.impressions, .budgetLocal, .clicksActions, .videoViews] {
                line[column] = .number(line[column].number! / 100)
            }
            campaign.records.append(line)
        },
        Mistake("campaign-differs") { campaign in
            for market in CleanCampaign.markets {
                campaign.change(.deliveredMedia, market) { $0[.campaign] = .text("UAE Awareness Night Shift 2026") }
            }
        },
        Mistake("campaign-differs") { campaign in
            // One platform's report of another campaign of the brand.
            for index in campaign.records.indices where campaign.records[index].sourceType == .planned {
                campaign.records[index][.brand] = .text("Quillmere")
            }
            campaign.change(.deliveredMedia, "UAE") { $0[.campaign] = .text("Quillmere Bright Evening") }
        },
        Mistake("actual-equals-plan") { campaign in
            // Two odd numbers of clicks, and nothing else.
            for (type, stage) in [(SourceType.planned, "Awareness"), (.planned, "Purchase")] {
                let number = stage == "Awareness" ? 2437.0 : 419 * 3
                campaign.change(type, "UAE", stage) { $0[.clicksActions] = .number(number) }
                campaign.change(.deliveredMedia, "UAE", stage) { $0[.clicksActions] = .number(number) }
            }
        },
        Mistake("actual-equals-plan", also: ["reach-above-stages"]) {
            $0.change(.deliveredReachAndFrequency, "Kuwait", "Consideration") { $0[.uniquesReach] = .number(181_237) }
            $0.change(.planned, "Kuwait", "Consideration") { $0[.uniquesReach] = .number(181_237) }
            $0.change(.deliveredReachAndFrequency, "Kuwait", "Purchase") { $0[.uniquesReach] = .number(61_239) }
            $0.change(.planned, "Kuwait", "Purchase") { $0[.uniquesReach] = .number(61_239) }
        },
        Mistake("actual-equals-plan") {
            $0.change(.deliveredMedia, "UAE") { $0[.budgetLocal] = .number($0[.impressions].number! / 1000) }
        },
        Mistake("sum-beside-parts", also: ["market-unknown", "market-not-delivered"]) {
            $0.addSum(.planned, "Core markets")
        },
        Mistake("sum-beside-parts", also: ["market-unknown", "market-not-planned", "ratio-unlike", "reach-incomplete"])
        {
            $0.addSum(.deliveredMedia, "Regional")
        },
        // A market's line for all of its lines, of a stage, of none that is known, and under another name.
        Mistake("sum-beside-parts", also: ["stage-unknown", "ratio-unlike"]) {
            $0.addSum(.planned, of: "UAE", stage: "Mixed")
        },
        Mistake("sum-beside-parts", also: ["stage-missing", "overspend", "frequency-contradicts"]) {
            $0.addSum(.deliveredMedia, of: "UAE", stage: nil)
        },
        Mistake("sum-beside-parts") { $0.addSum(.planned, of: "UAE", stage: "Awareness") },
        Mistake("sum-beside-parts", also: ["market-unknown", "market-not-delivered", "stage-unknown", "ratio-unlike"]) {
            $0.addSum(.planned, "Tot. UAE", of: "UAE", stage: "All")
        },
        Mistake("reach-above-stages") { campaign in
            campaign.change(.deliveredReachAndFrequency, "UAE", "Campaign Reach") {
                $0[.uniquesReach] = .number(540_000)
            }
            campaign.change(.deliveredReachAndFrequency, "UAE", "Campaign Freq") { $0[.frequency] = .number(3.7) }
        },
        Mistake("line-repeated") { campaign in
            campaign.makeOdd()
            var line = campaign.records.first { $0.sourceType == .planned && $0[.market].text == "UAE" }!
            line[.formatType] = .text("All formats")
            campaign.records.append(line)
        },
        Mistake("reach-market-unknown", also: ["market-unknown", "ratio-unlike", "reach-copied"]) { campaign in
            for var record in campaign.records
            where record.sourceType == .deliveredReachAndFrequency && record[.market].text == "UAE" {
                record[.market] = .text("Deduplicated")
                campaign.records.append(record)
            }
        },
        Mistake("region-beside-members", also: ["market-unknown", "reach-copied"]) { campaign in
            for var record in campaign.records
            where record.sourceType == .deliveredReachAndFrequency && record[.market].text == "UAE" {
                record[.market] = .text("UAE & Qatar")
                campaign.records.append(record)
            }
        },
        Mistake("impressions-without-spend", also: ["cpm-range", "cpc-range"]) {
            $0.change(.deliveredMedia, "UAE", "Purchase") { $0[.budgetLocal] = .number(0) }
        },
        Mistake("region-beside-members") { campaign in
            for index in campaign.records.indices where campaign.records[index][.market].text == "Qatar" {
                campaign.records[index][.market] = .text("GCC")
            }
        },
        Mistake("reach-exceeds-population") { campaign in
            campaign.change(.planned, "UAE") { $0[.taSize] = .number(300_000) }
            var line = campaign.records.first { $0.sourceType == .planned && $0[.market].text == "UAE" }!
            line[.formatType] = .text("Reach")
            campaign.records.append(line)
        },
        Mistake("reported-column-missing", also: ["required-missing"]) {
            $0.changeReport { $0[.impressions] = .unknown }
        },
        Mistake("reported-column-missing", also: ["required-missing"]) {
            $0.changeReport { $0[.budgetLocal] = .unknown }
        },
        Mistake("reported-column-missing") { $0.changeReport { $0[.videoViews] = .unknown } },
        Mistake("reported-column-missing") { $0.changeReport { $0[.clicksActions] = .unknown } },
        Mistake("stage-not-delivered") { $0.remove(.deliveredMedia, "UAE", "Purchase") },
        Mistake("stage-repeated", also: ["reach-tiny", "overspend", "reach-exceeds-impressions"]) {
            $0.change(.deliveredMedia, "UAE", "Purchase") { record in
                record[.cejObjectives] = .text("Consideration")
                record[.formatType] = .text("Clicks")
            }
        },
        Mistake("overspend") { $0.change(.deliveredMedia, "UAE", "Purchase") { $0[.budgetLocal] = .number(300) } },
        Mistake("plan-without-budget", also: ["required-missing", "ratio-unlike"]) {
            $0.change(.planned, "UAE") { $0[.budgetLocal] = .unknown }
        },
        Mistake("reach-table-missing") { $0.records.removeAll { $0.sourceType == .deliveredReachAndFrequency } },
        Mistake("metric-unknown", also: ["reach-incomplete"]) {
            $0.change(.deliveredReachAndFrequency, "UAE", "Purchase") { $0[.platform] = .text("Smiles per head") }
        },
        Mistake("reach-unknown") {
            $0.change(.deliveredReachAndFrequency, "UAE", "Purchase") { $0[.uniquesReach] = .unknown }
        },
        Mistake("reach-incomplete") { $0.remove(.deliveredReachAndFrequency, "UAE", "Purchase") },
        Mistake("reach-tiny", also: ["reach-above-stages"]) {
            $0.change(.deliveredReachAndFrequency, "UAE", "Consideration") { $0[.uniquesReach] = .number(2) }
        },
        Mistake("reach-tiny") { $0.change(.planned, "UAE", "Awareness") { $0[.uniquesReach] = .number(0.24) } },
        Mistake("reach-tiny") { $0.change(.planned, "UAE", "Awareness") { $0[.uniquesReach] = .number(2) } },
        // 0 beside the impressions of people who were reached.
        Mistake("reach-tiny") {
            $0.change(.deliveredReachAndFrequency, "UAE", "Consideration") { $0[.uniquesReach] = .number(0) }
        },
        Mistake("reach-tiny") { $0.change(.planned, "UAE", "Awareness") { $0[.uniquesReach] = .number(0) } },
        Mistake("results-zero") {
            $0.change(.deliveredMedia, "UAE", "Consideration") { $0[.videoViews] = .number(0) }
        },
        Mistake("results-zero") { $0.change(.planned, "UAE", "Purchase") { $0[.clicksActions] = .number(0) } },
        Mistake("reach-copied") {
            $0.change(.deliveredReachAndFrequency, "UAE", "Purchase") { $0[.uniquesReach] = .number(60_003) }
        },
        Mistake("clicks-equal-reach", also: ["ctr-high"]) {
            $0.change(.deliveredMedia, "UAE", "Purchase") { $0[.clicksActions] = .number(40_003) }
        },
        Mistake("stage-reach-exceeds-campaign", also: ["frequency-contradicts"]) {
            $0.change(.deliveredReachAndFrequency, "UAE", "Campaign Reach") { $0[.uniquesReach] = .number(250_000) }
        },
        Mistake("frequency-contradicts") {
            $0.change(.deliveredReachAndFrequency, "UAE", "Awareness Freq") { $0[.frequency] = .number(7) }
        },
        Mistake("metric-repeated") { campaign in
            var again = campaign.records.last {
                $0[.market].text == "UAE" && $0[.platform].text == "Purchase Reach Absl"
            }!
            again[.uniquesReach] = .number(40_004)
            campaign.records.append(again)
        },
        Mistake("duplicate-line", also: ["overspend", "frequency-contradicts"]) { campaign in
            var again = campaign.records.first { $0.sourceType == .deliveredMedia && $0[.market].text == "UAE" }!
            again[.sourceRow] = .number(99)
            campaign.records.append(again)
        },
        Mistake("cpm-range", also: ["overspend", "cpc-range"]) {
            $0.change(.deliveredMedia, "UAE", "Purchase") { $0[.budgetLocal] = .number(40_000) }
        },
        Mistake("cpc-range") { $0.change(.deliveredMedia, "UAE", "Purchase") { $0[.clicksActions] = .number(3) } },
        Mistake("ctr-high") { $0.change(.deliveredMedia, "UAE", "Purchase") { $0[.clicksActions] = .number(60_000) } },
        Mistake("frequency-low") { $0.change(.planned, "UAE", "Awareness") { $0[.frequency] = .number(0.5) } },
        Mistake("frequency-high") { $0.change(.planned, "UAE", "Awareness") { $0[.frequency] = .number(60) } },
        Mistake("frequency-high") {
            $0.change(.planned, "UAE", "Awareness") { record in
                record[.frequency] = .unknown
                record[.uniquesReach] = .number(20_000)
            }
        },
        Mistake("percent-scale") { $0.change(.planned, "UAE", "Awareness") { $0[.ctrPercent] = .number(0.2) } },
        Mistake("percent-scale", also: ["percent-above-one"]) { campaign in
            for index in campaign.records.indices where campaign.records[index].sourceType == .deliveredMedia {
                campaign.records[index][.ctrPercent] = .number(20)
            }
        },
    ]

    @Test("a mistake is found by its rule, and by those that it must concern", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        var campaign = CleanCampaign()
        mistake.make(&campaign)
        let log = check(campaign.records)
        let found = Set(log.codes)
        #expect(found.contains(mistake.code), "\(found)")
        // A rate that was not changed with its volumes speaks up in notes.
        let rest = found.subtracting(mistake.also).subtracting([mistake.code, "rate-contradicts"])
        #expect(rest.isEmpty, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
    }

    /// Rules that need more than a changed campaign, with the test that has their bad and their good case.
    private static let elsewhere: [String: String] = [
        "platform-copied": "RuleTests.copiedPlatforms",
        "outlier": "RuleTests.outliers", "malformed-value": "MpValidateTests.malformed and .clean",
        "nothing-to-check": "MpValidateTests.anyWorkbook and .clean",
        "baseline-expired": "MpValidateFilesTests.baseline", "comparison-cut": "RuleTests.comparisonCut",
        "formula-unlike-label": "TrackerAuditTests.insights", "formula-gone": "TrackerAuditTests.insights",
        "insights-text": "TrackerAuditTests.insights", "grid-sum-differs": "GridSumTests",
        "column-hidden": "LayoutAuditTests", "column-narrow": "LayoutAuditTests", "figure-beside": "LooseNumberTests",
        "lineage-differs": "LooseNumberTests", "sheet-copied": "LooseNumberTests.copies",
        "campaign-not-compared": "RuleTests.campaignsThatSayNothing",
        "format-misleads": "LayoutAuditTests", "row-far-down": "LayoutAuditTests",
        "lines-changed": "EarlierComparisonTests", "lines-gone": "EarlierComparisonTests",
        "lines-new": "EarlierComparisonTests", "lines-later": "EarlierComparisonTests",
        "earlier-not-compared": "EarlierComparisonTests",
        "pacing-under": "PacingTests", "pacing-over": "PacingTests", "pacing-unknown": "PacingTests",
        "pacing-days-missing": "PacingTests",
    ]

    @Test(
        "a report's campaign is the plan's under the names that people give it",
        arguments: [
            "Bright Morning", "BRIGHTMORNING", "Quillmere_BrightMorning_UAE_AW_Video", "Bright Morning Encore",
            "Morning",
            "Brigth Morning", "QBM_UAE_Reach", "Quillmere April Awareness", "UAE Always On 2026", "",
        ])
    func campaignNames(name: String) {
        #expect(CampaignNames(planned: ["Bright Morning"], brands: ["quillmere"]).agree(with: name))
    }

    @Test(
        "another campaign's name is not the plan's, though a word or the brand is the same",
        arguments: ["Bright Evening", "Good Morning", "Quillmere Night Shift", "Night Shift"])
    func otherCampaigns(name: String) {
        #expect(!CampaignNames(planned: ["Bright Morning"], brands: ["quillmere"]).agree(with: name))
    }

    @Test("of a market's lines in a stage the first 64 are compared, whatever their numbers") func comparedLines() {
        func line(_ budget: Double, _ impressions: Double, _ clicks: Double) -> Record {
            var record = Record(sourceType: .planned, sheetPlatform: "META")
            record[.budgetLocal] = .number(budget)
            record[.impressions] = .number(impressions)
            record[.clicksActions] = .number(clicks)
            return record
        }
        for (round, repeats) in [(62, 1), (63, 0), (200, 0)] {
            var lines = NotableLines()
            for number in 0..<round { lines.add(line(Double(number) * 100, 5000, 10)) }
            for _ in 0..<2 { lines.add(line(1234.56, 765_431, 4567)) }
            #expect(lines.repeated.count == repeats, "after \(round) lines")
        }
    }

    @Test("a market as large as all others with their rates, and round numbers, are no sum") func sharesOfABudget() {
        var campaign = CleanCampaign()
        // Half of the budget for one market, a quarter for each of two, at the same prices.
        for market in CleanCampaign.markets.dropFirst(3) {
            campaign.remove(.planned, market)
            campaign.remove(.deliveredMedia, market)
            campaign.remove(.deliveredReachAndFrequency, market)
        }
        let measures: [RecordColumn] = [.budgetLocal, .impressions, .clicksActions, .videoViews, .uniquesReach]
        let first = CleanCampaign.markets[0]
        for index in campaign.records.indices where campaign.records[index].sourceType == .planned {
            let record = campaign.records[index]
            let like = campaign.records.first {
                $0.sourceType == .planned && $0[.market].text == first && $0[.cejObjectives] == record[.cejObjectives]
            }!
            guard record[.market].text != first else { continue }
            for measure in measures { campaign.records[index][measure] = .number((like[measure].number ?? 0) / 2) }
        }
        #expect(!check(campaign.records).codes.contains("sum-beside-parts"))
    }

    @Test("numbers of a stage that are equal and round, or one alone, are no copy of the plan") func roundEqual() {
        var campaign = CleanCampaign()
        campaign.change(.deliveredMedia, "UAE", "Awareness") { $0[.clicksActions] = .number(2437) }
        campaign.change(.planned, "UAE", "Awareness") { $0[.clicksActions] = .number(2437) }
        campaign.change(.deliveredMedia, "UAE", "Purchase") { $0[.budgetLocal] = .number(200) }
        #expect(!check(campaign.records).codes.contains("actual-equals-plan"))
    }

    @Test("a sheet's missing column is told once, with the columns of numbers that nothing is made of")
    func columnsOfReports() throws {
        var campaign = CleanCampaign()
        campaign.changeReport {
            $0[.impressions] = .unknown
            $0.extras = [("EXPOSURES", .number(7)), ("NOTE", .text("x"))]
        }
        let found = try #require(check(campaign.records).group("reported-column-missing"))
        #expect(found.count == 1)
        #expect(found.findings[0].place.description == "DELIVERED_x.xlsx!DV360_MEDIA")
        #expect(found.findings[0].text.hasPrefix("none of the 9 lines of DV360 has IMPRESSIONS"))
        #expect(found.findings[0].text.hasSuffix(": \"EXPOSURES\""))
    }

    @Test("no column is missing that another report gives, the plan does not have, or no line could have")
    func columnsThatNobodyNeeds() {
        // Spend in one report, all else in another.
        var campaign = CleanCampaign()
        for var record in campaign.records where record.sourceType == .deliveredMedia {
            record[.sourceFile] = .text("DELIVERED_spend.xlsx")
            for column in [RecordColumn.impressions, .clicksActions, .videoViews] { record[column] = .unknown }
            campaign.records.append(record)
        }
        for index in campaign.records.indices
        where campaign.records[index].sourceType == .deliveredMedia
            && campaign.records[index][.sourceFile].text == "DELIVERED_x.xlsx"
        { campaign.records[index][.budgetLocal] = .unknown }
        #expect(!check(campaign.records).codes.contains("reported-column-missing"))
        // Views that nobody planned and nobody reports.
        campaign = CleanCampaign()
        for index in campaign.records.indices { campaign.records[index][.videoViews] = .unknown }
        #expect(!check(campaign.records).codes.contains("reported-column-missing"))
        // Lines of which nothing is known, as of other days than those that were asked for.
        campaign = CleanCampaign()
        campaign.changeReport { record in
            for column in [RecordColumn.budgetLocal, .impressions, .clicksActions, .videoViews] {
                record[column] = .unknown
            }
        }
        #expect(!check(campaign.records).codes.contains("reported-column-missing"))
    }

    @Test("one currency is one however it is written") func currencyNames() {
        var campaign = CleanCampaign()
        campaign.change(.planned, "UAE", "Awareness") { $0[.localCurrency] = .text("usd ") }
        campaign.change(.planned, "UAE", "Purchase") { $0[.localCurrency] = .text("US$") }
        campaign.change(.planned, "Qatar") { $0[.localCurrency] = .text("US Dollars") }
        #expect(check(campaign.records).count == 0)
    }

    @Test("every rule of the table has a case, here or among the control totals and trackers") func allCovered() {
        let cases =
            Self.mistakes.map(\.code) + ControlTotalTests.codes + AuditRuleTests.mistakes.map(\.code)
            + ReadingRuleTests.mistakes.map(\.code) + ReadingRuleTests.elsewhere.keys + Self.elsewhere.keys
        let rules = RuleBook.all.map(\.code.rawValue) + Limit.builtIn.map(\.code.rawValue)
        #expect(Set(rules).subtracting(cases) == [], "give each a bad and a good case")
        #expect(Set(rules).count == rules.count, "a code stands twice")
    }

    @Test("lines beyond those that can be remembered are counted, and it is said that they were not compared")
    func comparisonCut() {
        let log = FindingLog(settings: CheckSettings())
        let campaign = CleanCampaign()
        let checker = RecordChecker(
            settings: CheckSettings(), vocabulary: .builtIn, log: log, isReadFromWorkbook: false,
            duplicates: DuplicateFilter(capacity: campaign.records.count - 2))
        for record in campaign.records { checker.check(record) }
        checker.finishLines()
        #expect(log.codes == ["comparison-cut"])
        #expect(log.group("comparison-cut")?.findings.first?.text.hasSuffix(": 2 records") == true)
    }

    @Test("every rule says in a sentence what it is about, and its code is one that --silence takes") func wording() {
        for rule in RuleBook.all {
            #expect(rule.code.rawValue.allSatisfy { $0.isLowercase && $0.isASCII || $0 == "-" }, "\(rule.code)")
            #expect(!rule.title.hasSuffix(".") && rule.explanation.hasSuffix("."), "\(rule.code)")
        }
    }

    @Test(
        "a line far from its peers is named with their median; one line less than the least number of peers, and nothing is"
    )
    func outliers() {
        let markets = ["UAE", "Kuwait", "Qatar", "Oman", "Bahrain", "Jordan", "Lebanon", "Egypt"]
        var campaign = CleanCampaign(markets: markets)
        campaign.change(.deliveredMedia, "UAE", "Awareness") { $0[.videoViews] = .number(1200) }
        let log = check(campaign.records)
        #expect(log.codes == ["outlier"])
        #expect(log.group("outlier")?.findings.first?.text == "VTR is 0.001")
        var fewer = CleanCampaign(markets: Array(markets.dropLast()))
        fewer.change(.deliveredMedia, "UAE", "Awareness") { $0[.videoViews] = .number(1200) }
        #expect(check(fewer.records).count == 0)
    }

    @Test("slipped cells come with the repair") func repair() {
        var campaign = CleanCampaign()
        campaign.change(.planned, "UAE", "Purchase") { record in
            record[.cejObjectives] = .text("Bumper (RTG)")
            record[.comments] = .text("Consideration")
        }
        let hint = check(campaign.records).group("stage-unknown")?.findings.first?.hint
        #expect(
            hint
                == "COMMENTS reads \"Consideration\", so the cells may have slipped; if so, write Consideration into CEJ_OBJECTIVES"
        )
    }

    @Test("what is met in ten thousand rows of a column is one finding, and counted whole") func counting() {
        var records = CleanCampaign().records
        var line = records[0]
        for row in 0..<10_000 {
            line[.sourceRow] = .number(Double(1000 + row))
            line[.market] = .text("Atlantis")
            line[.budgetLocal] = .number(Double(row) + 1)
            records.append(line)
        }
        let group = check(records, kept: 3).group("market-unknown")
        #expect(group?.count == 1 && group?.cells == 10_000)
        #expect(group?.findings.map(\.place.cell) == ["rows 1000 to 10999 MARKET (10000)"])
    }

    @Test("levels, thresholds and limits come from the configuration; a switched-off rule counts what it passes over")
    func configuration() throws {
        var campaign = CleanCampaign()
        campaign.change(.deliveredMedia, "UAE", "Purchase") { $0[.budgetLocal] = .number(300) }
        let text =
            #"{"levels": {"overspend": "off"}, "limits": [{"code": "too-cheap", "measure": "CPM", "minimum": 1.2, "level": "error", "sources": ["PLANNED"]}]}"#
        var settings = CheckSettings()
        try settings.apply(ConfigurationNode(Array(text.utf8), file: "rules.json"))
        let log = check(campaign.records, settings: settings)
        #expect(log.codes == ["too-cheap"])
        // The nine lines are in the same column of one sheet.
        #expect(log.group("too-cheap")?.count == 1)
        #expect(log.group("too-cheap")?.cells == 9)
        #expect(log.silenced.values.reduce(0, +) == 1)
    }

    @Test(
        "a mistake in the configuration is named with its path",
        arguments: [
            (#"{"levels": {"overspend": "loud"}}"#, "\"levels.overspend\""),
            (#"{"thresholds": {"slack": 1}}"#, "\"thresholds.slack\""),
            (#"{"limits": [{"code": "x"}]}"#, "\"limits[0]\""),
            (#"{"limits": [{"code": "x", "measure": "MOOD"}]}"#, "\"limits[0].measure\""),
            (#"{"limits": [{"code": "x", "measure": "CPM"}]}"#, "\"limits[0]\""),
            (#"{"limits": [{"code": "cpm-range", "minimum": null, "maximum": null}]}"#, "\"limits[0]\""),
            (#"{"limits": [{"code": "malformed-value", "measure": "CPM", "maximum": 1}]}"#, "\"limits[0].code\""),
            (#"{"limits": [{"code": "overspend", "measure": "CPM", "maximum": 1}]}"#, "\"limits[0].code\""),
            (#"{"required": {"PLANNED": ["NONE"]}}"#, "\"required.PLANNED[0]\""),
        ])
    func wrongConfiguration(text: String, path: String) throws {
        var settings = CheckSettings()
        let error = #expect(throws: Failure.self) {
            try settings.apply(ConfigurationNode(Array(text.utf8), file: "rules.json"))
        }
        #expect(error?.status == .configuration)
        #expect(error?.description.contains(path) == true, "\(String(describing: error))")
    }

    @Test("the configuration that is shipped is what is built in") func shipped() throws {
        var settings = CheckSettings()
        let path = PackagePath.root + "/config/validation_rules.json"
        try settings.apply(#require(try ConfigurationNode.reading(path)))
        #expect(settings.thresholds == Thresholds())
        #expect(settings.limits.map(\.code) == Limit.builtIn.map(\.code))
        #expect(settings.limits.map(\.maximum) == Limit.builtIn.map(\.maximum))
        #expect(settings.required == CheckSettings().required)
    }

    @Test("a campaign's name that tells no campaigns apart is said, one that is the plan's is not")
    func campaignsThatSayNothing() {
        func names(_ name: String, plan: String = "Silver Orchard") -> (codes: Set<String>, lacks: Bool) {
            var campaign = CleanCampaign()
            for index in campaign.records.indices {
                let isPlan = campaign.records[index].sourceType == .planned
                campaign.records[index][.campaign] = .text(isPlan ? plan : name)
            }
            return (
                Set(check(campaign.records).codes), CampaignNames(planned: [plan]).agreesForLack(with: name)
            )
        }
        for name in ["Always-On", "Brand", "Campaign", "Media", "Q2 2026", "X"] {
            let found = names(name)
            #expect(found.codes == ["campaign-not-compared"] && found.lacks, "\(name): \(found)")
        }
        for name in ["Silver Orchard", "UAE_Silver-Orchard_Awareness", "SO"] {
            let found = names(name)
            #expect(found.codes.isEmpty && !found.lacks, "\(name): \(found)")
        }
        #expect(names("Brand", plan: "Brand").codes.isEmpty)
        #expect(names("Silver Orchard", plan: "Always On").codes == ["campaign-not-compared"])
    }

    @Test("a platform with the numbers of another one is an error, with round numbers it is none")
    func copiedPlatforms() {
        func codes(isOdd: Bool) -> Set<String> {
            var campaign = CleanCampaign()
            var other = CleanCampaign(platform: "META")
            if isOdd {
                campaign.makeOdd()
                other.makeOdd()
            }
            return Set(check(campaign.records + other.records).codes)
        }
        #expect(codes(isOdd: true).contains("platform-copied"))
        #expect(!codes(isOdd: false).contains("platform-copied"))
    }

    @Test("zeros beside reach are an error, and said of the market")
    func zeros() {
        var campaign = CleanCampaign()
        campaign.change(.deliveredMedia, "UAE") { record in
            for column in [RecordColumn.impressions, .budgetLocal, .clicksActions, .videoViews] {
                record[column] = .number(0)
            }
        }
        let codes = Set(check(campaign.records).codes)
        #expect(codes.isSuperset(of: ["reach-exceeds-impressions", "market-not-delivered"]), "\(codes)")
    }
}

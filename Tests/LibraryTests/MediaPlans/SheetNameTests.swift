import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Sheets are matched by words, versions are not added up, and what is not read is reported.
@Suite struct SheetNameTests {
    private static let plan =
        "MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS\nUAE|Glow|Awareness|Bumper|100|5000"

    @Test(arguments: [
        ("DV360", "DV360"), ("DV360 KSA", "DV360"), ("Meta Ads", "META"), ("Summary - META", "META"),
        ("TikTok_May", "TIKTOK"), ("Q2 snapchat plan", "SNAPCHAT"), ("YouTube", "DV360"),
        ("Facebook & Instagram", "META"),
    ])
    func platformsAreFoundAmongWords(name: String, code: String) {
        #expect(Vocabulary.builtIn.platform(ofSheet: name)?.code == code)
    }

    @Test(arguments: ["Programmatic", "Audiences", "Meta and TikTok", "Box X", "Metadata", "Sheet1"])
    func otherNamesNameNoPlatform(name: String) {
        #expect(Vocabulary.builtIn.platform(ofSheet: name) == nil)
    }

    @Test func aTableOnASheetWithoutAPlatformIsReported() throws {
        let result = try extract(
            TextSheets([("DV360", Self.plan), ("Search", Self.plan), ("Lists", "MARKET|CAMPAIGN|BUDGET\nUAE|Glow|x")]),
            as: .planned)
        #expect(result.records.count == 1)
        #expect(result.messages(.sheetIgnored).map { [$0.place.sheet, $0.place.cell] } == [["Search", "A1"]])
        #expect(result.messages(.sheetIgnored).map(\.level) == [.warning])
    }

    @Test func versionsSideBySideAreNotAddedUp() throws {
        let sheets = TextSheets([("META v1", Self.plan), ("META v2 FINAL", Self.plan), ("DV360", Self.plan)])
        let result = try extract(sheets, as: .planned)
        #expect(result.records.map(\.sheetPlatform) == ["DV360"])
        #expect(result.messages(.versionsUnclear).map(\.place.sheet) == ["META v1", "META v2 FINAL"])
        #expect(result.messages(.versionsUnclear).allSatisfy { $0.level == .error })
        let newest = try extract(sheets, as: .planned, versions: .newest)
        #expect(newest.records.map(\.sheetPlatform) == ["META", "DV360"])
        #expect(newest.regions.map(\.sheet.name) == ["META v2 FINAL", "DV360"])
        #expect(try extract(sheets, as: .planned, versions: .sum).records.count == 3)
    }

    @Test func aSummaryIsNotAddedToWhatItSumsUp() throws {
        let result = try extract(TextSheets([("Summary - META", Self.plan), ("META", Self.plan)]), as: .planned)
        #expect(result.regions.map(\.sheet.name) == ["META"])
        #expect(result.messages(.sheetIgnored).map(\.place.sheet) == ["Summary - META"])
        let alone = try extract(TextSheets([("Summary - META", Self.plan)]), as: .planned)
        #expect(alone.records.count == 1)
    }

    private static let lines = "PLATFORM|MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS"

    private func sheets(_ lines: [(String, [String])]) -> TextSheets {
        TextSheets(
            lines.map { name, rows in
                (name, ([Self.lines] + rows.map { "Facebook|UAE|Glow|Awareness|Reels|\($0)" }).joined(separator: "\n"))
            })
    }

    private func budget(_ result: Extracted) -> Double {
        result.records.reduce(0) { $0 + ($1[.budgetLocal].number ?? 0) }
    }

    @Test(
        "a sheet that says total is not added to the sheets of lines before it",
        arguments: ["Total", "All markets", "Grand Total"])
    func totalByName(name: String) throws {
        let result = try extract(sheets([("April", ["1|100"]), ("May", ["2|100"]), (name, ["3|200"])]), as: .planned)
        #expect(budget(result) == 3)
        #expect(result.messages(.sheetIgnored).map(\.place.sheet) == [name])
        #expect(result.messages(.platformTwice).isEmpty && result.messages(.versionsUnclear).isEmpty)
        #expect(budget(try extract(sheets([(name, ["3|200"])]), as: .planned)) == 3)
    }

    @Test("a sheet whose lines come to the sum of other sheets is an error, wherever it is", arguments: [0, 1, 2])
    func totalByArithmetic(place: Int) throws {
        var list = [("April", ["1|100", "4|50"]), ("May", ["2|100"])]
        list.insert(("Q2", ["7|250"]), at: place)
        for kind in [InputKind.planned, .delivered] {
            let result = try extract(sheets(list), as: kind)
            let errors = result.messages.filter { $0.level == .error }
            #expect(errors.map(\.place.sheet) == ["Q2"], "\(result.messages)")
            #expect(errors.first?.text.contains("the sum of those on \"April\", \"May\"") == true)
            // Its numbers count twice: they are in no right figure.
            let gaps = result.coverage.sheets.filter { $0.parts.contains { $0.gap == .duplicate } }
            #expect(gaps.map(\.name) == ["Q2"] && result.coverage.unaccounted == 2)
        }
        list[place].1 = ["7|251"]
        #expect(try extract(sheets(list), as: .planned).messages.allSatisfy { $0.level != .error })
    }

    @Test("sheets of months hold different lines; two of one month do not")
    func months() throws {
        let other = try extract(sheets([("April", ["1|100"]), ("May", ["1|100"])]), as: .planned)
        #expect(other.messages(.versionsUnclear).isEmpty && other.messages(.platformTwice).isEmpty)
        let same = try extract(sheets([("April", ["1|100"]), ("Apr (b)", ["1|100"])]), as: .planned)
        #expect(same.messages(.versionsUnclear).count == 1)
    }

    /// A planned record of a campaign.
    private func record(_ campaign: String, _ market: String, _ first: String, _ last: String) throws -> Record {
        var record = Record(sourceType: .planned, sheetPlatform: "META")
        record[.campaign] = .text(campaign)
        record[.market] = .text(market)
        record[.startDate] = .date(try #require(CivilDate(iso: first)))
        record[.endDate] = .date(try #require(CivilDate(iso: last)))
        record[.sourceRow] = .number(7)
        return record
    }

    @Test func oneCampaignInTwoPlansIsAnErrorThatNamesBoth() throws {
        var plans = PlanVersions()
        plans.begin("a.xlsx")
        plans.add(try record("Glow", "UAE", "2026-04-01", "2026-04-30"))
        plans.add(try record("Glow", "KSA", "2026-04-01", "2026-04-30"))
        plans.begin("b.xlsx")
        plans.add(try record("GLOW ", "UAE", "2026-04-05", "2026-05-02"))
        plans.begin("c.xlsx")
        plans.add(try record("Glow", "UAE", "2026-06-01", "2026-06-30"))
        #expect(plans.findings.map(\.place.file) == ["b.xlsx"])
        #expect(plans.findings[0].text.contains("a.xlsx"))
        #expect(plans.findings[0].level == .error)
        #expect(plans.isReplaced(try record("Glow", "UAE", "2026-04-01", "2026-04-30"), in: "a.xlsx"))
        #expect(!plans.isReplaced(try record("Glow", "KSA", "2026-04-01", "2026-04-30"), in: "a.xlsx"))
        #expect(!plans.isReplaced(try record("Glow", "UAE", "2026-04-05", "2026-05-02"), in: "b.xlsx"))
    }
}

import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// What became of every cell of a source. Cells are counted by hand in each case.
@Suite struct CoverageTests {
    private static let header = "MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS|CLICKS"

    private func gaps(_ result: Extracted) -> [CoverageGap: Int] {
        result.coverage.parts.reduce(into: [:]) { found, part in
            if let gap = part.gap, part.count.numbers > 0 { found[gap, default: 0] += part.count.numbers }
        }
    }

    private func count(_ result: Extracted, _ fate: CellFate) -> Int {
        result.coverage.parts.reduce(0) { $0 + ($1.fate == fate ? $1.count.numbers : 0) }
    }

    @Test func aTableThatIsReadWholeIsAllOfIt() throws {
        let result = try extract(
            TextSheets(
                """
                \(Self.header)
                UAE|Glow|Awareness|Bumper|100|5000|.
                Kuwait|Glow|Purchase|Search|200|4000|90
                Total|.|.|.|300|9000|90
                """), as: .planned)
        #expect(count(result, .record) == 5 && count(result, .controlTotal) == 3)
        #expect(result.coverage.unaccounted == 0)
        #expect(SourceCoverage.share(result.coverage.accounted, of: result.coverage.numbers) == "100 %")
        #expect(result.coverage.message == nil)
    }

    @Test func whatIsAboveBelowAndBesideIsNot() throws {
        let result = try extract(
            TextSheets(
                """
                Rate|3.67
                .|START|START|START|START|START|START|START
                START|MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS|CLICKS|END
                START|UAE|Glow|Awareness|Bumper|100|5000|7|END|12
                .|END|END|END|END|END|END|END
                Fee|15|.|9
                """), as: .planned)
        #expect(count(result, .record) == 3)
        #expect(gaps(result) == [.above: 1, .beside: 1, .under: 2])
        #expect(result.coverage.message?.level == .note)
    }

    @Test func numbersUnderUnknownHeadersAreNamed() throws {
        let result = try extract(
            TextSheets(
                """
                MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|Ad Exposures|Order ID|IMPRESSIONS
                UAE|Glow|Awareness|Bumper|100|5000|77|60
                Kuwait|Glow|Awareness|Bumper|10|500|78|6
                """), as: .planned)
        #expect(gaps(result) == [.unknownHeader: 2])
        #expect(
            result.coverage.gaps(most: 3) == ["2 under an unknown header (in the records, in no figure) (DV360!F2:F3)"])
        #expect(result.coverage.message?.level == .warning)
    }

    @Test func aTextWithTwoReadingsIsNotARecord() throws {
        let result = try extract(
            TextSheets("\(Self.header)\nUAE|Glow|Awareness|Bumper|'200.000|5000|.\nUAE|Glow|Purchase|Bumper|.|7|."),
            as: .planned)
        #expect(gaps(result) == [.unreadable: 1])
        #expect(count(result, .record) == 2)
    }

    @Test func aTotalThatDoesNotAddUpIsNotAControlTotal() throws {
        let result = try extract(
            TextSheets(
                "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|.\nUAE|Glow|Purchase|Search|20|50|.\nTotal|.|.|.|130|5050|."
            ), as: .planned)
        #expect(gaps(result) == [.unprovedTotal: 2])
        let message = try #require(result.messages(.totalMismatch).first)
        #expect(message.level == .error)
        #expect(message.text.contains("BUDGET_LOCAL (E4) is 130, and the 2 lines (E2:E3) come to 120"))
    }

    @Test func sheetsThatAreNotReadCount() throws {
        let sheets = TextSheets([
            ("DV360", "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|."),
            ("Programmatic", "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|3"),
            ("Notes", "Budget of last year|5000"),
        ])
        let result = try extract(sheets, as: .planned)
        #expect(gaps(result) == [.sheetNotRead: 3, .noTable: 1])
        #expect(result.coverage.sheets.map(\.name) == ["DV360", "Programmatic", "Notes"])
    }

    @Test func hiddenHelpersAndOtherPlatformsAreAccounted() throws {
        var sheets = TextSheets([
            ("DV360", "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|."),
            ("META", "\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|."), ("Lists", "Rate|5000"),
        ])
        sheets.sheets[2].state = .hidden
        let result = try extract(sheets, as: .planned, platforms: ["DV360"])
        #expect(count(result, .ignored) == 2 && count(result, .hiddenHelper) == 1)
        #expect(result.coverage.unaccounted == 0)
    }

    @Test func aSumBesidePeriodsIsProved() throws {
        let head = "MARKET|CAMPAIGN|CEJ|FORMAT|Budget Apr 26|Budget May 26|TOTAL BUDGET"
        let right = try extract(
            TextSheets("\(head)\nUAE|Glow|Awareness|Bumper|100|50|150\nUAE|Glow|Purchase|Bumper|10|5|15"), as: .planned)
        #expect(count(right, .record) == 4 && count(right, .controlTotal) == 2)
        let wrong = try extract(
            TextSheets("\(head)\nUAE|Glow|Awareness|Bumper|100|50|151\nUAE|Glow|Purchase|Bumper|10|5|15"), as: .planned)
        #expect(gaps(wrong) == [.unprovedTotal: 1])
    }

    @Test func theTableReadsBack() throws {
        let result = try extract(
            TextSheets([
                ("DV360", "Rate|3\n\n\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|."), ("Notes", "a|5"),
            ]), as: .planned)
        let table = [SourceCoverage.header] + result.coverage.table
        let back = try #require(SourceCoverage(table: table))
        #expect(back.table == result.coverage.table)
        #expect(back.numbers == 4 && back.accounted == 2)
        #expect(SourceCoverage(table: [["other"]]) == nil)
        #expect(SourceCoverage(table: [SourceCoverage.header, ["a", "b", "record", "", "x", "1", ""]]) == nil)
    }

    @Test func hundredPerCentIsAllOfIt() {
        #expect(SourceCoverage.share(99_999, of: 100_000) == "99.9 %")
        #expect(SourceCoverage.share(100_000, of: 100_000) == "100 %")
        #expect(SourceCoverage.share(0, of: 0) == "-")
    }

    @Test func amountsWithoutARateAreTakenBack() throws {
        let result = try extract(TextSheets("\(Self.header)\nUAE|Glow|Awareness|Bumper|100|5000|."), as: .planned)
        var coverage = result.coverage
        coverage.withdraw(1, ofFile: "PLANNED_x.xlsx", for: .noRate)
        #expect(coverage.numbers == 2 && coverage.accounted == 1)
    }
}

import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Days that are asked for, days outside of the plan's flight, and days that are there twice.
@Suite struct RecordFilterTests {
    private static let header = "MARKET|Campaign name|Stage|Format|Day|Currency|Spend|Impressions"

    /// What is left of reports, each a file, behind a plan of April.
    private func read(
        _ reports: [String], period: RecordPeriod? = nil, duplicates: DuplicateChoice? = nil
    ) throws -> Extracted {
        let result = Extracted()
        let filter = RecordFilter(period: period, duplicates: duplicates) { result.messages.append($0) }
        let extraction = Extraction(
            vocabulary: .builtIn, leaving: { try filter.leave($0) }, emit: { result.records.append($0) },
            report: { _ in })
        let plan = TextSheets(
            "MARKET|CAMPAIGN|CEJ|FORMAT|START DATE|END DATE|BUDGET [LOCAL]|IMPRESSIONS\nUAE|Sun|Awareness|Bumper|2026-04-01|2026-04-30|1000|5000"
        )
        filter.begin("plan.xlsx")
        try extraction.read(plan, as: .planned)
        result.records = []
        for (index, report) in reports.enumerated() {
            var sheets = TextSheets(Self.header + "\n" + report)
            sheets.name = "report\(index + 1).xlsx"
            filter.begin(sheets.name)
            try extraction.read(sheets, as: .delivered)
        }
        filter.finish()
        result.coverage = extraction.coverage
        return result
    }

    private func spend(_ result: Extracted) -> [Double] { result.records.compactMap { $0[.budgetLocal].number } }

    private static let days = """
        UAE|Sun|Awareness|Bumper|2026-03-31|USD|90|45000
        UAE|Sun|Awareness|Bumper|2026-04-01|USD|100|50000
        UAE|Sun|Awareness|Bumper|2026-05-02|USD|110|55000
        """

    @Test func linesOutsideOfTheFlightAreNamed() throws {
        let result = try read([Self.days])
        #expect(spend(result) == [90, 100, 110])
        let message = try #require(result.messages(.outsideFlight).first)
        #expect(message.text.contains("2 lines of days outside of the plan's flight (2026-04-01 to 2026-04-30)"))
        #expect(message.text.contains("2026-03-31, 2026-05-02 (rows 2, 4)"))
    }

    @Test func aPeriodLeavesOtherDaysOut() throws {
        let result = try read([Self.days], period: RecordPeriod(month: "2026-04"))
        #expect(spend(result) == [100])
        #expect(result.messages(.outsideFlight).isEmpty)
        #expect(result.coverage.unaccounted == 0)
        #expect(spend(try read([Self.days], period: RecordPeriod(first: CivilDate(iso: "2026-04-01")))) == [100, 110])
        #expect(spend(try read([Self.days], period: RecordPeriod(last: CivilDate(iso: "2026-04-01")))) == [90, 100])
        #expect(RecordPeriod(month: "2026-13") == nil && RecordPeriod(month: "April") == nil)
        #expect(RecordPeriod(month: "2026-12")?.last == CivilDate(iso: "2026-12-31"))
    }

    @Test func aDayThatIsThereTwiceCountsOnceUntilSomebodySaysSo() throws {
        let twice = Self.days + "\nUAE|Sun|Awareness|Bumper|2026-04-01|USD|100|50000"
        let result = try read([twice])
        #expect(spend(result) == [90, 100, 110])
        #expect(result.messages(.duplicateDays).map(\.level) == [.error])
        #expect(result.messages(.duplicateDays)[0].text.contains("row 3"))
        #expect(result.messages(.duplicateDays)[0].place.cell == "row 5")
        #expect(result.coverage.unaccounted == 2)
        #expect(spend(try read([twice], duplicates: .sum)) == [90, 100, 110, 100])
        #expect(try read([twice], duplicates: .newest).messages(.duplicateDays).map(\.level) == [.note])
        let failure = try #require(throws: Failure.self) { try read([twice], duplicates: .fail) }
        #expect(failure.status == .data && failure.message.code == .duplicateDays)
    }

    @Test func exportsThatOverlapAreOneFindingForEachTwo() throws {
        let result = try read([
            Self.days,
            "UAE|Sun|Awareness|Bumper|2026-04-01|USD|101|50000\nUAE|Sun|Awareness|Bumper|2026-04-02|USD|7|50000\nUAE|Sun|Awareness|Bumper|2026-05-02|USD|1|1",
        ])
        #expect(spend(result) == [90, 100, 110, 7])
        let messages = result.messages(.duplicateDays)
        #expect(messages.count == 1)
        #expect(messages[0].place.file == "report2.xlsx" && messages[0].text.contains("report1.xlsx, row 3"))
    }

    @Test func otherMarketsNamesAndLinesOfSeveralDaysAreNotTheSame() throws {
        let result = try read([
            Self.days,
            "Kuwait|Sun|Awareness|Bumper|2026-04-01|USD|1|1\nUAE|Moon|Awareness|Bumper|2026-04-01|USD|2|1\nUAE|Sun|Purchase|Bumper|2026-04-01|USD|3|1",
        ])
        #expect(spend(result) == [90, 100, 110, 1, 2, 3])
        #expect(result.messages(.duplicateDays).isEmpty)
    }
}

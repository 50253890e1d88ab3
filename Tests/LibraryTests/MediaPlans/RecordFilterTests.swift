import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Days that are asked for, days outside of the plan's flight, and days that are there twice.
@Suite struct RecordFilterTests {
    private static let header = "MARKET|Campaign name|Stage|Format|Day|Currency|Spend|Impressions"

    /// What is left of reports, each a file, behind a plan of April.
    private func read(
        _ reports: [String], header: String? = Self.header, period: RecordPeriod? = nil,
        duplicates: DuplicateChoice? = nil
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
            var sheets = TextSheets((header.map { $0 + "\n" } ?? "") + report)
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

    @Test("what a period leaves out is said with its figures, and nothing left is an error")
    func leftOut() throws {
        let some = try read([Self.days], period: RecordPeriod(month: "2026-04"))
        #expect(
            some.messages(.periodLeft).map(\.text) == [
                "2 lines are outside of 2026-04-01 to 2026-04-30 and left out (rows 2, 4: BUDGET_LOCAL 200 USD, IMPRESSIONS 100,000)"
            ])
        #expect(some.messages(.periodLeft).map(\.level) == [.note])
        let none = try read([Self.days], period: RecordPeriod(month: "2027-01"))
        #expect(none.records.isEmpty)
        // The plan's line and the report's three, and then that nothing is left of either.
        #expect(none.messages(.periodLeft).map(\.level) == [.warning, .warning, .error, .error])
        #expect(none.messages(.periodLeft)[1].text.hasPrefix("all 3 lines are outside"))
        // Lines without days do not hide that nothing of the plan is in the period.
        let undated = try read(
            [Self.days + "\nUAE|Sun|Purchase|Bumper||USD|1|2"], period: RecordPeriod(month: "2027-01"))
        #expect(
            undated.messages(.periodLeft).contains {
                $0.level == .error && $0.text.contains("no line of the reports is in 2027-01")
            })
        let one = try read(
            [Self.days, "UAE|Sun|Purchase|Bumper|2026-06-01|USD|1|2"], period: RecordPeriod(month: "2026-04"))
        #expect(one.messages(.periodLeft).map(\.level) == [.note, .warning])
        #expect(one.messages(.periodLeft).last?.text.hasPrefix("its only line is outside") == true)
    }

    @Test("amounts of several currencies have no sum")
    func leftOutOfSeveralCurrencies() throws {
        let days = "UAE|Sun|Awareness|Bumper|2026-03-31|USD|90|45000\nUAE|Sun|Purchase|Bumper|2026-03-31|AED|90|45000"
        let result = try read([days], period: RecordPeriod(month: "2026-04"))
        #expect(result.messages(.periodLeft).first?.text.hasSuffix("(rows 2–3: IMPRESSIONS 90,000)") == true)
    }

    @Test("of older plans it is said which lines a newer one replaces, and which count though it lacks them")
    func olderPlans() throws {
        let header = "MARKET|CAMPAIGN|CEJ|FORMAT|START DATE|END DATE|BUDGET [LOCAL]|IMPRESSIONS\n"
        let days = "2026-04-01|2026-04-30"
        let plans = [
            "UAE|Sun|Awareness|Bumper|\(days)|10|1000\nKuwait|Sun|Awareness|Bumper|\(days)|7|700\nUAE|Sun|Purchase|Bumper|\(days)|3|300\nUAE|Moon|Purchase|Bumper|\(days)|2|200",
            "UAE|Sun|Awareness|Bumper|\(days)|12|1200",
        ]
        var versions = PlanVersions()
        var records: [(path: String, record: Record)] = []
        for (index, plan) in plans.enumerated() {
            versions.begin("v\(index + 1)")
            for record in try extract(TextSheets(header + plan), as: .planned).records {
                versions.add(record)
                records.append(("v\(index + 1)", record))
            }
        }
        var older = OlderVersions(versions)
        let taken = records.filter { !older.leaves($0.record, of: $0.path) }
        #expect(taken.compactMap { $0.record[.budgetLocal].number } == [7, 2, 12])
        #expect(older.messages.map(\.level) == [.note, .warning])
        #expect(older.messages[0].text.hasPrefix("2 lines are left out"))
        #expect(older.messages[0].text.contains("rows 2, 4: BUDGET_LOCAL 13, IMPRESSIONS 1,300"))
        // Moon is in no newer plan at all.
        #expect(older.messages[1].text.contains("row 3: BUDGET_LOCAL 7, IMPRESSIONS 700"))
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

    // MARK: Reports that overlap

    @Test(
        "two reports of the same names are compared by their days, and by the columns that both have",
        arguments: [
            // The same report twice, without dates.
            ("MARKET|CAMPAIGN|SPEND", "UAE|Sun|10", "MARKET|CAMPAIGN|SPEND", "UAE|sun|10", 10.0),
            // Month to date, pulled twice.
            (
                "MARKET|CAMPAIGN|START DATE|END DATE|SPEND", "UAE|Sun|2026-04-01|2026-04-30|30",
                "MARKET|CAMPAIGN|START DATE|END DATE|SPEND", "UAE|Sun|2026-04-01|2026-04-28|28", 30
            ),
            // Halves of a month.
            (
                "MARKET|CAMPAIGN|START DATE|END DATE|SPEND", "UAE|Sun|2026-04-01|2026-04-15|30",
                "MARKET|CAMPAIGN|START DATE|END DATE|SPEND", "UAE|Sun|2026-04-16|2026-04-30|28", 58
            ),
            // By campaign, and by ad.
            (
                "MARKET|CAMPAIGN|START DATE|END DATE|SPEND", "UAE|Sun|2026-04-01|2026-04-01|10",
                "MARKET|CAMPAIGN|CREATIVE|START DATE|END DATE|SPEND", "UAE|Sun|A1|2026-04-01|2026-04-01|4", 10
            ),
            // By placement, in two reports.
            (
                "MARKET|CAMPAIGN|FORMAT|START DATE|END DATE|SPEND", "UAE|Sun|Reels|2026-04-01|2026-04-01|10",
                "MARKET|CAMPAIGN|FORMAT|START DATE|END DATE|SPEND", "UAE|Sun|Stories|2026-04-01|2026-04-01|4", 14
            ),
        ])
    func reports(header: String, line: String, otherHeader: String, other: String, spent: Double) throws {
        func sheet(_ header: String, _ line: String) -> String {
            // Names that a table without a fence is known by.
            header + "|CEJ|IMPRESSIONS\n" + line + "|Awareness|1000"
        }
        let result = try read([sheet(header, line), sheet(otherHeader, other)], header: nil)
        #expect(spend(result).reduce(0, +) == spent)
        #expect(result.messages(.duplicateDays).isEmpty == (spent == 58 || spent == 14))
    }

    @Test(
        "a line that sums up the days beside it does not count twice in silence",
        arguments: ["UAE|Sun|Awareness|.|.|30|3000", "UAE|Sun|Awareness|2026-04-01|2026-04-30|30|3000"])
    func sumsOfDays(total: String) throws {
        let header = "MARKET|CAMPAIGN|CEJ|START DATE|END DATE|SPEND|IMPRESSIONS"
        let days = [1, 2].map { "UAE|Sun|Awareness|2026-04-0\($0)|2026-04-0\($0)|\($0)0|\($0)000" }
        let after = try read([([header] + days + [total]).joined(separator: "\n")], header: nil)
        #expect(spend(after) == [10, 20] && after.messages(.totalPassed).count == 1, "\(after.messages)")
        let before = try read([([header, total] + days).joined(separator: "\n")], header: nil)
        #expect(before.messages(.duplicateDays).map(\.level) == [.error], "\(before.messages)")
    }

    @Test("a number that says which line it is keeps lines of a day apart") func numericNames() throws {
        let result = try read(
            [
                "MARKET|CAMPAIGN|CEJ|START DATE|END DATE|SPEND|IMPRESSIONS|Campaign ID\nUAE|Sun|Awareness|2026-04-01|2026-04-01|1|10|12\nUAE|Sun|Awareness|2026-04-01|2026-04-01|2|20|13"
            ], header: nil)
        #expect(spend(result) == [1, 2] && result.messages(.duplicateDays).isEmpty)
    }

    @Test("lines of one day and name with other numbers are lines, such as ads without their names") func otherNumbers()
        throws
    {
        let result = try read([
            "UAE|Sun|Awareness|Bumper|2026-04-01|USD|10|100\nUAE|Sun|Awareness|Bumper|2026-04-01|USD|12|120"
        ])
        #expect(spend(result) == [10, 12] && result.messages(.duplicateDays).isEmpty)
    }

    @Test("a column of names keeps its place when another sheet of the report lacks one before it") func otherShapes() {
        func record(_ row: Int, _ names: [(String, Double)]) -> Record {
            var record = Record(sourceType: .deliveredMedia, sheetPlatform: "META")
            record[.sourceRow] = .number(Double(row))
            record[.market] = .text("UAE")
            record.extras = names.map { ($0.0, .number($0.1)) }
            return record
        }
        var lines = ReportLines()
        lines.begin("a")
        #expect(lines.earlier(record(2, [("AD_ID", 1), ("HOUR", 5)])) == nil)
        #expect(lines.earlier(record(3, [("HOUR", 7)])) == nil)
        lines.begin("b")
        #expect(lines.earlier(record(2, [("HOUR", 1)])) == nil)
        #expect(lines.earlier(record(3, [("HOUR", 5)])) == .init(file: "a", row: 2))
        #expect(lines.earlier(record(4, [("HOUR", 7)])) == .init(file: "a", row: 3))
    }

    @Test("days keep their rows, in whatever order and steps they come", arguments: 0..<20) func days(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed))
        var known = DayRows()
        var rows: [Int: Int] = [:]
        let step = Int.random(in: 0..<3, using: &random)
        for row in 0..<60 {
            let day = step == 0 ? Int.random(in: 0..<100, using: &random) : row * step % 61
            if rows[day] == nil { rows[day] = row }
            known.insert(day...day, row: row)
            let asked = Int.random(in: 0..<100, using: &random)
            #expect(known.row(of: asked...asked) == rows[asked], "seed \(seed), day \(asked)")
            let first = rows.keys.filter { (asked...asked + 5).contains($0) }.min()
            #expect(known.row(of: asked...asked + 5) == first.flatMap { rows[$0] }, "seed \(seed), from \(asked)")
        }
        let (first, last) = (rows.keys.min()!, rows.keys.max()!)
        #expect(known.isWithin(first...last) && !known.isWithin(first...last - 1) && !known.isWithin(first + 1...last))
        known.insert(200...210, row: 7)
        #expect(known.row(of: 205...300) == 7)
    }
}

import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Texts with two readings are decided by the other texts of their column, then of their file, then by the profile.
@Suite struct AmbiguousTextTests {
    /// A plan with the given texts of budget and impressions in each line.
    private func plan(_ lines: [(budget: String, impressions: String)], numbers: NumberReading = NumberReading())
        throws -> Extracted
    {
        let rows = lines.map { "START|UAE|Awareness|'\($0.budget)|'\($0.impressions)|END" }.joined(separator: "\n")
        let text =
            ".|START|START|START|START\nSTART|MARKET|CEJ|BUDGET [LOCAL]|IMPRESSIONS|END\n\(rows)\n.|END|END|END|END"
        var anatomy = TableAnatomy()
        anatomy.numbers = numbers
        return try extract(TextSheets(text), as: .planned, anatomy: anatomy)
    }

    private func budgets(_ result: Extracted) -> [Double?] { result.records.map { $0[.budgetLocal].number } }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var budgets: [String]
        var impressions: [String]
        var expected: [Double?]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "the column shows a comma", budgets: ["1.234", "1.234,56"], impressions: ["1", "1"],
            expected: [1234, 1234.56]),
        Case(
            name: "the column shows a point", budgets: ["1,234", "12.5"], impressions: ["1", "1"],
            expected: [1234, 12.5]),
        Case(
            name: "groups show the sign, too", budgets: ["1.500.000", "2.500"], impressions: ["1", "1"],
            expected: [1_500_000, 2500]),
        Case(
            name: "another column of the file shows it", budgets: ["200.000", "90.000"],
            impressions: ["1.500.000", "250.000"], expected: [200_000, 90_000]),
        Case(
            name: "the column has priority over the file", budgets: ["1.234", "1.234,5"],
            impressions: ["1,234,567", "7"], expected: [1234, 1234.5]),
        Case(name: "nothing shows it", budgets: ["200.000", "1.250"], impressions: ["7", "7"], expected: [nil, nil]),
        Case(
            name: "the column shows both", budgets: ["1,234.5", "1.234,5", "1.234"], impressions: ["7", "7", "7"],
            expected: [1234.5, 1234.5, nil]),
        Case(
            name: "decimal commas alone", budgets: ["12,5", "7,25"], impressions: ["7", "7"], expected: [12.5, 7.25]),
        Case(
            name: "groups in another column contradict decimal commas", budgets: ["12,00", "1,2000"],
            impressions: ["1,200,000", "1,300,000"], expected: [nil, nil]),
        Case(
            name: "groups further down contradict a decimal comma", budgets: ["12,00", "1,234.50"],
            impressions: ["7", "7"], expected: [nil, 1234.5]),
        Case(
            name: "groups before it contradict a decimal point", budgets: ["1.234,50", "12.00"],
            impressions: ["7", "7"], expected: [1234.5, nil]),
        Case(
            name: "groups of another column decide before a decimal comma does", budgets: ["12,00", "1,234"],
            impressions: ["1,200,000", "7"], expected: [nil, 1234]),
    ]

    @Test(arguments: cases) func otherTextsDecide(test: Case) throws {
        let result = try plan(zip(test.budgets, test.impressions).map { ($0, $1) })
        #expect(budgets(result) == test.expected)
        #expect(result.records.map { $0[.sourceRow].number } == (0..<test.budgets.count).map { Double($0 + 3) })
        #expect(result.messages(.notANumber).isEmpty == !test.expected.contains(nil))
    }

    @Test func theProfileDecidesWhereTextsShowNothing() throws {
        #expect(budgets(try plan([("200.000", "7")], numbers: NumberReading(decimalSign: .comma))) == [200_000])
        #expect(budgets(try plan([("200.000", "7")], numbers: NumberReading(decimalSign: .point))) == [200])
        let result = try plan([("200.000", "7"), ("1,5", "7")], numbers: NumberReading(decimalSign: .point))
        #expect(budgets(result) == [200_000, 1.5])
    }

    @Test func theWarningNamesBothReadingsAndWhatSettlesIt() throws {
        let message = try #require(try plan([("200.000", "7")]).messages(.notANumber).first)
        #expect(message.text.contains("can be 200 or 200000"))
        #expect(message.hint?.contains("numbers.decimal") == true)
    }

    @Test func recordsKeepTheirOrderAndNoMoreThanSomeThousandsWait() throws {
        var lines = (0..<10_000).map { _ in (budget: "1.250", impressions: "7") }
        lines.append(("1,5", "7"))
        let result = try plan(lines)
        #expect(result.records.map { $0[.sourceRow].number } == (0..<10_001).map { Double($0 + 3) })
        // What was decided before anything was shown is unknown, never a guess.
        #expect(Set(budgets(result).dropLast()).isSubset(of: [nil, 1250]))
        #expect(budgets(result)[9999] == 1250)
    }

    /// One column of dates.
    private func dates(_ texts: [String], numbers: NumberReading = NumberReading()) throws -> [String?] {
        let rows = texts.map { "START|UAE|Awareness|'\($0)|7|END" }.joined(separator: "\n")
        let text = ".|START|START|START|START\nSTART|MARKET|CEJ|START DATE|IMPRESSIONS|END\n\(rows)\n.|END|END|END|END"
        var anatomy = TableAnatomy()
        anatomy.numbers = numbers
        return try extract(TextSheets(text), as: .planned, anatomy: anatomy).records.map {
            if case .date(let date) = $0[.startDate] { date.description } else { nil }
        }
    }

    @Test func theOrderOfDatesIsDecidedLikeTheSign() throws {
        #expect(try dates(["01/04/2026", "13/04/2026"]) == ["2026-04-01", "2026-04-13"])
        #expect(try dates(["01/04/2026", "04/13/2026"]) == ["2026-01-04", "2026-04-13"])
        #expect(try dates(["01/04/2026", "2026-04-13"]) == [nil, "2026-04-13"])
        #expect(try dates(["01/04/2026", "13/04/2026", "04/13/2026"]) == [nil, "2026-04-13", "2026-04-13"])
        #expect(try dates(["01/04/2026"], numbers: NumberReading(dateOrder: .dayFirst)) == ["2026-04-01"])
    }

    @Test func theOrderOfDatesIsDecidedByColumnsThatNoRecordHas() throws {
        let text = "Campaign name,Day,Country,Amount spent (USD),Impressions,Reporting starts,Reporting ends\n"
        let line = { (ends: String) in "A_KW,01/04/2026,KW,1,10,01/04/2026,\(ends)\n" }
        func start(_ lines: String) throws -> String? {
            try extract(TextFile("DELIVERED_meta.csv", text + lines), sources: .shipped()).records.first?.texts([
                .startDate
            ])
        }
        #expect(try start(line("13/04/2026")) == "2026-04-01")
        #expect(try start(line("04/13/2026")) == "2026-01-04")
        #expect(try start(line("02/04/2026")) == "-")
        #expect(try start(line("13/04/2026") + line("04/13/2026")) == "-")
    }

    @Test(arguments: ["1899-12-31", "1900-02-28", "1989-12-31", "2100-01-01"]) func datesOfNoFlightAreUnknown(
        date: String
    ) throws {
        let text =
            ".|START|START|START|START\nSTART|MARKET|CEJ|START DATE|IMPRESSIONS|END\nSTART|UAE|Awareness|\(date)|7|END\n.|END|END|END|END"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records[0][.startDate] == .unknown)
        #expect(result.messages(.dateOutOfRange).map(\.level) == [.warning])
    }

    @Test func ratesInPointsBecomeFractions() throws {
        let text =
            ".|START|START|START|START\nSTART|MARKET|CEJ|CTR|IMPRESSIONS|END\nSTART|UAE|Awareness|2.5|7|END\nSTART|UAE|Awareness|'0.387|7|END\nSTART|UAE|Awareness|'2%|7|END\n.|END|END|END|END"
        var anatomy = TableAnatomy()
        anatomy.numbers = NumberReading(percentIsPoints: true, textsAreNormal: true)
        let result = try extract(TextSheets(text), as: .planned, anatomy: anatomy)
        #expect(result.records.map { $0[.ctrPercent].number } == [0.025, 0.387 / 100, 0.02])
        #expect(result.messages.allSatisfy { $0.code == .columnMissing })
    }
}

import Streams
import Testing

@testable import MediaPlans

/// Small inputs of anatomies that agencies and platforms really have, with answers that were worked out by hand. They are no part of the
/// package; the tests run where they are.
@Suite("Cases with their answers", .enabled(if: PackagePath.hasCases)) struct CaseTests {
    struct Case: CustomTestStringConvertible {
        var file: String
        var kind = InputKind.planned
        /// Row, market, spend, impressions and clicks of each record.
        var records: [String]
        /// Numbers of which nothing is made, which is reported.
        var left = 0

        var testDescription: String { "\(file), \(kind)" }
    }

    static let cases: [Case] = [
        Case(
            file: "A_plan_without_fences_subtotals.xlsx",
            records: [
                "8 UAE 1000 500000 -", "9 UAE 2000 400000 -", "12 Kuwait 500 300000 -", "13 Kuwait 700 200000 3500",
            ]),
        Case(
            file: "C_flowchart_months_as_columns.xlsx",
            records: [
                "5 UAE 1000 500000 -", "5 UAE 1500 700000 -", "5 UAE 0 - -", "6 UAE 2000 400000 -",
                "6 UAE 500 90000 -", "7 Kuwait 500 300000 -", "7 Kuwait 500 310000 -", "7 Kuwait 500 320000 -",
            ]),
        Case(
            file: "D_two_row_header_plan_and_actual.xlsx",
            records: ["5 UAE 800 600000 -", "6 UAE 400 100000 1500", "7 Kuwait 300 250000 -"]),
        Case(
            file: "D_two_row_header_plan_and_actual.xlsx", kind: .delivered,
            records: ["5 UAE 812.5 640120 3100", "6 UAE 399.99 98000 1620", "7 Kuwait 291 255000 900"]),
        Case(
            file: "E_numbers_dates_as_text_european.xlsx",
            records: ["2 UAE 1234.56 1500000 -", "3 Kuwait 2345.6 250000 -", "4 Qatar 999.9 80500 1250"]),
        Case(
            file: "G_meta_export_daily.csv", kind: .delivered,
            records: [
                "3 UAE 210.1 155000 600", "4 UAE 215.3 160000 640", "5 Kuwait 400 300000 1900",
                "6 Kuwait 435 290000 2070",
            ]),
        Case(
            file: "H_google_ads_campaign_report.csv", kind: .delivered,
            records: [
                "4 UAE 2691.41 795836 1020", "5 UAE 3296.57 2472851 980", "6 Kuwait 7298.62 244482 3316",
                "7 Qatar 0 0 0",
            ]),
        Case(
            file: "J_dv360_report.csv", kind: .delivered,
            records: ["2 UAE 96 120000 310", "3 UAE 160.5 80000 250", "4 UAE 161.25 81000 255"]),
        Case(
            file: "N3_two_spacers_before_volumes.xlsx",
            records: ["2 UAE 1000 500000 -", "3 UAE 2000 400000 -", "4 Kuwait 700 200000 3500"]),
        Case(
            file: "P_single_market_plan_without_market_column.xlsx",
            records: ["6 UAE 1000 500000 -", "7 UAE 2000 400000 -"]),
        Case(
            file: "T_total_rows_as_written.xlsx",
            records: ["2 UAE 1000 500000 -", "3 UAE 2000 400000 -", "5 Kuwait 700 200000 3500"]),
        Case(
            file: "V_report_with_daily_budget_and_cost.xlsx", kind: .delivered,
            records: ["2 UAE 2691.41 795836 1020", "3 Kuwait 7298.62 244482 3316"]),
    ]

    private func read(_ file: String, as kind: InputKind) throws -> Extracted {
        let result = Extracted()
        let extraction = Extraction(
            vocabulary: .builtIn, sources: try SourceBook.shipped(), emit: { result.records.append($0) },
            report: { result.messages.append($0) })
        try extraction.read(FileSource(path: "\(PackagePath.cases)/\(file)", report: { _ in }), as: kind)
        result.coverage = extraction.coverage
        return result
    }

    @Test("come out as worked out by hand", arguments: cases)
    func records(test: Case) throws {
        let result = try read(test.file, as: test.kind)
        #expect(
            result.records.map { $0.texts([.sourceRow, .market, .budgetLocal, .impressions, .clicksActions]) }
                == test.records)
        #expect(result.messages.allSatisfy { $0.level != .error }, "\(result.messages)")
    }

    @Test("sheets under other names are read, or named") func otherNames() throws {
        let result = try read("O_sheets_under_other_names.xlsx", as: .planned)
        let unread = Set(result.messages(.sheetIgnored).compactMap(\.place.sheet))
        #expect(unread == ["Programmatic", "Search"] && result.records.count == 4)
        #expect(result.coverage.unaccounted > 0)
    }

    @Test("metrics that are not known keep their values, and are no reach") func effectiveReach() throws {
        let result = try read("AA_rf_with_effective_reach.xlsx", as: .delivered)
        let known = result.records.count { $0[.uniquesReach] != .unknown || $0[.frequency] != .unknown }
        #expect(result.records.count == 10 && known == 8)
    }

    /// Where a column may as well be another one, more than one answer is right.
    @Test("the headers of platforms and plans are known, at least 250 of them") func headers() throws {
        let file = try Input(path: PackagePath.cases + "/header-names.tsv")
        var lines: [String] = []
        while let line = try file.line() { lines.append(String(decoding: line, as: UTF8.self)) }
        let profiles = try SourceBook.shipped().profiles
        var known = 0
        var others: [String] = []
        for line in lines {
            let fields = line.split(separator: "\t").map(String.init)
            guard let column = RecordColumn(rawValue: fields[0]) else { continue }
            let found =
                Vocabulary.builtIn.column(named: fields[1])?.column == column
                || profiles.contains { $0.targets(of: fields[1]).contains { $0.column == column } }
            if found { known += 1 } else { others.append("\(fields[0]) \(fields[1])") }
        }
        #expect(known >= 250, "\(known) of \(lines.count); not: \(others)")
    }
}

import Glibc
import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Units and currencies that stand in number formats, or in a line over the table, and in no header.
@Suite("Units and currencies that are shown") struct ShownUnitTests {
    /// Sheets in memory whose numbers have a number format by the column's letter.
    private struct Formatted: SheetSource {
        var sheets: TextSheets
        var formats: [String: String]
        var name: String { sheets.name }

        func walk(_ visitor: some SheetVisitor) throws {
            for sheet in sheets.sheets {
                if try visitor.begin(SourceSheet(file: name, name: sheet.name)) {
                    for row in TextSheets.rows(sheet.text) {
                        var row = row
                        for cell in row.cells where cell.value.number != nil {
                            row.formats[cell.reference.column] =
                                formats[CellReference.letters(ofColumn: cell.reference.column)]
                        }
                        guard try visitor.row(row) else { break }
                    }
                }
                try visitor.end()
            }
        }
    }

    private static let plan = """
        .|START|START|START|START|START|START
        START|MARKET|CEJ|VIEWS|CPM|BUDGET [LOCAL]|LOCAL CURRENCY|END
        START|UAE|Awareness|0.341|2|7.177|USD|END
        START|Qatar|Purchase|1.5|2|0|USD|END
        .|END|END|END|END|END|END
        """

    private func read(_ formats: [String: String], _ text: String = Self.plan) throws -> Extracted {
        try extract(Formatted(sheets: TextSheets(text), formats: formats), as: .planned)
    }

    @Test(
        "a format's unit scales the numbers that are stored without it",
        arguments: [
            ("0.00\"M\"", 0.341, 6), ("0.00\"M\"", 341_000, 6), ("0.0,,\"M\"", 2_758_695, 0),
            ("#,##0,\"K\"", 7177.19, 0),
            ("0.0\"K\"", 7.177, 3), ("0.0\\K", 7.177, 3), ("#,##0.0\" mn\"", 12.34, 6), ("\"AED\" 0.0\"K\"", 7.177, 3),
            ("0.0\" thousand\"", 7.177, 3), ("[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", 2_758_695, 0),
            ("[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", 7177, 0), ("0.00\"M\"", 0, 0), ("0.00\"M\"", 0.0004, 6),
            ("0.0,,\"M\"", 4, 0), ("0.0\"x\"", 7, 0), ("[$AED] #,##0", 7, 0), ("0.00\"M\"", -0.341, 6),
        ] as [(String, Double, Int)])
    func power(code: String, number: Double, power: Int) {
        #expect(ShownFormat(code: code, vocabulary: .builtIn).power(of: number) == power)
    }

    @Test(
        "a format's currency is that of its code or sign; a sign of several is kept, with the usual one of them",
        arguments: [
            ("[$AED] #,##0.00", ["AED"]), ("[$€-407] #,##0.00", ["€", "EUR"]), ("#,##0 \"USD\"", ["USD"]),
            ("[$£-809]#,##0", ["£", "GBP"]), ("[$$-409]#,##0", ["$", "USD"]), ("[$¥-411]#,##0", ["¥"]),
            ("0.0\"K\"", []),
            ("0\"x\"", []),
            ("_-\"EUR\"\\ * #,##0.00_-", ["EUR"]), ("\"All\" 0", []), ("\"top\" 0", []),
            ("[$US$-409]#,##0", ["US$", "USD"]),
            ("#,##0 \"Dhs\"", ["Dhs", "AED"]),
        ] as [(String, Set<String>)])
    func currency(code: String, currency: Set<String>) {
        let mark = ShownFormat(code: code, vocabulary: .builtIn).currency
        #expect(Set([mark?.text, mark?.usual].compactMap(\.self)) == currency)
    }

    @Test("numbers shown in millions or thousands are multiplied, and it is said; rates are not")
    func scaled() throws {
        let result = try read(["D": "0.00\"M\"", "E": "0.0\"K\"", "F": "0.0\"K\""])
        #expect(result.records.map { $0[.videoViews] } == [.number(341_000), .number(1_500_000)])
        #expect(result.records.map { $0[.budgetLocal] } == [.number(7177), .number(0)])
        #expect(result.records.map { $0[.cpmLocal] } == [.number(2), .number(2)])
        #expect(result.messages(.unitScaled).count == 2)
        #expect(try read([:]).messages(.unitScaled).isEmpty)
    }

    @Test("a unit in header and format counts once; two that differ are unknown")
    func both() throws {
        let text = Self.plan.replacing("VIEWS", with: "VIEWS (M)")
        #expect(try read(["D": "0.00\"M\""], text).records[0][.videoViews] == .number(341_000))
        let other = try read(["D": "0.00\"K\""], text)
        #expect(other.records[0][.videoViews] == .unknown)
        #expect(other.messages(.unitUnclear).count == 1)
    }

    @Test("an amount shown in another currency than the line's is unknown; without one it is the shown")
    func currencies() throws {
        let other = try read(["F": "[$AED] #,##0.00"])
        #expect(other.records.map { $0[.budgetLocal] } == [.unknown, .unknown])
        #expect(other.messages(.currencyConflict).count == 1)
        let own = try read(["F": "[$USD] #,##0.00"])
        #expect(own.messages == (try read([:]).messages))
        let none = try read(["F": "[$AED] #,##0.00"], Self.plan.replacing("|USD|", with: "|.|"))
        #expect(none.records.map { $0[.localCurrency] } == [.text("AED"), .text("AED")])
    }

    @Test(
        "a line over the table gives its numbers a unit",
        arguments: [
            ("All amounts in USD '000", 7177.0, 0.341), ("Spend in thousands of USD", 7177, 0.341),
            ("Figures in thousands", 7177, 341), ("(USD 000s)", 7177, 0.341), ("Views in millions", 7.177, 341_000),
            ("Market share in thousands", 7.177, 0.341), ("Approved in May (K)", 7.177, 0.341),
            ("Plan v2", 7.177, 0.341),
        ] as [(String, Double, Double)])
    func remarks(text: String, budget: Double, views: Double) throws {
        let result = try read([:], ".|\(text)\n\n" + Self.plan)
        #expect(result.records[0][.budgetLocal] == .number(budget))
        #expect(result.records[0][.videoViews] == .number(views))
        #expect(result.messages(.unitScaled).isEmpty == (budget < 10 && views < 1))
    }

    @Test("a table of reach in millions by its format is multiplied; frequencies are not")
    func reach() throws {
        let report = """
            .|START|START|START
            START|Metrics / Markets|UAE|Qatar|END
            START|Campaign Reach (Absl)|0.25|0.1|END
            START|Campaign Freq.|4|3|END
            .|END|END|END
            """
        let result = try extract(
            Formatted(sheets: TextSheets(report), formats: ["C": "0.00\"M\"", "D": "0.00\"M\""]), as: .delivered)
        #expect(result.records.compactMap { $0[.uniquesReach].number } == [250_000, 100_000])
        #expect(result.records.compactMap { $0[.frequency].number } == [4, 3])
    }

    @Test("the plan's own totals are scaled as the lines are")
    func summary() throws {
        let head = """
            .|MARKET SUMMARY|BUDGET|REACH
            .|UAE|7.177|0.4
            .|TOTAL|7.177|0.4

            .|All amounts in USD '000
            """
        let summary = try PlanSummary.reading(
            Formatted(sheets: TextSheets(head), formats: ["D": "0.00\"M\""]), vocabulary: .builtIn)
        #expect(summary.totals.map(\.value) == [7177, 400_000, 7177, 400_000])
    }

    @Test("a grid carries the formats that show words, and numbers that a date format shows") func grid() throws {
        let line =
            #"{"file":"p.xlsx","sheet":"DV360","row":3,"cells":[null,"UAE",0.5,{"date":"60"},{"date":"2025-04-15"},{"date":"9:30:00"}],"formats":{"C":"0.0\"M\""}}"#
            + "\n"
        let file = "/tmp/grid-\(UInt64.random(in: 0...UInt64.max)).ndjson"
        defer { unlink(file) }
        let output = try Output(replacing: file)
        try output.write(line)
        try output.finish()
        let rows = Rows()
        try GridSource(Input(path: file)).walk(rows)
        #expect(rows.formats == [[3: "0.0\"M\""]])
        #expect(
            rows.values == [
                [
                    .text("UAE"), .number(0.5), .date(DateSerial(serial: 60, style: .date)),
                    .date(DateSerial(serial: 45762)),
                    .text("9:30:00"),
                ]
            ])
    }

    @Test("a rate that is shown as a percentage is a fraction, whatever a profile says of bare numbers")
    func percentages() throws {
        let text =
            "Campaign|Currency code|Cost|Impr.|Clicks|CTR|View rate\nZ_AE_AWA|USD|10|1000|13|0.013|0.25\nZ_KW_AWA|USD|10|1000|13|1.3|25"
        func rates(_ formats: [String: String]) throws -> [String] {
            var records: [Record] = []
            let extraction = Extraction(
                vocabulary: .builtIn, sources: try .shipped(), emit: { records.append($0) }, report: { _ in })
            var sheets = TextSheets(text, sheet: "Report")
            sheets.name = "google.xlsx"
            try extraction.read(Formatted(sheets: sheets, formats: formats), as: .delivered)
            return records.map { $0.texts([.ctrPercent, .vtrPercent]) }
        }
        #expect(try rates(["F": "0.00%", "G": "0%"]) == ["0.013 0.25", "1.3 25"])
        #expect(try rates([:]) == ["0.00013 0.0025", "0.013 0.25"])
        // The sign is a text of the format's own.
        #expect(try rates(["F": "0.00\"%\"", "G": "0"]) == ["0.00013 0.0025", "0.013 0.25"])
    }

    private final class Rows: SheetVisitor {
        private(set) var formats: [[Int: String]] = []
        private(set) var values: [[CellValue]] = []
        func begin(_ sheet: SourceSheet, merges: RowMerges) -> Bool { true }
        func row(_ row: SheetRow) -> Bool {
            formats.append(row.formats)
            values.append(row.cells.map(\.value))
            return true
        }
        func end() {}
    }
}

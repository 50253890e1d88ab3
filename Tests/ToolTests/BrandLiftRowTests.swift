import Testing
import Workbooks

/// Rows of brand lift in trackers: what studies found, from the reports' tables to the audit.
@Suite("Brand lift in trackers") struct BrandLiftRowTests {
    private static let report = [
        ["Market", "Campaign Name", "CEJ Objectives", "Spend", "Impressions"],
        ["UAE", "Quill", "Awareness", "100", "1000"],
        ["KSA", "Quill", "Awareness", "50", "2000"], [], ["Brand lift by market"],
        ["Market", "Ad Recall - Absolute Lift", "Consideration Lift", "Favorability Lift"],
        ["UAE", "1.2 pts", "Not significant", "3 %"],
        ["KSA", "Not enough responses", "1.1 %", "No lift detected"], [], [], ["BLS Metric", "Result"],
        ["Ad Recall", "2.4 pts"],
    ]
    private static let plan = """
        Platform,Market,Objective,Budget (USD),Impressions,Start Date,End Date
        META,UAE,Awareness,200,1000,2026-04-01,2026-05-30
        META,KSA,Awareness,100,2000,2026-04-01,2026-05-30

        """
    private static let block = [
        ["CAMPAIGN"], ["META - MEDIA METRICS"], ["", "", "META TOTAL", "", "UAE", "", "KSA"],
        ["", "", "PLANNED", "ACTUALS", "PLANNED", "ACTUALS", "PLANNED", "ACTUALS"],
        ["Campaign Level", "Budget"], ["", "Impressions"], ["", "Ad recall lift"], ["", "Consideration lift (%)"],
        ["", "Brand lift"], ["", "Brand awareness lift"], ["Awareness", "Budget"], ["", "Impressions"],
        ["", "Favorability lift"],
    ]

    private static func write(_ rows: [[String]], sheet: String, to path: String) throws {
        let book = try WorkbookWriter(path: path)
        try book.beginSheet(named: sheet)
        for row in rows {
            try book.writeRow(row.map { $0.isEmpty ? .empty : Double($0).map(CellValue.number) ?? .text($0) })
        }
        try book.finish()
    }

    /// Fills a template from a run's files; the records are linked as `records.tsv` and the results lie beside them.
    private func withTracker(
        _ rows: [[String]], _ figures: String, hasResults: Bool = true, _ body: (String, ToolRun) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { home in
            try Self.write(Self.report, sheet: "META", to: "\(home)/report.xlsx")
            try ToolTests.write(Self.plan, to: "\(home)/plan.csv")
            try Self.write(rows, sheet: "Tracker", to: "\(home)/template.xlsx")
            // The stage's name covers its own two rows, and no section the row of brand lift below them.
            if rows == Self.block {
                let merged = try await runShell(
                    """
                    mkdir m && cd m && unzip -q ../template.xlsx && \
                    sed -i 's/<\\/sheetData>/<\\/sheetData><mergeCells count="1"><mergeCell ref="A11:A12"\\/><\\/mergeCells>/' \
                    xl/worksheets/sheet1.xml && rm ../template.xlsx && zip -q -r ../template.xlsx . && cd .. && rm -r m
                    """, in: home)
                #expect(merged.status == 0, "\(merged)")
            }
            let made = try await runTool(
                "mp-extract", ["--planned", "plan.csv", "--delivered", "report.xlsx", "--combine", "--output", "out"],
                in: home)
            #expect(made.status == 0, "\(made)")
            if !hasResults { _ = try await runShell("rm out/BRAND_LIFT_*", in: home) }
            let run = try await runShell(
                """
                mp-map -i out/COMBINED_*.tsv -t template.xlsx -o tracker.xlsx --figures \(figures) --lineage lineage.ndjson \
                --suggest off
                """, in: home)
            try await body(home, run)
        }
    }

    private func audit(_ tracker: String, in home: String) async throws -> ToolRun {
        try await runShell("mp-validate --against out/COMBINED_*.tsv \(tracker)", in: home)
    }

    @Test(
        "a market shows its result, no lift or not enough data, and the total only what the report states",
        arguments: ["values", "live"])
    func block(kind: String) async throws {
        try await withTracker(Self.block, kind) { home, run in
            #expect(!run.errors.contains("error:") && !run.errors.contains("unknown-label"), "\(run)")
            let several =
                "is Ad Recall 1.2 % (META!B7) and Consideration No lift (META!C7) and Favourability 3 % (META!D7); it is shown as -"
            #expect(run.errors.contains(several), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            let expected: [Int: [CellValue]] = [
                7: [.number(0.024), .number(0.012), .text("Not enough data")],
                8: [.text("-"), .text("No lift"), .number(0.011)],
                9: [.number(0.024), .text("-"), .text("-")], 10: [.text("-"), .text("-"), .text("-")],
                13: [.text("-"), .number(0.03), .text("No lift")],
            ]
            for (row, values) in expected {
                for (index, value) in values.enumerated() {
                    let cell = CellReference(row: row, column: 4 + 2 * index)
                    #expect(grid[cell] == value, "\(cell): \(grid[cell])")
                    #expect(grid[CellReference(row: row, column: 3 + 2 * index)] == .text("-"), "\(cell) planned")
                }
            }
            let style = try #require(grid.cells[CellReference("F7")!]?.style)
            #expect(book.formatCode(ofStyle: style) == "0.0%")
            let lines = try await runShell(
                #"jq -r 'select(.cell == "F7" or .cell == "F8") | "\(.words)|\(.sources[0].file)|\(.sources[0].rows)|\(.unknown)"' lineage.ndjson"#,
                in: home)
            #expect(
                lines.lines.map(String.init) == [
                    "Ad Recall absolute-lift as the brand-lift table in META!B7 states it, written \"1.2 pts\"|report.xlsx|7|[]",
                    "Consideration result as the brand-lift table in META!C7 states it, written \"Not significant\"|report.xlsx|7|[]",
                ], "\(lines)")
            let audit = try await audit("tracker.xlsx", in: home)
            #expect(audit.output.contains(" 0 wrong, 0 missing; 0 not compared"), "\(audit)")
            #expect(!audit.output.contains("figure-") && !audit.output.contains("formula-"), "\(audit)")
        }
    }

    @Test("a study of a market that no record names fills the market's column, and may come from a table of its own")
    func marketWithoutRecords() async throws {
        var rows = Self.block
        rows[2] += ["", "Qatar"]
        rows[3] += ["PLANNED", "ACTUALS"]
        try await withTracker(rows, "values") { home, _ in
            let made = try await runShell(
                """
                sed 's/KSA/Qatar/g' out/BRAND_LIFT_*.tsv >lift.tsv && rm out/BRAND_LIFT_* && \
                mp-map -i out/COMBINED_*.tsv -t template.xlsx -o tracker.xlsx --figures values --suggest off \
                --brand-lift lift.tsv --fail-on never
                """, in: home)
            #expect(made.status == 0, "\(made)")
            let grid = try Workbook(path: "\(home)/tracker.xlsx").grid(
                of: Workbook(path: "\(home)/tracker.xlsx").sheets[0])
            #expect(
                grid[CellReference("J7")!] == .text("Not enough data") && grid[CellReference("J8")!] == .number(0.011))
            #expect(grid[CellReference("I8")!] == .text("-") && grid[CellReference("J5")!] == .text("-"))
            #expect(grid[CellReference("H7")!] == .text("-") && grid[CellReference("F7")!] == .number(0.012))
            let right = try await runShell(
                "mp-validate --against out/COMBINED_*.tsv --brand-lift lift.tsv tracker.xlsx", in: home)
            #expect(right.output.contains(" 0 wrong, 0 missing; 0 not compared"), "\(right)")
            let other = try await audit("tracker.xlsx", in: home)
            #expect(other.output.contains("Tracker!J8") && other.output.contains("Tracker!F7"), "\(other)")
            let table = try await runShell(
                "mp-map -i out/COMBINED_*.tsv -t template.xlsx -n --brand-lift plan.csv", in: home)
            #expect(table.status == 65 && table.errors.contains("is not a table of brand-lift results"), "\(table)")
        }
    }

    @Test("the audit finds a number and a text that the study does not say, and a number that nobody knows")
    func changed() async throws {
        try await withTracker(Self.block, "values") { home, _ in
            // UAE: the recall is another, no lift becomes a number; KSA: not enough data becomes no lift.
            let edit = try await runShell(
                """
                mkdir x && cd x && unzip -q ../tracker.xlsx && perl -pi -e '
                s|<c r="F7"([^>]*)><v>[^<]*</v>|<c r="F7"$1><v>0.021</v>|;
                s|<c r="F8"[^>]*>.*?</c>|<c r="F8"><v>0.004</v></c>|;
                s|<c r="H7"[^>]*>.*?</c>|<c r="H7" t="inlineStr"><is><t>No lift</t></is></c>|;
                s|<c r="H10"[^>]*>.*?</c>|<c r="H10"><v>0.05</v></c>|;
                s|<c r="D8"[^>]*>.*?</c>|<c r="D8" t="inlineStr"><is><t>Not enough data</t></is></c>|;
                s|<c r="H8"[^>]*>.*?</c>|<c r="H8" t="inlineStr"><is><t>No lift</t></is></c>|' xl/worksheets/sheet1.xml && zip -q -r ../changed.xlsx .
                """, in: home)
            #expect(edit.status == 0, "\(edit)")
            let audit = try await audit("changed.xlsx", in: home)
            #expect(audit.output.contains("3 wrong, 1 missing"), "\(audit)")
            for text in [
                "Ad recall lift actual of UAE on META is 0.021",
                "Consideration lift (%) actual of UAE on META is \"0.004\"",
                "Ad recall lift actual of KSA on META is \"No lift\"",
                "Brand awareness lift actual of KSA on META is 0.05",
                "Consideration lift (%) actual of TOTAL on META is \"Not enough data\", and no brand-lift table says so",
                "Consideration lift (%) actual of KSA on META: the cell holds \"No lift\"",
            ] { #expect(audit.output.contains(text), "\(text): \(audit)") }
        }
    }

    @Test("a tracker of a month shows no lift of the whole campaign") func month() async throws {
        try await withTracker(Self.block, "live --month 2026-04") { home, run in
            #expect(run.errors.contains("studies are about the whole campaign"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            // Half of the flight's sixty days.
            #expect(grid[CellReference("E5")!] == .number(100) && grid[CellReference("F7")!] == .text("-"))
            let audit = try await audit("--month 2026-04 tracker.xlsx", in: home)
            #expect(audit.output.contains(" 0 wrong, 0 missing; 0 not compared: 0 unexplained"), "\(audit)")
        }
    }

    @Test("a flat table has a column of it; without results the cells are unknown and a note says so")
    func flat() async throws {
        let rows = [
            ["Platform", "Market", "Planned impressions", "Actual ad recall lift"], ["META", "UAE"], ["META", "KSA"],
            ["Grand total"],
        ]
        try await withTracker(rows, "values") { home, run in
            #expect(!run.errors.contains("error:"), "\(run)")
            let grid = try Workbook(path: "\(home)/tracker.xlsx").grid(
                of: Workbook(path: "\(home)/tracker.xlsx").sheets[0])
            #expect(
                (2...4).map { grid[CellReference(row: $0, column: 4)] } == [
                    .number(0.012), .text("Not enough data"), .text("-"),
                ])
            let audit = try await audit("tracker.xlsx", in: home)
            #expect(audit.output.contains(" 0 wrong, 0 missing; 0 not compared"), "\(audit)")
        }
        try await withTracker(Self.block, "values", hasResults: false) { home, run in
            #expect(run.errors.contains("5 labels of brand lift and no results of a study"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            #expect(try book.grid(of: book.sheets[0])[CellReference("F7")!] == .text("-"))
            let audit = try await audit("tracker.xlsx", in: home)
            #expect(audit.output.contains(" 0 wrong, 0 missing; 0 not compared"), "\(audit)")
        }
    }
}

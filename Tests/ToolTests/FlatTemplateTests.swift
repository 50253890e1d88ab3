import Testing
import Workbooks

/// Templates with a row for each platform, market and stage, in live trackers and trackers of values, and their audit.
@Suite("Flat templates") struct FlatTemplateTests {
    private static let stages = """
        {"vocabulary": {"stages": [
          {"code": "awareness", "name": "Awareness", "goal": "reach"}, {"code": "purchase", "name": "Purchase", "goal": "clicks"},
          {"code": "loyalty", "name": "Loyalty"}]}}
        """
    private static let metrics = """
        {"columns": {"CONVERSIONS": {"headers": ["Conv."]}, "CONVERSION_VALUE": {"unit": "money"},
                     "VIEWABLE": {"headers": ["Viewable impressions"]}},
         "metrics": {
           "cpa": {"labels": ["Cost per Lead"], "formula": "BUDGET_LOCAL / CONVERSIONS"},
           "roas": {"labels": ["Plan return"], "formula": "CONVERSION_VALUE / BUDGET_LOCAL"},
           "viewability": {"labels": ["Viewability"], "formula": "VIEWABLE / IMPRESSIONS", "unit": "share"}}}
        """
    private static let plan = """
        Platform,Market,Objective,Budget (USD),Impressions,Clicks,Conversions,Conversion value,Viewable impressions
        META,Qatar,Awareness,100,1000,10,4,50,700
        META,Qatar,Loyalty,300,2000,20,12,70,1500
        META,UAE,Loyalty,500,4000,30,8,80,2000
        TikTok,UAE,Purchase,50,500,5,2,25,400

        """
    private static let report = """
        Platform,Market,Objective,Spend (USD),Impressions,Clicks,Conv.,Conversion value,Viewable impressions
        META,Qatar,Awareness,90,900,9,3,45,600
        META,Qatar,Loyalty,310,2100,21,0,71,1600
        META,UAE,Loyalty,520,4100,31,9,1040,2500

        """
    private static let names = [
        ["META", "Qatar", "Awareness"], ["", "", "Loyalty"], ["META", "UAE", "Loyalty"], ["META", "Oman", "Loyalty"],
        ["TIKTOK", "UAE", "Purchase"],
    ]
    /// Two have words that say something alone: `per` is a market's code, `Plan` a side.
    private static let labels = ["Impressions", "Budget", "CPM", "Cost per Lead", "Plan return", "Viewability"]

    /// By row of names and then by label, planned; and actual. Worked out by hand.
    private static let planned: [[Double?]] = [
        [1000, 100, 100, 25, 0.5, 0.7], [2000, 300, 150, 25, 70.0 / 300, 0.75], [4000, 500, 125, 62.5, 0.16, 0.5],
        [nil, nil, nil, nil, nil, nil], [500, 50, 100, 25, 0.5, 0.8],
    ]
    private static let actual: [[Double?]] = [
        [900, 90, 100, 30, 0.5, 600.0 / 900], [2100, 310, 310 / 2.1, nil, 71.0 / 310, 1600.0 / 2100],
        [4100, 520, 520 / 4.1, 520.0 / 9, 2, 2500.0 / 4100], [nil, nil, nil, nil, nil, nil],
        [nil, nil, nil, nil, nil, nil],
    ]

    /// Where a layout has the figures of its rows.
    private struct Layout: Sendable {
        var rows: [[String]]
        var merges = ""
        /// The cell of a row of names, a label and a side.
        var cell: @Sendable (_ row: Int, _ label: Int, _ isActual: Bool) -> CellReference
    }

    private static let layouts: [String: Layout] = [
        "groups of sides": Layout(
            rows: [
                ["CAMPAIGN"], ["", "", "", "PLANNED", "", "", "", "", "", "ACTUAL"],
                ["Platform", "Market", "Stage"] + labels + labels,
            ]
                + names, merges: "D2:I2 J2:O2 A4:A5 B4:B5",
            cell: { CellReference(row: 4 + $0, column: 4 + $1 + ($2 ? 6 : 0)) }),
        "groups of metrics": Layout(
            rows: [
                ["Platform", "Market", "Stage"] + labels.flatMap { [$0, ""] },
                ["", "", ""] + labels.flatMap { _ in ["Plan", "Actuals"] },
            ]
                + names, cell: { CellReference(row: 3 + $0, column: 4 + 2 * $1 + ($2 ? 1 : 0)) }),
        "one header": Layout(
            rows: [["Country", "Funnel stage", "Channel"] + labels.flatMap { ["Planned \($0)", "\($0) (actual)"] }]
                + [
                    ["Qatar", "Awareness", "META"], ["Qatar", "Loyalty", "META"], ["UAE", "Loyalty", "META"],
                    ["Oman", "Loyalty", "META"], ["UAE", "Purchase", "TikTok"],
                ],
            cell: { CellReference(row: 2 + $0, column: 4 + 2 * $1 + ($2 ? 1 : 0)) }),
        "sides as rows": Layout(
            rows: [["CAMPAIGN"], [], ["Platform", "Market", "Stage", "Version"] + labels]
                + names.flatMap { [$0 + ["Planned"], ["", "", "", "Actual"]] },
            cell: { CellReference(row: 4 + 2 * $0 + ($2 ? 1 : 0), column: 5 + $1) }),
    ]

    private static func write(_ rows: [[String]], merges: String = "", to name: String, in home: String) async throws {
        let book = try WorkbookWriter(path: "\(home)/\(name)")
        try book.beginSheet(named: "Tracker")
        for row in rows { try book.writeRow(row.map { $0.isEmpty ? .empty : .text($0) }) }
        try book.finish()
        guard !merges.isEmpty else { return }
        let cells = merges.split(separator: " ").map { "<mergeCell ref=\\\"\($0)\\\"\\/>" }.joined()
        let run = try await runShell(
            """
            mkdir m && cd m && unzip -q ../\(name) && sed -i "s/<\\/sheetData>/<\\/sheetData><mergeCells>\(cells)<\\/mergeCells>/" xl/worksheets/sheet1.xml && rm ../\(name) && zip -q -r ../\(name) . && cd .. && rm -r m
            """, in: home)
        #expect(run.status == 0, "\(run)")
    }

    private func withRecords(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            for (text, name) in [
                (Self.stages, "config/toolkit.json"), (Self.metrics, "config/metrics.json"), (Self.plan, "plan.csv"),
                (Self.report, "report.csv"),
            ] { try ToolTests.write(text, to: "\(home)/\(name)") }
            let records = try await runTool(
                "mp-extract", ["--planned", "plan.csv", "--delivered", "report.csv", "--combine"], in: home)
            try ToolTests.write(records.output, to: "\(home)/records.tsv")
            try await body(home)
        }
    }

    @Test(
        "figures are those worked out by hand, the audit finds them right, and LibreOffice arrives at them",
        arguments: layouts.keys.sorted(), ["values", "live"])
    func figures(name: String, kind: String) async throws {
        let layout = try #require(Self.layouts[name])
        try await withRecords { home in
            try await Self.write(layout.rows, merges: layout.merges, to: "template.xlsx", in: home)
            let run = try await WorkedOutFigures.fill(in: home, kind)
            #expect(!run.errors.contains("error:"), "\(run)")
            #expect(run.errors.contains("there are no records of META, Oman, Loyalty"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            for (isActual, expected) in [(false, Self.planned), (true, Self.actual)] {
                for (row, values) in expected.enumerated() {
                    for (label, value) in values.enumerated() {
                        try WorkedOutFigures.expect(value, at: layout.cell(row, label, isActual), of: grid)
                    }
                }
            }
            try await WorkedOutFigures.expectRightAudit(in: home)
            let budget = layout.cell(2, 1, false)
            let words = try await runShell("jq -r 'select(.cell == \"\(budget)\") | .words' lineage.ndjson", in: home)
            #expect(words.output.contains("BUDGET_LOCAL over the PLANNED lines of META, UAE, Loyalty"), "\(words)")
            guard kind == "live", hasLibreOffice else { return }
            let calculated = try await recalculationDifferences(in: home)
            #expect(calculated.differences.isEmpty && calculated.formulas > 50, "\(calculated.differences)")
        }
    }

    @Test(
        "a row of all platforms has sums over them and ratios of the sums, and no reach", arguments: ["values", "live"])
    func overAll(kind: String) async throws {
        try await withRecords { home in
            let labels = Self.labels + ["Clicks", "CTR", "Reach"]
            try await Self.write(
                [["Platform", "Market", "Stage"] + labels.map { "Planned \($0)" } + labels.map { "Actual \($0)" }]
                    + [
                        ["META", "Qatar", "Awareness"], ["", "", "Loyalty"], ["META", "UAE", "Loyalty"],
                        ["TIKTOK", "UAE", "Purchase"], ["Grand total"],
                    ], to: "template.xlsx", in: home)
            let run = try await WorkedOutFigures.fill(in: home, kind)
            #expect(!run.errors.contains("error:"), "\(run)")
            #expect(run.errors.contains("2 figures that do not add up over them, such as reach, show -"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            // Worked out by hand: impressions 7500 and 7100, budget 950 and 920, conversions 26 and 12, value 225 and 1156.
            try WorkedOutFigures.expect(
                [
                    6: [
                        7500, 950, 950 / 7.5, 950.0 / 26, 225.0 / 950, 4600.0 / 7500, 65, 65.0 / 7500, nil,
                        7100, 920, 920 / 7.1, 920.0 / 12, 1156.0 / 920, 4700.0 / 7100, 61, 61.0 / 7100, nil,
                    ]
                ], from: 4, of: grid)
            try await WorkedOutFigures.expectRightAudit(in: home)
            let words = try await runShell("jq -r 'select(.cell == \"D6\") | .words' lineage.ndjson", in: home)
            #expect(words.output.contains("IMPRESSIONS over the PLANNED lines of all platforms"), "\(words)")
            guard kind == "live", hasLibreOffice else { return }
            #expect(
                (9...21).allSatisfy { column in
                    let content = grid.cells[CellReference(row: 6, column: column)]
                    return content?.value.number == nil || content?.formula != nil
                })
            let calculated = try await recalculationDifferences(in: home)
            #expect(calculated.differences.isEmpty, "\(calculated.differences)")
        }
    }

    @Test("tables below each other have the platforms of their titles, and a column is a market where its cells are")
    func titles() async throws {
        try await withRecords { home in
            let header = ["Geo", "Stage", "Planned Budget", "Actual Budget"]
            try await Self.write(
                [
                    ["CAMPAIGN"], ["META - MEDIA METRICS"], header, ["Qatar", "Awareness"], ["", "Loyalty"],
                    ["UAE", "Loyalty"],
                    ["Total"], [], ["TIKTOK"], header, ["UAE", "Purchase"], ["Total"],
                ], to: "template.xlsx", in: home)
            let run = try await WorkedOutFigures.fill(in: home, "live")
            #expect(!run.errors.contains("error:") && !run.errors.contains("is not known"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            let budgets = [4, 5, 6, 7, 11, 12].map { grid[CellReference(row: $0, column: 3)].number }
            #expect(budgets == [100, 300, 500, 900, 50, 50], "\(budgets)")
            let audit = try await runTool("mp-validate", ["--against", "records.tsv", "tracker.xlsx"], in: home)
            #expect(audit.output.contains(" 0 wrong, 0 missing; 0 not compared"), "\(audit)")
        }
    }

    @Test("a changed, an emptied and a moved number are found by the audit")
    func changed() async throws {
        try await withRecords { home in
            let layout = try #require(Self.layouts["groups of sides"])
            try await Self.write(layout.rows, merges: layout.merges, to: "template.xlsx", in: home)
            _ = try await WorkedOutFigures.fill(in: home)
            let edit = try await runShell(
                """
                mkdir x && cd x && unzip -q ../tracker.xlsx && sed -i 's/<c r="E6"\\([^>]*\\)><v>[^<]*/<c r="E6"\\1><v>501/; s/<c r="E4"\\([^>]*\\)><v>[^<]*<\\/v>/<c r="E4"\\1>/' xl/worksheets/sheet1.xml && zip -q -r ../changed.xlsx .
                """, in: home)
            #expect(edit.status == 0, "\(edit)")
            let audit = try await runTool("mp-validate", ["--against", "records.tsv", "changed.xlsx"], in: home)
            #expect(audit.output.contains("Loyalty Budget planned of UAE on META is 501; expected 500"), "\(audit)")
            #expect(
                audit.output.contains("Awareness Budget planned of Qatar on META: the cell holds nothing"), "\(audit)")
        }
    }

    @Test("records without a row are an error of both, rows that repeat are not filled, and remarks are left")
    func rows() async throws {
        try await withRecords { home in
            let header = ["Platform", "Market", "Stage", "Planned Budget", "Actual Budget", "Delta"]
            try await Self.write(
                [
                    ["CAMPAIGN"], header, ["META", "Qatar", "Awareness"], ["META", "UAE", "Loyalty"],
                    ["META", "UAE", "Loyalty"],
                    ["META Total"], ["Grand total"], ["Source: the platforms"],
                ], to: "template.xlsx", in: home)
            let run = try await WorkedOutFigures.fill(in: home)
            #expect(run.errors.contains("no row for META, Qatar, Loyalty, planned, of which there is 1 line"), "\(run)")
            #expect(run.errors.contains("no block and no row for TIKTOK"), "\(run)")
            #expect(run.errors.contains("the same platform, market and stage as row 4, and stays as it is"), "\(run)")
            #expect(run.errors.contains("the label \"Delta\" is not known"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            let budgets = (3...7).map { grid[CellReference(row: $0, column: 4)] }
            #expect(budgets == [.number(100), .empty, .empty, .number(900), .number(950)], "\(budgets)")
            let audit = try await runTool("mp-validate", ["--against", "records.tsv", "tracker.xlsx"], in: home)
            #expect(audit.output.contains("Qatar has records of META, Loyalty, and no row"), "\(audit)")
        }
    }

    @Test("a table that says neither plan nor actual, and a summary with one name in a row, stay as they are")
    func others() async throws {
        try await withRecords { home in
            try await Self.write(
                [
                    ["CAMPAIGN"], ["Platform", "Market", "CPM", "CTR"], ["META", "UAE"], [], [], [], [],
                    ["Platform", "Planned Budget", "Actual Budget"], ["META"],
                ], to: "template.xlsx", in: home)
            let run = try await WorkedOutFigures.fill(in: home)
            #expect(run.status == 65 && run.errors.contains("no platform's block was found"), "\(run)")
        }
    }
}

import Testing
import Workbooks

/// Stages of the vocabulary, from plans and reports to the tracker and its audit.
@Suite("Stages of the configuration") struct StageTests {
    /// Names that are words for metrics, several words, and a fourth stage without a goal.
    private static let stages = """
        {"vocabulary": {"stages": [
          {"code": "reach", "name": "Reach", "aliases": ["TOFU"], "goal": "reach"},
          {"code": "engage", "name": "Engage", "aliases": ["Mid Funnel"], "goal": "views"},
          {"code": "convert", "name": "Convert", "aliases": ["BOFU"], "goal": "clicks"},
          {"code": "loyalty", "name": "Loyalty", "aliases": ["Retention"]}]}}
        """
    private static let plan = """
        Platform,Market,Objective,Budget (USD),Impressions,Clicks,Views,Reach
        META,Qatar,TOFU,100,1000,10,4,50
        META,Qatar,Retention,300,2000,20,1200,70
        META,UAE,Loyalty,500,4000,30,8,80
        META,UAE,Bonding,7,40,3,8,80

        """
    private static let report = """
        Platform,Market,Objective,Spend (USD),Impressions,Clicks,Views
        META,Qatar,Reach,90,900,9,3
        META,Qatar,Loyalty,310,2100,21,0
        META,UAE,BOFU,520,4100,31,9

        """

    private static func writeReach(_ path: String) throws {
        let book = try WorkbookWriter(path: path)
        try book.beginSheet(named: "META")
        for row in [
            ["", "START"], ["START", "Metrics / Markets", "UAE", "Qatar", "END"],
            ["START", "Campaign Reach (Absl)", 100, 200, "END"],
            ["START", "Reach Reach Absl", 11, 12, "END"], ["START", "Reach Freq. ", 2.5, 3.5, "END"],
            ["START", "Mid Funnel Reach Absl", 21, 22, "END"], ["START", "Loyalty Reach Absl", 31, 32, "END"],
            ["", "END", "END", "END"],
        ] as [[Any]] {
            try book.writeRow(
                row.map { value in
                    (value as? String).map { $0.isEmpty ? .empty : .text($0) }
                        ?? .number((value as? Double) ?? Double(value as? Int ?? 0))
                })
        }
        try book.finish()
    }

    private static let sections: [(String, [String])] = [
        ("Campaign Level", ["Total Reach", "Impressions", "Budget"]),
        ("REACH", ["Reach", "Frequency", "Impressions", "Budget"]),
        ("ENGAGE", ["Reach", "Views"]), ("CONVERT", ["Clicks", "CTR"]),
        ("LOYALTY", ["Reach", "CPM", "Impressions", "Budget"]),
    ]

    /// By row: TOTAL, UAE and Qatar, planned and actual each; nil where it is unknown. Worked out by hand: "Bonding" is no
    /// stage, and counts at campaign level only.
    private static let expected: [Int: [Double?]] = [
        4: [200, 300, 80, 100, 120, 200],
        5: [7040, 7100, 4040, 4100, 3000, 3000],
        6: [907, 920, 507, 520, 400, 400],
        8: [50, 23, nil, 11, 50, 12],
        9: [20, 900 / 23, nil, 2.5, 20, 3.5],
        10: [1000, 900, nil, nil, 1000, 900],
        11: [100, 90, nil, nil, 100, 90],
        12: [nil, 43, nil, 21, nil, 22],
        13: [nil, nil, nil, nil, nil, nil],
        14: [nil, 31, nil, 31, nil, nil],
        15: [nil, 31 / 4100, nil, 31 / 4100, nil, nil],
        16: [150, 63, 80, 31, 70, 32],
        17: [800 / 6, 310 / 2.1, 125, nil, 150, 310 / 2.1],
        18: [6000, 2100, 4000, nil, 2000, 2100],
        19: [800, 310, 500, nil, 300, 310],
    ]

    private func withRecords(_ stages: String, _ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write(stages, to: "\(home)/config/toolkit.json")
            try write(Self.plan, to: "\(home)/plan.csv")
            try write(Self.report, to: "\(home)/report.csv")
            try Self.writeReach("\(home)/reach.xlsx")
            let records = try await runTool(
                "mp-extract",
                ["--planned", "plan.csv", "--delivered", "report.csv", "--delivered", "reach.xlsx", "--combine"],
                in: home)
            try write(records.output, to: "\(home)/records.tsv")
            try await body(home)
        }
    }

    @Test(
        "figures are those worked out by hand, in both kinds of trackers, and the audit finds them right",
        arguments: ["values", "live"])
    func figures(kind: String) async throws {
        try await withRecords(Self.stages) { home in
            try BlockTemplate.write("\(home)/template.xlsx", Self.sections)
            let run = try await WorkedOutFigures.fill(in: home, kind)
            #expect(!run.errors.contains("error:"), "\(run)")
            #expect(
                run.errors.contains(
                    "1 record without a known stage count at campaign level only; read: \"Bonding\"; write Reach, Engage, Convert or Loyalty"
                ),
                "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            try WorkedOutFigures.expect(Self.expected, from: 3, of: grid)
            try await WorkedOutFigures.expectRightAudit(in: home)
            let lineage = try await runShell(#"jq -r 'select(.cell == "G19") | .words' lineage.ndjson"#, in: home)
            #expect(
                lineage.output.contains("BUDGET_LOCAL over the PLANNED lines of META, Qatar, Loyalty"), "\(lineage)")
            let coverage = try await runShell(
                "grep -c 'Loyalty' tracker_COMPREHENSIVE_REPORT.txt; grep CEJ_OBJECTIVES tracker_COMPREHENSIVE_REPORT.txt | head -1",
                in: home)
            #expect(coverage.output.contains("stages"), "\(coverage)")
            guard kind == "live", hasLibreOffice else { return }
            let calculated = try await recalculationDifferences(in: home)
            #expect(calculated.differences.isEmpty && calculated.formulas > 80, "\(calculated.differences)")
        }
    }

    @Test("a number under a stage of the configuration that is changed afterwards is found by the audit")
    func changed() async throws {
        try await withRecords(Self.stages) { home in
            try BlockTemplate.write("\(home)/template.xlsx", Self.sections)
            _ = try await WorkedOutFigures.fill(in: home)
            let edit = try await runShell(
                """
                mkdir x && cd x && unzip -q ../tracker.xlsx && sed -i 's/<c r="G19"\\([^>]*\\)><v>[^<]*/<c r="G19"\\1><v>301/' xl/worksheets/sheet1.xml && zip -q -r ../changed.xlsx .
                """, in: home)
            #expect(edit.status == 0, "\(edit)")
            let audit = try await runTool("mp-validate", ["--against", "records.tsv", "changed.xlsx"], in: home)
            #expect(audit.output.contains("Loyalty Budget planned of Qatar on META is 301; expected 300"), "\(audit)")
        }
    }

    @Test("a stage that the template lacks is an error, and one that the records lack is cleared and named")
    func missing() async throws {
        try await withRecords(Self.stages) { home in
            try BlockTemplate.write(
                "\(home)/template.xlsx",
                [
                    ("Campaign Level", ["Budget"]), ("REACH", ["Reach", "Impressions", "Budget"]),
                    ("CONVERT", ["Clicks", "Budget"]),
                ])
            let run = try await WorkedOutFigures.fill(in: home)
            #expect(run.errors.contains("has no row for Loyalty, of which there are 3 lines"), "\(run)")
            _ = try await runShell(
                "grep -v Convert records.tsv >less.tsv && mv less.tsv records.tsv",
                in: home)
            let less = try await WorkedOutFigures.fill(in: home)
            #expect(less.errors.contains("there are no records of Convert on META; its rows show -"), "\(less)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            #expect((3...8).allSatisfy { grid[CellReference(row: 9, column: $0)] == .text("-") }, "\(less)")
        }
    }

    @Test("without any stage all lines count, and nothing is asked for")
    func none() async throws {
        try await withRecords(#"{"vocabulary": {"stages": []}}"#) { home in
            try BlockTemplate.write(
                "\(home)/template.xlsx",
                [("Campaign Level", ["Total Reach", "Total Frequency", "Impressions", "Budget"])])
            let run = try await WorkedOutFigures.fill(in: home, "live")
            #expect(!run.errors.contains("error:") && !run.errors.contains("stage"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            let planned = (4...7).map { grid[CellReference(row: $0, column: 3)].number }
            #expect(planned == [280, 7040.0 / 280, 7040, 907], "\(planned)")
            let audit = try await runTool("mp-validate", ["--against", "records.tsv", "tracker.xlsx"], in: home)
            #expect(audit.output.contains(" 0 wrong, 0 missing; 0 not compared"), "\(audit)")
            #expect(!audit.output.contains("stage-"), "\(audit)")
        }
    }

    @Test(
        "a mistake in the list ends with 78 and its place",
        arguments: [
            (#"[{"name": "A"}]"#, "lacks \"code\""),
            (#"[{"code": "A"}, {"code": "a"}]"#, "has the name \"a\", which \"A\" has too"),
            (#"[{"code": "A", "goal": "sales"}]"#, "must be one of reach, views, clicks"),
            (#"[{"code": "Campaign"}]"#, "is called \"campaign\", which says a whole campaign or a total"),
            (#"{"loyalty": ["Retention"]}"#, "is not known here"), ("7", "must be a list"),
        ])
    func mistakes(stages: String, text: String) async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write("{\"vocabulary\": {\"stages\": \(stages)}}", to: "\(home)/config/toolkit.json")
            let run = try await runTool("mp-extract", ["--planned", Sample.planned], in: home)
            #expect(
                run.status == 78 && run.errors.contains(text) && run.errors.contains("toolkit.json!line 1"), "\(run)")
        }
    }
}

import Testing
import Workbooks

/// Metrics of `config/metrics.json`, from the headers of plans and reports to the tracker and its audit.
@Suite("Metrics of the configuration in trackers") struct OwnMetricTests {
    static let table = """
        {"columns": {"CONVERSIONS": {"headers": ["Conv."]}, "CONVERSION_VALUE": {"unit": "money"}, "REACH_3": {"headers": ["Reach 3+"]}},
         "metrics": {
           "conversions": {"labels": ["Conversions"], "formula": "CONVERSIONS"},
           "cpa": {"name": "CPA", "labels": ["Cost per acquisition"], "formula": "BUDGET_LOCAL / conversions"},
           "roas": {"labels": ["ROAS"], "formula": "CONVERSION_VALUE / BUDGET_LOCAL", "sides": "actual"},
           "spare": {"labels": ["Spare"], "formula": "(BUDGET_LOCAL - CONVERSION_VALUE / 2) / (CONVERSIONS + CLICKS_ACTIONS)"},
           "reach_3": {"labels": ["Reach 3+"], "formula": "REACH_3", "additive": ["markets"]}}}
        """
    private static let plan = """
        Platform,Market,Objective,Budget (USD),Impressions,Clicks,Conversions,Conversion value,Reach 3+
        META,Qatar,Awareness,100,1000,10,4,50,700
        META,Qatar,Purchase,300,2000,20,"1,200.00",70,
        META,UAE,Purchase,500,4000,30,8,80,900

        """
    private static let report = """
        Platform,Market,Objective,Spend (USD),Impressions,Clicks,Conv.,Conversion value,Reach 3+
        META,Qatar,Awareness,90,900,9,3,45,600
        META,Qatar,Awareness,60,500,5,,30,500
        META,Qatar,Purchase,310,2100,21,0,71,
        META,UAE,Purchase,520,4100,31,9,1040,800

        """
    private static let sections: [(String, [String])] = [
        ("Campaign Level", ["Budget", "Conversions", "Cost per acquisition", "Reach 3+", "Spare"]),
        ("Awareness", ["Conversions", "ROAS", "Reach 3+"]),
        ("Purchase", ["Budget", "Cost per acquisition", "ROAS", "Reach 3+"]),
    ]

    /// By row: TOTAL, UAE and Qatar, planned and actual each; nil where it is unknown. Worked out by hand.
    private static let expected: [Int: [Double?]] = [
        // Campaign level: budget, conversions, cost per acquisition, reach 3+, spare.
        4: [900, 980, 500, 520, 400, 460],
        5: [1212, 12, 8, 9, 1204, 3],
        6: [900 / 1212, 980 / 12, 62.5, 520 / 9, 400 / 1204, 460 / 3],
        // Actual Qatar has two lines of the same days, and people are not counted twice.
        7: [1600, nil, 900, 800, 700, nil],
        8: [800 / 1272, (980 - 593) / 78, 460 / 38, 0, 340 / 1234, 387 / 38],
        // Awareness.
        10: [4, 3, nil, nil, 4, 3],
        11: [nil, 0.5, nil, nil, nil, 0.5],
        12: [700, nil, nil, nil, 700, nil],
        // Purchase.
        13: [800, 830, 500, 520, 300, 310],
        14: [800 / 1208, 830 / 9, 62.5, 520 / 9, 0.25, nil],
        15: [nil, 1111 / 830, nil, 2, nil, 71 / 310],
        16: [900, 800, 900, 800, nil, nil],
    ]

    private func withTracker(_ figures: String, _ body: (String, ToolRun) async throws -> Void) async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write(Self.table, to: "\(home)/config/metrics.json")
            try write(Self.plan, to: "\(home)/plan.csv")
            try write(Self.report, to: "\(home)/report.csv")
            try BlockTemplate.write("\(home)/template.xlsx", Self.sections)
            let records = try await runTool(
                "mp-extract", ["--planned", "plan.csv", "--delivered", "report.csv", "--combine"], in: home)
            try write(records.output, to: "\(home)/records.tsv")
            let run = try await runTool(
                "mp-map",
                [
                    "-i", "records.tsv", "-t", "template.xlsx", "-o", "tracker.xlsx", "--figures", figures, "--lineage",
                    "lineage.ndjson", "--suggest", "off",
                ], in: home)
            try await body(home, run)
        }
    }

    @Test(
        "figures are those worked out by hand, in both kinds of trackers, and the audit finds them right",
        arguments: ["values", "live"])
    func figures(kind: String) async throws {
        try await withTracker(kind) { home, run in
            #expect(!run.errors.contains("error:"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            try WorkedOutFigures.expect(Self.expected, from: 3, of: grid)
            try await WorkedOutFigures.expectRightAudit(in: home)
        }
    }

    @Test("a number that is changed afterwards is found by the audit")
    func changed() async throws {
        try await withTracker("values") { home, _ in
            let edit = try await runShell(
                """
                mkdir x && cd x && unzip -q ../tracker.xlsx && sed -i 's/<c r="F6"\\([^>]*\\)><v>[^<]*/<c r="F6"\\1><v>57.9/' xl/worksheets/sheet1.xml && zip -q -r ../changed.xlsx .
                """, in: home)
            #expect(edit.status == 0, "\(edit)")
            let audit = try await runTool("mp-validate", ["--against", "records.tsv", "changed.xlsx"], in: home)
            #expect(audit.output.contains("Cost per acquisition actual of UAE on META is 57.9"), "\(audit)")
        }
    }

    @Test("the lineage has the formula, the rows, and what does not add up")
    func lineage() async throws {
        try await withTracker("live") { home, _ in
            let run = try await runShell(
                """
                jq -r 'select(.cell == "G6" or .cell == "H7" or .cell == "G12") | "\\(.cell) \\(.words); \\(.unknown | join(", ")); \\([.sources[] | .rows] | join(" "))"' lineage.ndjson
                """, in: home)
            #expect(
                run.lines == [
                    "G6 BUDGET_LOCAL/CONVERSIONS, each a sum over the PLANNED lines of META, Qatar, all stages, and none; ; 2-3",
                    "H7 sum of REACH_3 over the DELIVERED MEDIA lines of META, Qatar, all stages, and none; by its entry it adds up over markets only; several lines, over which the metric does not add up; 2-4",
                    "G12 sum of REACH_3 over the PLANNED lines of META, Qatar, Awareness; by its entry it adds up over markets only; ; 2",
                ], "\(run)")
        }
    }

    @Test("a column is said to be in figures, and a text with a comma is a number")
    func coverage() async throws {
        try await withTracker("live") { home, _ in
            let report = try await runShell(
                "grep -E '^ +(CONVERSIONS|REACH_3) ' tracker_COMPREHENSIVE_REPORT.txt | head -2", in: home)
            #expect(
                report.lines.map { $0.split(separator: " ").map(String.init) } == [
                    ["CONVERSIONS", "6", "6", "6", "figures"], ["REACH_3", "5", "5", "3", "figures"],
                ], "\(report)")
        }
    }

    @Test(
        "every tool that reads the table ends with 78 for a mistake in it",
        arguments: ["mp-extract", "mp-map", "mp-validate"])
    func mistake(tool: String) async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write(
                "{\"metrics\": {\n \"cpa\": {\"labels\": [\"CPA\"], \"formula\": \"BUDGET_LOCAL / LEADS\"}}}",
                to: "\(home)/config/metrics.json")
            let arguments = [
                "mp-extract": ["--planned", Sample.planned], "mp-validate": ["--planned", Sample.planned],
                "mp-map": ["-i", Sample.planned, "-t", Sample.template, "-o", "x.xlsx"],
            ]
            let run = try await runTool(tool, arguments[tool] ?? [], in: home)
            #expect(
                run.status == 78
                    && run.errors.contains(
                        "config/metrics.json!line 2, column 40: \"metrics.cpa.formula\" names no column or metric: \"LEADS\""
                    ), "\(run)")
        }
    }

    @Test("for some days a plan's column is spread where it adds up over days, and unknown where not")
    func month() async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write(Self.table, to: "\(home)/config/metrics.json")
            try write(
                """
                Platform,Market,Objective,Start date,End date,Budget (USD),Conversions,Reach 3+
                META,Qatar,Awareness,2026-03-22,2026-04-10,100,40,700

                """, to: "\(home)/plan.csv")
            try BlockTemplate.write("\(home)/template.xlsx", Self.sections)
            let run = try await runShell(
                """
                mp-extract --planned plan.csv >records.tsv
                mp-map -i records.tsv -t template.xlsx -o tracker.xlsx --month 2026-04 --suggest off --report-dir none
                mp-validate --against records.tsv --month 2026-04 tracker.xlsx
                """, in: home)
            #expect(run.output.contains(" 0 wrong, 0 missing; 0 not compared"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            let grid = try book.grid(of: book.sheets[0])
            // 10 of 20 days: budget 50, conversions 20, 2.5 each; reach 3+ of a part is unknown.
            #expect([4, 5, 6].map { grid[CellReference(row: $0, column: 5)].number } == [50, 20, 2.5], "\(run)")
            #expect(grid[CellReference(row: 7, column: 5)] == .text("-"))
        }
    }

    @Test("days are summed to months where every metric of a column adds up over them, and other columns are left out")
    func grouped() async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write(Self.table, to: "\(home)/config/metrics.json")
            try write(
                """
                Platform,Market,Objective,Start date,End date,Spend (USD),Conv.,Reach 3+,Shares
                META,Qatar,Awareness,2026-04-06,2026-04-06,1,3,40,5
                META,Qatar,Awareness,2026-04-07,2026-04-07,2,4,50,6
                META,Qatar,Awareness,2026-05-07,2026-05-07,3,,60,7
                META,Qatar,Awareness,2026-05-08,2026-05-08,4,8,70,8

                """, to: "\(home)/report.csv")
            try write(
                """
                Platform,Market,Objective,Start date,End date,Budget (USD),Conversions
                META,Qatar,Awareness,2026-04-21,2026-05-10,100,40

                """, to: "\(home)/plan.csv")
            let run = try await runShell(
                """
                mp-extract --planned plan.csv --delivered report.csv --by month --format ndjson | jq -r '[.Source_Type, .PERIOD, .CONVERSIONS, .REACH_3, .SHARES, .UNKNOWN] | map(. // "-") | join(" ")'
                """, in: home)
            #expect(
                run.lines == [
                    "PLANNED 2026-04 20 - - -", "PLANNED 2026-05 20 - - -", "DELIVERED MEDIA 2026-04 7 - - -",
                    "DELIVERED MEDIA 2026-05 - - - CONVERSIONS of 1 of 2 lines",
                ], "\(run)")
            #expect(
                run.errors.contains("numbers of 2 extra columns are left out")
                    && run.errors.contains("REACH_3, SHARES"), "\(run)")
        }
    }

    /// Headers and cells, and the amount in AED or nil where it is unknown, and what is said of it.
    static let amounts: [(header: String, currency: String, cell: String, value: String?, says: String?)] = [
        ("Conversion value", "AED", "$300", nil, "$ beside AED"),
        ("Conversion value", "AED", "USD 300", nil, "USD beside AED"),
        ("Conversion value", "AED", "AED 300", "300", nil),
        ("Conversion value", "USD", "AED 300", nil, "AED beside USD"),
        ("Conversion value (AED)", "AED", "300", "300", nil),
        ("Conversion value [USD]", "AED", "300", nil, "USD beside AED"),
        ("Conversion value (000)", "AED", "300", "300000", nil), ("Conversion value", "AED", "300", "300", nil),
    ]

    @Test(
        "an amount in another currency than the line's is unknown; headers may name currency and unit",
        arguments: amounts)
    func currencies(header: String, currency: String, cell: String, value: String?, says: String?) async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write(Self.table, to: "\(home)/config/metrics.json")
            try write(
                "Platform,Market,Objective,Spend (\(currency)),Impressions,\(header)\nMETA,UAE,Awareness,100,1000,\(cell)\n",
                to: "\(home)/report.csv")
            let run = try await runTool("mp-extract", ["--delivered", "report.csv", "--format", "ndjson"], in: home)
            #expect(run.output.contains("\"BUDGET_LOCAL\":100"), "\(run)")
            if let value {
                #expect(
                    run.output.contains("\"CONVERSION_VALUE\":\(value),")
                        || run.output.contains("\"CONVERSION_VALUE\":\(value)}"), "\(run)")
            } else {
                #expect(!run.output.contains("\"CONVERSION_VALUE\":3"), "\(run)")
            }
            #expect(says.map { run.errors.contains($0) } ?? !run.errors.contains("two currencies"), "\(run)")
        }
    }

    @Test("the second of two columns that mean one is reported, and not added")
    func twice() async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write(Self.table, to: "\(home)/config/metrics.json")
            try write(
                "Platform,Market,Objective,Budget (USD),Conversions,Conv.\nMETA,Qatar,Awareness,100,40,7\n",
                to: "\(home)/plan.csv")
            let run = try await runTool("mp-extract", ["--planned", "plan.csv", "--format", "ndjson"], in: home)
            #expect(run.output.contains("\"CONVERSIONS\":40") && run.output.contains("\"CONVERSIONS_2\":7"), "\(run)")
            #expect(run.errors.contains("not: 1 under an unknown header (in the records, in no figure) (F2)"), "\(run)")
        }
    }

    @Test("the health check knows the metrics of a template, and reports a mistake in the table")
    func health() async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config input", in: home)
            try write(Self.table, to: "\(home)/config/metrics.json")
            try BlockTemplate.write("\(home)/input/OUTPUT_TEMPLATE_x.xlsx", Self.sections)
            let arguments = ["--only", "configuration", "--only", "template", "--timeout", "60"]
            let run = try await runTool("mp-healthcheck", arguments, in: home, environment: ["MP_HOME": home])
            #expect(!run.output.contains("Conversions") && !run.output.contains("not known"), "\(run)")
            try write("{\"metrics\": {\"a\": {\"labels\": [\"A\"]}}}", to: "\(home)/config/metrics.json")
            let wrong = try await runTool("mp-healthcheck", arguments, in: home, environment: ["MP_HOME": home])
            #expect(wrong.status == 2 && wrong.output.contains("metrics.a"), "\(wrong)")
            // What fits the schema and no tool takes.
            try write("{}", to: "\(home)/config/metrics.json")
            try write(#"{"verdict": {"over": 0.5}}"#, to: "\(home)/config/pacing.json")
            let pacing = try await runTool("mp-healthcheck", arguments, in: home, environment: ["MP_HOME": home])
            #expect(pacing.status == 2 && pacing.output.contains("under"), "\(pacing)")
        }
    }
}

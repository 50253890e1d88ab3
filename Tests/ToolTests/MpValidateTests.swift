import Glibc
import Streams
import Testing

/// mp-validate as people and scripts run it.
@Suite("mp-validate") struct MpValidateTests {
    static let header =
        "Source_File\tSource_Sheet\tSource_Row\tSource_Type\tMARKET\tCAMPAIGN\tPLATFORM\tCEJ_OBJECTIVES\tFORMAT_TYPE\tBUDGET_LOCAL\tIMPRESSIONS\tCLICKS_ACTIONS"
    static let good = "P.xlsx\tMETA\t20\tPLANNED\tUAE\tMorning\tMETA\tAwareness\tReach\t100\t100000\t500"

    private func run(
        _ arguments: [String], input: String = "", in folder: String = "/tmp", environment: [String: String] = [:]
    ) async throws -> ToolRun {
        try await runTool(
            "mp-validate", arguments, input: input, in: folder, environment: ["MP_HOME": ""].merging(environment) { $1 }
        )
    }

    private func objects(_ run: ToolRun) throws -> [JSON] { try run.lines.map { try JSON(parsing: String($0)) } }

    @Test("clean records from a pipe: size first, verdict, status 0") func clean() async throws {
        let run = try await run(["--check-data", "-"], input: "\(Self.header)\n\(Self.good)\n")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
        #expect(
            run.output.hasPrefix("Rows: 1, Columns: 37\n\nNothing found (no errors, no warnings, no notes)\n"), "\(run)"
        )
    }

    @Test("records come through a named pipe as through standard input") func namedPipe() async throws {
        try await withTemporaryFolder { folder in
            try write("\(Self.header)\n\(Self.good)\n", to: folder + "/records.tsv")
            let run = try await runShell(
                "mkfifo pipe; cat records.tsv > pipe & mp-validate pipe", in: folder, environment: ["MP_HOME": ""])
            #expect(run.status == 0 && run.output.hasPrefix("Rows: 1, Columns: 37\n\nNothing found"), "\(run)")
        }
    }

    @Test("a closed pipe ends it silently with status 0") func closedPipe() async throws {
        let lines = (0..<3000).map {
            // Each market is a finding of its own, so that the report is longer than a pipe holds.
            "P.xlsx\tMETA\t\($0)\tPLANNED\tAtlantis \($0)\tMorning\tMETA\tAwareness\tReach\t100\t\(100_000 + $0)\t500"
        }
        let run = try await runShell(
            "bash -c 'mp-validate --max-findings 100000 - | head -n 1; echo ${PIPESTATUS[0]}'",
            input: ([Self.header] + lines).joined(separator: "\n") + "\n",
            environment: ["MP_HOME": ""])
        #expect(run.output == "Rows: 3000, Columns: 37\n0\n" && run.errors.isEmpty, "\(run)")
    }

    @Test("the status follows --fail-on", arguments: [("error", 0), ("warning", 1), ("never", 0)])
    func warnings(level: String, status: Int) async throws {
        let line = "P.xlsx\tMETA\t20\tPLANNED\tUAE\tMorning\tTikTok\tAwareness\tReach\t100\t100000\t500"
        let run = try await run(["--fail-on", level, "-"], input: "\(Self.header)\n\(line)\n")
        #expect(run.status == Int32(status), "\(run)")
        #expect(
            run.output.contains(
                "WARNING platform-mismatch (1): PLATFORM says another platform\n  P.xlsx!META!row 20 PLATFORM: reads \"TikTok\""
            ), "\(run)")
    }

    @Test("a word among numbers is a finding with its line; the record counts on without it") func malformed()
        async throws
    {
        let bad = "P.xlsx\tMETA\t21\tPLANNED\tKuwait\tMorning\tMETA\tAwareness\tReach\t0..08\t100000\t500"
        let run = try await run(["--format", "ndjson", "-"], input: "\(Self.header)\n\(Self.good)\n\(bad)\n")
        #expect(run.status == 1, "\(run)")
        let found = try objects(run)
        #expect(found[0]["records"]?.number == 2)
        let finding = try #require(found.first { $0["code"]?.string == "malformed-value" })
        #expect(
            finding["cell"]?.string == "line 3" && finding["message"]?.string == "BUDGET_LOCAL is no number: \"0..08\"",
            "\(run)")
    }

    @Test("NDJSON and workbook records say the same as TSV") func formats() async throws {
        try await withTemporaryFolder { folder in
            var codes: [[String]] = []
            for ending in ["tsv", "ndjson", "xlsx"] {
                let made = try await runTool(
                    "mp-extract",
                    ["--planned", Sample.planned, "--delivered", Sample.delivered, "-o", "\(folder)/records.\(ending)"])
                try #require(made.status <= 1, "\(made)")
                let run = try await run(["--format", "ndjson", "\(folder)/records.\(ending)"])
                #expect(run.status == 1, "\(run)")
                codes.append(
                    try objects(run).dropFirst().map { ($0["code"]?.string ?? "") + ($0["message"]?.string ?? "") })
            }
            #expect(codes[0] == codes[1] && codes[1] == codes[2] && codes[0].count > 20)
        }
    }

    /// What the samples get wrong on purpose (Tests/Samples/README.md), by code and cell.
    @Test("all mistakes of the samples are found in their cells") func samples() async throws {
        let run = try await run(["--format", "ndjson", "--max-findings", "1000", Sample.planned, Sample.delivered])
        #expect(run.status == 1, "\(run)")
        let found = Set(
            try objects(run).map {
                "\($0["code"]?.string ?? "") \($0["sheet"]?.string ?? "") \($0["cell"]?.string ?? "")"
            })
        let wanted = [
            "fence-gap DV360 D15:AL33", "stage-missing DV360 K33", "flight-outside DV360 Q31", "ctr-high DV360 AH27",
            "reach-exceeds-population DV360 V23",
            "control-total-differs META G5", "platform-mismatch META D25:D39", "date-order META R38",
            "stage-unknown META C39", "line-outside META B44",
            "required-missing TIKTOK AA29", "not-a-number TIKTOK AF31", "error-value TIKTOK V33",
            "error-value DV360 F11", "overspend DV360 H25",
            "reach-copied META H8", "clicks-equal-reach META K20", "error-value META I28", "stage-missing META F33",
            "market-not-planned META row 30",
            "reach-tiny TIKTOK C12", "reach-unknown TIKTOK F11", "market-not-delivered DV360 row 31",
            "market-not-delivered META row 37",
            "market-not-delivered TIKTOK row 32",
        ]
        for mistake in wanted { #expect(found.contains(mistake), "\(mistake) among \(found.sorted())") }
    }

    /// What the domain says is wrong in the real workbooks.
    @Test("all mistakes of the fixtures are found, and their control totals agree", .enabled(if: Fixtures.areThere))
    func fixtures() async throws {
        let run = try await run([
            "--format", "ndjson", "--max-findings", "1000", #require(Fixtures.path("PLANNED")),
            #require(Fixtures.path("DELIVERED")),
        ])
        let lines = try objects(run)
        let found = lines.map { "\($0["code"]?.string ?? "") \($0["sheet"]?.string ?? "") \($0["cell"]?.string ?? "")" }
        let wanted = [
            "stage-unknown DV360 I55", "stage-missing DV360 I56", "reach-tiny DV360 C8", "reach-copied META G9",
            "flight-outside DV360 O40",
            "clicks-equal-reach META J16", "ctr-high META J16, J19, J22, J25, J28 (5)",
            "stage-repeated META E17", "stage-repeated META E26",
            "not-a-number META AD35",
            "platform-mismatch TIKTOK E22:E42", "market-not-delivered TIKTOK row 37",
            "market-not-delivered DV360 row 26", "overspend DV360 G14",
        ]
        for mistake in wanted { #expect(found.contains(mistake), "\(mistake) among \(found.sorted())") }
        let totals = try #require(lines.first?["control_totals"])
        #expect(totals["compared"] == totals["agreed"] && (totals["compared"]?.number ?? 0) > 100)
    }

    @Test("reports go to files in the format of their ending, and the verdict to standard output") func reports()
        async throws
    {
        try await withTemporaryFolder { folder in
            let run = try await run(
                ["-", "--report", folder + "/a.txt", "--report", folder + "/b.xml", "--report", folder + "/c.ndjson"],
                input: "\(Self.header)\n\(Self.good)\n")
            #expect(run.status == 0 && run.output == "Rows: 1, Columns: 37\nNothing found\n", "\(run)")
            #expect(names(in: folder) == ["a.txt", "b.xml", "c.ndjson"])
            let xml = try await runTool("/bin/cat", [folder + "/b.xml"])
            #expect(xml.output.hasPrefix("<?xml") && xml.output.contains("failures=\"0\""), "\(xml)")
        }
    }

    @Test("an ending that asks for a format no report has is refused, unless the format is given")
    func otherEndings() async throws {
        try await withTemporaryFolder { folder in
            for name in ["a.json", "a.csv", "A.XLSX"] {
                let run = try await run(["-", "-o", "\(folder)/\(name)"], input: "\(Self.header)\n\(Self.good)\n")
                #expect(run.status == 64 && run.errors.contains("no report is written as"), "\(run)")
            }
            let run = try await run(
                ["-", "-o", "\(folder)/a.json", "--format", "ndjson"], input: "\(Self.header)\n\(Self.good)\n")
            #expect(run.status == 0 && names(in: folder) == ["a.json"], "\(run)")
        }
    }

    @Test("in JUnit's XML data are text, and a rule that found something has failed") func junit() async throws {
        let line = "<P>&.xlsx\tMETA\t20\tPLANNED\tUAE\tMorning\t<script>\tAwareness\tReach\t100\t100000\t500"
        let run = try await run(["--format", "junit", "-"], input: "\(Self.header)\n\(line)\n")
        #expect(
            run.output.contains(
                "<failure type=\"warning\" message=\"1: PLATFORM says another platform\">&lt;P&gt;&amp;.xlsx!META!row 20 PLATFORM: reads &quot;&lt;script&gt;&quot;"
            ), "\(run)")
    }

    @Test("a workbook that is neither is looked at: its size, a note, status 0") func anyWorkbook() async throws {
        let run = try await run(["--check-data", Sample.template])
        #expect(run.status == 0, "\(run)")
        #expect(run.output.hasPrefix("Rows: ") && run.output.contains("nothing-to-check"), "\(run)")
    }

    @Test(
        "mistakes of the command line and of configuration have their statuses",
        arguments: [
            ([], 64), (["-", "-"], 64), (["nowhere.tsv"], 66), (["--rules", "nowhere.json", "-"], 66),
            (["--format", "poem", "-"], 64),
        ] as [([String], Int32)])
    func statuses(arguments: [String], status: Int32) async throws {
        let run = try await run(arguments)
        #expect(run.status == status && run.output.isEmpty && !run.errors.isEmpty, "\(run)")
    }

    @Test("a wrong configuration ends with 78 and its line") func wrongConfiguration() async throws {
        try await withTemporaryFolder { folder in
            mkdir(folder + "/config", 0o755)
            try write("{\"levels\": {\n  \"overspend\": \"loud\"}}", to: folder + "/config/validation_rules.json")
            try write("\(Self.header)\n\(Self.good)\n", to: folder + "/records.tsv")
            let run = try await run([folder + "/records.tsv"], environment: ["MP_HOME": folder])
            #expect(run.status == 78 && run.errors.contains("line 2"), "\(run)")
        }
    }

    @Test("a plan's own totals come out as records, with their cells") func controlTotals() async throws {
        let run = try await runTool(
            "mp-extract", ["--planned", Sample.planned, "--control-totals", "--platform", "META"])
        #expect(
            run.status == 0
                && run.lines.first
                    == "Source_File\tSource_Sheet\tSource_Cell\tPLATFORM\tMARKET\tSTAGE\tMEASURE\tLOCAL_CURRENCY\tVALUE",
            "\(run)")
        #expect(run.output.contains("\tMETA\tG5\tMETA\tMorocco\t\tBUDGET\tUSD\t7493.833333333333\n"), "\(run)")
        #expect(run.output.contains("\tMETA\tK8\tMETA\tTOTAL\t\tCLICKS\t\t221995.0278"), "\(run)")
    }

    @Test("rules are listed with level and explanation, as configured") func listing() async throws {
        let run = try await run(["--list-rules", "--silence", "overspend"])
        #expect(run.status == 0 && run.lines.first == "code\tlevel\ttitle\texplanation", "\(run)")
        #expect(
            run.output.contains("overspend\toff\tSpend over plan\t") && run.output.contains("ctr-high\twarning\t"),
            "\(run)")
    }
}

/// Splitting records off, and accepting findings for a while.
@Suite("mp-validate: split and baseline") struct MpValidateFilesTests {
    private static let bad = "P.xlsx\tMETA\t21\tPLANNED\tKuwait\tMorning\tMETA\tAwareness\tReach\t90\t100000\t500000"

    private func withRecords<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            try write("\(MpValidateTests.header)\n\(MpValidateTests.good)\n\(Self.bad)\n", to: folder + "/records.tsv")
            return try await body(folder)
        }
    }

    private func run(_ line: String, in folder: String) async throws -> ToolRun {
        try await runShell("mp-validate records.tsv " + line, in: folder, environment: ["MP_HOME": ""])
    }

    @Test("records with findings go to one file, those without to the other, each whole") func split() async throws {
        try await withRecords { folder in
            let run = try await run(
                "--valid good.tsv --invalid bad.ndjson; cut -f3 good.tsv; grep -o 'Source_Row\":[0-9]*' bad.ndjson",
                in: folder)
            #expect(run.output.hasSuffix("Source_Row\n20\nSource_Row\":21\n"), "\(run)")
        }
    }

    @Test("a finding that the baseline accepts is counted, not shown; past its day it is back") func baseline()
        async throws
    {
        try await withRecords { folder in
            let first = try await run("--write-baseline base.json --until 2999-12-31", in: folder)
            #expect(first.status == 1, "\(first)")
            let second = try await run("--baseline base.json", in: folder)
            #expect(second.status == 0 && second.output.contains("2 findings accepted by the baseline"), "\(second)")
            let third = try await run(
                "--write-baseline base.json --until 2999-12-31; sed -i s/2999-12-31/2001-01-01/ base.json; mp-validate records.tsv --baseline base.json",
                in: folder)
            #expect(third.status == 1 && third.output.contains("baseline-expired (1)"), "\(third)")
            let over = try await run(
                "--write-baseline over.json --until 2001-01-01; s=$?; ls over.json; exit $s", in: folder)
            #expect(
                over.status == 64 && over.errors.contains("which is over") && !over.output.contains("over.json"),
                "\(over)")
        }
    }

    @Test(
        "a baseline must name a code and a day",
        arguments: [
            #"{"findings":[{"code":"x"}]}"#, #"{"findings":[{"until":"2030-01-01"}]}"#,
            #"{"findings":[{"code":"x","until":"soon"}]}"#,
        ])
    func wrongBaseline(text: String) async throws {
        try await withRecords { folder in
            try write(text, to: folder + "/base.json")
            let run = try await run("--baseline base.json", in: folder)
            #expect(run.status == 78 && run.errors.contains("findings[0]"), "\(run)")
        }
    }
}

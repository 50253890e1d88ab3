import Glibc
import Streams
import Testing
import Workbooks

/// Columns without a destination: proposals, the memory, and Claude played by a local server.
@Suite("Columns without a destination") struct SuggestionTests {
    /// The sample's records, with a header that nobody knows over the impressions.
    private func withRecords(_ header: String = "IMPRESIONS", _ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            let run = try await runTool(
                "mp-extract",
                ["--planned", Sample.planned, "--delivered", Sample.delivered, "--combine", "-o", "records.tsv"],
                in: home)
            #expect(run.status == 0 || run.status == 1, "\(run)")
            // Impressions move to an extra column at the end; their own column becomes unknown.
            let script =
                "NR==1 {for (i=1;i<=NF;i++) if ($i==\"IMPRESSIONS\") c=i; print $0, h; next} {v=$c; $c=\"\"; print $0, v}"
            _ = try await runShell(
                "awk -F'\\t' -v OFS='\\t' -v h='\(header)' '\(script)' records.tsv > odd.tsv", in: home)
            try await body(home)
        }
    }

    private func map(_ input: String, to output: String, in home: String, _ options: [String] = []) async throws
        -> ToolRun
    {
        try await runTool(
            "mp-map", ["-i", input, "-t", Sample.template, "-o", output] + options, in: home,
            environment: ["MP_HOME": home])
    }

    private func memory(_ home: String) throws -> [JSON] {
        try ConfigurationNode.reading("\(home)/config/mapping_memory.json")?["answers"]?.value.array ?? []
    }

    @Test("a misspelt header is guessed, said, remembered and used again; the tracker is that of the right header")
    func accepted() async throws {
        try await withRecords { home in
            let right = try await map("records.tsv", to: "right.xlsx", in: home)
            let first = try await map("odd.tsv", to: "first.xlsx", in: home)
            #expect(first.status == right.status, "\(first)")
            #expect(
                first.errors.contains("warning: IMPRESIONS is read as IMPRESSIONS, as offline proposes"), "\(first)")
            let answers = try memory(home)
            try #require(answers.count == 1)
            #expect(answers[0]["column"]?.string == "IMPRESIONS" && answers[0]["destination"]?.string == "IMPRESSIONS")
            #expect(answers[0]["proposed_by"]?.string == "offline" && answers[0]["times_used"]?.number == 1)
            #expect(answers[0]["date"]?.string.flatMap { CivilDate(iso: $0) } != nil)
            // From a pipe, as NDJSON or TSV, the same.
            let second = try await runShell(
                "mp-map -i - -t '\(Sample.template)' -o second.xlsx < odd.tsv", in: home, environment: ["MP_HOME": home]
            )
            #expect(second.errors.contains("note: IMPRESIONS is read as IMPRESSIONS, remembered since"), "\(second)")
            #expect(try memory(home).first?["times_used"]?.number == 2)
            let cells = try ["right", "first", "second"].map { try TrackerWalk(path: "\(home)/\($0).xlsx").grid.cells }
            #expect(cells[0] == cells[1] && cells[0] == cells[2])
            let report = try await runShell("cat first_COMPREHENSIVE_REPORT.txt", in: home)
            #expect(
                report.output.contains("GUESSED AND PROPOSED") && report.output.contains("accepted, and remembered"),
                "\(report)")
        }
    }

    @Test("below the threshold, and where the destination has values, proposals stay proposals")
    func proposals() async throws {
        for (header, reason) in [
            ("IMPRESSIONS_TARGET", "proposed only: below 0.9"),
            ("CLIKS", "proposed only: CLICKS_ACTIONS has values of its own"),
        ] {
            try await withRecords(header) { home in
                let run = try await map("odd.tsv", to: "t.xlsx", in: home)
                #expect(!run.errors.contains("is read as"), "\(run)")
                let report = try await runShell("grep '\(header)' t_COMPREHENSIVE_REPORT.txt", in: home)
                #expect(report.output.contains(reason), "\(report)")
                #expect(try memory(home).isEmpty)
            }
        }
    }

    @Test("null in the memory ends the guessing; off and a dry run remember nothing")
    func refused() async throws {
        try await withRecords { home in
            _ = try await map("odd.tsv", to: "a.xlsx", in: home, ["--suggest", "off"])
            _ = try await runTool(
                "mp-map", ["-i", "odd.tsv", "-t", Sample.template, "-n"], in: home, environment: ["MP_HOME": home])
            #expect(try memory(home).isEmpty)
            try write(
                #"{"answers": [{"column": "Impresions", "destination": null}]}"#,
                to: "\(home)/config/mapping_memory.json")
            let run = try await map("odd.tsv", to: "b.xlsx", in: home)
            #expect(!run.errors.contains("is read as"), "\(run)")
            try write(
                "{\"answers\": [\n{\"column\": \"A\", \"destination\": \"IMPRESIONS\"}]}",
                to: "\(home)/config/mapping_memory.json")
            let wrong = try await map("odd.tsv", to: "c.xlsx", in: home)
            #expect(
                wrong.status == 78
                    && wrong.errors.contains("line 2, column 32: \"answers[0].destination\" names no record column"),
                "\(wrong)")
        }
    }

    private static func answer(_ proposals: String) -> String {
        #"{"content": [{"type": "tool_use", "name": "propose_destinations", "input": {"proposals": \#(proposals)}}]}"#
    }

    @Test(
        "Claude's answer is checked against the vocabulary; samples go along, three at most, or none",
        .enabled(if: PlayedService.isPossible))
    func claude() async throws {
        try await withRecords("AD_EXPOSURES") { home in
            let answer = Self.answer(
                #"[{"column": "AD_EXPOSURES", "destination": "IMPRESSIONS", "confidence": 0.97, "reason": "ads shown"}, {"column": "MADE_UP", "destination": "CLICKS_ACTIONS", "confidence": 1, "reason": ""}]"#
            )
            try write(answer, to: "\(home)/answer.json")
            let arguments = ["mp-map", "-i", "odd.tsv", "-t", Sample.template, "-o", "t.xlsx", "--suggest", "claude"]
            let dry = try await PlayedService.run(
                "200", arguments.filter { $0 != "-o" && $0 != "t.xlsx" } + ["-n", "--no-samples"], in: home,
                options: ["--answer", "answer.json"])
            #expect(
                dry.errors.contains("AD_EXPOSURES is read as IMPRESSIONS, as claude proposes (score 0.97: ads shown"),
                "\(dry)")
            let run = try await PlayedService.run("200", arguments, in: home, options: ["--answer", "answer.json"])
            #expect(run.errors.contains("it speaks of a column that was not asked for"), "\(run)")
            #expect(try memory(home).first?["proposed_by"]?.string == "claude")
            let contents = try PlayedService.requests(in: home).map {
                try #require($0["body"]?["messages"]?.array?.first?["content"]?.string)
            }
            let asked = try contents.map {
                try #require(JSON(parsing: $0)["columns"]?.array?.first { $0["column"]?.string == "AD_EXPOSURES" })
            }
            #expect(asked.count == 2 && asked[0]["samples"] == nil)
            #expect((1...3).contains(asked[1]["samples"]?.array?.count ?? 0))
            let again = try await PlayedService.run("200", arguments, in: home, options: ["--answer", "answer.json"])
            #expect(again.errors.contains("AD_EXPOSURES is read as IMPRESSIONS, remembered since"), "\(again)")
        }
    }

    @Test(
        "answers that are none are left out, and without a key the work goes on offline",
        .enabled(if: PlayedService.isPossible))
    func unusable() async throws {
        try await withRecords { home in
            let arguments = ["mp-map", "-i", "odd.tsv", "-t", Sample.template, "-o", "t.xlsx", "--suggest", "claude"]
            for (proposals, said) in [
                (#"[{"column": "IMPRESIONS", "destination": "MONEY", "confidence": 1}]"#, "is no record column"),
                ("7", "it holds no propose_destinations"),
            ] {
                try write(Self.answer(proposals), to: "\(home)/answer.json")
                let run = try await PlayedService.run(
                    "200", arguments + ["-n"].filter { _ in false }, in: home, options: ["--answer", "answer.json"])
                #expect(
                    run.errors.contains(said) && run.errors.contains("IMPRESIONS is read as IMPRESSIONS, as offline"),
                    "\(run)")
                unlink("\(home)/config/mapping_memory.json")
            }
            let run = try await runTool(
                "mp-map", Array(arguments.dropFirst()), in: home,
                environment: ["MP_HOME": home, "ANTHROPIC_API_KEY": "", "ANTHROPIC_API_KEY_FILE": ""])
            #expect(run.errors.contains("umask 077") && run.errors.contains("Claude could not be asked"), "\(run)")
            #expect(run.errors.contains("IMPRESIONS is read as IMPRESSIONS, as offline"), "\(run)")
            #expect(access("\(home)/t.xlsx", F_OK) == 0)
        }
    }
}

import Testing

/// Rules of clients, from their file to records, and the check of them.
@Suite("Rules of clients") struct RulesTests {
    private static let rules = """
        {"global_rules": {"value_transformations": {"DEVICE": {"Mobille": "Mobile"}}},
         "clients": {
           "acme": {"custom_metrics": {"MARGIN": "BUDGET_LOCAL * 0.15"}, "column_mappings": {"Comission": "PLATFORM_FEE_LOCAL"}},
           "globex": {"custom_metrics": {"LEADS_COST": "BUDGET_LOCAL / LEEDS"}}}}
        """

    private func withHome(_ rules: String = rules, _ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config input", in: home)
            try write(rules, to: "\(home)/config/client_mapping_rules.json")
            try await body(home)
        }
    }

    @Test("a client's metrics are columns of the records, by --client and by CLIENT_ID")
    func metrics() async throws {
        try await withHome { home in
            let arguments = ["--planned", Sample.planned, "--delivered", Sample.delivered, "--combine"]
            let run = try await runTool("mp-extract", arguments + ["--client", "acme"], in: home)
            let other = try await runTool("mp-extract", arguments, in: home, environment: ["CLIENT_ID": "ACME"])
            #expect(run.output == other.output, "\(other)")
            let names = run.lines[0].split(separator: "\t", omittingEmptySubsequences: false)
            let margin = try #require(names.firstIndex(of: "MARGIN"))
            let budget = try #require(names.firstIndex(of: "BUDGET_LOCAL"))
            var known = 0
            for line in run.lines.dropFirst() {
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                #expect(Double(fields[margin]) == Double(fields[budget]).map { $0 * 0.15 })
                if !fields[margin].isEmpty { known += 1 }
            }
            #expect(known > 0)
        }
    }

    @Test("--check-rules tries all clients on the newest workbooks, and names what matched nothing")
    func check() async throws {
        try await withHome { home in
            _ = try await runShell("cp '\(Sample.planned)' '\(Sample.delivered)' input/", in: home)
            let run = try await runTool("mp-map", ["--check-rules"], in: home)
            #expect(run.status == 0, "\(run)")
            let lines = run.lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
            #expect(lines[0] == ["Client", "Kind", "Rule", "Meaning", "Matched", "First"])
            #expect(lines.dropFirst().map { $0[0] } == ["global", "acme", "acme", "globex"])
            let margin = try #require(lines.first { $0[2] == "MARGIN" })
            #expect(Int(margin[4]).map { $0 > 0 } == true && margin[5].contains("!DV360!row "), "\(run)")
            #expect(run.errors.contains("LEADS_COST\" is made of LEEDS, which no record has"), "\(run)")
            #expect(run.errors.contains("acme column \"Comission\" met no header over values"), "\(run)")
        }
    }

    @Test("--check-rules ends with 78 and the place of a mistake, and for a client that nobody knows")
    func mistakes() async throws {
        try await withHome("{\"clients\": {\n  \"acme\": {\"custom_metrics\": {\"A\": \"1 +\"}}}}\n") { home in
            let run = try await runTool("mp-map", ["--check-rules"], in: home)
            #expect(run.status == 78, "\(run)")
            #expect(
                run.errors.contains(
                    "client_mapping_rules.json!line 2, column 36: \"clients.acme.custom_metrics.A\" is no arithmetic: character 4"
                ), "\(run)")
        }
        try await withHome { home in
            let run = try await runTool("mp-map", ["--check-rules", "--client", "initech"], in: home)
            #expect(run.status == 78 && run.errors.contains("known are \"acme\", \"globex\""), "\(run)")
        }
        try await withTemporaryFolder { home in
            let run = try await runTool("mp-map", ["--check-rules"], in: home)
            // No rules are none that could be wrong; it is said, with what a client's would be.
            #expect(run.status == 0 && run.errors.contains("no rule was checked"), "\(run)")
            #expect(run.errors.contains("with {\"clients\": {\"new_client\": {\"name\""), "\(run)")
            let client = try await runTool("mp-map", ["--check-rules", "--client", "acme"], in: home)
            #expect(client.status == 78 && client.errors.contains("{\"acme\": {\"name\": \"acme\""), "\(client)")
        }
    }

    @Test("--check-rules maps nothing, and workbooks go with it only")
    func usage() async throws {
        for (arguments, reason) in [
            (["--check-rules", "--input", "x.tsv"], "--check-rules maps nothing"),
            (
                ["--input", "x.tsv", "--template", "t.xlsx", "--planned", "p.xlsx", "-n"],
                "--planned and --delivered go with --check-rules"
            ),
            (["--template", "t.xlsx"], "--input is missing"),
        ] {
            let run = try await runTool("mp-map", arguments)
            #expect(run.status == 64 && run.errors.contains(reason), "\(run)")
        }
    }
}

import Glibc
import Streams
import Testing

/// What operators get to read after their own mistakes, and the lines that they know from other programs.
@Suite("Ways out for operators") struct OperatorTests {
    private static let section =
        "\"acmee\": {\"name\": \"acmee\", \"column_mappings\": {}, \"value_transformations\": {}, \"custom_metrics\": {}}"

    @Test("an unknown client gets the near name and the section to paste, or the file to create")
    func unknownClient() async throws {
        try await withTemporaryFolder { home in
            let arguments = ["--planned", Sample.planned, "--client", "acmee", "-o", "x.tsv"]
            let none = try await runTool("mp-extract", arguments, in: home)
            #expect(
                none.status == 78
                    && none.errors.contains(
                        "create config/client_mapping_rules.json with {\"clients\": {\(Self.section)}}"),
                "\(none)")
            mkdir(home + "/config", 0o755)
            let rules = home + "/config/client_mapping_rules.json"
            try write("{\"clients\": {\"acme\": {}, \"globex\": {}}}", to: rules)
            let near = try await runTool("mp-extract", arguments, in: home)
            #expect(
                near.status == 78
                    && near.errors.contains(
                        "did you mean \"acme\"? (known are \"acme\", \"globex\"); for a new client put this into \"clients\" of the file: \(Self.section)"
                    ),
                "\(near)")
            // What is offered is what the tools accept.
            try write("{\"clients\": {\(Self.section)}}", to: rules)
            let pasted = try await runTool("mp-extract", arguments + ["--fail-on", "never"], in: home)
            #expect(pasted.status == 0, "\(pasted)")
        }
    }

    @Test(
        "a section at the top of the rules file is answered with where it belongs, and --fix moves it",
        arguments: [
            (
                #"{"new_client": {"name": "New", "column_mappings": {"SPEND": "BUDGET_LOCAL"}}}"#, "clients",
                "new_client"
            ),
            (#"{"clients": {"acme": {}}, "new_client": {"custom_metrics": {}}}"#, "clients", "new_client"),
            (
                #"{"clients": {"acme": {}}, "new_client": {"display_name": "New"}}"#, "clients", "new_client"
            ),
            (
                #"{"value_transformations": {"MARKET": {"Quatar": "Qatar"}}, "clients": {}}"#, "global_rules",
                "value_transformations"
            ),
        ])
    func misplacedSection(written: String, place: String, key: String) async throws {
        try await withTemporaryFolder { home in
            mkdir(home + "/config", 0o755)
            let rules = home + "/config/client_mapping_rules.json"
            try write(written, to: rules)
            let refused = try await runTool("mp-map", ["--check-rules"], in: home)
            #expect(
                refused.status == 78 && refused.errors.contains("belongs into \"\(place)\"")
                    && refused.errors.contains("mp-map --check-rules --fix moves it"), "\(refused)")
            let fixed = try await runTool("mp-map", ["--check-rules", "--fix"], in: home)
            #expect(fixed.errors.contains("moved \"\(key)\" into \"\(place)\""), "\(fixed)")
            // A key that no client has is told in its new place.
            let isRight = !written.contains("display_name")
            #expect(fixed.status == (isRight ? 0 : 78), "\(fixed)")
            #expect(isRight || fixed.errors.contains("clients.new_client.display_name\" is not known"), "\(fixed)")
            let before = try JSON(parsing: written)
            let after = try JSON(parsing: text(of: rules))
            #expect(after[key] == nil && after[place]?[key] == before[key])
            #expect(before["clients"]?["acme"] == after["clients"]?["acme"])
            let again = try await runTool("mp-map", ["--check-rules", "--fix"], in: home)
            #expect(again.status == fixed.status && again.errors.contains("nothing to move"), "\(again)")
        }
    }

    @Test("--fix overwrites no section of the same name")
    func takenSection() async throws {
        try await withTemporaryFolder { home in
            mkdir(home + "/config", 0o755)
            let rules = home + "/config/client_mapping_rules.json"
            let written = #"{"clients": {"acme": {}}, "acme": {"name": "Other"}}"#
            try write(written, to: rules)
            let run = try await runTool("mp-map", ["--check-rules", "--fix"], in: home)
            #expect(run.status == 78 && run.errors.contains("already has such a section"), "\(run)")
            #expect(try text(of: rules) == written)
        }
    }

    @Test("plan and report under each other's names are told to be renamed")
    func swapped() async throws {
        try await withTemporaryFolder { folder in
            _ = try await runShell(
                "mkdir input; cp '\(Sample.planned)' input/DELIVERED_x.xlsx; cp '\(Sample.delivered)' input/PLANNED_x.xlsx",
                in: folder)
            let run = try await runTool(
                "mp-extract", ["--planned", "input/PLANNED_x.xlsx", "--delivered", "input/DELIVERED_x.xlsx"], in: folder
            )
            #expect(
                run.status == 65 && run.errors.contains("rename it to \"DELIVERED_x.xlsx\"")
                    && !run.errors.contains("--delivered"), "\(run)")
            let health = try await runTool(
                "mp-healthcheck", ["--only", "plan-workbook", "--only", "delivery-workbook"], in: folder)
            #expect(
                health.output.contains("rename it to \"DELIVERED_x.xlsx\"")
                    && health.output.contains("rename it to \"PLANNED_x.xlsx\""), "\(health)")
        }
    }

    @Test("of several records, templates or trackers mp-map takes the newest, and says so")
    func newestRecords() async throws {
        try await withTemporaryFolder { folder in
            let made = try await runShell(
                """
                mp-extract --planned '\(Sample.planned)' -o COMBINED_2.tsv --fail-on never 2>&-
                head -n 3 COMBINED_2.tsv > COMBINED_1.tsv; head -n 2 COMBINED_2.tsv > COMBINED_3.tsv
                cp '\(Sample.template)' T_1.xlsx; cp '\(Sample.template)' T_2.xlsx
                touch -d '2026-01-01' COMBINED_1.tsv T_2.xlsx; touch -d '2026-01-02' COMBINED_3.tsv; touch -d '2026-01-03' COMBINED_2.tsv
                mp-map --input COMBINED_*.tsv --template T_*.xlsx --output final.xlsx --fail-on never
                """, in: folder)
            #expect(made.status == 0, "\(made)")
            #expect(made.errors.contains("note: COMBINED_2.tsv: is taken: it is the newest of 3 files"), "\(made)")
            #expect(made.errors.contains("note: T_1.xlsx: is taken: it is the newest of 2 files"), "\(made)")
            let explained = try await runShell("mp-map --explain E28 final.xlsx final.xlsx", in: folder)
            #expect(explained.status == 0 && explained.lines.contains("Cell      E28"), "\(explained)")
        }
    }

    @Test("--check-data judges each file by itself, and ends with the worst")
    func checkData() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mp-extract --planned '\(Sample.planned)' -o COMBINED_1.tsv --fail-on never 2>&-
                head -n 3 COMBINED_1.tsv > COMBINED_2.tsv
                mp-validate --check-data COMBINED_*.tsv
                """, in: folder)
            let rows = run.lines.filter { $0.hasPrefix("Rows: ") }
            #expect(rows.count == 2 && rows.last?.hasPrefix("Rows: 2,") == true, "\(run)")
            let apart = try await runShell("mp-validate COMBINED_1.tsv; echo $?", in: folder)
            #expect(run.output.hasPrefix(apart.output.prefix(200)), "\(run)")
            let refused = try await runShell("mp-validate --check-data COMBINED_*.tsv -o r.txt", in: folder)
            #expect(refused.status == 64 && !names(in: folder).contains("r.txt"), "\(refused)")
            let written = try await runShell("mp-validate --check-data COMBINED_1.tsv -o r.txt", in: folder)
            #expect(written.status <= 1 && names(in: folder).contains("r.txt"), "\(written)")
        }
    }

    @Test(
        "PYTHON_MEMORY_LIMIT limits like MP_MEMORY_LIMIT, which wins over it",
        arguments: [
            (["PYTHON_MEMORY_LIMIT": "64K"], 71, "that PYTHON_MEMORY_LIMIT allows"),
            (["PYTHON_MEMORY_LIMIT": "64KB"], 71, "the 64.0 KiB that PYTHON_MEMORY_LIMIT"),
            (["PYTHON_MEMORY_LIMIT": "4GB"], 0, ""),
            (["MP_MEMORY_LIMIT": "4 GiB", "PYTHON_MEMORY_LIMIT": "64K"], 0, ""),
            (["PYTHON_MEMORY_LIMIT": "much"], 78, "PYTHON_MEMORY_LIMIT is \"much\", which is not a size"),
        ] as [([String: String], Int32, String)])
    func memory(environment: [String: String], status: Int32, text: String) async throws {
        let run = try await runTool("xlsx2tsv", ["--list", Sample.planned], environment: environment)
        #expect(run.status == status && run.errors.contains(text), "\(run)")
    }

    @Test(
        "a level of the log that there is not is an error that lists the levels",
        arguments: [
            ("xlsx2tsv", "EXCEL_EXTRACTOR_LOG_LEVEL"), ("mp-map", "MAPPER_LOG_LEVEL"), ("mp-validate", "MP_LOG_LEVEL"),
        ])
    func logLevel(tool: String, variable: String) async throws {
        let arguments = tool == "mp-map" ? ["--check-rules"] : [Sample.planned]
        let run = try await runTool(tool, arguments, environment: [variable: "VERBOSE"])
        #expect(
            run.status == 78
                && run.errors.contains("\(variable) is \"VERBOSE\", which is not a level of the log; give DEBUG, INFO"),
            "\(run)")
        let known = try await runTool("xlsx2tsv", ["--list", Sample.planned], environment: [variable: "Debug"])
        #expect(known.status == 0, "\(known)")
    }

    @Test("a file that must not be written names its owner and what to do")
    func readOnly() async throws {
        try await withTemporaryFolder { folder in
            mkdir(folder + "/output", 0o755)
            chmod(folder, 0o755)
            let isRoot = getuid() == 0
            if !isRoot { chmod(folder + "/output", 0o555) }
            let user = isRoot ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
            let run = try await runShell("\(user)xlsx2tsv '\(Sample.planned)' -o output/x.tsv", in: folder)
            #expect(
                run.status == 77 && run.errors.contains("Permission denied; the folder \"output\" ")
                    && run.errors.contains(isRoot ? "belongs to root, and you are " : "chmod u+w"), "\(run)")
        }
    }

    @Test("at the level DEBUG the log tells what was decided and why, a line for each decision")
    func debug() async throws {
        try await withTemporaryFolder { home in
            let run = try await runShell(
                """
                mkdir logs; export MP_HOME=$PWD MP_LOG_LEVEL=DEBUG
                mp-extract --planned '\(Sample.planned)' --delivered '\(Sample.delivered)' --combine -o c.tsv 2>&-
                xlsx2tsv '\(Sample.planned)' >/dev/null; mp-healthcheck --only home >/dev/null
                mp-ledger begin -- --planned x >/dev/null
                mp-map -i c.tsv -t '\(Sample.template)' -o t.xlsx 2>&-; mp-validate t.xlsx --against c.tsv >/dev/null 2>&1
                cat logs/*.log; grep -c DEBUG logs/mapper.log
                """, in: home)
            for words in [
                "DV360!D15:AL33: planned of DV360, header in row 15, 18 lines, fence lacks START beside row 20",
                "fence lacks START beside row 20; no header in row 2; columns: ", "BUDGET_LOCAL in ",
                "passed over: below the table", "Campaign Tracker!B9: block of DV360, rows 9 to ",
                "Campaign Tracker!row 28: figures from DV360 TOTAL Awareness Impressions planned on: ",
                "c.tsv: is read as records",
                "audit: ", "taken as the first visible one", "DEBUG mp-healthcheck", "home: OK, ",
                "no earlier records of the same plan",
            ] { #expect(run.output.contains(words), "\(words)\n\(run)") }
            let quiet = try await runShell(
                "rm logs/*; MP_HOME=$PWD mp-extract --planned '\(Sample.planned)' -o d.tsv 2>&-; grep -c DEBUG logs/*",
                in: home)
            #expect(quiet.output == "0\n", "\(quiet)")
        }
    }
}

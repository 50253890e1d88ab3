import Glibc
import Streams
import Testing

/// mp-healthcheck on real folders: what is broken is found, and nothing else is said to be.
@Suite("mp-healthcheck") struct MpHealthcheckTests {
    /// A home with the sample workbooks, in which all is well.
    static func withHome<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { home in
            for folder in ["input", "output", "logs", "config"] { mkdir("\(home)/\(folder)", 0o755) }
            let copied = try await runTool(
                "/bin/cp", [Sample.planned, Sample.delivered, Sample.template, "\(home)/input/"])
            try #require(copied.status == 0, "\(copied)")
            return try await body(home)
        }
    }

    /// Debug builds on a busy machine are slow: a check must not be late for that.
    ///
    /// - Parameter bound: seconds after which timeout(1) ends the tool, with status 124; they begin with the tool, which may have to wait for its turn.
    static func check(
        _ home: String, _ arguments: [String] = [], environment: [String: String] = [:], bound: Int? = nil
    ) async throws -> ToolRun {
        let settings = [
            "MP_HOME": home, "CLIENT_ID": "", "ANTHROPIC_API_KEY": "sk-ant-0123456789", "MP_MEMORY_LIMIT": "",
            "TZ": "UTC",
        ]
        let all = ["--timeout", "120"] + arguments
        let merged = settings.merging(environment) { $1 }
        guard let bound else { return try await runTool("mp-healthcheck", all, in: home, environment: merged) }
        return try await runTool(
            "/usr/bin/timeout", ["\(bound)", "\(buildFolder)/mp-healthcheck"] + all, in: home, environment: merged)
    }

    /// Verdict and text of each check.
    static func results(_ run: ToolRun) throws -> [String: (verdict: String, text: String, fix: String)] {
        try run.lines.reduce(into: [:]) { results, line in
            let json = try JSON(parsing: String(line))
            guard let name = json["check"]?.string else { return }
            results[name] = (json["verdict"]?.string ?? "", json["text"]?.string ?? "", json["fix"]?.string ?? "")
        }
    }

    @Test("all is well: every check is OK, with status 0, and nothing is left behind")
    func healthy() async throws {
        try await Self.withHome { home in
            let before = try await runShell("find . | sort", in: home)
            let run = try await Self.check(home, ["--format", "ndjson", "--no-record"])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
            let results = try Self.results(run)
            #expect(results.count == 23 && results.values.allSatisfy { $0.verdict == "OK" }, "\(run)")
            #expect(results["plan-workbook"]?.text.hasPrefix("DV360, META, TIKTOK: 46 lines in 3 regions") == true)
            #expect(results["pair"]?.text.contains("campaign Bright Morning") == true)
            let after = try await runShell("find . | sort", in: home)
            #expect(before.output == after.output)
        }
    }

    @Test("of a long sheet the first rows are read and told, and what is missing in them is not known to be wrong")
    func longSheets() async throws {
        try await Self.withHome { home in
            let cases = [
                (8, "plan-workbook", "UNKNOWN", "no region begins in the first 8 rows"),
                (
                    12, "plan-workbook", "OK",
                    "DV360, META, TIKTOK: 3 lines in 3 regions, of DV360, META, TIKTOK only the first 12 rows read"
                ),
                (12, "pair", "OK", "campaign Bright Morning"),
                (100_000, "plan-workbook", "OK", "46 lines in 3 regions"),
            ]
            for (rows, check, verdict, text) in cases {
                try write(#"{"health": {"sheet_rows": \#(rows)}}"#, to: "\(home)/config/toolkit.json")
                let found = try #require(
                    Self.results(await Self.check(home, ["--only", check, "--format", "ndjson"]))[check])
                #expect(found.verdict == verdict && found.text.contains(text), "\(rows) rows: \(found)")
            }
        }
    }

    /// What is done to a home, by a line of shell, and the verdict, text and fix that come of it.
    struct Damage: Sendable, CustomTestStringConvertible {
        var shell: String
        var check: String
        var verdict: String
        var text: String
        var fix: String
        /// Checks that are not run for it.
        var blocked: Set<String> = []
        var testDescription: String { "\(check): \(shell)" }
    }

    static let damages = [
        Damage(
            shell: "mv input/PLANNED_* 'input/PLANED_x.xlsx'", check: "plan-file", verdict: "CRITICAL",
            text: "near it is \"PLANED_x.xlsx\"", fix: "rename \"PLANED_x.xlsx\" to \"PLANNED_x.xlsx\"",
            blocked: ["plan-workbook", "pair", "template-fit"]),
        Damage(
            shell: "rm input/DELIVERED_*", check: "delivery-file", verdict: "CRITICAL", text: "nothing matches",
            fix: "--delivered", blocked: ["delivery-workbook", "pair"]),
        Damage(
            shell: "rm -r input", check: "template-file", verdict: "CRITICAL", text: "No such file", fix: "MP_HOME",
            blocked: [
                "template", "template-fit", "plan-file", "plan-workbook", "pair", "delivery-file", "delivery-workbook",
            ]),
        Damage(
            shell: "mkfifo input/PLANNED_z.xlsx", check: "plan-file", verdict: "CRITICAL", text: "not a regular file",
            fix: "workbook itself", blocked: ["plan-workbook", "pair", "template-fit"]),
        Damage(
            shell: "touch -d 2020-01-01 input/PLANNED_*; cp input/PLANNED_* 'input/Planned x.xlsx'", check: "plan-file",
            verdict: "WARNING", text: "Planned x.xlsx is newer and not looked at", fix: "rename"),
        Damage(
            shell: "echo text > input/PLANNED_z.xlsx", check: "plan-workbook", verdict: "CRITICAL",
            text: "no region was found", fix: "add-source", blocked: ["pair", "template-fit"]),
        Damage(
            shell: "cp input/PLANNED_* input/DELIVERED_z.xlsx", check: "delivery-workbook", verdict: "CRITICAL",
            text: "", fix: "", blocked: ["pair"]),
        Damage(
            shell: "head -c 9000 input/OUTPUT_TEMPLATE_* > input/OUTPUT_TEMPLATE_z.xlsx", check: "template",
            verdict: "CRITICAL", text: "truncated", fix: "again", blocked: ["template-fit"]),
        Damage(
            shell: "cp input/PLANNED_* input/OUTPUT_TEMPLATE_z.xlsx", check: "template", verdict: "CRITICAL",
            text: "no platform's block", fix: "template", blocked: ["template-fit"]),
        Damage(
            shell: "mv input/DELIVERED_* 'input/DELIVERED_Q1 2025.xlsx'", check: "pair", verdict: "WARNING",
            text: "name says Q1 2025", fix: "one campaign"),
        Damage(
            shell: "echo '{\"health\": {\"room_factr\": 2}}' > config/toolkit.json", check: "configuration",
            verdict: "CRITICAL", text: "\"health.room_factr\" is not known here", fix: "room_factor",
            blocked: ["client", "plan-workbook", "delivery-workbook", "pair", "template", "template-fit"]),
        Damage(
            shell: "echo '{' > config/mapping_memory.json", check: "configuration", verdict: "CRITICAL",
            text: "is no JSON", fix: "",
            blocked: ["client", "plan-workbook", "delivery-workbook", "pair", "template", "template-fit"]),
        Damage(
            shell: "echo '{}' > config/toolkits.json", check: "configuration", verdict: "WARNING",
            text: "is read by no tool", fix: "toolkit.json?"),
        Damage(
            shell: "echo '{\"health\": {\"room_mib\": 1e12}}' > config/toolkit.json", check: "output-folder",
            verdict: "CRITICAL", text: "wanted", fix: "free some space", blocked: ["temporary-folder"]),
        Damage(
            shell: "rmdir output; touch output", check: "output-folder", verdict: "CRITICAL", text: "cannot be written",
            fix: "folder"),
        Damage(
            shell:
                "printf '{\"run\":\"r1\",\"tool\":\"mp-map\",\"started\":\"%s\",\"status\":65}\\n' $(date -u +%FT%T.000Z) > output/runs.ndjson",
            check: "runs", verdict: "WARNING", text: "mp-map failed with status 65; 1 of 1 run since yesterday failed",
            fix: "grep r1"),
        Damage(
            shell: "printf '%s ERROR mp-map[7] r1 disk is full\\n' $(date -u +%FT%T.000Z) > logs/mapper.log",
            check: "logs", verdict: "WARNING",
            text: "1 error in 1 log since yesterday; the last one in mapper.log: disk is full", fix: "grep ' ERROR '"),
        Damage(
            shell: "echo 4194304 > output/run.lock", check: "locks", verdict: "WARNING",
            text: "left by a process that is gone", fix: "rm 'output/run.lock'"),
        Damage(
            shell: "touch -d '3 hours ago' output/.tracker.xlsx.abc.tmp", check: "temporary-files", verdict: "WARNING",
            text: "1 temporary file left over", fix: "rm "),
        Damage(
            shell: "touch \"input/~\\$$(ls input | grep PLANNED)\"", check: "temporary-files", verdict: "WARNING",
            text: "open in a spreadsheet program", fix: "save and close"),
        Damage(
            shell: "touch -d '2 hours' logs/x.log", check: "clock", verdict: "WARNING", text: "newer than that",
            fix: "set the clock"),
    ]

    @Test("each damage is found by its check, with its fix, and changes no other check's verdict", arguments: damages)
    func damage(_ damage: Damage) async throws {
        try await Self.withHome { home in
            let prepared = try await runShell(damage.shell, in: home)
            try #require(prepared.status == 0, "\(prepared)")
            // What needs other programs is of no matter here, and takes its time.
            let run = try await Self.check(
                ".", ["--format", "ndjson", "--skip", "tools", "--skip", "libraries", "--skip", "api-key"], in: home)
            let results = try Self.results(run)
            let found = try #require(results[damage.check], "\(run)")
            #expect(
                found.verdict == damage.verdict && found.text.contains(damage.text) && found.fix.contains(damage.fix),
                "\(damage.check): \(found)")
            #expect(run.status == (damage.verdict == "CRITICAL" ? 2 : 1), "\(run)")
            for (name, result) in results where name != damage.check && !damage.blocked.contains(name) {
                #expect(result.verdict == "OK", "\(name): \(result)")
            }
            for name in damage.blocked { #expect(results[name]?.verdict != "OK", "\(name)") }
        }
    }

    private static func check(_ home: String, _ arguments: [String], in folder: String) async throws -> ToolRun {
        let settings = [
            "MP_HOME": home, "CLIENT_ID": "", "ANTHROPIC_API_KEY": "sk-ant-0123456789", "MP_MEMORY_LIMIT": "",
            "TZ": "UTC",
        ]
        return try await runTool("mp-healthcheck", ["--timeout", "120"] + arguments, in: folder, environment: settings)
    }

    @Test(
        "a key that is not set matters where Claude is configured, unless the configuration says otherwise",
        arguments: [
            (nil, "OK"), (#"{"service": {"timeout_seconds": 9}}"#, "WARNING"),
            (#"{"health": {"api_key": "required"}}"#, "WARNING"),
            (#"{"service": {"timeout_seconds": 9}, "health": {"api_key": "optional"}}"#, "OK"),
        ] as [(String?, String)])
    func missingKey(configuration: String?, verdict: String) async throws {
        try await Self.withHome { home in
            if let configuration {
                _ = try await runShell("mkdir -p '\(home)/config'", in: home)
                try write(configuration, to: "\(home)/config/toolkit.json")
            }
            let run = try await Self.check(
                home, ["--only", "api-key", "--format", "ndjson"], environment: ["ANTHROPIC_API_KEY": ""])
            let found = try #require(try Self.results(run)["api-key"], "\(run)")
            #expect(found.verdict == verdict && found.text.contains("not set"), "\(run)")
            #expect(run.status == (verdict == "OK" ? 0 : 1))
        }
    }

    @Test(
        "the environment's mistakes are found",
        arguments: [
            (["CLIENT_ID": "nobody"], "client", "CRITICAL", "\"nobody\" is not known"),
            (["ANTHROPIC_API_KEY": "\"sk-ant-1\""], "api-key", "WARNING", "begins with sk-ant-"),
            (["ANTHROPIC_API_KEY": "two words"], "api-key", "CRITICAL", "holds no key"),
            (["MP_MEMORY_LIMIT": "much"], "memory", "CRITICAL", "\"much\", which is not a size"),
            (["MP_MEMORY_LIMIT": "100M"], "memory", "WARNING", "MP_MEMORY_LIMIT 100 MiB"),
            (["TZ": "Europe/Berln"], "clock", "WARNING", "TZ names no zone that is known"),
            (["TMPDIR": "/proc/nowhere"], "temporary-folder", "CRITICAL", "cannot be written"),
        ] as [([String: String], String, String, String)])
    func environment(variables: [String: String], check: String, verdict: String, text: String) async throws {
        try await Self.withHome { home in
            if check == "api-key" {
                // Where Claude is not configured, nothing uses the key.
                let calm = try await Self.check(home, ["--only", check, "--format", "ndjson"], environment: variables)
                let found = try #require(try Self.results(calm)[check], "\(calm)")
                #expect(calm.status == 0 && found.verdict == "OK" && found.text.contains(text), "\(calm)")
                #expect(found.text.contains("Claude is not configured"))
                _ = try await runShell("mkdir -p '\(home)/config'", in: home)
                try write(#"{"health": {"api_key": "required"}}"#, to: "\(home)/config/toolkit.json")
            }
            let run = try await Self.check(home, ["--only", check, "--format", "ndjson"], environment: variables)
            let found = try #require(try Self.results(run)[check], "\(run)")
            #expect(found.verdict == verdict && found.text.contains(text) && !found.fix.isEmpty, "\(run)")
            #expect(run.status == (verdict == "CRITICAL" ? 2 : 1))
            #expect(!run.output.contains("sk-ant-1\"") && !run.output.contains("two words"), "the key is shown: \(run)")
        }
    }

    @Test(
        "a FIFO in place of a configuration file holds up nothing and is told at once",
        arguments: ["config/toolkit.json", "config/mapping_memory.json"])
    func pipes(path: String) async throws {
        try await Self.withHome { home in
            mkfifo("\(home)/\(path)", 0o644)
            let run = try await Self.check(home, ["--timeout", "200", "--format", "ndjson"], bound: 200)
            // The tool's own time, without that of waiting for its turn on a busy machine.
            let summary = try JSON(parsing: String(try #require(run.lines.last)))
            #expect(summary["kind"]?.string == "summary" && (summary["seconds"]?.number ?? 200) < 150, "\(run)")
            let results = try Self.results(run)
            #expect(results["configuration"]?.verdict == "CRITICAL", "\(run)")
            #expect(results["configuration"]?.text.contains("is not a file") == true, "\(run)")
            #expect(results["plan-file"]?.verdict == "OK" && results["limits"]?.verdict == "OK", "\(run)")
            #expect(run.status == 2, "\(run)")
        }
    }

    @Test("a check that was not run is not OK", arguments: ["text", "nagios", "ndjson", "junit", "prometheus"])
    func nothingRun(format: String) async throws {
        try await Self.withHome { home in
            let run = try await Self.check(home, ["--only", "pair", "--skip", "plan-file", "--format", format])
            // The page for Prometheus explains its numbers.
            let lines = run.lines.filter { !$0.hasPrefix("#") }
            #expect(run.status == 3 && !lines.contains { $0.contains("OK") }, "\(run)")
        }
    }

    @Test(
        "mistakes of the command line are UNKNOWN, with names like the one that was meant",
        arguments: [
            (["--only", "plan-wrkbook"], "did you mean plan-workbook"), (["--skip", "zzz"], "see --list-checks"),
            (["--timeout", "0"], "--timeout"),
            (["--only", "service"], "--online"), (["--only", "clock", "--skip", "clock"], "--only and to --skip"),
            (["--format", "xml"], "xml"),
            (["--quiet", "--format", "nagios"], "--quiet is for text"),
        ])
    func usage(arguments: [String], text: String) async throws {
        let run = try await runTool("mp-healthcheck", arguments)
        #expect(run.status == 3 && run.errors.contains(text) && run.output.isEmpty, "\(run)")
    }

    @Test("the list of checks names every check once, and only known ones as needed")
    func list() async throws {
        let run = try await runTool("mp-healthcheck", ["--list-checks"])
        let rows = run.lines.dropFirst().map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        let names = rows.map { String($0[0]) }
        #expect(run.status == 0 && names.count == 24 && Set(names).count == 24, "\(run)")
        #expect(
            rows.allSatisfy { $0.count == 3 && $0[1].split(separator: " ").allSatisfy { names.contains(String($0)) } })
        let page = try await runShell("cat man/mp-healthcheck.1", in: packageFolder)
        for name in names {
            #expect(
                page.output.contains("Sy \(name)") || page.output.contains(", \(name)"), "\(name) in the manual page")
        }
    }

    @Test("with --only, what was not run for an unreported check says why", arguments: ["pair", "template-fit"])
    func cause(check: String) async throws {
        try await Self.withHome { home in
            mkfifo("\(home)/input/PLANNED_z.xlsx", 0o644)
            let run = try await Self.check(home, ["--only", check])
            #expect(
                run.status == 3 && run.output.contains("not run: depends on plan-file, which says: ")
                    && run.output.contains("is not a regular file"), "\(run)")
        }
    }

    @Test("the history tells stretches of equal runs, of all checks or of one, and is bounded")
    func history() async throws {
        try await Self.withHome { home in
            let selection = ["--only", "logs", "--only", "clock"]
            for _ in 0..<2 { _ = try await Self.check(home, selection) }
            try write("9999-01-01T00:00:00.000Z ERROR mp-map[1] r odd\n", to: "\(home)/logs/mapper.log")
            _ = try await Self.check(home, selection)
            _ = try await Self.check(home, selection + ["--no-record"])
            let all = try await Self.check(home, ["--history"])
            let rows = all.lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
            #expect(all.status == 0 && rows.count == 3 && rows.allSatisfy { $0.count == 6 }, "\(all)")
            #expect(
                rows.dropFirst().map { "\($0[2]) \($0[3])" } == ["2 OK", "1 WARNING"]
                    && rows[2][5].contains("logs WARNING: 1 error"), "\(all)")
            let one = try await Self.check(home, ["--history", "--only", "clock"])
            #expect(one.lines.count == 2 && one.lines[1].contains("\t3\tOK\t"), "\(one)")
            let last = try await Self.check(home, ["--history", "--last", "1", "--format", "ndjson"])
            #expect(try JSON(parsing: last.output)["measures"]?["logs.errors"] == .number(1), "\(last)")
            // A long file moves over the one before.
            let line = try #require(last.lines.first) + "\n"
            try write(
                String(repeating: String(line), count: (1 << 20) / line.utf8.count), to: "\(home)/logs/health.ndjson")
            _ = try await Self.check(home, selection)
            _ = try await Self.check(home, selection)
            let sizes = ["health.ndjson", "health.ndjson.1"].map { name in
                var status = stat()
                return stat("\(home)/logs/\(name)", &status) == 0 ? Int(status.st_size) : -1
            }
            #expect(sizes[0] > 0 && sizes[0] < 1 << 16 && sizes[1] > 1 << 20, "\(sizes)")
            #expect(try await Self.check(home, ["--history", "--last", "5000"]).status == 0)
        }
    }

    @Test(
        "a file system that hangs beyond SIGKILL leaves those checks unknown, and the program ends",
        .enabled(if: HangingFolder.isPossible))
    func hangingFileSystem() async throws {
        try await Self.withHome { home in
            let script = """
                unshare -m python3 '\(packageFolder)/Tests/Support/hanging-folder.py' input 25 sh -c '
                    start=$(date +%s); mp-healthcheck --timeout 3 --format ndjson; echo "status $? after $(($(date +%s) - start))"'
                """
            let settings = ["MP_HOME": home, "CLIENT_ID": "", "ANTHROPIC_API_KEY": "sk-ant-0"]
            let run = try await runShell(script, in: home, environment: settings)
            let end = try #require(run.lines.last { $0.hasPrefix("status ") }, "\(run)").split(separator: " ")
            #expect(end[1] == "3" && Int(end[3])! < 20, "\(run)")
            for (check, verdict) in [
                ("plan-file", "UNKNOWN"), ("configuration", "OK"), ("runs", "OK"), ("limits", "OK"),
            ] {
                #expect(run.output.contains("\"check\":\"\(check)\",\"verdict\":\"\(verdict)\""), "\(run)")
            }
        }
    }

    // MARK: What other programs read

    @Test("Nagios: one line of status with performance data that its own grammar takes, and lines of detail")
    func nagios() async throws {
        try await Self.withHome { home in
            try write("x", to: "\(home)/input/PLANNED_a|b.xlsx")
            let run = try await Self.check(home, ["--format", "nagios"])
            #expect(run.status == 2)
            let parts = try #require(run.lines.first).split(separator: "|")
            #expect(parts.count == 2 && parts[0].hasPrefix("MEDIAPLANS CRITICAL - plan-workbook: "), "\(run)")
            let range = #/(-?[0-9.]+:?)?/#
            let item = #/([^ ='|]+)=(-?[0-9.]+)(s|B|%|)(;([^; ]*);([^; ]*))?/#
            let data = parts[1].split(separator: " ")
            #expect(data.count > 30)
            for text in data {
                let found = try #require(text.wholeMatch(of: item), "\(text)")
                for bound in [found.5, found.6] {
                    if let bound { #expect(bound.wholeMatch(of: range) != nil, "\(text)") }
                }
            }
            #expect(run.lines.dropFirst().allSatisfy { !$0.contains("|") } && run.lines.count == 4, "\(run)")
        }
    }

    @Test(
        "Prometheus: its own client and promtool read the exposition, which -o replaces atomically",
        .enabled(if: hasPython))
    func prometheus() async throws {
        try await Self.withHome { home in
            let odd = "\(home)/a \"quoted\" \\ home"
            _ = try await runTool("/bin/mkdir", [odd])
            let run = try await Self.check(odd, ["--format", "prometheus", "-o", "\(home)/x.prom"])
            #expect(run.status == 2 && run.output.isEmpty, "\(run)")
            #expect(names(in: home).filter { $0.contains("prom") } == ["x.prom"])
            let script = """
                import sys
                from prometheus_client.parser import text_string_to_metric_families
                families = {f.name: f for f in text_string_to_metric_families(open(sys.argv[1]).read())}
                status = families["mediaplans_health_check_status"].samples
                print(len(status), len({s.labels["check"] for s in status}), status[0].labels["home"] == sys.argv[2])
                print(int(families["mediaplans_health_status"].samples[0].value), all(f.type == "gauge" and f.documentation for f in families.values()))
                """
            let read = try await runTool(
                "/usr/bin/python3", ["-c", script, "\(home)/x.prom", odd],
                environment: ["PYTHONPATH": environmentOfTests("MP_TEST_PYTHONPATH")])
            if read.errors.contains("No module named 'prometheus_client'") { return }
            #expect(read.output == "23 23 True\n2 True\n", "\(read)")
        }
    }

    @Test("promtool finds nothing to complain about", .enabled(if: access("/usr/bin/promtool", X_OK) == 0))
    func promtool() async throws {
        try await Self.withHome { home in
            let run = try await Self.check(home, ["--format", "prometheus"])
            let check = try await runTool("/usr/bin/promtool", ["check", "metrics"], input: run.output)
            #expect(check.status == 0 && check.output.isEmpty && check.errors.isEmpty, "\(check)")
        }
    }

    @Test("JUnit: counts agree with the cases, and what hostile names hold stays text", .enabled(if: hasPython))
    func junit() async throws {
        try await Self.withHome { home in
            try write("x", to: "\(home)/input/PLANNED_<&\"\u{1}>.xlsx")
            let run = try await Self.check(home, ["--format", "junit"])
            let script = """
                import sys, xml.etree.ElementTree as tree
                suite = tree.fromstring(sys.stdin.buffer.read()).find("testsuite")
                cases = suite.findall("testcase")
                for name, count in ("failure", "failures"), ("error", "errors"):
                    found = [c for c in cases if c.find(name) is not None]
                    print(name, len(found), int(suite.get(count)) == len(found))
                print(len(cases), int(suite.get("tests")) == len(cases))
                """
            let read = try await runTool("/usr/bin/python3", ["-c", script], input: run.output)
            #expect(read.output == "failure 1 True\nerror 2 True\n23 True\n", "\(read) \(run)")
        }
    }

    @Test(
        "text: the verdict first, then a line per check; colours and wrapping on a terminal only",
        .enabled(if: access("/usr/bin/script", X_OK) == 0))
    func text() async throws {
        try await Self.withHome { home in
            _ = try await runShell("rm input/OUTPUT*", in: home)
            let plain = try await Self.check(home)
            #expect(
                plain.output.hasPrefix("CRITICAL 23 checks: 1 critical, 2 unknown, 20 ok, in ")
                    && !plain.output.contains("\u{1B}"), "\(plain)")
            let names = plain.lines.dropFirst().filter { !$0.hasPrefix(" ") }
            #expect(names.count == 23)
            let quiet = try await Self.check(home, ["-q"])
            #expect(quiet.lines.count == 5 && !quiet.output.contains("OK "), "\(quiet)")
            for (variables, isColoured) in [
                ("TERM=xterm", true), ("TERM=xterm NO_COLOR=1", false), ("TERM=dumb", false),
            ] {
                let shown = try await runShell(
                    "script -qec 'stty cols 80; env -u NO_COLOR \(variables) mp-healthcheck --timeout 100' /dev/null | tr -d '\\r'",
                    in: home, environment: ["MP_HOME": home, "ANTHROPIC_API_KEY": "sk-ant-0"])
                #expect(shown.output.contains("\u{1B}[1;31mCRITICAL\u{1B}[0m") == isColoured, "\(variables): \(shown)")
                let widths = shown.lines.map { $0.replacing(#/\x1B\[[0-9;]*m/#, with: "").count }
                #expect(widths.max()! <= 80, "\(shown)")
            }
        }
    }

    @Test("a reader that goes away ends it silently, with the status of the checks")
    func closedPipe() async throws {
        try await Self.withHome { home in
            _ = try await runShell("rm input/PLANNED*", in: home)
            let run = try await runShell(
                "{ mp-healthcheck --timeout 100; echo status $? >&2; } | true", in: home,
                environment: ["MP_HOME": home, "ANTHROPIC_API_KEY": "sk-ant-0"])
            #expect(run.errors == "status 2\n", "\(run)")
        }
    }

    @Test("a report that cannot be written is UNKNOWN, and an earlier one stays")
    func unwritable() async throws {
        try await Self.withHome { home in
            let run = try await Self.check(home, ["--only", "limits", "-o", "/proc/nowhere/x"])
            #expect(run.status == 3 && run.errors.contains("cannot create"), "\(run)")
            if access("/dev/full", W_OK) == 0 {
                let full = try await Self.check(home, ["--only", "limits", "-o", "/dev/full"])
                #expect(full.status == 3 && full.errors.contains("No space left"), "\(full)")
            }
        }
    }

    @Test("tools that are missing, broken or of another version are found")
    func tools() async throws {
        try await Self.withHome { home in
            let prepared = try await runShell(
                """
                mkdir bin; for t in xlsx2tsv mp-extract mp-map mp-diagnose mp-archive mp-ask mp-healthcheck mp-ledger; do ln -s "$(command -v $t)" bin/$t; done
                printf '#!/bin/sh\necho 9.9.9\n' >bin/mp-validate; chmod +x bin/mp-validate
                rm bin/mp-map; rm bin/mp-extract; printf '#!/bin/sh\necho broken library >&2; exit 127\n' >bin/mp-extract; chmod +x bin/mp-extract
                rm bin/mp-healthcheck; cp "$(command -v mp-healthcheck)" bin/
                """, in: home)
            try #require(prepared.status == 0, "\(prepared)")
            let run = try await runTool(
                "\(home)/bin/mp-healthcheck", ["--timeout", "100", "--only", "tools", "--format", "ndjson"], in: home,
                environment: ["MP_HOME": home, "LD_LIBRARY_PATH": buildFolder])
            let found = try #require(try Self.results(run)["tools"], "\(run)")
            #expect(
                run.status == 2 && found.text.contains("mp-map missing")
                    && found.text.contains("mp-extract cannot start: broken library")
                    && found.text.contains("mp-validate 9.9.9 beside version"), "\(found)")
        }
    }

    @Test("the toolkit's tools are those that the package builds")
    func toolbox() async throws {
        let products = try await runShell(
            "sed -n 's/.*\\.executable(name: \"\\([^\"]*\\)\".*/\\1/p' Package.swift | sort", in: packageFolder)
        let names = try await runShell(
            "tr '\\n' ' ' <Sources/Health/Machine/Tools.swift | sed 's/.*static let names = \\[\\([^]]*\\)\\].*/\\1/' | grep -o '[a-z0-9-]*' | sort",
            in: packageFolder)
        #expect(
            !names.lines.isEmpty && names.output == products.output,
            "Toolbox.names in Sources/Health/Machine/Tools.swift")
    }

    // MARK: The service

    @Test(
        "--online tells whether the key is accepted, at once and without trying again",
        .enabled(if: PlayedService.isPossible),
        arguments: [
            ("200", "OK", "accepts the key for claude-"), ("401", "CRITICAL", "HTTP 401: played"),
            ("529", "CRITICAL", "HTTP 529"), ("malformed", "CRITICAL", "is no JSON"),
            ("echo", "CRITICAL", "[key] is odd"),
        ])
    func online(step: String, verdict: String, text: String) async throws {
        try await Self.withHome { home in
            let run = try await PlayedService.run(
                step, ["mp-healthcheck", "--timeout", "60", "--online", "--only", "service", "--format", "ndjson"],
                in: home)
            let found = try #require(try Self.results(run)["service"], "\(run)")
            #expect(found.verdict == verdict && found.text.contains(text), "\(run)")
            #expect(!run.output.contains(PlayedService.key) && !run.errors.contains(PlayedService.key))
            let asked = try PlayedService.requests(in: home)
            #expect(
                asked.count == 1 && asked[0]["path"]?.string == "/v1/messages/count_tokens"
                    && asked[0]["key"]?.string == PlayedService.key, "\(asked)")
        }
    }

    @Test("a service that drips is unknown when time is over, and mp-ask goes", .enabled(if: PlayedService.isPossible))
    func onlineHanging() async throws {
        try await Self.withHome { home in
            let run = try await PlayedService.run(
                "drip",
                [
                    // In a session of its own, so that no other test's mp-ask is found.
                    "setsid", "--wait", "sh", "-c",
                    """
                    mp-healthcheck --timeout 4 --online --only service; echo status $?
                    for i in $(seq 200); do pgrep -s 0 -x mp-ask >/dev/null || break; sleep 0.05; done
                    echo left: $(pgrep -s 0 -x mp-ask)
                    """,
                ], in: home)
            #expect(run.output.contains("did not end within 4 s") && run.output.contains("status 3"), "\(run)")
            #expect(run.output.hasSuffix("left:\n"), "\(run)")
        }
    }
}

/// A folder whose file system takes requests and never answers them: Tests/Support/hanging-folder.py.
enum HangingFolder {
    static let isPossible =
        geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0 && access("/usr/bin/unshare", X_OK) == 0 && hasPython
}

private func environmentOfTests(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

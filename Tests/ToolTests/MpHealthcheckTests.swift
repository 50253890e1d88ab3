import Glibc
import Streams
import Testing

/// mp-healthcheck on real folders: what is broken is found, and nothing else is said to be.
@Suite("mp-healthcheck") struct MpHealthcheckTests {
    /// A home with the sample workbooks, in which all is well.
    static func withHome<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { home in
            for folder in ["input", "output", "logs", "config"] { mkdir("\(home)/\(folder)", 0o755) }
            let copied = try await runTool("/bin/cp", [Sample.planned, Sample.delivered, Sample.template, "\(home)/input/"])
            try #require(copied.status == 0, "\(copied)")
            return try await body(home)
        }
    }

    /// Debug builds on a busy machine are slow: a check must not be late for that.
    static func check(_ home: String, _ arguments: [String] = [], environment: [String: String] = [:]) async throws -> ToolRun {
        let settings = ["MP_HOME": home, "CLIENT_ID": "", "ANTHROPIC_API_KEY": "sk-ant-0123456789", "MP_MEMORY_LIMIT": "", "TZ": "UTC"]
        return try await runTool("mp-healthcheck", ["--timeout", "120"] + arguments, in: home, environment: settings.merging(environment) { $1 })
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
            let run = try await Self.check(home, ["--format", "ndjson"])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
            let results = try Self.results(run)
            #expect(results.count == 23 && results.values.allSatisfy { $0.verdict == "OK" }, "\(run)")
            #expect(results["plan-workbook"]?.text.hasPrefix("DV360, META, TIKTOK: 46 lines in 3 regions") == true)
            #expect(results["pair"]?.text.contains("campaign Bright Morning") == true)
            let after = try await runShell("find . | sort", in: home)
            #expect(before.output == after.output)
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
        Damage(shell: "mv input/PLANNED_* 'input/PLANED_x.xlsx'", check: "plan-file", verdict: "CRITICAL", text: "near it is PLANED_x.xlsx", fix: "rename PLANED_x.xlsx", blocked: ["plan-workbook", "pair", "template-fit"]),
        Damage(shell: "rm input/DELIVERED_*", check: "delivery-file", verdict: "CRITICAL", text: "nothing matches", fix: "--delivered", blocked: ["delivery-workbook", "pair"]),
        Damage(shell: "rm -r input", check: "template-file", verdict: "CRITICAL", text: "No such file", fix: "MP_HOME", blocked: ["template", "template-fit", "plan-file", "plan-workbook", "pair", "delivery-file", "delivery-workbook"]),
        Damage(shell: "mkfifo input/PLANNED_z.xlsx", check: "plan-file", verdict: "CRITICAL", text: "not a regular file", fix: "workbook itself", blocked: ["plan-workbook", "pair", "template-fit"]),
        Damage(shell: "touch -d 2020-01-01 input/PLANNED_*; cp input/PLANNED_* 'input/Planned x.xlsx'", check: "plan-file", verdict: "WARNING", text: "Planned x.xlsx is newer and not looked at", fix: "rename"),
        Damage(shell: "echo text > input/PLANNED_z.xlsx", check: "plan-workbook", verdict: "CRITICAL", text: "is not a workbook: it is text", fix: ".xlsx", blocked: ["pair", "template-fit"]),
        Damage(shell: "cp input/PLANNED_* input/DELIVERED_z.xlsx", check: "delivery-workbook", verdict: "CRITICAL", text: "", fix: "", blocked: ["pair"]),
        Damage(shell: "head -c 9000 input/OUTPUT_TEMPLATE_* > input/OUTPUT_TEMPLATE_z.xlsx", check: "template", verdict: "CRITICAL", text: "truncated", fix: "again", blocked: ["template-fit"]),
        Damage(shell: "cp input/PLANNED_* input/OUTPUT_TEMPLATE_z.xlsx", check: "template", verdict: "CRITICAL", text: "no platform's block", fix: "template", blocked: ["template-fit"]),
        Damage(shell: "mv input/DELIVERED_* 'input/DELIVERED_Q1 2025.xlsx'", check: "pair", verdict: "WARNING", text: "name says Q1 2025", fix: "one campaign"),
        Damage(shell: "echo '{\"health\": {\"room_factr\": 2}}' > config/toolkit.json", check: "configuration", verdict: "CRITICAL", text: "\"health.room_factr\" is not known here", fix: "room_factor", blocked: ["client", "plan-workbook", "delivery-workbook", "pair", "template", "template-fit"]),
        Damage(shell: "echo '{' > config/mapping_memory.json", check: "configuration", verdict: "CRITICAL", text: "is no JSON", fix: "", blocked: ["client", "plan-workbook", "delivery-workbook", "pair", "template", "template-fit"]),
        Damage(shell: "echo '{}' > config/toolkits.json", check: "configuration", verdict: "WARNING", text: "is read by no tool", fix: "toolkit.json?"),
        Damage(shell: "echo '{\"health\": {\"room_mib\": 1e12}}' > config/toolkit.json", check: "output-folder", verdict: "CRITICAL", text: "wanted", fix: "free some space", blocked: ["temporary-folder"]),
        Damage(shell: "rmdir output; touch output", check: "output-folder", verdict: "CRITICAL", text: "cannot be written", fix: "folder"),
        Damage(shell: "printf '{\"run\":\"r1\",\"tool\":\"mp-map\",\"started\":\"%s\",\"status\":65}\\n' $(date -u +%FT%T.000Z) > output/runs.ndjson", check: "runs", verdict: "WARNING", text: "mp-map failed with status 65; 1 of 1 run since yesterday failed", fix: "grep r1"),
        Damage(shell: "printf '%s ERROR mp-map[7] r1 disk is full\\n' $(date -u +%FT%T.000Z) > logs/mapper.log", check: "logs", verdict: "WARNING", text: "1 error in 1 log since yesterday; the last one in mapper.log: disk is full", fix: "grep ' ERROR '"),
        Damage(shell: "echo 4194304 > output/run.lock", check: "locks", verdict: "WARNING", text: "left by a process that is gone", fix: "rm 'output/run.lock'"),
        Damage(shell: "touch -d '3 hours ago' output/.tracker.xlsx.abc.tmp", check: "temporary-files", verdict: "WARNING", text: "1 temporary file left over", fix: "rm "),
        Damage(shell: "touch \"input/~\\$$(ls input | grep PLANNED)\"", check: "temporary-files", verdict: "WARNING", text: "open in a spreadsheet program", fix: "save and close"),
        Damage(shell: "touch -d '2 hours' logs/x.log", check: "clock", verdict: "WARNING", text: "newer than that", fix: "set the clock"),
    ]

    @Test("each damage is found by its check, with its fix, and changes no other check's verdict", arguments: damages)
    func damage(_ damage: Damage) async throws {
        try await Self.withHome { home in
            let prepared = try await runShell(damage.shell, in: home)
            try #require(prepared.status == 0, "\(prepared)")
            // What needs other programs is of no matter here, and takes its time.
            let run = try await Self.check(".", ["--format", "ndjson", "--skip", "tools", "--skip", "libraries", "--skip", "api-key"], in: home)
            let results = try Self.results(run)
            let found = try #require(results[damage.check], "\(run)")
            #expect(found.verdict == damage.verdict && found.text.contains(damage.text) && found.fix.contains(damage.fix), "\(damage.check): \(found)")
            #expect(run.status == (damage.verdict == "CRITICAL" ? 2 : 1), "\(run)")
            for (name, result) in results where name != damage.check && !damage.blocked.contains(name) {
                #expect(result.verdict == "OK", "\(name): \(result)")
            }
            for name in damage.blocked { #expect(results[name]?.verdict != "OK", "\(name)") }
        }
    }

    private static func check(_ home: String, _ arguments: [String], in folder: String) async throws -> ToolRun {
        let settings = ["MP_HOME": home, "CLIENT_ID": "", "ANTHROPIC_API_KEY": "sk-ant-0123456789", "MP_MEMORY_LIMIT": "", "TZ": "UTC"]
        return try await runTool("mp-healthcheck", ["--timeout", "120"] + arguments, in: folder, environment: settings)
    }

    @Test("the environment's mistakes are found", arguments: [
        (["CLIENT_ID": "nobody"], "client", "CRITICAL", "\"nobody\" is not known"),
        (["ANTHROPIC_API_KEY": ""], "api-key", "WARNING", "not set"),
        (["ANTHROPIC_API_KEY": "\"sk-ant-1\""], "api-key", "WARNING", "begins with sk-ant-"),
        (["ANTHROPIC_API_KEY": "two words"], "api-key", "CRITICAL", "holds no key"),
        (["MP_MEMORY_LIMIT": "much"], "memory", "CRITICAL", "\"much\", which is no size"),
        (["MP_MEMORY_LIMIT": "100M"], "memory", "WARNING", "MP_MEMORY_LIMIT 100 MiB"),
        (["TZ": "Europe/Berln"], "clock", "WARNING", "TZ names no zone that is known"),
        (["TMPDIR": "/proc/nowhere"], "temporary-folder", "CRITICAL", "cannot be written"),
    ] as [([String: String], String, String, String)])
    func environment(variables: [String: String], check: String, verdict: String, text: String) async throws {
        try await Self.withHome { home in
            let run = try await Self.check(home, ["--only", check, "--format", "ndjson"], environment: variables)
            let found = try #require(try Self.results(run)[check], "\(run)")
            #expect(found.verdict == verdict && found.text.contains(text) && !found.fix.isEmpty, "\(run)")
            #expect(run.status == (verdict == "CRITICAL" ? 2 : 1))
            #expect(!run.output.contains("sk-ant-1\"") && !run.output.contains("two words"), "the key is shown: \(run)")
        }
    }

    @Test("what hangs is unknown when time is over, and the process ends", arguments: ["config/toolkit.json", "config/mapping_memory.json"])
    func hanging(path: String) async throws {
        try await Self.withHome { home in
            mkfifo("\(home)/\(path)", 0o644)
            let start = ContinuousClock.now
            let run = try await Self.check(home, ["--timeout", "3", "--format", "ndjson"])
            #expect(ContinuousClock.now - start < .seconds(60))
            let results = try Self.results(run)
            #expect(results["configuration"]?.verdict == "UNKNOWN" && results["configuration"]?.text == "did not end within 3 s", "\(run)")
            #expect(results["pair"]?.text == "not run: depends on configuration", "\(run)")
            #expect(results["plan-file"]?.verdict == "OK" && results["limits"]?.verdict == "OK", "\(run)")
            #expect(run.status == 3, "\(run)")
        }
    }

    @Test("mistakes of the command line are UNKNOWN, with names like the one that was meant", arguments: [
        (["--only", "plan-wrkbook"], "did you mean plan-workbook"), (["--skip", "zzz"], "see --list-checks"), (["--timeout", "0"], "--timeout"),
        (["--only", "service"], "--online"), (["--only", "clock", "--skip", "clock"], "--only and to --skip"), (["--format", "xml"], "xml"),
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
        #expect(rows.allSatisfy { $0.count == 3 && $0[1].split(separator: " ").allSatisfy { names.contains(String($0)) } })
        let page = try await runShell("cat man/mp-healthcheck.1", in: packageFolder)
        for name in names { #expect(page.output.contains("Sy \(name)") || page.output.contains(", \(name)"), "\(name) in the manual page") }
    }
}

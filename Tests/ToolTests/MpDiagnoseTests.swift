import Glibc
import Streams
import Testing

/// Bundles: no secret gets into one, and one is made whatever is broken.
@Suite("mp-diagnose") struct MpDiagnoseTests {
    private static let key = "sk-" + "ant-api03-PlantedPlantedPlanted01"
    private static let others = [
        "gh" + "p_PlantedPlantedPlantedPlantedPlanted01", "planted.person" + "@agency.example",
        "AKI" + "APLANTEDPLANTED12", "xox" + "b-123456789012-PlantedPlantedPlanted",
    ]

    private func withHome<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            for name in ["input", "output", "logs", "config"] { mkdir("\(folder)/\(name)", 0o755) }
            let secrets = ([Self.key] + Self.others).map { "said \($0) here" }.joined(separator: " ")
            try write(
                "2026-11-24T06:00:00.000Z ERROR mp-map[7] run-1 input/x.xlsx: failed with \(Self.key)\n\(secrets)\nDB_PASSWORD=PlantedPassword99\n"
                    + String(repeating: "word ", count: 60_000) + secrets + "\nlast line\n",
                to: folder + "/logs/mapper.log")
            try write(
                Array("wide \(Self.key) text and more of it\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
                to: folder + "/logs/wide.log")
            try write("old \(secrets)\n", to: folder + "/logs/old.log")
            _ = try await runShell(
                "gzip -n logs/old.log && cp '\(Sample.planned)' input/ && touch -d 2026-11-01 input/* logs/*",
                in: folder)
            try write(
                "{\"service\":{\"api_key\":\"PlantedPassword99\"}}", to: folder + "/config/client_mapping_rules.json")
            try write(
                "report of planted.person\("@agency.example")\n", to: folder + "/output/final_mapped_1_REPORT.txt")
            try write(
                "{\"run\":\"run-1\",\"tool\":\"mp-map\",\"started\":\"2026-11-24T06:00:00.000Z\",\"inputs\":[{\"path\":\"input/x.xlsx\"}],\"outputs\":[],\"status\":65}\n",
                to: folder + "/output/runs.ndjson")
            return try await body(folder)
        }
    }

    private func diagnose(_ arguments: [String] = [], in folder: String, time: String? = "1795500000") async throws
        -> ToolRun
    {
        var environment = ["MP_HOME": folder, "TZ": "UTC"]
        environment["SOURCE_DATE_EPOCH"] = time ?? ""
        return try await runTool("mp-diagnose", arguments, in: folder, environment: environment)
    }

    @Test("a bundle holds the logs, reports and facts, for its owner only, and none of the planted secrets")
    func planted() async throws {
        try await withHome { folder in
            let run = try await diagnose(["--include", "logs/old.log.gz", "-o", "out"], in: folder)
            #expect(
                run.status == 0 && run.output == "out/diagnostic_\(run.output.dropFirst(15).prefix(15)).tar.gz\n",
                "\(run)")
            let unpacked = try await runShell(
                "stat -c %a out/*.gz && mkdir x && tar xzf out/*.gz -C x && find x -type f | sort", in: folder)
            for name in [
                "logs/mapper.log", "logs/old.log.gz.txt", "logs/wide.log", "listing.tsv", "receipt.json", "skipped.tsv",
                "system.tsv", "versions.tsv", "output/runs.ndjson", "output/final_mapped_1_REPORT.txt",
                "config/client_mapping_rules.json",
            ] {
                #expect(unpacked.output.contains("x/diagnostic/\(name)\n"), "\(unpacked)")
            }
            #expect(unpacked.output.hasPrefix("600\n"))
            let found = try await runShell(
                "grep -rail -e planted -e \(Self.key.dropFirst(10)) x; LC_ALL=C grep -rla 'P.l.a.n.t.e.d' x", in: folder
            )
            #expect(found.output.isEmpty, "\(found)")
            let rest = try await runShell(
                "tail -n 1 x/diagnostic/logs/mapper.log; grep -c REDACTED x/diagnostic/logs/*", in: folder)
            #expect(rest.output.hasPrefix("last line\n"), "\(rest)")
            let verified = try await runTool("mp-archive", ["verify", "out"], in: folder)
            #expect(verified.status == 0, "\(verified)")
        }
    }

    @Test(
        "of every kind of secret none is in a bundle: not from a log, a compressed or wide one, one of long lines, a report, a ledger or a file's name"
    )
    func everyKind() async throws {
        try await withTemporaryFolder { folder in
            for name in ["logs", "output"] { mkdir("\(folder)/\(name)", 0o755) }
            var generator = PlantedSecrets(seed: 4)
            let planted = generator.all()
            #expect(planted.count >= 44)
            let lines = planted.map(\.line).joined(separator: "\n") + "\nthe end\n"
            for name in ["logs/plain.log", "logs/packed.log", "output/final_mapped_1_REPORT.txt"] {
                try write(lines, to: "\(folder)/\(name)")
            }
            try write(Array(lines.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }), to: "\(folder)/logs/wide.log")
            // Lines so long that they cross the edges of what is looked at, wherever those are.
            let filler = String(repeating: " lorem ipsum", count: 3000)
            try write(
                planted.map { $0.line + filler }.joined(separator: "\n") + "\nthe end\n", to: "\(folder)/logs/long.log")
            // A value with blanks is known as one by its line's end, which a string has not.
            let ledger = planted.filter { $0.kind != "blanks" }.map {
                JSON.object([
                    .init("run", .string("r")), .init("tool", .string("t")),
                    .init("arguments", .array([.string($0.line)])),
                ]).serialised() + "\n"
            }
            try write(ledger.joined(), to: "\(folder)/output/runs.ndjson")
            _ = try await runShell("gzip -n logs/packed.log && echo x >'logs/\(planted[0].secret).log'", in: folder)
            let run = try await diagnose(["-o", "a.tar.gz", "--time-limit", "10m"], in: folder)
            #expect(run.status == 0, "\(run)")
            let bundle = try await runShell("tar tzf a.tar.gz && tar xzOf a.tar.gz", in: folder)
            for name in ["plain.log", "packed.log.gz.txt", "wide.log", "long.log"] {
                #expect(bundle.output.contains("diagnostic/logs/\(name)\n"), "\(name)")
            }
            #expect(bundle.output.count(of: "the end\n") == 5)
            for secret in planted {
                for part in secret.secret.split(whereSeparator: { $0 == "\n" || $0 == " " }) where part.count >= 6 {
                    let isIn = bundle.output.contains(part)
                    #expect(!isIn, "\(secret.kind): \(part)")
                }
            }
        }
    }

    @Test("what only the second search finds of a secret is hidden in its place, and the receipt says so")
    func readBack() async throws {
        try await withHome { folder in
            // The rules know the secret as it is; the second search, backwards and in halves, too.
            mkdir("\(folder)/out", 0o755)
            let secret = "green-harbour" + "-tulip-9"
            let halves = [secret.prefix(10), secret.suffix(11)]
            try write(
                "said \(secret) and \(String(secret.reversed()))\n\(halves[0])x\nx\(halves[1])\nafter\n",
                to: folder + "/logs/mapper.log")
            let run = try await runTool(
                "mp-diagnose", ["-o", "out/a.tar.gz"], in: folder,
                environment: ["MP_HOME": folder, "SOURCE_DATE_EPOCH": "1795500000", "REPORT_TOKEN": secret])
            #expect(run.status == 0 && run.errors.contains("known-part"), "\(run)")
            let bundle = try await runShell(
                "tar xzOf out/a.tar.gz diagnostic/logs/mapper.log diagnostic/receipt.json", in: folder)
            #expect(bundle.output.contains("[REDACTED:known-part:1]\n[REDACTED:known-part:2]x\nx"), "\(bundle)")
            #expect(bundle.output.contains("\nafter\n") && bundle.output.contains("\"second_search\""), "\(bundle)")
            #expect(bundle.output.contains("{\"rule\":\"known-part\",\"hits\":3,\"distinct\":3}"), "\(bundle)")
            for part in [secret, String(secret.reversed())] + halves.map(String.init) {
                #expect(!bundle.output.contains(part), "\(bundle)")
            }
        }
    }

    @Test(
        "key files never enter a bundle, whatever leads to them, and what they hold is hidden, backwards too"
    )
    func keyFiles() async throws {
        try await withTemporaryFolder { folder in
            for name in ["config", "logs", "input"] { mkdir("\(folder)/\(name)", 0o755) }
            let key = "gateway-harbour" + "-Tulip-7"
            try write("\(key)\n", to: folder + "/config/gateway")
            try write("{\"service\": {\"key_file\": \"config/gateway\"}}", to: folder + "/config/toolkit.json")
            try write("gw" + "Abc123def456ghi789\n", to: folder + "/config/other.txt")
            try write(
                "-----BEGIN \("PRIVATE") KEY-----\nAbc\n-----END \("PRIVATE") KEY-----\n",
                to: folder + "/config/server.txt")
            try write("tried \(key) once\n", to: folder + "/logs/a.log")
            _ = try await runShell("ln config/gateway hard", in: folder)
            let run = try await diagnose(["-o", "a.tar.gz", "--include", "hard"], in: folder)
            let bundle = try await runShell("stat -c %a a.tar.gz; tar tzf a.tar.gz; tar xzOf a.tar.gz", in: folder)
            #expect(run.status == 0 && bundle.output.hasPrefix("600\n"), "\(run)")
            #expect(!bundle.output.contains("Tulip") && !bundle.output.contains("Abc"), "\(bundle)")
            for name in ["config/gateway", "config/other.txt", "config/server.txt", "hard"] {
                #expect(bundle.output.contains("\n\(name)\t"), "\(name) is told to be left out: \(bundle)")
            }
            #expect(
                bundle.output.contains("tried [REDACTED:key-file:1] once") && bundle.output.contains("not_looked_into"))
            try write("said \(String(key.reversed())) too\n", to: folder + "/logs/b.log")
            let second = try await diagnose(["-o", "b.tar.gz"], in: folder)
            let log = try await runShell("tar xzOf b.tar.gz diagnostic/logs/b.log", in: folder)
            #expect(second.status == 0 && log.output == "said [REDACTED:known-part:1] too\n", "\(second)\n\(log)")
        }
    }

    @Test(
        "a damaged configuration still says which file holds the key; a bundle in place of a file that all may read is its owner's",
        arguments: [
            "{\"service\": {\"key_file\": \"config/gateway\"},}", "{\"service\": {\"key_file\" : \"config\\/gateway\"",
            "{'service': {'key_file': 'config/gateway'}}", "service:\n  key_file: config/gateway\n",
            "{\"service\": {\"key_file\": \"config/gateway\"}, \"service\": {}}",
        ])
    func damagedConfiguration(text: String) async throws {
        try await withTemporaryFolder { folder in
            mkdir("\(folder)/config", 0o755)
            try write("Kq/93+" + "aB zzX\n", to: folder + "/config/gateway")
            try write(text, to: folder + "/config/toolkit.json")
            try write("", to: folder + "/a.tar.gz")
            chmod("\(folder)/a.tar.gz", 0o644)
            let run = try await diagnose(["-o", "a.tar.gz"], in: folder)
            let bundle = try await runShell("stat -c %a a.tar.gz; tar tzf a.tar.gz; tar xzOf a.tar.gz", in: folder)
            #expect(
                bundle.output.hasPrefix("600\n") && bundle.output.contains("\nconfig/gateway\t"), "\(run)\n\(bundle)")
            #expect(!bundle.output.contains("diagnostic/config/gateway") && !bundle.output.contains("zzX"), "\(bundle)")
        }
    }

    @Test("the bundle holds the machine's configuration where the home has none, and settings keep their names")
    func configurationInForce() async throws {
        try await withTemporaryFolder { folder in
            for name in ["home", "prefix/bin", "prefix/etc/media-plan-tools"] {
                _ = try await runShell("mkdir -p \(name)", in: folder)
            }
            try write(
                "{\"service\": {\"key_file\": \"keys/service\"}, \"health\": {}}",
                to: folder + "/prefix/etc/media-plan-tools/toolkit.json")
            _ = try await runShell("cp \"$(command -v mp-diagnose)\" prefix/bin/", in: folder)
            let run = try await runTool(
                folder + "/prefix/bin/mp-diagnose", ["-o", "a.tar.gz"], in: folder,
                environment: [
                    "MP_HOME": folder + "/home", "SOURCE_DATE_EPOCH": "1795500000",
                    "ANTHROPIC_API_KEY_FILE": "/nonexistent",
                ])
            let bundle = try await runShell(
                "tar xzOf a.tar.gz diagnostic/config/machine/toolkit.json diagnostic/environment.tsv", in: folder)
            #expect(
                bundle.output.contains("\"key_file\": \"keys/service\"")
                    && bundle.output.contains("ANTHROPIC_API_KEY_FILE\tset"), "\(run)\n\(bundle)")
        }
    }

    @Test("the same state makes the same bytes")
    func sameBytes() async throws {
        try await withHome { folder in
            let first = try await diagnose(["-o", "a.tar.gz"], in: folder)
            _ = try await runShell("mv a.tar.gz b", in: folder)
            let second = try await diagnose(["-o", "a.tar.gz", "--messages", "ndjson"], in: folder)
            let same = try await runShell("cmp a.tar.gz b", in: folder)
            #expect(first.status == 0 && second.status == 0 && same.status == 0, "\(first)\n\(second)\n\(same)")
        }
    }

    @Test("an incident log tells the failed step and the level of its age")
    func incident() async throws {
        try await withHome { folder in
            // 06:00 of that day and two and a half hours.
            let run = try await diagnose(
                ["--incident", "--operator", "Kim", "-o", "out"], in: folder, time: "1795509000")
            #expect(run.status == 0 && run.lines.count == 2, "\(run)")
            let text = try await runShell("cat out/incident_*.md && stat -c %a out/incident_*.md", in: folder)
            for words in [
                "Operator:   Kim", "mp-map ended with status 65", "input/x.xlsx (read)", "L3, engineering",
                "2 h 30 min", "Resolution\n\n(to be filled in)", "\n600\n",
            ] {
                #expect(text.output.contains(words), "\(words): \(text)")
            }
            #expect(!text.output.contains("Planted"))
        }
    }

    @Test(
        "--list makes nothing and tells what would go in and what not; --recent-errors prints the newest without secrets"
    )
    func looking() async throws {
        try await withHome { folder in
            let list = try await diagnose(["--list"], in: folder)
            #expect(
                list.status == 0 && list.output.contains("add\tdiagnostic/logs/mapper.log\t")
                    && list.output.contains("skip\tinput/PLANNED"), "\(list)")
            let errors = try await diagnose(["--recent-errors", "5"], in: folder)
            #expect(
                errors.output
                    == "logs/mapper.log:2026-11-24T06:00:00.000Z ERROR mp-map[7] run-1 input/x.xlsx: failed with [REDACTED:anthropic-key:1]\n",
                "\(errors)")
            #expect(!names(in: folder).contains { $0.hasPrefix("diagnostic_") })
        }
    }

    @Test("the newest errors are those of logs in any encoding; the health check's history is none of them")
    func encodings() async throws {
        try await withTemporaryFolder { folder in
            mkdir("\(folder)/logs", 0o755)
            func line(_ second: Int) -> String { "2026-11-24T07:00:0\(second)Z ERROR tool[1] - n\(second) ä\n" }
            for (name, encoding, second) in [
                ("wide", "UTF-16LE", 1), ("marked", "UTF-16", 2), ("four", "UTF-32", 3), ("latin", "ISO-8859-1", 4),
            ] {
                let made = try await runShell(
                    "iconv -f UTF-8 -t \(encoding) >logs/\(name).log", input: line(second), in: folder)
                #expect(made.status == 0, "\(made)")
            }
            try write("\u{FEFF}" + line(5).dropLast(), to: "\(folder)/logs/cut.log")
            try write("", to: "\(folder)/logs/empty.log")
            try write(
                #"{"time":"2026-11-24T07:00:09.000Z","verdict":"CRITICAL","texts":{"logs":"3 errors"}}"# + "\n",
                to: "\(folder)/logs/health.ndjson")
            let run = try await diagnose(["--recent-errors", "9"], in: folder)
            let found = run.lines.map { $0.prefix { $0 != "ä" && $0 != "\u{FFFD}" } }
            #expect(
                found
                    == zip(["wide", "marked", "four", "latin", "cut"], 1...).map {
                        "logs/\($0).log:2026-11-24T07:00:0\($1)Z ERROR tool[1] - n\($1) "
                    }, "\(run)")
        }
    }

    @Test("with --output - the bundle goes to a pipe, and to no terminal")
    func standardOutput() async throws {
        try await withHome { folder in
            let piped = try await runShell("MP_HOME=\(folder) mp-diagnose --incident -o - | tar tzf -; ls", in: folder)
            #expect(
                piped.output.contains("diagnostic/moment/incident.md\n")
                    && piped.output.hasSuffix("config\ninput\nlogs\noutput\n"), "\(piped)")
            #expect(
                piped.errors.contains("note: standard output: ") && !piped.errors.contains(".tar.gz"),
                "no file is named that there is not: \(piped.errors)")
            let terminal = try await runShell(
                "python3 -c 'import pty, sys; sys.exit(pty.spawn([\"mp-diagnose\", \"-o\", \"-\"]) >> 8)'", in: folder,
                environment: ["MP_HOME": folder])
            #expect(terminal.status == 64 && terminal.output.contains("nothing for a terminal"), "\(terminal)")
        }
    }

    @Test("workbooks go in as their structure, and themselves, where asked for")
    func workbooks() async throws {
        try await withHome { folder in
            let run = try await diagnose(["--with-content", "-o", "a.tar.gz"], in: folder)
            let names = try await runShell("tar tzf a.tar.gz | grep input/", in: folder)
            #expect(
                names.output.contains(".structure.ndjson")
                    && (names.output.contains(".xlsx\n") || run.errors.contains("would have to be hidden")),
                "\(run)\n\(names)")
        }
    }

    @Test(
        "it works when all else is broken",
        arguments: [
            ("rm -rf input output logs config", 0), ("echo '{' >config/toolkit.json", 1),
            ("rm config/*; mkfifo config/toolkit.json", 1),
            (
                "mkfifo logs/f; ln -s /etc/passwd logs/l; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"logs/s\")'",
                0
            ),
            ("head -c 100000 /dev/urandom >logs/random.log", 0), ("printf 'x' | gzip | head -c 15 >logs/cut.gz", 1),
            ("truncate -s 5G logs/sparse.log", 0),
            ("echo x >'logs/a\nb.log'; echo y >logs/planted.person@agency.example.log", 0),
            ("echo '{\"diagnostics\":{\"patterns\":[{\"name\":\"x\",\"pattern\":\"(\"}]}}' >config/toolkit.json", 1),
        ])
    func broken(command: String, status: Int) async throws {
        try await withHome { folder in
            let broken = try await runShell(command, in: folder)
            #expect(broken.status == 0, "\(broken)")
            let run = try await runShell(
                "MP_HOME=\(folder) SOURCE_DATE_EPOCH=1795500000 timeout 60 mp-diagnose -o /dev/shm/$$.tar.gz; s=$?; tar tzf /dev/shm/$$.tar.gz | grep -i planted; rm -f /dev/shm/$$.tar.gz; exit $s",
                in: folder)
            #expect(run.status == status && run.output.hasPrefix("/dev/shm/") && run.lines.count == 1, "\(run)")
        }
    }

    @Test("a folder that cannot be written to is named, and another is advised")
    func noRoom() async throws {
        let run = try await runTool("mp-diagnose", ["-o", "/proc/x.tar.gz"], environment: ["MP_HOME": "/nonexistent"])
        #expect([73, 77].contains(run.status) && run.errors.contains("write elsewhere with --output"), "\(run)")
    }

    @Test("programs that hang are told as such, and killed; what else there is goes in")
    func hanging() async throws {
        try await withHome { folder in
            let tools = try await runShell(
                """
                mkdir tools && cp "$(command -v mp-diagnose)" tools/
                printf '#!/bin/sh\nsleep 1000\n' >tools/mp-healthcheck; chmod +x tools/*; cp tools/mp-healthcheck tools/xlsx2tsv
                """, in: folder)
            #expect(tools.status == 0, "\(tools)")
            let run = try await runTool(
                folder + "/tools/mp-diagnose", ["--time-limit", "1s", "-o", "a.tar.gz"], in: folder,
                environment: ["MP_HOME": folder, "SOURCE_DATE_EPOCH": ""])
            #expect(run.status == 1 && run.errors.contains("mp-healthcheck does not end in time"), "\(run)")
            let text = try await runShell(
                "tar xzf a.tar.gz && cat diagnostic/versions.tsv diagnostic/skipped.tsv", in: folder)
            for words in [
                "\nxlsx2tsv\tdoes not end in time\t", "moment/health.ndjson\tmp-healthcheck does not end in time",
            ] {
                #expect(text.output.contains(words), "\(words): \(text)")
            }
        }
    }

    @Test(
        "where room is short files are left out and the lists are whole, and tell so; what is older than --since is left out"
    )
    func caps() async throws {
        try await withHome { folder in
            let made = try await runShell(
                "head -c 3000000 /dev/zero | tr '\\0' x | fold -w 100 >logs/large.log; touch -d 2026-11-23 logs/large.log; touch -d 2026-11-24 logs/mapper.log",
                in: folder)
            #expect(made.status == 0, "\(made)")
            for (options, reason) in [
                (["--max-size", "200K"], "logs/large.log\tthere is no room: the bundle is to have 200.0 KiB at most"),
                (["--since", "12h"], "logs/large.log\tis older than 12h"),
            ] {
                let run = try await diagnose(options + ["-o", "a.tar.gz"], in: folder)
                let bundle = try await runShell(
                    "rm -rf x; mkdir x; tar xzf a.tar.gz -C x; cd x/diagnostic; cat skipped.tsv; wc -c <../../a.tar.gz; ls -s receipt.json listing.tsv versions.tsv system.tsv | grep -c '^ *0'",
                    in: folder)
                #expect(
                    run.status == 0 && bundle.output.contains(reason) && bundle.output.hasSuffix("\n0\n"),
                    "\(run)\n\(bundle)")
                let size = try #require(bundle.lines.dropLast().last.flatMap { Int($0) })
                #expect(size <= 200 << 10)
            }
        }
    }

    @Test(
        "what cannot be understood is refused",
        arguments: [
            (["--max-size", "1"], "--max-size must be at least 64K"),
            (["--list", "--recent-errors", "1"], "--list and --recent-errors exclude each other"),
            (["--issue", "x"], "--issue and --operator are for --incident"),
            (["--recent-errors", "0"], "--recent-errors must be 1 to 100000"),
            (["--since", "x"], "The value 'x' is invalid for '--since <age>'"),
        ])
    func usage(arguments: [String], reason: String) async throws {
        let run = try await runTool("mp-diagnose", arguments)
        #expect(run.status == 64 && run.errors.contains(reason), "\(run)")
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}

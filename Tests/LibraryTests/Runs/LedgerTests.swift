import Glibc
import Runs
import Streams
import Testing

/// The ledger: its lines, and what follows from them.
@Suite("The ledger") struct LedgerTests {
    /// A folder that goes when the closure returns.
    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/mp-ledger-test.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        defer {
            for name in ["ledger", "a", "b"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        try body(folder)
    }

    private func put(_ text: String, _ path: String, mode: String = "w") throws {
        let file = try #require(fopen(path, mode))
        fputs(text, file)
        fclose(file)
    }

    private func entry(_ run: String, _ step: String, status: Int32 = 0, seconds: Double? = 1, bytes: Int? = nil)
        -> LedgerEntry
    {
        var entry = LedgerEntry(
            run: run, step: step, tool: "t", version: "1", started: "2026-04-15T13:30:00.000Z",
            arguments: ["-x", "a b\n"], status: status)
        entry.seconds = seconds
        if let bytes { entry.inputs = [FileRecord(path: "p", size: bytes, sha256: "00")] }
        return entry
    }

    /// A run that came to its end.
    private func run(_ name: String, seconds: Double, bytes: Int, status: Int32 = 0) -> [LedgerEntry] {
        [
            entry(name, "start", seconds: nil, bytes: bytes), entry(name, "map", seconds: seconds / 2),
            entry(name, "end", status: status, seconds: seconds),
        ]
    }

    @Test("a line that was written is read as it was")
    func roundTrip() throws {
        var written = entry("r", "map", status: 1, seconds: 0.25)
        written.inputs = [FileRecord(path: "-a\t\"ü\"\n", size: 3, sha256: "ab"), FileRecord(path: "gone")]
        written.outputs = [FileRecord(path: "o", size: 0, sha256: "cd")]
        written.configuration = [FileRecord(path: "config/c.json", size: 1, sha256: "ef")]
        written.rows = 7
        written.figures = [.init("errors", .number(2))]
        written.peakKiB = 12_345
        #expect(LedgerEntry(try JSON(parsing: written.json.serialised())) == written)
    }

    @Test("lines of earlier versions, without a step, are read")
    func earlier() throws {
        let line =
            #"{"run":"r","tool":"mp-map","version":"0.1.0","started":"s","inputs":[{"path":"a"}],"outputs":[],"rows":null,"seconds":0.5,"peak_kib":9,"status":0}"#
        let read = try #require(LedgerEntry(JSON(parsing: line)))
        #expect(
            read.step == nil && read.seconds == 0.5 && read.rows == nil && read.peakKiB == 9
                && read.inputs == [FileRecord(path: "a")])
    }

    @Test("a line that was cut short costs no other")
    func cutShort() throws {
        try withFolder { folder in
            let ledger = LedgerFile(path: folder + "/ledger")
            try ledger.append(entry("r", "a"))
            try put(#"{"run":"r","st"#, ledger.path, mode: "a")
            try ledger.append(entry("r", "b"))
            try put("not json\n\n[1]\n", ledger.path, mode: "a")
            try ledger.append(entry("other", "c"))
            var steps: [String?] = []
            try ledger.forEach { steps.append($0.step) }
            #expect(steps == ["a", "b", "c"])
            steps = []
            try ledger.forEach(run: "r") { steps.append($0.step) }
            #expect(steps == ["a", "b"])
            #expect(try ledger.latest().map(\.step) == ["a", "b", "c"])
        }
    }

    @Test(
        "a line with a number that no run can have is left out, and counted",
        arguments: [
            #""rows":-1"#, #""rows":9223372036854775808"#, #""rows":"7""#, #""seconds":-1"#, #""seconds":1e300"#,
            #""seconds":true"#,
            #""peak_kib":9007199254740992"#, #""peak_kib":-9223372036854775808"#, #""status":1e308"#, #""status":-1"#,
            #""status":"0""#, #""status":[]"#, #""inputs":[{"path":"a","size":18446744073709551616}]"#,
            #""outputs":[{"path":"a"},{"path":"b","size":-1}]"#, #""configuration":[{"path":"a","size":1e308}]"#,
            #""findings":[{"code":"c","level":"error","count":4611686018427387904}]"#, #""findings":[{"count":-1}]"#,
        ])
    func impossible(member: String) throws {
        try withFolder { folder in
            let ledger = LedgerFile(path: folder + "/ledger")
            try ledger.append(entry("r", "a"))
            try put("{\"run\":\"r\",\"tool\":\"t\",\"step\":\"b\",\(member)}\n", ledger.path, mode: "a")
            var steps: [String?] = []
            #expect(try ledger.forEach { steps.append($0.step) } == 1)
            #expect(try ledger.forEach(run: "r") { _ in } == 1)
            var leftOut = 0
            #expect(try ledger.latest { leftOut = $0 }.count == 1 && leftOut == 1 && steps == ["a"])
        }
    }

    @Test("sums of the largest numbers that a line can have are numbers, in every table")
    func largest() throws {
        let files = Array(repeating: #"{"path":"a","size":9007199254740992,"sha256":"0"}"#, count: 1100).joined(
            separator: ",")
        let findings = (0..<1100).map { #"{"code":"c\#($0)","level":"error","count":1099511627776}"# }.joined(
            separator: ",")
        let figures = [
            "wrong", "missing", "compared", "not_compared", "errors", "warnings", "columns", "numbers", "in_figures",
            "columns_with_destination", "source_numbers", "source_accounted",
        ]
        .map { "\"\($0)\":9007199254740992" }.joined(separator: ",")
        let entries = try ["start", "extract", "validate", "map", "audit", "end"].map { step in
            try #require(
                LedgerEntry(
                    JSON(
                        parsing:
                            "{\"run\":\"r\",\"step\":\"\(step)\",\"tool\":\"t\",\"status\":1,\"rows\":9007199254740992,\"seconds\":1e9,\"peak_kib\":8796093022208,\"inputs\":[\(files)],\"outputs\":[\(files)],\"figures\":{\(figures)},\"findings\":[\(findings)]}"
                    )))
        }
        let runs = ["a", "b"].flatMap { name in
            Run.grouped(
                entries.map { entry in
                    var entry = entry
                    entry.run = name
                    return entry
                })
        }
        let (table, steps, trend) = (
            RunTables.runs(runs, rules: VerdictRules()), RunTables.steps(runs), RunTables.trend(runs)
        )
        #expect(
            table[2][5] == "1152921504606846976" && table[2][6] == "1000000000" && table[2][11] == "18014398509481984")
        #expect(steps.count == 9 && steps[1][10] == "1152921504606846976" && trend.count > 1)
        #expect(
            RunReport.text(of: runs[1], earlier: runs, rules: VerdictRules()).contains("8192 TiB")
                && entries.allSatisfy { !$0.outcomeText.isEmpty })
        #expect(
            RunSummary(runs[1], earlier: runs, rules: VerdictRules(), style: .init(isColoured: true)).text.contains(
                "16666666 min 40 s"))
    }

    @Test("the last bytes hold whole lines only")
    func latest() throws {
        try withFolder { folder in
            let ledger = LedgerFile(path: folder + "/ledger")
            for index in 0..<50 { try ledger.append(entry("r\(index)", "a")) }
            let found = try ledger.latest(bytes: 1000)
            #expect((1..<50).contains(found.count))
            #expect(found.map(\.run) == (50 - found.count..<50).map { "r\($0)" })
            #expect(try LedgerFile(path: folder + "/none").latest().isEmpty)
        }
    }

    @Test("a ledger that cannot be written is a failure with the right status")
    func unwritable() {
        #expect { try LedgerFile(path: "/nonexistent/folder/ledger").append(entry("r", "a")) } throws: {
            ($0 as? Failure)?.status == .cannotCreate
        }
        #expect { try LedgerFile(path: "/dev/full").append(entry("r", "a")) } throws: {
            ($0 as? Failure)?.status == .io
        }
    }

    // MARK: What stands

    /// The reason for which a step must be done again; nil when it stands.
    private func reason(
        _ entries: [LedgerEntry], tool: String = "t", arguments: [String] = ["-x", "a b\n"], version: String = "1",
        configuration: [FileRecord] = []
    ) -> String? {
        let record = StepRecord(
            step: "map", of: entries, tool: tool, arguments: arguments, version: version, configuration: configuration)
        return if case .isOutdated(let reason) = record { reason } else { nil }
    }

    @Test("a step stands while it ended well, by the same command, and its files are as recorded")
    func stands() throws {
        try withFolder { folder in
            let (a, b) = (folder + "/a", folder + "/b")
            try put("in", a)
            try put("out", b)
            var done = entry("r", "map")
            done.inputs = [FileRecord(reading: a)]
            done.outputs = [FileRecord(reading: b)]
            // SHA-256 of "in" and "out", from sha256sum(1).
            #expect(done.inputs[0].sha256 == "582967534d0f909d196b97f9e6921342777aea87b46fa52df165389db1fb8ccf")
            #expect(
                done.outputs[0].sha256 == "762069bc07a6e1b5df123a5ae7bd91c10daa04694fbaa17fba0cd6a8dcce8f22"
                    && done.outputs[0].size == 3)
            #expect(reason([done]) == nil)
            #expect(reason([]) == "it was not done")
            #expect(reason([done, entry("r", "map", status: 65)]) == "it ended with status 65")
            #expect(reason([entry("r", "map", status: 137)]) == "it was ended by signal 9")
            #expect(reason([done], tool: "u") == "it was done by another command")
            #expect(reason([done], arguments: ["-x"]) == "it was done by another command")
            #expect(reason([done], version: "2") == "it was done by version 1")
            #expect(
                reason([done], configuration: [FileRecord(path: "config/c.json", size: 1, sha256: "1")])
                    == "configuration config/c.json has changed")
            try put("OUT", b)
            #expect(reason([done]) == "output \(b) has changed")
            unlink(b)
            #expect(reason([done]) == "output \(b) is not there any more")
            try put("IN", a)
            #expect(reason([done]) == "input \(a) has changed")
        }
    }

    @Test(
        "findings are an end, and health has statuses of its own",
        arguments: [("map", Int32(1), true), ("map", 2, false), ("health", 2, true), ("health", 64, false)])
    func ends(step: String, status: Int32, isDone: Bool) { #expect(entry("r", step, status: status).isDone == isDone) }

    // MARK: Runs

    @Test("how a run stands follows from its last beginning and its last end")
    func status() {
        let begun = [entry("r", "start", seconds: nil)]
        let cases: [([LedgerEntry], Int32?, Int)] = [
            (begun, nil, 1), (begun + [entry("r", "end", status: 65)], 65, 1),
            (begun + [entry("r", "end", status: 130), entry("r", "resume", seconds: nil)], nil, 2),
            (
                begun + [
                    entry("r", "end", status: 130), entry("r", "resume", seconds: nil), entry("r", "end", status: 1),
                ], 1, 2
            ),
        ]
        for (entries, status, attempts) in cases {
            let run = Run.grouped(entries)[0]
            #expect(run.status == status && run.attempts == attempts)
        }
    }

    @Test("the expectation is the median of whole runs of about the same size")
    func expectation() {
        let entries =
            run("a", seconds: 1, bytes: 1000) + run("b", seconds: 3, bytes: 1999) + run("c", seconds: 2, bytes: 500)
            + run("big", seconds: 99, bytes: 2001)
            + run("failed", seconds: 50, bytes: 1000, status: 65) + run("now", seconds: 7, bytes: 1000)
        let runs = Run.grouped(entries)
        let expected = Expectation(runs.last!, among: runs)
        #expect(expected?.seconds == 2 && expected?.runs == 3)
        #expect(Expectation(runs.last!, among: [runs.last!]) == nil)
    }

    @Test("the trend compares the latest ten with the ten before")
    func trend() {
        var entries: [LedgerEntry] = []
        for index in 0..<20 { entries += run("r\(index)", seconds: index < 10 ? 1 : 1.5, bytes: 70_000) }
        let table = RunTables.trend(Run.grouped(entries))
        #expect(table[1] == ["262144", "map", "20", "0.625", "0.75", "0.75", "0.5", "50"])
        #expect(table[2] == ["262144", "all", "20", "1.25", "1.5", "1.5", "1", "50"])
        #expect(table.count == 3)
    }

    @Test("trouble begins with the first failure since the last run that came to its end, and no attempt moves it")
    func trouble() {
        func entry(_ run: String, _ step: String, _ status: Int32, _ started: String) -> LedgerEntry {
            LedgerEntry(
                run: run, step: step, tool: "t", version: "1", started: started, arguments: [], status: status)
        }
        let failed = [
            entry("a", "end", 1, "1"), entry("b", "start", 0, "2"), entry("b", "health", 2, "3"),
            entry("b", "extract", 130, "4"), entry("b", "end", 130, "5"), entry("c", "map", 71, "6"),
            entry("c", "end", 71, "7"), entry("d", "extract", 0, "8"), entry("d", "map", 74, "9"),
            entry("d", "end", 74, "10"),
        ]
        let trouble = Trouble(failed)
        #expect(trouble.since == "6" && trouble.run == "c" && trouble.step == "map" && trouble.lastEnd == "1")
        let over = Trouble(failed + [entry("e", "end", 0, "11")])
        #expect(over.since == nil && over.run.isEmpty && over.step.isEmpty && over.lastEnd == "11")
        #expect(Trouble([]).since == nil)
    }

    @Test(
        "a run fails by the last step that failed and was not done again, and not where a person interrupted it",
        arguments: [
            ([("start", 0), ("map", 71), ("end", 71)], "map 71"),
            ([("start", 0), ("map", 71), ("end", 71), ("resume", 0), ("map", 0)], nil),
            ([("start", 0), ("map", 71), ("end", 71), ("resume", 0), ("map", 0), ("end", 0)], nil),
            ([("start", 0), ("extract", 65)], "extract 65"), ([("start", 0), ("extract", 0)], nil),
            ([("start", 0), ("health", 2), ("end", 69)], "end 69"),
            ([("start", 0), ("health", 2), ("extract", 0), ("end", 1)], nil),
            ([("start", 0), ("map", 130), ("end", 130)], nil), ([(nil, 65)], "t 65"),
        ] as [([(String?, Int32)], String?)])
    func failure(_ steps: [(String?, Int32)], _ expected: String?) {
        var run = Run(name: "r")
        for (step, status) in steps {
            run.add(
                LedgerEntry(run: "r", step: step, tool: "t", version: "1", started: "1", arguments: [], status: status))
        }
        #expect(run.failure.map { "\($0.step ?? $0.tool) \($0.status)" } == expected)
    }

    @Test("a run that is resumed and fails in the same way again is one failure")
    func resumedFailure() {
        let line = LedgerEntry(
            run: "r", step: "map", tool: "mp-map", version: "1", started: "1", arguments: [], status: 74)
        #expect(RunTables.failures(Run.grouped([line, line]))[1].first == "1")
    }

    @Test("failures are counted by their way, the most frequent first")
    func failures() {
        let entries =
            (0..<3).flatMap { run("r\($0)", seconds: 1, bytes: 1) + [entry("r\($0)", "map", status: 65)] } + [
                entry("x", "audit", status: 137)
            ]
        let table = RunTables.failures(Run.grouped(entries))
        #expect(
            table.dropFirst().map { Array($0.prefix(4)) } == [["3", "map", "t", "65"], ["1", "audit", "t", "137"]])
    }
}

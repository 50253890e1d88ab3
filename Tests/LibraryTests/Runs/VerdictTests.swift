import Glibc
import Streams
import Testing

@testable import Runs

/// One verdict for a run, whoever asks and whenever.
@Suite("The verdict of a run") struct VerdictTests {
    private func entry(_ step: String, status: Int32 = 0, _ arguments: [String] = []) -> LedgerEntry {
        LedgerEntry(
            run: "r", step: step, tool: "t", version: "1", started: "2026-04-15T13:30:00.000Z", arguments: arguments,
            status: status)
    }

    private func audit(_ found: [Found] = []) -> LedgerEntry {
        var audit = entry(RunStep.audit)
        audit.figures = [.init("compared", .number(7))]
        audit.findings = found
        return audit
    }

    private func run(_ entries: [LedgerEntry]) -> Run { Run.grouped(entries)[0] }

    private func rules(_ section: String) throws -> VerdictRules {
        try inHome(section) { try VerdictRules.loading(home: $0) }
    }

    /// Calls with a home whose `config/toolkit.json` is this text.
    private func inHome<Result>(_ text: String, _ limits: String? = nil, _ body: (String) throws -> Result) throws
        -> Result
    {
        var template = Array("/tmp/verdict-test.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let home = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        mkdir("\(home)/config", 0o700)
        defer {
            for name in ["toolkit.json", "validation_rules.json"] { unlink("\(home)/config/\(name)") }
            rmdir("\(home)/config")
            rmdir(home)
        }
        for (name, text) in [("toolkit.json", text), ("validation_rules.json", limits)] {
            guard let text else { continue }
            let file = try #require(fopen("\(home)/config/\(name)", "w"))
            fputs(text, file)
            fclose(file)
        }
        return try body(home)
    }

    @Test(
        "rules that changed after a run are the first reason not to send, in either direction",
        arguments: [
            (RunVerdict.readyWithWarnings, "do-not-send", "do not send"), (.doNotSend, "warning", "do not send"),
            (.doNotSend, "do-not-send", "do not send"), (.readyWithWarnings, "warning", "ready with warnings"),
        ])
    func changed(then: RunVerdict, now: String, word: String) throws {
        var end = entry(RunStep.end, status: then == .doNotSend ? 1 : 0)
        end.verdict = then
        let found = Found(code: "total-mismatch", level: .error, title: "x", count: 2)
        let run = run([entry(RunStep.start), audit([found]), end])
        let rules = try rules(#"{"verdict": {"errors": "\#(now)"}}"#)
        let judgement = Judgement(run, rules: rules)
        #expect(judgement.verdict.rawValue == word)
        let isChanged = (then == .doNotSend) != (now == "do-not-send")
        #expect(
            judgement.why.hasPrefix("the verdict's rules changed after the run (then: \(then.rawValue))") == isChanged)
        #expect(judgement.why.contains("2 errors"))
    }

    @Test("of a run that did not come to its end the reason is how it ended, and no figure of it counts")
    func unfinished() {
        let cases: [(Int32?, Bool, String)] = [
            (78, false, "the run failed with status 78"), (130, false, "the run was interrupted"),
            (nil, false, "the run was cut off"), (nil, true, "the run is at work"),
        ]
        for (status, isAtWork, reason) in cases {
            let entries = [entry(RunStep.start)] + (status.map { [entry(RunStep.end, status: $0)] } ?? [])
            let judgement = Judgement(run(entries), rules: VerdictRules(), isAtWork: isAtWork)
            #expect(judgement.sentence == "do not send: \(reason)")
        }
    }

    @Test("steps done for other workbooks than a run was taken up with do not count until they are done again")
    func formerSteps() {
        var start = entry(RunStep.start, ["--planned", "p", "--delivered", "d", "--template", "t"])
        start.steps = ["health", "extract", "validate", "map", "audit", "report"]
        var end = entry(RunStep.end)
        end.verdict = .ready
        let done = [
            start, entry("health", ["--delivered", "d", "--template", "t"]), entry("extract", ["--delivered", "d"]),
            entry("validate", ["x.tsv"]), entry("map", ["--template", "t"]), audit(), end,
        ]
        func steps(_ options: [String], _ more: [LedgerEntry] = []) -> [String] {
            run(done + [entry(RunStep.resume, options)] + more).steps.compactMap(\.step)
        }
        #expect(
            steps(["--planned", "p", "--delivered", "d", "--template", "t"]) == [
                "health", "extract", "validate", "map", "audit",
            ])
        #expect(steps(["--planned", "p", "--delivered", "other", "--template", "t"]) == ["health"])
        #expect(steps(["--planned", "p", "--delivered", "d", "--template", "u"]) == ["health", "extract", "validate"])
        #expect(steps(["--planned", "p", "--delivered", "d", "--template", "t", "--client", "c"]) == ["health"])
        // Done again, they count.
        #expect(
            steps(["--planned", "p", "--delivered", "other", "--template", "t"], [entry("extract")]) == [
                "health", "extract",
            ])
        let failed = run(
            done + [
                entry(RunStep.resume, ["--planned", "p", "--delivered", "other", "--template", "t"]),
                entry(RunStep.end, status: 65),
            ])
        #expect(failed.step(RunStep.audit) == nil)
    }

    @Test(
        "a name that is no rule's, a wrong word and a misspelt section are mistakes, with the nearest name",
        arguments: [
            (#"{"verdct": {}}"#, "did you mean \"verdict\"?"),
            (#"{"verdict": {"unacounted-numbers": "ignore"}}"#, "did you mean \"unaccounted-numbers\"?"),
            (#"{"verdict": {"total-missmatch": "ignore"}}"#, "did you mean \"total-mismatch\"?"),
            (#"{"verdict": {"warning": "ignore"}}"#, "did you mean \"warnings\"?"),
            (#"{"verdict": {"errors": "do not send"}}"#, "must be ignore, warning, do-not-send"),
        ])
    func mistakes(text: String, message: String) throws {
        do {
            _ = try rules(text)
            Issue.record("it was taken")
        } catch let failure as Failure {
            #expect(failure.status == .configuration && failure.message.sentence.contains(message), "\(failure)")
        }
    }

    @Test("the codes of findings, and of a home's own limits, are rules") func codes() throws {
        for code in ["cpm-range", "reported-column-missing", "column-missing", "no-records-for-block"] {
            _ = try rules(#"{"verdict": {"\#(code)": "do-not-send"}}"#)
        }
        let own = #"{"verdict": {"own-limit": "do-not-send"}}"#
        #expect(throws: Failure.self) { _ = try rules(own) }
        try inHome(own, #"{"limits": [{"code": "own-limit", "measure": "CPM"}]}"#) {
            let rules = try VerdictRules.loading(home: $0)
            #expect(rules.verdict(of: "own-limit") == .doNotSend)
        }
    }

    @Test("the table of codes has all codes of messages in the sources, and no other") func table() throws {
        let package = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        // What no step of a run reports.
        let elsewhere: Set<String> = [
            "Bundles", "Diagnostics", "Redaction", "Runs", "Health", "mp-archive", "mp-ledger",
        ]
        var codes: Set<String> = []
        var folders =
            fileNames(in: "\(package)/Sources")?.filter { !elsewhere.contains($0) }.map { "\(package)/Sources/\($0)" }
            ?? []
        while let folder = folders.popLast() {
            for name in fileNames(in: folder) ?? [] {
                let path = "\(folder)/\(name)"
                guard name.hasSuffix(".swift") else {
                    folders.append(path)
                    continue
                }
                for part in try text(of: path).split(separator: "MessageCode(").dropFirst() {
                    let words = part.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
                    guard words[0].filter({ !$0.isWhitespace }) == "rawValue:", words.count > 2, !words[1].isEmpty
                    else { continue }
                    codes.insert(String(words[1]))
                }
            }
        }
        #expect(codes.symmetricDifference(FindingCodes.all) == [])
    }

    private func text(of path: String) throws -> String {
        let input = try Input(path: path)
        var bytes: [UInt8] = []
        while true {
            let chunk = try input.chunk()
            if chunk.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: chunk)
        }
    }
}

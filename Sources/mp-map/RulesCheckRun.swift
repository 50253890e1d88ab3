import ArgumentParser
import MediaPlans
import Streams
import Toolkit

/// What a check of rules reads.
struct RulesCheckOptions: ParsableArguments {
    @Flag(help: "Map nothing: check the clients' rules, and list what each of them matched in workbooks, as TSV.")
    var checkRules = false

    @Flag(
        help: "With --check-rules, move sections of the rules file that are in the wrong place to where they belong.")
    var fix = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "With --check-rules, try the rules on these plans (default: the newest under input).", valueName: "file"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var planned: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "With --check-rules, try the rules on these platforms' reports (default: the newest under input).",
            valueName: "file"), completion: .file(extensions: ["xlsx", "xlsm"]))
    var delivered: [String] = []

    func validate() throws {
        guard checkRules || !fix else { throw ValidationError("--fix goes with --check-rules") }
        guard checkRules || planned.isEmpty && delivered.isEmpty else {
            throw ValidationError(
                "--planned and --delivered go with --check-rules; mp-map reads the records of --input")
        }
    }

    /// Moves sections of the rules file that are in the wrong place.
    private func correct(home: String, report: (Message) -> Void) throws {
        let path = ConfigurationPlace.path(of: ClientRules.fileName, home: home)
        guard let root = try ConfigurationNode.reading(path) else { return }
        let (corrected, moved) = try ClientRules.correcting(root)
        guard !moved.isEmpty else {
            return report(
                Message(.note, .rulesMoved, at: Place(file: path), "nothing to move: every section is in its place"))
        }
        let output = try Output(replacing: path, isOwnState: true)
        try output.write(corrected.indented(width: 100) + "\n")
        try output.finish()
        for text in moved { report(Message(.note, .rulesMoved, at: Place(file: path), "moved \(text)")) }
    }

    /// Prints what each rule met.
    func run(home: String, client: String?, report: @escaping (Message) -> Void) throws {
        var (planned, delivered) = (planned, delivered)
        for (path, pattern) in planned.map({ ($0, "PLANNED_*.xlsx") }) + delivered.map({ ($0, "DELIVERED_*.xlsx") }) {
            if let failure = Failure.missing(path, pattern: pattern) { throw failure }
        }
        if planned.isEmpty, delivered.isEmpty {
            planned = newestFile(in: "\(home)/input", prefix: "PLANNED_").map { [$0] } ?? []
            delivered = newestFile(in: "\(home)/input", prefix: "DELIVERED_").map { [$0] } ?? []
        }
        if fix { try correct(home: home, report: report) }
        guard let check = try RulesCheck(home: home, client: client, vocabulary: Vocabulary.loading(home: home)) else {
            let path = ConfigurationPlace.path(of: ClientRules.fileName, home: home)
            report(
                Message(
                    .note, .noRules, at: Place(file: path), "there is no such file, so that no rule was checked",
                    hint: "for a client's own rules \(ClientRules.creating(path))"))
            return try write([])
        }
        let lines = try check.run(planned: planned, delivered: delivered, report: report)
        try write(lines.map(\.fields))
    }

    private func write(_ lines: [[String]]) throws {
        let output = Output.standard()
        for line in [RulesCheck.Line.header] + lines { try output.write(TSV.line(line)) }
        try output.finish()
    }
}

extension MessageCode {
    /// There is no rules file, so that there was nothing to check.
    static let noRules = MessageCode(rawValue: "no-rules")
    /// What a correction of the rules file moved.
    static let rulesMoved = MessageCode(rawValue: "rules-moved")
}

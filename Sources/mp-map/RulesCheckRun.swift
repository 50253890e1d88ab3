import ArgumentParser
import MediaPlans
import Streams
import Toolkit

/// What a check of rules reads.
struct RulesCheckOptions: ParsableArguments {
    @Flag(help: "Map nothing: check the clients' rules, and list what each of them matched in workbooks, as TSV.")
    var checkRules = false

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
        guard checkRules || planned.isEmpty && delivered.isEmpty else {
            throw ValidationError(
                "--planned and --delivered go with --check-rules; mp-map reads the records of --input")
        }
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
        let lines = try RulesCheck(home: home, client: client, vocabulary: Vocabulary.loading(home: home))
            .run(planned: planned, delivered: delivered, report: report)
        let output = Output.standard()
        for line in [RulesCheck.Line.header] + lines.map(\.fields) { try output.write(TSV.line(line)) }
        try output.finish()
    }
}

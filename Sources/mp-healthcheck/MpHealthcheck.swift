import ArgumentParser
import Glibc
import Health
import MediaPlans
import Streams
import Toolkit

@main
struct MpHealthcheck: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "mp-healthcheck",
        abstract: "Check what a run needs: inputs, template, configuration, room, past errors, tools and machine.",
        usage: "mp-healthcheck [options]",
        discussion: """
            Ends with 0 OK, 1 WARNING, 2 CRITICAL or 3 UNKNOWN, as monitoring plugins do.

            Examples:
              mp-healthcheck
              mp-healthcheck --only plan-workbook --only pair
              mp-healthcheck --format nagios --skip api-key
              mp-healthcheck --format prometheus -o /var/lib/prometheus/node-exporter/media-plans.prom
            """,
        version: toolkitVersion)

    @OptionGroup(title: "Checks")
    var selection: SelectionOptions

    @OptionGroup(title: "History")
    var past: PastOptions

    @OptionGroup(title: "Output")
    var outputs: OutputOptions

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    /// A plugin that cannot tell says UNKNOWN.
    static var failureStatus: ExitStatus? { .unknown }

    /// This process is the one that works; another waits for it, whatever happens to it.
    private static let supervision = Supervision.begin()

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("the plan", selection.planned)
        files.reads("the report", selection.delivered)
        files.reads("the template", selection.template)
        files.makes("-o", outputs.file)
        return files
    }

    static func main() {
        _ = supervision
        Tool.main(Self.self)
    }

    func run(_ session: Session) throws -> ExitStatus {
        if selection.listChecks { return try listChecks() }
        if past.history { return try past.show(selection.only, outputs) }
        let status = try HealthRun(selection: selection, outputs: outputs, isRecorded: !past.noRecord).run(session)
        Self.supervision.end(status)
        return status
    }

    private func listChecks() throws -> ExitStatus {
        let output = try Output.to(outputs.file)
        try output.write(TSV.line(["check", "needs", "looks_at"]))
        for name in CheckName.allCases {
            try output.write(TSV.line([name.rawValue, name.needs.map(\.rawValue).joined(separator: " "), name.title]))
        }
        try output.finish()
        return .done
    }
}

/// Which checks are run, on what.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run this check only; may be given again for others. What it needs is run too, but not reported.",
            valueName: "check"), completion: checkNames, transform: checkName)
    var only: [CheckName] = []

    @Option(
        help: ArgumentHelp(
            "Leave this check out, and those that need it; may be given again for others.", valueName: "check"),
        completion: checkNames, transform: checkName)
    var skip: [CheckName] = []

    @Flag(help: "Ask the Anthropic API, too, whether it accepts the key, and how fast.")
    var online = false

    @Flag(help: "List the checks instead: name, the checks that it needs, what it looks at, as TSV.")
    var listChecks = false

    @Option(
        help: ArgumentHelp(
            "Give all checks together so many seconds; one that has not ended then is UNKNOWN.", valueName: "seconds"))
    var timeout = 5.0

    @Option(
        help: ArgumentHelp("Check the rules of this client (default: CLIENT_ID).", valueName: "id"),
        completion: .custom { _, _, _ in ClientRules.clientNames(home: CompletionLine.home) })
    var client: String?

    @Option(
        help: ArgumentHelp("Check this plan instead of the newest in input.", valueName: "file"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var planned: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Check these delivery reports instead of the newest in input.", valueName: "file"),
        completion: .file(extensions: ["xlsx", "xlsm", "csv", "tsv"]))
    var delivered: [String] = []

    @Option(
        help: ArgumentHelp("Check this template instead of the newest in input.", valueName: "file"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var template: String?

    func validate() throws {
        guard timeout > 0, timeout <= 3600 else {
            throw ValidationError("--timeout takes seconds from above 0 to 3600")
        }
        if only.contains(where: \.isOnline), !online {
            throw ValidationError("the check \"service\" asks a service; give --online, too")
        }
        if let name = only.first(where: skip.contains) {
            throw ValidationError("\"\(name.rawValue)\" is given to --only and to --skip")
        }
    }
}

private let checkNames = CompletionKind.list(CheckName.allCases.map(\.rawValue))

private func checkName(_ text: String) throws -> CheckName {
    let names = CheckName.allCases.map(\.rawValue)
    guard let name = CheckName(rawValue: text) else {
        let near = nearNames(to: text, among: names)
        throw ValidationError(
            "there is no check \"\(printable(text))\"; \(near.isEmpty ? "see --list-checks" : "did you mean \(near.prefix(3).joined(separator: ", "))?")"
        )
    }
    return name
}

/// What is written, and how.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write text, ndjson, junit, nagios (a plugin's output with performance data) or prometheus (the text exposition format).",
            valueName: "format"))
    var format = HealthFormat.text

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("Write the report to this file, atomically, instead of standard output.", valueName: "file"),
        completion: .file())
    var file: String?

    @Flag(name: .shortAndLong, help: "Write only what is not OK, and nothing when all is; for text.")
    var quiet = false

    func validate() throws {
        guard !quiet || format == .text else {
            throw ValidationError("--quiet is for text; a \(format.rawValue) report is whole")
        }
    }
}

extension HealthFormat: OptionWord {}

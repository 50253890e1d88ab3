import ArgumentParser
import Glibc
import Runs
import Streams
import Toolkit

struct Summary: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Print what a run came to, on one screen: verdict, workbooks, errors, what to do next.")
    @OptionGroup var which: RunOption
    @Option(
        help: ArgumentHelp(
            "Name this home folder in paths and commands, for a reader in another one.", valueName: "folder"),
        completion: .directory)
    var home: String?
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        try Self.write(try ledger.run(named: which.run, session), ledger, home: home, rules: try ledger.rules())
        return .done
    }

    /// Writes the screen of a run to standard output.
    static func write(_ run: Run, _ ledger: LedgerOptions, home: String?, rules: VerdictRules) throws {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let isColoured = isTerminal && environment("NO_COLOR") == nil && environment("TERM") != "dumb"
        let output = Output.standard(hasColours: isColoured)
        let summary = RunSummary(
            run, earlier: try ledger.latestRuns(), rules: rules, style: .init(isColoured: isColoured),
            view: .init(
                width: isTerminal ? terminalColumns(STDOUT_FILENO) : nil, home: home,
                isAtWork: run.status == nil && RunSummary.View.isAtWork(in: ledger.home)))
        try output.write(summary.text)
        try output.finish()
    }
}

struct ShowVerdict: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "verdict",
        abstract: "Say whether a run's tracker may be sent: ready to send, ready with warnings, or do not send.",
        discussion: """
            Prints the verdict and, after a tab, the reasons. Ends with 0 when the tracker may be sent, else with 1. The rules are those built \
            in, changed by "verdict" in config/toolkit.json.
            """)
    @OptionGroup var which: RunOption
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        let judgement = Judgement(try ledger.run(named: which.run, session), rules: try ledger.rules())
        for reason in judgement.reasons {
            session.note("rule \(reason.name): \(reason.text): \(reason.verdict.rawValue)", level: .debug)
        }
        try writeTable([[judgement.verdict.rawValue, judgement.why]])
        return judgement.status
    }
}

struct Report: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Print what a run came to, its steps, and its files with their hashes.")
    @OptionGroup var which: RunOption
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to this file, atomically, instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    var files: CommandFiles {
        var files = CommandFiles()
        files.makes("--output", output)
        return files
    }

    func run(_ session: Session) throws -> ExitStatus {
        let output = try Output.to(output)
        try output.write(
            RunReport.text(
                of: ledger.run(named: which.run, session), earlier: ledger.latestRuns(), rules: ledger.rules()))
        try output.finish()
        if let path = self.output { session.ledger.wrote(path) }
        return .done
    }
}

struct ListFiles: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "files",
        abstract:
            "Print every file that the ledger says was written, whether it is the same, changed or gone, and its SHA-256, as TSV without a header."
    )
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        var written: [String: FileRecord] = [:]
        var order: [String] = []
        try ledger.file.forEach { entry in
            for file in entry.outputs where file.sha256 != nil {
                if written.updateValue(file, forKey: file.path) == nil { order.append(file.path) }
            }
        }
        try writeTable(order.compactMap { written[$0] }.map { [$0.path, $0.state.rawValue, $0.sha256 ?? ""] })
        return .done
    }
}

struct Last: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "last",
        abstract: "Print a run's name, how it stands, and when it began, as TSV without a header.")
    @OptionGroup var which: RunOption
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        let run = try ledger.run(named: which.run, session)
        try writeTable([[run.name, RunTables.statusText(run), run.started]])
        return .done
    }
}

struct PrintArguments: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "arguments", abstract: "Print the options with which a run began, each ended by a zero byte.")
    @OptionGroup var which: RunOption
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        let run = try ledger.run(named: which.run, session)
        guard run.start != nil else {
            throw Failure(
                .noInput, .noRun, at: Place(file: ledger.file.path), "run \(run.name) has no line of its beginning",
                hint: "start a new run")
        }
        let output = Output.standard()
        for argument in run.arguments { try output.write(argument + "\0") }
        try output.finish()
        return .done
    }
}

struct Check: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether a step of a run need not be done again.",
        discussion:
            "Ends with 0 and prints the step's status and what it went by, or with 1 and prints why it must be done.")
    @Option(help: ArgumentHelp("The run.", valueName: "name"))
    var run: String
    @Option(help: ArgumentHelp("The step.", valueName: "name"))
    var step: String
    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command as it would be run now.", valueName: "command"))
    var command: [String]
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func validate() throws { guard !command.isEmpty else { throw ValidationError("give the step's command after --") } }

    func run(_ session: Session) throws -> ExitStatus {
        let entries = try ledger.run(named: run, session).entries
        let record = StepRecord(
            step: step, of: entries, tool: command[0], arguments: Array(command.dropFirst()), version: toolkitVersion,
            configuration: ConfigurationFiles.read(home: ledger.home))
        switch record {
        case .stands(let entry):
            session.note("run \(run), step \(step): valid, \(entry.unchangedFiles)", level: .debug)
            try writeTable([
                [
                    String(entry.status),
                    entry.unchangedFiles,
                ]
            ])
            return .done
        case .isOutdated(let reason):
            session.note("run \(run), step \(step): to be done, \(reason)", level: .debug)
            try writeTable([["-", reason]])
            return .findings
        }
    }
}

struct Add: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a line to the ledger, with size and SHA-256 of the files named.")
    @Option(help: ArgumentHelp("The run.", valueName: "name"))
    var run: String
    @Option(help: ArgumentHelp("The step.", valueName: "name"))
    var step: String?
    @Option(help: ArgumentHelp("The program that the line is about.", valueName: "name"))
    var tool: String
    @Option(help: ArgumentHelp("Its exit status.", valueName: "number"))
    var status: Int32
    @Option(help: ArgumentHelp("The wall time.", valueName: "number"))
    var seconds: Double?
    @Option(help: ArgumentHelp("Why it failed.", valueName: "text"))
    var error: String?
    @Option(help: ArgumentHelp("The run's verdict by the rules, to be kept with its end.", valueName: "text"))
    var verdict: RunVerdict?
    @Option(
        help: ArgumentHelp(
            "A workbook that the run did not take, a tab, and the reason; may be given again.", valueName: "text"))
    var leftOut: [String] = []
    @Option(help: ArgumentHelp("A file that was read; may be given again.", valueName: "file"), completion: .file())
    var input: [String] = []
    @Option(help: ArgumentHelp("A file that was written; may be given again.", valueName: "file"), completion: .file())
    var output: [String] = []
    @Argument(parsing: .postTerminator, help: ArgumentHelp("The program's arguments.", valueName: "argument"))
    var arguments: [String] = []
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        for path in input + output {
            if let failure = Failure.missing(path, pattern: "*") { throw failure }
        }
        var entry = LedgerEntry(
            run: run, step: step, tool: tool, version: toolkitVersion, started: LogFile.timestamp(),
            arguments: arguments, status: status)
        entry.inputs = input.map { FileRecord(reading: $0) }
        entry.outputs = output.map { FileRecord(reading: $0) }
        entry.seconds = seconds
        entry.error = error
        entry.verdict = verdict
        entry.leftOut = LeftOut.list(leftOut)
        try ledger.file.append(entry)
        return .done
    }
}

extension RunVerdict: ExpressibleByArgument {}

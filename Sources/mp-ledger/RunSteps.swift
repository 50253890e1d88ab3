import ArgumentParser
import Glibc
import Runs
import Streams
import Toolkit

struct RunSteps: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract:
            "Do the steps of a run: start, time, record and show them, and skip those that need not be done again.",
        discussion: """
            The steps come on standard input, as words that are each ended by a zero byte: for each step its name, the steps that must be \
            over before (separated by blanks), the number of words of its command, and these. Steps that need nothing of each other run side \
            by side. Ends with 0 when the tracker may be sent, with 1 when it must not be sent, and else with the status of the step that \
            failed.
            """)
    @Option(help: ArgumentHelp("The run.", valueName: "name"))
    var run: String
    @Option(
        help: ArgumentHelp(
            "The program that the run is done by, for messages, the log and the ledger.", valueName: "name"))
    var tool: String
    @Flag(help: "Skip steps that need not be done again.")
    var resume = false
    @Flag(help: "Go on though the health check found something critical.")
    var force = false
    @Flag(help: "Stop before the tracker is filled when the records have errors.")
    var strict = false
    @Flag(help: "Only print what would be done.")
    var dryRun = false
    @Flag(help: "Show the steps' messages on a terminal, too.")
    var allMessages = false
    @Option(help: ArgumentHelp("The records to compare with, for --dry-run.", valueName: "file"), completion: .file())
    var earlier: String?
    @Option(
        help: ArgumentHelp(
            "A workbook that the run did not take, a tab, and the reason; may be given again.", valueName: "text"))
    var leftOut: [String] = []
    @Option(
        help: ArgumentHelp(
            "Name this home folder in paths and commands, for a reader in another one.", valueName: "folder"),
        completion: .directory)
    var home: String?
    @Argument(parsing: .postTerminator, help: ArgumentHelp("The options of the run.", valueName: "option"))
    var options: [String] = []
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        session.ledger.isKept = false
        let plan = try plan()
        if dryRun {
            let output = Output.standard()
            try output.write(plan.description(earlier: earlier))
            try output.finish()
            return .done
        }
        // The log has the run's name in each line.
        setenv("MP_RUN", run, 1)
        let script = Session(tool: tool, options: common)
        script.ledger.isKept = false
        let runner = StepRunner(plan, outlet(script))
        let stop = try runner.run { LogFile.timestamp() }
        let status = runner.end(stop) { LogFile.timestamp() }
        do {
            try Summary.write(
                try ledger.run(named: run, session), ledger, home: home,
                rules: (try? ledger.rules()) ?? VerdictRules())
        } catch let failure as Failure where stop == nil {
            // The verdict is in the ledger; that nobody saw it is a failure of its own.
            script.fail(
                Message(
                    .error, .cannotWrite,
                    "the summary cannot be written to standard output: \(failure.message.text)",
                    hint: "mp-ledger summary --run \(run) shows it"))
            Interruption.end(ExitStatus.io.rawValue)
        } catch {}
        Interruption.end(status)
    }

    private func plan() throws -> RunPlan {
        let input = try Input(path: "-")
        var bytes: [UInt8] = []
        while case let chunk = try input.chunk(), !chunk.isEmpty { bytes += chunk }
        var plan = RunPlan(
            run: run, script: tool, version: toolkitVersion, home: ledger.home, arguments: options,
            leftOut: LeftOut.list(leftOut), steps: try PlannedStep.list(bytes))
        (plan.isResumed, plan.isForced, plan.isStrict) = (resume, force, strict)
        return plan
    }

    private func outlet(_ script: Session) -> RunOutlet {
        RunOutlet(
            say: { script.say($0) }, message: { writeStandardError($0 + "\n") },
            log: { script.note($0, level: LogLevel($1)) }, screen: screen, showsMessages: allMessages,
            messages: STDERR_FILENO)
    }

    /// The screen, on a terminal that can draw one.
    private var screen: RunScreen? {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let canDraw = !["dumb", nil].contains(environment("TERM"))
        guard
            common.progress == .always || common.progress == .auto && isTerminal && canDraw && environment("CI") == nil
        else { return nil }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first ?? ""
        return RunScreen(
            width: terminalColumns(STDERR_FILENO), isColoured: isTerminal && canDraw && environment("NO_COLOR") == nil,
            locale: locale
        ) { writeStandardError($0) }
    }
}

extension LogLevel {
    fileprivate init(_ level: Message.Level) {
        self =
            switch level {
            case .note: .info
            case .warning: .warning
            case .error: .error
            }
    }
}

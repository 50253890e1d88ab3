import ArgumentParser
import Glibc
import Runs
import Streams
import Toolkit

struct Begin: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "begin",
        abstract: "Print the name of the next run, the records to compare it with, and the options to do it with.",
        discussion: """
            Prints words that are each ended by a zero byte: the name, the records, when the run began and how it ended, and the options. \
            The name is the local time, or the first second after it of which there is no run. The records are those of the latest run of \
            the same plan (by path or content), client, platforms and days that read other reports and whose records are still there and \
            unchanged; of the latest of all such runs where none read others; and empty when there is none. With --resume, the run is the \
            latest or that of --run, and options that are given replace its own.
            """)
    @Flag(help: "Continue a run.")
    var resume = false
    @OptionGroup var which: RunOption
    @Argument(parsing: .postTerminator, help: ArgumentHelp("The options of the run.", valueName: "option"))
    var options: [String] = []
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func validate() throws {
        guard resume || which.run == nil else { throw ValidationError("--run goes with --resume") }
    }

    func run(_ session: Session) throws -> ExitStatus {
        // A rule that does not hold is told before all the work.
        _ = try ledger.rules()
        let runs = try ledger.latestRuns()
        var (name, state, options) = ("", "", options)
        if resume {
            let old = try ledger.run(named: which.run, session)
            guard old.start != nil else {
                throw Failure(
                    .noInput, .noRun, at: Place(file: ledger.file.path),
                    "run \(old.name) has no line of its beginning", hint: "start a new run")
            }
            (name, state) = (old.name, "\(old.started) (\(RunTables.statusText(old)))")
            options = RunOptions.merged(options, over: old.arguments)
        } else {
            name = RunName.next(after: time(nil), home: ledger.home, among: runs)
        }
        let end = runs.firstIndex { $0.name == name } ?? runs.count
        let earlier = EarlierRecords(options: options, among: runs[..<end]).path
        session.note(
            "run \(name)\(state.isEmpty ? "" : " of \(state)"): \(options.joined(separator: " "))", level: .debug)
        session.note(
            earlier.map { "run \(name): compared with \($0)" }
                ?? "run \(name): no earlier records of the same plan, client, platforms and days", level: .debug)
        let output = Output.standard()
        for word in [name, earlier ?? "", state] + options { try output.write(word + "\0") }
        try output.finish()
        return .done
    }
}

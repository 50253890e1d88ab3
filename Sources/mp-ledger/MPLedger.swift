import ArgumentParser
import Glibc
import Runs
import Streams
import Toolkit

@main
struct MPLedger: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mp-ledger",
        abstract: "Write and read the ledger of runs, output/runs.ndjson under MP_HOME.",
        discussion: """
            Examples:
              mp-ledger runs | column -ts "$(printf '\\t')"
              mp-ledger trend
              mp-ledger summary
              mp-ledger check --run 20260415_133000 --step map -- mp-map --input …
            """,
        version: toolkitVersion,
        subcommands: [
            ListRuns.self, ListSteps.self, ShowTrend.self, CountFailures.self, ShowTrouble.self, Summary.self,
            ShowVerdict.self,
            Daily.self, Pacing.self,
            Report.self, ShowOverview.self,
            ListFiles.self, Last.self,
            PrintArguments.self, Begin.self, RunSteps.self, Check.self, Add.self,
        ])

    static func main() { Tool.main(Self.self) }
}

/// Where the ledger is.
struct LedgerOptions: ParsableArguments {
    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var home: String { environment("MP_HOME") ?? "." }
    var file: LedgerFile { LedgerFile(home: home) }

    /// The rules by which runs are judged.
    func rules() throws -> VerdictRules { try VerdictRules.loading(home: home) }

    /// All runs of the ledger.
    func runs(_ session: Session) throws -> [Run] {
        var entries: [LedgerEntry] = []
        tell(try file.forEach { entries.append($0) }, session)
        return Run.grouped(entries)
    }

    /// Says that lines were left out.
    private func tell(_ impossible: Int, _ session: Session) {
        guard impossible > 0 else { return }
        let which = impossible == 1 ? "1 line has" : "\(impossible) lines have"
        session.report(
            Message(
                .warning, .oddLine, at: Place(file: file.path),
                "\(which) numbers that no run can have, such as a negative size, and \(impossible == 1 ? "is" : "are") left out",
                hint: "the ledger was damaged, or changed by hand; compare it with a backup"))
    }

    /// The latest runs, as far as the ledger's last 4 MiB tell.
    func latestRuns() throws -> [Run] { Run.grouped(try file.latest()) }

    /// Why there is no run, in a ledger of which no line can be read.
    func damage(_ tail: LedgerFile.Tail) -> Failure? {
        guard tail.damaged > 0 else { return nil }
        return Failure(
            .data, .oddLine, at: Place(file: file.path),
            "no run can be read: \(counted(tail.damaged, "line")) \(tail.damaged == 1 ? "is none" : "are none") of a ledger",
            hint: Self.mending)
    }

    static let mending =
        "the ledger was damaged, or changed by hand: restore it from the newest backup (mp-archive restore)"

    /// A run by its name; the latest where none is given.
    func run(named name: String?, _ session: Session) throws -> Run {
        let found: Run?
        if let name {
            var run = Run(name: name)
            tell(try file.forEach(run: name) { run.add($0) }, session)
            found = run.entries.isEmpty ? nil : run
        } else {
            let tail = try file.tail()
            tell(tail.impossible, session)
            found = Run.grouped(tail.entries).last { $0.start != nil }
            if found == nil, let damage = damage(tail) { throw damage }
        }
        guard let found else {
            throw Failure(
                .noInput, .noRun, at: Place(file: file.path),
                name.map { "there is no run \($0)" } ?? "there is no run yet",
                hint: name == nil ? "begin with: run-complete-workflow" : "see the runs: mp-ledger runs")
        }
        return found
    }
}

/// The name of a run.
struct RunOption: ParsableArguments {
    @Option(help: ArgumentHelp("The run (default: the latest).", valueName: "name"))
    var run: String?
}

extension MessageCode {
    /// No home folder is below the folder that was named.
    static let noHome = MessageCode(rawValue: "no-home")
    /// A home of which nothing, or not all, is known.
    static let homeNotRead = MessageCode(rawValue: "home-not-read")
    /// The ledger has no such run.
    static let noRun = MessageCode(rawValue: "no-run")
    /// A line of the ledger has numbers that no run can have.
    static let oddLine = MessageCode(rawValue: "odd-line")
}

/// Writes lines of TSV.
func writeTable(_ lines: [[String]]) throws {
    let output = Output.standard()
    for line in lines { try output.write(TSV.line(line)) }
    try output.finish()
}

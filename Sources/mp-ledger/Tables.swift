import ArgumentParser
import Glibc
import Runs
import Streams
import Toolkit

struct ListRuns: ToolCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "Print a line for each run, as TSV.")
    @Option(help: ArgumentHelp("Only the latest runs.", valueName: "count"))
    var last: Int?
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func validate() throws { if let last, last < 1 { throw ValidationError("--last counts from 1") } }

    func run(_ session: Session) throws -> ExitStatus {
        let table = RunTables.runs(try ledger.runs(session), rules: try ledger.rules())
        try writeTable(Array(table.prefix(1) + table.dropFirst().suffix(last ?? Int.max)))
        return .done
    }
}

struct ListSteps: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "steps", abstract: "Print a line for each step of each run, as TSV.")
    @OptionGroup var which: RunOption
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        try writeTable(
            RunTables.steps(which.run == nil ? ledger.runs(session) : [ledger.run(named: which.run, session)]))
        return .done
    }
}

struct ShowTrend: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "trend",
        abstract: "Print what each step takes by size of the workbooks, and how that changes, as TSV.")
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        try writeTable(RunTables.trend(ledger.runs(session)))
        return .done
    }
}

struct ShowTrouble: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "trouble",
        abstract:
            "Print since when runs fail, what failed first, and when the last good run ended, as TSV without a header.",
        discussion: """
            Times of escalation count from there. The first three fields are empty when the last run came to its end. A terminal gets a \
            sentence.
            """)
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        let trouble = Trouble(try ledger.file.latest())
        guard isatty(STDOUT_FILENO) == 1 else {
            try writeTable([[trouble.since ?? "", trouble.run, trouble.step, trouble.lastEnd]])
            return .done
        }
        let output = Output.standard()
        try output.write(printable(trouble.sentence) + "\n")
        try output.finish()
        return .done
    }
}

struct CountFailures: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "failures", abstract: "Print how often which step failed in which way, as TSV.")
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        try writeTable(RunTables.failures(ledger.runs(session)))
        return .done
    }
}

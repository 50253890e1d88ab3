import ArgumentParser
import Glibc
import Runs
import Streams
import Toolkit

struct Daily: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "daily",
        abstract: "Say whether the last run's tracker may be sent, and whether a new run is due.",
        discussion:
            "Ends with 0 when it may be sent and is up to date, with 65 when figures are wrong or missing, else with 1."
    )
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        let output = Output.standard()
        let tail = try ledger.file.tail()
        let runs = Run.grouped(tail.entries)
        guard let run = runs.last(where: { $0.start != nil }) else {
            if let damage = ledger.damage(tail) { throw damage }
            try output.write("there is no run yet; begin with: run-complete-workflow\n")
            try output.finish()
            return .findings
        }
        guard run.status != nil || !RunSummary.View.isAtWork(in: ledger.home) else {
            try output.write(
                "run \(run.name), begun \(timeOfDay(run.started)), is at work; look again when it is over\n")
            try output.finish()
            return .findings
        }
        let judgement = Judgement(run, rules: try ledger.rules())
        let verdict = judgement.verdict
        let why = judgement.why.isEmpty ? "" : ": \(judgement.why)"
        var lines = ["run \(run.name) of \(timeOfDay(run.started)): \(verdict.rawValue)\(why)"]
        if let pacing = RunPacing(run) { lines.append("pacing: \(pacing.sentence)") }
        if verdict != .ready {
            let summary = RunSummary(run, earlier: [], rules: try ledger.rules(), style: .init(isColoured: false))
            lines += summary.errors(lines: 10)
        }
        let advice = RunAdvice(run, judgement, .init()).text
        if verdict == .doNotSend { lines += advice.split(separator: "\n").map(String.init) }
        let freshness = RunFreshness(run, among: runs, home: ledger.home, now: Double(time(nil)))
        lines += freshness.problems
        if tail.damaged > 0 {
            lines.append(
                "\(counted(tail.damaged, "line")) of output/runs.ndjson cannot be read, and may be of a later run; \(LedgerOptions.mending)"
            )
        }
        for line in lines { try output.write(line + "\n") }
        try output.finish()
        let audit = run.step(RunStep.audit)
        if (audit?.figure("wrong") ?? 0) + (audit?.figure("missing") ?? 0) > 0 { return .data }
        return verdict == .doNotSend || !freshness.problems.isEmpty || tail.isLastDamaged ? .findings : .done
    }
}

struct Pacing: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "pacing",
        abstract: "Print how far the spend of a run is from the plan to date, as TSV without a header.",
        discussion: """
            Prints the deviation as a share of the plan to date (1 or more where it is not known or the data are older than three days) and a sentence. Ends with 1 and prints nothing \
            when the run did not look at pacing.
            """)
    @OptionGroup var which: RunOption
    @OptionGroup var ledger: LedgerOptions
    var common: CommonOptions { ledger.common }

    func run(_ session: Session) throws -> ExitStatus {
        guard let pacing = RunPacing(try ledger.run(named: which.run, session)) else { return .findings }
        try writeTable([[DecimalText.string(pacing.concern), pacing.sentence]])
        return .done
    }
}

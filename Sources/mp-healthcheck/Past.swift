import ArgumentParser
import Health
import Streams
import Toolkit

/// What earlier runs found.
struct PastOptions: ParsableArguments {
    @Flag(
        help:
            "Show what earlier runs found instead, as TSV, or as NDJSON with --format ndjson: a line for each stretch of runs with the same verdicts. With --only, of these checks."
    )
    var history = false

    @Option(help: ArgumentHelp("With --history, look at so many runs (default: 1000).", valueName: "count"))
    var last: Int?

    @Flag(help: "Do not put this run into the history.")
    var noRecord = false

    func validate() throws {
        guard history || last == nil else { throw ValidationError("--last is for --history") }
        guard last ?? 1 > 0 else { throw ValidationError("--last counts runs from 1") }
    }

    func show(_ only: [CheckName], _ outputs: OutputOptions) throws -> ExitStatus {
        guard [.text, .ndjson].contains(outputs.format) else {
            throw ValidationError("--history is written as text or ndjson")
        }
        let names = Set((only.isEmpty ? CheckName.allCases : only).map(\.rawValue))
        let records = try HealthHistory(home: environment("MP_HOME") ?? ".").records(last: last ?? 1000) {
            only.isEmpty ? $0 : $0.only(names)
        }
        let report = HistoryReport(records)
        let output = try Output.to(outputs.file)
        if outputs.format == .ndjson {
            try output.write(report.ndjson)
        } else {
            for line in report.table { try output.write(TSV.line(line)) }
        }
        try output.finish()
        return .done
    }
}

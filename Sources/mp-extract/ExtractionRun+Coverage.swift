import MediaPlans
import Streams
import Toolkit

/// What became of the cells of the inputs.
extension ExtractionRun {
    /// What became of each sheet's cells.
    func writeCoverage(_ setting: Setting) throws {
        for kind in InputKind.allCases { try read(kind, setting, emit: { _ in }) }
        let output = try Output.to(outputs.file)
        try write(setting.coverage.coverage, to: output)
        try output.finish()
        note(setting.coverage.coverage)
    }

    func write(_ coverage: SourceCoverage, to output: Output) throws {
        for line in [SourceCoverage.header] + coverage.table { try output.write(TSV.line(line)) }
    }

    /// Reports what is left out, and keeps the numbers for the run's summary.
    func note(_ coverage: SourceCoverage) {
        session.ledger.counted("source_numbers", coverage.numbers)
        session.ledger.counted("source_accounted", coverage.accounted)
        if let message = coverage.message { report(message) }
    }
}

import ArgumentParser
import MediaPlans
import Streams
import Toolkit

/// What brand-lift tables of reports say.
extension ExtractionRun {
    /// The results as TSV or NDJSON; the plans are not read.
    func writeBrandLift(_ setting: Setting) throws {
        guard !inputs.delivered.isEmpty else {
            throw ValidationError("--brand-lift reads reports: give --delivered FILE")
        }
        guard outputs.recordFormat != .xlsx else { throw ValidationError("--brand-lift writes .tsv or .ndjson") }
        try read(.delivered, setting, emit: { _ in })
        let output = try Output.to(outputs.file)
        try write(setting.coverage.brandLift, outputs.recordFormat, to: output)
        try output.finish()
        guard setting.coverage.brandLift.isEmpty else { return }
        report(
            Message(
                .note, .noBrandLift, at: Place(file: inputs.delivered.count == 1 ? inputs.delivered[0] : nil),
                "no brand-lift table was found",
                hint:
                    "its header names what the survey asks, such as BLS Metric, and a result; add words to vocabulary.brand_lift in config/toolkit.json"
            ))
    }

    func write(_ results: [BrandLiftResult], _ format: RecordFormat, to output: Output) throws {
        if format != .ndjson { try output.write(TSV.line(BrandLiftResult.header)) }
        for result in results {
            try output.write(
                format == .ndjson ? Array((result.json.serialised() + "\n").utf8) : TSV.line(result.fields))
        }
    }
}

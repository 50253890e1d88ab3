import Checks
import MediaPlans
import Streams

extension ValidationRun {
    /// The comparison with earlier records, which are read; nil where none was asked for.
    func earlierComparison(_ vocabulary: Vocabulary) throws -> EarlierComparison? {
        guard let path = inputs.againstEarlier else { return nil }
        let comparison = EarlierComparison(path: path, settings: settings, vocabulary: vocabulary)
        comparison.cut = period.map { PeriodCut($0) }
        try comparison.readEarlier()
        return comparison
    }

    /// Finishes the comparison, and writes its changes where they were asked for.
    func finish(_ comparison: EarlierComparison, _ log: FindingLog) throws -> EarlierSummary {
        var tables: [TableFile] = []
        if outputs.changes {
            tables.append(try TableFile(nil, outputs.format?.table ?? .tsv, header: RecordChange.header))
        }
        if let path = outputs.writeChanges {
            tables.append(try TableFile(path, TableFormat(path: path), header: RecordChange.header))
        }
        let summary = try comparison.finish(log: log) { change in
            for table in tables { try table.write(change.fields, change.json) }
        }
        for table in tables {
            if table.format == .ndjson {
                try table.write([], .object([.init("kind", .string("summary")), .init("earlier", summary.json)]))
            }
            try table.finish()
            if let path = table.path { session.ledger.wrote(path) }
        }
        let missing =
            summary.reason.map { "nothing was compared: \($0)" }
            ?? (summary.unlike.isEmpty
                ? nil
                : "\(counted(summary.notCompared, "line")) were not compared, since none is on both sides: "
                    + summary.unlike.joined(separator: "; "))
        if let missing {
            session.report(Message(.warning, .earlierNotCompared, at: Place(file: summary.path), missing))
        }
        return summary
    }
}

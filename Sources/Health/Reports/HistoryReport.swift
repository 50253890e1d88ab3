import Streams

/// Past results for people: one line for each series of runs with the same results.
public struct HistoryReport {
    private let records: [HealthRecord]

    public init(_ records: [HealthRecord]) { self.records = records }

    /// Successive runs with the same verdicts.
    private struct Stretch {
        var first: HealthRecord
        var last: HealthRecord
        var count = 1
        var longest: Double

        /// Whether a run has the same results.
        func continues(with record: HealthRecord) -> Bool {
            last.verdicts.elementsEqual(record.verdicts) { $0.check == $1.check && $0.verdict == $1.verdict }
        }
    }

    /// The series as lines of TSV: from, to, runs, verdict, seconds of the longest run, checks that were not OK.
    public var table: [[String]] {
        var stretches: [Stretch] = []
        for record in records {
            if let last = stretches.last, last.continues(with: record) {
                stretches[stretches.count - 1].last = record
                stretches[stretches.count - 1].count += 1
                stretches[stretches.count - 1].longest = max(last.longest, record.seconds)
            } else {
                stretches.append(Stretch(first: record, last: record, longest: record.seconds))
            }
        }
        return [["from", "to", "runs", "verdict", "longest_s", "not_ok"]]
            + stretches.map { stretch in
                let concerns = stretch.last.verdicts.filter { $0.verdict != .ok }.map {
                    "\($0.check) \($0.verdict.name): \(stretch.last.texts[$0.check] ?? "")"
                }
                return [
                    Self.local(stretch.first.time), Self.local(stretch.last.time), String(stretch.count),
                    stretch.last.verdict.name, shortNumber(stretch.longest),
                    concerns.joined(separator: "; "),
                ]
            }
    }

    private static func local(_ time: String) -> String { seconds(ofISO: time).map(localTime) ?? time }

    /// The records, one object each.
    public var ndjson: String { records.map { $0.json.serialised() + "\n" }.joined() }
}

import MediaPlans
import Streams

/// Parts records with findings from those without.
///
/// What several lines together get wrong is known at the end only, so records wait in a temporary file. Memory: a
/// number for each record with a finding.
public final class RecordSplit {
    private let spool = RecordSpool()
    private var failing: Set<Key> = []
    private var files: [String: Int] = [:]
    private let report: (Message) -> Void

    private struct Key: Hashable {
        var origin: Int
        var row: Int
        /// In a table of reach a row holds a record for each market.
        var market: Int
    }

    /// - Parameters:
    ///   - level: findings from this level on part a record off.
    ///   - report: takes what a file cannot hold.
    public init(log: FindingLog, from level: Message.Level, report: @escaping (Message) -> Void) {
        self.report = report
        log.onRecord = { [unowned self] spot, found in
            guard found >= level, let key = self.key(spot) else { return }
            self.failing.insert(key)
        }
    }

    private func number(_ text: String) -> Int {
        if let number = files[text] { return number }
        files[text] = files.count
        return files.count - 1
    }

    private func key(_ spot: Spot) -> Key? {
        guard let row = spot.row else { return nil }
        return Key(
            origin: number("\(spot.file ?? "")\u{0}\(spot.sheet ?? "")"), row: row,
            market: spot.market.map { number($0) } ?? -1)
    }

    public func add(_ record: Record) throws { try spool.write(record) }

    /// Writes both kinds, in their order; nil writes none of a kind.
    public func write(valid: String?, invalid: String?) throws {
        let writers = try (valid: valid.map(writer), invalid: invalid.map(writer))
        try spool.forEach { record in
            let isFailing = key(Spot(record, nil)).map { failing.contains($0) } ?? false
            try (isFailing ? writers.invalid : writers.valid)?.write(record)
        }
        try writers.valid?.finish()
        try writers.invalid?.finish()
    }

    private func writer(_ path: String) throws -> any RecordWriter {
        if path.hasSuffix(".xlsx") {
            return try WorkbookRecordWriter(path: path, sheet: "Records", extras: spool.extras, report: report)
        }
        let output = try Output.to(path)
        return path.hasSuffix(".ndjson") || path.hasSuffix(".jsonl")
            ? NDJSONRecordWriter(output) : TSVRecordWriter(output)
    }
}

import Glibc
import Streams

/// The table of results that is written beside records.
extension BrandLiftResult {
    /// The results beside records that are called such as `COMBINED_20260415_133000.tsv`; none where there is no such table.
    ///
    /// - Throws: `Failure` with status 65 when it is not such a table, and what reading throws.
    public static func beside(records path: String) throws -> [BrandLiftResult] {
        guard let table = RunStamp(records: path).map({ self.path(in: $0.folder, stamp: $0.stamp) }),
            access(table, F_OK) == 0
        else { return [] }
        return try reading(table)
    }

    /// The results that a table of them holds.
    ///
    /// - Throws: `Failure` with status 65 when it is not such a table, and what reading throws.
    public static func reading(_ table: String) throws -> [BrandLiftResult] {
        let input = try Input(path: table)
        var results: [BrandLiftResult] = []
        guard let first = try input.line(), TSV.fields(of: first) == header else { throw malformed(table) }
        while let line = try input.line() {
            guard let result = BrandLiftResult(TSV.fields(of: line)) else { throw malformed(table) }
            results.append(result)
        }
        return results
    }

    private static func malformed(_ table: String) -> Failure {
        Failure(
            .data, .malformedRecord, at: Place(file: table), "is not a table of brand-lift results",
            hint: "run mp-extract --output again")
    }

    /// Reads what `fields` gives.
    private init?(_ fields: [String]) {
        guard fields.count == Self.header.count, let status = Status(rawValue: fields[8]) else { return nil }
        let value = Double(fields[9])
        guard value != nil || fields[9].isEmpty else { return nil }
        func named(_ text: String) -> String? { text.isEmpty ? nil : text }
        self.init(
            platform: named(fields[3]).map { Platform(code: $0, displayName: $0) },
            market: named(fields[4]).map { Market(code: $0, displayName: $0) }, campaign: fields[5], metric: fields[6],
            measure: Measure(fields[7]), status: status, value: value, currency: named(fields[10]), written: fields[11],
            place: Place(file: named(fields[0]), sheet: named(fields[1]), cell: named(fields[2])))
    }
}

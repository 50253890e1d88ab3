import Glibc
import Streams

/// The folder of a run's records, and what their names have in common.
struct RunStamp {
    var folder: String
    var stamp: String

    /// - Returns: nil for records under another name than `COMBINED_20260415_133000.tsv`.
    init?(records path: String) {
        let name = fileName(of: path)
        let folder = path.hasSuffix("/" + name) ? String(path.dropLast(name.utf8.count + 1)) : "."
        guard let stem = name.split(separator: ".").first.map(String.init),
            let kind = ["COMBINED_", "PLANNED_", "DELIVERED_"].first(where: { stem.hasPrefix($0) })
        else { return nil }
        self.folder = folder.isEmpty ? "/" : folder
        stamp = String(stem.dropFirst(kind.count))
    }
}

/// The table of coverage that is written beside records.
extension SourceCoverage {
    /// Where the table of a run is, beside its records.
    public static func path(in folder: String, stamp: String) -> String { "\(folder)/COVERAGE_\(stamp).tsv" }

    /// The table beside records that are called such as `COMBINED_20260415_133000.tsv`; nil where there is none.
    ///
    /// - Throws: `Failure` with status 65 when it is not such a table, and what reading throws.
    public static func beside(records path: String) throws -> SourceCoverage? {
        guard let table = RunStamp(records: path).map({ self.path(in: $0.folder, stamp: $0.stamp) }),
            access(table, F_OK) == 0
        else { return nil }
        let input = try Input(path: table)
        var lines: [[String]] = []
        while let line = try input.line() {
            lines.append(TSV.fields(of: line))
        }
        guard let found = SourceCoverage(table: lines) else {
            throw Failure(
                .data, .malformedRecord, at: Place(file: table), "is not a table of coverage",
                hint: "run mp-extract --output again")
        }
        return found
    }
}

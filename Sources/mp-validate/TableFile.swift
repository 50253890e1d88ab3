import Streams

/// How a table is written.
enum TableFormat: String {
    case tsv, ndjson, prometheus

    /// By a file's name: TSV, if it says nothing.
    init(path: String) {
        if path.hasSuffix(".ndjson") || path.hasSuffix(".jsonl") {
            self = .ndjson
        } else {
            self = path.hasSuffix(".prom") ? .prometheus : .tsv
        }
    }
}

/// A table that is written line by line, to standard output or to a file.
final class TableFile {
    let format: TableFormat
    /// Nil for standard output.
    let path: String?
    private let output: Output

    init(_ path: String?, _ format: TableFormat, header: [String]) throws {
        (self.path, self.format) = (path, format)
        output = try Output.to(path)
        if format == .tsv { try output.write(TSV.line(header)) }
    }

    func write(_ fields: @autoclosure () -> [String], _ object: @autoclosure () -> JSON) throws {
        switch format {
        case .tsv: try output.write(TSV.line(fields()))
        case .ndjson: try output.write(object().serialised() + "\n")
        case .prometheus: break
        }
    }

    func write(_ text: String) throws { try output.write(text) }

    func finish() throws { try output.finish() }
}

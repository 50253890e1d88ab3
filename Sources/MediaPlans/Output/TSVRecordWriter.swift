import Streams
import Workbooks

/// Writes records as TSV. The header names all extra columns, which are known only after the last record: so
/// the lines wait in a `Spool`, each with the extras known by then, and the missing tabs are added at the end.
public final class TSVRecordWriter: RecordWriter {
    private let output: Output
    private var spool: Spool
    private var extras = ExtraColumns()
    private var line = LineBytes()
    /// Lines with so many extras each; a new entry where the number grows.
    private var stretches: [(extras: Int, bytes: Int)] = []

    public init(_ output: Output) {
        self.output = output
        spool = Spool()
    }

    public func write(_ record: Record) throws {
        line.removeAll()
        // By index: a copy of each value costs more than its bytes.
        for index in record.values.indices {
            if index > 0 { line.append(0x09) }
            line.append(record.values[index])
        }
        if !record.extras.isEmpty || !extras.names.isEmpty { append(extrasOf: record) }
        line.append(0x0A)
        if let last = stretches.last, last.extras == extras.names.count {
            stretches[stretches.count - 1].bytes += line.count
        } else {
            stretches.append((extras.names.count, line.count))
        }
        try line.withBytes(spool.write)
    }

    private func append(extrasOf record: Record) {
        // Nearly always the record has the columns in their order.
        if extras.areInOrder(record.extras) {
            for index in record.extras.indices {
                line.append(0x09)
                line.append(record.extras[index].value)
            }
            return
        }
        let places = record.extras.enumerated().map { extras.index(of: $1.name, at: $0) }
        var row = [FieldValue](repeating: .unknown, count: extras.names.count)
        for (place, (_, value)) in zip(places, record.extras) { row[place] = value }
        for value in row {
            line.append(0x09)
            line.append(value)
        }
    }

    public func finish() throws {
        try output.write(TSV.line(RecordColumn.allCases.map(\.rawValue) + extras.names))
        var stretch = 0
        var left = stretches.first?.bytes ?? 0
        try spool.forEachChunk { chunk in
            var rest = chunk[...]
            while !rest.isEmpty {
                if left == 0 {
                    stretch += 1
                    left = stretches[stretch].bytes
                }
                let part = rest.prefix(left)
                try write(part, missing: extras.names.count - stretches[stretch].extras)
                rest = rest.dropFirst(part.count)
                left -= part.count
            }
        }
        try output.finish()
    }

    /// Writes lines with tabs for the columns that came up after them.
    private func write(_ lines: ArraySlice<UInt8>, missing: Int) throws {
        guard missing > 0 else { return try lines.withUnsafeBytes { try output.write($0) } }
        var padded: [UInt8] = []
        padded.reserveCapacity(lines.count * 2)
        for byte in lines {
            if byte == 0x0A { padded.append(contentsOf: repeatElement(0x09, count: missing)) }
            padded.append(byte)
        }
        try output.write(padded)
    }
}

/// The extra columns of all records, in the order in which they were first met.
struct ExtraColumns {
    private(set) var names: [String] = []
    private var places: [String: Int] = [:]
    private var last: [(name: String, index: Int)] = []

    /// Whether a record's extra columns are all of those known so far, in their order.
    func areInOrder(_ record: [(name: String, value: FieldValue)]) -> Bool {
        guard record.count == names.count else { return false }
        for index in names.indices where names[index] != record[index].name { return false }
        return true
    }

    /// The column's place. Records of one region have the same names at the same positions, which saves the look-up.
    mutating func index(of name: String, at position: Int) -> Int {
        if position < last.count, last[position].name == name { return last[position].index }
        let index =
            places[name]
            ?? {
                names.append(name)
                places[name] = names.count - 1
                return names.count - 1
            }()
        if position < last.count { last[position] = (name, index) } else { last.append((name, index)) }
        return index
    }
}

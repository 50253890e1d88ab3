import Streams
import Workbooks

/// Writes records as TSV. The header names all extra columns, which are known only after the last record: so
/// the lines wait in a `Spool`, each with the extras known by then, and the missing tabs are added at the end.
public final class TSVRecordWriter: RecordWriter {
    private let output: Output
    private var spool: Spool
    private var extras = ExtraColumns()
    private var line: [UInt8] = []
    /// Lines with so many extras each; a new entry where the number grows.
    private var stretches: [(extras: Int, bytes: Int)] = []

    public init(_ output: Output) {
        self.output = output
        spool = Spool()
    }

    public func write(_ record: Record) throws {
        // Moved out, because appending through the object checks its exclusivity for each byte.
        var line = self.line
        self.line = []
        line.removeAll(keepingCapacity: true)
        // By index: a copy of each value costs more than its bytes.
        for index in record.values.indices {
            Self.append(record.values[index], to: &line)
            line.append(0x09)
        }
        line.removeLast()
        if !record.extras.isEmpty || !extras.names.isEmpty { append(extrasOf: record, to: &line) }
        line.append(0x0A)
        if let last = stretches.last, last.extras == extras.names.count {
            stretches[stretches.count - 1].bytes += line.count
        } else {
            stretches.append((extras.names.count, line.count))
        }
        try spool.write(line)
        self.line = line
    }

    private func append(extrasOf record: Record, to line: inout [UInt8]) {
        // Nearly always the record has the columns in their order.
        if extras.areInOrder(record.extras) {
            for index in record.extras.indices {
                line.append(0x09)
                Self.append(record.extras[index].value, to: &line)
            }
            return
        }
        let places = record.extras.enumerated().map { extras.index(of: $1.name, at: $0) }
        var row = [FieldValue](repeating: .unknown, count: extras.names.count)
        for (place, (_, value)) in zip(places, record.extras) { row[place] = value }
        for value in row {
            line.append(0x09)
            Self.append(value, to: &line)
        }
    }

    private static func append(_ value: FieldValue, to line: inout [UInt8]) {
        switch value {
        case .unknown: break
        case .number(let number): DecimalText.append(number, to: &line)
        case .date(let date): append(date, to: &line)
        case .text(let text): TSV.append(field: text, to: &line)
        }
    }

    /// The date as its description has it, without a string for each.
    private static func append(_ date: CivilDate, to line: inout [UInt8]) {
        guard (1000...9999).contains(date.year), (1...99).contains(date.month), (1...99).contains(date.day) else {
            return line.append(contentsOf: date.description.utf8)
        }
        DecimalText.append(date.year, to: &line)
        for part in [date.month, date.day] {
            line.append(UInt8(ascii: "-"))
            line.append(UInt8(48 + part / 10))
            line.append(UInt8(48 + part % 10))
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

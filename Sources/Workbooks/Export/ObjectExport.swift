import Streams

/// Writes a sheet as NDJSON: one object a row, keyed by the first row that holds a value.
///
/// A key that is blank is its column's letters; one that occurs again gets `_2`, `_3` behind it. Cells without a
/// value have no key in the object.
enum ObjectExport {
    static func write(
        _ sheet: Workbook.Sheet, of workbook: Workbook, _ options: ExportOptions, to output: Output,
        progress: ((Int, Int, Int) -> Void)?
    ) throws -> SheetSummary {
        let feeder = try RowFeeder(sheet, in: workbook, options)
        var renderer = CellRenderer(sheet, in: workbook, .json, options)
        var buffer = ByteBuffer()
        var form: ObjectForm?
        var summary = SheetSummary()
        while true {
            if form != nil, let lines = try feeder.nextRendering() {
                try output.write(buffer.bytes)
                buffer.removeAll()
                try output.write(lines.text.bytes)
                feeder.take(lines)
                summary.add(lines.counts)
            } else {
                guard try feeder.next() else { break }
                let row = feeder.row
                guard row.cells.contains(where: { renderer.isShown($0) }) else {
                    row.cells.forEach { renderer.note($0) }
                    continue
                }
                guard form != nil else {
                    form = ObjectForm(
                        keys: try ObjectKeys(row, feeder.window, CellRenderer(sheet, in: workbook, .tsv, options)))
                    feeder.startRendering(sheet, in: workbook, form!, .json)
                    continue
                }
                form!.appendEnd(after: try form!.append(row, feeder.window, &renderer, to: &buffer), to: &buffer)
                summary.rows += 1
                if buffer.count >= 1 << 17 {
                    try output.write(buffer.bytes)
                    buffer.removeAll()
                }
            }
            progress?(feeder.scanner.position.done, feeder.scanner.position.total, summary.rows)
        }
        try output.write(buffer.bytes)
        summary.oddities += renderer.oddities
        summary.unfilledMerges = feeder.unfilledMerges
        return summary
    }
}

/// The key of each column, ready to be written.
struct ObjectKeys {
    /// `,"KEY":` for all columns, one behind the other, and what may be read behind them.
    private var bytes = ContiguousArray<UInt8>(repeating: 0, count: Self.padding)
    private var ends: ContiguousArray<Int> = []
    private static let padding = 32
    private var taken: Set<String> = []

    init(_ header: borrowing RawRow, _ window: XMLScanner, _ renderer: consuming CellRenderer) throws {
        for index in header.cells.indices where renderer.isShown(header.cells[index]) {
            var text = ByteBuffer(capacity: 64)
            try renderer.append(header.cells[index], window, row: header.number, to: &text)
            fill(upTo: Int(header.cells[index].column) - 1)
            add(TSV.fields(of: text.bytes)[0])
        }
    }

    /// Appends what stands before a value of that column, the comma included; columns beyond the header are named by their letters.
    @inline(__always)
    mutating func append(column: Int, to out: inout ByteBuffer) {
        let key = key(of: column)
        bytes.withUnsafeBufferPointer { out.append($0.baseAddress! + key.start, key.length) }
    }

    /// The same for a key of at most 32 bytes, which needs room for as many; false where it is longer.
    @inline(__always)
    mutating func appendShort(column: Int, to tail: inout ByteBuffer.Tail) -> Bool {
        let key = key(of: column)
        guard key.length <= Self.padding else { return false }
        bytes.withUnsafeBufferPointer { tail.appendShort($0.baseAddress! + key.start, key.length) }
        return true
    }

    @inline(__always)
    private mutating func key(of column: Int) -> (start: Int, length: Int) {
        if column > ends.count { fill(upTo: column) }
        let start = column == 1 ? 0 : ends[column - 2]
        return (start, ends[column - 1] - start)
    }

    private mutating func fill(upTo column: Int) {
        while ends.count < column { add(CellReference.letters(ofColumn: ends.count + 1)) }
    }

    private mutating func add(_ name: String) {
        let base = name.trimmingBlanks().isEmpty ? CellReference.letters(ofColumn: ends.count + 1) : name
        var unique = base
        var number = 1
        while !taken.insert(unique).inserted {
            number += 1
            unique = "\(base)_\(number)"
        }
        var prefix: [UInt8] = []
        JSON.append(string: unique, to: &prefix)
        let end = bytes.count - Self.padding
        bytes.insert(contentsOf: [UInt8(ascii: ",")] + prefix + [UInt8(ascii: ":")], at: end)
        ends.append(bytes.count - Self.padding)
    }
}

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
        var keys: ObjectKeys?
        var rows = 0
        while try feeder.next() {
            let row = feeder.row
            guard row.cells.contains(where: { renderer.isShown($0) }) else {
                row.cells.forEach { renderer.note($0) }
                continue
            }
            guard keys != nil else {
                keys = try ObjectKeys(row, feeder.window, CellRenderer(sheet, in: workbook, .tsv, options))
                continue
            }
            try append(row, feeder.window, &keys!, &renderer, to: &buffer)
            rows += 1
            if buffer.count >= 1 << 17 {
                try output.write(buffer.bytes)
                buffer.removeAll()
            }
            if rows & 511 == 0 { progress?(feeder.scanner.position.done, feeder.scanner.position.total, rows) }
        }
        try output.write(buffer.bytes)
        return SheetSummary(rows: rows, uncalculated: renderer.uncalculated, missingStrings: renderer.missingStrings)
    }

    @inline(__always)
    private static func append(
        _ row: borrowing RawRow, _ window: XMLScanner, _ keys: inout ObjectKeys, _ renderer: inout CellRenderer,
        to buffer: inout ByteBuffer
    ) throws {
        var opening = UInt8(ascii: "{")
        for index in row.cells.indices {
            let cell = row.cells[index]
            renderer.note(cell)
            guard renderer.isShown(cell) else { continue }
            buffer.append(opening)
            keys.append(column: Int(cell.column), to: &buffer)
            try renderer.append(cell, window, row: row.number, to: &buffer)
            opening = UInt8(ascii: ",")
        }
        buffer.append("}\n")
    }
}

/// The key of each column, ready to be written.
private struct ObjectKeys {
    /// `"KEY":` for all columns, one behind the other.
    private var bytes: ContiguousArray<UInt8> = []
    private var ends: ContiguousArray<Int> = []
    private var taken: Set<String> = []

    init(_ header: borrowing RawRow, _ window: XMLScanner, _ renderer: consuming CellRenderer) throws {
        for index in header.cells.indices where renderer.isShown(header.cells[index]) {
            var text = ByteBuffer(capacity: 64)
            try renderer.append(header.cells[index], window, row: header.number, to: &text)
            fill(upTo: Int(header.cells[index].column) - 1)
            add(TSV.fields(of: text.bytes)[0])
        }
    }

    /// Appends what stands before a value of that column; columns beyond the header are named by their letters.
    @inline(__always)
    mutating func append(column: Int, to out: inout ByteBuffer) {
        if column > ends.count { fill(upTo: column) }
        let start = column == 1 ? 0 : ends[column - 2]
        bytes.withUnsafeBufferPointer { out.append($0.baseAddress! + start, ends[column - 1] - start) }
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
        bytes.append(contentsOf: prefix + [UInt8(ascii: ":")])
        ends.append(bytes.count)
    }
}

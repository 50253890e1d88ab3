import Streams

/// Writes a sheet as NDJSON: one object a row, keyed by the first row that shows a value.
///
/// A key that is blank is its column's letters; one that occurs again gets `_2`, `_3` behind it. Cells without a
/// value have no key in the object.
enum ObjectExport {
    static func write(
        _ sheet: Workbook.Sheet, of workbook: Workbook, _ options: ExportOptions, to output: Output, order: RowOrder,
        progress: ((Int, Int, Int) -> Void)?
    ) throws -> SheetSummary {
        let feeder = try RowFeeder(sheet, in: workbook, options, order: order)
        var renderer = CellRenderer(sheet, in: workbook, .json, options)
        renderer.anchors = feeder.anchors
        var pending = PendingLines(feeder.scanner)
        var form: ObjectForm?
        var summary = SheetSummary()
        while true {
            if form != nil, let lines = try feeder.nextRendering() {
                try pending.append(lines.text.bytes, to: output)
                feeder.take(lines)
                summary.add(lines.counts)
            } else {
                guard try feeder.next() else { break }
                let row = feeder.row
                if form != nil {
                    let last = try form!.append(row, feeder.window, &renderer, to: &pending.lines)
                    guard last > 0 else { continue }
                    form!.appendEnd(after: last, to: &pending.lines)
                    summary.rows += 1
                    try pending.flushIfFull(to: output)
                } else {
                    let keys = try ObjectKeys(row, feeder, sheet, workbook, options)
                    summary.oddities += keys.oddities
                    guard !keys.isEmpty else { continue }
                    try options.requireHeader(row.number, of: sheet, in: workbook)
                    form = ObjectForm(keys: keys)
                    feeder.startRendering(sheet, in: workbook, form!, .json)
                }
            }
            progress?(feeder.scanner.position.done, feeder.scanner.position.total, summary.rows)
        }
        try pending.flush(to: output)
        summary.oddities += renderer.oddities
        summary.unfilledMerges = feeder.unfilledMerges
        summary.showsNothing = form == nil
        if form != nil, summary.rows == 0 {
            summary.reason = ("only the row of names holds a value", "without --format ndjson it is written as a row")
        }
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
    /// For each name that occurred, the number that its next occurrence gets.
    private var numbers: [String: Int] = [:]
    private let columns: SheetColumns
    /// What was met among the names.
    let oddities: CellOddities
    /// Whether the row shows nothing.
    let isEmpty: Bool

    /// The keys that a row makes.
    init(
        _ header: borrowing RawRow, _ feeder: RowFeeder, _ sheet: Workbook.Sheet, _ workbook: Workbook,
        _ options: ExportOptions
    ) throws {
        let window = feeder.window
        columns = feeder.columns
        var options = options
        options.format = .tsv
        var renderer = CellRenderer(sheet, in: workbook, .tsv, options)
        renderer.anchors = feeder.anchors
        var names: [(column: Int, name: String)] = []
        for index in header.cells.indices {
            renderer.note(header.cells[index])
            guard renderer.mayShow(header.cells[index]) else { continue }
            var text = ByteBuffer(capacity: 64)
            guard try renderer.append(header.cells[index], window, row: header.number, to: &text) else { continue }
            names.append((Int(header.cells[index].column), TSV.fields(of: text.bytes)[0]))
        }
        oddities = renderer.oddities
        isEmpty = names.isEmpty
        for (column, name) in names {
            fill(upTo: column - 1)
            add(name)
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
        while ends.count < column { add(columns.letters(of: ends.count + 1)) }
    }

    private mutating func add(_ name: String) {
        let base = name.trimmingBlanks().isEmpty ? columns.letters(of: ends.count + 1) : name
        var unique = base
        var number = numbers[base] ?? 1
        while !taken.insert(unique).inserted {
            number += 1
            unique = "\(base)_\(number)"
        }
        if number > 1 { numbers[base] = number }
        var prefix: [UInt8] = []
        JSON.append(string: unique, to: &prefix)
        let end = bytes.count - Self.padding
        bytes.insert(contentsOf: [UInt8(ascii: ",")] + prefix + [UInt8(ascii: ":")], at: end)
        ends.append(bytes.count - Self.padding)
    }
}

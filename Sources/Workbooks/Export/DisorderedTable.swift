import Streams

/// Writes a sheet whose rows are out of order, or stand in it more than once, as a table: of two cells with one reference
/// the later counts. The whole sheet is held in memory, as no writer of large sheets makes such.
enum DisorderedTable {
    static func write(
        _ sheet: Workbook.Sheet, of workbook: Workbook, _ options: ExportOptions, to output: Output
    ) throws -> SheetSummary {
        let feeder = try RowFeeder(sheet, in: workbook, options)
        let line = LineStyle(options)
        var renderer = CellRenderer(sheet, in: workbook, line.field, options)
        var rows: [Int: [Int: [UInt8]]] = [:]
        var width = feeder.fixedWidth ?? 0
        while try feeder.next() {
            let row = feeder.row
            for cell in row.cells {
                renderer.note(cell)
                guard renderer.isShown(cell) else { continue }
                var text = ByteBuffer(capacity: 64)
                try renderer.append(cell, feeder.window, row: row.number, to: &text)
                rows[feeder.position, default: [:]][Int(cell.column)] = text.copy(from: 0)
                width = max(width, Int(cell.column))
            }
        }
        let last = rows.keys.max() ?? 0
        guard options.skipsBlankRows || (last - rows.count) * width < 1 << 28 else {
            throw Failure.tooWideApart(sheet, of: workbook)
        }
        var buffer = ByteBuffer()
        var count = 0
        for position in stride(from: 1, through: last, by: 1) {
            guard rows[position] != nil || !options.skipsBlankRows else { continue }
            append(rows[position] ?? [:], line, width: width, to: &buffer)
            count += 1
            try output.write(buffer.bytes)
            buffer.removeAll()
        }
        return SheetSummary(rows: count, oddities: renderer.oddities, unfilledMerges: feeder.unfilledMerges)
    }

    private static func append(_ cells: [Int: [UInt8]], _ line: LineStyle, width: Int, to buffer: inout ByteBuffer) {
        var last = 1
        var fields = 0
        for column in cells.keys.sorted() {
            line.appendGap(from: last, to: column, isFirst: fields == 0, to: &buffer)
            buffer.append(cells[column]!)
            (last, fields) = (column, column)
        }
        buffer.endLine(after: fields, of: width, line)
    }
}

import Streams

/// Writes a sheet whose rows are out of order, or stand in it more than once, as TSV: of two cells with one reference the
/// later counts. The whole sheet is held in memory, as no writer of large sheets makes such.
enum DisorderedTable {
    static func write(_ sheet: Workbook.Sheet, of workbook: Workbook, to output: Output) throws -> SheetSummary {
        let scanner = try SheetScanner(sheet, in: workbook)
        var renderer = CellRenderer(sheet, in: workbook)
        var rows: [Int: [Int: String]] = [:]
        while try scanner.nextRow() {
            for cell in scanner.row.cells {
                renderer.note(cell)
                guard cell.hasValue else { continue }
                var text = ByteBuffer(capacity: 64)
                try renderer.appendField(cell, scanner.window, to: &text)
                rows[scanner.row.number, default: [:]][Int(cell.column)] = String(decoding: text.bytes, as: UTF8.self)
            }
        }
        let lastRow = rows.keys.max() ?? 0
        let width = rows.values.lazy.compactMap { $0.keys.max() }.max() ?? 0
        guard (lastRow - rows.count) * width < 1 << 28 else {
            throw Failure(
                .data, .tooWideApart, at: Place(file: workbook.path, sheet: sheet.name),
                "its cells stand so far apart that most of the table would be empty", hint: "use --format ndjson or --grid")
        }
        for number in stride(from: 1, through: lastRow, by: 1) {
            let cells = rows[number] ?? [:]
            try output.write((1...width).map { cells[$0] ?? "" }.joined(separator: "\t"))
            try output.write("\n")
        }
        return SheetSummary(rows: lastRow, uncalculated: renderer.uncalculated, missingStrings: renderer.missingStrings)
    }
}

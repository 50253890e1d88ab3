import Streams

/// Writes a sheet as TSV: rectangular, row 1 first, column A first.
///
/// Rows that the sheet skips are empty lines; those behind the last row that holds a value are left out.
final class TableExport {
    private let sheet: Workbook.Sheet
    private let workbook: Workbook
    private let output: Output
    private let progress: ((Int, Int, Int) -> Void)?
    private var renderer: CellRenderer
    private var summary = SheetSummary()
    private var held: HeldLines? = HeldLines()
    /// Fields of each line once lines go out; until then the width of nothing.
    private var width = 0
    private var filler = LineFiller(width: 1)
    private var line: [UInt8] = []
    /// The number of the last line written.
    private var lastRow = 0
    /// Blank cells written so far to fill the rectangle, against sheets of one cell far away.
    private var blanks = 0

    /// A rectangle may be this much emptier than the cells it holds before it is refused.
    private static let mostBlanks = 1 << 28

    init(_ sheet: Workbook.Sheet, _ workbook: Workbook, _ output: Output, _ progress: ((Int, Int, Int) -> Void)?) {
        self.sheet = sheet
        self.workbook = workbook
        self.output = output
        self.progress = progress
        renderer = CellRenderer(sheet, in: workbook)
    }

    func run() throws -> SheetSummary {
        let scanner = try SheetScanner(sheet, in: workbook)
        try scanner.forEachRow { row, window in
            try write(row, window, scanner)
            if summary.rows & 511 == 0 { progress?(scanner.position.done, scanner.position.total, summary.rows) }
        }
        if var held {
            try held.release(to: output, width: held.widest, filler: LineFiller(width: held.widest))
        }
        summary.uncalculated = renderer.uncalculated
        summary.missingStrings = renderer.missingStrings
        return summary
    }

    private func write(_ row: borrowing RawRow, _ window: XMLScanner, _ scanner: SheetScanner) throws {
        line.removeAll(keepingCapacity: true)
        var fields = 0
        for cell in row.cells {
            renderer.note(cell)
            guard CellRenderer.isShown(cell) else { continue }
            if fields > 0 { line.append(LineFiller.separator) }
            let gap = Int(cell.column) - max(fields, 1)
            for _ in 0..<max(0, fields == 0 ? gap : gap - 1) { line.append(LineFiller.separator) }
            try renderer.appendField(cell, window, to: &line)
            fields = Int(cell.column)
        }
        guard fields > 0 else { return }
        guard row.number > lastRow else {
            throw problem(.disorderedRows, "row \(row.number) stands behind row \(lastRow)")
        }
        try writeBlankLines(row.number - lastRow - 1, scanner)
        try put(line, fields: fields, scanner)
        lastRow = row.number
    }

    private func writeBlankLines(_ count: Int, _ scanner: SheetScanner) throws {
        guard count > 0 else { return }
        blanks += count * max(width, held?.widest ?? 0, 1)
        guard blanks < Self.mostBlanks else {
            throw problem(.tooWideApart, "its cells stand so far apart that most of the table would be empty")
        }
        for _ in 0..<count { try put([], fields: 0, scanner) }
    }

    private func put(_ line: [UInt8], fields: Int, _ scanner: SheetScanner) throws {
        summary.rows += 1
        if held != nil {
            held!.append(line, fields: fields)
            if held!.isFull { try release(scanner) }
            return
        }
        guard fields <= width else {
            throw problem(
                .wrongDimension,
                "row \(summary.rows) reaches column \(CellReference.letters(ofColumn: fields)), beyond the dimension that the sheet declares")
        }
        try output.write(line)
        try output.write(filler.bytes(after: fields, of: width))
    }

    /// Lets the lines held go out, as wide as the widest of them or as the sheet declares.
    private func release(_ scanner: SheetScanner) throws {
        let declared = scanner.head.dimension?.last.column ?? 0
        width = max(held!.widest, declared)
        filler = LineFiller(width: width)
        try held!.release(to: output, width: width, filler: filler)
        held = nil
    }

    private func problem(_ code: MessageCode, _ text: String) -> Failure {
        Failure(.data, code, at: Place(file: workbook.path, sheet: sheet.name), text, hint: "use --format ndjson or --grid")
    }
}

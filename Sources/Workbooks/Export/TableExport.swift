import Streams

/// Writes a sheet as TSV or CSV: rectangular, row 1 first, column A first, or as the options say.
///
/// Rows that the sheet skips are empty lines; those behind the last row that holds a value are left out.
struct TableExport: ~Copyable {
    private let sheet: Workbook.Sheet
    private let workbook: Workbook
    private let options: ExportOptions
    private let output: Output
    private let feeder: RowFeeder
    private let progress: ((Int, Int, Int) -> Void)?
    private let line: LineStyle
    private var renderer: CellRenderer
    private var buffer = ByteBuffer(capacity: 1 << 18)
    private var held = HeldLines()
    private var isHolding: Bool
    /// Fields of each line once lines go out.
    private var width: Int
    private var rows = 0
    /// The place of the last line written.
    private var lastPosition = 0
    /// Cells that hold a value.
    private var cells = 0

    /// A table of more fields than this, most of them empty, is refused: a sheet of two cells far apart.
    private static let mostSparseFields = 1 << 28
    private static let leastFilling = 64
    private static let fullBuffer = 1 << 17

    /// - Parameter width: the fields of each line when they are known; nil to find out.
    init(
        _ sheet: Workbook.Sheet, _ workbook: Workbook, _ options: ExportOptions, _ output: Output, width: Int?,
        _ progress: ((Int, Int, Int) -> Void)?
    ) throws {
        self.sheet = sheet
        self.workbook = workbook
        self.options = options
        self.output = output
        self.progress = progress
        feeder = try RowFeeder(sheet, in: workbook, options)
        line = LineStyle(options)
        renderer = CellRenderer(sheet, in: workbook, line.field, options)
        let width = width ?? feeder.fixedWidth
        self.width = width ?? 0
        isHolding = width == nil
    }

    consuming func run() throws -> SheetSummary {
        let feeder = self.feeder
        while try feeder.next() {
            try write(feeder.row, feeder.window)
            if rows & 511 == 0 { progress?(feeder.scanner.position.done, feeder.scanner.position.total, rows) }
        }
        if isHolding {
            width = held.widest
            try checkFilling()
            held.release(to: &buffer, width: width, line)
        }
        try output.write(buffer.bytes)
        return SheetSummary(rows: rows, uncalculated: renderer.uncalculated, missingStrings: renderer.missingStrings)
    }

    private mutating func write(_ row: borrowing RawRow, _ window: XMLScanner) throws {
        guard row.cells.contains(where: { renderer.isShown($0) }) else { return row.cells.forEach { renderer.note($0) } }
        let position = feeder.position
        guard position > lastPosition else {
            throw irregularity(.disorderedRows, "row \(row.number) stands behind one that follows it")
        }
        if !options.skipsBlankRows { try writeBlankLines(position - lastPosition - 1) }
        lastPosition = position
        rows += 1
        cells += row.cells.count
        if isHolding {
            let fields = try Self.append(row, window, &renderer, line, to: &held.bytes)
            held.endLine(fields: fields)
            if held.isFull { try release() }
        } else {
            let fields = try Self.append(row, window, &renderer, line, to: &buffer)
            guard fields <= width else {
                throw irregularity(
                    .wrongDimension,
                    "row \(row.number) reaches column \(CellReference.letters(ofColumn: fields)), beyond the dimension that the sheet declares")
            }
            buffer.endLine(after: fields, of: width, line)
        }
        if buffer.count >= Self.fullBuffer { try flush() }
    }

    /// Appends a row's fields; returns how many there are up to the last that holds a value.
    @inline(__always)
    private static func append(
        _ row: borrowing RawRow, _ window: XMLScanner, _ renderer: inout CellRenderer, _ line: LineStyle,
        to out: inout ByteBuffer
    ) throws -> Int {
        var last = 1
        var fields = 0
        for index in row.cells.indices {
            let cell = row.cells[index]
            renderer.note(cell)
            guard renderer.isShown(cell) else { continue }
            let column = Int(cell.column)
            if column == last + 1, fields > 0 {
                out.append(line.separator)
            } else {
                line.appendGap(from: last, to: column, isFirst: fields == 0, to: &out)
            }
            try renderer.append(cell, window, row: row.number, to: &out)
            last = column
            fields = column
        }
        return fields
    }

    private mutating func writeBlankLines(_ count: Int) throws {
        guard count > 0 else { return }
        for _ in 0..<count {
            rows += 1
            if isHolding {
                held.endLine(fields: 0)
                if held.isFull { try release() }
            } else {
                buffer.endLine(after: 0, of: width, line)
                if buffer.count >= Self.fullBuffer { try flush() }
            }
        }
    }

    /// Lets the lines held go out, as wide as the widest of them or as the sheet declares. One that declares nothing, or
    /// far more than its first lines hold, is read through for its width.
    private mutating func release() throws {
        isHolding = false
        let declared = options.takesRowsAsStored ? feeder.scanner.head.dimension?.last.column ?? 0 : 0
        let isCredible = declared > 0 && declared <= 4 * held.widest + 64
        width = max(held.widest, isCredible ? declared : try SheetExtent(of: sheet, in: workbook, options).columns)
        try checkFilling()
        held.release(to: &buffer, width: width, line)
    }

    private func checkFilling() throws {
        let fields = rows * width
        guard fields < Self.mostSparseFields || fields / Self.leastFilling < cells else {
            throw Failure.tooWideApart(sheet, of: workbook)
        }
    }

    private mutating func flush() throws {
        try checkFilling()
        try output.write(buffer.bytes)
        buffer.removeAll()
    }

    private func irregularity(_ code: MessageCode, _ text: String) -> IrregularSheet {
        IrregularSheet(
            failure: Failure(
                .data, code, at: Place(file: workbook.path, sheet: sheet.name),
                "\(text), and lines before it have gone out", hint: "write to a file with -o, or use --format ndjson"))
    }
}

extension Failure {
    static func tooWideApart(_ sheet: Workbook.Sheet, of workbook: Workbook) -> Failure {
        Failure(
            .data, .tooWideApart, at: Place(file: workbook.path, sheet: sheet.name),
            "its cells stand so far apart that most of the table would be empty",
            hint: "use --skip-blank-rows, --range, or --format ndjson")
    }
}

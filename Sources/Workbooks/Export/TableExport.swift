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
    /// How lines look; their width is right once lines go out.
    private var form: TableForm
    private var renderer: CellRenderer
    private var buffer = ByteBuffer(capacity: 1 << 18)
    private var held = HeldLines()
    /// The row's fields, before it is known that it shows any.
    private var line = ByteBuffer()
    private var isHolding: Bool
    /// Whether nothing has gone out yet, so that an irregular sheet can be written once more in another way.
    private var isProvisional = true
    private var summary = SheetSummary()
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
        order: RowOrder, _ progress: ((Int, Int, Int) -> Void)?
    ) throws {
        let feeder = try RowFeeder(sheet, in: workbook, options, order: order)
        let line = LineStyle(options)
        let known = width ?? feeder.fixedWidth
        self.sheet = sheet
        self.workbook = workbook
        self.options = options
        self.output = output
        self.progress = progress
        self.feeder = feeder
        form = TableForm(line: line, width: known ?? 0, keepsBlankRows: !options.skipsBlankRows)
        isHolding = known == nil
        renderer = CellRenderer(sheet, in: workbook, line.field, options)
        renderer.anchors = feeder.anchors
    }

    consuming func run() throws -> SheetSummary {
        let feeder = self.feeder
        if !isHolding { feeder.startRendering(sheet, in: workbook, form, form.line.field) }
        while true {
            if !isHolding, let lines = try feeder.nextRendering(), try take(lines) {
                feeder.take(lines)
            } else {
                guard try feeder.next() else { break }
                try write(feeder.row, feeder.window)
            }
            progress?(feeder.scanner.position.done, feeder.scanner.position.total, summary.rows)
        }
        if isHolding {
            form.width = held.widest
            try checkFilling()
            held.release(to: &buffer, width: form.width, form.line)
        }
        try output.write(buffer.bytes)
        summary.oddities += renderer.oddities
        summary.unfilledMerges = feeder.unfilledMerges
        summary.showsNothing = cells == 0
        return summary
    }

    /// Lets lines that were rendered ahead go out; false when they do not follow the last line.
    private mutating func take(_ lines: RenderedRows) throws -> Bool {
        let counts = lines.counts
        guard counts.lines > 0 else { return true }
        guard counts.firstRow > lastPosition else { return false }
        if !options.skipsBlankRows { try writeBlankLines(counts.firstRow - lastPosition - 1) }
        lastPosition = counts.lastRow
        summary.add(counts)
        cells += counts.cells
        if isProvisional, buffer.count + lines.text.count < provisionalCapacity {
            buffer.append(lines.text.bytes)
        } else {
            isProvisional = false
            try flush()
            try output.write(lines.text.bytes)
        }
        return true
    }

    private mutating func write(_ row: borrowing RawRow, _ window: XMLScanner) throws {
        line.removeAll()
        let fields = try form.append(row, window, &renderer, to: &line)
        guard fields > 0 else { return }
        let position = feeder.position
        if cells == 0, position > 1 { try options.requireHeader(row.number, of: sheet, in: workbook) }
        if !options.skipsBlankRows { try writeBlankLines(position - lastPosition - 1) }
        lastPosition = position
        summary.rows += 1
        cells += row.cells.count
        if isHolding {
            held.bytes.append(line.bytes)
            held.endLine(fields: fields)
            if held.isFull || held.isSample && feeder.declaredWidth == held.widest { try release() }
        } else {
            guard fields <= form.width else { throw beyondDimension(row.number, fields) }
            buffer.append(line.bytes)
            form.appendEnd(after: fields, to: &buffer)
        }
        try flushIfFull()
    }

    private mutating func writeBlankLines(_ count: Int) throws {
        guard count > 0 else { return }
        for _ in 0..<count {
            summary.rows += 1
            if isHolding {
                held.endLine(fields: 0)
                if held.isFull { try release() }
            } else {
                form.appendEnd(after: 0, to: &buffer)
                try flushIfFull()
            }
        }
    }

    /// Lets the lines held go out, as wide as the sheet declares. One that declares nothing, less than its first lines hold or far more, is
    /// read through for its width.
    private mutating func release() throws {
        isHolding = false
        let declared = feeder.declaredWidth
        let isCredible = declared > 0 && declared >= held.widest && declared <= 4 * held.widest + 64
        form.width = max(held.widest, isCredible ? declared : try SheetExtent(of: sheet, in: workbook, options).columns)
        try checkFilling()
        held.release(to: &buffer, width: form.width, form.line)
        feeder.startRendering(sheet, in: workbook, form, form.line.field)
    }

    private func checkFilling() throws {
        let fields = summary.rows * form.width
        guard fields < Self.mostSparseFields || fields / Self.leastFilling < cells else {
            throw Failure.tooWideApart(sheet, of: workbook)
        }
    }

    private mutating func flushIfFull() throws {
        guard buffer.count >= (isProvisional ? provisionalCapacity : Self.fullBuffer) else { return }
        isProvisional = false
        try flush()
    }

    /// How much is written before the first line goes out.
    private var provisionalCapacity: Int {
        feeder.scanner.position.total >= HeldLines.largePart ? HeldLines.largeCapacity : HeldLines.capacity
    }

    private mutating func flush() throws {
        try checkFilling()
        try output.write(buffer.bytes)
        buffer.removeAll()
    }

    private func beyondDimension(_ row: Int, _ fields: Int) -> IrregularSheet {
        let column = CellReference.letters(ofColumn: fields)
        return IrregularSheet(
            failure: Failure(
                .data, .wrongDimension, at: Place(file: workbook.path, sheet: sheet.name),
                "row \(row) reaches column \(column), beyond the dimension that the sheet declares, and lines before it have gone out",
                hint: "write to a file with -o, or use --format ndjson"))
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

import Streams

/// How the cells of a worksheet look: formats, widths of columns, heights of rows
/// (ECMA-376 part 1, 18.3.1.4 c, 18.3.1.13 col, 18.3.1.73 row, 18.3.1.81 sheetFormatPr).
///
/// Memory grows with the cells that the part stores, empty ones too: for small sheets such as templates.
public struct SheetLooks: Sendable {
    private struct Column: Sendable {
        var range: ClosedRange<Int>
        var width: Double?
        var style: Int?
        var isHidden: Bool
    }

    private var cells: [CellReference: Int] = [:]
    private var rows: [Int: Int] = [:]
    private var columns: [Column] = []
    private var heights: [Int: Double] = [:]
    /// In characters with the room at the edges; Excel's own for 8.43 characters where the part names none.
    private var usualWidth = 9.14
    /// In points.
    private var usualHeight = 15.0

    /// Those of a sheet that stores none.
    public init() {}

    /// The index of a cell's format: its own, or else its row's or its column's.
    public func style(of cell: CellReference) -> Int {
        cells[cell] ?? rows[cell.row] ?? columns.first { $0.range.contains(cell.column) }?.style ?? 0
    }

    /// The width of columns together, in digits of the workbook's first font, which includes a little room at the edges.
    public func width(of range: ClosedRange<Int>) -> Double {
        range.reduce(0) { sum, index in
            let column = columns.first { $0.range.contains(index) }
            return sum + (column?.isHidden == true ? 0 : column?.width ?? usualWidth)
        }
    }

    /// The height of rows together, in points.
    public func height(of range: ClosedRange<Int>) -> Double { range.reduce(0) { $0 + (heights[$1] ?? usualHeight) } }
}

extension SheetLooks {
    /// - Throws: `MarkupError` for a malformed part.
    fileprivate init(_ scanner: XMLScanner) throws(MarkupError) {
        var position = 0
        var (row, column) = (0, 0)
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            guard tag.kind != .end else {
                if scanner.isNamed(tag, "sheetData") { return }
                continue
            }
            if scanner.isNamed(tag, "c") {
                let stored = scanner.attribute("r", of: tag).flatMap { CellReference(scanner.string($0)) }
                column = stored?.column ?? column + 1
                // What an element without a style has is the first format, whatever its column's is.
                cells[CellReference(row: row, column: column)] = scanner.number("s", of: tag) ?? 0
            } else if scanner.isNamed(tag, "row") {
                row = scanner.number("r", of: tag) ?? row + 1
                column = 0
                if scanner.flag("customFormat", of: tag), let style = scanner.number("s", of: tag) { rows[row] = style }
                if let height = scanner.decimal("ht", of: tag) { heights[row] = height }
            } else if scanner.isNamed(tag, "col"), let first = scanner.number("min", of: tag),
                let last = scanner.number("max", of: tag), first <= last
            {
                columns.append(
                    Column(
                        range: first...last, width: scanner.decimal("width", of: tag),
                        style: scanner.number("style", of: tag), isHidden: scanner.flag("hidden", of: tag)))
            } else if scanner.isNamed(tag, "sheetFormatPr") {
                usualWidth = scanner.decimal("defaultColWidth", of: tag) ?? usualWidth
                usualHeight = scanner.decimal("defaultRowHeight", of: tag) ?? usualHeight
            }
        }
    }
}

extension Workbook {
    /// How the cells of a small sheet look.
    ///
    /// - Throws: `Failure` with status 65 for a malformed part.
    public func looks(of sheet: Sheet) throws -> SheetLooks {
        guard sheet.kind == .worksheet, package.contains(sheet.partName) else { return SheetLooks() }
        let bytes = try package.text(of: sheet.partName)
        do throws(MarkupError) {
            return try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                guard let base = buffer.baseAddress else { return SheetLooks() }
                return try SheetLooks(XMLScanner(base: base, end: buffer.count))
            }
        } catch {
            throw Failure.corrupt(path, "part \(sheet.partName): \(error.text)")
        }
    }
}

extension XMLScanner {
    fileprivate func number(_ name: StaticString, of tag: MarkupTag) -> Int? {
        attribute(name, of: tag).flatMap { integer($0) }
    }

    fileprivate func decimal(_ name: StaticString, of tag: MarkupTag) -> Double? {
        attribute(name, of: tag).flatMap { Double(string($0)) }.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }

    fileprivate func flag(_ name: StaticString, of tag: MarkupTag) -> Bool {
        attribute(name, of: tag).map { ["1", "true"].contains(string($0)) } ?? false
    }
}

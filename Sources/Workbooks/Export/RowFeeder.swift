import Streams

/// Hands the rows of a sheet to an export, shaped as its options say: cut to a range, without what is hidden, errors
/// dealt with, merged ranges filled. Without such options rows pass as they are stored.
final class RowFeeder {
    let scanner: SheetScanner
    private let place: Place
    private let options: ExportOptions
    private let workbook: Workbook
    private let passesThrough: Bool
    private var shaped = RawRow()
    private var merges: MergedFill?
    /// A row that was read and stands behind rows that only merged ranges fill.
    private var isWaiting = false
    private var isAtEnd = false
    private var lastNumber = 0
    /// Hidden rows left out so far.
    private var hiddenRows = 0
    /// For each column of the sheet its place in the output, counted from the range's first; 0 for one that is left out. Empty when none is.
    private var places: [Int32] = []

    init(_ sheet: Workbook.Sheet, in workbook: Workbook, _ options: ExportOptions, order: RowOrder) throws {
        scanner = try SheetScanner(sheet, in: workbook, order: order)
        place = Place(file: workbook.path, sheet: sheet.name)
        self.options = options
        passesThrough = options.takesRowsAsStored
        if options.fillsMerged { merges = try MergedFill(of: sheet, in: workbook, options) }
        self.workbook = workbook
        if options.hiddenColumns == .skip {
            try scanner.readHead()
            let columns = options.range?.columns ?? 1...CellReference.maximumColumn
            places = Self.places(of: columns, without: scanner.head.hiddenColumns)
        }
    }

    private static func places(of columns: ClosedRange<Int>, without hidden: [ClosedRange<Int>]) -> [Int32] {
        // How many ranges begin at each column, less those that have ended.
        var changes = [Int](repeating: 0, count: CellReference.maximumColumn + 2)
        for range in hidden where range.lowerBound <= CellReference.maximumColumn {
            changes[max(range.lowerBound, 0)] += 1
            changes[min(range.upperBound, CellReference.maximumColumn) + 1] -= 1
        }
        var places = [Int32](repeating: 0, count: CellReference.maximumColumn + 1)
        var (open, next) = (changes[0], Int32(1))
        for column in 1...CellReference.maximumColumn {
            open += changes[column]
            guard open == 0, columns.contains(column) else { continue }
            places[column] = next
            next += 1
        }
        return places
    }

    /// The row that `next` found, its columns as they are to be written.
    var row: RawRow { passesThrough ? scanner.row : shaped }
    var window: XMLScanner { scanner.window }

    /// The line that the row has in the output, from 1, blank lines counted.
    var position: Int { row.number - firstRow + 1 - hiddenRows }

    private var firstRow: Int { max(options.range?.rows.lowerBound ?? 1, options.headerRow ?? 1) }

    /// The fields that every line has when the range or the sheet's hidden columns do not leave it open.
    var fixedWidth: Int? {
        guard let range = options.range, range.hasColumns else { return nil }
        return places.isEmpty ? range.columns.count : places.count { $0 > 0 }
    }

    /// The last column that the sheet declares to have, as the output numbers columns; 0 when that cannot be told.
    var declaredWidth: Int { passesThrough ? scanner.head.dimension?.last.column ?? 0 : 0 }

    /// What the first cells of merged ranges hold that may be left out themselves.
    var anchors: [MergedFill.Anchor] { merges?.anchors ?? [] }

    /// The columns of the sheet, as the output numbers columns.
    var columns: SheetColumns {
        guard places.isEmpty else {
            return SheetColumns(list: places.indices.filter { places[$0] > 0 })
        }
        return SheetColumns(offset: (options.range?.columns.lowerBound ?? 1) - 1)
    }

    /// Merged ranges that are not filled, since they are too large or overlap others.
    var unfilledMerges: Int { merges?.unfilled ?? 0 }

    /// Moves to the next row; false at the end.
    func next() throws -> Bool {
        if passesThrough { return try scanner.nextRow() }
        while try readOn() {
            let number = shaped.number
            if shaped.isHidden, options.hiddenRows == .skip {
                if number >= firstRow { hiddenRows += 1 }
                continue
            }
            guard number >= firstRow, options.range?.rows.contains(number) ?? true else { continue }
            try cutColumns()
            return true
        }
        return false
    }

    // MARK: Rows rendered ahead

    /// Has the rows that come rendered ahead in lines of that form, where they pass as they are stored.
    func startRendering<Form: RowForm & Sendable>(
        _ sheet: Workbook.Sheet, in workbook: Workbook, _ form: Form, _ style: FieldStyle
    ) {
        // A shared formula is written once and meant for cells further on, so that rows depend on those before.
        guard passesThrough, options.view != .formula else { return }
        let names = scanner.ownNames
        guard names.takesPlainNames else { return }
        let options = options
        scanner.startRendering {
            var renderer = BlockRenderer(CellRenderer(sheet, in: workbook, style, options), form)
            return { block, lines in
                var block = block
                block.names = names
                return renderer.render(block, into: lines)
            }
        }
    }

    /// The lines of the rows that come next, when they were rendered ahead: to be taken, or left and read by `next`.
    func nextRendering() throws -> RenderedRows? {
        guard passesThrough, let lines = try scanner.nextRendering() else { return nil }
        return scanner.follows(lines) ? lines : nil
    }

    /// Passes rows whose lines are taken.
    func take(_ lines: RenderedRows) {
        scanner.skipRendered(upTo: lines.counts.lastScannedRow, shown: lines.counts.lastRow)
    }

    /// Puts the next row, stored or only filled by a merged range, into `shaped`.
    private func readOn() throws -> Bool {
        guard merges != nil else {
            guard try scanner.nextRow() else { return false }
            shaped = scanner.row
            return true
        }
        if !isWaiting, !isAtEnd {
            isAtEnd = try !scanner.nextRow()
            isWaiting = !isAtEnd
        }
        let stored = isWaiting ? scanner.row.number : Int.max
        if let filled = merges?.nextRow(after: lastNumber), filled < stored {
            shaped.begin(filled)
        } else if isWaiting {
            shaped = scanner.row
            isWaiting = false
        } else {
            return false
        }
        merges?.fill(&shaped)
        lastNumber = shaped.number
        return true
    }

    /// Keeps the cells of the range and numbers their columns anew; deals with errors.
    private func cutColumns() throws {
        let columns = options.range?.columns ?? 1...CellReference.maximumColumn
        var kept: ContiguousArray<RawCell> = []
        for var cell in shaped.cells where columns.contains(Int(cell.column)) {
            let place = places.isEmpty ? cell.column - Int32(columns.lowerBound) + 1 : places[Int(cell.column)]
            guard place > 0 else { continue }
            if cell.kind == .error, cell.hasValue, options.errors != .keep, !hidesValue(cell) {
                guard options.errors == .blank else { throw errorValue(cell) }
                continue
            }
            cell.column = place
            kept.append(cell)
        }
        shaped.cells = kept
    }

    /// Whether the error is stored only for programs that know neither pictures in cells nor data types.
    private func hidesValue(_ cell: RawCell) -> Bool {
        guard cell.richValue > 0, let rich = workbook.richValues[Int(cell.richValue)] else { return false }
        if case .error = rich { return false }
        return true
    }

    private func errorValue(_ cell: RawCell) -> Failure {
        let reference = CellReference(row: shaped.number, column: Int(cell.column))
        return Failure(
            .data, .refusedError, at: Place(file: place.file, sheet: place.sheet, cell: reference.description),
            "holds the error \(window.string(cell.value))", hint: "fix the formula, or use --errors keep or blank")
    }
}

/// Which columns of a sheet an output's columns are.
struct SheetColumns: Sendable {
    var offset = 0
    /// In order; empty where all are, from the offset on.
    var list: [Int] = []

    /// The letters of an output's column, as the sheet has them.
    func letters(of column: Int) -> String {
        let place = list.indices.contains(column - 1) ? list[column - 1] : column + offset
        return CellReference.letters(ofColumn: place)
    }
}

extension MessageCode {
    /// A merged range that `--fill-merged` does not fill.
    public static let mergeNotFilled = MessageCode(rawValue: "merge-not-filled")

    /// An error value met under `--errors fail`.
    public static let refusedError = MessageCode(rawValue: "refused-error")
}

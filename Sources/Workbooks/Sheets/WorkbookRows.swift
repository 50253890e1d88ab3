import Streams

extension Workbook {
    /// Hands on the rows that a sheet stores, in stored order; cells without value and formula are left out. Whole numbers that are others as a
    /// double, as long identifiers are, come as texts.
    ///
    /// Memory does not grow with rows: one window of the part, one row, and the shared strings met so far.
    /// - Parameters:
    ///   - repairsText: whether characters that XML cannot hold become U+FFFD, which a file of somebody else's needs and one of ours does not.
    ///   - report: takes, at the end, what there is to say of cells that do not hold what they should.
    /// - Throws: `Failure` with status 65 for damaged parts, and for rows that are out of order; what `body` throws.
    public func forEachRow(
        of sheet: Sheet, repairsText: Bool = false, report: (Message) -> Void = { _ in },
        _ body: (SheetRow) throws -> Void
    ) throws {
        guard sheet.kind == .worksheet else { return }
        let scanner = try SheetScanner(sheet, in: self, order: .required)
        var met = CellOddities()
        defer {
            SheetSummary(oddities: met).messages(at: Place(file: path, sheet: sheet.name))
                .filter { StorageRemarks.codes.contains($0.code) }.forEach(report)
        }
        do {
            try forEachRow(of: sheet, scanner, repairsText: repairsText, longDigits: .lost, oddities: &met, body)
        } catch let irregularity as IrregularSheet {
            var failure = irregularity.failure
            failure.message.hint =
                "save the workbook in Excel, or read the rows from xlsx2tsv --grid, which puts them in order"
            throw failure
        }
    }

    private func forEachRow(
        of sheet: Sheet, _ scanner: SheetScanner, repairsText: Bool = false, longDigits: LongDigits = .none,
        oddities: inout CellOddities,
        formula: ((RawCell, Int, XMLScanner) throws -> String?)? = nil, _ body: (SheetRow) throws -> Void
    ) throws {
        var decoder = CellDecoder(sheet, in: self)
        decoder.repairsText = repairsText
        decoder.longDigits = longDigits
        defer { oddities = decoder.oddities }
        let wordy = styles.wordy
        while try scanner.nextRow() {
            var row = SheetRow(number: scanner.row.number, isHidden: scanner.row.isHidden, cells: [])
            row.cells.reserveCapacity(scanner.row.cells.count)
            for cell in scanner.row.cells {
                row.cells.append(
                    Cell(
                        CellReference(row: row.number, column: Int(cell.column)),
                        try decoder.value(of: cell, scanner.window), style: Int(cell.style),
                        formula: try formula.map { try $0(cell, row.number, scanner.window) }
                            ?? decoder.formula(of: cell, scanner.window)))
                if !wordy.isEmpty, let code = wordy[Int(cell.style)], row.cells[row.cells.count - 1].value.number != nil
                {
                    row.formats[Int(cell.column)] = code
                }
            }
            try body(row)
        }
    }

    /// The merged cells of a sheet, without a look at its rows.
    public func merges(of sheet: Sheet) throws -> [CellRange] {
        guard sheet.kind == .worksheet else { return [] }
        let scanner = try SheetScanner(sheet, in: self)
        try scanner.skipRows()
        return scanner.merges
    }

    /// The hidden columns of a sheet, without a look at its rows.
    public func hiddenColumns(of sheet: Sheet) throws -> [ClosedRange<Int>] {
        guard sheet.kind == .worksheet else { return [] }
        let scanner = try SheetScanner(sheet, in: self)
        try scanner.readHead()
        return scanner.head.hiddenColumns
    }

    /// A whole sheet in memory, for small ones such as templates, each formula as it means for its cell.
    public func grid(of sheet: Sheet) throws -> SheetGrid {
        try grid(of: sheet, mostRows: .max) ?? SheetGrid()
    }

    private struct TooLong: Error {}

    /// A whole sheet in memory; nil when it has more rows, of which no more are read.
    public func grid(of sheet: Sheet, mostRows: Int) throws -> SheetGrid? {
        var grid = SheetGrid()
        guard sheet.kind == .worksheet else { return grid }
        let scanner = try SheetScanner(sheet, in: self)
        var formulas = SharedFormulas()
        var areas: [CellReference: StoredFormula.Kind] = [:]
        let formula = { (cell: RawCell, row: Int, window: XMLScanner) throws -> String? in
            guard let formula = try formulas.formula(of: cell, row: row, window) else { return nil }
            if formula.kind != .plain { areas[CellReference(row: row, column: Int(cell.column))] = formula.kind }
            return formula.text
        }
        var rows = 0
        let read = { (row: SheetRow) throws in
            rows += 1
            guard rows <= mostRows else { throw TooLong() }
            if row.isHidden { grid.hiddenRows.insert(row.number) }
            for cell in row.cells { grid.cells[cell.reference] = cell }
        }
        var oddities = CellOddities()
        do { try forEachRow(of: sheet, scanner, oddities: &oddities, formula: formula, read) } catch is TooLong {
            return nil
        }
        grid.areaFormulas = areas
        grid.merges = scanner.merges
        grid.dimension = scanner.head.dimension
        grid.hiddenColumns = scanner.head.hiddenColumns
        return grid
    }
}

extension Workbook {
    /// Whether a sheet is protected against typing (18.3.1.85 sheetProtection); files may be written all the same.
    public func isProtected(_ sheet: Sheet) throws -> Bool {
        guard package.contains(sheet.partName) else { return false }
        let bytes = try package.text(of: sheet.partName)
        return try bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            let scanner = XMLScanner(base: base, end: buffer.count)
            // Protection follows the rows.
            var position = scanner.position(after: "</sheetData>", from: 0) ?? 0
            while let tag = try scanner.nextTag(from: position) {
                position = tag.next
                guard scanner.isNamed(tag, "sheetProtection") else { continue }
                return scanner.attribute("sheet", of: tag).map { ["1", "true"].contains(scanner.string($0)) } ?? false
            }
            return false
        }
    }

    /// Whether the package carries a digital signature, which any change breaks (ECMA-376 part 2, clause 10).
    public var isSigned: Bool {
        get throws {
            try package.relationships(of: "").contains {
                $0.isOfType("origin") && $0.type.contains("digital-signature")
            }
        }
    }
}

/// The cells of a sheet that hold a value or a formula, with its merges.
public struct SheetGrid: Sendable {
    public var cells: [CellReference: Cell] = [:]
    /// The formulas that fill more than their own cell, by the cell that holds them.
    public var areaFormulas: [CellReference: StoredFormula.Kind] = [:]
    public var merges: [CellRange] = [] {
        didSet { mergeTree = RangeTree(merges.enumerated().map { ($1, $0) }) }
    }
    /// To find the merge of a cell without a look at all.
    private var mergeTree = RangeTree([])
    /// As the part declares it; nil when it declares none.
    public var dimension: CellRange?
    public var hiddenRows: Set<Int> = []
    public var hiddenColumns: [ClosedRange<Int>] = []

    public init() {}

    /// The value there; `.empty` where nothing stands.
    public subscript(reference: CellReference) -> CellValue { cells[reference]?.value ?? .empty }

    /// The merge that covers a cell.
    public func merge(at cell: CellReference) -> CellRange? { mergeTree.least(at: cell).map { merges[$0] } }

    /// The cell that holds the value of whatever covers `cell`.
    public func anchor(of cell: CellReference) -> CellReference { merge(at: cell)?.first ?? cell }

    /// The smallest range that holds every cell; nil when there are none.
    public var usedRange: CellRange? {
        guard let first = cells.keys.first else { return nil }
        return cells.keys.reduce(CellRange(first, first)) { range, cell in
            CellRange(
                CellReference(row: min(range.first.row, cell.row), column: min(range.first.column, cell.column)),
                CellReference(row: max(range.last.row, cell.row), column: max(range.last.column, cell.column)))
        }
    }
}

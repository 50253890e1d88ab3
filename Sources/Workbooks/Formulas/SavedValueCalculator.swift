/// Calculates single formulas from the values that are saved in the cells they name, whatever formulas those cells hold.
///
/// What it gives is what programs show: an unknown figure that a formula takes for 0 or for an error is not made good here.
public final class SavedValueCalculator {
    private let evaluator: FormulaEvaluator
    private let scope: FormulaScope

    /// - Parameters:
    ///   - grids: the sheets whose cells are known, by index. A formula that needs another sheet has no value here.
    ///   - calculatesAll: whether a formula that `replaced` gives and that has no value here makes those that need it have none.
    ///   - replaced: what a cell is to hold in place of its saved value, a formula that is to be calculated in its turn included; nil for the saved
    ///     value.
    /// - Throws: `Failure` with status 65 for damaged parts of tables.
    public init(
        of workbook: Workbook, grids: [Int: SheetGrid], calculatesAll: Bool = false,
        replaced: @escaping (CellPosition) -> Cell? = { _ in nil }
    ) throws {
        var used = grids.compactMapValues(\.usedRange)
        // A range of a sheet that is not known holds cells of which nothing is known.
        for sheet in workbook.sheets where grids[sheet.index] == nil { used[sheet.index] = Self.whole }
        scope = try FormulaScope(of: workbook)
        evaluator = FormulaEvaluator(
            scope: scope, dateSystem: workbook.dateSystem,
            cells: .init(
                cell: { place in
                    if let cell = replaced(place) { return cell }
                    // Its value as it is saved: with its formula it would be calculated anew.
                    return grids[place.sheet]?.cells[place.cell].map { Cell($0.reference, $0.value, style: $0.style) }
                },
                areaFormula: { grids[$0.sheet]?.areaFormulas[$0.cell] },
                used: used,
                hasHiddenRows: { !(grids[$0]?.hiddenRows.isEmpty ?? true) }),
            changes: [:], isDependent: { _ in calculatesAll },
            opaque: { grids[$0.sheet] == nil }, guards: false)
    }

    private static let whole = CellRange(
        CellReference(row: 1, column: 1),
        CellReference(row: CellReference.maximumRow, column: CellReference.maximumColumn))

    /// Whether a formula reads the cell that it stands in: a program shows an error or 0 there. `ROW` reads no value.
    public func readsItself(_ formula: String, at position: CellPosition) -> Bool {
        let text = formula.uppercased()
        guard !["ROW(", "COLUMN(", "ROWS(", "COLUMNS(", "CELL("].contains(where: text.contains) else { return false }
        return FormulaPrecedents(of: formula, at: position.cell, on: position.sheet, in: scope).areas.contains {
            $0.sheets.contains(position.sheet) && $0.range.contains(position.cell)
        }
    }

    /// What a formula shows in a cell; nil when it has a form or a function that is not known here.
    public func value(of formula: String, at position: CellPosition) -> CellValue? {
        evaluator.settled(formula, at: position).value
    }
}

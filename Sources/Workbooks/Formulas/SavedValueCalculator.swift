/// Calculates single formulas from the values that are saved in the cells they name, whatever formulas those cells hold.
public final class SavedValueCalculator {
    private let evaluator: FormulaEvaluator

    /// - Parameter grids: the sheets whose cells are known, by index. A formula that needs another sheet has no value here.
    /// - Throws: `Failure` with status 65 for damaged parts of tables.
    public init(of workbook: Workbook, grids: [Int: SheetGrid]) throws {
        evaluator = FormulaEvaluator(
            scope: try FormulaScope(of: workbook), dateSystem: workbook.dateSystem,
            cells: .init(
                cell: { place in
                    // Its value as it is saved: with its formula it would be calculated anew.
                    grids[place.sheet]?.cells[place.cell].map { Cell($0.reference, $0.value, style: $0.style) }
                },
                areaFormula: { grids[$0.sheet]?.areaFormulas[$0.cell] },
                used: grids.compactMapValues(\.usedRange),
                hasHiddenRows: { !(grids[$0]?.hiddenRows.isEmpty ?? true) }),
            changes: [:], isDependent: { _ in false }, opaque: { grids[$0.sheet] == nil })
    }

    /// What a formula shows in a cell; nil when it has a form or a function that is not known here.
    public func value(of formula: String, at position: CellPosition) -> CellValue? {
        evaluator.settled(formula, at: position).value
    }
}

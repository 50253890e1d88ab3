import Streams
import Workbooks

/// The template's own formulas: they stay, and the values stored beside them are brought up to date.
extension TrackerPlanner {
    mutating func settleFormulas() throws {
        let sheets = template.workbook.sheets.filter { $0.kind == .worksheet && template.ownSheets[$0.index] == nil }
        // Other sheets may hold formulas over the tracker.
        var grids = template.grids
        for sheet in sheets where grids[sheet.index] == nil {
            grids[sheet.index] = try template.workbook.grid(of: sheet)
        }

        var changes: [FormulaEvaluator.Position: CellValue] = [:]
        for write in plan.writes + contested {
            changes[.init(sheet: write.sheet.index, cell: write.cell)] = write.value
        }
        let evaluator = FormulaEvaluator(
            sheets: Dictionary(sheets.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first }),
            changes: changes, cell: { grids[$0.sheet]?.cells[$0.cell] })

        for write in contested { settle(write, evaluator, grids) }
        for write in kept { compare(write, evaluator, grids[write.sheet.index]?.cells[write.cell]) }
        let written = Set(plan.writes.map { FormulaEvaluator.Position(sheet: $0.sheet.index, cell: $0.cell) })
        for sheet in sheets {
            for (cell, stored) in (grids[sheet.index]?.cells ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let formula = stored.formula, !written.contains(.init(sheet: sheet.index, cell: cell)) else {
                    continue
                }
                refresh(cell, formula, stored.value, sheet, evaluator)
            }
        }
    }

    /// A formula where a figure goes: it stays when it comes to the same value, and gives way when not.
    private mutating func settle(_ write: PlannedWrite, _ evaluator: FormulaEvaluator, _ grids: [Int: SheetGrid]) {
        let position = FormulaEvaluator.Position(sheet: write.sheet.index, cell: write.cell)
        guard let formula = grids[write.sheet.index]?.cells[write.cell]?.formula else { return }
        let outcome = evaluator.outcome(of: formula, at: position)
        var write = write
        if let value = outcome.value, Self.isSame(value, write.value) {
            write.edit = .cachedValue(write.value)
        } else if !isOfEarlierRun(formula) {
            let there = outcome.value.map { "comes to \($0.displayText)" } ?? "is not understood"
            say(
                .warning, .formulaReplaced, sheet: write.sheet, cell: write.cell,
                "the template's formula =\(printable(formula)) \(there); it is replaced by the figure \(write.value.displayText) "
                    + "(\(write.name))")
        }
        plan.writes.append(write)
    }

    /// Whether an earlier run wrote the formula, over the raw data that are replaced.
    private func isOfEarlierRun(_ formula: String) -> Bool {
        template.workbook.sheets.contains {
            template.ownSheets[$0.index] == .rawData && formula.contains("\(RawData.quoted($0.name))!$")
        }
    }

    /// A formula in the head stays whatever it comes to, but a difference is told.
    ///
    /// What was saved beside it is brought up to date also where it depends on nothing that is written: a figure of
    /// another campaign must not stay in the head.
    private mutating func compare(_ write: PlannedWrite, _ evaluator: FormulaEvaluator, _ stored: Cell?) {
        let outcome = evaluator.outcome(at: .init(sheet: write.sheet.index, cell: write.cell))
        if !outcome.isTouched, let stored, let formula = stored.formula, outcome.value != stored.value {
            if outcome.value == nil { reportStale(write.cell, formula, write.sheet) }
            plan.writes.append(
                PlannedWrite(
                    sheet: write.sheet, cell: write.cell, name: "=\(formula)",
                    edit: .cachedValue(outcome.value ?? .empty)))
        }
        guard let value = outcome.value, !Self.isSame(value, write.value) else { return }
        say(
            .warning, .formulaDiffers, sheet: write.sheet, cell: write.cell,
            "the template's formula comes to \(printable(value.displayText)) and \(write.name) to \(printable(write.value.displayText)); the formula stays"
        )
    }

    /// Brings a formula elsewhere up to date when it depends on a cell that is written.
    private mutating func refresh(
        _ cell: CellReference, _ formula: String, _ stored: CellValue, _ sheet: Workbook.Sheet,
        _ evaluator: FormulaEvaluator
    ) {
        let position = FormulaEvaluator.Position(sheet: sheet.index, cell: cell)
        let outcome = evaluator.outcome(of: formula, at: position)
        guard outcome.isTouched else { return }
        guard let value = outcome.value else {
            reportStale(cell, formula, sheet)
            plan.writes.append(
                PlannedWrite(
                    sheet: sheet, cell: cell, name: "=\(formula), to be calculated", edit: .cachedValue(.empty)))
            return
        }
        guard value != stored else { return }
        plan.writes.append(PlannedWrite(sheet: sheet, cell: cell, name: "=\(formula)", edit: .cachedValue(value)))
    }

    private func reportStale(_ cell: CellReference, _ formula: String, _ sheet: Workbook.Sheet) {
        say(
            .warning, .formulaNotCalculated, sheet: sheet, cell: cell,
            "the formula =\(printable(formula)) depends on figures and cannot be calculated here; it shows nothing until a "
                + "spreadsheet program calculates it")
    }

    private static func isSame(_ a: CellValue, _ b: CellValue) -> Bool {
        guard let x = a.number, let y = b.number else { return a == b }
        return (x - y).magnitude <= 1e-9 * max(x.magnitude, y.magnitude)
    }
}

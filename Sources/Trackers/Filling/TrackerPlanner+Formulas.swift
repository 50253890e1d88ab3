import Streams
import Workbooks

/// The template's own formulas: they stay, and the values stored beside them are brought up to date.
extension TrackerPlanner {
    /// - Returns: what the changes mean for the workbook; nil where nothing in it depends on cells.
    mutating func settleFormulas() throws -> WorkbookRecalculation? {
        let sheets = template.workbook.worksheets.filter { template.ownSheets[$0.index] == nil }
        // Other sheets may hold formulas over the tracker.
        var grids = template.grids
        for sheet in sheets where grids[sheet.index] == nil {
            grids[sheet.index] = try template.workbook.grid(of: sheet)
        }
        plan.hasFormulas = grids.values.contains { $0.cells.values.contains { $0.formula != nil } }
        guard plan.hasFormulas || template.workbook.repeatsCells else { return nil }

        var changes: [CellPosition: CellValue] = [:]
        for write in plan.writes + contested {
            changes[CellPosition(sheet: write.sheet.index, cell: write.cell)] = write.value
        }
        let recalculation = try WorkbookRecalculation(
            of: template.workbook, grids: grids, changes: changes, replacing: Set(template.ownSheets.keys))
        for write in contested { settle(write, recalculation) }
        let formulas = recalculation.formulas()
        if template.workbook.calculatesAsShown, formulas.contains(where: \.isDependent) {
            say(
                .warning, .roundsToShown,
                "the workbook sets \"precision as displayed\": programs round what they calculate to the number formats, so that its "
                    + "formulas are saved without values and may differ from the figures",
                hint: "clear it in the template under File > Options > Advanced, unless the client wants it")
        }
        refresh(formulas)
        reportMixed(recalculation)
        for write in kept { compare(write, recalculation) }
        if template.workbook.calculatesByHand, plan.takesValuesAway {
            say(
                .note, .calculatedByHand,
                "the workbook is set to be calculated by hand, and formulas lost their saved values; it is set to be calculated by itself",
                hint: "set it back under Formulas > Calculation Options, after it was calculated")
        }
        return recalculation
    }

    /// The template's own formulas do not know which currency an amount is in.
    private func reportMixed(_ recalculation: WorkbookRecalculation) {
        var units: [CellPosition: String] = [:]
        for write in plan.writes + contested where write.value.number != nil {
            guard let shown = write.shows, shown.metric.isMoney, let currency = book.currency(of: shown) else {
                continue
            }
            units[CellPosition(sheet: write.sheet.index, cell: write.cell)] = currency
        }
        let mixed = recalculation.mixing(units)
        guard let first = mixed.first else { return }
        let currencies = Set(mixed.flatMap(\.units)).sorted().joined(separator: " and ")
        let places = mixed.prefix(5).map {
            "\(template.workbook.sheets[$0.position.sheet - 1].name)!\($0.position.cell)"
        }
        .joined(separator: ", ")
        let more = mixed.count > 5 ? " and \(mixed.count - 5) more" : ""
        say(
            .error, .mixedCurrencies, sheet: template.workbook.sheets[first.position.sheet - 1],
            cell: first.position.cell,
            "\(mixed.count == 1 ? "a formula of the template takes" : "\(mixed.count) formulas of the template take") amounts in "
                + "\(currencies) together, which do not add up (\(places)\(more))",
            hint: "plan in one currency, or take the formula out of the template")
    }

    /// A formula where a figure goes: it stays when it comes to the same value, and gives way when not.
    private mutating func settle(_ write: PlannedWrite, _ recalculation: WorkbookRecalculation) {
        guard let formula = grid(of: write.sheet).cells[write.cell]?.formula else { return }
        let outcome = recalculation.outcome(
            of: formula, at: CellPosition(sheet: write.sheet.index, cell: write.cell))
        var write = write
        if let value = outcome.value, Self.isSame(value, write.value) {
            write.keepsFormula = true
            if case .guarded(let formula, _) = outcome {
                write.edit = .formula(formula, cached: write.value)
            } else {
                write.edit = .cachedValue(write.value)
            }
        } else {
            let there = outcome.value.map { "comes to \($0.displayText)" } ?? "is not understood"
            say(
                .warning, .formulaReplaced, sheet: write.sheet, cell: write.cell,
                "the template's formula =\(printable(formula)) \(there); it is replaced by the figure \(write.value.displayText) "
                    + "(\(write.name))")
        }
        plan.writes.append(write)
    }

    /// A formula in the head stays whatever it comes to, but a difference is told.
    private mutating func compare(_ write: PlannedWrite, _ recalculation: WorkbookRecalculation) {
        let position = CellPosition(sheet: write.sheet.index, cell: write.cell)
        let isSettled = plan.writes.contains { $0.sheet.index == position.sheet && $0.cell == position.cell }
        let stored = grid(of: write.sheet)[write.cell]
        guard let value = recalculation.outcome(at: position).value else {
            // A figure of another campaign must not stay in the head, also where it depends on nothing that is written.
            if !isSettled, !stored.isEmpty, let formula = grid(of: write.sheet).cells[write.cell]?.formula {
                plan.writes.append(
                    PlannedWrite(
                        sheet: write.sheet, cell: write.cell, name: "=\(formula), to be calculated",
                        edit: .cachedValue(.empty)))
            }
            return
        }
        guard !Self.isSame(value, write.value) else { return }
        say(
            .warning, .formulaDiffers, sheet: write.sheet, cell: write.cell,
            "the template's formula comes to \(printable(value.displayText)) and \(write.name) to \(printable(write.value.displayText)); the formula stays"
        )
    }

    /// Brings formulas elsewhere up to date, and tells by kind what became of them.
    private mutating func refresh(_ formulas: [WorkbookRecalculation.Formula]) {
        var kinds: [FormulaKind: [WorkbookRecalculation.Formula]] = [:]
        for formula in formulas {
            let sheet = template.workbook.sheets[formula.position.sheet - 1]
            let cell = formula.position.cell
            var write = PlannedWrite(sheet: sheet, cell: cell, name: "=\(formula.text)", edit: .cachedValue(.empty))
            switch formula.outcome {
            case .value(let value):
                write.edit = .cachedValue(value)
                if !formula.isDependent { kinds[.falseBefore, default: []].append(formula) }
            case .guarded(let text, let value):
                write.edit = .formula(text, cached: value)
                write.text = "\(Lineage.ownFormula), with a guard for figures that are unknown"
                kinds[.guarded, default: []].append(formula)
            case .unguarded(let value):
                write.edit = .cachedValue(value)
                kinds[.unguarded, default: []].append(formula)
            case .sheltered(let text):
                write.edit = .formula(text, cached: .empty)
                write.text = "\(Lineage.ownFormula), with a guard for figures that are unknown"
                kinds[.guarded, default: []].append(formula)
                kinds[.notCalculated, default: []].append(formula)
            case .unknown(let readsUnknown):
                write.name += ", to be calculated"
                kinds[.notCalculated, default: []].append(formula)
                if readsUnknown { kinds[.exposed, default: []].append(formula) }
            }
            if write.edit != .cachedValue(formula.stored) { plan.writes.append(write) }
            for cell in formula.filled {
                plan.writes.append(
                    PlannedWrite(
                        sheet: sheet, cell: cell, name: "filled by \(formula.position.cell), to be calculated",
                        edit: .cachedValue(.empty)))
            }
        }
        for kind in FormulaKind.allCases { if let formulas = kinds[kind] { tell(kind, formulas) } }
    }

    /// What became of a formula of the template, when it is worth a word.
    private enum FormulaKind: CaseIterable {
        case guarded, unguarded, exposed, notCalculated, falseBefore
    }

    /// One message for all formulas of a kind, at the first of them.
    private func tell(_ kind: FormulaKind, _ formulas: [WorkbookRecalculation.Formula]) {
        let first = formulas[0].position
        let sheet = template.workbook.sheets[first.sheet - 1]
        let isOne = formulas.count == 1
        let subject = isOne ? "the formula =\(printable(formulas[0].text))" : "\(formulas.count) formulas"
        let places = isOne ? "" : " (\(places(of: formulas)))"
        switch kind {
        case .guarded:
            say(
                .note, .formulaGuarded, sheet: sheet, cell: first.cell,
                "\(subject) \(isOne ? "counts" : "count") figures that are unknown and \(isOne ? "gets" : "get") a guard: "
                    + "a sum shows what is known of it, anything else shows -\(places)")
        case .unguarded:
            say(
                .warning, .unknownCounted, sheet: sheet, cell: first.cell,
                "\(subject) \(isOne ? "takes" : "take") a figure that is unknown for a number or an error\(places)",
                hint: "put IF(ISNUMBER(...),...,\"-\") around it in the template")
        case .exposed:
            say(
                .warning, .unknownCounted, sheet: sheet, cell: first.cell,
                "\(subject) \(isOne ? "reads" : "read") figures that are unknown and cannot be calculated here; "
                    + "\(isOne ? "it" : "they") may show an error, or take them for 0\(places)",
                hint: "put IFERROR(...,\"-\") around it in the template")
        case .notCalculated:
            say(
                .note, .formulaNotCalculated, sheet: sheet, cell: first.cell,
                "\(subject) may depend on figures and cannot be calculated here; \(isOne ? "it shows" : "they show") "
                    + "nothing until a spreadsheet program opens the tracker\(places)")
        case .falseBefore:
            say(
                .note, .staleValue, sheet: sheet, cell: first.cell,
                "\(subject) had another value saved than \(isOne ? "it comes" : "they come") to, and "
                    + "\(isOne ? "is" : "are") brought up to date\(places)")
        }
    }

    private func places(of formulas: [WorkbookRecalculation.Formula]) -> String {
        let most = 5
        let first = formulas.prefix(most).map {
            "\(template.workbook.sheets[$0.position.sheet - 1].name)!\($0.position.cell)"
        }
        return first.joined(separator: ", ") + (formulas.count > most ? " and \(formulas.count - most) more" : "")
    }

    private static func isSame(_ a: CellValue, _ b: CellValue) -> Bool {
        guard let x = a.number, let y = b.number else { return a == b }
        return (x - y).magnitude <= 1e-9 * max(x.magnitude, y.magnitude)
    }
}

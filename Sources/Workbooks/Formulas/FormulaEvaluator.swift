import Streams

/// Calculates formulas over cells that changed, so that the values stored beside them stay true.
///
/// Knows references, names, arithmetic, comparison and the functions that trackers use, by the rules that Excel and
/// LibreOffice share. What it does not know it does not guess: such a formula has no value here.
final class FormulaEvaluator {
    typealias Position = CellPosition

    struct Outcome: Equatable {
        /// Nil when the formula, or one that it needs, is beyond this evaluator.
        var value: CellValue?
        /// The formula with a guard in front, by which it shows what is unknown as unknown; nil where it needs none. Without a value it is one
        /// that programs calculate.
        var guarded: String?
        /// Whether it takes something unknown for known and no guard could be found; without a value: whether it may.
        var losesUnknown = false
    }

    /// What the cells of a workbook hold.
    struct Cells {
        /// A stored cell; nil when it is empty.
        var cell: (Position) -> Cell?
        /// A formula that fills several cells.
        var areaFormula: (Position) -> StoredFormula.Kind?
        /// The range that holds all cells of a sheet.
        var used: [Int: CellRange]
        /// Whether rows of a sheet are hidden.
        var hasHiddenRows: (Int) -> Bool
    }

    let scope: FormulaScope
    let dateSystem: DateSystem
    private let cells: Cells
    let used: [Int: CellRange]
    /// New values of cells.
    private let changes: [Position: CellValue]
    /// Those that are unknown, by sheet.
    private let unknownChanges: [Int: [CellReference]]
    /// Formulas whose stored value may be false.
    private let isDependent: (Position) -> Bool
    /// Cells whose value is not known and which hold no formula.
    private let opaque: (Position) -> Bool
    /// Whether a formula that takes something unknown for known is given a guard, as filling does; else it has the value that programs show.
    private let guards: Bool
    private var known: [Position: Outcome] = [:]
    /// Formulas whose value is a text that says in words of the template's own that a figure is unknown: `""`, `n/a`.
    private var standIns: Set<Position> = []
    private var underway: Set<Position> = []
    /// Those underway, the innermost last.
    private var stack: [Position] = []
    /// Whether the formula that is being calculated came upon something unknown so far.
    private(set) var metUnknown = false
    /// Whether it asked a figure that is unknown whether it is known.
    private var testedUnknown = false
    /// Formulas that need themselves.
    private var circular: Set<Position> = []
    /// A formula that stands too deep in a chain and has to be calculated first.
    private var postponed: Position?
    /// Formulas that need each other in a longer chain are calculated piece by piece.
    private static let deepestChain = 100
    /// How many parts of formulas are being calculated, each within another.
    var depth = 0
    /// Beyond this many, a formula that another needs is calculated first.
    private static let deepestParts = 500
    /// How many more cells are looked at: a bound on time, beyond which formulas are left to spreadsheet programs.
    private(set) var effort = 4_000_000
    var memory = FormulaMemory()
    /// How a figure that is unknown is shown.
    static let unknown = CellValue.text("-")

    /// - Parameters:
    ///   - changes: new values, which win over what stands in the cells.
    ///   - isDependent: whether a formula depends on them.
    ///   - opaque: cells without a formula whose value cannot be told.
    init(
        scope: FormulaScope, dateSystem: DateSystem = .from1900, cells: Cells, changes: [Position: CellValue],
        isDependent: @escaping (Position) -> Bool, opaque: @escaping (Position) -> Bool = { _ in false },
        guards: Bool = true
    ) {
        self.guards = guards
        self.scope = scope
        self.dateSystem = dateSystem
        self.cells = cells
        self.changes = changes
        unknownChanges = changes.filter { $0.value == Self.unknown }.keys.reduce(into: [:]) {
            $0[$1.sheet, default: []].append($1.cell)
        }
        self.isDependent = isDependent
        self.opaque = opaque
        var used = cells.used
        for position in changes.keys {
            let cell = CellRange(position.cell, position.cell)
            used[position.sheet] = used[position.sheet].map { $0.union(cell) } ?? cell
        }
        self.used = used
    }

    // MARK: Cells

    /// A cell's value after the changes; nil when it cannot be told.
    func scalar(at position: Position) -> FormulaScalar? {
        let scalar = shown(at: position)
        if scalar?.isUnknown ?? false { metUnknown = true }
        return scalar
    }

    /// Remembers that a formula asks a figure that is unknown whether it is known.
    func noteTest() { testedUnknown = true }

    /// Remembers that the formula that is being calculated came upon something unknown.
    func noteUnknown() { metUnknown = true }

    /// What a part comes to, and whether it came upon something unknown.
    func meeting<Value>(_ body: () -> Value) -> (Value, Bool) {
        let outer = metUnknown
        metUnknown = false
        defer { metUnknown = metUnknown || outer }
        let value = body()
        return (value, metUnknown)
    }

    /// What a part comes to, and whether it asked a figure that is unknown whether it is known.
    func testing<Value>(_ body: () -> Value) -> (Value, Bool) {
        let outer = testedUnknown
        testedUnknown = false
        defer { testedUnknown = testedUnknown || outer }
        let value = body()
        return (value, testedUnknown)
    }

    private func shown(at position: Position) -> FormulaScalar? {
        effort -= 1
        guard effort > 0 else { return nil }
        if let value = changes[position] { return FormulaScalar(value, isUnknown: value == Self.unknown) }
        if opaque(position) { return nil }
        guard let stored = cells.cell(position) else { return FormulaScalar(.empty) }
        // Also one that a person is to type: cells that show the sign are cells of figures.
        guard let formula = stored.formula else {
            return FormulaScalar(stored.value, isUnknown: stored.value == Self.unknown)
        }
        let isDependent = isDependent(position)
        guard let value = outcome(of: formula, at: position).value else {
            return isDependent || postponed != nil || circular.contains(position) ? nil : FormulaScalar(stored.value)
        }
        return FormulaScalar(value, isUnknown: value == Self.unknown || standIns.contains(position))
    }

    func formula(at position: Position) -> String? {
        changes[position] == nil ? cells.cell(position)?.formula : nil
    }

    func isTouched(_ position: Position) -> Bool { changes[position] != nil || isDependent(position) }

    func hasHiddenRows(_ sheet: Int) -> Bool { cells.hasHiddenRows(sheet) }

    /// The part of an area in which anything stands; nil when nothing does.
    func clipped(_ area: FormulaArea) -> FormulaArea? {
        guard let used = used[area.sheet], used.intersects(area.range) else { return nil }
        return FormulaArea(
            sheet: area.sheet,
            range: CellRange(
                CellReference(
                    row: max(used.first.row, area.range.first.row),
                    column: max(used.first.column, area.range.first.column)),
                CellReference(
                    row: min(used.last.row, area.range.last.row),
                    column: min(used.last.column, area.range.last.column))))
    }

    // MARK: Formulas

    /// The value of the formula that stands in a cell.
    func outcome(at position: Position) -> Outcome {
        guard let formula = formula(at: position) else { return Outcome(value: scalar(at: position)?.value) }
        return settled(formula, at: position)
    }

    /// A formula's value as if it stood at `position`, whatever changed there.
    func settled(_ formula: String, at position: Position) -> Outcome {
        var open: [Position] = []
        var waiting: Set<Position> = []
        while true {
            postponed = nil
            let next = open.last ?? position
            let text = open.isEmpty ? formula : self.formula(at: next) ?? ""
            let outcome = outcome(of: text, at: next)
            if let deeper = postponed {
                // What waits for itself is a circle.
                if waiting.insert(deeper).inserted {
                    open.append(deeper)
                } else {
                    circular.insert(deeper)
                    known[deeper] = Outcome()
                }
                continue
            }
            guard let last = open.popLast() else { return outcome }
            waiting.remove(last)
        }
    }

    private func outcome(of formula: String, at position: Position) -> Outcome {
        if let outcome = known[position] { return outcome }
        if underway.count >= Self.deepestChain || depth > Self.deepestParts, !underway.contains(position) {
            postponed = position
            return Outcome()
        }
        guard underway.insert(position).inserted else {
            circular.formUnion(stack[(stack.firstIndex(of: position) ?? 0)...])
            return Outcome()
        }
        stack.append(position)
        defer {
            underway.remove(position)
            stack.removeLast()
        }
        let outcome = calculate(formula, at: position)
        // What stands on a formula that waits is not known yet.
        if postponed == nil { known[position] = outcome }
        return outcome
    }

    private func calculate(_ formula: String, at position: Position) -> Outcome {
        let outer = (metUnknown, testedUnknown)
        (metUnknown, testedUnknown) = (false, false)
        defer { (metUnknown, testedUnknown) = outer }
        let kind = cells.areaFormula(position) ?? .plain
        switch kind {
        case .array(let range, _) where range.first == range.last: break
        case .plain: break
        default: return uncalculated(formula, nil, at: position, isPlain: false)
        }
        guard let tree = parse(formula, at: position) else {
            return uncalculated(formula, nil, at: position, isPlain: kind == .plain)
        }
        var pass = FormulaPass(evaluator: self, position: position)
        pass.isArray = kind != .plain
        let result = pass.result(of: tree)
        guard postponed == nil, !circular.contains(position) else { return Outcome() }
        guard let result else { return uncalculated(formula, (tree, pass), at: position, isPlain: kind == .plain) }
        guard result.losesUnknown, guards else {
            if metUnknown, result.value.text != nil { standIns.insert(position) }
            return Outcome(value: Self.stored(result), losesUnknown: pass.replacesUnknown && !result.isSign)
        }
        // An answer in words of the template's own is one.
        if result.isSign {
            standIns.insert(position)
            return Outcome(value: result.value)
        }
        let candidates = FormulaGuard(formula: formula, tree: tree, result: result, pass: pass).candidates(self)
        if kind == .plain, !scope.isTotal(position.cell, on: position.sheet),
            let guarded = guarded(candidates, at: position)
        {
            return guarded
        }
        return Outcome(value: Self.stored(result), losesUnknown: true)
    }

    /// A formula of a cell as a tree; nil for what is not understood.
    func parse(_ formula: String, at position: Position) -> FormulaExpression? {
        FormulaParser.parse(formula, in: .init(scope: scope, position: position, isOpaque: opaque))
    }

    /// A formula that is left to programs, with a guard where it reads something unknown: they may make an error of it, or 0.
    private func uncalculated(
        _ formula: String, _ read: (tree: FormulaExpression, pass: FormulaPass)?, at position: Position, isPlain: Bool
    ) -> Outcome {
        guard guards, isDependent(position), !(read.map { FormulaGuard.passesTexts($0.tree) } ?? false) else {
            return Outcome()
        }
        let readsUnknown = readsUnknown(formula, at: position) || read?.pass.metUnknown ?? false
        guard postponed == nil, readsUnknown else { return Outcome() }
        // A table's row of totals is to have the formulas that the table names.
        guard isPlain, !scope.isTotal(position.cell, on: position.sheet) else { return Outcome(losesUnknown: true) }
        if let read {
            let candidates = FormulaGuard(formula: formula, tree: read.tree, result: nil, pass: read.pass)
                .candidates(self)
            if let guarded = guarded(candidates, at: position) { return guarded }
        }
        let text = FormulaGuard.sheltered(formula)
        return text.utf16.count <= Self.longestFormula ? Outcome(guarded: text) : Outcome(losesUnknown: true)
    }

    /// Whether one of the cells that a formula names is unknown. Of large ranges only the figures are looked at.
    private func readsUnknown(_ formula: String, at position: Position) -> Bool {
        let precedents = FormulaPrecedents(of: formula, at: position.cell, on: position.sheet, in: scope)
        for area in precedents.areas {
            for sheet in area.sheets {
                if unknownChanges[sheet]?.contains(where: { area.range.contains($0) }) ?? false { return true }
                guard let clipped = clipped(FormulaArea(sheet: sheet, range: area.range)),
                    clipped.range.rows.count * clipped.range.columns.count <= Self.mostCells
                else { continue }
                for row in clipped.range.rows {
                    for column in clipped.range.columns {
                        let cell = Position(sheet: sheet, cell: CellReference(row: row, column: column))
                        if scalar(at: cell)?.isUnknown ?? false { return true }
                    }
                }
            }
        }
        return false
    }

    /// Cells of a range that are looked at one by one for what is unknown in them.
    private static let mostCells = 2000

    /// The first of the formulas that shows what is unknown as unknown; nil when none does.
    private func guarded(_ candidates: [String], at position: Position) -> Outcome? {
        for text in candidates where text.utf16.count <= Self.longestFormula {
            guard let tree = parse(text, at: position) else { continue }
            var pass = FormulaPass(evaluator: self, position: position)
            guard let result = pass.result(of: tree), !result.losesUnknown, !result.isError else { continue }
            return Outcome(value: Self.stored(result), guarded: text)
        }
        return nil
    }

    /// What Excel takes (ECMA-376 part 1, 18.17).
    static let longestFormula = 8192

    /// A formula that points at an empty cell shows 0.
    private static func stored(_ result: FormulaScalar) -> CellValue? {
        switch result.value {
        case .empty: .number(0)
        case .number(let number) where !number.isFinite: .error("#NUM!")
        case .text(let text) where text.utf16.count > ExcelLimits.cellText: nil
        case let value: value
        }
    }
}

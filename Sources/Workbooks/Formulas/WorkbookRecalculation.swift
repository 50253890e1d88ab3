/// What a change of some cells means for the saved values of a workbook: the formulas that depend on them on any sheet,
/// directly or through others, and what each of them shows then.
///
/// Where it cannot be told whether a formula depends on a change it counts as dependent, so that no old value stays
/// beside new ones.
public final class WorkbookRecalculation {
    /// What is to become of the value that is saved beside a formula.
    public enum Outcome: Sendable, Equatable {
        case value(CellValue)
        /// It takes an unknown figure for a number; with the guard in front it shows it as unknown.
        case guarded(formula: String, value: CellValue)
        /// It takes an unknown figure for a number, and no guard was found.
        case unguarded(value: CellValue)
        /// It cannot be calculated here. It reads something unknown; with the guard in front it shows errors that come of it as unknown.
        case sheltered(formula: String)
        /// It cannot be calculated here. Where it reads something unknown and no guard was found, it may show an error or take it for 0.
        case unknown(readsUnknown: Bool)

        /// What is shown; nil when that cannot be told.
        public var value: CellValue? {
            switch self {
            case .value(let value), .guarded(_, let value), .unguarded(let value): value
            case .unknown, .sheltered: nil
            }
        }

        /// As it is where programs round what they calculate to what they show.
        fileprivate var rounded: Outcome {
            switch self {
            case .guarded(_, .text), .sheltered, .unknown: self
            case .guarded(let formula, _): .sheltered(formula: formula)
            case .value: .unknown(readsUnknown: false)
            case .unguarded: .unknown(readsUnknown: true)
            }
        }
    }

    /// A formula whose saved value is false, or may be.
    public struct Formula: Sendable {
        public var position: CellPosition
        public var text: String
        public var stored: CellValue
        public var outcome: Outcome
        /// Whether it depends on a change. The value of one that does not was false before.
        public var isDependent: Bool
        /// Further cells that it fills and that hold saved values.
        public var filled: [CellReference] = []
    }

    let grids: [Int: SheetGrid]
    let scope: FormulaScope
    /// The cells with formulas, in order, and whether each depends on a change.
    let places: [CellPosition]
    private let dependence: FormulaDependence
    private let roundsToShown: Bool
    /// By sheet: cells that change, and cells that show what depends on them.
    private let touched: [Int: [CellRange]]
    /// Pivot tables that depend on a change, and show what they did before until they are refreshed.
    public let pivotTables: [PivotTable]
    private let evaluator: FormulaEvaluator

    /// - Parameters:
    ///   - grids: all sheets with cells, by index, but those that are replaced.
    ///   - changes: new values of cells.
    ///   - replaced: sheets that go or are made anew; what they will hold is not known here.
    /// - Throws: `Failure` with status 65 for damaged parts of tables.
    public init(
        of workbook: Workbook, grids: [Int: SheetGrid], changes: [CellPosition: CellValue], replacing replaced: Set<Int>
    ) throws {
        let scope = try FormulaScope(of: workbook)
        let whole = CellRange(
            CellReference(row: 1, column: 1),
            CellReference(row: CellReference.maximumRow, column: CellReference.maximumColumn))
        var places: [CellPosition] = []
        for (sheet, grid) in grids.sorted(by: { $0.key < $1.key }) where !replaced.contains(sheet) {
            let cells = grid.cells.filter { $0.value.formula != nil }.keys.sorted()
            places += cells.map { CellPosition(sheet: sheet, cell: $0) }.filter { changes[$0] == nil }
        }
        var spills = SpillRanges(grids)
        let nodes = places.map { place -> FormulaDependence.Node in
            let grid = grids[place.sheet]!
            let area = spills.range(of: place, grid.areaFormulas[place.cell])
            var madeOf = Self.precedents(of: grid.cells[place.cell]!.formula!, at: place, grid, scope)
            // A workbook that asks to be calculated does not vouch for any of its values.
            if workbook.asksForCalculation { madeOf = .anything }
            return .init(shownIn: .init(sheets: place.sheet...place.sheet, range: area), madeOf: madeOf)
        }
        let pivots = try workbook.pivotTables().filter { !replaced.contains($0.sheetIndex) }
        var dependence = FormulaDependence(nodes + pivots.map { Self.node(of: $0, in: scope) })
        dependence.mark(
            from: changes.keys.map { .init(sheets: $0.sheet...$0.sheet, range: CellRange($0.cell, $0.cell)) }
                + replaced.map { .init(sheets: $0...$0, range: whole) })

        var dependents: Set<CellPosition> = []
        var opaque: [Int: [CellRange]] = [:]
        for (index, place) in places.enumerated() where dependence.isDependent[index] {
            dependents.insert(place)
            if let range = nodes[index].shownIn?.range, range.first != range.last {
                opaque[place.sheet, default: []].append(range)
            }
        }
        pivotTables = zip(pivots, dependence.isDependent[places.count...]).filter(\.1).map(\.0)
        for pivot in pivotTables { opaque[pivot.sheetIndex, default: []].append(pivot.range) }
        var touched = opaque
        for place in dependents.union(changes.keys) {
            touched[place.sheet, default: []].append(CellRange(place.cell, place.cell))
        }
        for sheet in replaced { touched[sheet] = [whole] }
        self.touched = touched
        self.grids = grids
        self.scope = scope
        self.places = places
        self.dependence = dependence
        roundsToShown = workbook.calculatesAsShown
        evaluator = FormulaEvaluator(
            scope: scope, dateSystem: workbook.dateSystem,
            cells: .init(
                cell: { grids[$0.sheet]?.cells[$0.cell] },
                areaFormula: { grids[$0.sheet]?.areaFormulas[$0.cell] },
                // Anything may stand on a sheet that is replaced: an area of it is not empty for having no cells here.
                used: grids.compactMapValues(\.usedRange).merging(replaced.map { ($0, whole) }) { _, new in new },
                hasHiddenRows: { !(grids[$0]?.hiddenRows.isEmpty ?? true) }),
            changes: changes,
            isDependent: { dependents.contains($0) },
            opaque: { place in
                replaced.contains(place.sheet)
                    || (!dependents.contains(place)
                        && opaque[place.sheet]?.contains { $0.contains(place.cell) } ?? false)
            })
    }

    static func precedents(
        of formula: String, at place: CellPosition, _ grid: SheetGrid, _ scope: FormulaScope
    ) -> FormulaPrecedents {
        guard case .dataTable(let range, let inputs)? = grid.areaFormulas[place.cell] else {
            return FormulaPrecedents(of: formula, at: place.cell, on: place.sheet, in: scope)
        }
        // The row above and the column left of a data table hold its formulas and the values that it tries.
        let head = CellReference(row: max(1, range.first.row - 1), column: max(1, range.first.column - 1))
        let sheets = place.sheet...place.sheet
        return FormulaPrecedents(
            areas: inputs.map { .init(sheets: sheets, range: CellRange($0, $0)) }
                + [.init(sheets: sheets, range: CellRange(head, range.last))])
    }

    private static func node(of pivot: PivotTable, in scope: FormulaScope) -> FormulaDependence.Node {
        var madeOf = pivot.sources == nil ? FormulaPrecedents.anything : FormulaPrecedents(areas: [])
        for source in pivot.sources ?? [] {
            let text = scope.table(named: source) == nil ? source : source + "[]"
            madeOf.formUnion(
                FormulaPrecedents(of: text, at: CellReference(row: 1, column: 1), on: pivot.sheetIndex, in: scope))
        }
        let sheets = pivot.sheetIndex...pivot.sheetIndex
        return .init(shownIn: .init(sheets: sheets, range: pivot.range), madeOf: madeOf)
    }

    /// Whether a formula names cells that change or show what depends on them.
    func isTouched(_ formula: String, on sheet: Int) -> Bool {
        let precedents = FormulaPrecedents(of: formula, at: CellReference(row: 1, column: 1), on: sheet, in: scope)
        return precedents.isAnything
            || precedents.areas.contains { area in
                area.sheets.contains { touched[$0]?.contains { $0.intersects(area.range) } ?? false }
            }
    }

    /// The single cell that a formula names, or a name means; nil for all others.
    func cell(of formula: String) -> CellPosition? {
        if case .name(let name, let sheet)? = FormulaParser.parse(formula) {
            let index = sheet.flatMap { scope.sheet(named: $0) } ?? 1
            guard let meaning = scope.formula(ofName: name, on: index), meaning != formula,
                case .reference? = FormulaParser.parse(meaning)
            else { return nil }
            return cell(of: meaning)
        }
        guard case .reference(let reference)? = FormulaParser.parse(formula), reference.lastSheet == nil,
            reference.range.first == reference.range.last,
            let sheet = reference.sheet.flatMap({ scope.sheet(named: $0) })
        else { return nil }
        return CellPosition(sheet: sheet, cell: reference.range.first)
    }

    /// What a cell holds after the changes; nil when that cannot be told.
    func shown(at position: CellPosition) -> CellValue? {
        switch outcome(at: position) {
        case .value(let value), .guarded(_, let value): value
        default: nil
        }
    }

    /// The cells that show a pivot table and hold a number.
    public func numbers(of pivot: PivotTable) -> [CellReference] {
        (grids[pivot.sheetIndex]?.cells ?? [:]).filter { cell, content in
            pivot.range.contains(cell) && content.formula == nil && content.value.number != nil
        }.keys.sorted()
    }

    /// What the formula of a cell comes to after the changes.
    public func outcome(at position: CellPosition) -> Outcome { outcome(evaluator.outcome(at: position)) }

    /// What a formula would come to in a cell, whatever that holds.
    public func outcome(of formula: String, at position: CellPosition) -> Outcome {
        outcome(evaluator.settled(formula, at: position))
    }

    private func outcome(_ found: FormulaEvaluator.Outcome) -> Outcome {
        let exact = Self.exact(found)
        return roundsToShown ? exact.rounded : exact
    }

    private static func exact(_ found: FormulaEvaluator.Outcome) -> Outcome {
        guard let value = found.value else {
            return found.guarded.map { .sheltered(formula: $0) } ?? .unknown(readsUnknown: found.losesUnknown)
        }
        if let formula = found.guarded { return .guarded(formula: formula, value: value) }
        return found.losesUnknown ? .unguarded(value: value) : .value(value)
    }

    /// The formulas whose saved value may not stay, in the order of sheets and cells: all that depend on a change and, of the others,
    /// those that can be calculated and show another value than is saved.
    public func formulas() -> [Formula] {
        var found: [Formula] = []
        // First what depends on changes, so that the bound on effort is spent on that.
        for isDependent in [true, false] {
            for (index, place) in places.enumerated() where dependence.isDependent[index] == isDependent {
                let cell = grids[place.sheet]!.cells[place.cell]!
                let outcome = outcome(at: place)
                if !isDependent {
                    guard case .value(let value) = outcome, !cell.value.isEmpty, !value.isAlike(cell.value) else {
                        continue
                    }
                }
                var formula = Formula(
                    position: place, text: cell.formula ?? "", stored: cell.value, outcome: outcome,
                    isDependent: isDependent)
                if let area = grids[place.sheet]?.areaFormulas[place.cell]?.area, area.first != area.last {
                    formula.filled = filled(area, on: place.sheet).filter { $0 != place.cell }
                }
                found.append(formula)
            }
        }
        return found.sorted { $0.position < $1.position }
    }

    /// The cells of an area that hold a value and no formula.
    private func filled(_ area: CellRange, on sheet: Int) -> [CellReference] {
        guard let grid = grids[sheet] else { return [] }
        guard area.rows.count * area.columns.count > grid.cells.count else {
            return area.rows.flatMap { row in area.columns.map { CellReference(row: row, column: $0) } }
                .filter { grid.cells[$0] != nil && grid.cells[$0]?.formula == nil }
        }
        return grid.cells.filter { area.contains($0.key) && $0.value.formula == nil }.keys.sorted()
    }
}

/// The cells that array formulas fill, as far as they may grow.
private struct SpillRanges {
    private let grids: [Int: SheetGrid]
    /// The rows with cells of each column, and the reverse, of sheets with dynamic arrays.
    private var rows: [Int: [Int: [Int]]] = [:]
    private var columns: [Int: [Int: [Int]]] = [:]

    init(_ grids: [Int: SheetGrid]) { self.grids = grids }

    /// The cells that show a formula. A dynamic array may grow as far as there is nothing in its way.
    mutating func range(of place: CellPosition, _ kind: StoredFormula.Kind?) -> CellRange {
        switch kind {
        case .dataTable(let range, _)?, .array(let range, false)?: return range
        case .array(let range, true)?:
            if rows[place.sheet] == nil { index(place.sheet) }
            var range = range
            let below = range.columns.compactMap { Self.first(of: rows[place.sheet]?[$0], after: range.last.row) }.min()
            let right = range.rows.compactMap { Self.first(of: columns[place.sheet]?[$0], after: range.last.column) }
                .min()
            range.last.row = below.map { $0 - 1 } ?? CellReference.maximumRow
            range.last.column = right.map { $0 - 1 } ?? CellReference.maximumColumn
            return range
        default: return CellRange(place.cell, place.cell)
        }
    }

    private static func first(of sorted: [Int]?, after limit: Int) -> Int? { sorted?.first { $0 > limit } }

    private mutating func index(_ sheet: Int) {
        var (rows, columns): ([Int: [Int]], [Int: [Int]]) = ([:], [:])
        for cell in (grids[sheet]?.cells.keys).map({ $0.sorted() }) ?? [] {
            rows[cell.column, default: []].append(cell.row)
            columns[cell.row, default: []].append(cell.column)
        }
        self.rows[sheet] = rows
        self.columns[sheet] = columns
    }
}

extension CellValue {
    /// Whether two values show the same: numbers to fifteen digits, dates by their serial.
    public func isAlike(_ other: CellValue) -> Bool {
        func number(_ value: CellValue) -> Double? {
            if case .date(let date) = value { date.serial } else { value.number }
        }
        guard let a = number(self), let b = number(other) else { return self == other }
        return SpreadsheetArithmetic.areEqual(a, b) || (a - b).magnitude <= 1e-12 * max(a.magnitude, b.magnitude)
    }
}

import MediaPlans
import Streams
import Workbooks

/// Calculates every formula of a tracker's sheets from the values that are saved in the cells it names, and compares the result with
/// the value saved beside it.
///
/// A formula that was cut short or copied to another place keeps the right value until somebody calculates. Each formula is
/// calculated by itself from saved values, so an error shows at the formula that causes it.
struct FormulaAudit {
    private let workbook: Workbook
    private let path: String
    private let log: FindingLog

    /// A formula to be compared.
    private struct Item {
        var sheet: Workbook.Sheet
        var cell: CellReference
        var saved: CellValue
        var text: String
        var formula: LiveFormula
        /// Whether the cell shows one of the tracker's figures.
        var isFigure: Bool

        var position: CellPosition { .init(sheet: sheet.index, cell: cell) }
    }

    private var items: [Item] = []
    /// Names of the sheets of records, by their names in lower case.
    private let records: [String: String]
    private let recordSheets: [Workbook.Sheet]
    private let campaign: CampaignView
    private let tables: TableColumns
    private var grids: [Int: SheetGrid] = [:]
    private var sheets: [String: Int] = [:]
    /// What the labels of cells call for.
    private var figures: [CellPosition: StatedFigure] = [:]

    /// Programs save 15 digits, and the sums are made in another order.
    private static let exactness = 1e-9

    /// - Parameter records: the sheets of records.
    init(
        workbook: Workbook, records: [Workbook.Sheet], campaign: CampaignView, path: String, log: FindingLog
    ) {
        recordSheets = records
        self.campaign = campaign
        self.records = Dictionary(
            records.map { ($0.name.lowercased(), $0.name) }, uniquingKeysWith: { first, _ in first })
        self.workbook = workbook
        self.path = path
        self.log = log
        // The structure check reports a damaged table; without it the columns are unknown.
        tables = TableColumns((try? workbook.tables()) ?? [], of: workbook)
    }

    /// Takes the formulas of a sheet.
    ///
    /// - Parameters:
    ///   - figures: the cells that were compared with records.
    ///   - stated: the figures that their labels call for, where the records give them.
    mutating func add(
        _ sheet: Workbook.Sheet, _ grid: SheetGrid, figures: Set<CellReference>,
        stated: [CellReference: StatedFigure]
    ) {
        grids[sheet.index] = grid
        sheets[sheet.name] = sheet.index
        for (cell, figure) in stated { self.figures[CellPosition(sheet: sheet.index, cell: cell)] = figure }
        var reader = LiveFormulaReader(on: sheet.name)
        for (reference, cell) in grid.cells {
            guard let formula = cell.formula, !cell.value.isEmpty else { continue }
            items.append(
                Item(
                    sheet: sheet, cell: reference, saved: cell.value, text: formula,
                    formula: reader.formula(tables.resolved(formula)),
                    isFigure: figures.contains(reference)))
        }
    }

    /// What came of it.
    struct Outcome {
        var right = 0
        var wrong = 0
        var unknown = 0
    }

    /// - Parameter stated: the formulas that cells call for by their labels, by sheet.
    func run(_ stated: (StatedSums) -> [String: [CellReference: String]]) throws -> Outcome {
        let columns = try ownColumns()
        let further =
            figures.isEmpty
            ? [:]
            : Dictionary(
                uniqueKeysWithValues: records.keys.map { ($0, OtherFigures.columns.union((columns[$0] ?? [:]).values)) }
            )
        let table = try ConditionalSumTable(items.flatMap { $0.formula.sums }, and: further, of: workbook)
        var own = FormulaWorld(.own, table, try SavedValueCalculator(of: workbook, grids: grids))
        var other = try otherWorld(table, columns)
        let expected = try expected(stated, table)
        noteValues(expected)
        var outcome = Outcome()
        var unknown: [String: [CellReference]] = [:]
        for item in items.sorted(by: { ($0.sheet.index, $0.cell) < ($1.sheet.index, $1.cell) }) {
            let isUnlike = isUnlike(item, expected)
            if own.calculator.readsItself(item.text, at: item.position) {
                outcome.wrong += 1
                add(
                    .formulaDiffers, item, "the formula names its own cell: a program shows an error or 0 there",
                    hint: "fill the tracker again, or restore the formula")
                continue
            }
            guard let value = try value(of: item, &own) else {
                if isUnlike {
                    outcome.wrong += 1
                    tellUnlike(item, expected)
                    continue
                }
                outcome.unknown += 1
                if item.isFigure { unknown[item.sheet.name, default: []].append(item.cell) }
                continue
            }
            if let gap = gap(in: item, table) {
                outcome.wrong += 1
                add(.formulaPartial, item, gap, hint: "fill the tracker again, or restore the formula")
            } else if !Self.isSame(value, item.saved) {
                outcome.wrong += 1
                add(
                    .formulaDiffers, item,
                    "the formula gives \(Self.text(value)), and the value saved beside it is \(Self.text(item.saved))",
                    hint: "the cell changes when a program calculates; fill the tracker again, or restore the formula")
            } else if isUnlike {
                outcome.wrong += 1
                tellUnlike(item, expected)
            } else {
                switch chance(item, &other) {
                case .right: outcome.right += 1
                case .wrong(let difference):
                    outcome.wrong += 1
                    add(.formulaUnlike, item, difference, hint: "fill the tracker again, or restore the formula")
                case .untold:
                    outcome.unknown += 1
                    unknown[item.sheet.name, default: []].append(item.cell)
                }
            }
        }
        for (sheet, cells) in unknown.sorted(by: { $0.key < $1.key }) {
            log.add(.formulaUnknown, at: Spot(file: path, sheet: sheet, cell: cells[0].description)) {
                (
                    "\(counted(cells.count, "figure")) \(cells.count == 1 ? "is" : "are") calculated by formulas that are not known here; the saved values were compared, the formulas were not",
                    nil, "open the tracker, let the program calculate, save, and validate it again"
                )
            }
        }
        return outcome
    }

    /// The columns that figures of the configuration's metrics are made of, by name, in each sheet of records.
    private func ownColumns() throws -> [String: [String: Int]] {
        let names = figures.values.reduce(into: Set<String>()) { names, figure in
            guard case .own(let metric) = figure.metric else { return }
            names.formUnion(metric.columns.filter { $0.column == nil }.map(\.name))
        }
        guard !names.isEmpty else { return [:] }
        return try headers.mapValues { $0.filter { names.contains($0.key) } }
    }

    /// Where each sheet of records has its columns, by their names; the first of a name.
    private var headers: [String: [String: Int]] {
        get throws {
            struct Enough: Error {}
            var found: [String: [String: Int]] = [:]
            for sheet in recordSheets {
                do {
                    try workbook.forEachRow(of: sheet) { row in
                        for cell in row.cells {
                            guard let name = cell.value.text else { continue }
                            let key = sheet.name.lowercased()
                            if found[key]?[name] == nil { found[key, default: [:]][name] = cell.reference.column }
                        }
                        throw Enough()
                    }
                } catch is Enough {}
            }
            return found
        }
    }

    // MARK: What labels call for

    private func expected(
        _ stated: (StatedSums) -> [String: [CellReference: String]], _ table: ConditionalSumTable
    ) throws -> [String: [CellReference: String]] {
        guard let name = recordsName, let last = table.lastRows[name] else { return [:] }
        return stated(StatedSums(sheet: name, lastRow: last, columns: try headers[name] ?? [:]))
    }

    /// Of several sheets of records the one that formulas compute from.
    private var recordsName: String? {
        items.lazy.flatMap { $0.formula.sums.flatMap(\.ranges) }.first { records[$0.sheet] != nil }?.sheet
    }

    private func isUnlike(_ item: Item, _ expected: [String: [CellReference: String]]) -> Bool {
        guard let cells = expected[item.sheet.name], !cells.isEmpty else { return false }
        guard let formula = cells[item.cell] else { return true }
        return FormulaText(formula, on: item.sheet.name) != FormulaText(item.text, on: item.sheet.name)
    }

    private func tellUnlike(_ item: Item, _ expected: [String: [CellReference: String]]) {
        guard let formula = expected[item.sheet.name]?[item.cell] else {
            return add(
                .formulaUnlike, item, "no formula belongs here, and the cell holds =\(shortened(item.text, to: 300))",
                hint: "fill the tracker again, or restore the formula")
        }
        // Long formulas are alike for the most part: the place where they part says most.
        let (wanted, there) = (Array(formula), Array(item.text))
        let start = zip(FormulaText.places(wanted), FormulaText.places(there)).first {
            wanted[$0].lowercased() != there[$1].lowercased()
        }
        func part(_ text: [Character], _ place: Int?) -> String {
            let first = max(0, (place ?? 0) - 40)
            let last = min(text.count, first + 160)
            return (first > 0 ? "…" : "=") + printable(String(text[first..<last])) + (last < text.count ? "…" : "")
        }
        add(
            .formulaUnlike, item,
            "the label calls for \(part(wanted, start?.0)), and the cell holds \(part(there, start?.1))",
            hint: "fill the tracker again, or restore the formula")
    }

    private func add(_ code: MessageCode, _ item: Item, _ text: String, hint: String?) {
        log.add(code, at: Spot(file: path, sheet: item.sheet.name, cell: item.cell.description)) { (text, nil, hint) }
    }

    // MARK: Other numbers

    /// The tracker as it would be if other numbers stood in its records; nil where its formulas compute from none.
    private func otherWorld(_ table: ConditionalSumTable, _ own: [String: [String: Int]]) throws -> FormulaWorld? {
        guard !figures.isEmpty, let name = recordsName, table.lastRows[name] != nil else { return nil }
        let others = OtherFigures(campaign: campaign, table: table, records: name, own: own[name] ?? [:])
        let values = figures.reduce(into: [CellPosition: Double]()) { values, entry in
            values[entry.key] = grids[entry.key.sheet].flatMap { others.value(entry.value, $0) }
        }
        let formulas = items.reduce(into: [CellPosition: Cell]()) { formulas, item in
            guard values[item.position] == nil, let sums = FormulaWorld.values(of: item.formula.sums, table, .other)
            else { return }
            formulas[item.position] = Cell(item.cell, item.saved, formula: item.formula.text(with: sums))
        }
        return FormulaWorld(
            .other, table,
            try SavedValueCalculator(of: workbook, grids: grids, calculatesAll: true) { place in
                values[place].map { Cell(place.cell, .number($0)) } ?? formulas[place]
            }, figures: values)
    }

    /// Whether a formula that shows the right number does so for other records, too.
    private enum Chance {
        case right
        case wrong(String)
        /// It reads records in a way that is not known here.
        case untold
    }

    private func chance(_ item: Item, _ other: inout FormulaWorld?) -> Chance {
        guard let right = other?.figures[item.position], item.saved.number != nil else { return .right }
        guard let value = other?.value(of: item.formula, at: item.position) else {
            return namesRecords(item) ? .untold : .right
        }
        let isRight = value.number.map { ($0 - right).magnitude <= 1e-6 * max($0.magnitude, right.magnitude) } ?? false
        if isRight { return .right }
        return .wrong(
            "the formula gives the right figure for these records only: it does not compute what its label says (=\(shortened(item.text, to: 200)))"
        )
    }

    /// Whether a formula reads a sheet of records itself.
    private func namesRecords(_ item: Item) -> Bool {
        let text = tables.resolved(item.text).lowercased()
        return recordSheets.contains { text.contains($0.name.lowercased()) }
    }

    /// Numbers where formulas belong, unless the whole sheet was made one of values.
    private func noteValues(_ expected: [String: [CellReference: String]]) {
        for (name, cells) in expected.sorted(by: { $0.key < $1.key }) {
            guard let sheet = sheets[name], let grid = grids[sheet],
                grid.cells.values.contains(where: { $0.formula != nil })
            else { continue }
            for (cell, formula) in cells.sorted(by: { $0.key < $1.key })
            where grid.cells[cell]?.formula == nil && formula.utf16.count < Self.longest {
                log.add(.formulaGone, at: Spot(file: path, sheet: name, cell: cell.description)) {
                    (
                        "the cell holds \(Self.text(grid[cell])) and no formula", nil,
                        "fill the tracker again, or restore the formula"
                    )
                }
            }
        }
    }

    /// Longer formulas are written as their values: with its `$` and quotation marks one reaches Excel's 8192 characters.
    private static let longest = 5000

    /// What a sum over a sheet of records leaves out.
    private func gap(in item: Item, _ table: ConditionalSumTable) -> String? {
        for cells in item.formula.sums.flatMap(\.ranges) {
            guard let sheet = records[cells.sheet], let last = table.lastRows[cells.sheet] else { continue }
            if cells.rows.lowerBound > 2 || cells.rows.upperBound < last {
                return
                    "the formula sums rows \(cells.rows.lowerBound) to \(cells.rows.upperBound) of \"\(sheet)\", whose records are in rows 2 to \(last)"
            }
        }
        return nil
    }

    /// What a formula gives. One over records that is none of ours is calculated from their sheet, where that is short.
    private func value(of item: Item, _ own: inout FormulaWorld) throws -> CellValue? {
        if let value = own.value(of: item.formula, at: item.position) { return value }
        guard namesRecords(item) else { return nil }
        if own.whole == nil {
            var grids = grids
            for sheet in recordSheets { grids[sheet.index] = try workbook.grid(of: sheet, mostRows: Self.mostRecords) }
            own.whole = try SavedValueCalculator(of: workbook, grids: grids)
        }
        return own.whole?.value(of: item.text, at: item.position)
    }

    /// A longer sheet of records is not brought into memory.
    private static let mostRecords = 5_000

    private static func isSame(_ a: CellValue, _ b: CellValue) -> Bool {
        switch (number(a), number(b)) {
        case (let a?, let b?): (a - b).magnitude <= exactness * max(a.magnitude, b.magnitude)
        case (nil, nil): a.displayText == b.displayText
        default: false
        }
    }

    private static func number(_ value: CellValue) -> Double? {
        if case .date(let date) = value { return date.serial }
        return value.number
    }

    private static func text(_ value: CellValue) -> String {
        value.number.map(figureText) ?? "\"\(printable(value.displayText))\""
    }
}

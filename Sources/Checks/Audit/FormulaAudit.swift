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
        /// Nil where the formula has a form that is not known.
        var formula: LiveFormula?
        /// Whether the cell shows one of the tracker's figures.
        var isFigure: Bool
    }

    private var items: [Item] = []
    /// Names of the sheets of records, by their names in lower case.
    private let records: [String: String]
    private var grids: [Int: SheetGrid] = [:]
    private var sheets: [String: Int] = [:]

    /// Programs save 15 digits, and the sums are made in another order.
    private static let exactness = 1e-9

    /// - Parameter records: the sheets of records.
    init(workbook: Workbook, records: [Workbook.Sheet], path: String, log: FindingLog) {
        self.records = Dictionary(
            records.map { ($0.name.lowercased(), $0.name) }, uniquingKeysWith: { first, _ in first })
        self.workbook = workbook
        self.path = path
        self.log = log
    }

    /// Takes the formulas of a sheet.
    ///
    /// - Parameter figures: the cells that were compared with records.
    mutating func add(_ sheet: Workbook.Sheet, _ grid: SheetGrid, figures: Set<CellReference>) {
        grids[sheet.index] = grid
        sheets[sheet.name] = sheet.index
        for (reference, cell) in grid.cells {
            guard let formula = cell.formula, !cell.value.isEmpty else { continue }
            items.append(
                Item(
                    sheet: sheet, cell: reference, saved: cell.value, text: formula,
                    formula: LiveFormula(formula, on: sheet.name),
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
        let table = try ConditionalSumTable(items.flatMap { $0.formula?.sums ?? [] }, of: workbook)
        let calculator = try SavedValueCalculator(of: workbook, grids: grids)
        let expected = expected(stated, table)
        noteValues(expected)
        var outcome = Outcome()
        var unknown: [String: [CellReference]] = [:]
        for item in items.sorted(by: { ($0.sheet.index, $0.cell) < ($1.sheet.index, $1.cell) }) {
            let isUnlike = isUnlike(item, expected)
            guard let value = value(of: item, table, calculator) else {
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
                log.add(.formulaPartial, at: Spot(file: path, sheet: item.sheet.name, cell: item.cell.description)) {
                    (gap, nil, "fill the tracker again, or restore the formula")
                }
            } else if Self.isSame(value, item.saved) {
                if isUnlike {
                    outcome.wrong += 1
                    tellUnlike(item, expected)
                } else {
                    outcome.right += 1
                }
            } else {
                outcome.wrong += 1
                log.add(.formulaDiffers, at: Spot(file: path, sheet: item.sheet.name, cell: item.cell.description)) {
                    (
                        "the formula gives \(Self.text(value)), and the value saved beside it is \(Self.text(item.saved))",
                        nil,
                        "the cell changes when a program calculates; fill the tracker again, or restore the formula"
                    )
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

    // MARK: What labels call for

    private func expected(
        _ stated: (StatedSums) -> [String: [CellReference: String]], _ table: ConditionalSumTable
    ) -> [String: [CellReference: String]] {
        // Of several sheets of records the one that formulas compute from.
        guard
            let name = items.lazy.flatMap({ $0.formula?.sums.flatMap(\.ranges) ?? [] }).first(where: {
                records[$0.sheet] != nil
            })?.sheet, let last = table.lastRows[name]
        else { return [:] }
        return stated(StatedSums(sheet: name, lastRow: last))
    }

    private func isUnlike(_ item: Item, _ expected: [String: [CellReference: String]]) -> Bool {
        guard let cells = expected[item.sheet.name], !cells.isEmpty else { return false }
        guard let formula = cells[item.cell] else { return true }
        return FormulaText(formula, on: item.sheet.name) != FormulaText(item.text, on: item.sheet.name)
    }

    private func tellUnlike(_ item: Item, _ expected: [String: [CellReference: String]]) {
        let formula = expected[item.sheet.name]?[item.cell]
        log.add(.formulaUnlike, at: Spot(file: path, sheet: item.sheet.name, cell: item.cell.description)) {
            (
                formula.map {
                    "the label calls for =\(shortened($0, to: 300)), and the cell holds =\(shortened(item.text, to: 300))"
                }
                    ?? "no formula belongs here, and the cell holds =\(shortened(item.text, to: 300))",
                nil, "fill the tracker again, or restore the formula"
            )
        }
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
        for cells in item.formula?.sums.flatMap(\.ranges) ?? [] {
            guard let sheet = records[cells.sheet], let last = table.lastRows[cells.sheet] else { continue }
            if cells.rows.lowerBound > 2 || cells.rows.upperBound < last {
                return
                    "the formula sums rows \(cells.rows.lowerBound) to \(cells.rows.upperBound) of \"\(sheet)\", whose records are in rows 2 to \(last)"
            }
        }
        return nil
    }

    private func value(of item: Item, _ table: ConditionalSumTable, _ calculator: SavedValueCalculator) -> CellValue? {
        guard let formula = item.formula else { return nil }
        var values: [Double] = []
        for sum in formula.sums {
            guard let value = table.value(of: sum) else { return nil }
            values.append(value)
        }
        return calculator.value(
            of: formula.text(with: values), at: .init(sheet: item.sheet.index, cell: item.cell))
    }

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

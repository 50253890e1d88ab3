import MediaPlans
import Workbooks

/// Reach as a share of the population that a person types: a formula, so that it comes alive when they do.
struct ReachShare {
    let edit: CellEdit
    /// The reach that it is a share of.
    let reach: Figure

    init(
        planner: TrackerPlanner, block: PlatformBlock, row: MetricRow, pair: ColumnPair, side: Side,
        scope: FigureBook.Scope
    ) {
        // A merged pair shows the actual in both rows.
        reach = planner.book.figure(.reach, row.section, side, scope, of: block.platform)
        let grid = planner.grid(of: block.sheet)
        let people = (block.row(.population, .campaign) ?? block.rows.first { $0.metric == .population }).map { row in
            grid.anchor(of: CellReference(row: row.row, column: pair.column(side)))
        }
        // The first column's population counts for both where the second has none of its own.
        let other = people.map { grid.anchor(of: CellReference(row: $0.row, column: pair.first)) }
        let reachCell = block.row(.reach, row.section).map { row in
            grid.anchor(of: CellReference(row: row.row, column: pair.column(side)))
        }
        edit = Self.edit(reach, reachCell, people, other, grid)
    }

    /// The share of a row of a flat table: its reach and its population are in the same row.
    init(planner: TrackerPlanner, table: FlatTable, row: FlatRow, side: Side, platform: Platform) {
        reach = planner.book.figure(
            .reach, row.section, side, row.market.map { .market($0) } ?? .total, of: platform)
        func cell(_ metric: Metric, _ side: Side?) -> CellReference? {
            table.columns.first { $0.metric == metric && $0.side == side }.map {
                CellReference(row: row.row, column: $0.column)
            }
        }
        let people = cell(.population, side) ?? cell(.population, nil)
        let other = cell(.population, .planned) ?? people
        edit = Self.edit(
            reach, cell(.reach, side) ?? cell(.reach, nil), people ?? other, other, planner.grid(of: table.sheet))
    }

    /// - Parameters:
    ///   - reachCell: the cell that shows the reach; nil where none does.
    ///   - people: the cell of the population; nil where the template has none.
    ///   - other: the cell of the population that counts where that one is empty.
    private static func edit(
        _ reach: Figure, _ reachCell: CellReference?, _ people: CellReference?, _ other: CellReference?,
        _ grid: SheetGrid
    ) -> CellEdit {
        guard let people, let other, reachCell != nil || reach.value != nil else { return .text("-") }
        let population = people == other ? "\(people)" : "IF(ISNUMBER(\(people)),\(people),\(other))"
        let numerator = reachCell?.description ?? CellValue.number(reach.value!).displayText
        let test = reachCell == nil ? "ISNUMBER(\(population))" : "AND(ISNUMBER(\(numerator)),ISNUMBER(\(population)))"
        let formula = "IF(\(test),IF(\(population)>0,\(numerator)/\(population),\"-\"),\"-\")"

        let typed = grid[people].number ?? grid[other].number
        let cached: CellValue
        if let value = reach.value, let typed, typed > 0 {
            cached = .number(value / typed)
        } else {
            cached = .text("-")
        }
        return .formula(formula, cached: cached)
    }
}

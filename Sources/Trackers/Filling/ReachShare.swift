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
        guard let people else {
            edit = .text("-")
            return
        }
        // The first column's population counts for both where the second has none of its own.
        let other = grid.anchor(of: CellReference(row: people.row, column: pair.first))
        let population = people == other ? "\(people)" : "IF(ISNUMBER(\(people)),\(people),\(other))"
        let reachCell = block.row(.reach, row.section).map { row in
            grid.anchor(of: CellReference(row: row.row, column: pair.column(side)))
        }
        guard reachCell != nil || reach.value != nil else {
            edit = .text("-")
            return
        }
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
        edit = .formula(formula, cached: cached)
    }
}

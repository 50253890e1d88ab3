import Workbooks

/// The sheet that tells which records are behind each figure.
enum LineageTable {
    private static let header = ["Sheet", "Cell", "Figure", "Value"]

    /// Whether a sheet has the header of a lineage.
    static func isHeaded(_ grid: SheetGrid) -> Bool {
        header == (1...4).map { grid[CellReference(row: 1, column: $0)].displayText }
    }

    /// Whether a sheet is a lineage without anything else: each row names a cell, as no row of labels and figures does.
    static func isNothingElse(_ grid: SheetGrid) -> Bool {
        guard isHeaded(grid) else { return false }
        return Set(grid.cells.keys.map(\.row)).allSatisfy { row in
            row == 1 || CellReference(grid[CellReference(row: row, column: 2)].displayText) != nil
        }
    }
}

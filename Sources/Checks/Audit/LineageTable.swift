import Workbooks

/// The sheet that tells which records are behind each figure.
enum LineageTable {
    private static let header = ["Sheet", "Cell", "Figure", "Value"]

    /// Whether a sheet has the header of a lineage.
    static func isHeaded(_ grid: SheetGrid) -> Bool {
        header == (1...4).map { grid[CellReference(row: 1, column: $0)].displayText }
    }

    /// A figure of the tracker, as the sheet has it.
    struct Entry {
        var row: Int
        var sheet: String
        var cell: CellReference
        var figure: String
        var value: CellValue

        /// Whether the value is a number, but for rounding.
        func says(_ number: Double) -> Bool { value.number.map { LineageTable.isSame($0, number) } ?? false }
    }

    /// The rows that name a cell, in order.
    ///
    /// - Parameter sheets: the sheets with figures. Where there is one, and another name is in all rows, it was renamed.
    static func entries(of grid: SheetGrid, on sheets: Set<String>) -> [Entry] {
        let entries = entries(of: grid)
        guard sheets.count == 1, let name = sheets.first, Set(entries.map(\.sheet)).count == 1 else { return entries }
        return entries.map {
            var entry = $0
            entry.sheet = name
            return entry
        }
    }

    private static func entries(of grid: SheetGrid) -> [Entry] {
        Set(grid.cells.keys.map(\.row)).sorted().compactMap { row in
            func value(_ column: Int) -> CellValue { grid[CellReference(row: row, column: column)] }
            guard row > 1, let cell = CellReference(value(2).displayText) else { return nil }
            return Entry(
                row: row, sheet: value(1).displayText, cell: cell, figure: value(3).displayText, value: value(4))
        }
    }

    /// Whether most figures are no longer where the sheet says: then what it names was moved or renamed.
    static func isMoved(_ entries: [Entry], _ shown: (String, CellReference) -> CellValue?) -> Bool {
        let numbers = entries.filter { $0.value.number != nil }
        let there = numbers.count { entry in shown(entry.sheet, entry.cell)?.number.map(entry.says) ?? false }
        return there * 2 < numbers.count
    }

    /// Whether a number is among others, which are in order.
    static func contains(_ number: Double, in sorted: [Double]) -> Bool {
        let bound = 1e-9 * number.magnitude
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < number - bound { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && isSame(sorted[low], number)
    }

    private static func isSame(_ a: Double, _ b: Double) -> Bool {
        (a - b).magnitude <= 1e-9 * max(a.magnitude, b.magnitude)
    }

    /// Whether a sheet is a lineage without anything else: each row names a cell, as no row of labels and figures does.
    static func isNothingElse(_ grid: SheetGrid) -> Bool {
        guard isHeaded(grid) else { return false }
        return Set(grid.cells.keys.map(\.row)).allSatisfy { row in
            row == 1 || CellReference(grid[CellReference(row: row, column: 2)].displayText) != nil
        }
    }
}

import Workbooks

/// The cells that show one figure. The nearest one is found without a look at all: a figure of a market without a name
/// may stand in thousands of columns.
struct FigureSpots {
    struct Spot {
        var sheet: Workbook.Sheet
        var cell: CellReference
    }

    private struct Row {
        var sheet: Workbook.Sheet
        var number: Int
        /// Ascending.
        var columns: [Int] = []
    }

    /// In the order in which they came.
    private var rows: [Row] = []
    private var indices: [CellPosition: Int] = [:]

    mutating func add(_ cell: CellReference, of sheet: Workbook.Sheet) {
        let key = CellPosition(sheet: sheet.index, cell: CellReference(row: cell.row, column: 1))
        let index = indices[key] ?? rows.count
        if index == rows.count {
            rows.append(Row(sheet: sheet, number: cell.row))
            indices[key] = index
        }
        let place = Self.place(of: cell.column, in: rows[index].columns)
        if place == rows[index].columns.count || rows[index].columns[place] != cell.column {
            rows[index].columns.insert(cell.column, at: place)
        }
    }

    /// The nearest cell other than the one that asks: on the nearest sheet, and there by rows and columns together.
    func nearest(to here: Spot) -> Spot? {
        var nearest: (distance: (Int, Int), spot: Spot)?
        for row in rows {
            let isHere = row.sheet.index == here.sheet.index && row.number == here.cell.row
            let place = Self.place(of: here.cell.column, in: row.columns)
            for index in max(0, place - 1)..<min(row.columns.count, place + 2) {
                let column = row.columns[index]
                guard !isHere || column != here.cell.column else { continue }
                let distance = (
                    abs(row.sheet.index - here.sheet.index),
                    abs(row.number - here.cell.row) + abs(column - here.cell.column)
                )
                if let nearest, nearest.distance <= distance { continue }
                nearest = (distance, Spot(sheet: row.sheet, cell: CellReference(row: row.number, column: column)))
            }
        }
        return nearest?.spot
    }

    /// The index of the first column that is no smaller.
    private static func place(of column: Int, in columns: [Int]) -> Int {
        var (low, high) = (0, columns.count)
        while low < high {
            let middle = (low + high) / 2
            if columns[middle] < column { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

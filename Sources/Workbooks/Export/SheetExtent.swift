/// How far a sheet's values reach.
struct SheetExtent {
    /// The last row that holds a value; 0 when none does.
    var rows = 0
    /// The last column that holds a value; 0 when none does.
    var columns = 0
    /// Whether rows follow one another in order.
    var isOrdered = true

    /// Reads the whole sheet to tell.
    init(of sheet: Workbook.Sheet, in workbook: Workbook) throws {
        let scanner = try SheetScanner(sheet, in: workbook)
        while try scanner.nextRow() {
            guard let last = scanner.row.cells.last(where: \.hasValue) else { continue }
            isOrdered = isOrdered && scanner.row.number > rows
            rows = max(rows, scanner.row.number)
            columns = max(columns, Int(last.column))
        }
    }
}

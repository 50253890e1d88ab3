/// How far a sheet's values reach, in the output's rows and columns.
struct SheetExtent {
    /// The last row that holds a value; 0 when none does.
    var rows = 0
    /// The last column that holds a value; 0 when none does.
    var columns = 0
    /// Reads the whole sheet to tell.
    init(
        of sheet: Workbook.Sheet, in workbook: Workbook, _ options: ExportOptions = ExportOptions(),
        order: RowOrder = .stored
    ) throws {
        let feeder = try RowFeeder(sheet, in: workbook, options, order: order)
        var renderer = CellRenderer(sheet, in: workbook, .tsv, options)
        renderer.anchors = feeder.anchors
        while try feeder.next() {
            let (row, window) = (feeder.row, feeder.window)
            for cell in row.cells.reversed() where try renderer.shows(cell, window, row: row.number) {
                rows = max(rows, feeder.position)
                columns = max(columns, Int(cell.column))
                break
            }
        }
    }

    /// Whether the sheet stores cells of a row, wherever.
    static func holdsRow(_ number: Int, of sheet: Workbook.Sheet, in workbook: Workbook) throws -> Bool {
        let scanner = try SheetScanner(sheet, in: workbook)
        while try scanner.nextRow() { if scanner.row.number == number, !scanner.row.isEmpty { return true } }
        return false
    }
}

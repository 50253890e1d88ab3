/// How far a sheet's values reach, in the output's rows and columns.
struct SheetExtent {
    /// The last row that holds a value; 0 when none does.
    var rows = 0
    /// The last column that holds a value; 0 when none does.
    var columns = 0
    /// Whether rows follow one another in order.
    var isOrdered = true

    /// Reads the whole sheet to tell.
    init(of sheet: Workbook.Sheet, in workbook: Workbook, _ options: ExportOptions = ExportOptions()) throws {
        let feeder = try RowFeeder(sheet, in: workbook, options)
        let showsFormulas = options.view == .formula
        while try feeder.next() {
            guard let last = feeder.row.cells.last(where: { $0.hasValue || showsFormulas && $0.hasFormula }) else {
                continue
            }
            isOrdered = isOrdered && feeder.position > rows
            rows = max(rows, feeder.position)
            columns = max(columns, Int(last.column))
        }
    }
}

import Workbooks

/// Looks whether a sheet that is not read begins with a region or a table of lines.
final class SheetProbe {
    private let recognition: HeaderRecognition
    /// Why the sheet is not read; nil where its name names no platform.
    let why: String?
    private var top: (row: Int, columns: [Int])?
    private var last: SheetRow?
    /// The last header of a table without a fence, until a row with a number follows.
    private var plain: (row: Int, cell: String)?
    /// The header's cell.
    private(set) var found: String?
    private(set) var isFenced = false
    /// Whether no more rows are looked at.
    var isDone = false
    /// Regions begin near the top; a helper sheet may be long.
    private static let rows = 200

    init(recognition: HeaderRecognition, why: String? = nil) {
        self.recognition = recognition
        self.why = why
    }

    func row(_ row: SheetRow) -> Bool {
        guard row.number <= Self.rows else { return false }
        let shape = RowShape(row)
        if shape.dataCount == 0, !shape.starts.isEmpty {
            top = (row.number, shape.starts)
        } else if let top, row.number - top.row <= 3, let match = recognition.header(row, shape, under: top.columns) {
            isFenced = true
            found = CellReference(row: row.number, column: match.columns.lowerBound).description
            return false
        } else if let plain, row.number - plain.row <= 5, row.cells.contains(where: { $0.value.number != nil }) {
            // Lists of drop-down values have headers, too, and no numbers under them.
            found = plain.cell
            return false
        } else if top == nil, !shape.hasMarkers {
            let above = last.flatMap { $0.number == row.number - 1 ? $0 : nil }
            let header = recognition.plain(upper: nil, row) ?? above.flatMap { recognition.plain(upper: $0, row) }
            if let header {
                plain = (
                    row.number, CellReference(row: row.number, column: header.match.columns.lowerBound).description
                )
            }
        }
        last = row
        return true
    }
}

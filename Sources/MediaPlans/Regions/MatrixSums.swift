import Streams
import Workbooks

/// Columns of a table of reach that are the sum of all others in each of its rows, whatever they are called: a total
/// that the vocabulary does not know would be counted as a market.
struct MatrixSums {
    private struct Column {
        var column: Int
        var name: String
        /// Rows in which it is the sum of the others.
        var agreed = 0
        /// Whether one of them is unlikely to be a coincidence: the numbers are not round.
        var isTelling = false
        var differs = false
        /// The first row that agrees.
        var first: (cell: CellReference, row: String, sum: Double)?
    }

    private var columns: [Column] = []
    /// One of two columns is the sum of the other only where it is the same.
    private static let fewest = 3

    init() {}

    /// - Parameter markets: the columns that are not known as totals or regions, with their headings.
    init(_ markets: [(column: Int, name: String)]) {
        guard markets.count >= Self.fewest else { return }
        columns = markets.map { Column(column: $0.column, name: $0.name) }
    }

    /// Takes a row of reach.
    mutating func add(_ values: [Int: Double], _ name: String, row: Int, power: Int) {
        let known = columns.compactMap { values[$0.column] }
        guard known.count == columns.count, !known.isEmpty else { return }
        let all = known.reduce(0, +)
        let bound = UnitScale.scaled(0.5, power: power) * Double(columns.count)
        for index in columns.indices {
            guard let value = values[columns[index].column] else { continue }
            let sum = all - value
            guard value > 0, (value - sum).magnitude <= min(bound, sum * 0.001) else {
                if all > 0 { columns[index].differs = true }
                continue
            }
            columns[index].agreed += 1
            if value.truncatingRemainder(dividingBy: 100) != 0 { columns[index].isTelling = true }
            if columns[index].first == nil {
                columns[index].first = (CellReference(row: row, column: columns[index].column), name, sum)
            }
        }
    }

    /// An error for each such column.
    func messages(at sheet: Place) -> [Message] {
        columns.compactMap { column in
            guard !column.differs, column.isTelling || column.agreed > 1, let first = column.first else { return nil }
            var place = sheet
            place.cell = first.cell.description
            let others = columns.filter { $0.column != column.column }.map { foldedBlanks($0.name) }
            let listed = others.prefix(6).joined(separator: ", ") + (others.count > 6 ? " …" : "")
            return Message(
                .error, .regionBesideMembers, at: place,
                "\(foldedBlanks(column.name)) is the sum of \(listed) in \(counted(column.agreed, "row")) (\(first.row): \(figureText(first.sum))), and is counted as a market beside them",
                hint: "if it is their total, call it Total, or take the column out")
        }
    }
}

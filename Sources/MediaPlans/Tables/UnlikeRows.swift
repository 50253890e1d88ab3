import Streams
import Workbooks

/// Rows with numbers under the header of a table without a fence that are not lines of it: fees and taxes, which a total further down may
/// hold, or another table.
struct UnlikeRows {
    /// A row until the table's totals tell what it is.
    struct Waiting {
        var row: SheetRow
        /// The row of texts over it, which may head a table of its own.
        var heading: SheetRow?
        /// Whether it has no number under a header of numbers.
        var isHeading: Bool
    }

    private var waiting: [Waiting] = []
    private var rows = RowTally()
    private var first: (text: String, cell: CellReference)?
    private var heading: SheetRow?
    private var title: SheetRow?
    /// More rows than these do not wait.
    private static let most = 64

    /// Notes a row without numbers.
    mutating func note(heading row: SheetRow) { heading = row }

    /// Notes a row with numbers; gives whether it waits for the totals.
    mutating func note(_ row: SheetRow, isHeading: Bool) -> Bool {
        let found = Waiting(row: row, heading: heading, isHeading: isHeading)
        guard waiting.count < Self.most else {
            count(found)
            return false
        }
        waiting.append(found)
        return true
    }

    /// Decides the rows that wait: those above a total that holds them belong to it.
    ///
    /// - Parameter total: the row of the last total that holds such rows.
    mutating func decide(above total: Int?) -> [(waiting: Waiting, isProved: Bool)] {
        let rows = waiting
        waiting = []
        return rows.map { found in
            let isProved = found.row.number < total ?? 0
            if !isProved { count(found) }
            return (found, isProved)
        }
    }

    private mutating func count(_ found: Waiting) {
        rows.add(found.row.number)
        guard first == nil, let cell = found.row.cells.first(where: { !$0.value.isBlank }) else { return }
        first = (cell.value.displayText, cell.reference)
        title = found.heading.flatMap { $0.cells.count { !$0.value.isBlank } > 1 ? $0 : nil }
    }

    /// What there is to say of them.
    func message(at sheet: Place) -> Message? {
        guard let first else { return nil }
        var place = sheet
        place.cell = first.cell.description
        let verb = rows.count == 1 ? ("holds", "is not a line") : ("hold", "are not lines")
        let head = title.flatMap { $0.cells.first { !$0.value.isBlank }?.value.displayText }
        let under = head.map { " under the heading \"\(foldedBlanks($0))\"" } ?? ""
        return Message(
            .warning, .rowsUnlike, at: place,
            "\(rows.rows)\(under) \(verb.0) numbers and \(verb.1) of the table above (\"\(foldedBlanks(first.text))\" first): not read",
            hint: "if they count, give them what lines have, or put them onto a sheet of their own")
    }
}

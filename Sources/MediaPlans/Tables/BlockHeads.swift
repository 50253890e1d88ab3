import Streams
import Workbooks

/// What the heads of a table's blocks say of the lines under them, for the messages.
struct BlockHeads {
    /// The values of a column, each with the row from which it holds.
    private var values: [RecordColumn: [(text: String, row: Int)]] = [:]
    /// A row without numbers since the last line that says neither a market nor a stage.
    private var unreadTitle: (text: String, row: Int)?
    private var isRead = false
    private var unclear: [Message] = []
    private static let most = 100

    /// Notes values that hold from a row on, where they were others before; all of a table's, where there is no before.
    mutating func note(_ context: LineContext, row: Int, before: LineContext?) {
        for (column, value) in context.values where before?.values[column] != value {
            guard let text = value.text, values[column]?.count ?? 0 < Self.most else { continue }
            // What only sub-headings say needs no word.
            let isSubheading = before != nil && values[column] == nil && [.market, .cejObjectives].contains(column)
            if !isSubheading { values[column, default: []].append((text, row)) }
        }
    }

    /// Notes a row without numbers among the lines.
    mutating func note(heading row: SheetRow, isRead: Bool, unclear columns: Set<RecordColumn>) {
        if isRead { self.isRead = true }
        let texts = row.cells.compactMap { $0.value.text?.trimmed() }.filter { !$0.isEmpty }
        if !isRead, texts.count == 1 { unreadTitle = (texts[0], row.number) }
        for column in columns.sorted(by: { $0.index < $1.index }) where unclear.count < Self.most {
            unclear.append(
                Message(
                    .warning, .headValue, at: Place(cell: "row \(row.number)"),
                    "\(texts.map { "\"\(foldedBlanks($0))\"" }.joined(separator: " ")) says a \(column.rawValue) that is not known: unknown in the lines under it",
                    hint: "fix the name, or add it to the vocabulary in config/toolkit.json"))
        }
    }

    /// The title since the last line, where no other row there says a market or a stage.
    mutating func takeUnreadTitle() -> (text: String, row: Int)? {
        defer { (unreadTitle, isRead) = (nil, false) }
        return isRead ? nil : unreadTitle
    }

    /// Notes a block whose title says no market. `market` is what its lines are taken to be of; nil for unknown.
    mutating func note(unclear title: (text: String, row: Int), market: String?) {
        guard unclear.count < Self.most else { return }
        let what =
            market.map { "its lines are taken to be of \($0), as those above are" }
            ?? "the MARKET of its lines is unknown"
        unclear.append(
            Message(
                .warning, .headValue, at: Place(cell: "row \(title.row)"),
                "\"\(foldedBlanks(title.text))\" is above a block with a header of its own and names no market: \(what)",
                hint: "write Market: NAME above the block"))
    }

    func messages(at place: Place) -> [Message] {
        let heads = values.sorted { $0.key.index < $1.key.index }.map { column, found in
            let words =
                found.count == 1
                ? "is \(found[0].text) in each line, as the head of the sheet says"
                : "is " + found.map { "\($0.text) from row \($0.row)" }.joined(separator: ", ")
                    + ", as the heads of the blocks say"
            return Message(.note, .headValue, at: place, "\(column.rawValue) \(words)")
        }
        return heads
            + unclear.map { message in
                var message = message
                message.place.file = place.file
                message.place.sheet = place.sheet
                return message
            }
    }
}

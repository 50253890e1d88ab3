import Streams
import Workbooks

/// What the heads of a table's blocks say of the lines under them, for the messages.
struct BlockHeads {
    /// The values of a column, each with the row from which it holds.
    private var values: [RecordColumn: [(text: String, row: Int)]] = [:]
    /// Values since the last line, which hold when another one comes.
    private var waiting: [(column: RecordColumn, text: String, row: Int)] = []
    /// A row without numbers since the last line that says neither a market nor a stage.
    private var unreadTitle: (text: String, row: Int)?
    private var isRead = false
    private enum Last { case nothing, line, read, unread }
    /// What the row before was, to tell headings of a level from those under them.
    private var last = Last.nothing
    /// Whether headings that say neither market nor stage stand under such that do.
    private var hasNested = false
    private var group: (text: String, row: Int)?
    private var unclear: [Message] = []
    private static let most = 100

    /// Notes values that hold from a row on, where they were others before; all of a table's, where there is no before.
    mutating func note(_ context: TableContext, row: Int, before: TableContext?) {
        for (column, value) in context.values where before?.values[column] != value {
            guard let text = value.text, values[column]?.count ?? 0 < Self.most else { continue }
            // What only sub-headings say needs no word.
            let isSubheading =
                before != nil && values[column] == nil && [.market, .cejObjectives, .platform].contains(column)
            if before == nil {
                values[column, default: []].append((text, row))
            } else if !isSubheading {
                waiting.append((column, text, row))
            }
        }
    }

    /// Notes a row without numbers among the lines.
    mutating func note(heading row: SheetRow, isRead: Bool, unclear columns: Set<RecordColumn>) {
        if isRead { self.isRead = true }
        let texts = row.cells.compactMap { $0.value.text?.trimmed() }.filter { !$0.isEmpty }
        if !isRead, texts.count == 1 {
            let title = (texts[0], row.number)
            if Self.isHeading(texts[0]) { note(unread: title) }
            unreadTitle = title
        } else if isRead {
            (last, group) = (.read, nil)
        }
        for column in columns.sorted(by: { $0.index < $1.index }) where unclear.count < Self.most {
            unclear.append(
                Message(
                    .warning, .headValue, at: Place(cell: "row \(row.number)"),
                    "\(texts.map { "\"\(foldedBlanks($0))\"" }.joined(separator: " ")) says a \(column.rawValue) that is not known: unknown in the lines under it",
                    hint: "fix the name, or add it to the vocabulary in config/toolkit.json"))
        }
    }

    /// A remark is no heading: it ends like a sentence, or begins with a sign.
    private static func isHeading(_ text: String) -> Bool {
        guard text.utf8.count <= 40, let first = text.first, let last = text.last else { return false }
        return (first.isLetter || first.isNumber) && last != "." && !text.contains(":")
    }

    private mutating func note(unread title: (text: String, row: Int)) {
        switch last {
        case .nothing: break
        case .read: hasNested = true
        // Two of them: the upper one is of the level of those that say a market.
        case .unread: group = unreadTitle
        case .line: if !hasNested { group = title }
        }
        last = .unread
    }

    /// A line comes. Gives the heading since the line before it that is of the level of those that say a market or stage, and says none.
    mutating func takeGroup() -> (text: String, row: Int)? {
        defer { (last, group) = (.line, nil) }
        for value in waiting { values[value.column, default: []].append((value.text, value.row)) }
        if !waiting.isEmpty { waiting = [] }
        return group
    }

    /// Notes a heading that is not known.
    mutating func note(unknown heading: (text: String, row: Int), _ columns: [RecordColumn]) {
        guard unclear.count < Self.most else { return }
        let names = columns.map(\.rawValue).joined(separator: " and ")
        unclear.append(
            Message(
                .warning, .headValue, at: Place(cell: "row \(heading.row)"),
                "\"\(foldedBlanks(heading.text))\" is a heading like those that say \(names), and is not known: \(names) \(columns.count == 1 ? "is" : "are") unknown in the lines under it",
                hint: "fix the name, or add it to the vocabulary in config/toolkit.json"))
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

    /// - Parameter lacksCurrency: whether lines have amounts of which nothing above them says the currency.
    func messages(at place: Place, lacksCurrency: Bool) -> [Message] {
        let under = lacksCurrency ? waiting.filter { $0.column == .localCurrency } : []
        let late = under.map { value in
            Message(
                .error, .currencyUnknown, at: Place(cell: "row \(value.row)"),
                "\(value.text) is said under the lines, which were read without a currency",
                hint: "write the line above the table, or the currency into the header, such as Budget (\(value.text))")
        }
        let heads = values.sorted { $0.key.index < $1.key.index }.map { column, found in
            let words =
                found.count == 1
                ? "is \(found[0].text) in each line, as the head of the sheet says"
                : "is " + found.map { "\($0.text) from row \($0.row)" }.joined(separator: ", ")
                    + ", as the heads of the blocks say"
            return Message(.note, .headValue, at: place, "\(column.rawValue) \(words)")
        }
        return heads
            + (unclear + late).map { message in
                var message = message
                message.place.file = place.file
                message.place.sheet = place.sheet
                return message
            }
    }
}

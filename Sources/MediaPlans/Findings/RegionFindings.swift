import Streams
import Workbooks

/// What is worth saying about the cells of one region, gathered so that nothing is said ten thousand times.
///
/// Findings of one kind, column and text are counted; messages come when the region ends, in the order in
/// which the first of each was met. Memory is bounded: beyond a number of different texts the rest of a
/// kind is counted together.
struct RegionFindings {
    /// Cells of one kind under one header.
    private struct Key: Hashable {
        var code: MessageCode
        var subject: String
    }

    /// The columns of one key, each with its cells.
    private struct Group {
        var key: Key
        var columns: [(header: String, tally: CellTally)] = []
    }

    private var groups: [Group] = []
    private var index: [Key: Int] = [:]
    /// The last cell's group and column: runs of equal findings need no look-up.
    private var last: (key: Key, header: String, group: Int, column: Int)?
    private var subjects: [MessageCode: Int] = [:]
    private static let keptSubjects = 20
    /// Stands for all texts beyond those that are kept.
    private static let otherTexts = "\u{0}"

    /// Findings about single lines, with their own words; beyond a number only counted.
    private var lines: [Message] = []
    private var furtherLines: [(code: MessageCode, rows: RowTally)] = []
    private static let keptLines = 20

    /// The platform that the sheet decides, for messages.
    private let platform: String
    /// The stages that there are, for messages.
    private let stageChoice: String

    init(platform: String, stageChoice: String) { (self.platform, self.stageChoice) = (platform, stageChoice) }

    /// Counts a cell. `subject` is what the finding is about: the text that was met, or empty.
    mutating func add(_ code: MessageCode, _ subject: String, header: String, row: Int, column: Int) {
        if let last, last.key.code == code, last.header == header, last.key.subject == subject {
            groups[last.group].columns[last.column].tally.add(row: row, column: column)
            return
        }
        var key = Key(code: code, subject: subject)
        if index[key] == nil {
            if subjects[code, default: 0] >= Self.keptSubjects {
                key.subject = Self.otherTexts
            } else {
                subjects[code, default: 0] += 1
            }
        }
        let group =
            index[key]
            ?? {
                groups.append(Group(key: key))
                index[key] = groups.count - 1
                return groups.count - 1
            }()
        let position =
            groups[group].columns.firstIndex { $0.header == header }
            ?? {
                groups[group].columns.append((header, CellTally()))
                return groups[group].columns.count - 1
            }()
        groups[group].columns[position].tally.add(row: row, column: column)
        last = (key, header, group, position)
    }

    /// Notes a finding about a line in its own words.
    mutating func add(line message: Message, row: Int) {
        guard lines.count >= Self.keptLines else {
            lines.append(message)
            return
        }
        if let position = furtherLines.firstIndex(where: { $0.code == message.code }) {
            furtherLines[position].rows.add(row)
        } else {
            var rows = RowTally()
            rows.add(row)
            furtherLines.append((message.code, rows))
        }
    }

    /// The messages, for a region of that sheet.
    func messages(at sheet: Place) -> [Message] {
        var messages = lines
        for (code, rows) in furtherLines {
            messages.append(
                Message(
                    .warning, code, at: sheet,
                    "\(counted(rows.count, "more line")) with the like of the above: \(rows.rows)"))
        }
        return messages + groups.map { message($0, sheet) }
    }

    private func message(_ group: Group, _ sheet: Place) -> Message {
        let total = group.columns.reduce(0) { $0 + $1.tally.count }
        var place = sheet
        place.cell = group.columns.first?.tally.first
        let isRest = group.key.subject == Self.otherTexts
        let only = group.columns.count == 1 ? group.columns.first : nil
        let words = FindingWords(
            group.key.code, isRest ? nil : group.key.subject, header: only?.header ?? "", count: total,
            platform: platform, stageChoice: stageChoice)
        var text = words.text
        if let only {
            // One run of cells is named by the place already.
            if only.tally.addresses != only.tally.first { text += ": " + only.tally.addresses }
        } else {
            text +=
                ": "
                + group.columns.map { "\($0.tally.count) under \($0.header) (\($0.tally.addresses))" }.joined(
                    separator: ", ")
        }
        return Message(words.level, group.key.code, at: place, text, hint: words.hint)
    }
}

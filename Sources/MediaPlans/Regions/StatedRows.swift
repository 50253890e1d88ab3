import Workbooks

/// What rows under a header that a source profile states are, when they are not lines.
enum StatedRows {
    /// Words for totals are looked for in the first cells of a row.
    private static let cells = 3
    /// A longer text than this is a name that begins like a total.
    private static let longestTotal = 40

    /// Whether a row begins what follows the table.
    static func isEnd(_ row: SheetRow, _ anatomy: TableAnatomy) -> Bool {
        guard !anatomy.endWords.isEmpty, let text = row.cells.first(where: { !$0.value.isBlank })?.value.text else {
            return false
        }
        return anatomy.endWords.contains { isPrefix($0, of: text) }
    }

    /// Whether a row above the table is one that the source profile names.
    static func isHead(_ row: SheetRow, _ anatomy: TableAnatomy) -> Bool {
        guard let text = row.cells.first(where: { !$0.value.isBlank })?.value.text else { return false }
        return anatomy.headWords.contains { isPrefix($0, of: text) }
    }

    /// The cell that says that a row sums others up.
    static func total(_ row: SheetRow, _ anatomy: TableAnatomy, _ reader: LineReader) -> TotalLabel? {
        for cell in row.cells.prefix(cells) {
            guard let text = cell.value.text, text.utf8.count <= longestTotal,
                reader.isTotal(text) || anatomy.totalWords.contains(where: { isPrefix($0, of: text) })
            else { continue }
            return TotalLabel(
                text: text.trimmed(), rest: reader.vocabulary.totalRest(of: text) ?? "", cell: cell.reference,
                isCertain: true, isOfProfile: anatomy.totalWords.contains { isPrefix($0, of: text) })
        }
        return nil
    }

    /// The cell that says that a row sums up more than the table's lines.
    static func isOtherTotal(_ row: SheetRow, _ anatomy: TableAnatomy) -> (text: String, column: Int)? {
        for cell in row.cells.prefix(cells) {
            guard let text = cell.value.text, anatomy.otherTotalWords.contains(where: { isPrefix($0, of: text) })
            else { continue }
            return (text.trimmed(), cell.reference.column)
        }
        return nil
    }

    private static func isPrefix(_ word: String, of text: String) -> Bool {
        guard let first = text.utf8.first, let wanted = word.utf8.first else { return word.isEmpty }
        // Letters of ASCII that differ decide, as they do for nearly all texts.
        if first > 0x20, first < 0x7F, wanted < 0x7F, first | 0x20 != wanted | 0x20 { return false }
        return text.trimmed().lowercased().hasPrefix(word.lowercased())
    }

    /// Whether anything but a word for "no value" stands under the header of a number: else the row is a heading or a
    /// remark, whatever it says.
    static func hasFigure(_ row: SheetRow, _ reader: LineReader) -> Bool {
        row.cells.contains { cell in
            guard reader.plan.columns.contains(cell.reference.column) else { return cell.value.number != nil }
            switch reader.plan.role(of: cell.reference.column) {
            case .column(let column) where ![.number, .percent].contains(column.kind): return false
            case .extra where cell.value.number == nil: return false
            default: break
            }
            if let text = cell.value.text { return !cell.value.isBlank && !reader.vocabulary.isUnknown(text.trimmed()) }
            return !cell.value.isBlank || cell.formula != nil
        }
    }

    /// Whether a row is the header again.
    static func isHeader(_ row: SheetRow, _ plan: ColumnPlan) -> Bool {
        let texts = row.cells.prefix(3)
        return texts.count > 1
            && texts.allSatisfy { cell in
                plan.columns.contains(cell.reference.column)
                    && cell.value.text.map { foldedBlanks($0) == plan.header(of: cell.reference.column) } ?? false
            }
    }
}

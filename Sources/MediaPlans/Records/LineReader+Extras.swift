import Workbooks

/// A column whose cells the records keep as they are: no record column, no metric and no rule knows it.
struct PlainColumn {
    /// The place among the extras; -1 for every other column.
    var extra = -1
    /// Whether nobody knows what its header means.
    var isUnknown = false

    init(_ slot: ColumnSlot, isTraced: Bool) {
        guard case .extra(let extra) = slot.role, !isTraced, !slot.isMeasure, slot.replacing == nil, slot.power == 0
        else { return }
        (self.extra, isUnknown) = (extra, slot.isUnknown)
    }
}

/// Most columns of an export are of that kind, so that their cells are read by their bytes.
extension LineReader {
    /// Reads a cell under such a column and counts it; false, and nothing done, where its text says more than itself.
    func readPlain(_ value: CellValue, _ column: Int, _ plain: PlainColumn, into line: inout ReadLine) -> Bool {
        guard plain.extra >= 0, plain.extra < line.record.extras.count else { return false }
        let isNumber: Bool
        switch value {
        case .number(let number):
            line.record.extras[plain.extra].value = .number(number)
            isNumber = true
        case .text(let text):
            guard text.utf8.withContiguousStorageIfAvailable(PlainText.isPlain) ?? false, !vocabulary.isUnknown(text),
                value.marker == nil
            else { return false }
            cells.noteOrder(ofDate: text, column: column)
            line.record.extras[plain.extra].value = .text(text)
            isNumber = PlainText.isNumber(text)
        case .date, .boolean, .error, .empty: return false
        }
        if isNumber, plain.isUnknown {
            line.cells.unknownHeader.add(column, isNumber: true)
        } else {
            line.cells.taken.add(column, isNumber: isNumber)
        }
        return true
    }
}

/// What the bytes of a text tell.
enum PlainText {
    /// Whether there is nothing to take away at its ends.
    static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return first > 0x20 && first < 0x7F && last > 0x20 && last < 0x7F
    }

    /// Whether a text without blanks at its ends is a number.
    static func isNumber(_ text: String) -> Bool {
        switch NumberGlance(text) {
        case .decimal: true
        case .unclear: false
        case .undecided: text.utf8.contains { $0 &- 48 < 10 } && NumberText(text) != .unclear
        }
    }
}

import Workbooks

/// What a row under the header of a table without a fence is.
enum PlainRow: Equatable {
    case line
    /// A row without any number: it may give its market or stage to the lines under it.
    case heading
    /// Numbers that are not a line of this table.
    case other
}

/// How full the lines of a table are, to tell lines from what stands under them.
struct PlainLines {
    private var lines = 0
    private var labels = 0
    private var numbers = 0

    /// Lines beyond these change nothing.
    private static let mostLines = 1000

    /// Notes how full a line is.
    mutating func note(_ row: SheetRow, _ reader: LineReader) {
        guard lines < Self.mostLines else { return }
        let found = Self.count(row, reader)
        lines += 1
        labels += found.labels
        numbers += found.numbers
    }

    mutating func classify(_ row: SheetRow, _ reader: LineReader) -> PlainRow {
        let found = Self.count(row, reader)
        if found.numbers == 0 {
            return found.labels >= 3 && reader.isLikelyLine(row, reader.kind) ? .line : .heading
        }
        let count = Double(max(lines, 1))
        let usual =
            lines == 0
            ? (labels: 1.0, numbers: 1.0) : (labels: Double(labels) / count, numbers: Double(numbers) / count)
        let hasMarket =
            reader.plan.column(of: .market).map { column in
                reader.text(row, column).map { reader.cells.marketName($0) != nil } ?? false
            } ?? true
        let isLine =
            hasMarket || reader.givesMarket && reader.plan.column(of: .market).flatMap({ reader.text(row, $0) }) == nil
            ? Double(found.labels) * 2 >= usual.labels
            : Double(found.labels) >= usual.labels - 1 && Double(found.numbers) * 2 >= usual.numbers
        return isLine ? .line : .other
    }

    /// Texts under headers of texts, and numbers under headers of numbers.
    private static func count(_ row: SheetRow, _ reader: LineReader) -> (labels: Int, numbers: Int) {
        var found = (labels: 0, numbers: 0)
        for cell in row.cells where reader.plan.columns.contains(cell.reference.column) {
            let isNumeric: Bool
            switch reader.plan.role(of: cell.reference.column) {
            case .column(let column): isNumeric = [.number, .percent].contains(column.kind)
            case .extra, .unnamed: isNumeric = false
            case .period: isNumeric = true
            case .rowTotal: continue
            }
            switch cell.value {
            case .number where isNumeric: found.numbers += 1
            case .text(let text) where isNumeric: if NumberText(text.trimmed()) != .unclear { found.numbers += 1 }
            case .text(let text):
                if !reader.vocabulary.isUnknown(text.trimmed()), !cell.value.isBlank { found.labels += 1 }
            case .date: found.labels += 1
            default: break
            }
        }
        return found
    }
}

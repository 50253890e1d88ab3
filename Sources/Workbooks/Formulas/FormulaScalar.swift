import Streams

/// A single value while a formula is calculated.
struct FormulaScalar: Equatable {
    var value: CellValue
    /// Whether it is the text by which a cell shows that a figure is unknown.
    var isUnknown = false
    /// Whether something unknown went into it as if it were known: text that was taken for nothing, or that made an error.
    var losesUnknown = false

    init(_ value: CellValue, isUnknown: Bool = false, losesUnknown: Bool = false) {
        self.value = value
        self.isUnknown = isUnknown
        self.losesUnknown = losesUnknown
    }

    var isError: Bool { if case .error = value { true } else { false } }

    /// The number that arithmetic makes of it; nil for text and errors.
    var number: Double? {
        switch value {
        case .empty: 0
        case .number(let number): number
        case .date(let date): date.serial
        case .boolean(let flag): flag ? 1 : 0
        case .text, .error: nil
        }
    }

    /// A number that stands in a cell as such; nil for blanks, text, booleans and errors.
    var cellNumber: Double? {
        switch value {
        case .number(let number): number
        case .date(let date): date.serial
        default: nil
        }
    }

    /// Whether programs may read a number out of it, each by the rules of its locale.
    var mayBeNumber: Bool { value.text.map { $0.contains(where: \.isNumber) } ?? false }

    /// Whether it is a text that readers take for a number: `0%`.
    var isNumberText: Bool { mayBeNumber && !(value.text ?? "").contains(where: \.isLetter) }

    /// Whether it is a text without letters and digits, such as `-`, which nobody takes for a figure.
    var isSign: Bool { value.text.map { !$0.contains { $0.isLetter || $0.isNumber } } ?? false }

    /// Whether it is the sign for a figure that is unknown.
    var showsSign: Bool { isUnknown && value == FormulaEvaluator.unknown }

    /// What `&` makes of it; nil where programs differ.
    var joined: String? {
        switch value {
        case .number(let number): SpreadsheetArithmetic.text(number)
        case .date(let date): SpreadsheetArithmetic.text(date.serial)
        default: value.displayText
        }
    }
}

/// What a part of a formula comes to: a value, or cells.
enum FormulaOperand {
    case scalar(FormulaScalar)
    case areas([FormulaArea])

    static func value(_ value: CellValue, losesUnknown: Bool = false) -> FormulaOperand {
        .scalar(FormulaScalar(value, losesUnknown: losesUnknown))
    }
}

/// Cells of one sheet.
struct FormulaArea: Hashable {
    var sheet: Int
    var range: CellRange

    func position(row: Int, column: Int) -> FormulaEvaluator.Position {
        .init(
            sheet: sheet, cell: CellReference(row: range.first.row + row, column: range.first.column + column))
    }

    func hasShape(of other: FormulaArea) -> Bool {
        range.rows.count == other.range.rows.count && range.columns.count == other.range.columns.count
    }
}

import Streams

/// What a cell holds, as stored: numbers are the exact doubles, a date keeps its serial.
public enum CellValue: Sendable, Equatable {
    case empty
    case number(Double)
    /// A number under a date format, or an ISO date (`t="d"`).
    case date(DateSerial)
    case text(String)
    case boolean(Bool)
    /// An error as Excel writes it: `#DIV/0!`, `#REF!`.
    case error(String)

    public var isEmpty: Bool { if case .empty = self { true } else { false } }

    /// The cell's text when it holds text.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The cell's number when it holds one; a date is none.
    public var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// Text for people and for text columns: numbers shortest, dates ISO 8601, booleans TRUE/FALSE.
    public var displayText: String {
        switch self {
        case .empty: ""
        case .number(let value): DecimalText.string(value)
        case .date(let date): date.isoText
        case .text(let text): text
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .error(let text): text
        }
    }
}

/// A cell with its place.
public struct Cell: Sendable, Equatable {
    public var reference: CellReference
    public var value: CellValue
    /// Index into the cellXfs of the styles part; 0 when the cell names none.
    public var style: Int
    /// The formula's text, without `=`; nil when there is none. Of rows as they pass it is what the cell itself stores,
    /// nothing for a dependent of a shared formula; of a grid it is what it means for its cell.
    public var formula: String?

    public init(_ reference: CellReference, _ value: CellValue, style: Int = 0, formula: String? = nil) {
        self.reference = reference
        self.value = value
        self.style = style
        self.formula = formula
    }
}

/// One row that the sheet stores: its cells in column order, those without value or formula left out.
public struct SheetRow: Sendable, Equatable {
    /// The row's number, from 1.
    public var number: Int
    public var isHidden: Bool
    public var cells: [Cell]
    /// The number formats of cells with a number, by column, where they show words beside it, such as a currency or a unit.
    public var formats: [Int: String] = [:]

    public init(number: Int, isHidden: Bool = false, cells: [Cell]) {
        self.number = number
        self.isHidden = isHidden
        self.cells = cells
    }
}

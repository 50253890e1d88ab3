import Streams

/// What a sheet is written as.
public enum SheetFormat: String, Sendable, CaseIterable {
    /// Tab-separated values, rectangular from A1.
    case tsv
    /// Comma-separated values (RFC 4180), rectangular from A1.
    case csv
    /// One object a row, keys from the header row.
    case ndjson
    /// One object a row with typed cells at absolute positions, for `mp-extract`.
    case grid

    /// Whether it is a table of fields.
    public var isTable: Bool { self == .tsv || self == .csv }
}

/// What is done with error values.
public enum ErrorPolicy: String, Sendable, CaseIterable {
    /// Written as Excel writes them.
    case keep
    /// Left empty.
    case blank
    /// The first one ends the export with status 65.
    case fail
}

/// What is done with what the sheet hides.
public enum HiddenPolicy: String, Sendable, CaseIterable {
    case keep, skip
}

/// When a CSV field stands in quotes.
public enum Quoting: String, Sendable, CaseIterable {
    /// Where the delimiter, a quote or a line end is in it.
    case minimal
    /// All that is not a number.
    case text
    case all
}

/// How a cell's value is written.
public enum CellView: Sendable {
    /// The value: numbers shortest, dates ISO 8601.
    case value
    /// The value, with dates as the serials that are stored.
    case serial
    /// As the cell displays under its number format.
    case displayed
    /// The formula where there is one, else the value.
    case formula
}

/// How a sheet is written. The defaults are those of `xlsx2tsv`.
public struct ExportOptions: Sendable {
    public var format: SheetFormat
    public var view = CellView.value
    /// Numbers in the digits that the file has.
    public var keepsStoredNumbers = false
    /// The part of the sheet that is written; nil for all of it.
    public var range: SheetRange?
    public var errors = ErrorPolicy.keep
    public var hiddenRows = HiddenPolicy.keep
    public var hiddenColumns = HiddenPolicy.keep
    /// Every cell of a merged range shows its first cell's value.
    public var fillsMerged = false
    public var skipsBlankRows = false
    /// What an empty field of a table holds.
    public var null = ""
    /// The row that holds the column names; what stands above it is left out. Nil: the first row that holds a value,
    /// and nothing is left out.
    public var headerRow: Int?
    /// Whether CSV begins with a byte order mark, which tells Excel that it is UTF-8.
    public var hasByteOrderMark = false
    /// Between the fields of CSV.
    public var delimiter = UInt8(ascii: ",")
    public var quoting = Quoting.minimal
    /// The names of all sheets that a grid holds, for its first line; empty where they are told already.
    public var sheetNames: [String] = []

    public init(format: SheetFormat = .tsv) { self.format = format }

    /// Whether the first cell of a merged range may be left out, and others of it not.
    var leavesOutCells: Bool { range != nil || headerRow != nil || hiddenRows == .skip || hiddenColumns == .skip }

    /// Whether rows are written just as they are stored.
    public var takesRowsAsStored: Bool {
        range == nil && errors == .keep && hiddenRows == .keep && hiddenColumns == .keep && !fillsMerged
            && headerRow == nil
    }
}

extension ExportOptions {
    /// Throws where the first row that shows a value is another than the one asked for as the header.
    func requireHeader(_ row: Int, of sheet: Workbook.Sheet, in workbook: Workbook) throws {
        guard let headerRow, row != headerRow else { return }
        throw Failure(
            .data, .blankHeaderRow,
            at: Place(file: workbook.path, sheet: sheet.name, cell: "\(headerRow):\(headerRow)"),
            "row \(headerRow) holds no column names: nothing of it is written",
            hint: "the first row after it that holds a value is \(row)")
    }
}

extension MessageCode {
    /// The row of `--header-row` is blank.
    public static let blankHeaderRow = MessageCode(rawValue: "blank-header-row")
}

/// A rectangle of a sheet, open where only columns or only rows are named.
public struct SheetRange: Sendable, Equatable {
    public var rows: ClosedRange<Int>
    public var columns: ClosedRange<Int>

    private static let allRows = 1...CellReference.maximumRow
    private static let allColumns = 1...CellReference.maximumColumn

    public init(_ range: CellRange) { self.init(rows: range.rows, columns: range.columns) }

    init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// Reads `A1:K40`, `B7`, `A:C`, `B`, `3:7`; nil when it is none of these.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let last = parts.last else { return nil }
        if let a = CellReference(first), let b = CellReference(last) {
            self.init(CellRange(a, b))
        } else if let a = Self.column(first), let b = Self.column(last) {
            self.init(rows: Self.allRows, columns: min(a, b)...max(a, b))
        } else if parts.count == 2, let a = Self.row(first), let b = Self.row(last) {
            self.init(rows: min(a, b)...max(a, b), columns: Self.allColumns)
        } else {
            return nil
        }
    }

    private static func column(_ text: some StringProtocol) -> Int? {
        text.utf8.contains { $0 &- 48 < 10 } ? nil : CellReference("\(text)1")?.column
    }

    private static func row(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy { $0 &- 48 < 10 || $0 == UInt8(ascii: "$") } ? CellReference("A\(text)")?.row : nil
    }

    /// Whether the columns are bounded, so that every line has as many fields.
    var hasColumns: Bool { columns != Self.allColumns }
}

/// A cell's position, row and column counted from 1 (ECMA-376 part 1, 18.18.7 ST_CellRef).
public struct CellReference: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The most rows and columns a worksheet has.
    public static let maximumRow = 1_048_576
    public static let maximumColumn = 16_384

    public var row: Int
    public var column: Int

    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// Reads A1 notation, with or without `$`; nil when it is none or lies outside a worksheet.
    public init?(_ text: some StringProtocol) {
        var column = 0
        var row = 0
        for byte in text.utf8 where byte != UInt8(ascii: "$") {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z") where row == 0: column = column * 26 + Int(byte) - 64
            case UInt8(ascii: "a")...UInt8(ascii: "z") where row == 0: column = column * 26 + Int(byte) - 96
            case UInt8(ascii: "0")...UInt8(ascii: "9") where column > 0: row = row * 10 + Int(byte) - 48
            default: return nil
            }
            guard column <= Self.maximumColumn, row <= Self.maximumRow else { return nil }
        }
        guard row > 0, column > 0 else { return nil }
        self.init(row: row, column: column)
    }

    /// Both numbers at once: sheets in memory look up cells by the thousand.
    public func hash(into hasher: inout Hasher) { hasher.combine(row &<< 16 ^ column) }

    /// Row first, as a sheet is written.
    public static func < (a: CellReference, b: CellReference) -> Bool {
        a.row != b.row ? a.row < b.row : a.column < b.column
    }

    /// `E28`
    public var description: String { Self.letters(ofColumn: column) + String(row) }

    /// `$E$28`
    public var absolute: String { "$\(Self.letters(ofColumn: column))$\(row)" }

    /// `A` for 1, `XFD` for 16384.
    public static func letters(ofColumn column: Int) -> String {
        // A short string has no memory of its own, and formulas name cells by the thousand.
        String(unsafeUninitializedCapacity: 15) { buffer in
            var count = 0
            var rest = column
            while rest > 0, count < 15 {
                buffer[count] = UInt8(65 + (rest - 1) % 26)
                rest = (rest - 1) / 26
                count += 1
            }
            for index in 0..<count / 2 { buffer.swapAt(index, count - 1 - index) }
            return count
        }
    }
}

/// A cell of a workbook.
public struct CellPosition: Hashable, Sendable, Comparable {
    /// The sheet's index, from 1.
    public var sheet: Int
    public var cell: CellReference

    public init(sheet: Int, cell: CellReference) {
        self.sheet = sheet
        self.cell = cell
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(sheet &<< 40 ^ cell.row &<< 16 ^ cell.column) }

    public static func < (a: CellPosition, b: CellPosition) -> Bool { (a.sheet, a.cell) < (b.sheet, b.cell) }
}

/// A rectangle of cells, both corners included.
public struct CellRange: Hashable, Sendable, CustomStringConvertible {
    public var first: CellReference
    public var last: CellReference

    /// The corners in any order.
    public init(_ a: CellReference, _ b: CellReference) {
        first = CellReference(row: min(a.row, b.row), column: min(a.column, b.column))
        last = CellReference(row: max(a.row, b.row), column: max(a.column, b.column))
    }

    /// Reads `A1:K40` or a single cell.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let first = parts.first.flatMap({ CellReference($0) }), parts.count <= 2 else { return nil }
        guard parts.count == 2 else {
            self.init(first, first)
            return
        }
        guard let last = CellReference(parts[1]) else { return nil }
        self.init(first, last)
    }

    public var rows: ClosedRange<Int> { first.row...last.row }
    public var columns: ClosedRange<Int> { first.column...last.column }

    public func contains(_ cell: CellReference) -> Bool {
        rows.contains(cell.row) && columns.contains(cell.column)
    }

    public func intersects(_ other: CellRange) -> Bool {
        rows.overlaps(other.rows) && columns.overlaps(other.columns)
    }

    public var description: String { first == last ? first.description : "\(first):\(last)" }
}

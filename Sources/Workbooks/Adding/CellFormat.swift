/// How a cell of an added sheet looks.
public struct CellFormat: Hashable, Sendable {
    public enum Alignment: String, Sendable { case left, center, right }

    public var isBold = false
    /// In points.
    public var size: Double = 10
    /// Red, green, blue in hexadecimal: `1F3864`.
    public var colour: String?
    public var fill: String?
    /// The colour of a thin line under the cell.
    public var line: String?
    /// A format code (ECMA-376 part 1, 18.8.31); nil is General.
    public var numberFormat: String?
    public var alignment: Alignment?
    public var wraps = false
    /// Widths of a blank between the cell's edge and its content.
    public var indent = 0

    public init() {}

    /// This format with changes.
    public func with(_ change: (inout CellFormat) -> Void) -> CellFormat {
        var copy = self
        change(&copy)
        return copy
    }
}

/// How a cell that is there is to look different; all else of its format stays.
public struct StyleChange: Hashable, Sendable {
    /// A format code (ECMA-376 part 1, 18.8.31); nil for the cell's own.
    public var numberFormat: String?
    /// Whether its text is broken into lines; false leaves it as it is.
    public var wraps = false

    public init(numberFormat: String? = nil, wraps: Bool = false) {
        self.numberFormat = numberFormat
        self.wraps = wraps
    }
}

/// What of a font decides how wide a text is.
public struct CellFont: Hashable, Sendable {
    /// In points.
    public var size: Double
    public var isBold: Bool
    public var name: String

    /// Excel's own, where a workbook names none.
    public static let usual = CellFont(size: 11, isBold: false, name: "Calibri")

    public init(size: Double, isBold: Bool, name: String) {
        (self.size, self.isBold, self.name) = (size, isBold, name)
    }
}

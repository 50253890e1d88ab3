/// Bars in cells that show how large their values are (ECMA-376 part 1, 18.3.1.28 dataBar).
public struct ValueBars: Sendable {
    public var range: CellRange
    /// The value whose bar fills the cell; 0 has none.
    public var full: Double
    /// Red, green, blue in hexadecimal.
    public var colour: String

    public init(range: CellRange, full: Double, colour: String) {
        (self.range, self.full, self.colour) = (range, full, colour)
    }
}

/// A worksheet that a workbook gains.
public struct AddedSheet {
    /// An Excel table over some of its cells (ECMA-376 part 1, 18.5.1.2).
    public struct Table: Sendable {
        /// The name that formulas use; a number is added where it is taken.
        public var name: String
        /// Header and data.
        public var range: CellRange
        /// What the header's cells say: different without regard to case, none empty.
        public var columns: [String]

        public init(name: String, range: CellRange, columns: [String]) {
            self.name = name
            self.range = range
            self.columns = columns
        }
    }

    public var name: String
    public var view: SheetMarkup.View
    public var merges: [CellRange] = []
    public var bars: [ValueBars] = []
    public var table: Table?
    public var charts: [Chart] = []
    /// Writes the cells, row by row; called while the package is written.
    public var write: (inout SheetMarkup) throws -> Void

    public init(name: String, view: SheetMarkup.View, write: @escaping (inout SheetMarkup) throws -> Void) {
        self.name = name
        self.view = view
        self.write = write
    }
}

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

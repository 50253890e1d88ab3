/// A cell as the scanner finds it: nothing decoded, its value a range of the window.
struct RawCell {
    /// The cell's type attribute (18.18.11 ST_CellType).
    enum Kind: UInt8 { case number, shared, text, inline, boolean, error, date }

    var column: Int32
    var style: Int32
    var kind: Kind
    /// The value holds entities, CDATA or carriage returns, or is an inline string item.
    var isMarkedUp: Bool
    var hasFormula: Bool
    /// The raw text between `<v>` and `</v>`; for an inline string, between `<is>` and behind `</is>`.
    var value: Range<Int32>
    /// The formula element from its `<`; empty when there is none.
    var formula: Range<Int32>
}

/// One row of a sheet while its bytes are in the window. Cells are in column order, one for each column.
struct RawRow {
    var number = 0
    var isHidden = false
    var cells: [RawCell] = []

    /// Brings cells into column order; of two with one reference the later stays, as Excel does.
    mutating func order() {
        var sorted: [RawCell] = []
        // A stable order: the index decides between equal columns.
        for (_, cell) in cells.enumerated().sorted(by: { ($0.element.column, $0.offset) < ($1.element.column, $1.offset) }) {
            if sorted.last?.column == cell.column { sorted.removeLast() }
            sorted.append(cell)
        }
        cells = sorted
    }
}

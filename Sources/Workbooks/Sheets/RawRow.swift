/// A cell as the scanner finds it: nothing decoded, its value a range of the window.
struct RawCell {
    /// The cell's type attribute (18.18.11 ST_CellType).
    enum Kind: UInt8 {
        case number, shared, text, inline, boolean, error, date
        /// Repeats the first cell of the merged range `merge`.
        case filled
        /// A type that there is not.
        case unknown
    }

    var column: Int32
    var style: Int32 = 0
    /// The raw text between `<v>` and `</v>`; for an inline string, between `<is>` and behind `</is>`.
    var valueStart: Int32 = 0
    var valueEnd: Int32 = 0
    /// Where the name of the formula element begins; 0 when there is none.
    var formulaStart: Int32 = 0
    var kind = Kind.number
    /// The index of the merged range that the cell is the first of, or repeats; -1 for none.
    var merge: Int32 = -1
    /// The index from 1 of the rich value behind the cell (18.3.1.4, `vm`); 0 for none.
    var richValue: Int32 = 0
    /// The value holds markup, so that it is more than the bytes of its range.
    var isMarkedUp = false
    /// The markup has no elements but the part's own, so that whoever reads it again need not know their prefixes.
    var hasOwnMarkupOnly = false

    var hasFormula: Bool { formulaStart > 0 }
    /// Whether the file gives a value.
    var hasValue: Bool { valueEnd > valueStart }
    /// Whether the file says what a formula's value is, be it an empty text.
    var hasResult: Bool { hasValue || kind == .text && valueStart > 0 }
    /// Whether a row keeps it.
    var isKept: Bool { hasValue || hasFormula || isMarkedUp }
    var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}

/// A row's number as the end of a cell reference, with the closing quote, in one word: what the fast paths compare with.
struct RowSuffix {
    let bits: UInt64
    let mask: UInt64
    let length: Int

    init(of number: Int) {
        var bits = UInt64(UInt8(ascii: "\""))
        var length = 1
        var rest = number
        repeat {
            bits = bits << 8 | UInt64(48 + rest % 10)
            length += 1
            rest /= 10
        } while rest > 0
        self.init(word: bits, length: length)
    }

    /// - Parameter word: begins with the suffix, of at most eight bytes.
    @inline(__always)
    init(word: UInt64, length: Int) {
        mask = UInt64.max >> UInt64(64 - 8 * length)
        bits = word & mask
        self.length = length
    }
}

/// One row of a sheet while its bytes are in the window. Cells are in column order, one for each column; those
/// without value and formula are left out.
struct RawRow {
    private(set) var number = 0
    var isHidden = false
    var cells: ContiguousArray<RawCell> = []
    private(set) var suffix = RowSuffix(of: 0)

    /// Whether it holds nothing that could be written.
    var isEmpty: Bool { cells.isEmpty }

    mutating func begin(_ number: Int) { begin(number, RowSuffix(of: number)) }

    /// - Parameter suffix: that of the number.
    mutating func begin(_ number: Int, _ suffix: RowSuffix) {
        self.number = number
        self.suffix = suffix
        if !cells.isEmpty { cells.removeAll(keepingCapacity: true) }
        isHidden = false
    }

    /// Brings cells into column order; of two with one reference the later stays, as Excel does.
    mutating func order() {
        var sorted: ContiguousArray<RawCell> = []
        // A stable order: the index decides between equal columns.
        for (_, cell) in cells.enumerated().sorted(by: {
            ($0.element.column, $0.offset) < ($1.element.column, $1.offset)
        }) {
            if sorted.last?.column == cell.column { sorted.removeLast() }
            sorted.append(cell)
        }
        cells = sorted
    }
}

/// How the cells of a column are written in the part: all but the row's digits and the value.
///
/// Writers give each row's cells the same attributes, so that the next row's cell is compared as whole words with
/// what the last one of its column was: `<c r="B`, the row's digits, `" s="4" t="s"><v>`.
struct CellShape {
    /// How a value of this shape is written.
    enum Route: UInt8 {
        /// The shape cannot be compared with, or the value needs the way that knows all.
        case general
        /// The cell has no value.
        case empty
        case number, sharedString, wholeDay
        /// A whole day under a format that shows a time, too.
        case midnight
    }

    private(set) var route = Route.general
    /// Whether the column has had shared strings that do not stand in their slots.
    var isDistant = false
    /// The column of the cell that followed last; the next one is expected to have it.
    var nextColumn = 0
    // Words never equal to what a cell begins with, until learnt.
    private var head: UInt64 = 0
    private var headMask = UInt64.max
    private var headLength = 0
    private var tail: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var tailMask: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var tailLength = 0

    private static let longestTail = 24

    /// Where the value of the cell at `position` begins, or for an empty cell where it ends, when it has this shape; nil when it has another.
    /// Reads at most 48 bytes.
    @inline(__always)
    func end(in window: XMLScanner, at position: Int, _ suffix: RowSuffix) -> Int? {
        guard (window.word64(position) ^ head) & headMask == 0 else { return nil }
        var index = position &+ headLength
        guard window.word64(index) & suffix.mask == suffix.bits else { return nil }
        index &+= suffix.length
        let difference =
            (window.word64(index) ^ tail.0) & tailMask.0 | (window.word64(index &+ 8) ^ tail.1) & tailMask.1
            | (window.word64(index &+ 16) ^ tail.2) & tailMask.2
        return difference == 0 ? index &+ tailLength : nil
    }

    /// Takes the shape of the cell at `range`, whose value is to go the given route.
    mutating func learn(
        _ cell: RawCell, at range: Range<Int>, in window: XMLScanner, of row: borrowing RawRow, _ route: Route
    ) {
        self.route = .general
        (head, headMask) = (0, .max)
        guard route != .general, window.begins("<c r=\"", at: range.lowerBound) else { return }
        headLength = cell.column > 26 ? 8 : 7
        let index = range.lowerBound + headLength + row.suffix.length
        let end = route == .empty ? range.upperBound : Int(cell.valueStart)
        guard cell.column <= 26 * 27, index < end, end - index <= Self.longestTail,
            window.word64(range.lowerBound + headLength) & row.suffix.mask == row.suffix.bits,
            route == .empty || window.word64(Int(cell.valueEnd)) == XMLScanner.valueAndCellEnd
        else { return }
        self.route = route
        tailLength = end - index
        headMask = Self.mask(headLength)
        tailMask = (Self.mask(tailLength), Self.mask(tailLength - 8), Self.mask(tailLength - 16))
        head = window.word64(range.lowerBound) & headMask
        tail = (
            window.word64(index) & tailMask.0, window.word64(index + 8) & tailMask.1,
            window.word64(index + 16) & tailMask.2
        )
    }

    /// The first `count` bytes of a word.
    private static func mask(_ count: Int) -> UInt64 {
        count >= 8 ? .max : count <= 0 ? 0 : (1 << UInt64(count * 8)) - 1
    }
}

/// A cell of a known shape whose value was found.
struct SeenCell {
    /// A number's text, or a shared string.
    var source = UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
    /// A number's length, or a day's serial.
    var value: Int32 = 0
    var column: Int16 = 0
    var route = CellShape.Route.empty

    /// Whether it is a shared string that holds nothing.
    @inline(__always)
    var isEmptyString: Bool { route == .sharedString && StringArena.Slot(base: source).isEmpty }
}

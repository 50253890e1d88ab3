import Streams

/// Rows of a sheet that are out of order, or stored in pieces, put in order in memory: no writer of large sheets makes such.
///
/// Memory: the rows' bytes, at most `mostBytes`, and their cells.
final class OrderedRows {
    private var memory = PartBuffer.allocate(1 << 16)
    private var count = 0
    private var pieces: [Int: (cells: ContiguousArray<RawCell>, isHidden: Bool)] = [:]
    private var numbers: [Int] = []
    private var next = 0

    static let mostBytes = 256 << 20

    deinit { memory.deallocate() }

    /// Takes a row whose markup is at a range of the window.
    ///
    /// - Throws: `MarkupError` when there is too much to hold.
    func append(_ row: borrowing RawRow, _ range: Range<Int>, _ window: XMLScanner) throws(MarkupError) {
        guard !row.cells.isEmpty else { return }
        guard count + range.count <= Self.mostBytes else {  // fits: mostBytes and a window
            throw MarkupError(
                text: "its rows are out of order, and take more than \(Self.mostBytes >> 20) MiB to put in order")
        }
        if count + range.count > memory.count { grow(to: 2 * (count + range.count)) }  // fits: mostBytes
        let target = memory.baseAddress! + count  // fits: grown above
        let source = window.base + range.lowerBound  // fits: in the window
        target.copyMemory(from: source, byteCount: range.count)
        let shift = Int32(count - range.lowerBound)
        var piece = pieces[row.number] ?? ([], false)
        for var cell in row.cells {
            if cell.valueEnd > 0 {
                cell.valueStart += shift  // fits: below mostBytes
                cell.valueEnd += shift  // fits: below mostBytes
            }
            if cell.hasFormula { cell.formulaStart += shift }
            piece.cells.append(cell)
        }
        piece.isHidden = piece.isHidden || row.isHidden
        pieces[row.number] = piece
        count += range.count
    }

    private func grow(to size: Int) {
        let larger = PartBuffer.allocate(size)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = larger
    }

    /// Puts the rows in order, once all are there.
    func finish() { numbers = pieces.keys.sorted() }

    /// The bytes that the cells of all rows point into.
    func window(_ names: OwnNames) -> XMLScanner {
        let start = memory.baseAddress!  // fits: never empty
        return XMLScanner(
            base: UnsafePointer(start.assumingMemoryBound(to: UInt8.self)), end: count, names: names)
    }

    /// Puts the next row into `row`; false at the end.
    func take(into row: inout RawRow) -> Bool {
        guard next < numbers.count, let piece = pieces.removeValue(forKey: numbers[next]) else { return false }
        row.begin(numbers[next])
        row.cells = piece.cells
        row.isHidden = piece.isHidden
        row.order()
        next += 1
        return true
    }
}

/// How the rows of a sheet are handed on.
enum RowOrder {
    /// As the part stores them.
    case stored
    /// In order; a sheet whose rows are not is an `IrregularSheet`.
    case required
    /// In order, if need be after all are read.
    case made
}

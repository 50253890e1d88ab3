/// The lines that a block of rows was written as, by whichever thread did it.
final class RenderedRows {
    /// The lines, blank ones between the rows included.
    var text = ByteBuffer(capacity: 0)
    var counts = Counts()

    struct Counts {
        /// The first and the last row that holds a value; 0 when none does.
        var firstRow = 0
        var lastRow = 0
        /// The last row of the block, whatever it holds.
        var lastScannedRow = 0
        /// Lines, and cells that hold a value.
        var lines = 0
        var cells = 0
        var oddities = CellOddities()
    }
}

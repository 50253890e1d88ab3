import Streams
import Workbooks

/// A region while its lines are read.
final class OpenRegion {
    let kind: RegionKind
    let headerRow: Int
    var reader: LineReader
    var fence = Fence()
    var lines = 0
    /// The last row that belongs to the region for certain.
    var lastLine: Int
    /// The last row looked at, to see gaps.
    var lastRow: Int
    /// Rows of which it is not known yet whether they are inside.
    var held: [SheetRow] = []
    /// Whether rows were missing between lines while no marker had been met.
    var hasGap = false
    var hiddenRows = RowTally()
    /// Whether a source profile says where the header is, so that all rows under it are lines.
    var isStated = false
    private var merged: MergedLines?
    private var queue = LineQueue()

    /// More undecided rows than this are no lines.
    static let mostHeld = 1000

    init(kind: RegionKind, headerRow: Int, reader: LineReader, merges: RowMerges) {
        self.kind = kind
        self.headerRow = headerRow
        self.reader = reader
        merged = kind == .reachAndFrequency ? nil : MergedLines(reader.plan, merges)
        lastLine = headerRow
        lastRow = headerRow
    }

    var columns: ClosedRange<Int> { reader.plan.columns }

    /// A row with what it shares with rows above by merged cells.
    func filled(_ row: SheetRow) throws -> SheetRow {
        guard let (filled, shared) = try merged?.filled(row) else { return row }
        for cell in shared { reader.note(.mergedCell, "", cell.row, cell.column) }
        return filled
    }

    /// Takes a line; records go to `emit` once all of their values are decided.
    func add(_ line: ReadLine, _ emit: (Record) throws -> Void) throws {
        for record in queue.add(line, &reader.cells) { try emit(reader.finished(record)) }
    }

    /// Hands on all records that wait.
    func finish(_ emit: (Record) throws -> Void) throws {
        for record in queue.flush(&reader.cells) { try emit(reader.finished(record)) }
    }

    /// Whether a row without markers reads like one of the region's lines.
    func isLikelyLine(_ row: SheetRow) -> Bool { reader.isLikelyLine(row, kind) }

    /// Where the region's data lie.
    func range() -> CellRange {
        CellRange(
            CellReference(row: headerRow, column: columns.lowerBound),
            CellReference(row: lastLine, column: columns.upperBound))
    }
}

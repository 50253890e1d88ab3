/// Columns that a worksheet is to gain: copies of a group of columns, directly right of it.
///
/// Ranges that span the group's neighbours and end with it grow over the copies, as they would have been
/// drawn for a sheet that wide from the start.
public struct ColumnGrowth: Sendable, Equatable {
    /// The columns that are copied.
    public var source: ClosedRange<Int>
    /// How many times.
    public var copies: Int
    /// The first column of the row of groups that `source` is the last of.
    public var firstColumn: Int
    /// The rows of which cells, merges and rules are copied.
    public var rows: [ClosedRange<Int>]
    /// Whether everything right of `source` moves, on all rows of the sheet.
    public var moves: Bool
    /// Whether the new columns take the widths of the old.
    public var setsWidths: Bool
    /// Cells of `source` whose text the copies repeat; formulas are always repeated.
    public var contents: Set<CellReference>

    public init(
        source: ClosedRange<Int>, copies: Int, firstColumn: Int, rows: [ClosedRange<Int>], moves: Bool,
        setsWidths: Bool = true, contents: Set<CellReference> = []
    ) {
        self.source = source
        self.copies = copies
        self.firstColumn = firstColumn
        self.rows = rows
        self.moves = moves
        self.setsWidths = setsWidths
        self.contents = contents
    }

    var step: Int { source.count }
    var count: Int { source.count * copies }
    /// The first new column.
    var start: Int { source.upperBound + 1 }
    var newColumns: ClosedRange<Int> { start...source.upperBound + count }

    func contains(row: Int) -> Bool { rows.contains { $0.contains(row) } }

    /// Where a column goes.
    func column(_ column: Int) -> Int { moves && column >= start ? column + count : column }

    /// Where columns go; those that end with the source and span its neighbours grow.
    func columns(_ columns: ClosedRange<Int>) -> ClosedRange<Int> {
        let spans = columns.upperBound == source.upperBound && columns.lowerBound < source.lowerBound
        let last = spans ? newColumns.upperBound : column(columns.upperBound)
        return column(columns.lowerBound)...min(last, CellReference.maximumColumn)
    }

    /// Where columns go that a formula reads: those that end within the source, such as in its first half, and span a group before it grow
    /// as well.
    func read(_ columns: ClosedRange<Int>) -> ClosedRange<Int> {
        guard source.contains(columns.upperBound), columns.upperBound != source.upperBound,
            columns.lowerBound <= source.lowerBound - step
        else { return self.columns(columns) }
        return column(columns.lowerBound)...min(columns.upperBound + count, CellReference.maximumColumn)
    }

    /// How many groups there are before any is added; nil where they do not stand at equal distances.
    var groups: Int? {
        let width = source.lowerBound - firstColumn
        return width >= 0 && width % step == 0 ? width / step + 1 : nil
    }

    /// Where a range goes; it grows only when it shares a row with what is copied.
    func range(_ range: CellRange) -> CellRange {
        let isConcerned = rows.contains { $0.overlaps(range.rows) }
        let columns =
            isConcerned
            ? self.columns(range.columns) : column(range.columns.lowerBound)...column(range.columns.upperBound)
        return CellRange(
            CellReference(row: range.first.row, column: columns.lowerBound),
            CellReference(row: range.last.row, column: columns.upperBound))
    }

    /// The ranges that a rule of this range is to have.
    func areas(_ range: CellRange) -> [CellRange] {
        var areas = [
            CellRange(
                CellReference(row: range.first.row, column: column(range.first.column)),
                CellReference(row: range.last.row, column: column(range.last.column)))
        ]
        guard range.columns.overlaps(source), !(moves && range.last.column >= start) else { return areas }
        let overlap = range.columns.clamped(to: source)
        for rows in rows where rows.overlaps(range.rows) {
            let shared = rows.clamped(to: range.rows)
            if overlap == source {
                if shared == range.rows, range.last.column == source.upperBound {
                    areas[0].last.column = newColumns.upperBound
                } else if range.last.column < newColumns.upperBound {
                    areas.append(Self.range(shared, newColumns))
                }
            } else {
                for copy in 1...copies {
                    areas.append(
                        Self.range(shared, overlap.lowerBound + copy * step...overlap.upperBound + copy * step))
                }
            }
        }
        return areas
    }

    private static func range(_ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>) -> CellRange {
        CellRange(
            CellReference(row: rows.lowerBound, column: columns.lowerBound),
            CellReference(row: rows.upperBound, column: columns.upperBound))
    }

    /// A list of ranges (18.18.76 ST_Sqref) of a rule; nil when it holds something else.
    func areas(_ list: String) -> String? {
        var out: [String] = []
        for part in list.split(whereSeparator: \.isWhitespace) {
            guard let range = CellRange(part) else { return nil }
            out += areas(range).map(\.description)
        }
        return out.joined(separator: " ")
    }

    /// A list of ranges that only move.
    func moved(_ list: String) -> String? {
        var out: [String] = []
        for part in list.split(whereSeparator: \.isWhitespace) {
            guard let range = CellRange(part) else { return nil }
            out.append(self.range(range).description)
        }
        return out.joined(separator: " ")
    }
}

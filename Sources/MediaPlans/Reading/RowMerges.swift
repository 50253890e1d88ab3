import Workbooks

/// The cells of a sheet that are merged over several rows or columns. They are listed behind the sheet's rows, and so are read
/// only when a line asks for them.
public final class RowMerges {
    private let read: () throws -> [CellRange]
    /// By the first column, in order.
    private var rows: [Int: [ClosedRange<Int>]]?
    /// Those over several columns, by their first row, in order.
    private var across: [Int: [CellRange]] = [:]

    /// - Parameter read: gives all merged ranges; called once at most.
    public init(_ read: @escaping () throws -> [CellRange]) { self.read = read }

    /// None at all, as in tables of text.
    public init() {
        read = { [] }
        rows = [:]
    }

    /// Whether it is known without reading that there are none.
    var isKnownEmpty: Bool { rows?.isEmpty ?? false }

    /// Whether there are any.
    func isEmpty() throws -> Bool { try known().isEmpty }

    /// The rows of the merge that begins in a column and covers a row of it; nil when there is none.
    func rows(in column: Int, covering row: Int) throws -> ClosedRange<Int>? {
        guard let ranges = try known()[column] else { return nil }
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < row { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(row) ? ranges[low] : nil
    }

    /// The first column of the merge that begins in a row and covers a cell of it further to the right; nil when there is none.
    func firstColumn(covering column: Int, in row: Int) throws -> Int? {
        _ = try known()
        return across[row]?.first { $0.columns.contains(column) && $0.first.column < column }?.first.column
    }

    private func known() throws -> [Int: [ClosedRange<Int>]] {
        if let rows { return rows }
        let all = try read()
        across = Dictionary(grouping: all.filter { $0.columns.count > 1 }, by: \.first.row)
        let found = Dictionary(grouping: all.filter { $0.rows.count > 1 }, by: \.first.column)
            .mapValues { $0.map(\.rows).sorted { $0.lowerBound < $1.lowerBound } }
        rows = found
        return found
    }
}

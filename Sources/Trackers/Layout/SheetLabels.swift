import MediaPlans
import Workbooks

/// A label: a cell with text.
struct Label: Sendable, Equatable {
    var cell: CellReference
    var text: String
}

/// The texts of a sheet, row by row.
struct SheetLabels {
    /// Rows that have text, ascending, each with its labels from left to right.
    let rows: [(number: Int, labels: [Label])]

    init(_ grid: SheetGrid) {
        var byRow: [Int: [Label]] = [:]
        for (reference, cell) in grid.cells where cell.formula == nil {
            guard let text = cell.value.text, text.contains(where: { !$0.isWhitespace }) else { continue }
            byRow[reference.row, default: []].append(Label(cell: reference, text: text))
        }
        rows = byRow.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted { $0.cell < $1.cell }) }
    }

    private init(rows: [(number: Int, labels: [Label])]) { self.rows = rows }

    /// Those outside some ranges of rows.
    func without(_ ranges: [ClosedRange<Int>]) -> SheetLabels {
        ranges.isEmpty
            ? self : SheetLabels(rows: rows.filter { row in !ranges.contains { $0.contains(row.number) } })
    }

    /// The labels of some rows that stand left of a column.
    func labels(in range: Range<Int>, before column: Int = .max) -> [Label] {
        rows.lazy.filter { range.contains($0.number) }.flatMap(\.labels).filter { $0.cell.column < column }
    }
}

/// A row of PLANNED and ACTUALS headers.
struct PairRow {
    var number: Int
    var pairs: [(planned: Int, actual: Int)]

    var firstColumn: Int { pairs.map { min($0.planned, $0.actual) }.min()! }
    var lastColumn: Int { pairs.map { max($0.planned, $0.actual) }.max()! }

    /// The pairs of neighbouring headers in a row; nil when there are none.
    init?(_ number: Int, _ labels: [Label], _ words: LabelWords, _ grid: SheetGrid) {
        let sides = labels.compactMap { label in words.side(label.text).map { (label.cell, $0) } }
        var pairs: [(planned: Int, actual: Int)] = []
        var index = 0
        while index + 1 < sides.count {
            let (left, right) = (sides[index], sides[index + 1])
            let next = (grid.merge(at: left.0)?.last.column ?? left.0.column) + 1
            guard left.1 != right.1, right.0.column == next else {
                index += 1
                continue
            }
            let (planned, actual) =
                left.1 == .planned ? (left.0.column, right.0.column) : (right.0.column, left.0.column)
            pairs.append((planned, actual))
            index += 2
        }
        guard !pairs.isEmpty else { return nil }
        self.number = number
        self.pairs = pairs
    }
}

import Workbooks

/// Cells counted, with the first of them by address. Memory is bounded whatever the count.
struct CellTally {
    private(set) var count = 0
    private var runs: [Run] = []
    /// Cells beyond the runs that are kept.
    private var rest = 0
    private static let keptRuns = 4

    /// Cells of one column without a gap.
    private struct Run {
        var column: Int
        var rows: ClosedRange<Int>
    }

    mutating func add(row: Int, column: Int) {
        count += 1
        // Along a row or a column; only the last few runs can still grow.
        for index in runs.indices.reversed() where runs[index].column == column {
            guard runs[index].rows.upperBound + 1 == row else { break }
            runs[index].rows = runs[index].rows.lowerBound...row
            return
        }
        if runs.count < Self.keptRuns {
            runs.append(Run(column: column, rows: row...row))
        } else {
            rest += 1
        }
    }

    /// The first cells as a place to look at: `AH22:AH42`.
    var first: String { runs.first.map(Self.text) ?? "" }

    /// All cells: `AH22:AH42, AJ3 and 12 more`.
    var addresses: String {
        let listed = runs.map(Self.text).joined(separator: ", ")
        return rest == 0 ? listed : "\(listed) and \(rest) more"
    }

    private static func text(_ run: Run) -> String {
        CellRange(
            CellReference(row: run.rows.lowerBound, column: run.column),
            CellReference(row: run.rows.upperBound, column: run.column)
        ).description
    }
}

/// Rows counted, with the first of them by number.
struct RowTally {
    private(set) var count = 0
    private var runs: [ClosedRange<Int>] = []
    private var rest = 0
    private static let keptRuns = 6

    mutating func add(_ row: Int) {
        count += 1
        if let last = runs.last, rest == 0, last.upperBound + 1 == row {
            runs[runs.count - 1] = last.lowerBound...row
        } else if runs.count < Self.keptRuns {
            runs.append(row...row)
        } else {
            rest += 1
        }
    }

    /// `row 8` or `rows 3–9, 12 and 7 more`.
    var rows: String {
        let listed = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
        let text = (count == 1 ? "row " : "rows ") + listed.joined(separator: ", ")
        return rest == 0 ? text : "\(text) and \(rest) more"
    }
}

import Workbooks

/// What was met of a region's fence.
struct Fence {
    /// The row of START above the header.
    var top: (row: Int, columns: [Int])?
    var hasHeaderStart = false
    var hasHeaderEnd = false
    var linesWithStart = 0
    var linesWithEnd = 0
    var linesWithoutStart = RowTally()
    var linesWithoutEnd = RowTally()
    /// The row of END under the last line.
    var bottom: (row: Int, columns: [Int])?

    mutating func note(line row: Int, hasStart: Bool, hasEnd: Bool) {
        if hasStart { linesWithStart += 1 } else { linesWithoutStart.add(row) }
        if hasEnd { linesWithEnd += 1 } else { linesWithoutEnd.add(row) }
    }

    /// Whether no marker at all was met.
    var isMissing: Bool {
        top == nil && bottom == nil && !hasHeaderStart && !hasHeaderEnd && linesWithStart == 0 && linesWithEnd == 0
    }

    /// What is missing, in words.
    func lacks(columns: ClosedRange<Int>) -> [String] {
        if isMissing { return ["the whole fence"] }
        var lacks: [String] = []
        if let top {
            if let cells = Self.missing(top.columns, of: columns, row: top.row) { lacks.append("START in \(cells)") }
        } else {
            lacks.append("the row of START above the header")
        }
        if !hasHeaderStart { lacks.append("START beside the header") }
        if !hasHeaderEnd { lacks.append(Self.headerEnd) }
        if linesWithoutStart.count > 0 { lacks.append("START beside \(linesWithoutStart.rows)") }
        if linesWithoutEnd.count > 0 { lacks.append("END beside \(linesWithoutEnd.rows)") }
        if let bottom {
            if let cells = Self.missing(bottom.columns, of: columns, row: bottom.row) {
                lacks.append("END in \(cells)")
            }
        } else {
            lacks.append("the row of END under the last line")
        }
        return lacks
    }

    /// Missing there is normal.
    static let headerEnd = "END beside the header"

    /// The cells of a row without a marker: `F18, H18:J18`.
    private static func missing(_ marked: [Int], of columns: ClosedRange<Int>, row: Int) -> String? {
        let marked = Set(marked)
        var runs: [ClosedRange<Int>] = []
        for column in columns where !marked.contains(column) {
            if let last = runs.last, last.upperBound + 1 == column {
                runs[runs.count - 1] = last.lowerBound...column
            } else {
                runs.append(column...column)
            }
        }
        guard !runs.isEmpty else { return nil }
        return runs.map {
            CellRange(CellReference(row: row, column: $0.lowerBound), CellReference(row: row, column: $0.upperBound))
                .description
        }.joined(separator: ", ")
    }
}

import Workbooks

/// What became of the cells of one sheet.
///
/// Every cell that arrives is settled once. What is not settled when the sheet ends counts as not accounted for.
final class SheetCoverage {
    let sheet: SourceSheet
    /// The cells that came.
    private var arrived = 0
    private var settled = 0
    private var counts: [CellFate: CellCount] = [:]
    private var gaps: [CoverageGap: AreaTally] = [:]
    /// Cells that a plan's summary uses, by row.
    var summaryCells: [Int: Set<Int>] = [:]

    init(_ sheet: SourceSheet) { self.sheet = sheet }

    /// Counts cells of a row: those with data, and those that it has besides its own.
    func arrive(cells: Int) { arrived += cells }

    /// Says what became of a line's cells; where the line was left out, of all of them.
    func settle(_ cells: LineCells, leftOut: CellFate?) {
        if let leftOut { return settle(cells.all, row: cells.row, as: leftOut) }
        settle(cells.taken, row: cells.row, as: .record)
        settle(cells.names, row: cells.row, as: .label)
        settle(cells.rowTotals, row: cells.row, as: .controlTotal)
        settle(cells.unreadable, row: cells.row, as: .unaccounted(.unreadable))
        settle(cells.unknownHeader, row: cells.row, as: .unaccounted(.unknownHeader))
        settle(cells.beside, row: cells.row, as: .unaccounted(.beside))
        settle(cells.unprovedTotals, row: cells.row, as: .unaccounted(.unprovedTotal))
    }

    /// Says what became of cells of a row.
    func settle(_ count: CellCount, row: Int, as fate: CellFate) {
        guard count.cells > 0 else { return }
        settled += count.cells
        if case .unaccounted(let gap) = fate, count.numbers > 0 {
            gaps[gap, default: AreaTally()].add(count, row: row)
        }
        counts[fate, default: CellCount()] += count
    }

    /// Says what became of a whole row; numbers that a plan's summary uses are control totals.
    ///
    /// - Parameter labels: columns of cells that were used.
    func settle(_ row: SheetRow, as fate: CellFate, labels: Set<Int> = []) {
        var summary: Set<Int> = []
        if case .unaccounted = fate { summary = summaryCells[row.number] ?? [] }
        guard !labels.isEmpty || !summary.isEmpty else { return settle(CellCount(row), row: row.number, as: fate) }
        settle(CellCount(row) { summary.contains($0) }, row: row.number, as: .controlTotal)
        settle(CellCount(row) { labels.contains($0) && !summary.contains($0) }, row: row.number, as: .label)
        settle(CellCount(row) { !labels.contains($0) && !summary.contains($0) }, row: row.number, as: fate)
    }

    /// Says what became of cells that were gathered over several rows.
    func settle(_ area: AreaTally, as fate: CellFate) {
        settled += area.count.cells
        counts[fate, default: CellCount()] += area.count
        if case .unaccounted(let gap) = fate { gaps[gap] = area }
    }

    /// A total is proved later than its row was read.
    func settle(_ totals: [SettledTotal]) {
        for total in totals {
            settle(total.count, row: total.row, as: total.isProved ? .controlTotal : .unaccounted(.unprovedTotal))
        }
    }

    /// What became of all cells.
    func finished() -> SourceCoverage.Sheet {
        var found = SourceCoverage.Sheet(file: sheet.file, name: sheet.name)
        for fate in CellFate.accounted {
            if let count = counts[fate] { found.parts.append(.init(fate: fate, count: count)) }
        }
        for gap in CoverageGap.allCases {
            guard var count = counts[.unaccounted(gap)] else { continue }
            count.columns = nil
            found.parts.append(.init(fate: .unaccounted(gap), count: count, cells: gaps[gap]?.text ?? ""))
        }
        if arrived > settled {
            // Cells that no part of the reading spoke of: each may be a number.
            let rest = CellCount(cells: arrived - settled, numbers: arrived - settled)
            found.parts.append(.init(fate: .unaccounted(.elsewhere), count: rest))
        }
        return found
    }
}

/// A row of totals of which it is known whether the lines add up to it.
struct SettledTotal: Equatable {
    var row: Int
    var count: CellCount
    var isProved: Bool

    init(_ cells: LineCells, isProved: Bool) {
        (row, count, self.isProved) = (cells.row, cells.all, isProved)
    }
}

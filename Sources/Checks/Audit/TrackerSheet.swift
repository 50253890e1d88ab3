import MediaPlans
import Streams
import Workbooks

/// One platform's block of a tracker, as its labels say.
struct AuditBlock {
    /// The columns of a market, or of all together; one of them is missing where somebody took it out.
    struct Pair {
        var planned: Int?
        var actual: Int?
        var header: CellReference
        /// Nil over the columns of all markets together.
        var name: String?
        var isTotal: Bool

        func column(_ side: CheckSide) -> Int? { side == .planned ? planned : actual }
        var columns: [Int] { [planned, actual].compactMap { $0 }.sorted() }
    }

    struct Row {
        var number: Int
        var section: TrackerSection
        var metric: TrackerMetric
        var label: String
    }

    var platform: Platform
    var heading: CellReference
    /// The row of PLANNED and ACTUALS.
    var sides: Int
    var pairs: [Pair]
    var rows: [Row]
    /// From the first to the last of its pairs, those between them too.
    var columns: ClosedRange<Int> {
        let columns = pairs.flatMap(\.columns)
        return (columns.min() ?? 1)...(columns.max() ?? 1)
    }
    /// Cells beside PLANNED BUDGET and ACTUAL BUDGET of the block's head.
    var budgets: [(side: CheckSide, cell: CellReference, label: String)]
    /// The row behind its last that may belong to it.
    var limit: Int
}

/// Reads the blocks of one sheet by their labels.
struct TrackerSheet {
    let grid: SheetGrid
    let words: TrackerWords
    private let texts: [(cell: CellReference, text: String)]

    init(grid: SheetGrid, words: TrackerWords) {
        self.grid = grid
        self.words = words
        texts = grid.cells.compactMap { reference, cell in
            guard let text = cell.value.text, text.contains(where: { !$0.isWhitespace }) else { return nil }
            return (reference, text)
        }.sorted { $0.0 < $1.0 }
    }

    func merge(at cell: CellReference) -> CellRange? { grid.merge(at: cell) }
    func anchor(_ cell: CellReference) -> CellReference { grid.anchor(of: cell) }

    private typealias Columns = (planned: Int?, actual: Int?)

    /// Rows of PLANNED and ACTUALS, with their pairs of columns. One that has lost the other stays alone.
    private var pairRows: [(row: Int, pairs: [Columns])] {
        var sides: [Int: [(column: Int, side: CheckSide)]] = [:]
        for (cell, text) in texts {
            if let side = words.side(text) { sides[cell.row, default: []].append((cell.column, side)) }
        }
        return sides.sorted { $0.key < $1.key }.compactMap { row, cells in
            let neighbours = zip(cells, cells.dropFirst()).filter { $0.side != $1.side }
            // Which of the two stands first in a pair: as at most places, and as at the first if that says nothing.
            let planned = neighbours.filter { isPair($0.column, $1.column, row) && $0.side == .planned }.count
            let actual = neighbours.filter { isPair($0.column, $1.column, row) && $0.side == .actual }.count
            guard planned + actual > 0 else { return nil }
            let leading = planned == actual ? cells[0].side : planned > actual ? CheckSide.planned : .actual
            var pairs: [Columns] = []
            for (index, (column, side)) in cells.enumerated() {
                let last = pairs.last
                let isFree = last.map { (side == .planned ? $0.planned : $0.actual) == nil } ?? false
                // One whose labels were written the other way round is a pair, where nothing follows that it could belong to.
                let isReversed =
                    side == leading && index > 0 && isPair(cells[index - 1].column, column, row)
                    && (index + 1 == cells.count || cells[index + 1].side == leading)
                if isFree, side != leading || isReversed, let last {
                    pairs[pairs.count - 1] = side == .planned ? (column, last.actual) : (last.planned, column)
                } else {
                    pairs.append(side == .planned ? (column, nil) : (nil, column))
                }
            }
            return (row, pairs)
        }
    }

    private func isPair(_ left: Int, _ right: Int, _ row: Int) -> Bool {
        right == left + (merge(at: CellReference(row: row, column: left))?.columns.count ?? 1)
    }

    /// The blocks, and what is broken about those that are none.
    func blocks() -> (blocks: [AuditBlock], broken: [(cell: CellReference, text: String)]) {
        var blocks: [AuditBlock] = []
        var broken: [(CellReference, String)] = []
        let rows = pairRows
        // A block begins at a row of pairs over which TOTAL stands nearer than the row of pairs before.
        var starts:
            [(
                heading: (cell: CellReference, text: String)?, total: (cell: CellReference, text: String), row: Int,
                pairs: [Columns]
            )] = []
        var taken = 0
        var headless: [(cell: CellReference, text: String)] = []
        for (row, pairs) in rows {
            let columns = pairs.compactMap { pair in [pair.planned, pair.actual].compactMap { $0 }.min() }
            let total = texts.last {
                $0.cell.row > taken && $0.cell.row < row && columns.contains($0.cell.column) && words.isTotal($0.text)
            }
            let heading = texts.last {
                $0.cell.row > taken && $0.cell.row < total?.cell.row ?? row && words.isHeading($0.text)
            }
            if let total {
                let heading =
                    heading
                    ?? texts.last {
                        $0.cell.row > taken && $0.cell.row < total.cell.row
                            && words.vocabulary.platform(named: $0.text) != nil
                    }
                starts.append((heading, total, row, pairs))
            } else if let heading {
                headless.append(
                    (
                        heading.cell,
                        "no header that says TOTAL stands over the PLANNED and ACTUALS of \"\(heading.text)\": its figures are not compared"
                    ))
            } else if starts.isEmpty {
                broken.append(
                    (
                        CellReference(row: row, column: columns[0]),
                        "PLANNED and ACTUALS stand under no header that says TOTAL"
                    ))
            }
            taken = row
        }
        // A sheet on which nothing says TOTAL holds other tables, and no block that is broken.
        if starts.isEmpty { broken = [] }
        broken += headless
        for (cell, text) in texts where words.isHeading(text) && words.platforms(in: text).count == 1 {
            let isKnown = starts.contains { $0.heading?.cell == cell } || headless.contains { $0.cell == cell }
            let isFollowed = starts.contains { $0.heading == nil && $0.total.cell > cell }
            if !isKnown, !isFollowed {
                broken.append(
                    (cell, "no row of PLANNED and ACTUALS stands under \"\(text)\": its figures are not compared"))
            }
        }
        for (index, start) in starts.enumerated() {
            let limit =
                index + 1 < starts.count
                ? starts[index + 1].heading?.cell.row ?? starts[index + 1].total.cell.row : Int.max
            let named = [start.heading?.text, start.total.text].compactMap { $0 }.flatMap { words.platforms(in: $0) }
            let codes = Set(named.map(\.code))
            guard codes.count == 1, let platform = named.first else {
                let cell = start.heading?.cell ?? start.total.cell
                broken.append(
                    (
                        cell,
                        codes.isEmpty
                            ? "no platform is named by the block's heading"
                            : "heading and TOTAL name \(codes.sorted().joined(separator: " and "))"
                    ))
                continue
            }
            blocks.append(
                block(
                    platform, start.heading?.cell ?? start.total.cell, start.total.cell, start.row, start.pairs, limit))
        }
        return (blocks, broken)
    }

    private func block(
        _ platform: Platform, _ heading: CellReference, _ total: CellReference, _ sides: Int, _ pairs: [Columns],
        _ limit: Int
    ) -> AuditBlock {
        let columns = pairs.map { pair -> AuditBlock.Pair in
            let header = anchor(
                CellReference(row: total.row, column: [pair.planned, pair.actual].compactMap { $0 }.min() ?? 1))
            let text = grid[header].text
            let isTotal = text.map(words.isTotal) ?? false
            let name = isTotal ? nil : text.flatMap { words.isPlaceholder($0) ? nil : $0 }
            return AuditBlock.Pair(
                planned: pair.planned, actual: pair.actual, header: header, name: name, isTotal: isTotal)
        }
        let first = columns.flatMap(\.columns).min() ?? 1
        let budgets = texts.compactMap { cell, text -> (CheckSide, CellReference, String)? in
            guard cell.row >= heading.row, cell.row < total.row, let side = words.headBudget(text) else { return nil }
            return (side, valueCell(right: cell), text)
        }
        return AuditBlock(
            platform: platform, heading: heading, sides: sides, pairs: columns,
            rows: rows(from: total.row, to: limit, before: first),
            budgets: budgets.map { (side: $0.0, cell: $0.1, label: $0.2) }, limit: limit)
    }

    /// The text nearest to the left of a column.
    func label(ofRow row: Int, before column: Int) -> String? {
        texts.last { $0.cell.row == row && $0.cell.column < column }?.text
    }

    /// The first cell right of a label.
    func valueCell(right label: CellReference) -> CellReference {
        anchor(CellReference(row: label.row, column: (merge(at: label)?.last.column ?? label.column) + 1))
    }

    private func rows(from top: Int, to limit: Int, before column: Int) -> [AuditBlock.Row] {
        let labels = texts.filter { $0.cell.row >= top && $0.cell.row < limit && $0.cell.column < column }
        var rows: [AuditBlock.Row] = []
        var section: TrackerSection? = .campaign
        var current = 0
        // The column that most metrics stand in; a stage's name there heads the rows below it all the same.
        let metricColumn = Self.mostFrequent(
            labels.filter { words.metric($0.text) != nil && words.section($0.text) == nil }.map(\.cell.column))
        // A stage may be called like a metric: then the column decides.
        let names = labels.map { label in
            words.metric(label.text) != nil && label.cell.column == metricColumn ? nil : words.section(label.text)
        }
        let columns = Set(zip(labels, names).filter { $1 != nil }.map(\.0.cell.column))
        for (index, (cell, text)) in labels.enumerated() {
            if columns.contains(cell.column), names[index] == nil, words.metric(text) == nil,
                let known = section,
                isUnknownSection(
                    labels[(index + 1)...], columns, Set(rows.filter { $0.section == known }.map(\.metric)))
            {
                section = nil
                current = .max
                continue
            }
            if let found = names[index] {
                section = found
                current = merge(at: cell)?.last.row ?? .max
                if isHead(cell, labels[index...]) { continue }
            }
            guard let metric = words.metric(text), !rows.contains(where: { $0.number == cell.row }) else { continue }
            if cell.row > current, current > 0, current != .max {
                // Beyond a merged section's rows no section is known until the next.
                section = zip(labels, names).reversed().first { $0.cell.row <= cell.row && $1 != nil }?.1
            }
            guard let section, !rows.contains(where: { $0.section == section && $0.metric == metric }) else { continue }
            rows.append(AuditBlock.Row(number: cell.row, section: section, metric: metric, label: text))
        }
        return rows
    }

    private static func mostFrequent(_ columns: [Int]) -> Int? {
        Dictionary(grouping: columns) { $0 }.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
    }

    /// Whether a label that names a section heads rows, and is not itself the label of one: it says no metric, or another
    /// label of its row does.
    private func isHead(
        _ cell: CellReference, _ labels: ArraySlice<(cell: CellReference, text: String)>
    ) -> Bool {
        guard let own = labels.first, words.metric(own.text) != nil else { return true }
        return labels.dropFirst().prefix { $0.cell.row == cell.row }.contains { words.metric($0.text) != nil }
    }

    /// Whether rows follow, up to the next section, that the present one has already: then a text in the column of sections names
    /// one that is not known, and is no remark.
    private func isUnknownSection(
        _ labels: ArraySlice<(cell: CellReference, text: String)>, _ columns: Set<Int>, _ known: Set<TrackerMetric>
    ) -> Bool {
        let rest = labels.prefix { !columns.contains($0.cell.column) }
        return rest.contains { label in words.metric(label.text).map { known.contains($0) } ?? false }
    }

    /// Columns right of a block's pairs over which, in the row of its markets, a text stands that is a market's.
    func columns(named block: AuditBlock, right column: Int, _ isMarket: (String) -> Bool) -> [Int] {
        guard let row = block.pairs.first?.header.row else { return [] }
        return texts.filter { $0.cell.row == row && $0.cell.column > column && isMarket($0.text) }
            .flatMap { Array(merge(at: $0.cell)?.columns ?? $0.cell.column...$0.cell.column) }
    }

    /// Where the tracker's head ends: at the first heading, also of what is no block any more.
    func headEnd(before row: Int) -> Int {
        texts.first { $0.cell.row < row && words.isHeading($0.text) }?.cell.row ?? row
    }

    /// Budgets of the tracker's head. What follows a second time is a block's whose heading is gone.
    func headBudgets(above row: Int) -> [(side: CheckSide, cell: CellReference, label: String)] {
        labels(above: row).reduce(into: []) { found, label in
            guard let side = words.headBudget(label.text), !found.contains(where: { $0.side == side }) else { return }
            found.append((side, label.value, label.text))
        }
    }

    /// The texts above a row, each with the cell right of it.
    func labels(above row: Int) -> [(text: String, value: CellReference)] {
        texts.filter { $0.cell.row < row }.map { ($0.text, valueCell(right: $0.cell)) }
    }
}

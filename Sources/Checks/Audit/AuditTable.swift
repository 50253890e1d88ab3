import MediaPlans
import Workbooks

/// A table of a tracker with a row for each platform, market and stage, as its labels say.
struct AuditTable {
    struct Column {
        var number: Int
        var metric: TrackerMetric
        /// Nil where the rows say it.
        var side: CheckSide?
        var label: String
    }

    struct Row {
        var number: Int
        var platform: Platform
        /// The name of the market; nil for all together.
        var market: String?
        var section: TrackerSection
        var side: CheckSide?
        var cell: CellReference
    }

    /// The rows of the header and of the table.
    var extent: ClosedRange<Int>
    var head: CellReference
    var columns: [Column]
    var rows: [Row]
    var hasStages: Bool
    var hasMarkets: Bool
}

/// Reads the flat tables of a sheet, by rules that are written apart from the code that fills them: what a number is, the
/// labels above it say together; of what it is, the nearest texts in the columns of names.
struct AuditTableReader {
    let grid: SheetGrid
    let words: TrackerWords
    let campaign: CampaignView
    let sheet: String
    /// The texts of each row, by column.
    private let texts: [Int: [Int: String]]
    private let lastRow: Int

    init(grid: SheetGrid, words: TrackerWords, campaign: CampaignView, sheet: String) {
        (self.grid, self.words, self.campaign, self.sheet) = (grid, words, campaign, sheet)
        var texts: [Int: [Int: String]] = [:]
        for (cell, content) in grid.cells {
            guard let text = content.value.text, text.contains(where: { $0.isLetter }) else { continue }
            texts[cell.row, default: [:]][cell.column] = text
        }
        self.texts = texts
        lastRow = grid.cells.keys.map(\.row).max() ?? 0
    }

    private enum Name { case platform, market, stage }

    private func name(_ header: String) -> Name? {
        guard let column = words.vocabulary.column(named: header)?.column else { return nil }
        return [RecordColumn.platform: .platform, .market: .market, .cejObjectives: .stage][column]
    }

    func tables() -> [AuditTable] {
        var found: [AuditTable] = []
        for row in texts.keys.sorted() where row > found.last?.extent.upperBound ?? 0 {
            if let table = table(at: row, below: found.last?.extent.upperBound ?? 0) { found.append(table) }
        }
        return found
    }

    // MARK: Header

    private func table(at row: Int, below end: Int) -> AuditTable? {
        var names: [Name: Int] = [:]
        for line in [row, row + 1] where line == row || !names.isEmpty {
            for (column, text) in (texts[line] ?? [:]).sorted(by: { $0.key < $1.key }) {
                if let name = name(text), names[name] == nil, !names.values.contains(column) { names[name] = column }
            }
        }
        guard let last = names.values.max() else { return nil }
        // The header ends with the lowest row that has a metric's label and is above the first row of names.
        let lines = (max(end + 1, row - 1)...row + 2).filter { line in
            let isOfNames = names.values.contains { texts[line]?[$0].map { self.name($0) == nil } ?? false }
            return line == row || !isOfNames && isOfNumbers(line, right: last)
        }
        guard let bottom = lines.last(where: { line in lines.contains(line - 1) || line <= row }) else { return nil }
        let header = lines.filter { $0 <= bottom }
        let columns = (last + 1..<max(last + 2, (grid.cells.keys.map(\.column).max() ?? 0) + 1)).compactMap {
            column($0, header, right: last)
        }
        guard let first = columns.map(\.number).min() else { return nil }
        let body = bottom + 1..<max(lastRow, bottom) + 2
        func mostly(_ column: Int, _ isMeant: (String) -> Bool) -> Bool {
            let found = body.compactMap { texts[$0]?[column] }.filter { !isTotal($0) }
            return !found.isEmpty && found.count(where: isMeant) * 2 > found.count
        }
        let others = (1..<first).filter { !names.values.contains($0) }
        let side = others.first { mostly($0) { words.side($0) != nil } }
        if names[.platform] == nil {
            names[.platform] = others.first { mostly($0) { words.vocabulary.platform(named: $0) != nil } }
        }
        if names[.market] == nil {
            names[.market] = others.first { mostly($0) { words.vocabulary.market(named: $0) != nil } }
        }
        if names[.stage] == nil {
            names[.stage] = others.first { mostly($0) { words.section($0) != nil } }
        }
        let title = names[.platform] == nil ? self.title(above: header.first ?? row, below: end) : nil
        guard names[.platform] != nil || title != nil, names.count > 1,
            side != nil || columns.contains(where: { $0.side != nil })
        else { return nil }
        let (rows, last2) = rows(names, side, title, below: bottom)
        return AuditTable(
            extent: (header.first ?? row)...max(last2, bottom),
            head: CellReference(row: bottom, column: names.values.min() ?? 1),
            columns: columns.filter { side != nil || $0.side != nil || $0.metric.isTyped }, rows: rows,
            hasStages: names[.stage] != nil, hasMarkets: names[.market] != nil)
    }

    /// Whether a row of the header names metrics or sides.
    private func isOfNumbers(_ row: Int, right column: Int) -> Bool {
        (texts[row] ?? [:]).contains { place, text in
            guard place > column else { return false }
            let reading = reading([text])
            return reading.strange.isEmpty && (reading.metric != nil || reading.side != nil)
        }
    }

    private func reading(_ texts: [String]) -> LabelReading {
        texts.reduce(into: LabelReading()) { $0.read($1, words, campaign) }
    }

    /// The figure that the labels above a column name together; nil if they name none.
    private func column(_ column: Int, _ header: [Int], right names: Int) -> AuditTable.Column? {
        var labels: [String] = []
        var seen: Set<CellReference> = []
        for row in header {
            let cell = CellReference(row: row, column: column)
            let anchor = grid.anchor(of: cell)
            if let text = grid[anchor].text, text.contains(where: { $0.isLetter }) {
                if seen.insert(anchor).inserted { labels.append(text) }
            } else if row != header.last, grid[anchor].isEmpty,
                let before = texts[row]?.filter({ $0.key > names && $0.key < column }).max(by: { $0.key < $1.key })
            {
                labels.append(before.value)
            }
        }
        guard let own = labels.last else { return nil }
        let reading = reading(labels)
        guard let metric = reading.metric, !reading.isContradictory, !reading.isOther, reading.strange.isEmpty,
            reading.platform == nil, reading.market == nil, reading.stage == nil
        else { return nil }
        return .init(number: column, metric: metric, side: reading.side, label: own)
    }

    private func title(above row: Int, below end: Int) -> Platform? {
        for line in stride(from: row - 1, to: end, by: -1) {
            guard let texts = texts[line] else { continue }
            for text in texts.values where words.isHeading(text) || texts.count == 1 {
                let named = words.platforms(in: text)
                if named.count == 1 { return named[0] }
            }
        }
        let named = words.platforms(in: sheet)
        return named.count == 1 ? named[0] : nil
    }

    // MARK: Rows

    private func rows(
        _ names: [Name: Int], _ side: Int?, _ title: Platform?, below bottom: Int
    ) -> (rows: [AuditTable.Row], last: Int) {
        var rows: [AuditTable.Row] = []
        var last = bottom
        let columns = names.values + (side.map { [$0] } ?? [])
        for row in bottom + 1..<max(lastRow, bottom) + 2 {
            let own = columns.filter { texts[row]?[$0] != nil }
            let isMerged = columns.contains { grid.anchor(of: CellReference(row: row, column: $0)).row < row }
            guard !own.isEmpty || isMerged else {
                if row - last > 3 { break }
                continue
            }
            if own.count > 1, own.allSatisfy({ texts[row]?[$0].map { name($0) != nil } ?? false }) { break }
            // The title of the next table.
            if title != nil, own.count == 1, let text = texts[row]?[own[0]], words.platforms(in: text).count == 1 {
                break
            }
            last = row
            /// The text that holds in a row: its own, that of its merge, or of the rows above where the row says less.
            func text(_ column: Int) -> String? {
                if let text = texts[row]?[column] { return text }
                let anchor = grid.anchor(of: CellReference(row: row, column: column))
                if anchor.row < row { return anchor.row > bottom ? grid[anchor].text : nil }
                guard let first = own.min(), first > column else { return nil }
                return stride(from: row - 1, to: bottom, by: -1).lazy.compactMap { texts[$0]?[column] }.first
            }
            if let found = self.row(row, names.mapValues(text), side.map(text), title, own) { rows.append(found) }
        }
        return (rows, last)
    }

    private func isTotal(_ text: String) -> Bool {
        normalised(text).split(separator: " ").contains { words.table.totals.contains(String($0)) }
            || words.vocabulary.isTotal(text)
    }

    private func row(
        _ row: Int, _ names: [Name: String?], _ side: String??, _ title: Platform?, _ own: [Int]
    ) -> AuditTable.Row? {
        var platform = title
        // What a sum leaves out is of all.
        var isSum = false
        if let cell = names[.platform] {
            guard let cell else { return nil }
            let named = words.platforms(in: cell)
            guard named.count == 1 else { return nil }
            platform = named[0]
            isSum = isTotal(cell)
        }
        var market: String?
        if let cell = names[.market] {
            if let cell, words.vocabulary.market(named: cell) != nil || !isTotal(cell) {
                market = cell
            } else if let cell {
                isSum = true
                let rest = normalised(cell).split(separator: " ").filter { !isTotal(String($0)) }
                market = rest.isEmpty ? nil : words.vocabulary.market(named: rest.joined(separator: " "))?.displayName
            } else if !isSum {
                return nil
            }
        }
        var section = TrackerSection.campaign
        if let cell = names[.stage] {
            if let cell, let found = words.section(cell) {
                section = found
            } else if cell.map({ !isTotal($0) }) ?? !isSum {
                return nil
            }
        }
        guard let platform else { return nil }
        return AuditTable.Row(
            number: row, platform: platform, market: market, section: section,
            side: side.flatMap { $0.flatMap(words.side) }, cell: CellReference(row: row, column: own.min() ?? 1))
    }
}

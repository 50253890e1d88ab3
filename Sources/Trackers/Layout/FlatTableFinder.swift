import MediaPlans
import Streams
import Workbooks

/// Finds the flat tables of a sheet by the labels of their headers: columns that name platform, market and stage, and right
/// of them columns of metrics whose side a header above, the label itself or a column of the rows says.
///
/// A table that names no side, or no platform, is a table of something else.
struct FlatTableFinder {
    /// What a column of a table tells rows apart by.
    enum Key: Hashable { case platform, market, stage, side }

    /// A header that was understood.
    struct Header {
        var rows: ClosedRange<Int>
        var keys: [Key: Int]
        var columns: [FlatColumn]
        /// The platform that the title names, where no column does.
        var platform: Platform?
    }

    let finder: SheetLayoutFinder
    private var words: LabelWords { finder.words }
    private var grid: SheetGrid { finder.grid }

    init(finder: SheetLayoutFinder) { self.finder = finder }

    func find() -> [FlatTable] {
        var tables: [FlatTable] = []
        var taken = 0
        for (row, labels) in finder.labels.rows where row > taken {
            guard let header = header(at: row, labels, below: taken) else { continue }
            let table = FlatRowsReader(finder: finder, header: header).table()
            taken = max(table.extent.upperBound, header.rows.upperBound)
            tables.append(table)
        }
        return tables
    }

    /// What the header of a column tells rows apart by.
    private func key(_ text: String) -> Key? {
        switch words.vocabulary.column(named: text)?.column {
        case .platform: .platform
        case .market: .market
        case .cejObjectives: .stage
        default: nil
        }
    }

    /// The columns with keys of a header that begins in a row, and the last row of their cells.
    private func keys(at row: Int, _ labels: [Label]) -> ([Key: Int], bottom: Int) {
        var keys: [Key: Int] = [:]
        var bottom = row
        func add(_ labels: [Label]) {
            for label in labels {
                guard let key = key(label.text), keys[key] == nil, !keys.values.contains(label.cell.column) else {
                    continue
                }
                keys[key] = label.cell.column
                bottom = max(bottom, grid.merge(at: label.cell)?.last.row ?? label.cell.row)
            }
        }
        add(labels)
        // Of a header of two rows some keys may be in the second.
        if !keys.isEmpty { add(finder.labels.labels(in: row + 1..<row + 2)) }
        return (keys, bottom)
    }

    private func header(at row: Int, _ labels: [Label], below taken: Int) -> Header? {
        var (keys, bottom) = keys(at: row, labels)
        guard let first = keys.values.min(), let last = keys.values.max() else { return nil }
        if bottom == row, isHeader(row + 1, right: last, besides: Set(keys.values)) { bottom += 1 }
        let isGrouped = row - 1 > taken && isHeader(row - 1, right: last, besides: Set(keys.values))
        let rows = (isGrouped ? row - 1 : row)...bottom
        var columns: [FlatColumn] = []
        var others: [Label] = []
        for column in columnsWithText(rows, right: first) where !keys.values.contains(column) {
            switch read(column, rows, right: last) {
            case .figures(let found): columns.append(found)
            case .other(let label): others.append(label)
            }
        }
        guard let start = columns.map(\.column).min(), start > last else { return nil }
        keys[.side] = column(before: start, besides: Set(keys.values), below: bottom) { words.side($0) != nil }
        // `Channel` and `Geo` may be anything; what their cells say decides.
        for (key, isOfKind) in [
            (Key.platform, words.isPlatformName), (.market, { words.vocabulary.market(named: $0) != nil }),
            (.stage, { words.section($0) != nil }),
        ] as [(Key, (String) -> Bool)] where keys[key] == nil {
            keys[key] = column(before: start, besides: Set(keys.values), below: bottom, isOfKind)
        }
        let title = keys[.platform] == nil ? platform(above: rows.lowerBound, below: taken) : nil
        // With one name in a row it is a summary beside the figures.
        guard keys[.platform] != nil || title != nil, keys.count(where: { $0.key != .side }) > 1,
            keys[.side] != nil || columns.contains(where: { $0.side != nil })
        else { return nil }
        if keys[.side] == nil {
            for column in columns where column.side == nil && !column.metric.isTyped {
                report(Label(cell: column.label, text: column.text), "says neither PLANNED nor ACTUAL")
            }
            columns.removeAll { $0.side == nil && !$0.metric.isTyped }
        }
        for label in others where label.cell.column > start { reportOther(label) }
        return Header(rows: rows, keys: keys, columns: columns, platform: title)
    }

    /// Whether a row beside the one with the keys belongs to the header: it names metrics or sides, and no key.
    private func isHeader(_ row: Int, right column: Int, besides keys: Set<Int>) -> Bool {
        let labels = finder.labels.labels(in: row..<row + 1)
        return !labels.contains { keys.contains($0.cell.column) }
            && labels.contains { label in
                label.cell.column > column
                    && (words.side(label.text) != nil || words.metric(label.text) != nil
                        || words.sideAndMetric(label.text) != nil)
            }
    }

    private func columnsWithText(_ rows: ClosedRange<Int>, right column: Int) -> [Int] {
        Set(
            finder.labels.labels(in: rows.lowerBound..<rows.upperBound + 1).flatMap { label in
                Array(grid.merge(at: label.cell)?.columns ?? label.cell.column...label.cell.column)
            }
        ).filter { $0 > column }.sorted()
    }

    private enum Column {
        case figures(FlatColumn)
        case other(Label)
    }

    /// What the labels over a column come to.
    private func read(_ column: Int, _ rows: ClosedRange<Int>, right keys: Int) -> Column {
        var labels: [Label] = []
        for row in rows {
            let anchor = grid.anchor(of: CellReference(row: row, column: column))
            if let text = grid[anchor].text, !text.allSatisfy(\.isWhitespace) {
                if labels.last?.cell != anchor { labels.append(Label(cell: anchor, text: text)) }
            } else if row < rows.upperBound, grid[anchor].isEmpty,
                let group = finder.labels.labels(in: row..<row + 1, before: column).last, group.cell.column > keys
            {
                // A group's name is above its first column, and holds up to the next.
                labels.append(group)
            }
        }
        guard let own = labels.last else {
            return .other(Label(cell: CellReference(row: rows.upperBound, column: column), text: ""))
        }
        var (metric, side): (Metric?, Side?)
        for label in labels {
            var (found, of) = (words.metric(label.text), words.side(label.text))
            if found == nil, of == nil, let both = words.sideAndMetric(label.text) { (of, found) = both }
            let isAgreed =
                (metric == nil || found == nil || metric == found) && (side == nil || of == nil || side == of)
            // A group that names a part of the campaign, or another month, is of other figures than the rows say.
            let isPart =
                TemplateWords.isQualified(label.text) || words.section(label.text) != nil && found == nil
                || words.isPlatformName(label.text) || words.vocabulary.market(named: label.text) != nil
            guard isAgreed, !isPart, found != nil || of != nil || label != own else { return .other(own) }
            (metric, side) = (metric ?? found, side ?? of)
        }
        guard let metric else { return .other(own) }
        return .figures(FlatColumn(column: column, metric: metric, side: side, label: own.cell, text: own.text))
    }

    /// The column left of the metrics most of whose texts are of a kind.
    private func column(
        before start: Int, besides keys: Set<Int>, below row: Int, _ isOfKind: (String) -> Bool
    ) -> Int? {
        let labels = finder.labels.labels(in: row + 1..<Int.max, before: start).filter {
            !keys.contains($0.cell.column)
        }
        return Dictionary(grouping: labels, by: \.cell.column).filter { _, labels in
            labels.count(where: { isOfKind($0.text) }) * 2 > labels.count(where: { !words.vocabulary.isTotal($0.text) })
        }.keys.min()
    }

    /// The platform that a title above the table, or the sheet's name, names.
    private func platform(above row: Int, below taken: Int) -> Platform? {
        let titles = finder.labels.rows.filter { taken < $0.number && $0.number < row }.flatMap { _, labels in
            // A name beside a label is the label's value.
            labels.filter { words.isHeading($0.text) || labels.count == 1 && words.isPlatformName($0.text) }
        }
        let found = words.platforms(in: titles.last?.text ?? finder.sheet.name)
        return found.count == 1 ? found[0] : nil
    }

    private func report(_ label: Label, _ what: String) {
        finder.say(
            .error, .unknownLabel, at: label.cell,
            "the column \"\(printable(label.text))\" \(what), and stays as it is",
            hint: "write PLANNED or ACTUAL above it")
    }

    private func reportOther(_ label: Label) {
        guard !label.text.isEmpty else { return }
        let isKnown = words.vocabulary.column(named: label.text) != nil
        let hasFormulas = grid.cells.contains { cell, content in
            cell.column == label.cell.column && cell.row > label.cell.row && content.formula != nil
        }
        let isRemark = isKnown || hasFormulas
        finder.say(
            isRemark ? .note : .error, .unknownLabel, at: label.cell,
            isRemark
                ? "the column \"\(printable(label.text))\" stays as it is"
                : "the label \"\(printable(label.text))\" is not known, and its column stays as it is",
            hint: isRemark
                ? nil : "use a known name of the metric, such as Reach, Frequency, Impressions, CPM or Budget")
    }
}

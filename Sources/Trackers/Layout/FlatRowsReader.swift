import MediaPlans
import Streams
import Workbooks

/// Reads the rows of a flat table: each cell of its keys says platform, market, stage or side, or holds on from above.
struct FlatRowsReader {
    let finder: SheetLayoutFinder
    let header: FlatTableFinder.Header
    private var words: LabelWords { finder.words }
    private var grid: SheetGrid { finder.grid }

    init(finder: SheetLayoutFinder, header: FlatTableFinder.Header) { (self.finder, self.header) = (finder, header) }

    /// So many rows without any key end a table.
    private static let mostBlank = 3

    /// The texts of a row's keys; those that hold on from above are not its own.
    private struct Texts {
        var own: [FlatTableFinder.Key: Label] = [:]
        /// The keys whose cell is merged with the one above.
        var merged: Set<FlatTableFinder.Key> = []
    }

    func table() -> FlatTable {
        let last = grid.cells.keys.map(\.row).max() ?? header.rows.upperBound
        var rows: [FlatRow] = []
        var above: [FlatTableFinder.Key: Label] = [:]
        var end = header.rows.upperBound
        var blank = 0
        for row in header.rows.upperBound + 1..<max(last, header.rows.upperBound) + 2 {
            let texts = texts(of: row)
            guard !texts.own.isEmpty || !texts.merged.isEmpty else {
                blank += 1
                if blank > Self.mostBlank { break }
                continue
            }
            if isHeader(texts) || isTitle(texts) { break }
            blank = 0
            end = row
            var labels = texts.own
            for (key, column) in header.keys where labels[key] == nil {
                // A blank cell holds on from above only where all that the row says is right of it.
                let isBeforeOwn = texts.own.values.allSatisfy { $0.cell.column > column }
                if texts.merged.contains(key) || (isBeforeOwn && !texts.own.isEmpty) { labels[key] = above[key] }
            }
            above = above.merging(labels) { $1 }
            if let found = read(row, labels, texts) { rows.append(found) }
        }
        return FlatTable(
            sheet: finder.sheet,
            header: CellReference(row: header.rows.upperBound, column: header.keys.values.min() ?? 1),
            columns: header.columns, rows: distinct(rows),
            extent: header.rows.lowerBound...max(end, header.rows.upperBound),
            hasStages: header.keys[.stage] != nil, hasMarkets: header.keys[.market] != nil)
    }

    private func texts(of row: Int) -> Texts {
        var texts = Texts()
        for (key, column) in header.keys {
            let cell = CellReference(row: row, column: column)
            let anchor = grid.anchor(of: cell)
            guard anchor == cell else {
                // What a total is merged over is not the row above's.
                if anchor.row > header.rows.upperBound, anchor.row < row { texts.merged.insert(key) }
                continue
            }
            guard let text = grid[cell].text, !text.allSatisfy(\.isWhitespace) else { continue }
            texts.own[key] = Label(cell: cell, text: text)
        }
        return texts
    }

    /// Whether a row is the header of another table.
    private func isHeader(_ texts: Texts) -> Bool {
        texts.own.count > 1
            && texts.own.allSatisfy { key, label in
                let column = words.vocabulary.column(named: label.text)?.column
                return key == .side || column == .platform || column == .market || column == .cejObjectives
            }
    }

    /// Whether a row is the title of the next table, where titles name the platforms.
    private func isTitle(_ texts: Texts) -> Bool {
        guard header.platform != nil, texts.own.count == 1, let text = texts.own.values.first?.text else {
            return false
        }
        return words.isPlatformName(text) || words.isHeading(text)
    }

    // MARK: One row

    private func isTotal(_ text: String) -> Bool { words.isTotal(text) || words.vocabulary.isTotal(text) }

    /// The row; nil, and reported, where it does not say which figures it shows.
    private func read(_ row: Int, _ labels: [FlatTableFinder.Key: Label], _ texts: Texts) -> FlatRow? {
        let first = texts.own.values.map(\.cell).min() ?? CellReference(row: row, column: header.keys.values.min() ?? 1)
        var platform = header.platform
        // What a total sums up need not be named.
        var isTotal = false
        if header.keys[.platform] != nil {
            guard let label = labels[.platform] else { return missing("platform", row, first, texts) }
            let named = words.platforms(in: label.text)
            isTotal = self.isTotal(label.text) && !words.isPlatformName(label.text)
            guard named.count == 1 || (named.isEmpty && isTotal) else {
                // A line under the table may say anything.
                let isRemark = texts.own.count == 1
                finder.say(
                    isRemark ? .note : .error, .unknownPlatform, at: label.cell,
                    isRemark
                        ? "\"\(printable(label.text))\" is taken for a remark"
                        : "no known platform is named by \"\(printable(label.text))\"; the row stays as it is",
                    hint: isRemark ? nil : "add an alias to the vocabulary")
                return nil
            }
            platform = named.first
        }
        var market: Market?
        if header.keys[.market] != nil {
            if let label = labels[.market], !(isTotal && texts.own[.market] == nil) {
                (market, isTotal) = self.market(label.text, isTotal)
            } else if !isTotal {
                return missing("market", row, first, texts)
            }
        }
        var section = Section.campaign
        if header.keys[.stage] != nil {
            if let label = labels[.stage], !(isTotal && texts.own[.stage] == nil) {
                if let found = words.section(label.text) {
                    section = found
                } else if !self.isTotal(label.text) {
                    finder.say(
                        .error, .unknownLabel, at: label.cell,
                        "\"\(printable(label.text))\" is no known stage, and its row stays as it is",
                        hint: (words.vocabulary.stages.isEmpty
                            ? "" : "use a name of \(words.vocabulary.stageChoice), or ")
                            + "add the stage to vocabulary.stages in config/toolkit.json")
                    return nil
                }
            } else if !isTotal {
                return missing("stage", row, first, texts)
            }
        }
        var side: Side?
        if header.keys[.side] != nil {
            side = labels[.side].flatMap { words.side($0.text) }
            if side == nil, header.columns.contains(where: { $0.side == nil && !$0.metric.isTyped }) {
                return missing("side (PLANNED or ACTUAL)", row, first, texts)
            }
        }
        return FlatRow(row: row, platform: platform, market: market, section: section, side: side, label: first)
    }

    /// The market that a cell names; all markets where it says total.
    private func market(_ text: String, _ isTotal: Bool) -> (Market?, isTotal: Bool) {
        if let market = words.vocabulary.market(named: text) { return (market, isTotal) }
        guard self.isTotal(text) else { return (Market(code: normalised(text), displayName: text), isTotal) }
        // `UAE Total` is the market's own, over its stages.
        let rest = normalised(text).split(separator: " ").filter { !self.isTotal(String($0)) }.joined(separator: " ")
        return (words.vocabulary.market(named: rest), true)
    }

    /// A row that lacks a key heads the rows below it, where those lack what it names.
    private func missing(_ what: String, _ row: Int, _ cell: CellReference, _ texts: Texts) -> FlatRow? {
        let next = self.texts(of: row + 1)
        let isHeading = texts.own.count == 1 && !next.own.isEmpty && next.own.keys.allSatisfy { texts.own[$0] == nil }
        guard !isHeading else { return nil }
        finder.say(
            .error, .unknownLabel, at: cell, "the row names no \(what), and stays as it is",
            hint: "write it into the row, or TOTAL for all")
        return nil
    }

    /// Two rows of one combination are of parts that the labels do not tell apart: none of them can be filled.
    private func distinct(_ rows: [FlatRow]) -> [FlatRow] {
        let alike = Dictionary(grouping: rows, by: \.identity)
        return rows.filter { row in
            guard let other = alike[row.identity]?.first(where: { $0.row != row.row }) else { return true }
            finder.say(
                .error, .duplicateLabel, at: row.label,
                "the row is of the same platform, market and stage as row \(other.row), and stays as it is",
                hint: "keep one row for each of them")
            return false
        }
    }
}

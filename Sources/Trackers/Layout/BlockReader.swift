import MediaPlans
import Streams
import Workbooks

/// Reads one block from its anchors: platform, columns, rows and the labels of its own head.
struct BlockReader {
    let finder: SheetLayoutFinder
    let anchors: SheetLayoutFinder.Anchors

    private var words: LabelWords { finder.words }
    private var grid: SheetGrid { finder.grid }
    private var pairRow: PairRow { anchors.pairRows[0] }

    /// The block; nil, with an error reported, when its platform or columns are not certain.
    func read() -> PlatformBlock? {
        guard let platform = platform(), let headerRow = headerRow(), let pairs = pairs(under: headerRow) else {
            return nil
        }
        let totals = pairs.filter { $0.name.map(words.isTotal) ?? false }
        guard totals.count <= 1 else {
            finder.say(
                .error, .brokenBlock, at: totals[1].header,
                "the block has two headers that say TOTAL, \(totals[0].header) and \(totals[1].header); it stays as it is",
                hint: "put blocks below each other and not side by side")
            return nil
        }
        for label in finder.labels.labels(in: pairRow.number..<pairRow.number + 1) {
            if let side = words.side(label.text) { finder.sayLoose(label, takenFor: side.rawValue) }
        }
        let markets = pairs.filter { $0 != totals.first }.map { pair in
            var pair = pair
            if let name = pair.name, words.isPlaceholder(name) { pair.name = nil }
            return pair
        }
        var rows = BlockRowsReader(finder: finder, anchors: anchors, headerRow: headerRow)
        let metrics = rows.read()
        let top = min(anchors.top, headerRow)
        return PlatformBlock(
            sheet: finder.sheet, platform: platform,
            heading: anchors.heading?.cell ?? anchors.total?.cell
                ?? CellReference(row: pairRow.number, column: pairRow.firstColumn),
            total: totals.first, markets: markets, rows: metrics, labels: labels(above: headerRow),
            extent: top...max(top, rows.lastRow))
    }

    /// The one platform that heading and TOTAL header agree on.
    private func platform() -> Platform? {
        let texts = [anchors.heading, anchors.total].compactMap { $0 }
        var found: [Platform] = []
        for label in texts {
            for platform in words.platforms(in: label.text) where !found.contains(where: { $0.code == platform.code }) {
                found.append(platform)
            }
        }
        if found.count == 1 { return found[0] }
        let cell = texts.first?.cell ?? CellReference(row: pairRow.number, column: pairRow.firstColumn)
        let named = texts.map { "\"\(printable($0.text))\" (\($0.cell))" }.joined(separator: " and ")
        if found.isEmpty {
            // Without heading and TOTAL it may be no block at all.
            finder.say(
                texts.isEmpty ? .warning : .error, .unknownPlatform, at: cell,
                texts.isEmpty
                    ? "the PLANNED and ACTUALS headers stand under no heading that names a platform; their columns stay as they are"
                    : "no known platform is named by \(named)",
                hint: "name the platform in the heading, or add an alias to the vocabulary")
        } else {
            finder.say(
                .error, .ambiguousPlatform, at: cell,
                "\(named) name \(found.map(\.displayName).joined(separator: " and ")); the block stays as it is",
                hint: "make heading and TOTAL header name the same platform")
        }
        return nil
    }

    /// The row that names the columns: that of TOTAL, or of a known market.
    private func headerRow() -> Int? {
        if let total = anchors.total { return total.cell.row }
        let columns = Set(pairRow.pairs.map { min($0.planned, $0.actual) })
        let above = finder.labels.labels(in: anchors.top..<pairRow.number)
        let market = above.last { columns.contains($0.cell.column) && words.vocabulary.market(named: $0.text) != nil }
        if market == nil {
            finder.say(
                .error, .brokenBlock, at: CellReference(row: pairRow.number, column: pairRow.firstColumn),
                "no header above the PLANNED and ACTUALS columns says TOTAL or names a market; the block stays as it is",
                hint: "write the platform's name and TOTAL above the columns of all markets")
        }
        return market?.cell.row
    }

    /// Whether rows of figures stand under a row of headers; a legend under the block has none.
    private func hasRows(under row: PairRow) -> Bool {
        row.number + 1 < anchors.limit
            && finder.labels.labels(in: row.number + 1..<anchors.limit, before: pairRow.firstColumn).contains { label in
                words.metric(label.text) != nil || words.sectionAndMetric(label.text) != nil
            }
    }

    private func pairs(under headerRow: Int) -> [ColumnPair]? {
        for other in anchors.pairRows.dropFirst()
        where !other.pairs.elementsEqual(pairRow.pairs, by: { $0 == $1 }) && hasRows(under: other) {
            finder.say(
                .error, .brokenBlock, at: CellReference(row: other.number, column: other.firstColumn),
                "the PLANNED and ACTUALS headers stand in other columns than those of row \(pairRow.number); the block stays as it is",
                hint: "put the headers of one block above the same columns")
            return nil
        }
        var found: [ColumnPair] = []
        for pair in pairRow.pairs {
            let header = grid.anchor(of: CellReference(row: headerRow, column: min(pair.planned, pair.actual)))
            guard !found.contains(where: { $0.header == header }) else {
                finder.say(
                    .error, .brokenBlock, at: header,
                    "one header stands over several pairs of PLANNED and ACTUALS columns; only the first is filled",
                    hint: "give every pair a header of its own")
                continue
            }
            let text = grid[header].displayText
            let isEmpty = text.allSatisfy(\.isWhitespace) || grid.cells[header]?.formula != nil
            found.append(
                ColumnPair(planned: pair.planned, actual: pair.actual, header: header, name: isEmpty ? nil : text))
        }
        return found
    }

    /// Target audience and budgets, between heading and columns.
    private func labels(above headerRow: Int) -> [HeadSlot] {
        let top = (anchors.heading?.cell.row ?? headerRow - 1) + 1
        guard top < headerRow else { return [] }
        let above = finder.labels.labels(in: top..<headerRow)
        var slots: [HeadSlot] = []
        for label in above {
            guard let field = words.headField(label.text), [.audience, .plannedBudget, .actualBudget].contains(field),
                !slots.contains(where: { $0.field == field })
            else { continue }
            slots.append(finder.slot(field, label))
        }
        let columns = Set(slots.map(\.label.column))
        for label in above where columns.contains(label.cell.column) && words.headField(label.text) == nil {
            finder.say(
                .warning, .unknownLabel, at: label.cell,
                "the block's label \"\(printable(label.text))\" is not known and stays as it is")
        }
        return slots
    }
}

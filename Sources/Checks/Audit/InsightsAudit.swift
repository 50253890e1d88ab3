import MediaPlans
import Streams
import Workbooks

/// How many of a platform's figures a tracker shows, and how many of them are known.
struct ShownFigures {
    /// A cell of any sheet.
    struct Place: Hashable {
        var sheet: String
        var cell: CellReference
    }

    var all = 0
    var known = 0
    var places: Set<Place> = []
    /// At least and at most so many leave out something unknown, by the sheet of lineage; nil where there is none.
    var partly: ClosedRange<Int>?

    /// Counts the figures behind which a sheet of lineage names something unknown.
    ///
    /// - Parameters:
    ///   - platform: the name by which figures of the platform begin.
    ///   - shown: what a cell of a sheet shows.
    mutating func readLineage(_ grid: SheetGrid, of platform: String, shown: (String, CellReference) -> CellValue?) {
        func text(_ row: Int, _ column: Int) -> String { grid[CellReference(row: row, column: column)].displayText }
        guard ["Sheet", "Cell", "Figure", "Value"] == (1...4).map({ text(1, $0) }), text(1, 9) == "Unknown" else {
            return
        }
        let cells = LineageTable.entries(of: grid, on: Set(places.map(\.sheet)))
        var own = cells.filter { places.contains(Place(sheet: $0.sheet, cell: $0.cell)) }
        let numbers = own.filter { $0.value.number != nil }
        let there = numbers.count { entry in shown(entry.sheet, entry.cell)?.number.map(entry.says) ?? false }
        // Where cells were moved or sheets renamed, the figures' names tell whose they are.
        if own.count * 2 < min(cells.count, all) || there * 10 < numbers.count * 9 {
            own = cells.filter { $0.figure.hasPrefix(platform + " ") }
            // Its headers and its audience are among them.
            guard own.count >= all else { return }
        }
        var (least, most) = (0, 0)
        for entry in own where !text(entry.row, 9).isEmpty {
            most += 1
            // A share that waits for a population shows none, and its figure may be known.
            if entry.value.displayText != "-" { least += 1 }
        }
        partly = least...most
    }
}

/// Holds tables of budgets beside the tracker's blocks against the records, and every cell of Campaign Insights: its figures, its
/// formulas and its texts.
struct InsightsAudit {
    let grid: SheetGrid
    let sheet: String
    let campaign: CampaignView
    let words: TrackerWords
    let comparison: FigureComparison
    /// The figures of the blocks, by platform.
    let shown: [String: ShownFigures]
    /// Whether the sheet is Campaign Insights, whatever it is called now.
    let isInsights: Bool
    private let tables: [PacingTable]
    private let dayTables: [DaysTable]
    /// What the sheet may say of platforms without a chart of days.
    private let daysNote: String?

    private static let cards = [
        "planned investment", "actual investment", "impressions delivered", "cpm delivered", "markets delivered",
        "duration",
    ]

    init(
        grid: SheetGrid, sheet: String, campaign: CampaignView, words: TrackerWords, comparison: FigureComparison,
        shown: [String: ShownFigures], days series: [PlatformDays]
    ) {
        (self.grid, self.sheet, self.campaign, self.words) = (grid, sheet, campaign, words)
        (self.comparison, self.shown) = (comparison, shown)
        isInsights = Self.isInsights(grid)
        dayTables = isInsights ? DaysTable.tables(of: grid, campaign: campaign, days: series) : []
        daysNote = DaysTable.note(series, campaign)
        tables = PacingTableFinder(grid: grid, campaign: campaign, words: words).tables()
    }

    /// Whether a sheet has most of the cards of Campaign Insights.
    static func isInsights(_ grid: SheetGrid) -> Bool {
        let texts = Set(grid.cells.values.compactMap { $0.value.text.map(normalised) })
        return cards.count(where: texts.contains) * 3 >= cards.count * 2
    }

    func audit() {
        for table in tables { audit(table) }
        var texts = Set(cards().flatMap { [$0.label, $0.note] })
        for card in cards() { audit(card) }
        guard isInsights else { return }
        for table in tables { texts.formUnion(auditTexts(table)) }
        for table in dayTables {
            // What is not due is empty.
            for figure in table.figures where figure.value != nil || !grid[figure.cell].isEmpty {
                comparison.compare(figure.value, figure.cell, figure.name, grid, sheet)
            }
            texts.formUnion(table.texts(in: grid))
        }
        for table in MetricsTable.tables(of: grid, campaign: campaign) {
            for figure in table.figures {
                comparison.compare(figure.value, figure.cell, figure.name, grid, sheet)
                if figure.value != nil { comparison.stated[sheet, default: [:]][figure.cell] = figure.stated }
            }
            texts.formUnion(table.texts)
        }
        auditRest(texts)
    }

    // MARK: Tables

    private func audit(_ table: PacingTable) {
        for line in table.lines.map(Optional.some) + [nil] {
            guard let row = line?.row ?? table.totalRow else { continue }
            let name =
                (table.isOfMarkets ? (table.lines.first?.platform.platform.displayName ?? "") + " " : "")
                + (line?.name ?? "TOTAL")
            for (column, index) in table.columns {
                let cell = CellReference(row: row, column: index)
                // Tables of a client's own may rightly leave out what these compare.
                if !isInsights, column.isDerived, grid[cell].number == nil { continue }
                // Without a lineage nothing tells how many figures are partly known: not compared.
                if column == .partlyKnown, let found = line.flatMap({ shown[$0.platform.platform.code] }),
                    found.partly == nil
                {
                    continue
                }
                comparison.compare(
                    column.isCount ? counted(column, line, cell) : table.value(column, line), cell,
                    column.isCount ? "the count \"\(column.rawValue)\" of \(name)" : "\(column.rawValue) of \(name)",
                    grid,
                    sheet)
            }
        }
    }

    /// The tracker's own count of its figures.
    private func counted(_ column: PacingTable.Column, _ line: PacingTable.Line?, _ cell: CellReference) -> Double? {
        guard let line else { return nil }
        // A platform without a block has no figures, and all counts are 0.
        guard let found = shown[line.platform.platform.code] else { return column == .knownOfAll ? nil : 0 }
        switch column {
        case .figures: return Double(found.all)
        case .known: return Double(found.known)
        case .unknown: return Double(found.all - found.known)
        case .knownOfAll: return found.all > 0 ? Double(found.known) / Double(found.all) : nil
        default:
            guard let partly = found.partly else { return nil }
            return grid[cell].number.flatMap { Double(partly.lowerBound)...Double(partly.upperBound) ~= $0 ? $0 : nil }
                ?? Double(partly.lowerBound)
        }
    }

    /// The texts around a table, which name what it holds; gives their cells.
    private func auditTexts(_ table: PacingTable) -> Set<CellReference> {
        let left = table.head.column
        var found: Set<CellReference> = [table.head]
        for line in table.lines { found.insert(CellReference(row: line.row, column: left)) }
        for column in table.columns { found.insert(CellReference(row: table.head.row, column: column.index)) }
        if let row = table.totalRow { found.insert(CellReference(row: row, column: left)) }
        let title =
            table.isOfMarkets
            ? "\(table.lines.first?.platform.platform.displayName ?? ""): planned and actual budget by market"
            : table.columns.contains { $0.column == .figures }
                ? "Completeness of the tracker's figures" : "Platforms: investment, pacing and delivery"
        let above = CellReference(row: table.head.row - 1, column: left)
        if grid[above].text == title { found.insert(above) }
        let below = CellReference(row: table.end, column: left)
        guard table.columns.contains(where: { $0.column == .difference }) else {
            if grid[below].text?.hasPrefix("A dash (-) is an unknown value.") ?? false { found.insert(below) }
            return found
        }
        // Of budgets, and of impressions and rates.
        let places = [below, CellReference(row: table.end + 1, column: left)].filter { grid[$0].text != nil }
        found.formUnion(places)
        let note = places.isEmpty ? nil : places.compactMap { grid[$0].text }.joined(separator: " ")
        auditNote(table, note, at: below)
        return found
    }

    /// What is not compared is named below a table, and nothing else.
    private func auditNote(_ table: PacingTable, _ note: String?, at below: CellReference) {
        func isUneven(_ a: PacingTable.Column, _ b: PacingTable.Column, _ line: PacingTable.Line) -> Bool {
            (table.value(a, line) == nil) != (table.value(b, line) == nil)
        }
        func isKnown(_ column: PacingTable.Column) -> Bool {
            table.lines.contains { table.value(column, $0) != nil }
        }
        let currencies = table.lines.reduce(into: Set<String>()) { all, line in
            for market in line.markets { all.formUnion(market.currencies) }
        }
        guard currencies.count < 2, isKnown(.planned), isKnown(.actual) else { return }
        let open = table.lines.filter { line in
            !line.compares(\.budget) || !CheckSide.allCases.allSatisfy(line.isComplete)
                || isUneven(.planned, .actual, line)
        }
        if let line = open.first(where: { !(note?.contains($0.name) ?? false) }) {
            tell(
                below,
                "the note under the table does not name \(line.name), whose plan and actuals do not cover the same",
                note)
        }
        guard note != nil, open.isEmpty else { return }
        let isDelivered =
            table.isOfMarkets
            || isKnown(.impressionsPlanned) && isKnown(.impressionsActual)
                && table.lines.allSatisfy { line in
                    line.compares(\.impressions) && CheckSide.allCases.allSatisfy(line.divides)
                        && !isUneven(.impressionsPlanned, .impressionsActual, line)
                        && !isUneven(.planned, .impressionsPlanned, line)
                        && !isUneven(.actual, .impressionsActual, line)
                }
        if isDelivered { tell(below, "the note under the table names what is not compared, and all is", note) }
    }

    private func tell(_ cell: CellReference, _ text: String, _ there: String?) {
        comparison.add(
            .headDiffers, sheet, cell, there.map { "\(text): it reads \"\(printable($0))\"" } ?? text,
            hint: "fill the tracker again, or see who changed the cell")
    }

    // MARK: Cards

    /// A label over a number, with a few words under it.
    private struct Card {
        var kind: Int
        var label: CellReference
        var value: CellReference
        var note: CellReference
    }

    private func cards() -> [Card] {
        grid.cells.compactMap { cell, content in
            guard let text = content.value.text, let kind = Self.cards.firstIndex(of: normalised(text)) else {
                return nil
            }
            let below = { CellReference(row: cell.row + $0, column: cell.column) }
            guard isInsights || grid[below(1)].number != nil else { return nil }
            return Card(kind: kind, label: cell, value: below(1), note: below(2))
        }.sorted { $0.label < $1.label }
    }

    /// What the table of platforms would be without one on the sheet.
    private var all: PacingTable {
        if let table = platforms { return table }
        let lines = campaign.platforms.map {
            PacingTable.Line(row: 0, name: $0.platform.displayName, platform: $0, market: nil)
        }
        return PacingTable(
            head: CellReference(row: 1, column: 1), columns: [], lines: lines, isOfMarkets: false, end: 1)
    }

    private var platforms: PacingTable? {
        tables.first { !$0.isOfMarkets && $0.columns.contains { $0.column == .planned } }
    }

    private static let totals: [PacingTable.Column] = [.planned, .actual, .impressionsActual, .cpmActual]
    private static let notes: [PacingTable.Column?] = [nil, .spent, .delivered, .cpmPlanned]

    private func audit(_ card: Card) {
        let name = grid[card.label].text ?? ""
        let table = all
        if card.kind < Self.totals.count {
            comparison.compare(table.value(Self.totals[card.kind], nil), card.value, name, grid, sheet)
        } else {
            comparison.compare(
                card.kind == 4 ? Double(codes(\.isDelivered).count) : days, card.value, name, grid, sheet)
        }
        guard isInsights else { return }
        if card.kind < Self.notes.count, let column = Self.notes[card.kind], let value = table.value(column, nil) {
            comparison.compare(value, card.note, "\(column.rawValue) under \(name)", grid, sheet)
            return
        }
        let expected = note(card.kind, table)
        guard grid[card.note].displayText != expected else { return }
        comparison.add(
            .headDiffers, sheet, card.note, "the words under \(name) are \"\(printable(grid[card.note].displayText))\"",
            expected: "\"\(expected)\" from the records", hint: "fill the tracker again, or see who changed the cell")
    }

    private var days: Double? {
        campaign.plan.flight.map { Double($0.upperBound.daysSince1970 - $0.lowerBound.daysSince1970 + 1) }
    }

    private func codes(_ isMeant: (MarketView) -> Bool) -> Set<String> {
        Set(campaign.platforms.flatMap { $0.markets.filter(isMeant).map(\.market.code) })
    }

    private func note(_ kind: Int, _ table: PacingTable) -> String {
        switch kind {
        case 0: return coverage(.planned, table)
        case 1: return coverage(.actual, table)
        case 2: return "not comparable with the plan"
        case 3:
            let isKnown = [PacingTable.Column.planned, .impressionsPlanned].allSatisfy { column in
                table.lines.contains { table.value(column, $0) != nil }
            }
            return isKnown ? "no comparable planned CPM" : "no planned CPM"
        case 4:
            let (planned, delivered) = (codes(\.isPlanned), codes(\.isDelivered))
            return planned.isEmpty
                ? "none planned" : "\(planned.intersection(delivered).count) of \(planned.count) planned"
        default: return campaign.plan.flight.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "no dates in the plan"
        }
    }

    /// How many of the platforms a total covers.
    private func coverage(_ side: CheckSide, _ table: PacingTable) -> String {
        if currencies.count > 1 { return "in " + currencies.joined(separator: " and ") }
        let known = table.lines.count { table.value(side == .planned ? .planned : .actual, $0) != nil }
        if known < table.lines.count {
            return known == 0 ? "unknown" : "known for \(known) of \(table.lines.count) platforms"
        }
        return "on \(known) \(known == 1 ? "platform" : "platforms")"
    }

    private var currencies: [String] { Set(campaign.platforms.flatMap(\.currencies.keys)).sorted() }

    // MARK: All other cells

    /// Numbers and formulas that were not compared, and texts that filling does not write.
    private func auditRest(_ texts: Set<CellReference>) {
        let compared = comparison.cells(of: sheet)
        for (cell, content) in grid.cells.sorted(by: { $0.key < $1.key })
        where !compared.contains(cell) && !texts.contains(cell) {
            if content.value.number != nil || content.formula != nil {
                comparison.summary.unlabelled += 1
                comparison.add(
                    .figureUnlabelled, sheet, cell,
                    "\"\(printable(content.value.displayText))\" is under no known label: not compared",
                    hint: "restore the sheet's labels: fill the tracker again")
            } else if let text = content.value.text, text != "-", !isTitle(text) {
                comparison.add(
                    .insightsText, sheet, cell, "\"\(printable(text))\" is not a text that filling writes there",
                    hint: "a remark of your own may stay; a heading that was changed misleads")
            }
        }
    }

    /// The sheet's title, and the line under it: names, dates and currencies of the plan.
    private func isTitle(_ text: String) -> Bool {
        if text == "CAMPAIGN INSIGHTS" || text == daysNote { return true }
        let names = campaign.plan.names.isEmpty ? nil : campaign.plan.names
        let parts = text.components(of: "   ·   ")
        let flight = campaign.plan.flight.map { "\($0.lowerBound) to \($0.upperBound)" }
        let amounts = currencies.isEmpty ? nil : "amounts in " + currencies.joined(separator: " and ")
        var expected = [flight, amounts].compactMap { $0 }
        if let names {
            guard let first = parts.first,
                Set(first.components(of: ", ").map(normalised))
                    == Set(names.flatMap { $0.components(of: ", ") }.map(normalised))
            else {
                return false
            }
            expected.insert(first, at: 0)
        }
        return parts == expected
    }

    // MARK: Formulas

    /// The formula that each cell's label calls for; none for cells that hold values.
    func formulas(_ sums: StatedSums) -> [CellReference: String] {
        guard isInsights else { return [:] }
        var found: [CellReference: String] = [:]
        // Those of the configuration's metrics are held against other numbers, as those of the blocks are.
        for table in MetricsTable.tables(of: grid, campaign: campaign) {
            for figure in table.figures { found[figure.cell] = grid.cells[figure.cell]?.formula }
        }
        for table in tables {
            for line in table.lines.map(Optional.some) + [nil] {
                guard let row = line?.row ?? table.totalRow else { continue }
                for (column, index) in table.columns {
                    found[CellReference(row: row, column: index)] = table.formula(column, line, sums)
                }
            }
        }
        guard let table = platforms, let row = table.totalRow else { return found }
        func address(_ column: PacingTable.Column) -> String? {
            table.columns.first { $0.column == column }.map { CellReference(row: row, column: $0.index).description }
        }
        for card in cards() where card.kind < Self.totals.count {
            found[card.value] = address(Self.totals[card.kind])
            if let column = Self.notes[card.kind], table.value(column, nil) != nil {
                found[card.note] = address(column)
            }
        }
        return found
    }
}

extension PacingTable.Column {
    /// What follows from other columns, and may be left out.
    fileprivate var isDerived: Bool {
        switch self {
        case .difference, .spent, .shareOfPlan, .shareOfActual, .delivered, .cpmPlanned, .cpmActual: true
        default: isCount
        }
    }

    /// Counts of the tracker's own figures.
    fileprivate var isCount: Bool {
        switch self {
        case .figures, .known, .partlyKnown, .unknown, .knownOfAll: true
        default: false
        }
    }
}

extension String {
    fileprivate func components(of separator: String) -> [String] { split(separator: separator).map(String.init) }
}

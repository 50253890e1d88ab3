import MediaPlans
import Streams
import Workbooks

/// Holds every figure of a tracker against the records, cell by cell.
///
/// What counts is what a cell shows: a number, or the value saved beside a formula. So a tracker of values, one of
/// formulas and one that people edited are all the same to it.
final class TrackerAudit {
    private let log: FindingLog
    let campaign: CampaignView
    let words: TrackerWords
    let comparison: FigureComparison
    private let path: String
    private let rawData: RawDataAudit
    /// Figures of the blocks, by platform.
    private var shownFigures: [String: ShownFigures] = [:]
    /// The sheets with blocks.
    var shownGrids: [String: SheetGrid] = [:]
    /// Plan, spend and projection by day of each platform.
    private let days: [PlatformDays]
    /// The sheet that people see first; nil where it holds records, or is too long.
    private(set) var firstGrid: SheetGrid?
    /// Whether the records are of all days, and not cut to some.
    var isOfAllDays = true
    /// The sheets without blocks.
    private var insights: [InsightsAudit] = []

    init(
        _ path: String, settings: CheckSettings, vocabulary: Vocabulary, words: TemplateWords, log: FindingLog,
        campaign: CampaignView,
        rawData: RawDataAudit, days: [PlatformDays] = []
    ) {
        self.rawData = rawData
        self.days = days
        self.path = path
        self.log = log
        self.campaign = campaign
        self.words = TrackerWords(vocabulary: vocabulary, words: words)
        comparison = FigureComparison(path: path, tolerance: settings.thresholds.auditTolerance, log: log)
    }

    /// A sheet of the tracker that is short enough to be one for people.
    struct Page {
        let sheet: Workbook.Sheet
        let reader: TrackerSheet
        /// Its blocks, which are looked for once.
        let found: (blocks: [AuditBlock], broken: [(cell: CellReference, text: String)])
        let tables: [AuditTable]

        init(sheet: Workbook.Sheet, reader: TrackerSheet, campaign: CampaignView) {
            (self.sheet, self.reader) = (sheet, reader)
            // Thousands of texts of which none is a label.
            guard !LineageTable.isNothingElse(reader.grid) else {
                (tables, found) = ([], ([], []))
                return
            }
            let tables = AuditTableReader(
                grid: reader.grid, words: reader.words, campaign: campaign, sheet: sheet.name
            ).tables()
            self.tables = tables
            var found = reader.blocks()
            // The header of a table, and the title above it, are not parts of a broken block.
            found.broken.removeAll { broken in
                tables.contains { table in
                    broken.cell.row <= table.extent.upperBound
                        && !found.blocks.contains {
                            $0.heading.row > broken.cell.row && $0.heading.row < table.extent.lowerBound
                        }
                }
            }
            self.found = found
        }

        /// Whether it shows figures of the records.
        var hasFigures: Bool { !found.blocks.isEmpty || !tables.isEmpty }
    }

    /// - Throws: `Failure` with status 65 when the workbook has no block of a tracker.
    func run(template: String?) throws -> AuditSummary {
        let workbook = try Workbook(path: path)
        let (pages, records) = try pages(of: workbook)
        firstGrid = pages.first { $0.sheet.index == workbook.firstShown?.index }?.reader.grid
        let (shown, doubtful) = try auditFigures(pages.filter { $0.sheet.state == .visible }, of: workbook)
        if shown.isEmpty { tell(doubtful) }
        if isOfAllDays { tellPart(pages) }
        guard !shown.isEmpty || !doubtful.isEmpty else {
            throw Failure(
                .data, .structureBroken, at: Place(file: path),
                "no platform's block of a tracker, and no table of figures, was found",
                hint: hidden(pages).map { "the sheet \"\($0)\" is hidden; show it" }
                    ?? "give a tracker that mp-map filled")
        }
        for platform in campaign.platforms where !shown.contains(platform.platform.code) {
            log.add(.platformNotShown, at: Spot(file: path)) {
                (
                    "the tracker has no block of \(platform.platform.displayName), which records name", nil,
                    "add the block, or map without the platform"
                )
            }
        }
        for sheet in records { try rawData.audit(path, sheet.name, log) }
        try auditFormulas(pages, records, workbook)
        if let template {
            let grids = Dictionary(
                pages.map { ($0.sheet.index, $0.reader.grid) }, uniquingKeysWith: { first, _ in first })
            let comparison = comparison
            try TemplateComparison(
                log: log, words: words, grids: grids,
                audited: { comparison.cells(of: $0).union(comparison.texts[$0] ?? []) }
            ).run(tracker: workbook, template: template)
        }
        return comparison.summary
    }

    /// The sheets for people, and those of records. Each is decoded once.
    private func pages(of workbook: Workbook) throws -> (pages: [Page], records: [Workbook.Sheet]) {
        var pages: [Page] = []
        var records: [Workbook.Sheet] = []
        for sheet in workbook.worksheets {
            if try RecordReader.hasHeader(workbook, sheet) {
                records.append(sheet)
            } else if let grid = try workbook.grid(of: sheet, mostRows: Self.mostRows) {
                pages.append(Page(sheet: sheet, reader: TrackerSheet(grid: grid, words: words), campaign: campaign))
            }
        }
        return (pages, records)
    }

    /// Audits the blocks of all sheets, and the tables beside them.
    ///
    /// - Returns: the codes of the platforms that have a block, and what looks like a block on sheets that have none.
    private func auditFigures(
        _ pages: [Page], of workbook: Workbook
    ) throws -> (shown: Set<String>, doubtful: [(sheet: String, cell: CellReference, text: String)]) {
        var shown: Set<String> = []
        var others: [Page] = []
        var shownPages: [Page] = []
        var layout = LayoutAudit(
            workbook: workbook, comparison: comparison,
            currencies: campaign.platforms.reduce(into: []) { $0.formUnion($1.currencies.keys) })
        var doubtful: [(sheet: String, cell: CellReference, text: String)] = []
        for page in pages {
            let (blocks, broken) = page.found
            let sheet = page.sheet.name
            if let first = blocks.first, let original = original(of: page, among: shownPages, workbook) {
                add(
                    .sheetCopied, sheet, first.heading,
                    "every cell shows what \"\(original)\" shows: the figures are counted once",
                    hint: "delete the sheet that is not wanted: a change of one leaves the other as it is")
                continue
            }
            if page.hasFigures { shownPages.append(page) }
            // A sheet without any block may be another kind of table, as long as one with blocks is found.
            if !page.hasFigures {
                doubtful += broken.map { (sheet, $0.cell, $0.text) }
            } else {
                tell(broken.map { (sheet, $0.cell, $0.text) })
            }
            for block in blocks {
                if !shown.insert(block.platform.code).inserted {
                    add(.structureBroken, sheet, block.heading, "\(block.platform.displayName) has a second block")
                }
                audit(block, page.reader, sheet)
            }
            for table in page.tables {
                shown.formUnion(audit(table, page.reader.grid, sheet))
                // Rows of all platforms, and columns that are not known.
                loose(page.reader.grid, sheet).audit(rows: table.extent.lowerBound..<table.extent.upperBound + 1)
            }
            if page.hasFigures { shownGrids[sheet] = page.reader.grid }
            if page.hasFigures { try layout.run(blocks, page.reader.grid, sheet: page.sheet) }
            if let first = (blocks.map(\.heading.row) + page.tables.map(\.extent.lowerBound)).min() {
                TrackerHead(reader: page.reader, sheet: sheet, campaign: campaign, comparison: comparison).audit(
                    above: first)
                auditLoose(blocks, above: page.reader.headEnd(before: first), page.reader.grid, sheet)
                loose(page.reader.grid, sheet).auditTexts(rows: 1..<Int.max)
            } else {
                others.append(page)
            }
        }
        // What they count are the figures of the blocks.
        let lineages = others.filter { LineageTable.isHeaded($0.reader.grid) }
        for page in lineages {
            for code in Array(shownFigures.keys) {
                let name = campaign.platform(code)?.platform.displayName ?? code
                shownFigures[code]?.readLineage(page.reader.grid, of: name) { shownGrids[$0]?[$1] }
            }
        }
        let tables = others.filter { !LineageTable.isNothingElse($0.reader.grid) }
        insights = tables.map { page in
            InsightsAudit(
                grid: page.reader.grid, sheet: page.sheet.name, campaign: campaign, words: words,
                comparison: comparison, shown: shownFigures, days: days)
        }
        for sheet in insights { sheet.audit() }
        auditLineage(lineages)
        let broken = Set(doubtful.map(\.sheet))
        for (page, table) in zip(tables, insights)
        where !table.isInsights && !LineageTable.isHeaded(page.reader.grid) && !broken.contains(page.sheet.name) {
            let numbers = loose(page.reader.grid, page.sheet.name)
            numbers.audit(rows: 1..<Int.max)
            numbers.auditTexts(rows: 1..<Int.max)
        }
        return (shown, doubtful)
    }

    /// The name of a sheet that shows the same in every cell.
    private func original(of page: Page, among others: [Page], _ workbook: Workbook) -> String? {
        let grid = page.reader.grid
        return others.first { other in
            let shown = other.reader.grid
            return shown.cells.count == grid.cells.count && shown.hiddenColumns == grid.hiddenColumns
                && grid.cells.allSatisfy { reference, cell in
                    guard let same = shown.cells[reference], same.value == cell.value else { return false }
                    return same.style == cell.style
                        || workbook.formatCode(ofStyle: same.style) == workbook.formatCode(ofStyle: cell.style)
                }
        }?.sheet.name
    }

    private func loose(_ grid: SheetGrid, _ sheet: String) -> LooseNumbers {
        LooseNumbers(grid: grid, sheet: sheet, campaign: campaign, words: words, comparison: comparison)
    }

    /// Labelled numbers in the tracker's head, and in the heads of its blocks.
    private func auditLoose(_ blocks: [AuditBlock], above row: Int, _ grid: SheetGrid, _ sheet: String) {
        let numbers = loose(grid, sheet)
        numbers.audit(rows: 1..<row, isHead: true)
        for block in blocks {
            let end = block.pairs.map(\.header.row).min() ?? block.sides
            if end > block.heading.row {
                numbers.audit(rows: block.heading.row..<end, isHead: true, of: block.platform.code)
            }
        }
    }

    private func tell(_ broken: [(sheet: String, cell: CellReference, text: String)]) {
        for (sheet, cell, text) in broken {
            add(.structureBroken, sheet, cell, text, hint: "restore the template's labels there")
        }
    }

    /// A hidden sheet that has blocks.
    private func hidden(_ pages: [Page]) -> String? {
        pages.first { $0.sheet.state != .visible && $0.hasFigures }?.sheet.name
    }

    private func auditFormulas(_ pages: [Page], _ records: [Workbook.Sheet], _ workbook: Workbook) throws {
        auditReferences(pages, workbook)
        var formulas = FormulaAudit(
            workbook: workbook, records: records, campaign: campaign, path: path, log: log)
        for page in pages {
            // Tables beside the blocks are ours; only a block's formula can have been put in by somebody else.
            let figures = !page.hasFigures ? [] : comparison.cells(of: page.sheet.name)
            formulas.add(
                page.sheet, page.reader.grid, figures: figures, stated: comparison.stated[page.sheet.name] ?? [:])
        }
        let outcome = try formulas.run { sums in
            Dictionary(uniqueKeysWithValues: insights.map { ($0.sheet, $0.formulas(sums)) })
        }
        comparison.summary.formulas = outcome.right + outcome.wrong
        comparison.summary.formulasUnknown = outcome.unknown
    }

    /// Trackers are made for people; a longer sheet, which is not brought into memory, holds data.
    private static let mostRows = 20_000

    func add(
        _ code: MessageCode, _ sheet: String, _ cell: CellReference, _ text: String, expected: String? = nil,
        hint: String? = nil
    ) {
        comparison.add(code, sheet, cell, text, expected: expected, hint: hint)
    }

    // MARK: Blocks

    private func audit(_ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String) {
        guard let view = campaign.platform(block.platform.code) else {
            return auditWithoutRecords(block, reader, sheet)
        }
        if block.rows.isEmpty {
            add(
                .structureBroken, sheet, block.heading,
                "the block of \(block.platform.displayName) has no row that is known")
        }
        var columns: Set<String> = []
        var idle: Set<String> = []
        for pair in block.pairs {
            guard let market = market(of: pair, view) else {
                let isFirst = pair.name.map { idle.insert(normalised($0)).inserted } ?? false
                auditIdle(pair, block, reader, sheet, isCounted: isFirst)
                continue
            }
            if let code = market.view?.market.code, !columns.insert(code).inserted {
                add(.structureBroken, sheet, pair.header, "\(market.name) has columns already")
            }
            let figures = ExpectedFigures(platform: view, market: market.view)
            for row in block.rows { audit(row, pair, figures, market.name, block, reader, sheet) }
        }
        for pair in block.pairs where pair.columns.count == 1 {
            let side = pair.planned == nil ? CheckSide.planned : .actual
            add(
                .structureBroken, sheet, CellReference(row: block.sides, column: pair.columns[0]),
                "the \(side.rawValue) column of \(pair.isTotal ? "TOTAL" : pair.name ?? "an unnamed market") on \(block.platform.displayName) is gone",
                hint: "put it in again, or fill the tracker again")
        }
        noteUnread(block, reader, sheet)
        noteUnreadColumns(block, reader, sheet)
        noteCovered(block, reader, sheet)
        for market in view.markets where !columns.contains(market.market.code) {
            add(
                .marketNotShown, sheet, block.heading,
                "\(market.market.displayName) has records of \(block.platform.displayName) and no columns",
                hint: "add its columns; TOTAL holds it")
        }
        let all = ExpectedFigures(platform: view, market: nil)
        for (side, cell, label) in block.budgets {
            let isOther = TrackerWords.currency(in: label).map { code in view.currencies.keys.contains { $0 != code } }
            let expected = isOther ?? false ? nil : all.figure(.budget, .campaign, side)
            if expected != nil {
                comparison.stated[sheet, default: [:]][cell] = StatedFigure(
                    platform: view, market: nil, metric: .budget, section: .campaign, side: side)
            }
            comparison.compare(
                expected, cell, "\(side.rawValue) budget of \(block.platform.displayName)",
                reader.grid, sheet)
        }
    }

    /// A block of a platform that no record names may hold no figure: what it shows is of another month or campaign.
    private func auditWithoutRecords(_ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String) {
        for pair in block.pairs { auditIdle(pair, block, reader, sheet) }
        noteUnread(block, reader, sheet)
        noteUnreadColumns(block, reader, sheet)
        for (side, cell, _) in block.budgets {
            comparison.compare(
                nil, cell, "\(side.rawValue) budget of \(block.platform.displayName)", reader.grid, sheet)
        }
    }

    /// Whose columns a pair's are: all markets' or a market's of the records; nil for no record's.
    private func market(of pair: AuditBlock.Pair, _ view: PlatformView) -> (name: String, view: MarketView?)? {
        if pair.isTotal { return ("TOTAL", nil) }
        guard let name = pair.name else { return nil }
        let code = words.vocabulary.market(named: name)?.code ?? normalised(name)
        return view.market(code).map { ($0.market.displayName, $0) }
    }

    /// Columns that no record stands behind may hold no figure.
    ///
    /// - Parameter isCounted: whether what they show, that there is none, counts among the platform's figures.
    private func auditIdle(
        _ pair: AuditBlock.Pair, _ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String, isCounted: Bool = false
    ) {
        for row in block.rows where !row.metric.isTyped {
            for column in pair.columns {
                let cell = CellReference(row: row.number, column: column)
                guard reader.anchor(cell) == cell, reader.grid[cell].number != nil || isCounted,
                    !reader.grid[cell].isEmpty
                else { continue }
                if isCounted, column == pair.actual, case .lift(let metric) = row.metric, let market = pair.name {
                    auditIdle(metric, of: market, row, cell, block, reader.grid, sheet)
                    continue
                }
                let isNew = comparison.compare(
                    nil, cell,
                    "\(row.section.name) \(row.label) under \(pair.isTotal ? "TOTAL" : pair.name ?? "an unnamed market") of \(block.platform.displayName)",
                    reader.grid, sheet)
                if isCounted, isNew { note(cell, of: block.platform.code, isKnown: false, sheet) }
            }
        }
    }

    /// A study may be of a market that no record names.
    private func auditIdle(
        _ metric: LiftMetric, of market: String, _ row: AuditBlock.Row, _ cell: CellReference, _ block: AuditBlock,
        _ grid: SheetGrid, _ sheet: String
    ) {
        let code = words.vocabulary.market(named: market)?.code ?? normalised(market)
        let platform = block.platform
        let lift = campaign.platform(platform.code)?.lifts.answer(metric, platform: platform.code, market: code)
        let name = "\(row.label) actual of \(market) on \(platform.displayName)"
        guard comparison.compare(lift ?? LiftAnswer(state: .unknown), cell, name, grid, sheet, words.vocabulary) else {
            return
        }
        note(cell, of: platform.code, isKnown: lift?.value != nil, sheet)
    }

    private func audit(
        _ row: AuditBlock.Row, _ pair: AuditBlock.Pair, _ figures: ExpectedFigures, _ market: String,
        _ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String
    ) {
        let cells = pair.columns.map { reader.anchor(CellReference(row: row.number, column: $0)) }
        let isMerged = cells.count == 2 && cells[0] == cells[1]
        // A cell over both columns shows the actual.
        for side in isMerged ? [CheckSide.actual] : CheckSide.allCases {
            guard let column = pair.column(side) else { continue }
            let cell = reader.anchor(CellReference(row: row.number, column: column))
            if row.metric.isTyped {
                if reader.grid[cell].number != nil { comparison.summary.typed += 1 }
                continue
            }
            if case .lift(let metric) = row.metric {
                let name = "\(row.label) \(side.rawValue) of \(market) on \(block.platform.displayName)"
                audit(metric, figures, side, cell, name, reader.grid, sheet)
                continue
            }
            var expected = figures.figure(row.metric, row.section, side)
            if row.metric == .reachShare { expected = share(figures, row, pair, side, block, reader) }
            // A label that asks for another currency than the records' has no figure.
            if row.metric.isMoney, let code = TrackerWords.currency(in: row.label),
                figures.platform.currencies.keys.contains(where: { $0 != code })
            {
                expected = nil
            }
            if expected != nil {
                comparison.stated[sheet, default: [:]][cell] = StatedFigure(
                    platform: figures.platform, market: figures.market, metric: row.metric, section: row.section,
                    side: side, population: row.metric == .reachShare ? population(row, pair, side, block, reader) : nil
                )
            }
            if comparison.compare(
                expected, cell,
                "\(row.section.name) \(row.label) \(side.rawValue) of \(market) on \(block.platform.displayName)",
                reader.grid, sheet)
            {
                // A share waits for a population that a person types; the figure that it needs is known all the same.
                let isKnown =
                    (expected ?? (row.metric == .reachShare ? figures.figure(.reach, row.section, side) : nil)) != nil
                note(cell, of: block.platform.code, isKnown: isKnown, sheet)
            }
        }
    }

    /// Holds what a cell says of a lift against the reports' brand-lift tables.
    func audit(
        _ metric: LiftMetric, _ figures: ExpectedFigures, _ side: CheckSide, _ cell: CellReference, _ name: String,
        _ grid: SheetGrid, _ sheet: String
    ) {
        let lift = figures.lift(metric, side)
        guard comparison.compare(lift, cell, name, grid, sheet, words.vocabulary) else { return }
        note(cell, of: figures.platform.platform.code, isKnown: lift.value != nil, sheet)
    }

    /// Counts a figure of a platform.
    func note(_ cell: CellReference, of platform: String, isKnown: Bool, _ sheet: String) {
        shownFigures[platform, default: .init()].all += 1
        shownFigures[platform]?.places.insert(.init(sheet: sheet, cell: cell))
        if isKnown { shownFigures[platform]?.known += 1 }
    }

    /// Reach over the population that somebody typed; nil until somebody does.
    private func share(
        _ figures: ExpectedFigures, _ row: AuditBlock.Row, _ pair: AuditBlock.Pair, _ side: CheckSide,
        _ block: AuditBlock, _ reader: TrackerSheet
    ) -> Double? {
        guard let cell = population(row, pair, side, block, reader), let population = reader.grid[cell].number,
            population > 0, let reach = figures.figure(.reach, row.section, side)
        else { return nil }
        return reach / population
    }

    /// The cell of the population that a share is over.
    private func population(
        _ row: AuditBlock.Row, _ pair: AuditBlock.Pair, _ side: CheckSide, _ block: AuditBlock, _ reader: TrackerSheet
    ) -> CellReference? {
        guard let people = block.rows.first(where: { $0.metric == .population }) else { return nil }
        return [pair.column(side), pair.columns.first].lazy.compactMap { $0 }
            .map { reader.anchor(CellReference(row: people.number, column: $0)) }.first {
                reader.grid[$0].number != nil
            }
    }
}

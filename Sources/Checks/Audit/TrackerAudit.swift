import MediaPlans
import Streams
import Workbooks

/// Holds every figure of a tracker against the records, cell by cell.
///
/// What counts is what a cell shows: a number, or the value saved beside a formula. So a tracker of values, one of
/// formulas and one that people edited are all the same to it.
final class TrackerAudit {
    private let log: FindingLog
    private let campaign: CampaignView
    private let words: TrackerWords
    private let comparison: FigureComparison
    private let path: String

    init(_ path: String, settings: CheckSettings, vocabulary: Vocabulary, log: FindingLog, campaign: CampaignView) {
        self.path = path
        self.log = log
        self.campaign = campaign
        words = TrackerWords(vocabulary: vocabulary)
        comparison = FigureComparison(path: path, tolerance: settings.thresholds.auditTolerance, log: log)
    }

    /// - Throws: `Failure` with status 65 when the workbook has no block of a tracker.
    func run(template: String?) throws -> AuditSummary {
        let workbook = try Workbook(path: path)
        var shown: Set<String> = []
        for sheet in workbook.worksheets where try sheet.state == .visible && !isLong(sheet, workbook) {
            let reader = TrackerSheet(grid: try workbook.grid(of: sheet), words: words)
            let (blocks, broken) = reader.blocks()
            for (cell, text) in broken { add(.structureBroken, sheet.name, cell, text, hint: "restore the template's labels there") }
            for block in blocks {
                if !shown.insert(block.platform.code).inserted {
                    add(.structureBroken, sheet.name, block.heading, "\(block.platform.displayName) has a second block")
                }
                audit(block, reader, sheet.name)
            }
            if let first = blocks.map(\.heading.row).min() {
                auditHead(reader, sheet.name, above: first)
            } else {
                BudgetTables(grid: reader.grid, sheet: sheet.name, campaign: campaign, words: words, comparison: comparison).audit()
            }
        }
        guard !shown.isEmpty else {
            throw Failure(
                .data, .structureBroken, at: Place(file: path), "no platform's block of a tracker was found",
                hint: "give a tracker that mp-map filled")
        }
        for platform in campaign.platforms where !shown.contains(platform.platform.code) {
            log.add(.platformNotShown, at: Spot(file: path)) { ("the tracker has no block of \(platform.platform.displayName), which records name", nil, "add the block, or map without the platform") }
        }
        if let template { try TemplateComparison(log: log).run(tracker: workbook, template: template) }
        return comparison.summary
    }

    /// Trackers are made for people; a longer sheet, which is not brought into memory, holds data.
    private static let mostRows = 20_000

    private struct Enough: Error {}

    private func isLong(_ sheet: Workbook.Sheet, _ workbook: Workbook) throws -> Bool {
        do {
            try workbook.forEachRow(of: sheet) { row in if row.number > Self.mostRows { throw Enough() } }
            return false
        } catch is Enough {
            return true
        }
    }

    private func add(_ code: MessageCode, _ sheet: String, _ cell: CellReference, _ text: String, expected: String? = nil, hint: String? = nil) {
        comparison.add(code, sheet, cell, text, expected: expected, hint: hint)
    }

    // MARK: Blocks

    private func audit(_ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String) {
        guard let view = campaign.platform(block.platform.code) else { return }
        if block.rows.isEmpty { add(.structureBroken, sheet, block.heading, "the block of \(block.platform.displayName) has no row that is known") }
        var columns: Set<String> = []
        for pair in block.pairs {
            guard let market = market(of: pair, view) else {
                auditIdle(pair, block, reader, sheet)
                continue
            }
            if let code = market.view?.market.code, !columns.insert(code).inserted {
                add(.structureBroken, sheet, pair.header, "\(market.name) has columns already")
            }
            let figures = ExpectedFigures(platform: view, market: market.view)
            for row in block.rows { audit(row, pair, figures, market.name, block, reader, sheet) }
        }
        noteUnread(block, reader, sheet)
        for market in view.markets where !columns.contains(market.market.code) {
            add(.marketNotShown, sheet, block.heading, "\(market.market.displayName) has records of \(block.platform.displayName) and no columns", hint: "add its columns; TOTAL holds it")
        }
        let all = ExpectedFigures(platform: view, market: nil)
        for (side, cell) in block.budgets {
            comparison.compare(all.figure(.budget, .campaign, side), cell, "\(side.rawValue) budget of \(block.platform.displayName)", reader.grid, sheet)
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
    private func auditIdle(_ pair: AuditBlock.Pair, _ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String) {
        for row in block.rows where !row.metric.isTyped {
            for column in Set([pair.planned, pair.actual]) {
                let cell = CellReference(row: row.number, column: column)
                guard reader.anchor(cell) == cell, reader.grid[cell].number != nil else { continue }
                comparison.compare(nil, cell, "\(row.section.name) \(row.label) under \(pair.name ?? "an unnamed market")", reader.grid, sheet)
            }
        }
    }

    private func audit(
        _ row: AuditBlock.Row, _ pair: AuditBlock.Pair, _ figures: ExpectedFigures, _ market: String, _ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String
    ) {
        let planned = CellReference(row: row.number, column: pair.planned)
        let actual = CellReference(row: row.number, column: pair.actual)
        let isMerged = reader.anchor(planned) == reader.anchor(actual)
        // A cell over both columns shows the actual.
        for side in isMerged ? [CheckSide.actual] : CheckSide.allCases {
            let cell = reader.anchor(side == .planned ? planned : actual)
            if row.metric.isTyped {
                if reader.grid[cell].number != nil { comparison.summary.typed += 1 }
                continue
            }
            var expected = figures.figure(row.metric, row.section, side)
            if row.metric == .reachShare { expected = share(figures, row, pair, side, block, reader) }
            // A label that asks for another currency than the records' has no figure.
            if row.metric.isMoney, let code = TrackerWords.currency(in: row.label), figures.platform.currencies.keys.contains(where: { $0 != code }) { expected = nil }
            comparison.compare(expected, cell, "\(row.section.name) \(row.label) \(side.rawValue) of \(market) on \(block.platform.displayName)", reader.grid, sheet)
        }
    }

    /// Reach over the population that somebody typed; nil until somebody does.
    private func share(
        _ figures: ExpectedFigures, _ row: AuditBlock.Row, _ pair: AuditBlock.Pair, _ side: CheckSide, _ block: AuditBlock, _ reader: TrackerSheet
    ) -> Double? {
        guard let people = block.rows.first(where: { $0.metric == .population }) else { return nil }
        let own = reader.grid[reader.anchor(CellReference(row: people.number, column: side == .planned ? pair.planned : pair.actual))].number
        let first = reader.grid[reader.anchor(CellReference(row: people.number, column: min(pair.planned, pair.actual)))].number
        guard let population = own ?? first, population > 0, let reach = figures.figure(.reach, row.section, side) else { return nil }
        return reach / population
    }

    /// Rows of the block with numbers that were not compared, because their label says nothing that is known.
    private func noteUnread(_ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String) {
        let known = Set(block.rows.map(\.number))
        guard let first = known.min(), let last = known.max() else { return }
        let columns = block.pairs.flatMap { [$0.planned, $0.actual] }
        var row = first
        while true {
            row += 1
            let cells = columns.map { CellReference(row: row, column: $0) }.filter { reader.anchor($0) == $0 && reader.grid[$0].number != nil }
            // Below the block's last row as long as numbers follow.
            guard row <= last || !cells.isEmpty, row < block.limit else { return }
            guard !known.contains(row), let cell = cells.first else { continue }
            let label = reader.label(ofRow: row, before: columns.min() ?? 1).map { "\"\($0)\" is no row that is known, or stands twice" } ?? "the row has no label"
            add(.figureUnlabelled, sheet, cell, "\(label): \(counted(cells.count, "number")) of \(block.platform.displayName) not compared", hint: "restore the template's label; a row of your own is not checked")
        }
    }

    // MARK: Head

    private func auditHead(_ reader: TrackerSheet, _ sheet: String, above row: Int) {
        for (side, cell) in reader.headBudgets(above: row) {
            let currencies = campaign.platforms.reduce(into: Set<String>()) { $0.formUnion($1.currencies.keys) }
            var sum = Volume()
            for platform in campaign.platforms {
                if let budget = ExpectedFigures(platform: platform, market: nil).figure(.budget, .campaign, side) { sum.add(budget) }
            }
            comparison.compare(currencies.count > 1 ? nil : sum.value, cell, "\(side.rawValue) budget over all platforms", reader.grid, sheet)
        }
    }
}

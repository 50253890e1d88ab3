import MediaPlans
import Streams
import Workbooks

/// Holds every figure of a tracker against the records, cell by cell.
///
/// What counts is what a cell shows: a number, or the value saved beside a formula. So a tracker of values, one of
/// formulas and one that people edited are all the same to it.
final class TrackerAudit {
    private let settings: CheckSettings
    private let log: FindingLog
    private let campaign: CampaignView
    private let words: TrackerWords
    private var summary = AuditSummary()
    private var path = ""
    private var seen: Set<String> = []

    /// Below this relative difference two numbers are the same: programs save 15 digits.
    private static let exactness = 1e-12

    init(settings: CheckSettings, vocabulary: Vocabulary, log: FindingLog, campaign: CampaignView) {
        self.settings = settings
        self.log = log
        self.campaign = campaign
        words = TrackerWords(vocabulary: vocabulary)
    }

    /// - Throws: `Failure` with status 65 when the workbook has no block of a tracker.
    func run(_ path: String, template: String?) throws -> AuditSummary {
        self.path = path
        let workbook = try Workbook(path: path)
        var shown: Set<String> = []
        for sheet in workbook.worksheets where sheet.state == .visible {
            let reader = TrackerSheet(grid: try workbook.grid(of: sheet), words: words)
            let (blocks, broken) = reader.blocks()
            for (cell, text) in broken { add(.structureBroken, sheet.name, cell, text, hint: "restore the template's labels there") }
            for block in blocks {
                if !shown.insert(block.platform.code).inserted {
                    add(.structureBroken, sheet.name, block.heading, "\(block.platform.displayName) has a second block")
                }
                audit(block, reader, sheet.name)
            }
            if let first = blocks.map(\.heading.row).min() { auditHead(reader, sheet.name, above: first) }
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
        return summary
    }

    private func add(_ code: MessageCode, _ sheet: String, _ cell: CellReference, _ text: String, expected: String? = nil, hint: String? = nil) {
        log.add(code, at: Spot(file: path, sheet: sheet, cell: cell.description)) { (text, expected, hint) }
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
        for market in view.markets where !columns.contains(market.market.code) {
            add(.marketNotShown, sheet, block.heading, "\(market.market.displayName) has records of \(block.platform.displayName) and no columns", hint: "add its columns; TOTAL holds it")
        }
        let all = ExpectedFigures(platform: view, market: nil)
        for (side, cell) in block.budgets {
            compare(all.figure(.budget, .campaign, side), cell, "\(side.rawValue) budget of \(block.platform.displayName)", reader, sheet)
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
                compare(nil, cell, "\(row.section.name) \(row.label) under \(pair.name ?? "an unnamed market")", reader, sheet)
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
                if reader.grid[cell].number != nil { summary.typed += 1 }
                continue
            }
            var expected = figures.figure(row.metric, row.section, side)
            if row.metric == .reachShare { expected = share(figures, row, pair, side, block, reader) }
            // A label that asks for another currency than the records' has no figure.
            if row.metric.isMoney, let code = TrackerWords.currency(in: row.label), figures.platform.currencies.keys.contains(where: { $0 != code }) { expected = nil }
            compare(expected, cell, "\(row.section.name) \(row.label) \(side.rawValue) of \(market) on \(block.platform.displayName)", reader, sheet)
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

    // MARK: Head

    private func auditHead(_ reader: TrackerSheet, _ sheet: String, above row: Int) {
        for (side, cell) in reader.headBudgets(above: row) {
            let currencies = campaign.platforms.reduce(into: Set<String>()) { $0.formUnion($1.currencies.keys) }
            var sum = Volume()
            for platform in campaign.platforms {
                if let budget = ExpectedFigures(platform: platform, market: nil).figure(.budget, .campaign, side) { sum.add(budget) }
            }
            compare(currencies.count > 1 ? nil : sum.value, cell, "\(side.rawValue) budget over all platforms", reader, sheet)
        }
    }

    // MARK: Comparing

    private func compare(_ expected: Double?, _ cell: CellReference, _ name: String, _ reader: TrackerSheet, _ sheet: String) {
        // Cells of merges are met from several sides.
        guard seen.insert("\(sheet)\u{0}\(cell)").inserted else { return }
        let value = reader.grid[cell]
        switch (value.number, expected) {
        case (nil, nil): summary.unknown += 1
        case (let number?, let expected?):
            let difference = (number - expected).magnitude
            let size = max(number.magnitude, expected.magnitude)
            if difference <= Self.exactness * size {
                summary.exact += 1
            } else if difference <= settings.thresholds.auditTolerance * size {
                summary.withinTolerance += 1
            } else {
                summary.wrong += 1
                add(.figureWrong, sheet, cell, "\(name) is \(figureText(number))", expected: "\(figureText(expected)) from the records", hint: "fill the tracker again, or see who changed the cell")
            }
        case (let number?, nil):
            summary.unexplained += 1
            add(.figureUnexplained, sheet, cell, "\(name) is \(figureText(number)), and the records give none", hint: "see who wrote it")
        case (nil, let expected?):
            summary.missing += 1
            let isFormula = reader.grid.cells[cell]?.formula != nil && value.isEmpty
            let there = isFormula ? "a formula that was never calculated" : value.isEmpty ? "nothing" : "\"\(value.displayText)\""
            add(.figureMissing, sheet, cell, "\(name): the cell holds \(there)", expected: "\(figureText(expected)) from the records")
        }
    }
}

/// Holds a tracker's labels, formulas and merges against those of its template.
struct TemplateComparison {
    let log: FindingLog

    func run(tracker: Workbook, template path: String) throws {
        let template = try Workbook(path: path)
        for sheet in template.worksheets {
            guard let other = tracker.worksheets.first(where: { $0.name == sheet.name }) else {
                log.add(.templateChanged, at: Spot(file: tracker.path)) { ("the template's sheet \"\(sheet.name)\" is gone", nil, nil) }
                continue
            }
            compare(try template.grid(of: sheet), try tracker.grid(of: other), Spot(file: tracker.path, sheet: other.name))
        }
    }

    private func compare(_ before: SheetGrid, _ after: SheetGrid, _ sheet: Spot) {
        for (cell, was) in before.cells.sorted(by: { $0.key < $1.key }) {
            let now = after.cells[cell]
            if was.formula != nil {
                guard now?.formula == nil, now?.value != was.value else { continue }
                note(sheet, cell, "the template's formula is gone", now)
            } else if let label = was.value.text, label.contains(where: \.isLetter), now?.value.text != label, !isFilled(label, now) {
                note(sheet, cell, "the template's label \"\(label)\" is gone", now)
            }
        }
        for merge in before.merges where !after.merges.contains(merge) {
            log.add(.templateChanged, at: with(sheet, merge.description)) { ("the template's merge is gone", nil, nil) }
        }
    }

    /// Placeholders are there to be filled.
    private func isFilled(_ label: String, _ now: Cell?) -> Bool {
        guard let now, !now.value.isEmpty else { return false }
        let words = normalised(label).split(separator: " ").filter { Int($0) == nil }
        return words.allSatisfy { ["market", "country", "name", "n", "a", "na", "tbc", "tbd"].contains($0) }
    }

    private func note(_ sheet: Spot, _ cell: CellReference, _ text: String, _ now: Cell?) {
        log.add(.templateChanged, at: with(sheet, cell.description)) {
            (text, nil, now.map { "there stands \"\($0.value.displayText)\"" } ?? "the cell is empty")
        }
    }

    private func with(_ spot: Spot, _ cell: String) -> Spot {
        var spot = spot
        spot.cell = cell
        return spot
    }
}

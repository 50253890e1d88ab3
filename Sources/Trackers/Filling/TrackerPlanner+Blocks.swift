import MediaPlans
import Streams
import Workbooks

extension TrackerPlanner {
    /// Plans all cells of one block.
    mutating func fill(_ block: PlatformBlock) {
        let platform = block.platform
        guard let totals = book.totals.platforms.first(where: { $0.platform.code == platform.code }) else {
            return clear(block)
        }
        let columns = assign(totals, to: block)
        plan.markets[platform.code] = columns.map(\.market)
        for (market, pair) in columns {
            if pair.name == nil { writeHeader(market, pair, block) }
            reportHidden(market, pair, block)
            for row in block.rows { write(row, pair, .market(market), block) }
        }
        if let total = block.total {
            for row in block.rows { write(row, total, .total, block) }
        }
        for row in block.rows {
            guard let currency = foreignCurrency(of: row, block) else { continue }
            say(
                .error, .foreignCurrency, sheet: block.sheet, cell: row.label,
                "\"\(printable(row.text))\" asks for \(currency.label) and the plan of \(block.platform.displayName) is in \(currency.plan); the row shows -",
                hint: "plan in \(currency.label), or take the currency out of the label")
        }
        reportHiddenRows(of: block)
        fillLabels(block, totals)
        reportSides(totals, block.sheet, block.heading)
        reportFigures(totals, block)
        reportMissingRows(totals, block)
    }

    /// A block whose platform has no records shows no figure: a number there is of another month or campaign.
    private mutating func clear(_ block: PlatformBlock) {
        let pairs = block.markets + [block.total].compactMap { $0 }
        let cells = grid(of: block.sheet).cells
        let figures = block.rows.filter { !$0.metric.isTyped }.flatMap { row in
            pairs.flatMap { [$0.planned, $0.actual] }.map { CellReference(row: row.row, column: $0) }
        }
        let budgets = block.labels.filter { $0.field != .audience }.map(\.value)
        // A formula whose value was not saved shows a number, or an error, when a program calculates it.
        let isFilled = (figures + budgets).contains { place in
            cells[place].map { $0.value.number != nil || ($0.formula != nil && $0.value.isEmpty) } ?? false
        }
        let isLeftOut = book.totals.leftOut.contains(block.platform.code)
        let name = block.platform.displayName
        say(
            .warning, .noRecordsForBlock, sheet: block.sheet, cell: block.heading,
            (isLeftOut ? "--platform leaves out the records of \(name); " : "there are no records of \(name); ")
                + (isFilled ? "the figures in its block are cleared to -" : "its block stays as it is"),
            hint: !isFilled
                ? nil
                : isLeftOut
                    ? "map without --platform, or ask for \(name) as well"
                    : "give the platform's plan or report, or take the block out of the template")
        guard isFilled else { return }
        for row in block.rows {
            for pair in pairs {
                let scope =
                    pair == block.total ? FigureBook.Scope.total : .market(market(named: pair.name ?? "unnamed market"))
                write(row, pair, scope, block)
            }
        }
        fillLabels(block, nil)
    }

    // MARK: Markets and columns

    /// Columns that name a market keep it; the other markets take the free ones in order.
    private mutating func assign(
        _ totals: CampaignTotals.PlatformTotals, to block: PlatformBlock
    ) -> [(market: Market, pair: ColumnPair)] {
        let markets = ordered(totals.markets.map(\.market), of: block.platform)
        var waiting = Dictionary(markets.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var named: Set<String> = []
        var columns: [(market: Market, pair: ColumnPair)] = []
        var free: [ColumnPair] = []
        for pair in block.markets {
            guard let name = pair.name else {
                free.append(pair)
                continue
            }
            let market = market(named: name)
            let isFirst = named.insert(market.code).inserted
            if let known = waiting.removeValue(forKey: market.code) {
                columns.append((known, pair))
            } else {
                reportIdle(pair, name, block, isTwice: !isFirst)
                if isFirst { columns.append((market, pair)) }
            }
        }
        let others = markets.filter { waiting[$0.code] != nil }
        for (market, pair) in zip(others, free) { columns.append((market, pair)) }
        let left = Array(others.dropFirst(free.count))
        if !left.isEmpty {
            plan.marketsWithoutColumns[block.platform.code] = left
            say(
                .error, .noColumnsForMarket, sheet: block.sheet, cell: block.total?.header ?? block.heading,
                "the block of \(block.platform.displayName) has no columns left for "
                    + left.map(\.displayName).joined(separator: ", ")
                    + "; their figures are in TOTAL only"
                    + (refusals[block.key].map { ". None can be added: \($0)" } ?? ""),
                hint: "add a pair of columns for each to the template")
        }
        return columns.sorted { $0.pair.first < $1.pair.first }
    }

    func market(named name: String) -> Market {
        vocabulary.market(named: name) ?? Market(code: normalised(name), displayName: name)
    }

    /// Figures that nobody would see.
    private func reportHidden(_ market: Market, _ pair: ColumnPair, _ block: PlatformBlock) {
        guard grid(of: block.sheet).hiddenColumns.contains(where: { $0.overlaps(pair.first...pair.last) }) else {
            return
        }
        say(
            .warning, .hiddenColumns, sheet: block.sheet, cell: pair.header,
            "\(market.displayName) of \(block.platform.displayName) stands in hidden columns",
            hint: "unhide them in the template")
    }

    /// Rows that somebody or a filter hid, such as one on the figures of last month.
    private func reportHiddenRows(of block: PlatformBlock) {
        let hidden = grid(of: block.sheet).hiddenRows
        let rows = block.rows.filter { hidden.contains($0.row) }
        guard let first = rows.first else { return }
        let named = rows.prefix(6).map { "\(printable($0.text)) in row \($0.row)" }.joined(separator: ", ")
        say(
            .warning, .hiddenRows, sheet: block.sheet, cell: first.label,
            "\(rows.count == 1 ? "a row" : "\(rows.count) rows") with figures of \(block.platform.displayName) "
                + "\(rows.count == 1 ? "is" : "are") hidden: \(named)\(rows.count > 6 ? ", and more" : "")",
            hint: "unhide them in the template, or clear its filter")
    }

    private func reportIdle(_ pair: ColumnPair, _ name: String, _ block: PlatformBlock, isTwice: Bool) {
        if isTwice {
            say(
                .error, .duplicateLabel, sheet: block.sheet, cell: pair.header,
                "the market \"\(printable(name))\" has columns already; these stay as they are")
        } else {
            say(
                .warning, .noRecordsForMarket, sheet: block.sheet, cell: pair.header,
                "there are no records of \(block.platform.displayName) in the market \"\(printable(name))\"; its figures are unknown"
            )
        }
    }

    private func ordered(_ markets: [Market], of platform: Platform) -> [Market] {
        let byName = markets.sorted { ($0.displayName, $0.code) < ($1.displayName, $1.code) }
        guard order != .name else { return byName }
        let side = order == .actual ? Side.actual : .planned
        let budgets = Dictionary(
            uniqueKeysWithValues: byName.map { market in
                (market.code, book.figure(.budget, .campaign, side, .market(market), of: platform).value)
            })
        // A market without a budget comes last; equal ones stand by name.
        return byName.enumerated().sorted { a, b in
            switch (budgets[a.element.code]!, budgets[b.element.code]!) {
            case (let x?, let y?) where x != y: x > y
            case (.some, nil): true
            case (nil, .some): false
            default: a.offset < b.offset
            }
        }.map(\.element)
    }

    // MARK: Cells

    private mutating func writeHeader(_ market: Market, _ pair: ColumnPair, _ block: PlatformBlock) {
        plan.shownColumns.insert(.market)
        put(
            .text(market.displayName), nil, nil, at: pair.header,
            "\(block.platform.displayName) \(market.displayName) header",
            in: block.sheet)
    }

    /// Plans the one or two cells of a row under a pair of columns.
    private mutating func write(_ row: MetricRow, _ pair: ColumnPair, _ scope: FigureBook.Scope, _ block: PlatformBlock)
    {
        guard !row.metric.isTyped else { return }
        for side in Side.allCases {
            guard let cell = target(row.row, pair, side, block) else { continue }
            let name =
                "\(block.platform.displayName) \(Self.name(of: scope)) \(row.section.name) \(row.metric.rawValue) \(side.rawValue)"
            let shown = ShownFigure(
                platform: block.platform.code, section: row.section, metric: row.metric, side: side,
                market: Self.code(of: scope))
            if let currency = foreignCurrency(of: row, block) {
                let figure = Figure(nil, gaps: [.currencies([currency.plan, currency.label])])
                put(.text("-"), figure, shown, at: cell, name, in: block.sheet)
            } else if row.metric == .reachPercent {
                let share = ReachShare(planner: self, block: block, row: row, pair: pair, side: side, scope: scope)
                put(share.edit, share.reach, shown, at: cell, name, in: block.sheet)
            } else {
                let figure = book.figure(row.metric, row.section, side, scope, of: block.platform)
                put(figure.edit, figure, shown, at: cell, name, in: block.sheet)
            }
        }
    }

    /// The currency that a row's label names, when the plan's amounts are in another.
    private func foreignCurrency(of row: MetricRow, _ block: PlatformBlock) -> (label: String, plan: String)? {
        foreignCurrency(row.metric, row.text, block.platform)
    }

    /// The cell of a side; nil for the planned side of a pair that is merged, which shows the actual, and for
    /// a cell that something wider covers.
    func target(_ row: Int, _ pair: ColumnPair, _ side: Side, _ block: PlatformBlock) -> CellReference? {
        let cell = CellReference(row: row, column: pair.column(side))
        guard let merge = grid(of: block.sheet).merge(at: cell) else { return cell }
        guard merge.rows.count == 1, pair.first <= merge.first.column, merge.last.column <= pair.last else {
            say(
                .error, .coveredCell, sheet: block.sheet, cell: cell,
                "the cell is covered by the merge \(merge) and takes no figure", hint: "unmerge it in the template")
            return nil
        }
        if merge.columns.contains(pair.planned), merge.columns.contains(pair.actual) {
            return side == .actual ? merge.first : nil
        }
        return merge.first
    }

    /// Plans one write. A formula of the template's own is looked at when all figures are known.
    mutating func put(
        _ edit: CellEdit, _ figure: Figure?, _ shown: ShownFigure?, at cell: CellReference, _ name: String,
        in sheet: Workbook.Sheet
    ) {
        put(PlannedWrite(sheet: sheet, cell: cell, name: name, edit: edit, figure: figure, shows: shown))
    }

    mutating func put(_ write: PlannedWrite) {
        let (sheet, cell) = (write.sheet, write.cell)
        if let formula = grid(of: sheet).cells[cell]?.formula, !template.isOfEarlierRun(formula, on: sheet, at: cell) {
            contested.append(write)
        } else {
            plan.writes.append(write)
        }
    }

    static func name(of scope: FigureBook.Scope) -> String {
        if case .market(let market) = scope { market.displayName } else { "TOTAL" }
    }

    static func code(of scope: FigureBook.Scope) -> String? {
        if case .market(let market) = scope { market.code } else { nil }
    }

    // MARK: What to report of a block

    /// Markets that were planned and not delivered, or the reverse.
    func reportSides(_ totals: CampaignTotals.PlatformTotals, _ sheet: Workbook.Sheet, _ heading: CellReference) {
        let name = totals.platform.displayName
        let markets = totals.markets.sorted { $0.market.displayName < $1.market.displayName }
        let undelivered = markets.filter { $0.isPlanned && !$0.isDelivered }.map(\.market.displayName)
        let unplanned = markets.filter { !$0.isPlanned && $0.isDelivered }.map(\.market.displayName)
        if !undelivered.isEmpty {
            say(
                .warning, .plannedNotDelivered, sheet: sheet, cell: heading,
                "\(name) was planned and not delivered in \(undelivered.joined(separator: ", ")); "
                    + "the actual side shows -",
                hint: "ask for the platform's report of the market if it ran")
        }
        if !unplanned.isEmpty {
            say(
                .warning, .deliveredNotPlanned, sheet: sheet, cell: heading,
                "\(name) was delivered and not planned in \(unplanned.joined(separator: ", ")); "
                    + "the planned side shows -")
        }
    }

    /// Stages that have lines and no row, and rows that figures would need.
    private func reportMissingRows(_ totals: CampaignTotals.PlatformTotals, _ block: PlatformBlock) {
        for stage in book.totals.stages {
            let section = Section.stage(stage)
            let slot = CampaignTotals.slot(of: stage)
            let lines = totals.markets.reduce(0) { $0 + $1.planned[slot].count + $1.actual[slot].count }
            let rows = block.rows.filter { $0.section == section }
            guard lines > 0 else {
                reportIdle(stage, rows, totals, block)
                continue
            }
            guard !rows.isEmpty else {
                say(
                    .error, .noRowForStage, sheet: block.sheet, cell: block.heading,
                    "the block of \(block.platform.displayName) has no row for \(stage.displayName), of which there are \(lines) lines",
                    hint: "add the stage's rows to the template")
                continue
            }
            for metric in Self.expected(of: stage) where block.row(metric, section) == nil {
                let values = Side.allCases.filter {
                    book.figure(metric, section, $0, .total, of: block.platform).value != nil
                }
                guard !values.isEmpty else { continue }
                say(
                    .warning, .noRowForFigure, sheet: block.sheet, cell: rows[0].label,
                    "\(stage.displayName) of \(block.platform.displayName) has no row for \(metric.rawValue), which is known "
                        + "(\(values.map(\.rawValue).joined(separator: " and ")))")
            }
        }
    }

    /// A stage of the template that has no lines and no reported reach.
    private func reportIdle(
        _ stage: Stage, _ rows: [MetricRow], _ totals: CampaignTotals.PlatformTotals, _ block: PlatformBlock
    ) {
        guard let first = rows.first,
            !totals.markets.contains(where: { $0.readings.keys.contains { $0.stage == stage } })
        else { return }
        say(
            .warning, .noRecordsForStage, sheet: block.sheet, cell: first.label,
            "there are no records of \(stage.displayName) on \(block.platform.displayName); its rows show -")
    }

    /// The rows that a stage's own measures go into.
    private static func expected(of stage: Stage) -> [Metric] {
        switch stage.goal {
        case .reach, nil: [.reach, .impressions, .budget]
        case .views: [.views, .impressions, .reach, .budget]
        case .clicks: [.clicks, .impressions, .reach, .budget]
        }
    }
}

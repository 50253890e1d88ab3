import MediaPlans
import Streams
import Workbooks

extension TrackerPlanner {
    /// Plans all cells of one flat table.
    mutating func fill(_ table: FlatTable) {
        var idle: [FlatRow] = []
        for row in table.rows {
            guard let platform = row.platform else {
                fillOverAll(row, table)
                continue
            }
            if let market = row.market { noteShown(market, platform) }
            if !hasRecords(row, platform) { idle.append(row) }
            for column in table.columns { write(column, row, platform, table) }
        }
        reportIdle(idle, table)
        for platform in table.platforms {
            guard let totals = book.totals.platform(platform.code) else { continue }
            reportSides(totals, table.sheet, table.header)
            reportFigures(of: platform, table)
        }
    }

    private mutating func noteShown(_ market: Market, _ platform: Platform) {
        guard let totals = book.totals.platform(platform.code), totals.market(market.code) != nil,
            !(plan.markets[platform.code] ?? []).contains(where: { $0.code == market.code })
        else { return }
        plan.shownColumns.insert(.market)
        plan.markets[platform.code, default: []].append(market)
    }

    // MARK: Cells

    /// What a cell of a table shows.
    private func shown(_ column: FlatColumn, _ row: FlatRow, _ platform: Platform) -> ShownFigure? {
        guard !column.metric.isTyped, let side = column.side ?? row.side else { return nil }
        guard column.side == nil || row.side == nil || column.side == row.side else { return nil }
        return ShownFigure(
            platform: platform.code, section: row.section, metric: column.metric, side: side, market: row.market?.code)
    }

    private mutating func write(_ column: FlatColumn, _ row: FlatRow, _ platform: Platform, _ table: FlatTable) {
        let place = CellReference(row: row.row, column: column.column)
        guard let shown = shown(column, row, platform) else { return }
        guard let cell = target(place, table) else { return }
        let scope = row.market.map { FigureBook.Scope.market($0) } ?? .total
        let name =
            "\(platform.displayName) \(Self.name(of: scope)) \(row.section.name) \(column.metric.rawValue) \(shown.side.rawValue)"
        if let currency = foreignCurrency(column.metric, column.text, platform) {
            let figure = Figure(nil, gaps: [.currencies([currency.plan, currency.label])])
            put(.text("-"), figure, shown, at: cell, name, in: table.sheet)
        } else if column.metric == .reachPercent {
            let share = ReachShare(planner: self, table: table, row: row, side: shown.side, platform: platform)
            put(share.edit, share.reach, shown, at: cell, name, in: table.sheet)
        } else {
            let figure = book.figure(column.metric, row.section, shown.side, scope, of: platform)
            put(figure.edit, figure, shown, at: cell, name, in: table.sheet)
        }
    }

    /// The cell of a figure; nil for one that something wider covers.
    private func target(_ cell: CellReference, _ table: FlatTable) -> CellReference? {
        guard let merge = grid(of: table.sheet).merge(at: cell) else { return cell }
        guard merge.rows.count == 1, merge.first == cell else {
            say(
                .error, .coveredCell, sheet: table.sheet, cell: cell,
                "the cell is covered by the merge \(merge) and takes no figure", hint: "unmerge it in the template")
            return nil
        }
        return cell
    }

    /// A row of all platforms has what adds up over them, and ratios of the sums; formulas of the template's own stay.
    private mutating func fillOverAll(_ row: FlatRow, _ table: FlatTable) {
        var left = 0
        for column in table.columns where !column.metric.isTyped {
            guard let side = column.side ?? row.side else { continue }
            let cell = CellReference(row: row.row, column: column.column)
            guard let cell = target(cell, table) else { continue }
            let isBudget = column.metric == .budget && row.market == nil && row.section == .campaign
            guard isBudget || grid(of: table.sheet).cells[cell]?.formula == nil else { continue }
            let parts = [
                "TOTAL", row.market?.displayName, row.section == .campaign ? nil : row.section.name,
                column.metric.rawValue, side.rawValue,
            ]
            let market = row.market?.code
            let figure = book.figure(ofAll: column.metric, row.section, side, market: market)
            if figure.gaps == [.overPlatforms] { left += 1 }
            var write = PlannedWrite(
                sheet: table.sheet, cell: cell, name: parts.compactMap { $0 }.joined(separator: " "),
                edit: figure.value.map { .number($0) } ?? .text("-"), figure: figure)
            if isBudget { write.budgetOfAll = side }
            write.ofAll = ShownFigure(
                platform: "", section: row.section, metric: column.metric, side: side, market: market)
            put(write)
        }
        guard left > 0 else { return }
        say(
            .warning, .noRowForFigure, sheet: table.sheet, cell: row.label,
            "the row is of all platforms: \(left == 1 ? "a figure that does" : "\(left) figures that do") not add up over them, such as reach, \(left == 1 ? "shows" : "show") -",
            hint: "write such a figure yourself where it is known")
    }

    /// The currency that a label names, when the plan's amounts are in another.
    func foreignCurrency(_ metric: Metric, _ text: String, _ platform: Platform) -> (label: String, plan: String)? {
        guard metric.isMoney, let label = LabelWords.currency(of: text),
            let plan = book.currencies(of: platform).first(where: { $0 != label })
        else { return nil }
        return (label, plan)
    }

    // MARK: What to report

    private func lines(
        _ platform: Platform, _ market: Market?, _ section: Section, _ side: Side?
    ) -> Int {
        let markets = book.totals.platform(platform.code)?.markets ?? []
        return markets.filter { market == nil || $0.market.code == market?.code }.reduce(0) { count, market in
            let sides = side.map { [$0] } ?? Side.allCases
            return count
                + sides.reduce(0) { sum, side in
                    let slots = side == .planned ? market.planned : market.actual
                    switch section {
                    case .campaign: return sum + slots.reduce(0) { $0 + $1.count }
                    case .stage(let stage): return sum + slots[CampaignTotals.slot(of: stage)].count
                    }
                }
        }
    }

    private func hasRecords(_ row: FlatRow, _ platform: Platform) -> Bool {
        if lines(platform, row.market, row.section, row.side) > 0 { return true }
        let markets = book.totals.platform(platform.code)?.markets ?? []
        return row.side != .planned
            && markets.contains { market in
                (row.market == nil || market.market.code == row.market?.code)
                    && market.readings.contains { $0.key.scope == row.section.scope && !$0.value.values.isEmpty }
            }
    }

    /// One message for the rows that no record is of.
    private func reportIdle(_ rows: [FlatRow], _ table: FlatTable) {
        guard let first = rows.first else { return }
        let named = rows.prefix(5).map { row in
            let parts = [row.platform?.displayName, row.market?.displayName, row.section.name, row.side?.rawValue]
            return "\(parts.compactMap { $0 }.joined(separator: ", ")) (row \(row.row))"
        }
        let more = rows.count > 5 ? "; and \(rows.count - 5) more" : ""
        say(
            .warning, .noRecordsForRow, sheet: table.sheet, cell: first.label,
            "there are no records of \(named.joined(separator: "; "))\(more); \(rows.count == 1 ? "the row shows" : "the rows show") -"
        )
    }

    /// Lines of the records that no row of the template's flat tables is of, by platform, market, stage and side.
    func reportRecordsWithoutRow() {
        let tables = template.layout.tables
        let blocks = Set(template.layout.blocks.map(\.platform.code))
        for platform in book.totals.platforms where !blocks.contains(platform.platform.code) {
            let own = tables.filter { $0.platforms.contains { $0.code == platform.platform.code } }
            guard let first = own.first else { continue }
            for market in platform.markets.sorted(by: { $0.market.displayName < $1.market.displayName }) {
                for slot in market.planned.indices {
                    for side in Side.allCases {
                        let count = (side == .planned ? market.planned : market.actual)[slot].count
                        guard count > 0,
                            !own.contains(where: { $0.shows(platform.platform, market.market, slot, side) })
                        else { continue }
                        let stage =
                            slot == CampaignTotals.unstaged ? "no stage" : book.totals.stages[slot - 1].displayName
                        say(
                            .error, .noRowForRecords, sheet: first.sheet, cell: first.header,
                            "the table has no row for \(platform.platform.displayName), \(market.market.displayName), \(stage), \(side.rawValue), of which there \(count == 1 ? "is 1 line" : "are \(count) lines")",
                            hint: slot == CampaignTotals.unstaged
                                ? "give the lines a stage, or add a row of CAMPAIGN LEVEL"
                                : "add the row to the template")
                    }
                }
            }
        }
    }

    private func reportFigures(of platform: Platform, _ table: FlatTable) {
        var said: Set<String> = []
        var ratios = UnlikeRatios()
        var fixed = UnlikeRatios()
        for row in table.rows where row.platform?.code == platform.code {
            let scope = row.market.map { FigureBook.Scope.market($0) } ?? .total
            for column in table.columns {
                guard let shown = shown(column, row, platform) else { continue }
                let figure = book.figure(column.metric, row.section, shown.side, scope, of: platform)
                let label = MetricRow(
                    section: row.section, metric: column.metric,
                    label: CellReference(row: row.row, column: column.column), text: column.text)
                report(
                    figure, of: label, shown.side, scope, platform, table.sheet, &said, &ratios, &fixed)
            }
        }
        report(ratios, fixed, platform, table.sheet, table.header)
        for column in table.columns {
            guard let currency = foreignCurrency(column.metric, column.text, platform) else { continue }
            say(
                .error, .foreignCurrency, sheet: table.sheet, cell: column.label,
                "\"\(printable(column.text))\" asks for \(currency.label) and the plan of \(platform.displayName) is in \(currency.plan); its cells show -",
                hint: "plan in \(currency.label), or take the currency out of the label")
        }
    }
}

extension FlatTable {
    /// The platforms that rows name, in order.
    var platforms: [Platform] {
        rows.compactMap(\.platform).reduce(into: []) { found, platform in
            if !found.contains(where: { $0.code == platform.code }) { found.append(platform) }
        }
    }

    /// Whether a row, and a column of its side, is of some lines: their stage's, or all stages' where none is named.
    func shows(_ platform: Platform, _ market: Market, _ slot: Int, _ side: Side) -> Bool {
        guard columns.contains(where: { $0.side == side || $0.side == nil }) else { return false }
        return rows.contains { row in
            guard row.platform?.code == platform.code, row.side == nil || row.side == side,
                row.market.map({ $0.code == market.code }) ?? !hasMarkets
            else { return false }
            switch row.section {
            case .campaign: return !hasStages || slot == CampaignTotals.unstaged
            case .stage(let stage): return slot == CampaignTotals.slot(of: stage)
            }
        }
    }
}

import MediaPlans
import Streams
import Workbooks

/// Flat tables: each figure by the labels of its row and column.
extension TrackerAudit {
    /// - Returns: the codes of the platforms that have a row.
    func audit(_ table: AuditTable, _ grid: SheetGrid, _ sheet: String) -> Set<String> {
        var shown: Set<String> = []
        for row in table.rows {
            shown.insert(row.platform.code)
            let view = campaign.platform(row.platform.code)
            let market = row.market.map { name in
                view?.market(words.vocabulary.market(named: name)?.code ?? normalised(name))
            }
            for column in table.columns {
                guard let side = column.side ?? row.side, row.side == nil || row.side == side else { continue }
                let cell = grid.anchor(of: CellReference(row: row.number, column: column.number))
                if column.metric.isTyped {
                    if grid[cell].number != nil { comparison.summary.typed += 1 }
                    continue
                }
                let name =
                    "\(row.section.name) \(column.label) \(side.rawValue) of \(row.market ?? "all markets") on \(row.platform.displayName)"
                guard let view, market.map({ $0 != nil }) ?? true else {
                    // What no record is of may hold no figure; it shows all the same that there is none.
                    let isShown = comparison.compare(nil, cell, name, grid, sheet)
                    if isShown, view != nil, !grid[cell].isEmpty {
                        note(cell, of: row.platform.code, isKnown: false, sheet)
                    }
                    continue
                }
                audit(
                    ExpectedFigures(platform: view, market: market ?? nil), column, row, side, cell, name, table, grid,
                    sheet)
            }
        }
        noteMissingRows(table, shown, sheet)
        return shown
    }

    private func audit(
        _ figures: ExpectedFigures, _ column: AuditTable.Column, _ row: AuditTable.Row, _ side: CheckSide,
        _ cell: CellReference, _ name: String, _ table: AuditTable, _ grid: SheetGrid, _ sheet: String
    ) {
        if case .lift(let metric) = column.metric {
            return audit(metric, figures, side, cell, name, grid, sheet)
        }
        var expected = figures.figure(column.metric, row.section, side)
        var people: CellReference?
        if column.metric == .reachShare {
            people = table.columns.filter { $0.metric == .population && ($0.side == nil || $0.side == side) }
                .map { CellReference(row: row.number, column: $0.number) }.first { grid[$0].number != nil }
            if let size = people.flatMap({ grid[$0].number }), size > 0 {
                expected = figures.figure(.reach, row.section, side).map { $0 / size }
            }
        }
        if column.metric.isMoney, let code = TrackerWords.currency(in: column.label),
            figures.platform.currencies.keys.contains(where: { $0 != code })
        {
            expected = nil
        }
        if expected != nil {
            comparison.stated[sheet, default: [:]][cell] = StatedFigure(
                platform: figures.platform, market: figures.market, metric: column.metric, section: row.section,
                side: side, population: people)
        }
        guard comparison.compare(expected, cell, name, grid, sheet) else { return }
        let isKnown =
            (expected ?? (column.metric == .reachShare ? figures.figure(.reach, row.section, side) : nil)) != nil
        note(cell, of: figures.platform.platform.code, isKnown: isKnown, sheet)
    }

    /// Lines of the records that no row is of: in a table of stages each stage of a market needs one.
    private func noteMissingRows(_ table: AuditTable, _ shown: Set<String>, _ sheet: String) {
        for platform in campaign.platforms where shown.contains(platform.platform.code) {
            let rows = table.rows.filter { $0.platform.code == platform.platform.code }
            for market in platform.markets {
                let code = market.market.code
                let own = rows.filter { row in
                    row.market.map { (words.vocabulary.market(named: $0)?.code ?? normalised($0)) == code }
                        ?? !table.hasMarkets
                }
                for slot in market.planned.indices where market.planned[slot].count + market.actual[slot].count > 0 {
                    let stage = slot == CampaignView.unstaged ? nil : platform.stages[slot - 1]
                    let isShown = own.contains { row in
                        row.section.scopeStage.map { $0 == stage } ?? (!table.hasStages || stage == nil)
                    }
                    guard !isShown else { continue }
                    comparison.add(
                        .marketNotShown, sheet, table.head,
                        "\(market.market.displayName) has records of \(platform.platform.displayName), \(stage?.displayName ?? "without a stage"), and no row",
                        hint: "add its row")
                }
            }
        }
    }
}

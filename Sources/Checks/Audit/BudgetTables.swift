import MediaPlans
import Streams
import Workbooks

/// Tables of budgets beside the tracker's blocks, such as those of Campaign Insights: a header row that begins with
/// `Platform` or `Market` and names what stands below, and labels with their number underneath.
struct BudgetTables {
    let grid: SheetGrid
    let sheet: String
    let campaign: CampaignView
    let words: TrackerWords
    let comparison: FigureComparison

    /// What a column shows.
    private enum Column: String {
        case planned, actual, difference
        case spent = "spent of plan"
        case shareOfPlan = "share of plan"
        case shareOfActual = "share of actual"
        case impressionsPlanned = "impressions planned"
        case impressionsActual = "impressions actual"
        case planLines = "plan lines"
        case reportLines = "report lines"
    }

    func audit() {
        let rows = Dictionary(grouping: grid.cells.keys, by: \.row).mapValues { $0.sorted() }
        for (row, cells) in rows.sorted(by: { $0.key < $1.key }) {
            for cell in cells { auditLabel(cell) }
            guard let first = cells.first, let head = grid[first].text.map(normalised),
                head == "platform" || head == "market"
            else { continue }
            let columns = cells.dropFirst().compactMap { cell in
                grid[cell].text.flatMap { Column(rawValue: normalised($0)) }.map { (column: $0, index: cell.column) }
            }
            audit(below: CellReference(row: row, column: first.column), columns, isOfMarkets: head == "market")
        }
    }

    /// The rows under a header, down to the first that names neither a platform or market nor TOTAL.
    private func audit(below head: CellReference, _ columns: [(column: Column, index: Int)], isOfMarkets: Bool) {
        let platform = isOfMarkets ? title(above: head) : nil
        guard !isOfMarkets || platform != nil else { return }
        var row = head.row + 1
        while let name = grid[CellReference(row: row, column: head.column)].text {
            // A remark below may speak of TOTAL, too.
            let isTotal = normalised(name) == "total"
            var figures: [ExpectedFigures] = []
            if let platform {
                let code = words.vocabulary.market(named: name)?.code ?? normalised(name)
                guard let market = isTotal ? .some(nil) : platform.market(code).map(Optional.some) else { return }
                figures = [ExpectedFigures(platform: platform, market: market)]
            } else if isTotal {
                figures = campaign.platforms.map { ExpectedFigures(platform: $0, market: nil) }
            } else {
                guard let code = words.vocabulary.platform(named: name)?.code, let view = campaign.platform(code) else {
                    return
                }
                figures = [ExpectedFigures(platform: view, market: nil)]
            }
            for (column, index) in columns {
                audit(
                    column, CellReference(row: row, column: index), figures,
                    "\(platform.map { $0.platform.displayName + " " } ?? "")\(name)")
            }
            if isTotal { return }
            row += 1
        }
    }

    /// The platform that the line over a table of markets names.
    private func title(above head: CellReference) -> PlatformView? {
        for row in stride(from: head.row - 1, through: max(head.row - 3, 1), by: -1) {
            guard let text = grid[CellReference(row: row, column: head.column)].text else { continue }
            let named = words.platforms(in: text)
            return named.count == 1 ? campaign.platform(named[0].code) : nil
        }
        return nil
    }

    private func audit(_ column: Column, _ cell: CellReference, _ figures: [ExpectedFigures], _ name: String) {
        let planned = sum(figures, .budget, .planned)
        let actual = sum(figures, .budget, .actual)
        var expected: Double?
        switch column {
        case .planned: expected = planned
        case .actual: expected = actual
        case .impressionsPlanned: expected = sum(figures, .impressions, .planned)
        case .impressionsActual: expected = sum(figures, .impressions, .actual)
        case .planLines: expected = Double(lines(figures, .planned))
        case .reportLines: expected = Double(lines(figures, .actual))
        case .difference, .spent, .shareOfPlan, .shareOfActual:
            // The sheet may rightly give none where plan and actuals cover different markets.
            guard grid[cell].number != nil else { return }
            switch column {
            case .difference: expected = pair(actual, planned) { $0 - $1 }
            case .spent: expected = pair(actual, planned, by: /)
            case .shareOfPlan: expected = pair(planned, sum(all, .budget, .planned), by: /)
            default: expected = pair(actual, sum(all, .budget, .actual), by: /)
            }
        }
        comparison.compare(expected, cell, "\(column.rawValue) of \(name)", grid, sheet)
    }

    private var all: [ExpectedFigures] { campaign.platforms.map { ExpectedFigures(platform: $0, market: nil) } }

    private func pair(_ a: Double?, _ b: Double?, by body: (Double, Double) -> Double) -> Double? {
        guard let a, let b else { return nil }
        let result = body(a, b)
        return result.isFinite ? result : nil
    }

    /// Nil where nothing is known, or amounts are in several currencies.
    private func sum(_ figures: [ExpectedFigures], _ metric: TrackerMetric, _ side: CheckSide) -> Double? {
        if metric.isMoney, figures.reduce(into: Set<String>(), { $0.formUnion($1.platform.currencies.keys) }).count > 1
        {
            return nil
        }
        var sum = Volume()
        for figures in figures { if let value = figures.figure(metric, .campaign, side) { sum.add(value) } }
        return sum.value
    }

    private func lines(_ figures: [ExpectedFigures], _ side: CheckSide) -> Int {
        figures.reduce(0) { count, figures in
            count + figures.platform.markets.reduce(0) { $0 + $1.lines(side).reduce(0) { $0 + $1.count } }
        }
    }

    // MARK: Labels over a number

    private func auditLabel(_ cell: CellReference) {
        guard let text = grid[cell].text else { return }
        let below = CellReference(row: cell.row + 1, column: cell.column)
        guard grid[below].number != nil else { return }
        let expected: Double?
        switch normalised(text) {
        case "planned investment": expected = sum(all, .budget, .planned)
        case "actual investment": expected = sum(all, .budget, .actual)
        case "impressions delivered": expected = sum(all, .impressions, .actual)
        case "cpm delivered":
            expected = pair(sum(all, .budget, .actual), sum(all, .impressions, .actual)) { $0 / $1 * 1000 }
        default: return
        }
        comparison.compare(expected, below, text, grid, sheet)
    }
}

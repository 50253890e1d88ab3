import MediaPlans
import Streams
import Workbooks

/// Compares numbers outside the blocks with the records, as far as their labels say which figures they are: a summary, tables
/// of platforms or markets, totals in the tracker's head.
///
/// A number whose labels name one of a tracker's figures, and not which, is not compared, and named. Numbers that nobody takes for a
/// figure are passed over.
struct LooseNumbers {
    let grid: SheetGrid
    let sheet: String
    let campaign: CampaignView
    let words: TrackerWords
    let comparison: FigureComparison
    /// Columns of texts by row, and rows of texts by column, in order.
    private let columns: [Int: [Int]]
    private let rows: [Int: [Int]]

    init(
        grid: SheetGrid, sheet: String, campaign: CampaignView, words: TrackerWords, comparison: FigureComparison
    ) {
        (self.grid, self.sheet, self.campaign, self.words, self.comparison) = (grid, sheet, campaign, words, comparison)
        let texts = grid.cells.filter { entry in
            entry.value.value.text.map { $0.contains { $0.isLetter } } ?? false
        }.keys
        columns = Dictionary(grouping: texts, by: \.row).mapValues { $0.map(\.column).sorted() }
        rows = Dictionary(grouping: texts, by: \.column).mapValues { $0.map(\.row).sorted() }
    }

    /// - Parameters:
    ///   - range: the rows to look at.
    ///   - isHead: whether they are pairs of a label and a value, whatever stands above.
    ///   - platform: the code of the platform that all of them are of; nil for none.
    func audit(rows range: Range<Int>, isHead: Bool = false, of platform: String? = nil) {
        let compared = comparison.cells(of: sheet)
        for (cell, content) in grid.cells.sorted(by: { $0.key < $1.key })
        where range.contains(cell.row) && !compared.contains(cell) {
            guard let number = content.value.number, var reading = reading(of: cell, isHead) else { continue }
            if let platform, reading.platform == nil { reading.platform = platform }
            audit(number, cell, reading, isFormula: content.formula != nil)
        }
    }

    // MARK: Labels

    /// What the labels of a number say; nil where it has none.
    private func reading(of cell: CellReference, _ isHead: Bool) -> LabelReading? {
        var found = LabelReading()
        let left = rowLabels(of: cell)
        let above = isHead ? [] : headers(of: cell, right: left.last?.column ?? 0)
        guard !left.isEmpty || !above.isEmpty else { return nil }
        for label in left + above { if let text = grid[label].text { found.read(text, words, campaign) } }
        guard found.metric != nil || found.side != nil else { return nil }
        // A title says of what the table is, and may say that it is of something else.
        if let top = (above + left).map(\.row).min(), let first = left.first?.column ?? above.first?.column {
            for row in stride(from: top - 1, through: max(1, top - 2), by: -1) {
                guard let text = grid[CellReference(row: row, column: first)].text, !above.isEmpty else { break }
                found.read(text, words, campaign)
            }
        }
        var name = LabelReading()
        name.read(sheet, words, campaign)
        if TrackerWords.isQualified(sheet) { found.isOther = true }
        if found.platform == nil { found.platform = name.platform }
        if found.market == nil { found.market = name.market }
        if found.side == nil { found.side = name.side }
        return found
    }

    /// The texts next to each other left of a cell, nearest last.
    private func rowLabels(of cell: CellReference) -> [CellReference] {
        guard let columns = columns[cell.row]?.filter({ $0 < cell.column }), var last = columns.last else { return [] }
        var found = [last]
        for column in columns.dropLast().reversed() {
            guard column == last - 1 else { break }
            found.append(column)
            last = column
        }
        return found.reversed().map { CellReference(row: cell.row, column: $0) }
    }

    /// The texts above a cell, and those of header rows that span several columns.
    private func headers(of cell: CellReference, right first: Int) -> [CellReference] {
        guard let rows = rows[cell.column]?.filter({ $0 < cell.row }), var top = rows.last else { return [] }
        // A header of another table further up has texts of its own below it.
        var found = [CellReference(row: top, column: cell.column)]
        while top > 1 {
            let above = CellReference(row: top - 1, column: cell.column)
            if grid[above].text != nil {
                found.append(above)
            } else if grid[above].isEmpty, let column = columns[top - 1]?.last(where: { $0 < cell.column }),
                column > first
            {
                found.append(CellReference(row: top - 1, column: column))
            } else {
                break
            }
            top -= 1
        }
        return found.reversed()
    }

    // MARK: Figures

    private func audit(_ number: Double, _ cell: CellReference, _ reading: LabelReading, isFormula: Bool) {
        if let metric = reading.metric, metric.isTyped { return }
        let candidates = candidates(reading)
        let isSure = reading.strange.isEmpty && !reading.isContradictory && !reading.isOther && reading.metric != nil
        let name = name(reading)
        let nearest = candidates.min { ($0 - number).magnitude < ($1 - number).magnitude }
        if let nearest, isSure || !reading.isOther && isNear(number, nearest) {
            comparison.compare(nearest, cell, name, grid, sheet)
        } else if isSure, reading.platform != nil, candidates.isEmpty {
            comparison.compare(nil, cell, name, grid, sheet)
        } else if reading.metric == nil && reading.isOther {
            return
        } else if !isFormula || reading.isOther {
            // What a formula computes from the tracker's figures is as right as they are.
            comparison.summary.beside += 1
            comparison.add(
                .figureBeside, sheet, cell,
                "\(name) is outside the blocks and was not compared: its labels do not say which figure it is",
                hint:
                    "name platform or market, and planned or actual, as the blocks do; or see yourself that it is right"
            )
        }
    }

    private func isNear(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= 1e-9 * max(a.magnitude, b.magnitude) }

    private func name(_ reading: LabelReading) -> String {
        let parts = [
            reading.side?.rawValue, reading.stage?.displayName, reading.metric?.name ?? "a number",
            reading.market.map { "of \($0)" }, reading.platform.map { "on \($0)" },
            reading.market == nil && reading.platform == nil ? "over all platforms" : nil,
        ]
        return parts.compactMap { $0 }.joined(separator: " ")
    }

    /// The figures that the labels may mean.
    func candidates(_ reading: LabelReading) -> [Double] {
        let metrics: [TrackerMetric] =
            reading.metric.map { [$0] } ?? (reading.isPlaced ? TrackerMetric.sums : [])
        let sides = reading.side.map { [$0] } ?? CheckSide.allCases
        let section = reading.stage.map { TrackerSection.stage($0) } ?? .campaign
        var found: [Double] = []
        for metric in metrics {
            for side in sides {
                guard let value = figure(metric, section, side, reading) else { continue }
                found.append(value)
                // A share may be written as 30.3 under a label with a per-cent sign.
                if metric.entry?.unit == .share { found.append(value * 100) }
            }
        }
        return found
    }

    private func figure(
        _ metric: TrackerMetric, _ section: TrackerSection, _ side: CheckSide, _ reading: LabelReading
    ) -> Double? {
        if let code = reading.platform {
            guard let platform = campaign.platform(code) else { return nil }
            guard let market = reading.market else {
                return ExpectedFigures(platform: platform, market: nil).figure(metric, section, side)
            }
            guard let view = platform.market(market) else { return nil }
            return ExpectedFigures(platform: platform, market: view).figure(metric, section, side)
        }
        return metric.entry.flatMap { ofAll($0, section, side, reading) }
    }

    /// A metric over all platforms: of sums that add up over everything, and of no people, whom two platforms may have reached.
    private func ofAll(
        _ metric: OwnMetric, _ section: TrackerSection, _ side: CheckSide, _ reading: LabelReading
    ) -> Double? {
        guard !metric.isTyped, metric.share == nil else { return nil }
        guard metric.sides.contains(side == .planned ? .planned : .actual),
            metric.additive.count == OwnMetric.Axis.allCases.count,
            !metric.columns.contains(where: { $0.column == .uniquesReach })
        else { return nil }
        if metric.columns.contains(where: \.isAmount), Set(campaign.platforms.flatMap(\.currencies.keys)).count > 1 {
            return nil
        }
        return OwnFormula.value(of: metric.formula.text) { name in
            var sum = Volume()
            for platform in campaign.platforms where reading.market != nil || platform.regions.isEmpty {
                for market in platform.markets where reading.market == nil || market.market.code == reading.market {
                    for slot in section.scopeStage.map({ [CampaignView.slot($0)] }) ?? Array(0...platform.stages.count)
                    {
                        sum.add(market.lines(side)[slot].volume(named: name))
                    }
                }
            }
            return sum.value
        }
    }
}

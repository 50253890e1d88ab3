import MediaPlans
import Workbooks

/// The figure that a cell's labels call for.
struct StatedFigure {
    /// Nil for all platforms together.
    var platform: PlatformView?
    /// Nil for all markets together.
    var market: MarketView?
    var metric: TrackerMetric
    var section: TrackerSection
    var side: CheckSide
    /// The cell's sheet, and the place of the population that a share is of.
    var population: CellReference?
}

/// What the figures of a tracker would be if other numbers stood in its sheet of records.
///
/// A formula that takes the wrong rows or cells may show the right number by chance, as where two markets spent the same. Held against
/// other numbers it does not.
struct OtherFigures {
    let campaign: CampaignView
    let table: ConditionalSumTable
    /// The name of the sheet of records, in lower case.
    let records: String
    /// The columns of metrics of the configuration there, by name.
    let own: [String: Int]

    /// The columns that it needs, by their index.
    static let columns: Set<Int> = Set(
        ([.sourceType, .budgetLocal, .impressions, .videoViews, .clicksActions, .uniquesReach, .frequency]
            as [RecordColumn]).map { $0.index + 1 } + Key.allCases.map(\.column))

    /// Columns after those of the records that say what names mean.
    private enum Key: Int, CaseIterable {
        case platform, market, stage, metric

        var column: Int { RecordColumn.allCases.count + 1 + rawValue }
    }

    /// Nil where it is unknown, or not to be told from the records' sheet alone.
    func value(_ figure: StatedFigure, _ grid: SheetGrid) -> Double? {
        guard let platform = figure.platform else {
            var sum = Volume()
            for platform in campaign.platforms {
                var part = figure
                part.platform = platform
                sum.add(value(part, grid))
            }
            return sum.value
        }
        let (section, side) = (figure.section, figure.side)
        guard let metric = figure.metric.entry, !metric.isTyped else { return nil }
        // The planner's own reach is in no record.
        let isStated = section == .campaign && side == .planned && !platform.stated.isEmpty
        if isStated, metric.isBuiltIn, metric.columns.contains(where: { $0.column == .uniquesReach }) { return nil }
        if side == .actual, metric.reported == .frequency, figure.market != nil {
            return reported(.frequency, section, platform, figure.market)
        }
        guard platform.choices.ratios != .like || metric.quotient == nil else { return nil }
        let value = OwnFormula.value(of: metric.formula.text) { sum($0, section, side, platform, figure.market) }
        guard metric.share != nil else { return value }
        guard let people = figure.population.flatMap({ grid[$0].number }), people > 0 else { return nil }
        return value.map { $0 / people }
    }

    /// The sum of a column that a metric is made of.
    private func sum(
        _ name: String, _ section: TrackerSection, _ side: CheckSide, _ platform: PlatformView, _ market: MarketView?
    ) -> Double? {
        guard let column = RecordColumn(rawValue: name) else {
            return own[name].flatMap { sum(cells($0), section, side, platform, market) }
        }
        if column == .uniquesReach, side == .actual { return reported(.reach, section, platform, market) }
        return sum(cells(column), section, side, platform, market, staged: column == .uniquesReach)
    }

    private func sum(
        _ cells: ConditionalSum.Cells, _ section: TrackerSection, _ side: CheckSide, _ platform: PlatformView,
        _ market: MarketView?, staged: Bool = false
    ) -> Double? {
        var conditions = conditions(side == .planned ? .planned : .deliveredMedia, platform, market)
        if let stage = section.scopeStage {
            conditions.append(condition(.stage, .equals(stage.displayName.lowercased())))
        } else if staged, !platform.stages.isEmpty {
            conditions.append(condition(.stage, .isFilled))
        }
        return table.volume(of: .init(summed: cells, conditions: conditions), .other)?.value
    }

    /// A number of the reach table, alike in all reports that give it; of several markets their sum.
    private func reported(
        _ measure: ReachMetric.Measure, _ section: TrackerSection, _ platform: PlatformView, _ market: MarketView?
    ) -> Double? {
        let scope = section.scopeStage?.displayName ?? "Campaign"
        let name = "\(scope) \(measure == .reach ? "Reach" : "Frequency")".lowercased()
        var sum = Volume()
        for market in market.map({ [$0] }) ?? platform.markets
        where market.reach(ReachMetric(measure, of: section.scope)) != nil {
            let conditions =
                conditions(.deliveredReachAndFrequency, platform, market) + [condition(.metric, .equals(name))]
            let found = table.volume(
                of: .init(summed: cells(measure == .reach ? .uniquesReach : .frequency), conditions: conditions), .other
            )
            if let value = found?.value, let known = found?.known { sum.add(value / Double(known)) }
        }
        return sum.value
    }

    private func conditions(_ type: SourceType, _ platform: PlatformView, _ market: MarketView?)
        -> [ConditionalSum.Condition]
    {
        [
            .init(cells: cells(.sourceType), criterion: .equals(type.rawValue.lowercased())),
            condition(.platform, .equals(platform.platform.code.lowercased())),
            condition(.market, market.map { .equals($0.market.code.lowercased()) } ?? .isFilled),
        ]
    }

    private func condition(_ key: Key, _ criterion: ConditionalSum.Criterion) -> ConditionalSum.Condition {
        .init(cells: cells(key.column), criterion: criterion)
    }

    private func cells(_ column: RecordColumn) -> ConditionalSum.Cells { cells(column.index + 1) }

    private func cells(_ column: Int) -> ConditionalSum.Cells {
        .init(sheet: records, column: column, rows: 2...max(2, table.lastRows[records] ?? 2))
    }
}

import MediaPlans
import Workbooks

/// The lines of the insights' tables.
extension InsightsSheet {
    private func amount(_ metric: Metric, _ side: Side, of platform: Platform, _ market: Market?)
        -> InsightsTable.Amount
    {
        let figure = book.figure(metric, .campaign, side, market.map { .market($0) } ?? .total, of: platform)
        guard !figure.gaps.contains(where: \.forbidsSum) else { return .init() }
        let query = RawData.Query(
            type: side == .planned ? .planned : .deliveredMedia, platform: platform.code, market: market?.code,
            stage: .any,
            value: metric == .budget ? .budgetLocal : .impressions)
        return .init(value: figure.value, formula: raw.guardedSum(query))
    }

    func line(_ name: String, of platform: CampaignTotals.PlatformTotals, _ market: Market?)
        -> InsightsTable.Line
    {
        func both(_ metric: Metric) -> [Side: InsightsTable.Amount] {
            Dictionary(
                uniqueKeysWithValues: Side.allCases.map { ($0, amount(metric, $0, of: platform.platform, market)) })
        }
        let coverage = InsightsCoverage(book: book, raw: raw, platform: platform, market: market)
        func item(_ side: Side, _ metric: Metric) -> InsightsCoverage.Item { .init(side: side, metric: metric) }
        let budgets = coverage.compares(item(.planned, .budget), item(.actual, .budget))
        var line = InsightsTable.Line(
            name: name, currencies: book.currencies(of: platform.platform), budget: both(.budget),
            impressions: both(.impressions))
        line.conditions = [
            2: budgets, 3: budgets, 4: coverage.isComplete(item(.planned, .budget)),
            5: coverage.isComplete(item(.actual, .budget)),
            8: coverage.compares(item(.planned, .impressions), item(.actual, .impressions)),
            9: coverage.divides(.planned), 10: coverage.divides(.actual),
        ]
        for side in Side.allCases {
            line.budgetGaps[side] = coverage.gap(item(side, .budget))
            line.impressionGaps[side] = coverage.gap(item(side, .impressions))
        }
        return line
    }
}

import MediaPlans
import Workbooks

/// The budgets of a table as charts.
extension InsightsTable {
    /// How the titles of its charts go on, by which they are known in a tracker that is filled again.
    static let titleEnds = [": planned and actual budget", "budget by platform", InsightsSheet.daysTitleEnd]

    /// Amounts in several currencies are not comparable, and a chart of nothing known is an empty frame.
    var hasChart: Bool { currencies.count <= 1 && Side.allCases.contains { isKnown($0) } }

    /// Planned and actual budget of each line side by side.
    ///
    /// - Parameter sheet: the name of the sheet that the table stands on.
    func columnChart(title: String, on sheet: String, area: CellRange) -> Chart {
        let series = Side.allCases.map { side in
            budgets(
                side, side == .planned ? "Planned" : "Actual", on: sheet,
                colours: [side == .planned ? InsightsStyles.planned : InsightsStyles.actual])
        }
        let unit = currencies.first.map { " (\($0))" } ?? ""
        return Chart(
            kind: .columns, title: "\(title)\(Self.titleEnds[0])\(unit)", series: series,
            numberFormat: axisFormat, area: area)
    }

    /// Each line's part of a side's budget: a percentage where all of it is known, and otherwise the amount.
    func shareChart(of side: Side, on sheet: String, area: CellRange) -> Chart {
        Chart(
            kind: .doughnut, title: "\(side == .planned ? "Planned" : "Actual") \(Self.titleEnds[1])",
            series: [budgets(side, side.rawValue, on: sheet, colours: InsightsStyles.platforms)],
            numberFormat: isComplete(side) ? "0%" : axisFormat, area: area)
    }

    private func budgets(_ side: Side, _ name: String, on sheet: String, colours: [String]) -> Chart.Series {
        Chart.Series(
            name: name, categories: range(-1, on: sheet), values: range(side == .planned ? 0 : 1, on: sheet),
            cachedCategories: lines.map(\.name),
            cachedValues: lines.map { $0.budget[side]?.value }, colours: colours)
    }

    /// Millions from ten millions on, and decimals where whole numbers would repeat along the axis.
    private var axisFormat: String {
        let largest = lines.flatMap { line in line.budget.values.compactMap(\.value) }.max() ?? 0
        return largest >= 1e7 ? "#,##0,,\"M\"" : largest < 10 ? "General" : "#,##0"
    }
}

import MediaPlans
import Workbooks

/// Plan, spend and projection by day of each platform, as tables with charts beside them.
extension InsightsSheet {
    static let daysTitleEnd = "plan, spend and projection by day"
    private static let columns = ["Up to", "Planned", "Spent", "Projected"]

    /// Gives the row behind them; the same one where nothing can be drawn.
    func addDays(at first: Int, to page: inout InsightsPage, _ styles: InsightsStyles) -> Int {
        var row = first
        for series in totals.daily?.series ?? [] where !series.points.isEmpty {
            row = add(series, at: row, to: &page, styles)
        }
        return row
    }

    /// Which platforms have no chart, and why; nil where each has one, or days do not matter.
    var daysNote: String? {
        let series = totals.daily?.series ?? []
        let others = series.filter(\.points.isEmpty)
        guard !others.isEmpty else { return nil }
        let reasons = Set(others.map(\.note))
        let isAll = others.count == series.count && reasons.count == 1
        let words = isAll ? [others[0].note] : others.map { "\(name(of: $0.platform)) (\($0.note))" }
        return "No chart of spend by day: \(words.joined(separator: "; "))."
    }

    private func name(of platform: String) -> String {
        totals.platforms.first { $0.platform.code == platform }?.platform.displayName ?? platform
    }

    private func add(_ series: DailySpend.Series, at row: Int, to page: inout InsightsPage, _ styles: InsightsStyles)
        -> Int
    {
        let platform = name(of: series.platform)
        addSection("\(platform): \(Self.daysTitleEnd)", at: row, to: &page, styles)
        for (index, name) in Self.columns.enumerated() {
            page.put(name, at: row + 1, Self.left + index, style: index == 0 ? styles.header : styles.headerRight)
        }
        page.heights[row + 1] = 22
        var line = row + 2
        for point in series.points {
            let serial = point.day.serial(in: dateSystem)
            page.put(
                .value(serial.map { .number($0) } ?? .text(point.day.description)), at: line, Self.left,
                style: styles.day)
            for (index, value) in [point.planned, point.spent, point.projected].enumerated() {
                page.put(
                    .value(value.map { .number($0) } ?? .empty), at: line, Self.left + 1 + index, style: styles.money)
            }
            page.heights[line] = 18
            line += 1
        }
        if !series.note.isEmpty {
            page.put("\(series.note).", at: line, Self.left, style: styles.note)
            line += 1
        }
        let last = max(line - 1, row + 14)
        page.charts.append(
            chart(
                of: series, platform: platform, rows: row + 2...row + 1 + series.points.count,
                area: area(row + 1, 7, last, Self.right)))
        return last + 2
    }

    private func chart(of series: DailySpend.Series, platform: String, rows: ClosedRange<Int>, area: CellRange) -> Chart
    {
        func cells(_ column: Int) -> String {
            let (first, last) = (
                CellReference(row: rows.lowerBound, column: column), CellReference(row: rows.upperBound, column: column)
            )
            return "\(RawData.quoted(name))!\(first.absolute):\(last.absolute)"
        }
        let days = series.points.map { $0.day.serial(in: dateSystem) ?? 0 }
        let colours = [InsightsStyles.planned, InsightsStyles.actual, InsightsStyles.projected]
        let values: [[Double?]] = [
            series.points.map(\.planned), series.points.map(\.spent), series.points.map(\.projected),
        ]
        let unit = series.currency.map { " (\($0))" } ?? ""
        let largest = values.joined().compactMap { $0 }.max() ?? 0
        return Chart(
            kind: .lines(days: days), title: "\(platform): \(Self.daysTitleEnd)\(unit)",
            series: zip(Self.columns.dropFirst(), zip(values, colours)).enumerated().map { index, item in
                var series = Chart.Series(
                    name: item.0, categories: cells(Self.left), values: cells(Self.left + 1 + index),
                    cachedCategories: [], cachedValues: item.1.0, colours: [item.1.1])
                series.isDashed = index == 2
                return series
            }, numberFormat: largest >= 1e7 ? "#,##0,,\"M\"" : largest < 10 ? "General" : "#,##0", area: area)
    }
}

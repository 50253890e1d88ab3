import MediaPlans
import Workbooks

/// What the configuration's metrics come to on each platform, in tables of as many columns as the sheet has.
extension InsightsSheet {
    static let metricsTitle = "Metrics of the configuration by platform"

    /// One side of a metric, with the style of its cells.
    struct ConfiguredColumn {
        var metric: OwnMetric
        var side: Side
        var style: Int
    }

    func configuredColumns(_ growth: inout WorkbookGrowth, currency: String?) -> [ConfiguredColumn] {
        var columns: [ConfiguredColumn] = []
        for metric in totals.metrics where !metric.isTyped {
            for side in Side.allCases where metric.sides.contains(side) {
                let values = totals.platforms.compactMap { figure(metric, side, $0.platform).value }
                let code = FormatChoice(metric: .own(metric), currency: currency).own(for: values)
                let style = growth.style(
                    CellFormat().with {
                        // A code of several sections has a blank of its own.
                        $0.numberFormat = code.contains(";") ? code : "\(code)_m;-\(code)_m;\(code)_m;@_m"
                        ($0.alignment, $0.line) = (.right, "E4E8EF")
                    })
                columns.append(ConfiguredColumn(metric: metric, side: side, style: style))
            }
        }
        return columns
    }

    private func figure(_ metric: OwnMetric, _ side: Side, _ platform: Platform) -> Figure {
        book.figure(.own(metric), .campaign, side, .total, of: platform)
    }

    /// Gives the row behind the tables; the same one where there is no such metric.
    func addMetrics(
        _ columns: [ConfiguredColumn], at first: Int, to page: inout InsightsPage, _ styles: InsightsStyles
    ) -> Int {
        let live = LiveFigures(raw: raw, totals: totals)
        let width = Self.right - Self.left
        var row = first
        for start in stride(from: 0, to: columns.count, by: width) {
            addSection(Self.metricsTitle, at: row, to: &page, styles)
            page.put("Platform", at: row + 1, Self.left, style: styles.header)
            page.heights[row + 1] = 30
            for (index, column) in columns[start..<min(start + width, columns.count)].enumerated() {
                let place = Self.left + 1 + index
                page.put(
                    "\(column.metric.name) \(column.side.rawValue)", at: row + 1, place, style: styles.headerRight)
                for (line, totals) in totals.platforms.enumerated() {
                    let figure = figure(column.metric, column.side, totals.platform)
                    let shown = ShownFigure(
                        platform: totals.platform.code, section: .campaign, metric: .own(column.metric),
                        side: column.side)
                    let value = figure.value.map { CellValue.number($0) } ?? .text("-")
                    page.put(
                        live.formulaOverRecords(shown, figure).map { .formula($0, cached: value) } ?? .value(value),
                        at: row + 2 + line, place, style: column.style)
                }
            }
            for (line, totals) in totals.platforms.enumerated() {
                page.put(totals.platform.displayName, at: row + 2 + line, Self.left, style: styles.name)
                page.heights[row + 2 + line] = 18
            }
            row += totals.platforms.count + 3
        }
        return row
    }
}

import MediaPlans
import Workbooks

/// A table of Campaign Insights of the configuration's metrics: `Platform` and the sides of metrics, a row for each platform.
struct MetricsTable {
    private static let title = "Metrics of the configuration by platform"

    struct Figure {
        var cell: CellReference
        var name: String
        var value: Double?
        var stated: StatedFigure
    }

    private var titleCell: CellReference
    private var columns: [(index: Int, metric: OwnMetric, side: CheckSide)] = []
    private var rows: [(row: Int, platform: PlatformView)] = []

    /// The tables of a sheet.
    static func tables(of grid: SheetGrid, campaign: CampaignView) -> [MetricsTable] {
        grid.cells.filter { $0.value.value.text == title }.keys.sorted().map { cell in
            var table = MetricsTable(titleCell: cell)
            var place = cell.column + 1
            while let text = grid[CellReference(row: cell.row + 1, column: place)].text {
                for metric in campaign.metrics {
                    for side in CheckSide.allCases where text == "\(metric.name) \(side.rawValue)" {
                        table.columns.append((place, metric, side))
                    }
                }
                place += 1
            }
            var row = cell.row + 2
            while let name = grid[CellReference(row: row, column: cell.column)].text,
                let platform = campaign.platforms.first(where: { $0.platform.displayName == name })
            {
                table.rows.append((row, platform))
                row += 1
            }
            return table
        }
    }

    /// The cells, and what the records come to.
    var figures: [Figure] {
        rows.flatMap { row, platform in
            columns.map { column, metric, side in
                Figure(
                    cell: CellReference(row: row, column: column),
                    name: "\(metric.name) \(side.rawValue) of \(platform.platform.displayName)",
                    value: ExpectedFigures(platform: platform, market: nil).figure(.own(metric), .campaign, side),
                    stated: StatedFigure(
                        platform: platform, market: nil, metric: .own(metric), section: .campaign, side: side))
            }
        }
    }

    /// The cells with its own words.
    var texts: Set<CellReference> {
        var cells: Set = [titleCell, CellReference(row: titleCell.row + 1, column: titleCell.column)]
        for column in columns { cells.insert(CellReference(row: titleCell.row + 1, column: column.index)) }
        for row in rows { cells.insert(CellReference(row: row.row, column: titleCell.column)) }
        return cells
    }
}

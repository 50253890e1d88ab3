import MediaPlans
import Workbooks

/// A table of Campaign Insights of a platform's plan, spend and projection by day: `Up to`, `Planned`, `Spent`, `Projected` under the
/// platform's name, a row for each day, and a note of what is left out.
struct DaysTable {
    private static let header = ["up to", "planned", "spent", "projected"]
    private static let titleEnd = ": plan, spend and projection by day"

    var head: CellReference
    var platform: String
    var series: PlatformDays
    var rows: [(row: Int, day: CivilDate)]

    /// The tables of a sheet.
    ///
    /// - Parameter days: the series of each platform, from the records.
    static func tables(of grid: SheetGrid, campaign: CampaignView, days: [PlatformDays]) -> [DaysTable] {
        grid.cells.keys.sorted().compactMap { head in
            guard
                header.indices.allSatisfy({
                    grid[CellReference(row: head.row, column: head.column + $0)].text.map(normalised) == header[$0]
                }), head.row > 1,
                let title = grid[CellReference(row: head.row - 1, column: head.column)].text,
                let found = days.first(where: { title == name(of: $0.platform, campaign) + titleEnd })
            else { return nil }
            var table = DaysTable(head: head, platform: name(of: found.platform, campaign), series: found, rows: [])
            var row = head.row + 1
            while case .date(let serial) = grid[CellReference(row: row, column: head.column)], let day = serial.date {
                table.rows.append((row, day))
                row += 1
            }
            return table
        }
    }

    static func name(of platform: String, _ campaign: CampaignView) -> String {
        campaign.platforms.first { $0.platform.code == platform }?.platform.displayName ?? platform
    }

    /// What is said of platforms without a chart; nil where there is nothing to say.
    static func note(_ days: [PlatformDays], _ campaign: CampaignView) -> String? {
        let others = days.filter(\.days.isEmpty)
        guard !others.isEmpty else { return nil }
        let isAll = others.count == days.count && Set(others.map(\.note)).count == 1
        let words = isAll ? [others[0].note] : others.map { "\(name(of: $0.platform, campaign)) (\($0.note))" }
        return "No chart of spend by day: \(words.joined(separator: "; "))."
    }

    /// Cells and what they are to show: nil where a day has no such value.
    var figures: [(cell: CellReference, name: String, value: Double?)] {
        rows.flatMap { row, day in
            let found = series.days.first { $0.day == day }
            return [(1, "plan", found?.planned), (2, "spend", found?.spent), (3, "projection", found?.projected)].map {
                (CellReference(row: row, column: head.column + $0), "\($1) of \(platform) up to \(day)", $2)
            }
        }
    }

    /// The cells with its own words and days.
    func texts(in grid: SheetGrid) -> Set<CellReference> {
        var cells = Set(Self.header.indices.map { CellReference(row: head.row, column: head.column + $0) })
        cells.insert(CellReference(row: head.row - 1, column: head.column))
        for row in rows { cells.insert(CellReference(row: row.row, column: head.column)) }
        let below = CellReference(row: head.row + rows.count + 1, column: head.column)
        if !series.note.isEmpty, grid[below].text == series.note + "." { cells.insert(below) }
        return cells
    }
}

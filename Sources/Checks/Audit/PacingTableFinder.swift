import MediaPlans
import Workbooks

/// Finds tables of budgets on a sheet by their headers.
struct PacingTableFinder {
    let grid: SheetGrid
    let campaign: CampaignView
    let words: TrackerWords

    func tables() -> [PacingTable] {
        let rows = Dictionary(grouping: grid.cells.keys, by: \.row).mapValues { $0.sorted() }
        return rows.sorted { $0.key < $1.key }.compactMap { row, cells in
            guard let first = cells.first, let name = grid[first].text.map(normalised),
                name == "platform" || name == "market"
            else { return nil }
            let columns = cells.dropFirst().compactMap { cell in
                grid[cell].text.flatMap { PacingTable.Column(rawValue: normalised($0)) }.map {
                    (column: $0, index: cell.column)
                }
            }
            return table(first, columns, isOfMarkets: name == "market")
        }
    }

    /// The rows under a header, down to the first that names neither a platform or market nor TOTAL.
    private func table(
        _ head: CellReference, _ columns: [(column: PacingTable.Column, index: Int)], isOfMarkets: Bool
    ) -> PacingTable? {
        let platform = isOfMarkets ? title(above: head) : nil
        guard !isOfMarkets || platform != nil else { return nil }
        var table = PacingTable(head: head, columns: columns, isOfMarkets: isOfMarkets, end: head.row + 1)
        while let name = grid[CellReference(row: table.end, column: head.column)].text {
            // A remark below may speak of TOTAL, too.
            if normalised(name) == "total" {
                table.totalRow = table.end
                table.end += 1
                break
            }
            if let platform {
                guard let market = platform.market(words.vocabulary.market(named: name)?.code ?? normalised(name))
                else {
                    break
                }
                table.lines.append(.init(row: table.end, name: name, platform: platform, market: market))
            } else {
                guard let view = view(named: name) else { break }
                table.lines.append(.init(row: table.end, name: name, platform: view, market: nil))
            }
            table.end += 1
        }
        return table
    }

    /// The platform of a line, also with its currencies in brackets behind it.
    private func view(named name: String) -> PlatformView? {
        if let code = words.vocabulary.platform(named: name)?.code { return campaign.platform(code) }
        let plain = name.hasSuffix(")") ? name.lastIndex(of: "(").map { String(name[..<$0]) } : nil
        if let code = plain.flatMap({ words.vocabulary.platform(named: $0)?.code }) { return campaign.platform(code) }
        return campaign.platforms.first { normalised($0.platform.displayName) == normalised(plain ?? name) }
    }

    /// The platform that the line over a table of markets names.
    private func title(above head: CellReference) -> PlatformView? {
        for row in stride(from: head.row - 1, through: max(head.row - 3, 1), by: -1) {
            guard let text = grid[CellReference(row: row, column: head.column)].text else { continue }
            let named = words.platforms(in: text)
            if named.count == 1 { return campaign.platform(named[0].code) }
            return campaign.platforms.first { text.hasPrefix($0.platform.displayName + ":") }
        }
        return nil
    }
}

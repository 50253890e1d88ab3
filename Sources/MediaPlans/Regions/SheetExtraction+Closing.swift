import Streams
import Workbooks

/// The end of a region, and rows that are in none.
extension SheetExtraction {
    func close(bottom: (row: Int, columns: [Int])?) throws {
        guard let region = open else { return }
        region.fence.bottom = bottom
        let isPlain = region.fence.isMissing && region.kind != .reachAndFrequency
        if bottom != nil || isPlain { try release(region) }
        try region.finish(emit)
        settleUnlike(region)
        let lacks = region.isStated ? [] : region.fence.lacks(columns: region.columns)
        let found = Region(
            sheet: sheet, kind: region.kind, platform: platform, range: region.range(), headerRow: region.headerRow,
            otherHeaders: otherHeaders.filter { $0 < region.headerRow }, lines: region.lines, lacks: lacks,
            isUnfenced: region.fence.isMissing && !region.isStated,
            columns: region.reader.columnsOfRecords, marketColumns: region.reader.columnsOfMarkets,
            totals: Array(region.totals.stated.prefix(100)), spellings: region.reader.cells.spellings)
        otherHeaders = []
        regions.append(found)
        reportFence(found, isProved: region.totals.provesAll)
        reportCurrency(region)
        reportUnread(region.held, found)
        if region.hiddenRows.count > 0 {
            report(
                Message(
                    .warning, .hiddenRows, at: place,
                    "\(counted(region.hiddenRows.count, "hidden row")) with data inside the region, read like the others: \(region.hiddenRows.rows)",
                    hint: "show or remove them"))
        }
        reportHiddenColumns(of: found)
        if let message = region.unlike.message(at: place) { report(message) }
        for message in region.reader.cells.findings.messages(at: place) { report(message) }
        for message in region.regionMessages { report(message) }
        let held = region.held
        region.held = []
        open = nil
        closed = region
        for row in held {
            noteOutside(row, RowShape(row))
            coverage?.settle(row, as: .unaccounted(.under))
        }
    }

    /// The row of START that was met last is not of this extraction's tables.
    func dropTop() { pendingTop = nil }

    /// Says which columns were read that nobody sees.
    private func reportHiddenColumns(of region: Region) {
        let columns = Set(region.columns.values).union(region.marketColumns.values).filter { column in
            sheet.hiddenColumns.contains { $0.contains(column) }
        }.sorted()
        guard !columns.isEmpty else { return }
        let names = columns.map { column in
            let name =
                region.columns.first { $0.value == column }?.key.rawValue
                ?? region.marketColumns.first { $0.value == column }?.key ?? ""
            return "\(CellReference.letters(ofColumn: column)) (\(name))"
        }
        let more = names.count > 6 ? " and \(names.count - 6) more" : ""
        var place = place
        place.cell = CellReference(row: region.headerRow, column: columns[0]).description
        report(
            Message(
                .warning, .hiddenColumns, at: place,
                "\(counted(columns.count, "hidden column")) of the region, read like the others: \(names.prefix(6).joined(separator: ", "))\(more)",
                hint: "show or remove them"))
    }

    /// Cells of a row that is in no table.
    func settleOutside(_ row: SheetRow) {
        let used = headCells
        headCells = []
        let gap: CoverageGap = regions.isEmpty ? .above : .under
        coverage?.settle(row, as: .unaccounted(gap), labels: used)
    }
}

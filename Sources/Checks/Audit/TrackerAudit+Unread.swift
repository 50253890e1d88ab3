import MediaPlans
import Streams
import Workbooks

/// Numbers of a block that were not compared.
extension TrackerAudit {
    /// Columns with numbers that are neither planned nor actual.
    func noteUnreadColumns(_ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String) {
        let known = Set(block.pairs.flatMap(\.columns))
        let named = reader.columns(named: block, right: block.columns.upperBound) { text in
            words.vocabulary.market(named: text) != nil
                || campaign.platform(block.platform.code)?.market(normalised(text)) != nil
        }
        for column in [Array(block.columns), named].joined() where !known.contains(column) {
            let cells = block.rows.map { CellReference(row: $0.number, column: column) }.filter {
                reader.anchor($0) == $0 && reader.grid[$0].number != nil
            }
            guard let first = cells.first else { continue }
            comparison.summary.unlabelled += cells.count
            add(
                .figureUnlabelled, sheet, first,
                "column \(CellReference.letters(ofColumn: column)) stands under neither PLANNED nor ACTUALS: \(counted(cells.count, "number")) of \(block.platform.displayName) not compared",
                hint: "restore the header, or put columns of your own right of the block")
        }
    }

    /// Numbers under merged cells, which show when somebody takes the merge away, and which sums count.
    func noteCovered(_ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String) {
        for row in block.rows {
            for column in block.columns {
                let cell = CellReference(row: row.number, column: column)
                guard let number = reader.grid[cell].number, reader.anchor(cell) != cell else { continue }
                comparison.summary.unlabelled += 1
                add(
                    .figureUnlabelled, sheet, cell,
                    "\(figureText(number)) is hidden under the merged cell \(reader.anchor(cell)): not compared",
                    hint: "empty the cell: unmerge, clear it, and merge again")
            }
        }
    }

    /// Rows of the block with numbers that were not compared, because their label says nothing that is known.
    func noteUnread(_ block: AuditBlock, _ reader: TrackerSheet, _ sheet: String) {
        let known = Set(block.rows.map(\.number))
        guard let first = known.min(), let last = known.max() else { return }
        let columns = block.pairs.flatMap(\.columns)
        var row = first
        while true {
            row += 1
            let cells = columns.map { CellReference(row: row, column: $0) }.filter {
                reader.anchor($0) == $0 && reader.grid[$0].number != nil
            }
            // Below the block's last row as long as numbers follow.
            guard row <= last || !cells.isEmpty, row < block.limit else { return }
            guard !known.contains(row), let cell = cells.first else { continue }
            let label =
                reader.label(ofRow: row, before: columns.min() ?? 1).map {
                    "\"\($0)\" is no row that is known, or stands twice"
                } ?? "the row has no label"
            comparison.summary.unlabelled += cells.count
            add(
                .figureUnlabelled, sheet, cell,
                "\(label): \(counted(cells.count, "number")) of \(block.platform.displayName) not compared",
                hint:
                    "restore the template's label, name the row in the configuration's template section, or move a row of your own below the block"
            )
        }
    }
}

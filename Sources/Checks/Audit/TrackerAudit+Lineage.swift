import Streams
import Workbooks

extension TrackerAudit {
    /// The sheet Lineage, from which questions are answered, gives the values that the cells show.
    func auditLineage(_ lineages: [Page]) {
        for page in lineages {
            let entries = LineageTable.entries(of: page.reader.grid, on: Set(shownGrids.keys))
            let differing = entries.filter { entry in
                guard let there = figures(of: entry.sheet)?[entry.cell].number else { return false }
                return !entry.says(there)
            }
            // After rows, columns or sheets were put in or renamed the addresses are those of before; the values still count.
            let isMoved = LineageTable.isMoved(entries) { figures(of: $0)?[$1] }
            let shown = isMoved ? shownNumbers : []
            for entry in isMoved ? entries : differing {
                if isMoved {
                    guard let said = entry.value.number, !LineageTable.contains(said, in: shown) else { continue }
                    tellLineage(entry, on: page, "a value of the tracker")
                } else if let there = figures(of: entry.sheet)?[entry.cell].number {
                    tellLineage(entry, on: page, "\(figureText(there)), which the cell shows")
                }
            }
        }
    }

    private func tellLineage(_ entry: LineageTable.Entry, on page: Page, _ expected: String) {
        let said = entry.value.number.map(figureText) ?? "\"\(printable(entry.value.displayText))\""
        add(
            .lineageDiffers, page.sheet.name, CellReference(row: entry.row, column: 4),
            "the value of \(entry.figure.isEmpty ? entry.cell.description : "\(entry.cell) (\(entry.figure))") is \(said)",
            expected: expected, hint: "fill the tracker again")
    }

    /// All numbers of the sheets with figures, in order.
    private var shownNumbers: [Double] {
        shownGrids.values.flatMap { $0.cells.values.compactMap(\.value.number) }.sorted()
    }

    private func figures(of sheet: String) -> SheetGrid? { shownGrids[sheet] }
}

import Streams
import Workbooks

/// Rows under a region's end that look like its lines.
extension SheetExtraction {
    func noteOutside(_ row: SheetRow, _ shape: RowShape) {
        guard let region = closed else { return }
        let isMarked = shape.starts.contains { $0 < region.columns.lowerBound } && shape.dataCount > 1
        guard isMarked || region.reader.isLikelyLine(row, region.kind, numbersNeeded: 2) else { return }
        outside.add(row.number)
        if firstOutside == nil { firstOutside = row }
    }

    func reportOutside() {
        guard outside.count > 0, let first = firstOutside, let region = closed else { return }
        var place = place
        let column = first.cells.first { $0.reference.column >= region.columns.lowerBound && !$0.value.isBlank }?
            .reference.column
        place.cell = CellReference(row: first.number, column: column ?? region.columns.lowerBound).description
        let rows = outside.count == 1 ? "" : " (\(outside.rows))"
        let looks =
            outside.count == 1
            ? "looks like a line but stands" : "and \(outside.count - 1) more look like lines but stand"
        report(
            Message(
                .warning, .lineOutside, at: place, "\(looks) under the region's end: not read\(rows)",
                hint: "move the END row under it if it counts"))
        outside = RowTally()
        firstOutside = nil
    }
}

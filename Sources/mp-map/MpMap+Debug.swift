import MediaPlans
import Streams
import Toolkit
import Trackers
import Workbooks

/// What the log tells at the level DEBUG: which labels of the template were found, and which cell shows which figure.
extension MpMap {
    func logDecisions(_ result: MappingJob.Result, of template: String, _ session: Session) {
        guard session.isDebugging else { return }
        for slot in result.layout.head {
            let place = Place(file: template, sheet: slot.sheet.name, cell: slot.label.description)
            session.note("\(place): label of the head, its value goes into \(slot.value)", level: .debug)
        }
        for block in result.layout.blocks {
            let place = Place(file: template, sheet: block.sheet.name, cell: block.heading.description)
            let columns = block.markets.map { CellReference.letters(ofColumn: $0.planned) }
            let markets = result.plan.markets[block.platform.code]?.map(\.displayName) ?? []
            session.note(
                "\(place): block of \(block.platform.code), rows \(block.extent.lowerBound) to \(block.extent.upperBound), columns of markets from \(columns.joined(separator: ", ")): \(markets.joined(separator: ", "))",
                level: .debug)
            for row in block.rows {
                let label = Place(file: template, sheet: block.sheet.name, cell: row.label.description)
                session.note("\(label): row of \(row.section.name) \(row.metric.rawValue)", level: .debug)
            }
        }
        for table in result.layout.tables {
            let place = Place(file: template, sheet: table.sheet.name, cell: table.header.description)
            session.note(
                "\(place): table of \(table.rows.count) rows and \(table.columns.count) columns of figures",
                level: .debug)
        }
        logFigures(result.plan.writes, of: template, session)
    }

    /// One line for each row: which figures it shows, and of how many something is unknown.
    private func logFigures(_ writes: [PlannedWrite], of template: String, _ session: Session) {
        var rows: [(sheet: String, row: Int, name: String, known: Int, partly: Int, unknown: Int)] = []
        for write in writes {
            guard let figure = write.figure else { continue }
            if rows.last?.sheet != write.sheet.name || rows.last?.row != write.cell.row {
                rows.append((write.sheet.name, write.cell.row, write.name, 0, 0, 0))
            }
            let last = rows.count - 1
            if figure.value == nil {
                rows[last].unknown += 1
            } else if figure.isPartial {
                rows[last].partly += 1
            } else {
                rows[last].known += 1
            }
        }
        for row in rows {
            let place = Place(file: template, sheet: row.sheet, cell: "row \(row.row)")
            session.note(
                "\(place): figures from \(row.name) on: \(row.known) known, \(row.partly) known in part, \(row.unknown) unknown",
                level: .debug)
        }
    }
}

import Workbooks

/// A table whose header a source profile states.
extension SheetExtraction {
    func stated(_ row: SheetRow, _ shape: RowShape, header: Int) throws {
        guard let region = open else {
            if row.number == header - 1, case .rows(let rows) = anatomy.header, rows.count == 2 {
                groupRow = row
                coverage?.settle(row, as: .label)
                return
            }
            guard row.number == header, let match = recognition.stated(row, under: groupRow) else {
                let isKnown = !regions.isEmpty && StatedRows.isEnd(row, anatomy) || StatedRows.isHead(row, anatomy)
                let used = regions.isEmpty ? head.readPeriod(row.cells.filter { !$0.value.isBlank }) : []
                coverage?.settle(
                    row, as: isKnown ? .ignored : .unaccounted(regions.isEmpty ? .above : .under),
                    labels: Set(used.map(\.column)))
                return
            }
            coverage?.settle(row, as: .label)
            try begin(match, row, nil)
            open?.isStated = true
            if let region = open { region.reader.context = head.withDays(of: region.reader.plan) }
            return
        }
        guard shape.dataCount > 0 else { return }
        if StatedRows.isEnd(row, anatomy) {
            coverage?.settle(row, as: .ignored)
            return try close(bottom: nil)
        }
        if let text = StatedRows.isOtherTotal(row, anatomy) {
            coverage?.settle(row, as: .ignored)
            return region.reader.note(.otherTotal, text.text, row.number, text.column)
        }
        if let label = StatedRows.total(row, anatomy, region.reader) {
            return try line(row, shape, of: region, total: label)
        }
        if sheet.isText, let last = shape.lastData, last > region.columns.upperBound {
            // An unquoted delimiter in a text shifts all that follows: nothing of the line can be believed.
            coverage?.settle(row, as: .unaccounted(.lineTooWide))
            return region.reader.note(.lineTooWide, "", row.number, last)
        }
        if anatomy.subheadingsGiveContext ?? false, region.plainRow(row) == .heading {
            region.noteHeading(row, recognition.naming)
            return settleHeading(row)
        }
        if !StatedRows.hasFigure(row, region.reader) {
            if readSection(row, of: region) { return }
            coverage?.settle(row, as: StatedRows.isHeader(row, region.reader.plan) ? .label : .unaccounted(.under))
            guard StatedRows.isHeader(row, region.reader.plan) else { return }
            region.reader.note(.headerRepeated, "", row.number, region.columns.lowerBound)
        } else if StatedRows.isHeader(row, region.reader.plan) {
            coverage?.settle(row, as: .label)
            region.reader.note(.headerRepeated, "", row.number, region.columns.lowerBound)
        } else {
            try line(try region.filled(row), shape, of: region)
        }
    }

    /// Takes the days that stand above another section of the table.
    private func readSection(_ row: SheetRow, of region: OpenRegion) -> Bool {
        var section = TableContext()
        let used = section.readPeriod(row.cells.filter { !$0.value.isBlank })
        guard !used.isEmpty else { return false }
        let days = section.withDays(of: region.reader.plan)
        for column in [RecordColumn.startDate, .endDate] {
            region.reader.context.forget(column)
        }
        region.reader.context.take(days)
        coverage?.settle(row, as: .label)
        return true
    }
}

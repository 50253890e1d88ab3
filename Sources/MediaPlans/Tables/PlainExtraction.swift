import Streams
import Workbooks

/// Tables without a fence.
extension SheetExtraction {
    /// Looks whether a row between regions is a header without a fence, alone or under the row of groups above it.
    /// Returns whether the row was used.
    func plainHeader(_ row: SheetRow, _ shape: RowShape) throws -> Bool {
        let before = candidate
        candidate = nil
        if let before, before.row.number == row.number - 1, let joined = recognition.plain(upper: before.row, row),
            joined.known > before.header?.known ?? 0
        {
            coverage?.settle(row, as: .label)
            try begin(plain: joined, row)
            return true
        }
        if before?.header != nil {
            candidate = before
            try takeCandidate()
            try inside(row, shape)
            return true
        }
        let isMatrix = recognition.header(row, shape, under: nil).map { $0.kind == .reachAndFrequency } ?? false
        if isMatrix, let match = recognition.header(row, shape, under: nil) {
            coverage?.settle(row, as: .label)
            try begin(match, row, nil)
            return true
        }
        if let texts = HeaderRecognition.headerTexts(row), texts.count >= 2, !isHead(row) {
            candidate = (row, recognition.plain(upper: nil, row))
            if candidate?.header != nil {
                coverage?.settle(row, as: .label)
                return true
            }
        }
        if candidate != nil, otherHeaders.count < 10 { otherHeaders.append(row.number) }
        noteHead(row)
        return false
    }

    /// Begins the region of a header after which no second row came.
    func takeCandidate() throws {
        guard let (row, header) = candidate, let header else { return }
        candidate = nil
        try begin(plain: header, row)
    }

    private func begin(plain header: PlainHeader, _ row: SheetRow) throws {
        given = head
        if let title {
            _ = given.readTitle(title, recognition.naming.vocabulary, namesPlatforms: platform.code.isEmpty)
        }
        title = nil
        try begin(header.match, row, nil)
        guard let region = open else { return }
        if !header.isStrict { region.tentative = header }
        region.begin(given.without(columnsOf: region.reader.plan), isTitled: given.values != head.values)
    }

    /// Whether all of a row says what holds for the lines: `Market | UAE | Currency | AED`.
    private func isHead(_ row: SheetRow) -> Bool {
        var alone = TableContext()
        let used = alone.readHead(row, recognition.naming)
        return !used.isEmpty && used.count == row.cells.count { !$0.value.isBlank }
    }

    private func noteHead(_ row: SheetRow) {
        title = nil
        // Under a table begins the head of another one.
        let naming = recognition.naming
        let values = regions.isEmpty ? head.readHead(row, naming) : head.readBlockHead(row, naming)
        headCells = Set(values.map(\.column))
        guard values.isEmpty else { return }
        var alone = TableContext()
        let used = alone.readTitle(row, naming.vocabulary, namesPlatforms: platform.code.isEmpty)
        headCells = Set(used.map(\.column))
        if !headCells.isEmpty { title = row }
    }

    /// A table that was believed to be the lines gives way to a fence or a better header.
    func dropTentative(_ row: Int) throws {
        candidate = nil
        guard let region = open, region.tentative != nil else { return }
        open = nil
        for row in region.held { coverage?.settle(row, as: .unaccounted(.above)) }
        var place = place
        place.cell = region.range().description
        report(
            Message(
                .note, .tableSkipped, at: place,
                "a table without a fence is not read, because row \(row) begins the lines"))
    }

    /// A row under the header of a table without a fence.
    func plainLine(_ row: SheetRow, of region: OpenRegion) throws {
        if row.cells.contains(where: \.isNumeric), region.reader.totalLabel(row)?.isCertain ?? false {
            return try line(row, RowShape(row), of: region)
        }
        switch region.plainRow(row) {
        case .line: try line(row, RowShape(row), of: region)
        case .heading:
            if anatomy.subheadingsGiveContext ?? true { region.noteHeading(row, recognition.naming) }
            if row.cells.contains(where: \.isNumeric) {
                guard !region.note(beside: row, isHeading: true) else { return }
            } else {
                region.unlike.note(heading: row)
            }
            settleHeading(row)
        case .other:
            noteOutside(row, RowShape(row))
            guard !region.note(beside: row, isHeading: false) else { return }
            coverage?.settle(row, as: .unaccounted(.unlikeLines))
        }
    }

    /// Says what became of rows with numbers that are not lines, now that all totals are known.
    func settleUnlike(_ region: OpenRegion) {
        for (found, isProved) in region.unlike.decide(above: region.totals.lastWithOthers) {
            if isProved {
                coverage?.settle(found.row, as: .controlTotal)
            } else if found.isHeading {
                settleHeading(found.row)
            } else {
                coverage?.settle(found.row, as: .unaccounted(.unlikeLines))
            }
        }
    }

    /// Texts of a row without a line's numbers are labels; a number in it is one that nothing was made of.
    func settleHeading(_ row: SheetRow) {
        let texts = row.cells.filter { !$0.isNumeric }.map(\.reference.column)
        coverage?.settle(row, as: .unaccounted(.unlikeLines), labels: Set(texts))
    }

    /// Whether a row under the lines of a table without a fence is the header of another one, which is not read: it may sum up the first.
    func endsAtOtherTable(_ row: SheetRow, _ region: OpenRegion) throws -> Bool {
        guard region.fence.isMissing, !region.isStated, region.kind != .reachAndFrequency, region.lines > 0,
            let header = recognition.plain(upper: nil, row)
        else { return false }
        let plan = region.reader.plan
        let isRepeated = header.match.texts.allSatisfy { column, text in
            plan.columns.contains(column) && normalised(plan.header(of: column)) == normalised(text)
        }
        guard !isRepeated else { return false }
        reportOther(row)
        try close(bottom: nil)
        coverage?.settle(row, as: .label)
        isPastTables = true
        return true
    }
}

import Streams

/// What stands in a sheet part before its rows.
struct SheetHead {
    /// The dimension that the part declares; it may lie.
    var dimension: CellRange?
    /// Hidden columns.
    var hiddenColumns: [ClosedRange<Int>] = []
}

/// Reads a sheet part once, from front to back: head, rows, tail (ECMA-376 part 1, 18.3.1.99 worksheet).
///
/// Memory: the part's window (see `PartBuffer`) and the cells of one row.
final class SheetScanner {
    private let buffer: PartBuffer
    private let place: Place
    private(set) var head = SheetHead()
    private(set) var merges: [CellRange] = []
    /// The row that `nextRow` found; its cells point into `window`.
    private(set) var row = RawRow()
    /// The part of the sheet that is in memory, until the next call.
    private(set) var window: XMLScanner
    /// Where in the window reading goes on.
    private var offset = 0
    private var phase = Phase.head

    private enum Phase { case head, rows, tail, done }

    init(_ sheet: Workbook.Sheet, in workbook: Workbook) throws {
        place = Place(file: workbook.path, sheet: sheet.name)
        FaultReport.reading(file: workbook.path)
        FaultReport.reading(sheet: sheet.name)
        guard !sheet.partName.isEmpty, workbook.package.contains(sheet.partName) else {
            throw Failure.corrupt(workbook.path, "the part of the sheet is missing", sheet: sheet.name)
        }
        let stream = try workbook.package.markup(of: sheet.partName)
        buffer = PartBuffer(stream, limits: workbook.package.limits, unitEnd: "</row>")
        window = buffer.window
    }

    /// How many of the part's compressed bytes are read, and how many there are.
    var position: (done: Int, total: Int) { buffer.position }

    /// Reads the head, up to the first row.
    func readHead() throws {
        try explain {
            while phase == .head {
                try scanHead()
                if phase == .head { try more() }
            }
        }
    }

    /// Reads the next row that the part stores into `row`; false when there is none left. Then the rest of the part is read as well, since
    /// only at its end is it known that its bytes are those that were written.
    func nextRow() throws -> Bool {
        if phase == .head { try readHead() }
        do {
            while phase == .rows {
                if try scanRow() { return true }
                if phase == .rows { try more() }
            }
            try readTail()
            return false
        } catch let error as MarkupError {
            throw damaged(error)
        }
    }

    /// Has rows rendered ahead, on all cores, where the sheet is large.
    func startRendering(_ make: @escaping @Sendable () -> BlockWork) { buffer.startWork(make) }

    /// What the rows that come next were rendered as, when that happened ahead. They are passed by `skipRendered`; else
    /// `nextRow` reads them.
    func nextRendering() throws -> RenderedRows? {
        guard phase == .rows, offset == window.end else { return nil }
        do {
            guard try buffer.advance(consumed: offset) else { return nil }
        } catch let error as MarkupError {
            throw damaged(error)
        }
        refresh()
        return buffer.rendering
    }

    /// Passes the rows that `nextRendering` gave.
    func skipRendered(upTo row: Int) {
        offset = window.end
        self.row.begin(row)
    }

    /// Reads what follows the rows: merged cells, and what else there is up to the part's end.
    private func readTail() throws {
        while phase == .tail {
            try scanTail()
            if phase == .tail, try !buffer.advance(consumed: offset) { phase = .done }
            refresh()
        }
        while try buffer.advance(consumed: window.end) { refresh() }
        refresh()
    }

    /// Reads what follows the rows without looking at them.
    func skipRows() throws {
        try readHead()
        try explain {
            while phase == .rows {
                if let end = window.position(after: "sheetData>", from: offset) {
                    (offset, phase) = (end, .tail)
                } else {
                    // The end tag may lie across the window's edge.
                    offset = max(offset, window.end - 16)
                    try more()
                }
            }
            try readTail()
        }
    }

    /// Moves the window on; at its end the part is cut off.
    private func more() throws {
        guard try buffer.advance(consumed: offset) else { throw MarkupError(text: "the part ends in the middle") }
        refresh()
    }

    private func refresh() {
        window = buffer.window
        offset = 0
    }

    private func explain(_ body: () throws -> Void) throws {
        do { try body() } catch let error as MarkupError { throw damaged(error) }
    }

    private func damaged(_ error: MarkupError) -> Failure {
        Failure(
            .data, .corruptWorkbook, at: place, "is damaged: \(error.text)",
            hint: "open it in Excel, let it repair the file, and save it")
    }

    // MARK: Head and tail

    private func scanHead() throws {
        while let tag = try window.nextTag(from: offset) {
            offset = tag.next
            if window.isNamed(tag, "sheetData"), tag.kind != .end {
                phase = tag.kind == .empty ? .tail : .rows
                return
            } else if window.isNamed(tag, "dimension"), let reference = window.attribute("ref", of: tag) {
                head.dimension = CellRange(window.string(reference))
            } else if window.isNamed(tag, "col"), isTrue("hidden", of: tag) {
                noteHiddenColumn(tag)
            } else if tag.kind == .end, window.isNamed(tag, "worksheet") {
                phase = .done
                return
            }
        }
    }

    private func noteHiddenColumn(_ tag: MarkupTag) {
        guard let first = window.attribute("min", of: tag).flatMap({ window.integer($0) }),
            let last = window.attribute("max", of: tag).flatMap({ window.integer($0) }), first <= last
        else { return }
        head.hiddenColumns.append(first...last)
    }

    private func isTrue(_ name: StaticString, of tag: MarkupTag) -> Bool {
        guard let range = window.attribute(name, of: tag) else { return false }
        return window.begins("1", at: range.lowerBound) || window.begins("true", at: range.lowerBound)
    }

    private func scanTail() throws {
        while let tag = try window.nextTag(from: offset) {
            offset = tag.next
            if window.isNamed(tag, "mergeCell"), let reference = window.attribute("ref", of: tag),
                let range = CellRange(window.string(reference))
            {
                merges.append(range)
            } else if tag.kind == .end, window.isNamed(tag, "worksheet") {
                phase = .done
                return
            }
        }
    }

    // MARK: Rows

    /// Takes the next row of the window; false when there is no whole one left.
    private func scanRow() throws -> Bool {
        while let tag = try window.nextTag(from: offset) {
            if window.isNamed(tag, "row"), tag.kind != .end {
                let before = row.number
                try beginRow(tag)
                if tag.kind == .start {
                    guard let next = try window.scanCells(from: tag.next, into: &row) else {
                        row.begin(before)
                        return false
                    }
                    offset = next
                } else {
                    offset = tag.next
                }
                return true
            }
            offset = tag.next
            if tag.kind == .end, window.isNamed(tag, "sheetData") {
                phase = .tail
                return false
            }
        }
        return false
    }

    private func beginRow(_ tag: MarkupTag) throws(MarkupError) {
        var number = row.number + 1
        if let reference = window.attribute("r", of: tag) {
            guard let given = window.integer(reference), (1...CellReference.maximumRow).contains(given) else {
                throw MarkupError(text: "row number \(printable(window.string(reference))) is outside of a worksheet")
            }
            number = given
        }
        guard number <= CellReference.maximumRow else { throw MarkupError(text: "more rows than a worksheet has") }
        row.begin(number)
        FaultReport.reading(row: number)
        row.isHidden = isTrue("hidden", of: tag)
    }
}

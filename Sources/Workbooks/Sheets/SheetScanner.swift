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
    /// Those of the root, once it is read; and those that `sheetData` declares.
    private var names = OwnNames.any
    private var hasRoot = false
    /// Within content that is there in several forms.
    private var isInAlternative = false
    /// How deep in an element of the head or tail whose content is not the part's own; 0 outside of one.
    private var passedDepth = 0

    private enum Phase { case head, rows, tail, done }

    /// The last row that held cells.
    private var lastNumber = 0
    private let order: RowOrder
    private var ordered: OrderedRows?

    init(_ sheet: Workbook.Sheet, in workbook: Workbook, order: RowOrder = .stored) throws {
        self.order = order
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
    ///
    /// - Throws: `IrregularSheet` for a row out of order, where order is required.
    func nextRow() throws -> Bool {
        guard order == .made else { return try nextStoredRow(nil) }
        if ordered == nil {
            let rows = OrderedRows()
            while try nextStoredRow(rows) {}
            rows.finish()
            ordered = rows
            row.begin(0)
            window = rows.window(names)
        }
        return ordered!.take(into: &row)  // fits: just made
    }

    private func nextStoredRow(_ rows: OrderedRows?) throws -> Bool {
        if phase == .head { try readHead() }
        do {
            while phase == .rows {
                let start = offset
                if try scanRow() {
                    try rows?.append(row, start..<offset, window)
                    try checkOrder()
                    return true
                }
                if phase == .rows { try more() }
            }
            try readTail()
            return false
        } catch let error as MarkupError {
            throw damaged(error)
        }
    }

    private func checkOrder() throws {
        guard order == .required, !row.isEmpty else { return }
        guard row.number > lastNumber else {
            throw IrregularSheet(
                failure: Failure(
                    .data, .disorderedRows, at: place,
                    row.number == lastNumber
                        ? "row \(row.number) is stored twice, and its first part has gone out"
                        : "row \(row.number) is stored after row \(lastNumber), and rows before it have gone out",
                    hint: "write to a file with -o, or save the workbook in Excel"))
        }
        lastNumber = row.number
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
    ///
    /// - Parameter shown: the last of them that is written.
    func skipRendered(upTo row: Int, shown: Int) {
        offset = window.end
        self.row.begin(row)
        lastNumber = max(lastNumber, shown)
    }

    /// Whether the lines that were rendered ahead follow the rows before.
    func follows(_ lines: RenderedRows) -> Bool { lines.counts.firstRow == 0 || lines.counts.firstRow > lastNumber }

    /// Which elements are the part's own, once its head is read.
    var ownNames: OwnNames { names }

    /// Reads what follows the rows: merged cells, and what else there is up to the part's end.
    private func readTail() throws {
        while phase == .tail {
            try scanTail()
            if phase == .tail { try more() } else { refresh() }
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
        window.names = names
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
            if hasRoot, isPassed(tag) { continue }
            if window.isAlternative(tag) { isInAlternative = tag.kind == .start }
            if !hasRoot {
                hasRoot = true
                guard window.isNamed(tag, "worksheet") else {
                    throw MarkupError(
                        text: "its part is a \(printable(window.string(tag.nameStart..<tag.nameEnd))), no worksheet")
                }
                use(window.names(ofRoot: tag))
                if tag.kind == .empty { phase = .done }
                if phase == .done { return }
            } else if tag.kind == .end {
                guard window.isNamed(tag, "worksheet"), window.isOwn(tag) else { continue }
                phase = .done
                return
            } else if let inner = window.names(within: tag) {
                if window.isNamed(tag, "sheetData") {
                    guard !isInAlternative else { throw XMLScanner.unreadAlternative }
                    use(inner)
                    phase = tag.kind == .empty ? .tail : .rows
                    return
                } else if window.isNamed(tag, "dimension"), let reference = window.attribute("ref", of: tag) {
                    head.dimension = CellRange(window.string(reference))
                } else if window.isNamed(tag, "col"), isTrue("hidden", of: tag) {
                    noteHiddenColumn(tag)
                }
            }
        }
    }

    /// Whether the tag is of an element of somebody else's, or of an extension (18.2.10), or within one. Content in several forms is
    /// looked into (ECMA-376 part 3, 7.5).
    private func isPassed(_ tag: MarkupTag) -> Bool {
        if passedDepth > 0 {
            passedDepth += tag.kind == .start ? 1 : tag.kind == .end ? -1 : 0  // fits: as many as the part has tags
            return true
        }
        guard tag.kind == .start, !window.isOfAlternative(tag),
            window.names(within: tag) == nil || window.isNamed(tag, "extLst")
        else { return false }
        passedDepth = 1
        return true
    }

    private func use(_ names: OwnNames) {
        self.names = names
        window.names = names
    }

    private func noteHiddenColumn(_ tag: MarkupTag) {
        guard let first = window.attribute("min", of: tag).flatMap({ window.integer($0) }),
            let last = window.attribute("max", of: tag).flatMap({ window.integer($0) }), first <= last
        else { return }
        head.hiddenColumns.append(first...last)
    }

    private func isTrue(_ name: StaticString, of tag: MarkupTag) -> Bool {
        guard let range = window.attribute(name, of: tag) else { return false }
        return ["1", "true"].contains(window.string(range).trimmingBlanks())
    }

    private func scanTail() throws {
        while let tag = try window.nextTag(from: offset) {
            offset = tag.next
            if isPassed(tag) { continue }
            if window.isNamed(tag, "mergeCell"), window.isOwn(tag), let reference = window.attribute("ref", of: tag),
                let range = CellRange(window.string(reference))
            {
                merges.append(range)
            } else if tag.kind == .end, window.isNamed(tag, "worksheet"), window.isOwn(tag) {
                phase = .done
                return
            }
        }
    }

    // MARK: Rows

    /// Takes the next row of the window; false when there is no whole one left.
    private func scanRow() throws -> Bool {
        while let tag = try window.nextTag(from: offset) {
            if tag.kind == .end {
                guard window.isNamed(tag, "sheetData"), window.isOwn(tag) else {
                    throw MarkupError(
                        text: "the end tag \(printable(window.string(tag.nameStart..<tag.nameEnd))) stands between rows"
                    )
                }
                (offset, phase) = (tag.next, .tail)
                return false
            }
            guard let inner = window.names(within: tag), window.isNamed(tag, "row") else {
                guard window.names(within: tag) == nil || !window.isNamed(tag, "c") else {
                    throw MarkupError(text: "a cell stands between rows")
                }
                guard let next = try window.passElement(tag) else { return false }
                offset = next
                continue
            }
            let before = row.number
            try beginRow(tag)
            if tag.kind == .start {
                var scanner = window
                scanner.names = inner
                guard let next = try scanner.scanCells(from: tag.next, into: &row) else {
                    row.begin(before)
                    return false
                }
                offset = next
            } else {
                offset = tag.next
            }
            return true
        }
        return false
    }

    private func beginRow(_ tag: MarkupTag) throws(MarkupError) {
        try window.checkAttributes(of: tag)
        var number = row.number + 1
        if let reference = window.attribute("r", of: tag) {
            guard let given = window.whole(reference), (1...CellReference.maximumRow).contains(given) else {
                throw MarkupError(text: "row number \(printable(window.string(reference))) is outside of a worksheet")
            }
            number = given
        } else if let next = try window.nextTag(from: tag.next), tag.kind == .start, window.isNamed(next, "c"),
            window.isOwn(next), let reference = window.attribute("r", of: next)
        {
            // The number may be left out (18.3.1.73), and is then that of its cells.
            number = window.rowNumber(of: reference) ?? number
        }
        guard number <= CellReference.maximumRow else { throw MarkupError(text: "more rows than a worksheet has") }
        row.begin(number)
        FaultReport.reading(row: number)
        row.isHidden = isTrue("hidden", of: tag)
    }
}

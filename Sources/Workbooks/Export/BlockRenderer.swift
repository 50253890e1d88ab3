import Glibc

/// Renders blocks of whole rows straight from a part's bytes, for sheets whose rows are written as they are stored.
///
/// It does what reading row by row and appending each does, for rows that are as nearly all writers make them: numbered, in order,
/// no wider than the lines. It refuses whatever else it meets, and the block is then read row by row. Memory: the shape of
/// each column.
///
/// Unsafe: shapes and seen cells are raw memory, since an array's bounds and uniqueness checks for each cell cost a tenth of the
/// whole; indices are columns, checked against `mostShapes`.
struct BlockRenderer<Form: RowForm>: ~Copyable {
    private var renderer: CellRenderer
    private var form: Form
    private var row = RawRow()
    /// What stood behind the number in the last row's tag.
    private var rowTail: [UInt8] = []
    private let shapes: UnsafeMutablePointer<CellShape>
    /// The cells of a row that were looked at and are to be written.
    private let seen: UnsafeMutablePointer<SeenCell>
    /// Of the cells looked at, strings that probably do not stand in their slots.
    private let distant: UnsafeMutablePointer<UnsafeRawPointer>
    private var counts = RenderedRows.Counts()

    private static var mostShapes: Int { 702 }
    /// More blank lines than fill this many fields are left to the way that can refuse them.
    private static var mostBlankFields: Int { 1 << 16 }

    init(_ renderer: consuming CellRenderer, _ form: Form) {
        self.renderer = renderer
        self.form = form
        shapes = .allocate(capacity: Self.mostShapes + 1)
        shapes.initialize(repeating: CellShape(), count: Self.mostShapes + 1)
        seen = .allocate(capacity: Self.mostShapes)
        seen.initialize(repeating: SeenCell(), count: Self.mostShapes)
        distant = .allocate(capacity: Self.mostShapes)
    }

    deinit {
        shapes.deallocate()
        seen.deallocate()
        distant.deallocate()
    }

    /// Renders a block; false when it is not certain how.
    mutating func render(_ block: XMLScanner, into rendered: RenderedRows) -> Bool {
        counts = RenderedRows.Counts()
        let oddities = renderer.oddities
        var out = ByteBuffer(capacity: 0)
        swap(&out, &rendered.text)
        out.removeAll()
        // Lines take less than their markup, mostly; so memory is asked for once.
        out.reserve(block.end)
        defer { swap(&out, &rendered.text) }
        var position = block.passBlanks(from: 0)
        while position < block.end {
            // What cannot be read is reported by the way that reads row by row.
            guard let next = try? renderRow(at: position, block, to: &out) else { return false }
            position = block.passBlanks(from: next)
        }
        counts.oddities = renderer.oddities - oddities
        rendered.counts = counts
        return position == block.end
    }

    /// Renders the row that begins there; returns what follows it, nil when the row is not of the usual kind.
    private mutating func renderRow(at start: Int, _ block: XMLScanner, to out: inout ByteBuffer) throws -> Int? {
        guard let (first, isEmpty) = try beginRow(at: start, block) else { return nil }
        guard !isEmpty else { return first }
        let lineStart = out.count
        guard appendBlankLines(to: &out) else { return nil }
        guard let (next, last) = try renderCells(from: first, block, to: &out) else { return nil }
        guard last > 0 else {
            out.truncate(to: lineStart)
            return next
        }
        guard last <= form.widest else { return nil }
        form.appendEnd(after: last, to: &out)
        if counts.firstRow == 0 { counts.firstRow = row.number }
        counts.lines += form.keepsBlankRows && counts.lastRow > 0 ? row.number - counts.lastRow : 1
        counts.lastRow = row.number
        return next
    }

    /// Reads a row's tag; returns what follows it, nil when there is none or it does not follow the last row.
    private mutating func beginRow(at start: Int, _ block: XMLScanner) throws -> (next: Int, isEmpty: Bool)? {
        guard block.begins("<row r=\"", at: start) || block.begins("<row ", at: start) else { return nil }
        var number = 0
        var index = start + 8
        while case let digit = block.base[index] &- 48, digit < 10, index < start + 15 {
            number = number * 10 + Int(digit)
            index += 1
        }
        let isAsBefore = rowTail.withUnsafeBytes { tail in
            !tail.isEmpty && index + tail.count <= block.end
                && memcmp(block.base + index, tail.baseAddress!, tail.count) == 0
                && block.begins("<row r=\"", at: start)
        }
        if isAsBefore {
            // The number stands there as cells have it, with the quote that the tail begins with.
            let length = index - start - 8 + 1
            guard length > 1, length <= 8, take(number, RowSuffix(word: block.word64(start + 8), length: length)) else {
                return nil
            }
            return (index + rowTail.count, false)
        }
        guard let tag = try block.tag(at: start), tag.kind != .end, block.isNamed(tag, "row"),
            block.names(within: tag) == block.names,
            let reference = block.attribute("r", of: tag), let given = block.integer(reference),
            take(given, RowSuffix(of: given))
        else { return nil }
        try block.checkAttributes(of: tag)
        let isTail = tag.kind == .start && reference.lowerBound == start + 8 && reference.upperBound == index
        rowTail = isTail ? Array(UnsafeBufferPointer(start: block.base + index, count: tag.next - index)) : []
        return (tag.next, tag.kind == .empty)
    }

    /// Begins a row of that number, if it follows the one before.
    private mutating func take(_ number: Int, _ suffix: @autoclosure () -> RowSuffix) -> Bool {
        guard number > counts.lastScannedRow, number <= CellReference.maximumRow else { return false }
        row.begin(number, suffix())
        counts.lastScannedRow = number
        return true
    }

    /// Appends lines for the rows that the sheet skips within the block; false when there are too many.
    private mutating func appendBlankLines(to out: inout ByteBuffer) -> Bool {
        guard form.keepsBlankRows, counts.lastRow > 0, row.number > counts.lastRow + 1 else { return true }
        let count = row.number - counts.lastRow - 1
        guard count * form.widest <= Self.mostBlankFields else { return false }
        for _ in 0..<count { form.appendEnd(after: 0, to: &out) }
        return true
    }

    /// Renders cells up to the row's end; returns what follows it, and the last column that holds a value.
    ///
    /// Cells of the usual kind are all looked at before the first is written, so that the strings they ask for are on their way from
    /// memory meanwhile.
    @inline(__always)
    private mutating func renderCells(
        from start: Int, _ block: XMLScanner, to out: inout ByteBuffer
    ) throws -> (next: Int, last: Int)? {
        var position = start
        var column = 0
        var last = 0
        while position < block.end {
            var count = lookAtCells(from: &position, after: &column, block)
            counts.cells += count
            if renderer.hasEmptyStrings { count = withoutEmpty(count) }
            if count > 0 {
                write(count, after: last, to: &out)
                last = Int(seen[count &- 1].column)
            }
            if block.word64(position) & 0xFFFF_FFFF_FFFF == Self.rowEnd { return (position + 6, last) }
            guard let step = try renderAnyCell(at: position, after: &column, &last, block, to: &out) else { return nil }
            position = step.next
            if step.endsRow { return (position, last) }
        }
        return nil
    }

    /// Finds the values of cells that have the shapes of their columns; returns how many.
    ///
    /// Not inlined, as `write` is not: each keeps in registers what it needs for every cell.
    @inline(never)
    private mutating func lookAtCells(from position: inout Int, after column: inout Int, _ block: XMLScanner) -> Int {
        let suffix = row.suffix
        var next = position
        var last = column
        var cell = seen
        var distantCount = 0
        // A column beyond the last shape has no next one. Columns rise, so that there are no more cells than shapes.
        var shape = shapes + min(last, Self.mostShapes)
        while next < block.end {
            let expected = shape.pointee.nextColumn
            shape = shapes + expected
            guard expected > last, let start = shape.pointee.end(in: block, at: next, suffix) else { break }
            let route = shape.pointee.route
            if route == .empty {
                next = start
            } else {
                guard let end = renderer.look(at: start, route, block, &cell.pointee) else { break }
                cell.pointee.column = Int16(truncatingIfNeeded: expected)
                if shape.pointee.isDistant, route == .sharedString {
                    distant[distantCount] = cell.pointee.source
                    distantCount += 1
                }
                cell += 1
                next = end
            }
            last = expected
        }
        // Where their texts stand has come from memory meanwhile.
        for index in 0..<distantCount { StringArena.Slot(base: distant[index]).prefetchText() }
        position = next
        column = last
        return cell - seen
    }

    /// Drops empty strings from the cells that were looked at; returns how many are left.
    @inline(never)
    private mutating func withoutEmpty(_ count: Int) -> Int {
        var kept = 0
        for index in 0..<count where !seen[index].isEmptyString {
            seen[kept] = seen[index]
            kept += 1
        }
        return kept
    }

    /// Writes the cells that were looked at.
    @inline(never)
    private mutating func write(_ count: Int, after last: Int, to out: inout ByteBuffer) {
        // Room for a lead and a value of every column that has a shape, so that it is not asked for at each cell.
        let room = (32 + CellRenderer.roomForShort) * Self.mostShapes
        var last = last
        var tail = out.open(room)
        for index in 0..<count {
            let column = Int(seen[index].column)
            if !form.appendShortLead(of: column, after: last, to: &tail) {
                out.close(tail)
                form.appendLead(of: column, after: last, to: &out)
                tail = out.open(room)
            }
            if renderer.append(seen[index], to: &tail, of: &out, room: room) { shapes[column].isDistant = true }
            last = column
        }
        out.close(tail)
    }

    /// `</row>`
    private static var rowEnd: UInt64 { 0x3E77_6F72_2F3C }

    /// Renders a cell of whatever form, or finds the row's end, and learns from it what to expect.
    @inline(never)
    private mutating func renderAnyCell(
        at position: Int, after column: inout Int, _ last: inout Int, _ block: XMLScanner, to out: inout ByteBuffer
    ) throws -> (next: Int, endsRow: Bool)? {
        var cell = RawCell(column: Int32(column + 1))
        switch try block.nextCell(from: position, of: row, &cell) {
        case .cutOff: return nil
        case .rowEnd(let next): return (next, true)
        case .cell(let next):
            let found = Int(cell.column)
            guard found > column else { return nil }
            if cell.isKept {
                renderer.note(cell)
                if renderer.mayShow(cell) {
                    let start = out.count
                    form.appendLead(of: found, after: last, to: &out)
                    if try renderer.append(cell, block, row: row.number, to: &out) {
                        last = found
                    } else {
                        out.truncate(to: start)
                    }
                }
                counts.cells += 1
            }
            if found <= Self.mostShapes {
                // Columns rise, so that the one before has a shape too.
                shapes[column].nextColumn = found
                shapes[found].learn(cell, at: position..<next, in: block, of: row, renderer.route(of: cell))
            }
            column = found
            return (next, false)
        }
    }
}

extension XMLScanner {
    /// Passes blanks and line ends.
    @inline(__always)
    fileprivate func passBlanks(from start: Int) -> Int {
        var index = start
        while index < end, base[index] <= 0x20 { index += 1 }
        return index
    }
}

/// What stands around the values of a row's line.
protocol RowForm {
    /// Appends what precedes the value of `column`, the value before it being that of column `last`, 0 when there is none.
    mutating func appendLead(of column: Int, after last: Int, to out: inout ByteBuffer)
    /// The same where that is short, which needs room for 32 bytes; false, with nothing appended, where it is not.
    mutating func appendShortLead(of column: Int, after last: Int, to tail: inout ByteBuffer.Tail) -> Bool
    /// Appends what follows the row's last value, that of column `last`.
    func appendEnd(after last: Int, to out: inout ByteBuffer)
    /// How far lines may reach.
    var widest: Int { get }
    /// Whether rows that the sheet skips are lines too.
    var keepsBlankRows: Bool { get }
}

/// The lines of a table.
struct TableForm: RowForm {
    let line: LineStyle
    /// The fields of each line.
    var width: Int
    let keepsBlankRows: Bool

    var widest: Int { width }

    @inline(__always)
    func appendLead(of column: Int, after last: Int, to out: inout ByteBuffer) {
        line.appendGap(from: max(last, 1), to: column, isFirst: last == 0, to: &out)
    }

    @inline(__always)
    func appendShortLead(of column: Int, after last: Int, to tail: inout ByteBuffer.Tail) -> Bool {
        if last > 0, column == last &+ 1 {
            tail.append(line.separator)
            return true
        }
        let gap = column &- max(last, 1)
        guard gap <= 16, line.hasEmptyNulls else { return false }
        tail.append(SIMD16(repeating: line.separator), gap)
        return true
    }

    @inline(__always)
    func appendEnd(after last: Int, to out: inout ByteBuffer) { out.endLine(after: last, of: width, line) }
}

/// The lines of NDJSON.
struct ObjectForm: RowForm {
    var keys: ObjectKeys

    var widest: Int { CellReference.maximumColumn }
    var keepsBlankRows: Bool { false }

    @inline(__always)
    mutating func appendLead(of column: Int, after last: Int, to out: inout ByteBuffer) {
        let start = out.count
        keys.append(column: column, to: &out)
        if last == 0 { out.base[start] = UInt8(ascii: "{") }
    }

    @inline(__always)
    mutating func appendShortLead(of column: Int, after last: Int, to tail: inout ByteBuffer.Tail) -> Bool {
        let start = tail
        guard keys.appendShort(column: column, to: &tail) else { return false }
        if last == 0 { tail.replace(at: start, with: UInt8(ascii: "{")) }
        return true
    }

    @inline(__always)
    func appendEnd(after last: Int, to out: inout ByteBuffer) { out.append("}\n") }
}

extension RowForm {
    /// Appends a row's values; returns the column of the last one, 0 when none shows anything: then nothing is appended.
    @inline(__always)
    mutating func append(
        _ row: borrowing RawRow, _ window: XMLScanner, _ renderer: inout CellRenderer, to out: inout ByteBuffer
    ) throws -> Int {
        var last = 0
        for index in row.cells.indices {
            let cell = row.cells[index]
            renderer.note(cell)
            guard renderer.mayShow(cell) else { continue }
            let start = out.count
            appendLead(of: Int(cell.column), after: last, to: &out)
            if try renderer.append(cell, window, row: row.number, to: &out) {
                last = Int(cell.column)
            } else {
                out.truncate(to: start)
            }
        }
        return last
    }
}

import Streams

/// Scans the cells of one row.
///
/// Nearly all cells that writers make look alike, `<c r="B7" s="4" t="s"><v>12</v></c>`: these take a path that
/// compares whole words. Whatever differs takes the general way, which knows all that XML allows.
extension XMLScanner {
    /// Behind the last byte of the window this many may be read, as zeros or anything.
    static let padding = 128
    /// The longest cell that the fast path takes.
    private static let longestFastCell = 96

    /// What a step through a row's cells found, and where reading goes on.
    enum CellStep {
        case cell(next: Int)
        case rowEnd(next: Int)
        /// The window ends before the cell or the row does.
        case cutOff
    }

    /// Scans the cells of a row up to behind its end tag; nil when the window ends before it.
    func scanCells(from start: Int, into row: inout RawRow) throws(MarkupError) -> Int? {
        var position = start
        var lastColumn: Int32 = 0
        var isOrdered = true
        while true {
            var cell = RawCell(column: lastColumn + 1)
            switch try nextCell(from: position, of: row, &cell) {
            case .cutOff: return nil
            case .rowEnd(let next):
                if !isOrdered { row.order() }
                return next
            case .cell(let next): position = next
            }
            isOrdered = isOrdered && cell.column > lastColumn
            lastColumn = cell.column
            if cell.isKept { row.cells.append(cell) }
        }
    }

    /// Takes the row's next cell, or its end tag. The cell comes with the column that it has when it names none.
    @inline(__always)
    func nextCell(from start: Int, of row: borrowing RawRow, _ cell: inout RawCell) throws(MarkupError) -> CellStep {
        if start + Self.longestFastCell <= end, names.takesPlainNames, let next = fastCell(at: start, row, &cell) {
            return .cell(next: next)
        }
        return try nextCellOfAnyForm(from: start, ofRow: row.number, &cell)
    }

    @inline(never)
    private func nextCellOfAnyForm(from start: Int, ofRow row: Int, _ cell: inout RawCell) throws(MarkupError)
        -> CellStep
    {
        var position = start
        while let tag = try nextTag(from: position) {
            position = tag.next
            if tag.kind == .end {
                guard isNamed(tag, "row"), isOwn(tag) else { throw misplaced(tag, in: "row \(row)") }
                return .rowEnd(next: position)
            }
            if let inner = names(within: tag), isNamed(tag, "c") {
                var scanner = self
                scanner.names = inner
                guard let next = try scanner.scanCell(tag, into: &cell, ofRow: row) else { return .cutOff }
                return .cell(next: next)
            }
            guard !isRowContent(tag) || names(within: tag) == nil else { throw misplaced(tag, in: "row \(row)") }
            guard let next = try passElement(tag) else { return .cutOff }
            position = next
        }
        return .cutOff
    }

    /// Whether the element is one of those that rows and cells are made of.
    private func isRowContent(_ tag: MarkupTag) -> Bool {
        isNamed(tag, "row") || isNamed(tag, "c") || isNamed(tag, "v") || isNamed(tag, "f") || isNamed(tag, "is")
    }

    private func misplaced(_ tag: MarkupTag, in place: String) -> MarkupError {
        if tag.kind == .end, isNamed(tag, "sheetData") || isNamed(tag, "worksheet") {
            return MarkupError(text: "the sheet ends in the middle of \(place)")
        }
        let name = printable(string(tag.nameStart..<tag.nameEnd))
        return MarkupError(
            text: "\(place) holds \(tag.kind == .end ? "the end tag" : "an element") \(name) where none can be")
    }

    // MARK: The fast path

    @inline(__always)
    func word32(_ position: Int) -> UInt32 { UnsafeRawPointer(base + position).loadUnaligned(as: UInt32.self) }

    @inline(__always)
    func word64(_ position: Int) -> UInt64 { UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self) }

    /// Takes a cell of the usual form; nil when it has any other. Reads less than `longestFastCell + padding` bytes.
    @inline(__always)
    private func fastCell(at start: Int, _ row: borrowing RawRow, _ cell: inout RawCell) -> Int? {
        // `<c r="`
        guard word32(start) == 0x7220_633C, base[start + 4] == UInt8(ascii: "="), base[start + 5] == UInt8(ascii: "\"")
        else { return nil }
        var index = start + 6
        var column: Int32 = 0
        while case let letter = base[index] &- 64, letter &- 1 < 26, index < start + 9 {
            column = column &* 26 &+ Int32(letter)
            index += 1
        }
        guard column > 0, column <= CellReference.maximumColumn, word64(index) & row.suffix.mask == row.suffix.bits
        else { return nil }
        cell.column = column
        index += row.suffix.length
        // ` s="`
        if word32(index) == 0x223D_7320 {
            index += 4
            var style: Int32 = 0
            while case let digit = base[index] &- 48, digit < 10, index < start + 26 {
                style = style &* 10 &+ Int32(digit)
                index += 1
            }
            guard base[index] == UInt8(ascii: "\"") else { return nil }
            cell.style = style
            index += 1
        }
        // ` t="`
        if word32(index) == 0x223D_7420 {
            guard base[index + 5] == UInt8(ascii: "\"") else { return fastInline(at: index + 4, &cell) }
            switch base[index + 4] {
            case UInt8(ascii: "s"): cell.kind = .shared
            case UInt8(ascii: "n"): break
            case UInt8(ascii: "b"): cell.kind = .boolean
            case UInt8(ascii: "e"): cell.kind = .error
            default: return nil
            }
            index += 6
        }
        // `/>`, or `><v>`
        if base[index] == UInt8(ascii: "/"), base[index + 1] == UInt8(ascii: ">") { return index + 2 }
        guard word32(index) == 0x3E76_3C3E else { return nil }
        return fastValue(at: index + 4, &cell)
    }

    /// `</v></c>`
    static let valueAndCellEnd: UInt64 = 0x3E63_2F3C_3E76_2F3C

    /// How many of the eight bytes there stand before the first `<` (Warren, Hacker's Delight, 6-1).
    @inline(__always)
    func lengthBeforeMarkup(at position: Int) -> Int {
        let difference = word64(position) ^ 0x3C3C_3C3C_3C3C_3C3C
        let hits = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
        return hits.trailingZeroBitCount >> 3
    }

    /// Takes `12</v></c>`.
    @inline(__always)
    private func fastValue(at start: Int, _ cell: inout RawCell) -> Int? {
        var index = start
        while index < start + 32 {
            let length = lengthBeforeMarkup(at: index)
            index += length
            if length == 8 { continue }
            guard word64(index) == Self.valueAndCellEnd else { return nil }
            cell.valueStart = Int32(truncatingIfNeeded: start)
            cell.valueEnd = Int32(truncatingIfNeeded: index)
            return index + 8
        }
        return nil
    }

    /// Takes `inlineStr"><is><t xml:space="preserve">text</t></is></c>`; nil when there is more to it, or no text.
    private func fastInline(at start: Int, _ cell: inout RawCell) -> Int? {
        guard begins("inlineStr\"><is><t", at: start) else { return nil }
        var index = start + 17
        if begins(" xml:space=\"preserve\"", at: index) { index += 21 }
        guard base[index] == UInt8(ascii: ">"), let close = find(UInt8(ascii: "<"), from: index + 1), close > index + 1,
            begins("</t></is></c>", at: close)
        else { return nil }
        cell.kind = .inline
        cell.valueStart = Int32(index + 1)
        cell.valueEnd = Int32(close)
        return close + 13
    }

    // MARK: The general way

    /// Takes the cell that `tag` opens; nil when the window ends before the cell does.
    private func scanCell(_ tag: MarkupTag, into cell: inout RawCell, ofRow row: Int) throws(MarkupError) -> Int? {
        cell = RawCell(column: cell.column)
        try checkAttributes(of: tag)
        if let reference = attribute("r", of: tag) {
            cell.column = try column(of: reference)
            guard rowNumber(of: reference) ?? row == row else {
                throw MarkupError(text: "the cell \(printable(string(reference))) stands in row \(row)")
            }
        } else if cell.column > CellReference.maximumColumn {
            throw MarkupError(text: "row \(row) has more cells than a worksheet has columns")
        }
        if let style = attribute("s", of: tag) { cell.style = Int32(truncatingIfNeeded: whole(style) ?? 0) }
        if let type = attribute("t", of: tag) { cell.kind = kind(type) }
        if let value = attribute("vm", of: tag) { cell.richValue = Int32(truncatingIfNeeded: whole(value) ?? 0) }
        return tag.kind == .start ? try readContent(of: &cell, from: tag.next) : tag.next
    }

    /// The attribute's whole number, blanks around it and references to characters in it or not; nil where it is none.
    func whole(_ range: Range<Int>) -> Int? { integer(range) ?? Int(string(range).trimmingBlanks()) }

    /// The row of an A1 reference; nil when it names none that there is.
    func rowNumber(of range: Range<Int>) -> Int? {
        if holdsReference(range) { return CellReference(string(range).trimmingBlanks())?.row }
        var start = range.lowerBound
        while start < range.upperBound, base[start] & 0xDF &- 0x41 < 26 { start += 1 }
        return integer(start..<range.upperBound).flatMap { 1...CellReference.maximumRow ~= $0 ? $0 : nil }
    }

    /// Whether a value has references to characters, or blanks.
    private func holdsReference(_ range: Range<Int>) -> Bool {
        range.contains { base[$0] == UInt8(ascii: "&") || base[$0] <= 0x20 }
    }

    /// The column of an A1 reference.
    private func column(of range: Range<Int>) throws(MarkupError) -> Int32 {
        if holdsReference(range), let cell = CellReference(string(range).trimmingBlanks()) {
            return Int32(truncatingIfNeeded: cell.column)
        }
        var column = 0
        for index in range.prefix(5) {
            let letter = Int(base[index] & ~0x20) - 64
            guard (1...26).contains(letter), base[index] >= 0x41 else { break }
            column = column * 26 + letter
        }
        guard column > 0, column <= CellReference.maximumColumn else {
            throw MarkupError(text: "cell reference \(printable(string(range))) is outside of a worksheet")
        }
        return Int32(column)
    }

    private func kind(_ range: Range<Int>) -> RawCell.Kind {
        switch string(range) {
        case "s": .shared
        case "b": .boolean
        case "e": .error
        case "d": .date
        case "str": .text
        case "inlineStr": .inline
        case "n": .number
        default: .unknown
        }
    }

    /// Reads `<f>`, `<v>` and `<is>` up to the cell's end tag; nil when the window ends before it.
    private func readContent(of cell: inout RawCell, from start: Int) throws(MarkupError) -> Int? {
        var position = start
        while let tag = try nextTag(from: position) {
            position = tag.next
            if tag.kind == .end {
                guard isNamed(tag, "c"), isOwn(tag) else { throw misplaced(tag, in: "a cell") }
                return position
            }
            if let inner = names(within: tag), isRowContent(tag) {
                var scanner = self
                scanner.names = inner
                guard let next = try scanner.readElement(tag, of: &cell) else { return nil }
                position = next
            } else {
                guard let next = try passElement(tag) else { return nil }
                position = next
            }
        }
        return nil
    }

    /// Reads an element of a cell's own; nil when the window ends before it does.
    private func readElement(_ tag: MarkupTag, of cell: inout RawCell) throws(MarkupError) -> Int? {
        if isNamed(tag, "v") {
            guard tag.kind == .start else {
                (cell.valueStart, cell.valueEnd) = (Int32(tag.next), Int32(tag.next))
                return tag.next
            }
            guard let close = try textEnd(of: tag) else { return nil }
            cell.valueStart = Int32(tag.next)
            cell.valueEnd = Int32(close.start)
            return close.next
        }
        if isNamed(tag, "f") {
            cell.formulaStart = Int32(tag.nameStart)
            guard tag.kind == .start else { return tag.next }
            return try textEnd(of: tag)?.next
        }
        guard isNamed(tag, "is") else { throw misplaced(tag, in: "a cell") }
        guard tag.kind == .start else { return tag.next }
        var text: [UInt8] = []
        guard let close = try appendStringItem(from: tag.next, until: "is", to: &text) else { return nil }
        var reader = self
        reader.names = .any
        var wholeText: [UInt8] = []
        _ = try reader.appendStringItem(from: tag.next, until: "is", to: &wholeText)
        cell.hasOwnMarkupOnly = text == wholeText
        cell.kind = .inline
        cell.isMarkedUp = true
        cell.valueStart = Int32(tag.next)
        cell.valueEnd = Int32(close)
        return close
    }
}

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
    private var row = RawRow()
    private var phase = Phase.head
    /// The number of the last row seen, for rows without a reference.
    private var lastRow = 0

    private enum Phase { case head, rows, tail, done }

    init(_ sheet: Workbook.Sheet, in workbook: Workbook) throws {
        place = Place(file: workbook.path, sheet: sheet.name)
        guard !sheet.partName.isEmpty, workbook.package.contains(sheet.partName) else {
            throw Failure.corrupt(workbook.path, "the part of the sheet is missing", sheet: sheet.name)
        }
        let stream = try workbook.package.stream(of: sheet.partName)
        buffer = PartBuffer(stream, limit: workbook.package.limits.row)
    }

    /// How many of the part's compressed bytes are read, and how many there are.
    var position: (done: Int, total: Int) { buffer.position }

    /// Reads the head, up to the first row.
    func readHead() throws {
        try run(while: .head) { _ in }
    }

    /// Hands on every stored row, in stored order, with the window that its cells point into.
    func forEachRow(_ body: (borrowing RawRow, XMLScanner) throws -> Void) throws {
        try readHead()
        try withoutActuallyEscaping(body) { body in
            try run(while: .rows) { scanner in try body(row, scanner) }
        }
    }

    /// Reads what follows the rows: merged cells.
    func readTail() throws {
        try run(while: .rows) { _ in }
        try run(while: .tail) { _ in }
    }

    private func run(while wanted: Phase, _ body: (XMLScanner) throws -> Void) throws {
        do {
            while phase == wanted {
                let consumed = try step(buffer.scanner, body)
                guard phase == wanted else {
                    _ = try buffer.advance(consumed: consumed)
                    return
                }
                guard try buffer.advance(consumed: consumed) else {
                    guard phase != .rows, phase != .head else { throw MarkupError(text: "the part ends in the middle") }
                    phase = .done
                    return
                }
            }
        } catch let error as MarkupError {
            throw Failure(
                .data, .corruptWorkbook, at: place, "is damaged: \(error.text)",
                hint: "open it in Excel, let it repair the file, and save it")
        }
    }

    private func step(_ scanner: XMLScanner, _ body: (XMLScanner) throws -> Void) throws -> Int {
        switch phase {
        case .head: try scanHead(scanner)
        case .rows: try scanRows(scanner, body)
        case .tail: try scanTail(scanner)
        case .done: 0
        }
    }

    private func scanHead(_ scanner: XMLScanner) throws -> Int {
        var position = 0
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            if scanner.isNamed(tag, "sheetData"), tag.kind != .end {
                phase = tag.kind == .empty ? .tail : .rows
                return position
            } else if scanner.isNamed(tag, "dimension"), let reference = scanner.attribute("ref", of: tag) {
                head.dimension = CellRange(scanner.string(reference))
            } else if scanner.isNamed(tag, "col"), let hidden = scanner.attribute("hidden", of: tag), isTrue(hidden, scanner) {
                noteHiddenColumn(tag, scanner)
            } else if tag.kind == .end, scanner.isNamed(tag, "worksheet") {
                phase = .done
                return position
            }
        }
        return position
    }

    private func noteHiddenColumn(_ tag: MarkupTag, _ scanner: XMLScanner) {
        guard let first = scanner.attribute("min", of: tag).flatMap({ scanner.integer($0) }),
            let last = scanner.attribute("max", of: tag).flatMap({ scanner.integer($0) }), first <= last
        else { return }
        head.hiddenColumns.append(first...last)
    }

    private func isTrue(_ range: Range<Int>, _ scanner: XMLScanner) -> Bool {
        scanner.begins("1", at: range.lowerBound) || scanner.begins("true", at: range.lowerBound)
    }

    private func scanTail(_ scanner: XMLScanner) throws -> Int {
        var position = 0
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            if scanner.isNamed(tag, "mergeCell"), let reference = scanner.attribute("ref", of: tag),
                let range = CellRange(scanner.string(reference))
            {
                merges.append(range)
            } else if tag.kind == .end, scanner.isNamed(tag, "worksheet") {
                phase = .done
                return position
            }
        }
        return position
    }

    /// Takes all whole rows of the window; returns how many bytes they took.
    private func scanRows(_ scanner: XMLScanner, _ body: (XMLScanner) throws -> Void) throws -> Int {
        var position = 0
        while let tag = try scanner.nextTag(from: position) {
            if scanner.isNamed(tag, "row"), tag.kind != .end {
                try beginRow(tag, scanner)
                var next = tag.next
                if tag.kind == .start {
                    guard let end = try scanCells(scanner, from: next) else { return position }
                    next = end
                }
                lastRow = row.number
                try body(scanner)
                position = next
            } else if tag.kind == .end, scanner.isNamed(tag, "sheetData") {
                phase = .tail
                return tag.next
            } else {
                position = tag.next
            }
        }
        return position
    }

    private func beginRow(_ tag: MarkupTag, _ scanner: XMLScanner) throws(MarkupError) {
        row.cells.removeAll(keepingCapacity: true)
        row.isHidden = scanner.attribute("hidden", of: tag).map { isTrue($0, scanner) } ?? false
        if let reference = scanner.attribute("r", of: tag) {
            guard let number = scanner.integer(reference), (1...CellReference.maximumRow).contains(number) else {
                throw MarkupError(text: "row number \(printable(scanner.string(reference))) is outside of a worksheet")
            }
            row.number = number
        } else {
            row.number = lastRow + 1
            guard row.number <= CellReference.maximumRow else { throw MarkupError(text: "more rows than a worksheet has") }
        }
    }

    /// Scans the cells of a row up to its end tag; nil when the window ends before it.
    private func scanCells(_ scanner: XMLScanner, from start: Int) throws(MarkupError) -> Int? {
        var position = start
        var lastColumn: Int32 = 0
        var isOrdered = true
        while true {
            // Cells follow one another without blanks in nearly all files.
            guard let open = scanner.find(UInt8(ascii: "<"), from: position) else { return nil }
            guard let tag = open + 1 < scanner.end && scanner.base[open + 1] >= UInt8(ascii: "A") || open + 2 < scanner.end && scanner.base[open + 1] == UInt8(ascii: "/")
                ? scanner.tag(at: open) : try scanner.nextTag(from: open)
            else { return nil }
            if scanner.isNamed(tag, "c"), tag.kind != .end {
                guard let next = try scanCell(tag, scanner, lastColumn) else { return nil }
                let column = row.cells[row.cells.count - 1].column
                isOrdered = isOrdered && column > lastColumn
                lastColumn = column
                position = next
            } else if tag.kind == .end, scanner.isNamed(tag, "row") {
                if !isOrdered { row.order() }
                return tag.next
            } else {
                position = tag.next
            }
        }
    }

    /// Appends the cell that `tag` opens; nil when the window ends before the cell does.
    private func scanCell(_ tag: MarkupTag, _ scanner: XMLScanner, _ lastColumn: Int32) throws(MarkupError) -> Int? {
        var cell = RawCell(
            column: lastColumn + 1, style: 0, kind: .number, isMarkedUp: false, hasFormula: false, value: 0..<0, formula: 0..<0)
        try readAttributes(of: tag, scanner, into: &cell)
        guard tag.kind == .start else {
            row.cells.append(cell)
            return tag.next
        }
        guard let next = try readContent(of: &cell, scanner, from: tag.next) else { return nil }
        row.cells.append(cell)
        return next
    }

    private func readAttributes(of tag: MarkupTag, _ scanner: XMLScanner, into cell: inout RawCell) throws(MarkupError) {
        if let reference = scanner.attribute("r", of: tag) {
            cell.column = try column(of: reference, scanner)
        } else if cell.column > CellReference.maximumColumn {
            throw MarkupError(text: "row \(row.number) has more cells than a worksheet has columns")
        }
        if let style = scanner.attribute("s", of: tag) { cell.style = Int32(truncatingIfNeeded: scanner.integer(style) ?? 0) }
        if let type = scanner.attribute("t", of: tag) { cell.kind = kind(type, scanner) }
    }

    /// The column of an A1 reference, whose row part is not looked at: the row element decides.
    private func column(of range: Range<Int>, _ scanner: XMLScanner) throws(MarkupError) -> Int32 {
        var column = 0
        var index = range.lowerBound
        while index < range.upperBound, index - range.lowerBound < 5 {
            let letter = Int(scanner.base[index] & ~0x20) - 64
            guard (1...26).contains(letter), scanner.base[index] >= 0x41 else { break }
            column = column * 26 + letter
            index += 1
        }
        guard column > 0, column <= CellReference.maximumColumn else {
            throw MarkupError(text: "cell reference \(printable(scanner.string(range))) is outside of a worksheet")
        }
        return Int32(column)
    }

    private func kind(_ range: Range<Int>, _ scanner: XMLScanner) -> RawCell.Kind {
        if range.count == 1 {
            switch scanner.base[range.lowerBound] {
            case UInt8(ascii: "s"): return .shared
            case UInt8(ascii: "b"): return .boolean
            case UInt8(ascii: "e"): return .error
            case UInt8(ascii: "d"): return .date
            default: return .number
            }
        }
        if range.count == 3, scanner.begins("str", at: range.lowerBound) { return .text }
        if range.count == 9, scanner.begins("inlineStr", at: range.lowerBound) { return .inline }
        return .number
    }

    /// Reads `<f>`, `<v>` and `<is>` up to the cell's end tag; nil when the window ends before it.
    private func readContent(of cell: inout RawCell, _ scanner: XMLScanner, from start: Int) throws(MarkupError) -> Int? {
        var position = start
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            if scanner.isNamed(tag, "v"), tag.kind == .start {
                guard let close = scanner.find(UInt8(ascii: "<"), from: tag.next) else { return nil }
                guard let end = try readValue(of: &cell, scanner, tag.next, close) else { return nil }
                position = end
            } else if scanner.isNamed(tag, "f"), tag.kind != .end {
                var end = tag.next
                if tag.kind == .start {
                    guard let close = try scanner.endTag(named: "f", from: tag.next) else { return nil }
                    end = close.next
                }
                cell.hasFormula = true
                cell.formula = Int32(tag.nameStart)..<Int32(end)
                position = end
            } else if scanner.isNamed(tag, "is"), tag.kind == .start {
                var ignored: [UInt8] = []
                guard let end = try scanner.appendStringItem(from: tag.next, until: "is", to: &ignored) else { return nil }
                cell.kind = .inline
                cell.isMarkedUp = true
                cell.value = Int32(tag.next)..<Int32(end)
                position = end
            } else if tag.kind == .end, scanner.isNamed(tag, "c") {
                return position
            }
        }
        return nil
    }

    /// Notes the range of a `<v>` whose first markup stands at `close`; returns the position behind its end tag.
    private func readValue(of cell: inout RawCell, _ scanner: XMLScanner, _ start: Int, _ close: Int) throws(MarkupError) -> Int? {
        if scanner.begins("</v>", at: close) {
            cell.value = Int32(start)..<Int32(close)
            cell.isMarkedUp = cell.kind.rawValue >= RawCell.Kind.text.rawValue
            return close + 4
        }
        guard let end = try scanner.endTag(named: "v", from: start) else { return nil }
        cell.value = Int32(start)..<Int32(end.start)
        cell.isMarkedUp = true
        return end.next
    }
}

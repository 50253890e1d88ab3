import Streams

/// Makes values of raw cells: what type, style and shared strings say of their text.
struct CellDecoder {
    let workbook: Workbook
    let place: Place
    /// Shared string indices that the part does not have.
    private(set) var missingStrings = 0
    /// Whether numbers under a date format are dates.
    var readsDates = true
    private var scratch: [UInt8] = []
    /// Shared strings met before, each at its index modulo their number.
    private var recent = [(index: Int, text: String)](repeating: (-1, ""), count: recentCount)
    private static let recentCount = 512

    init(_ sheet: Workbook.Sheet, in workbook: Workbook) {
        self.workbook = workbook
        place = Place(file: workbook.path, sheet: sheet.name)
    }

    /// The value of a cell whose bytes are in the scanner's window.
    mutating func value(of cell: RawCell, _ scanner: XMLScanner) throws -> CellValue {
        let range = cell.value
        if cell.kind == .inline, cell.isMarkedUp { return .text(try inlineText(range, scanner)) }
        guard !range.isEmpty else { return cell.kind == .text && cell.hasFormula ? .text("") : .empty }
        switch cell.kind {
        case .shared: return try sharedText(range, scanner)
        case .number:
            // A plain decimal, as nearly all are, needs no text of its own.
            if let number = DecimalText.number(scanner.window(range)) { return dated(number, style: Int(cell.style)) }
            return number(text(range, scanner), style: Int(cell.style))
        case .text, .inline: return .text(stringText(range, scanner))
        case .boolean: return .boolean(text(range, scanner) == "1" || text(range, scanner) == "true")
        case .error: return .error(text(range, scanner))
        case .date: return date(text(range, scanner), style: Int(cell.style))
        case .filled: return .empty
        }
    }

    /// The formula's text: what the cell itself stores, empty for a dependent of a shared formula.
    func formula(of cell: RawCell, _ scanner: XMLScanner) -> String? {
        guard cell.hasFormula else { return nil }
        let start = Int(cell.formulaStart)
        guard let tag = scanner.tag(at: start - 1), tag.kind == .start,
            let close = try? scanner.endTag(named: "f", from: tag.next)
        else { return "" }
        return scanner.string(tag.next..<close.start)
    }

    private func text(_ range: Range<Int>, _ scanner: XMLScanner) -> String {
        scanner.string(range).trimmingBlanks()
    }

    private mutating func stringText(_ range: Range<Int>, _ scanner: XMLScanner) -> String {
        let bytes = scanner.window(range)
        if Self.isPlain(bytes) { return String(decoding: bytes, as: UTF8.self) }
        scratch.removeAll(keepingCapacity: true)
        scanner.appendText(range, to: &scratch)
        decodeEscapes(in: &scratch, from: 0)
        return String(decoding: scratch, as: UTF8.self)
    }

    /// Whether character data are text as they stand: no reference, markup, carriage return or `_x000D_`.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "&"), UInt8(ascii: "<"), 0x0D: return false
            case UInt8(ascii: "_") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "x"): return false
            default: continue
            }
        }
        return true
    }

    private mutating func inlineText(_ range: Range<Int>, _ scanner: XMLScanner) throws -> String {
        scratch.removeAll(keepingCapacity: true)
        _ = try scanner.appendStringItem(from: range.lowerBound, until: "is", to: &scratch)
        decodeEscapes(in: &scratch, from: 0)
        return String(decoding: scratch, as: UTF8.self)
    }

    private mutating func sharedText(_ range: Range<Int>, _ scanner: XMLScanner) throws -> CellValue {
        let index = scanner.integer(range) ?? Int(text(range, scanner)) ?? -1
        // The same texts come again and again.
        let slot = index & (Self.recentCount - 1)
        if recent[slot].index == index { return .text(recent[slot].text) }
        guard let string = try workbook.sharedStrings.string(at: index) else {
            missingStrings += 1
            return .empty
        }
        // A text of a megabyte need not be kept.
        if string.utf8.count <= 1024 { recent[slot] = (index, string) }
        return .text(string)
    }

    private func number(_ text: String, style: Int) -> CellValue {
        guard let number = Double(text), number.isFinite else { return text.isEmpty ? .empty : .text(text) }
        return dated(number, style: style)
    }

    /// A number, or the date that its style makes of it.
    private func dated(_ number: Double, style: Int) -> CellValue {
        switch readsDates ? workbook.styles.kind(style) : .number {
        case .number: return .number(number)
        case .dateTime: return date(number, .dateTime)
        case .time: return date(number, .time)
        case .duration: return date(number, .duration)
        }
    }

    private func date(_ serial: Double, _ style: DateSerial.Style) -> CellValue {
        .date(DateSerial(serial: serial, system: workbook.dateSystem, style: style))
    }

    /// An ISO date (18.17.4.2); what is none stays text.
    private func date(_ text: String, style: Int) -> CellValue {
        guard let serial = DateSerial.serial(iso: text, system: workbook.dateSystem) else {
            return Double(text) != nil ? number(text, style: style) : .text(text)
        }
        return date(serial, text.contains("-") ? .dateTime : .time)
    }
}

extension XMLScanner {
    /// The bytes of a range, valid as long as the window is.
    fileprivate func window(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    }
}

extension String {
    /// Without blanks and line ends at both ends.
    func trimmingBlanks() -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = utf8.first, let last = utf8.last, isBlank(first) || isBlank(last) else { return self }
        let front = utf8.drop(while: isBlank)
        guard let end = front.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(decoding: front[...end], as: UTF8.self)
    }
}

extension DateSerial {
    /// The serial of `2025-04-15`, `2025-04-15T13:30:00` (with fraction or zone `Z`) or `13:30:00`; nil when it is none.
    static func serial(iso text: String, system: DateSystem) -> Double? {
        let text = text.hasSuffix("Z") ? String(text.dropLast()) : text
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2 else { return nil }
        guard let date = CivilDate(iso: first) else {
            return parts.count == 1 && first.contains(":") ? fraction(ofDay: first) : nil
        }
        guard let time = parts.count == 2 ? fraction(ofDay: parts[1]) : 0 else { return nil }
        let serial1900 = Double(date.daysSince1970 + 25_569) + time
        let serial = serial1900 < 61 ? serial1900 - 1 : serial1900
        return system == .from1904 ? serial - 1462 : serial
    }

    private static func fraction(ofDay text: Substring) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hours = Int(parts[0]), let minutes = Int(parts[1]),
            let seconds = parts.count == 3 ? Double(parts[2]) : 0,
            (0...24).contains(hours), (0..<60).contains(minutes), (0..<61).contains(seconds)
        else { return nil }
        return (Double(hours * 3600 + minutes * 60) + seconds) / 86_400
    }
}

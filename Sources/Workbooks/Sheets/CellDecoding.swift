import Streams

/// Makes values of raw cells: what type, style and shared strings say of their text.
struct CellDecoder {
    let workbook: Workbook
    let place: Place
    /// What was met so far.
    var oddities = CellOddities()
    /// Whether characters that XML cannot hold become U+FFFD; else those stay that escapes stand for.
    var repairsText = true
    /// Whether numbers under a date format are dates.
    var readsDates = true
    /// Which whole numbers of more than fifteen digits, as identifiers are, become texts of their digits.
    var longDigits = LongDigits.none
    private var scratch: [UInt8] = []
    /// Shared strings met before, each at its index modulo their number.
    private var recent = [(index: Int, text: String)](repeating: (-1, ""), count: recentCount)
    private static let recentCount = 512
    /// Formats with conditions met before, by their styles, with the kinds of their sections.
    private var conditional: [Int: (format: DisplayFormat, kinds: [NumberKind])] = [:]

    init(_ sheet: Workbook.Sheet, in workbook: Workbook) {
        self.workbook = workbook
        place = Place(file: workbook.path, sheet: sheet.name)
    }

    /// The value of a cell whose bytes are in the scanner's window. One that is not of the cell's type is empty, and counted.
    mutating func value(of cell: RawCell, _ scanner: XMLScanner) throws -> CellValue {
        let range = cell.value
        if cell.kind == .inline, cell.isMarkedUp { return .text(try inlineText(cell, scanner)) }
        guard !range.isEmpty else { return cell.hasFormula && cell.hasResult ? .text("") : .empty }
        switch cell.kind {
        case .shared: return try sharedText(range, scanner)
        case .number: return number(range, style: Int(cell.style), scanner)
        case .text, .inline: return .text(stringText(range, scanner))
        case .boolean: return boolean(text(range, scanner))
        case .error: return try error(stringText(range, scanner).trimmingBlanks(), cell)
        case .date: return date(text(range, scanner), style: Int(cell.style))
        case .filled: return .empty
        case .unknown: return illFormed
        }
    }

    /// A picture in a cell, a data type, or an error that older programs do not know, is stored as `#VALUE!` with a rich value behind it.
    private mutating func error(_ text: String, _ cell: RawCell) throws -> CellValue {
        let index = Int(cell.richValue)  // fits: an Int32
        guard index > 0, let rich = workbook.richValues[index] else { return .error(text) }
        switch rich {
        case .error(let code): return .error(code)
        case .text(let shown): return shown.isEmpty ? .empty : .text(shown)
        case .picture(let alternative):
            oddities.pictures += 1
            return alternative.isEmpty ? .empty : .text(alternative)
        }
    }

    /// The four texts of XML Schema's boolean.
    private mutating func boolean(_ text: String) -> CellValue {
        switch text {
        case "1", "true": return .boolean(true)
        case "0", "false": return .boolean(false)
        default: return illFormed
        }
    }

    private var illFormed: CellValue {
        mutating get {
            oddities.illFormed += 1
            return .empty
        }
    }

    /// The formula's text: what the cell itself stores, empty for a dependent of a shared formula.
    func formula(of cell: RawCell, _ scanner: XMLScanner) -> String? {
        guard cell.hasFormula else { return nil }
        let start = Int(cell.formulaStart)
        guard let tag = try? scanner.tag(at: start - 1), tag.kind == .start, let close = try? scanner.textEnd(of: tag)
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
        return decodedScratch()
    }

    /// The text of the scratch bytes, escapes decoded and what it may not hold repaired.
    private mutating func decodedScratch() -> String {
        decodeEscapes(in: &scratch, from: 0)
        if repairsText, let repaired = scratch.withUnsafeBufferPointer({ TextRepair.repaired($0) }) {
            oddities.repaired += 1
            return String(decoding: repaired, as: UTF8.self)
        }
        return String(decoding: scratch, as: UTF8.self)
    }

    /// Whether character data are text as they stand: ASCII without reference, markup, control character or `_x000D_`.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "&"), UInt8(ascii: "<"), 0x0D, 0x80...: return false
            case UInt8(ascii: "_") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "x"): return false
            case _ where TextRepair.isSuspect(byte): return false
            default: continue
            }
        }
        return true
    }

    private mutating func inlineText(_ cell: RawCell, _ scanner: XMLScanner) throws -> String {
        scratch.removeAll(keepingCapacity: true)
        var scanner = scanner
        if cell.hasOwnMarkupOnly { scanner.names = .any }
        _ = try scanner.appendStringItem(from: cell.value.lowerBound, until: "is", to: &scratch)
        return decodedScratch()
    }

    private mutating func sharedText(_ range: Range<Int>, _ scanner: XMLScanner) throws -> CellValue {
        guard let index = scanner.integer(range) ?? wholeNumber(text(range, scanner)) else { return illFormed }
        // The same texts come again and again.
        let slot = index & (Self.recentCount - 1)
        if recent[slot].index == index { return .text(recent[slot].text) }
        guard let entry = try workbook.sharedStrings.entry(at: index) else {
            oddities.missingStrings += 1
            return .empty
        }
        let string = String(decoding: entry.text, as: UTF8.self)
        if entry.traits.contains(.isRepaired) {
            oddities.repaired += 1
        } else if string.utf8.count <= 1024 {
            // A text of a megabyte need not be kept.
            recent[slot] = (index, string)
        }
        return .text(string)
    }

    /// Digits alone; `Int.max` for more than an integer holds.
    private func wholeNumber(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
        return Int(text) ?? .max
    }

    private mutating func number(_ range: Range<Int>, style: Int, _ scanner: XMLScanner) -> CellValue {
        let bytes = scanner.window(range)
        if bytes.count > 15, StoredDigits.areMoreThanKept(bytes) {
            if longDigits != .none, workbook.styles.kind(style) == .number, StoredDigits.areOfIdentifier(bytes),
                longDigits == .all || StoredDigits.areLost(bytes)
            {
                return .text(String(decoding: bytes, as: UTF8.self))
            }
            oddities.longNumbers += 1
        }
        // A plain decimal, as nearly all are, needs no text of its own.
        if let number = DecimalText.number(bytes) { return dated(number, style: style) }
        return number(text(range, scanner), style: style)
    }

    private mutating func number(_ text: String, style: Int) -> CellValue {
        var text = text
        let number = text.withUTF8 { DecimalText.number($0) }
        guard let number else { return text.isEmpty ? .empty : illFormed }
        return dated(number, style: style)
    }

    /// A number, or the date that its style makes of it.
    private mutating func dated(_ number: Double, style: Int) -> CellValue {
        guard readsDates else { return .number(number) }
        var kind = workbook.styles.kind(style)
        if kind == .conditional { kind = self.kind(of: number, style: style) }
        guard let shown = kind.style else { return .number(number) }
        var date = DateSerial(serial: number, system: workbook.dateSystem, style: shown)
        date.fraction = kind.fraction
        if date.isDoubtful { oddities.doubtfulDates += 1 }
        return noted(date)
    }

    /// The kind of the section that shows a number.
    private mutating func kind(of number: Double, style: Int) -> NumberKind {
        if conditional[style] == nil {
            let code = workbook.styles.code(style)
            conditional[style] = (DisplayFormat(code: code), NumberFormat.kinds(ofSections: code))
        }
        guard let (format, kinds) = conditional[style], let section = format.section(for: number),
            section < kinds.count
        else { return .number }
        return kinds[section]
    }

    private mutating func noted(_ date: DateSerial) -> CellValue {
        if date.hidesTime { oddities.hiddenTimes += 1 }
        if date.hidesDays { oddities.hiddenDays += 1 }
        return .date(date)
    }

    /// An ISO date (18.17.4.2); one that lies before the date system's start, or has a zone, stays text, as a duration does.
    ///
    /// It is written as its format says, as a number's would be; without one, as it is stored: a day, or a day with its time.
    private mutating func date(_ stored: String, style index: Int) -> CellValue {
        guard let serial = DateSerial.serial(iso: stored, system: workbook.dateSystem) else {
            return DateSerial.isForeign(iso: stored) ? .text(stored) : illFormed
        }
        let isTime = !stored.contains("-")
        guard isTime || serial >= (workbook.dateSystem == .from1904 ? 0 : 1) else { return .text(stored) }
        let kind = workbook.styles.kind(index)
        let own: DateSerial.Style = isTime ? .time : stored.contains("T") ? .timestamp : .date
        let shown = kind.style.flatMap { isTime && $0.hasDay ? nil : $0 }
        var date = DateSerial(serial: serial, system: workbook.dateSystem, style: shown ?? own)
        if shown != nil { date.fraction = kind.fraction }
        return noted(date)
    }
}

/// Which whole numbers of more than fifteen digits are read as texts.
enum LongDigits {
    case none
    /// Those that are others as doubles.
    case lost
    /// All, so that a column of identifiers has one kind.
    case all
}

/// Whether a stored number has digits that a double does not keep: a whole one of more than fifteen, as identifiers are, or any of more than
/// the seventeen that writers store for a double.
enum StoredDigits {
    /// Whether there is nothing but digits.
    static func areAll(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.allSatisfy { $0 &- 48 < 10 } }

    /// Whether it is a whole number of more than fifteen digits, a sign before them or not.
    static func areOfIdentifier(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let isSigned = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        let digits = UnsafeBufferPointer(rebasing: bytes.dropFirst(isSigned ? 1 : 0))
        return areAll(digits) && areMoreThanKept(digits)
    }

    /// Whether a whole number, its sign left out, is another one as a double, or has zeros before it.
    static func areLost(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = bytes.drop { !(48...57).contains($0) }
        guard digits.first != UInt8(ascii: "0"), let whole = UInt64(String(decoding: digits, as: UTF8.self)),
            let number = DecimalText.number(UnsafeBufferPointer(rebasing: digits))
        else { return true }
        return UInt64(exactly: number) != whole  // fits: nil where it is none
    }

    static func areMoreThanKept(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var digits = 0
        var zeros = 0
        var isWhole = true
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0") where digits == 0: continue
            case UInt8(ascii: "0"): zeros += 1
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                digits += zeros + 1
                zeros = 0
            case UInt8(ascii: "."): isWhole = false
            case UInt8(ascii: "e"), UInt8(ascii: "E"): return digits > 17
            default: continue
            }
        }
        return isWhole ? digits > 15 : digits > 17
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

    /// Whether it is of ISO 8601, and no day or time of a worksheet: one with a zone's offset, or a duration.
    static func isForeign(iso text: String) -> Bool {
        if text.hasPrefix("T") { return fraction(ofDay: text.dropFirst()) != nil }
        // The day that Excel has and the calendar has not.
        if text.prefix(10) == "1900-02-29" {
            return serial(iso: "1900-02-28" + text.dropFirst(10), system: .from1900) != nil
        }
        if text.hasPrefix("P") || text.hasPrefix("-P") {
            let body = text.drop { $0 == "-" }.dropFirst()
            return body.contains { $0.isASCII && $0.isNumber }
                && body.utf8.allSatisfy { "0123456789.,YMWDTHS".utf8.contains($0) }
        }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }), text[..<sign].contains("T") else {
            return false
        }
        let zone = text[text.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
        let isZone = zone.joined().utf8.allSatisfy { $0 &- 48 < 10 } && [2, 4].contains(zone.joined().utf8.count)
        return isZone && serial(iso: String(text[..<sign]), system: .from1900) != nil
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

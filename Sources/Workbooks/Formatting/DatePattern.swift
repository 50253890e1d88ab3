/// A section of dates and times: `yyyy-mm-dd`, `h:mm AM/PM`, `[h]:mm:ss.00` (ECMA-376 part 1, 18.8.31). Names are English.
struct DatePattern: FormatPattern {
    enum Piece: Sendable {
        case literal([UInt8])
        /// A literal of one byte, such as the `-` of a date.
        case sign(UInt8)
        case year(offset: Int, digits: Int)
        case month(count: Int)
        case day(count: Int)
        case hour(digits: Int)
        case minute(digits: Int)
        case second(digits: Int)
        /// The point and so many digits of a second's fraction.
        case fraction(digits: Int)
        case halfDay(morning: [UInt8], afternoon: [UInt8])
        case elapsedHours(digits: Int)
        case elapsedMinutes(digits: Int)
        case elapsedSeconds(digits: Int)
    }

    private let pieces: [Piece]
    /// How many digits of a second's fraction the finest piece shows: values are rounded to that, seconds without one,
    /// and everything above follows from the rounded value.
    private let decimals: Int
    private let isTwelveHours: Bool
    private let hasCalendar: Bool
    /// Whether elapsed times are all that it shows of a value, which may be negative then.
    private let isElapsed: Bool

    init(_ tokens: [FormatToken]) {
        let pieces = DatePatternParser.pieces(of: tokens)
        var decimals = 0
        var isTwelveHours = false
        var hasCalendar = false
        var isElapsed = false
        for piece in pieces {
            switch piece {
            case .fraction(let digits): decimals = max(decimals, min(digits, 3))
            case .halfDay: isTwelveHours = true
            case .year, .month, .day: hasCalendar = true
            case .elapsedHours, .elapsedMinutes, .elapsedSeconds: isElapsed = true
            case .literal, .sign, .hour, .minute, .second: break
            }
        }
        self.pieces = pieces
        self.decimals = decimals
        self.isTwelveHours = isTwelveHours
        self.hasCalendar = hasCalendar
        self.isElapsed = isElapsed && !hasCalendar
    }

    /// False where the serial is no date: after 9999, or negative in the 1900 system.
    func append(_ number: Double, isNegative: Bool, in system: DateSystem, to out: inout [UInt8]) -> Bool {
        let serial = number.magnitude
        guard serial < 3_000_000, !isNegative || system == .from1904 || isElapsed else { return false }
        let unit = [1, 10, 100, 1000][decimals]
        let ticks = Int((serial * Double(86_400 * unit)).rounded())
        let (days, ticksOfDay) = ticks.quotientAndRemainder(dividingBy: 86_400 * unit)
        let (secondOfDay, fraction) = ticksOfDay.quotientAndRemainder(dividingBy: unit)
        let serial1900 = system == .from1904 ? days + 1462 : days
        guard serial1900 <= 2_958_465 else { return false }
        if isNegative { out.append(UInt8(ascii: "-")) }
        let date = hasCalendar ? Self.date(days, system) : CivilDate(year: 1900, month: 1, day: 0)
        let hour = secondOfDay / 3600
        for piece in pieces {
            switch piece {
            case .sign(let byte): out.append(byte)
            case .literal(let bytes): out.append(contentsOf: bytes)
            case .year(let offset, 2): Self.append((date.year + offset) % 100, digits: 2, to: &out)
            case .year(let offset, let digits): Self.append(date.year + offset, digits: digits, to: &out)
            case .month(let count): Self.append(date.month, count: count, names: Self.months, to: &out)
            case .day(1), .day(2):
                if case .day(let count) = piece { Self.append(date.day, digits: count, to: &out) }
            case .day(let count):
                // Serial 1 is a Sunday to Excel, as it is with the day that 1900 did not have.
                Self.append((serial1900 + 6) % 7 + 1, count: count, names: Self.weekdays, to: &out)
            case .hour(let digits): Self.append(isTwelveHours ? (hour + 11) % 12 + 1 : hour, digits: digits, to: &out)
            case .minute(let digits): Self.append(secondOfDay / 60 % 60, digits: digits, to: &out)
            case .second(let digits): Self.append(secondOfDay % 60, digits: digits, to: &out)
            case .fraction(let digits): appendFraction(fraction, digits: digits, to: &out)
            case .halfDay(let morning, let afternoon): out.append(contentsOf: hour < 12 ? morning : afternoon)
            case .elapsedHours(let digits): Self.append(days * 24 + hour, digits: digits, to: &out)
            case .elapsedMinutes(let digits): Self.append(days * 1440 + secondOfDay / 60, digits: digits, to: &out)
            case .elapsedSeconds(let digits): Self.append(days * 86_400 + secondOfDay, digits: digits, to: &out)
            }
        }
        return true
    }

    /// The day of a serial; of the 1900 system, 0 is the 0th of January and 60 the 29th of February.
    private static func date(_ days: Int, _ system: DateSystem) -> CivilDate {
        if days == 60, system == .from1900 { return CivilDate(year: 1900, month: 2, day: 29) }
        return CivilDate(daySerial: days, system: system) ?? CivilDate(year: 1900, month: 1, day: 0)
    }

    private func appendFraction(_ fraction: Int, digits: Int, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "."))
        let shown = min(digits, decimals)
        let cut = [1, 10, 100, 1000][decimals - shown]
        Self.append(fraction / cut, digits: shown, to: &out)
        out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits - shown))
    }

    /// Appends a number with at least so many digits.
    private static func append(_ number: Int, digits: Int, to out: inout [UInt8]) {
        if number < 100, digits <= 2 {
            if number > 9 || digits > 1 { out.append(48 + UInt8(truncatingIfNeeded: number / 10)) }
            out.append(48 + UInt8(truncatingIfNeeded: number % 10))
        } else if digits == 4, number < 10_000 {
            append(number / 100, digits: 2, to: &out)
            append(number % 100, digits: 2, to: &out)
        } else {
            let text = String(number).utf8
            out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, digits - text.count)))
            out.append(contentsOf: text)
        }
    }

    /// Appends a month or weekday: `1`, `01`, `Jan`, `January`, `J` by the number of letters.
    private static func append(_ number: Int, count: Int, names: [[UInt8]], to out: inout [UInt8]) {
        switch count {
        case 1, 2: append(number, digits: count, to: &out)
        case 3: out.append(contentsOf: names[number - 1][..<3])
        case 5 where names.count == 12: out.append(names[number - 1][0])
        default: out.append(contentsOf: names[number - 1])
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ].map { Array($0.utf8) }
    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ].map { Array($0.utf8) }
}

/// Makes pieces of the tokens of a section with date letters.
struct DatePatternParser {
    private let tokens: [FormatToken]
    private var index = 0
    private var pieces: [DatePattern.Piece] = []
    /// The last letter that counts for telling minutes from months.
    private var lastLetter: UInt8 = 0

    static func pieces(of tokens: [FormatToken]) -> [DatePattern.Piece] {
        var parser = DatePatternParser(tokens: tokens)
        while parser.index < tokens.count { parser.scan() }
        return parser.pieces
    }

    private init(tokens: [FormatToken]) { self.tokens = tokens }

    private mutating func scan() {
        let token = tokens[index]
        index += 1
        switch token.kind {
        case .calendar(let letter, let count):
            pieces.append(piece(letter, count))
            lastLetter = letter
        case .elapsed(let letter, let count):
            pieces.append(elapsed(letter, digits: count))
            lastLetter = letter
        case .halfDay(let morning, let afternoon): pieces.append(.halfDay(morning: morning, afternoon: afternoon))
        case .point:
            let digits = tokens[index...].prefix { $0.kind == .digit(.zero) }.count
            index += digits
            pieces.append(digits > 0 ? .fraction(digits: digits) : .sign(UInt8(ascii: ".")))
        default: pieces.append(token.bytes.count == 1 ? .sign(token.bytes[0]) : .literal(token.bytes))
        }
    }

    private func piece(_ letter: UInt8, _ count: Int) -> DatePattern.Piece {
        switch letter {
        case UInt8(ascii: "y"): .year(offset: 0, digits: count <= 2 ? 2 : 4)
        case UInt8(ascii: "e"): .year(offset: 0, digits: 4)
        case UInt8(ascii: "b"): .year(offset: 543, digits: count <= 2 ? 2 : 4)
        case UInt8(ascii: "m") where count <= 2 && isMinute: .minute(digits: count)
        case UInt8(ascii: "m"): .month(count: count)
        case UInt8(ascii: "d"): .day(count: count)
        case UInt8(ascii: "h"): .hour(digits: min(count, 2))
        case UInt8(ascii: "s"): .second(digits: min(count, 2))
        // The name of an era, of which English has none to show.
        default: .literal([])
        }
    }

    /// `m` is a minute behind an hour or before a second.
    private var isMinute: Bool {
        if lastLetter == UInt8(ascii: "h") { return true }
        for token in tokens[index...] {
            switch token.kind {
            case .calendar(let letter, _), .elapsed(let letter, _): return letter == UInt8(ascii: "s")
            default: continue
            }
        }
        return false
    }

    private func elapsed(_ letter: UInt8, digits: Int) -> DatePattern.Piece {
        switch letter {
        case UInt8(ascii: "h"): .elapsedHours(digits: digits)
        case UInt8(ascii: "m"): .elapsedMinutes(digits: digits)
        default: .elapsedSeconds(digits: digits)
        }
    }
}

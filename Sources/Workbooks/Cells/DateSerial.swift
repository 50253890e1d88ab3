import Streams

/// Which day serial 0 or 1 is (ECMA-376 part 1, 18.17.4.1).
public enum DateSystem: Sendable {
    /// Serial 1 is 1900-01-01; serial 60 is the 29th of February 1900, which did not exist.
    case from1900
    /// Serial 0 is 1904-01-01.
    case from1904
}

/// A point in time as a workbook stores it: days since the date system's start.
public struct DateSerial: Sendable, Hashable {
    /// Days, the fraction being the time of day.
    public var serial: Double
    public var system: DateSystem
    /// What the cell's format shows of it.
    public var style: Style
    /// Whether it is written with fractions of a second.
    var fraction = Fraction.asNeeded

    enum Fraction: Sendable {
        /// Where there are some: for what has no format.
        case asNeeded
        /// Not: the nearest whole second, as Excel shows it.
        case none
        /// Always, three digits.
        case always
    }

    public enum Style: Sendable {
        /// A calendar date, with a time where there is one: for what has no format.
        case dateTime
        /// A calendar date alone.
        case date
        /// A calendar date and a time, also at midnight.
        case timestamp
        /// A time of day alone.
        case time
        /// An elapsed time (`[h]:mm:ss`), which may exceed a day.
        case duration

        /// Whether a calendar date is shown.
        public var hasDay: Bool { self == .dateTime || self == .date || self == .timestamp }
    }

    public init(serial: Double, system: DateSystem = .from1900, style: Style = .dateTime) {
        self.serial = serial
        self.system = system
        self.style = style
    }

    /// The serial in the 1900 system.
    public var serial1900: Double { system == .from1904 ? serial + 1462 : serial }

    /// ISO 8601, one shape for each style: `2025-04-15`, `2025-04-15T13:30:00`, `13:30:00`; an elapsed time is `H:MM:SS`.
    ///
    /// A serial without a day (below 1 and 60 of the 1900 system, negative, after 9999-12-31) is written as the number where the style shows a
    /// day: 0 mostly is a formula that refers to a blank cell.
    public var isoText: String {
        let milliseconds = shownMilliseconds
        guard milliseconds.magnitude < 9e15 else { return DecimalText.string(serial) }
        let total = Int(milliseconds)
        let length = Int(total.magnitude)
        if style == .duration { return "\(total < 0 ? "-" : "")\(clock(length, hourDigits: 1))" }
        guard total >= 0 else { return dayText(total) ?? DecimalText.string(serial) }
        let rest = total % 86_400_000
        if style == .time { return clock(rest, hourDigits: 2) }
        return dayText(total) ?? DecimalText.string(serial)
    }

    /// Milliseconds from the system's start, which are the finest that Excel shows: rounding to them hides the double's own noise.
    private var milliseconds: Double { (serial * 86_400_000).rounded() }

    /// Those that are written.
    private var shownMilliseconds: Double {
        fraction == .none ? (milliseconds / 1000).rounded() * 1000 : milliseconds
    }

    /// Whether it has no text of its own, so that the number is written.
    var isWrittenAsNumber: Bool { isoText == DecimalText.string(serial) }

    private func dayText(_ milliseconds: Int) -> String? {
        let days = Int((Double(milliseconds) / 86_400_000).rounded(.down))
        guard style != .time, let date = CivilDate(daySerial: days, system: system) else { return nil }
        let rest = milliseconds - days * 86_400_000
        guard style == .timestamp || style == .dateTime && rest != 0 else { return date.description }
        return "\(date)T\(clock(rest, hourDigits: 2))"
    }

    /// Whether the style shows a day, and the serial has none that all programs agree on: before 1900-03-01 they count differently, since
    /// Excel has a 29th of February 1900.
    var isDoubtful: Bool {
        guard style != .duration else { return false }
        let days = ((serial * 86_400_000).rounded() / 86_400_000).rounded(.down)
        guard style != .time else { return days < 0 }
        return system == .from1900 ? days < 61 || days > 2_958_465 : days < 0 || days > 2_957_003
    }

    /// Whether there is a time of day, or a part of a second, that the format does not show.
    var hidesTime: Bool {
        guard serial != serial.rounded(), !isDoubtful else { return false }
        if style == .date { return milliseconds.truncatingRemainder(dividingBy: 86_400_000) != 0 }
        return fraction == .none && milliseconds.truncatingRemainder(dividingBy: 1000) != 0
    }

    /// Whether there are days that a format of a time of day does not show.
    var hidesDays: Bool { style == .time && shownMilliseconds >= 86_400_000 }

    /// The calendar day; nil outside of the calendar.
    public var date: CivilDate? {
        let milliseconds = (serial * 86_400_000).rounded()
        guard milliseconds.magnitude < 9e15 else { return nil }
        return CivilDate(daySerial: Int((milliseconds / 86_400_000).rounded(.down)), system: system)
    }

    private func clock(_ milliseconds: Int, hourDigits: Int) -> String {
        let seconds = milliseconds / 1000
        let fraction = milliseconds % 1000
        let hours = Self.padded(seconds / 3600, hourDigits)
        let text = "\(hours):\(Self.padded(seconds / 60 % 60, 2)):\(Self.padded(seconds % 60, 2))"
        return fraction == 0 && self.fraction != .always ? text : "\(text).\(Self.padded(fraction, 3))"
    }

    static func padded(_ value: Int, _ digits: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var year: Int
    public var month: Int
    public var day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    public func hash(into hasher: inout Hasher) { hasher.combine((year &* 16 &+ month) &* 32 &+ day) }

    /// The day of a whole serial; nil before the system's start, after 9999-12-31, and for serial 60 of the 1900 system, the 29th of February
    /// that 1900 did not have.
    public init?(daySerial serial: Int, system: DateSystem) {
        guard let serial1900 = system == .from1904 ? serial.adding(1462) : serial else { return nil }
        guard serial1900 >= 1, serial1900 <= 2_958_465, serial1900 != 60, system == .from1900 || serial >= 0 else {
            return nil
        }
        // Days since 1970-01-01: serial 25569. Before the day that never was, serials run one ahead.
        self.init(daysSince1970: serial1900 - 25_569 + (serial1900 < 60 ? 1 : 0))
    }

    /// Howard Hinnant's civil_from_days.
    public init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Reads `2025-04-15`; nil when it is no date.
    public init?(iso text: some StringProtocol) {
        var text = String(text)
        guard let date = text.withUTF8({ CivilDate(iso: $0) }) else { return nil }
        self = date
    }

    /// Reads the bytes of `2025-04-15`; nil when they are no date.
    public init?(iso bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        var digits = 0
        for (index, byte) in bytes.enumerated() where index != 4 && index != 7 {
            guard byte &- 48 < 10 else { return nil }
            digits = digits * 10 + Int(byte &- 48)
        }
        self.init(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
        guard (1...12).contains(month), day >= 1, day <= Self.days(ofMonth: month, year) else { return nil }
    }

    private static func days(ofMonth month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Howard Hinnant's days_from_civil.
    public var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    public var description: String {
        "\(DateSerial.padded(year, 4))-\(DateSerial.padded(month, 2))-\(DateSerial.padded(day, 2))"
    }
}

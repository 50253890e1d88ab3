import Glibc
import Streams

/// A moment in whole seconds since 1970, shown in UTC. Every time that bundles write is one.
public struct UTCTime: Hashable, Sendable, Comparable {
    public let seconds: Int

    /// - Parameter seconds: a moment before the year 1000 or after 9999 becomes the nearest in them. File systems hold any number, and the
    ///   names and lines that bundles write have four digits for a year.
    public init(seconds: Int) { self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound) }

    /// From 1000-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    static let range = -30_610_224_000...253_402_300_799

    /// The moment of the system's clock.
    public static func now() -> UTCTime { UTCTime(seconds: time(nil)) }

    /// Whether it lies in the future by more than clocks of two machines differ: a minute.
    func isFuture(asOf now: UTCTime) -> Bool { seconds > now.seconds + 60 }

    public static func < (a: UTCTime, b: UTCTime) -> Bool { a.seconds < b.seconds }

    private var parts: tm {
        var value = time_t(seconds)
        var parts = tm()
        gmtime_r(&value, &parts)
        return parts
    }

    private func format(_ pattern: String) -> String {
        var parts = parts
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, pattern, &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `2026-10-03T09:30:00Z`
    public var iso: String {
        var out: [UInt8] = []
        append(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends `iso`.
    func append(to out: inout [UInt8]) {
        let parts = parts
        DecimalText.append(Int(parts.tm_year) + 1900, to: &out)
        func append(_ mark: Unicode.Scalar, _ value: Int32) {
            out.append(UInt8(ascii: mark))
            out.append(UInt8(48 + value / 10))
            out.append(UInt8(48 + value % 10))
        }
        append("-", parts.tm_mon + 1)
        append("-", parts.tm_mday)
        append("T", parts.tm_hour)
        append(":", parts.tm_min)
        append(":", parts.tm_sec)
        out.append(UInt8(ascii: "Z"))
    }
    /// `2026-10-03`
    public var day: String { format("%Y-%m-%d") }
    /// `2026-10`
    public var month: String { format("%Y-%m") }
    /// The year and week of ISO 8601: `2026-W40`
    public var week: String { format("%G-W%V") }
    /// `20261003T093000Z`
    public var compact: String { format("%Y%m%dT%H%M%SZ") }

    /// Reads what `compact` writes.
    public init?(compact text: some StringProtocol) {
        let digits = text.utf8.filter { (48...57).contains($0) }
        guard text.utf8.count == 16, digits.count == 14, text.hasSuffix("Z") else { return nil }
        var parts = Self.parts(of: Array(digits))
        self.init(seconds: timegm(&parts))
        guard compact == text else { return nil }
    }

    /// When a backup was made, by its name: `backup_20261003_093000.tar.gz`, in the local time zone.
    init?(ofBackup name: String) {
        guard name.hasPrefix("backup_") else { return nil }
        let stamp = name.dropFirst(7).prefix(15)
        let digits = stamp.utf8.filter { (48...57).contains($0) }
        guard digits.count == 14 else { return nil }
        var parts = Self.parts(of: Array(digits))
        parts.tm_isdst = -1
        self.init(seconds: mktime(&parts))
        guard localStamp == stamp else { return nil }
    }

    /// The last second of a month that is written as `2026-10`.
    init?(endOfMonth text: Substring) {
        let digits = text.utf8.filter { (48...57).contains($0) }
        guard text.utf8.count == 7, digits.count == 6, text.dropFirst(4).first == "-" else { return nil }
        var parts = Self.parts(of: Array(digits) + Array("01000000".utf8))
        guard (0...11).contains(parts.tm_mon) else { return nil }
        parts.tm_mon += 1  // fits: it is at most 11
        self.init(seconds: timegm(&parts).subtractingReportingOverflow(1).partialValue)
    }

    /// The parts of fourteen digits from the year to the second.
    private static func parts(of digits: [UInt8]) -> tm {
        func number(_ range: Range<Int>) -> Int32 { digits[range].reduce(0) { $0 * 10 + Int32($1 - 48) } }
        var parts = tm()
        parts.tm_year = number(0..<4) - 1900
        parts.tm_mon = number(4..<6) - 1
        parts.tm_mday = number(6..<8)
        parts.tm_hour = number(8..<10)
        parts.tm_min = number(10..<12)
        parts.tm_sec = number(12..<14)
        return parts
    }

    /// `20261003_093000` in the local time zone, as the names of results have it.
    public var localStamp: String {
        var value = time_t(seconds)
        var parts = tm()
        localtime_r(&value, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y%m%d_%H%M%S", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Makes UTC the process's time zone, before zips are read or written: their DOS times are local ones (localtime(3)), which are then
/// the same everywhere, and libarchive needs not look the zone's file up for every member.
func useUTC() {
    setenv("TZ", "UTC0", 1)
    tzset()
}

/// A span of time as people give it: `30d`, `12h`, `90m`, `45s`, `2w`.
public struct Age: Hashable, Sendable, CustomStringConvertible {
    public var seconds: Int
    /// As it was written.
    public var text: String
    /// Ages are added to moments: some three thousand years.
    private static let longest = 100_000_000_000

    public init?(_ text: String) {
        let units = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[String($0)] }), let count = Int(text.dropLast()), count >= 0,
            case (let seconds, false) = count.multipliedReportingOverflow(by: unit), seconds <= Self.longest
        else { return nil }
        self.seconds = seconds
        self.text = text
    }

    public var description: String { text }
}

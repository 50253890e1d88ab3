import Glibc
import Streams

/// A time as in logs and ledger, `2026-04-15T13:30:00.000Z`. Sorting such texts sorts the times.
func isoTime(_ seconds: Double) -> String {
    var whole = time_t(clamping: seconds.rounded(.down))
    let thousandths = Int(clamping: (seconds - seconds.rounded(.down)) * 1000)
    var parts = tm()
    gmtime_r(&whole, &parts)
    let digits = String(1000 + thousandths).dropFirst()
    return formatted(&parts, "%Y-%m-%dT%H:%M:%S") + ".\(digits)Z"
}

/// The seconds since 1970 of a text that `isoTime` wrote; nil for any other text.
func seconds(ofISO text: some StringProtocol) -> Double? {
    let numbers = text.utf8.split { !(48...57).contains($0) }.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    guard text.hasSuffix("Z"), numbers.count >= 6 else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (
        Int32(clamping: numbers[0].subtractingReportingOverflow(1900).partialValue),
        Int32(clamping: numbers[1].subtractingReportingOverflow(1).partialValue), Int32(clamping: numbers[2])
    )
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (
        Int32(clamping: numbers[3]), Int32(clamping: numbers[4]), Int32(clamping: numbers[5])
    )
    return Double(timegm(&parts)) + (numbers.count > 6 ? Double(numbers[6]) / 1000 : 0)
}

/// The beginning of yesterday, local time.
func beginOfYesterday(_ now: Double) -> Double {
    var whole = time_t(clamping: now)
    var parts = tm()
    localtime_r(&whole, &parts)
    parts.tm_mday -= 1
    (parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_isdst) = (0, 0, 0, -1)
    return Double(mktime(&parts))
}

/// A local time for people: `2026-04-15 13:30`.
func localTime(_ seconds: Double) -> String {
    var whole = time_t(clamping: seconds)
    var parts = tm()
    localtime_r(&whole, &parts)
    return formatted(&parts, "%Y-%m-%d %H:%M")
}

private func formatted(_ parts: inout tm, _ pattern: String) -> String {
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, pattern, &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

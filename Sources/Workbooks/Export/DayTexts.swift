/// The ISO texts of days, the ones met last kept, since a sheet's dates repeat.
struct DayTexts {
    private let dateSystem: DateSystem
    private let isQuoted: Bool
    private var serials: ContiguousArray<Int>
    private var texts: ContiguousArray<SIMD16<UInt8>>

    private static let kept = 512

    init(_ dateSystem: DateSystem, isQuoted: Bool) {
        self.dateSystem = dateSystem
        self.isQuoted = isQuoted
        serials = ContiguousArray(repeating: -1, count: Self.kept)
        texts = ContiguousArray(repeating: SIMD16(), count: Self.kept)
    }

    /// Whether the calendar has the day of that serial, and no program doubts it.
    @inline(__always)
    mutating func has(_ serial: Int) -> Bool { serials[serial & (Self.kept - 1)] == serial || keep(serial) }

    /// Appends a day that `has` has just found, in quotes where text has them. Needs room for 16.
    @inline(__always)
    mutating func append(_ serial: Int, to tail: inout ByteBuffer.Tail) {
        guard has(serial) else { return }
        tail.append(texts[serial & (Self.kept - 1)], isQuoted ? 12 : 10)
    }

    /// Appends the midnight that such a day begins with. Needs room for 32.
    @inline(__always)
    mutating func appendMidnight(_ serial: Int, to tail: inout ByteBuffer.Tail) {
        guard has(serial) else { return }
        tail.append(texts[serial & (Self.kept - 1)], isQuoted ? 11 : 10)
        tail.append(Self.midnight, isQuoted ? 10 : 9)
    }

    private static let midnight = SIMD16(Array("T00:00:00\"      ".utf8))

    private mutating func keep(_ serial: Int) -> Bool {
        guard !DateSerial(serial: Double(serial), system: dateSystem).isDoubtful,
            let date = CivilDate(daySerial: serial, system: dateSystem)
        else { return false }
        let slot = serial & (Self.kept - 1)
        let text = Array((isQuoted ? "\"\(date)\"" : date.description).utf8)
        texts[slot] = SIMD16(text + Array(repeating: 0, count: 16 - text.count))
        serials[slot] = serial
        return true
    }
}

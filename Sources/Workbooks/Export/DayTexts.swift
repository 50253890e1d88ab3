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

    /// Appends the day of that serial, in quotes where text has them; false when the calendar does not have it. Needs room for 16.
    @inline(__always)
    mutating func append(_ serial: Int, to tail: inout ByteBuffer.Tail) -> Bool {
        let slot = serial & (Self.kept - 1)
        if serials[slot] != serial {
            guard let date = CivilDate(daySerial: serial, system: dateSystem) else { return false }
            let text = Array((isQuoted ? "\"\(date)\"" : date.description).utf8)
            texts[slot] = SIMD16(text + Array(repeating: 0, count: 16 - text.count))
            serials[slot] = serial
        }
        tail.append(texts[slot], isQuoted ? 12 : 10)
        return true
    }
}

/// What a number format makes of a number, as far as reading values goes (ECMA-376 part 1, 18.8.30 and 18.8.31).
enum NumberKind: UInt8, Sendable {
    case number
    /// A date without a time.
    case date
    /// A date and a time.
    case timestamp
    /// A time of day.
    case time
    case duration

    /// What it makes of a serial; nil for a number.
    var style: DateSerial.Style? {
        switch self {
        case .number: nil
        case .date: .date
        case .timestamp: .timestamp
        case .time: .time
        case .duration: .duration
        }
    }
}

enum NumberFormat {
    /// The kind of a built-in format's identifier that the styles part does not define (18.8.30): that of the code it shows.
    static func kind(ofBuiltIn id: Int) -> NumberKind {
        BuiltInFormats.code(of: id).map { kind(ofCode: $0) } ?? .number
    }

    /// The kind of a format code, told by the letters of its first section outside of quotes and brackets.
    static func kind(ofCode code: String) -> NumberKind {
        let letters = Letters(of: code)
        if letters.isElapsed { return .duration }
        let hasTime = letters.hasHour || letters.hasSecond || letters.hasHalfDay
        if letters.hasDay || letters.hasYear { return hasTime ? .timestamp : .date }
        if hasTime { return .time }
        return letters.hasMonth ? .date : .number
    }

    /// Which date letters the first section has.
    private struct Letters {
        var hasYear = false
        var hasMonth = false
        var hasDay = false
        var hasHour = false
        var hasSecond = false
        var hasHalfDay = false
        var isElapsed = false

        init(of code: String) {
            let signs = Array(code.utf8)
            var index = 0
            while index < signs.count {
                switch signs[index] {
                case UInt8(ascii: ";"): return
                case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): index += 1
                case UInt8(ascii: "\""): index = Self.end(of: UInt8(ascii: "\""), in: signs, after: index)
                case UInt8(ascii: "["):
                    let end = Self.end(of: UInt8(ascii: "]"), in: signs, after: index)
                    noteBracket(signs[(index + 1)..<max(end, index + 1)])
                    index = end
                // `General` holds an `e`, which elsewhere is a year of an era.
                case UInt8(ascii: "G"), UInt8(ascii: "g"):
                    if Self.isGeneral(signs[index...]) { index += 6 }
                // `E+` and `E-` are exponents, an `e` alone is a year.
                case UInt8(ascii: "E"), UInt8(ascii: "e"):
                    let next = index + 1 < signs.count ? signs[index + 1] : 0
                    if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 } else { hasYear = true }
                case UInt8(ascii: "A"), UInt8(ascii: "a"):
                    let length = Self.lengthOfHalfDay(signs[index...])
                    if length > 0 { hasHalfDay = true }
                    index += max(length - 1, 0)  // fits: at most 5
                case let sign: note(sign | 0x20)
                }
                index += 1
            }
        }

        /// `AM/PM` or `A/P`; 0 for other text.
        private static func lengthOfHalfDay(_ signs: ArraySlice<UInt8>) -> Int {
            let letters = signs.prefix(5).map { $0 | 0x20 }
            if letters == Array("am/pm".utf8) { return 5 }
            return letters.starts(with: "a/p".utf8) ? 3 : 0
        }

        private mutating func note(_ letter: UInt8) {
            switch letter {
            case UInt8(ascii: "y"), UInt8(ascii: "b"): hasYear = true
            case UInt8(ascii: "d"): hasDay = true
            case UInt8(ascii: "m"): hasMonth = true
            case UInt8(ascii: "h"): hasHour = true
            case UInt8(ascii: "s"): hasSecond = true
            default: break
            }
        }

        /// `[h]`, `[mm]`, `[ss]` are elapsed times; colours, conditions and locales are none.
        private mutating func noteBracket(_ content: ArraySlice<UInt8>) {
            guard let first = content.first.map({ $0 | 0x20 }) else { return }
            if content.allSatisfy({ $0 | 0x20 == first }), "hms".utf8.contains(first) { isElapsed = true }
        }

        private static func isGeneral(_ signs: ArraySlice<UInt8>) -> Bool {
            signs.prefix(7).map { $0 | 0x20 } == Array("general".utf8)
        }

        private static func end(of sign: UInt8, in signs: [UInt8], after index: Int) -> Int {
            signs[(index + 1)...].firstIndex(of: sign) ?? signs.count
        }
    }
}

/// What a number format makes of a number, as far as reading values goes (ECMA-376 part 1, 18.8.30 and 18.8.31).
enum NumberKind: UInt8, Sendable {
    case number
    case dateTime
    case time
    case duration
}

enum NumberFormat {
    /// The kind of a built-in format's identifier that the styles part does not define (18.8.30). The East
    /// Asian dates 27 to 36 and 50 to 58 are dates in every locale that has them.
    static func kind(ofBuiltIn id: Int) -> NumberKind {
        switch id {
        case 14...17, 22, 27...31, 34...36, 50...54, 57, 58: .dateTime
        case 18...21, 32, 33, 45, 47, 55, 56: .time
        case 46: .duration
        default: .number
        }
    }

    /// The kind of a format code, told by the letters of its first section outside of quotes and brackets.
    static func kind(ofCode code: String) -> NumberKind {
        let letters = Letters(of: code)
        if letters.isElapsed { return .duration }
        if letters.hasDay || letters.hasYear { return .dateTime }
        if letters.hasHour || letters.hasSecond || letters.hasHalfDay { return .time }
        return letters.hasMonth ? .dateTime : .number
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
                case let sign: note(sign | 0x20, at: index, in: signs)
                }
                index += 1
            }
        }

        private mutating func note(_ letter: UInt8, at index: Int, in signs: [UInt8]) {
            switch letter {
            case UInt8(ascii: "y"), UInt8(ascii: "b"): hasYear = true
            case UInt8(ascii: "d"): hasDay = true
            case UInt8(ascii: "m"): hasMonth = true
            case UInt8(ascii: "h"): hasHour = true
            case UInt8(ascii: "s"): hasSecond = true
            case UInt8(ascii: "a") where index + 1 < signs.count && signs[index + 1] == UInt8(ascii: "/"):
                hasHalfDay = true
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

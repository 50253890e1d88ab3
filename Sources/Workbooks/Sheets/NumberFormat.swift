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
    /// The same with fractions of a second.
    case preciseTimestamp, preciseTime, preciseDuration
    /// One or the other, by conditions that the value decides (18.8.31).
    case conditional

    /// What it makes of a serial; nil for a number.
    var style: DateSerial.Style? {
        switch self {
        case .number, .conditional: nil
        case .date: .date
        case .timestamp, .preciseTimestamp: .timestamp
        case .time, .preciseTime: .time
        case .duration, .preciseDuration: .duration
        }
    }

    /// Whether it shows fractions of a second.
    var fraction: DateSerial.Fraction {
        switch self {
        case .number, .conditional, .date: .asNeeded
        case .timestamp, .time, .duration: .none
        case .preciseTimestamp, .preciseTime, .preciseDuration: .always
        }
    }
}

enum NumberFormat {
    /// The kind of a built-in format's identifier that the styles part does not define (18.8.30): that of the code it shows.
    static func kind(ofBuiltIn id: Int) -> NumberKind {
        BuiltInFormats.code(of: id).map { kind(ofCode: $0) } ?? .number
    }

    /// The kind of a format code: that of its first section, where no conditions decide.
    static func kind(ofCode code: String) -> NumberKind {
        let signs = Array(code.utf8)
        let sections = Letters.sections(of: signs).map { kind(of: $0) }
        guard sections.contains(where: { $0.isConditional }) else { return sections.first?.kind ?? .number }
        return Set(sections.map(\.kind)).count == 1 ? sections[0].kind : .conditional
    }

    /// Whether a code shows letters, signs beyond ASCII or digits of its own beside a number: `[$AED] #,##0`, `0.0"M"`.
    static func showsWords(_ code: String) -> Bool {
        FormatLexer.sections(of: code).contains { section in
            !section.isText
                && section.tokens.contains { token in
                    token.kind == .literal
                        && token.bytes.contains { $0 >= 0x80 || $0 | 0x20 &- 97 < 26 || $0 &- 48 < 10 }
                }
        }
    }

    /// The kinds of all sections of a code.
    static func kinds(ofSections code: String) -> [NumberKind] {
        Letters.sections(of: Array(code.utf8)).map { kind(of: $0).kind }
    }

    /// Told by letters outside of quotes and brackets.
    private static func kind(of letters: Letters) -> (kind: NumberKind, isConditional: Bool) {
        let isPrecise = letters.hasFraction
        let hasTime = letters.hasHour || letters.hasSecond || letters.hasHalfDay
        let kind: NumberKind =
            if letters.isElapsed {
                isPrecise ? .preciseDuration : .duration
            } else if letters.hasDay || letters.hasYear {
                hasTime ? isPrecise ? .preciseTimestamp : .timestamp : .date
            } else if hasTime {
                isPrecise ? .preciseTime : .time
            } else {
                letters.hasMonth ? .date : .number
            }
        return (kind, letters.hasCondition)
    }

    /// Which date letters a section has.
    private struct Letters {
        var hasYear = false
        var hasMonth = false
        var hasDay = false
        var hasHour = false
        var hasSecond = false
        var hasHalfDay = false
        var isElapsed = false
        /// Zeros behind the point of seconds.
        var hasFraction = false
        var hasCondition = false

        /// Those of every section, of which there is one at least.
        static func sections(of signs: [UInt8]) -> [Letters] {
            var sections: [Letters] = []
            var index = 0
            repeat { sections.append(Letters(of: signs, from: &index)) } while index < signs.count
            return sections
        }

        /// Those of the section that begins there; moves behind its end.
        private init(of signs: [UInt8], from index: inout Int) {
            defer { index += 1 }
            while index < signs.count {
                switch signs[index] {
                case UInt8(ascii: ";"): return
                case UInt8(ascii: "."):
                    let isDigit = index + 1 < signs.count && signs[index + 1] == UInt8(ascii: "0")
                    if isDigit, hasSecond || isElapsed { hasFraction = true }
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
            if "<>=".utf8.contains(content[content.startIndex]) { hasCondition = true }
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

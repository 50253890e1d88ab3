/// A compiled section of a number format.
protocol FormatPattern: Sendable {
    /// Appends a finite number's magnitude, with a minus sign before all when `isNegative`; false, with nothing appended,
    /// where the pattern has no text for the number.
    func append(_ number: Double, isNegative: Bool, in system: DateSystem, to out: inout [UInt8]) -> Bool

    /// Whether programs choose different texts for some numbers.
    var isReadDifferently: Bool { get }
}

extension FormatPattern {
    var isReadDifferently: Bool { false }
}

/// One section of a number format, compiled (ECMA-376 part 1, 18.8.31).
struct FormatSection: Sendable {
    /// Called in place: taking patterns out of an enum would copy them for every cell.
    private let pattern: any FormatPattern

    static let general = FormatSection(FormatSectionText(tokens: [FormatToken(.general, [])]))

    init(_ text: FormatSectionText) {
        let tokens = Self.tokens(of: text)
        if let index = tokens.firstIndex(where: { $0.kind == .general }) {
            let after = tokens[(index + 1)...].flatMap(\.bytes)
            pattern = GeneralPattern(before: tokens[..<index].flatMap(\.bytes), after: after)
        } else if Self.isDate(tokens) {
            pattern = DatePattern(tokens)
        } else if !tokens.contains(where: \.isDigit) {
            pattern = LiteralPattern(text: tokens.flatMap(\.bytes))
        } else {
            pattern = Self.numeric(tokens)
        }
    }

    /// Appends a finite number, of a negative one the magnitude, with a minus sign before all when it is to be signed.
    /// A number that the section has no text for is written as General, with its sign.
    func append(_ number: Double, isSigned: Bool, in system: DateSystem, to out: inout [UInt8]) {
        let isNegative = isSigned && number < 0
        if !pattern.append(number, isNegative: isNegative, in: system, to: &out) {
            GeneralNumber.append(number, isNegative: number < 0, to: &out)
        }
    }

    /// The text in which all programs agree, with a minus sign before all when the number is to be signed; nil where they do not, or the
    /// section has none for the number.
    func agreedText(_ number: Double, isSigned: Bool, in system: DateSystem) -> [UInt8]? {
        var out: [UInt8] = []
        guard !pattern.isReadDifferently,
            pattern.append(number, isNegative: isSigned && number < 0, in: system, to: &out)
        else { return nil }
        return out
    }

    /// A section of colours or conditions alone shows the number as General.
    private static func tokens(of text: FormatSectionText) -> [FormatToken] {
        switch text.systemFormat {
        case .date: FormatLexer.sections(of: "dddd, mmmm d, yyyy")[0].tokens
        case .time: FormatLexer.sections(of: "h:mm:ss AM/PM")[0].tokens
        case nil: text.tokens.isEmpty && text.hasModifier ? [FormatToken(.general, [])] : text.tokens
        }
    }

    /// Whether letters make it a date. Letters beside digit positions other than a second's fraction are text, as
    /// in `0.00 USD`, which Excel would want quoted.
    private static func isDate(_ tokens: [FormatToken]) -> Bool {
        var hasLetters = false
        var isFraction = false
        for token in tokens {
            switch token.kind {
            case .elapsed, .halfDay: return true
            case .calendar: hasLetters = true
            case .digit(.zero) where isFraction: continue
            case .digit: return false
            default: break
            }
            isFraction = token.kind == .point
        }
        return hasLetters
    }

    private static func numeric(_ tokens: [FormatToken]) -> any FormatPattern {
        for (index, token) in tokens.enumerated() {
            if case .exponent(let showsPlus) = token.kind, tokens[(index + 1)...].contains(where: \.isDigit) {
                return ScientificPattern(tokens, at: index, showsPlus: showsPlus)
            }
        }
        if let slash = tokens.firstIndex(where: { $0.kind == .slash }),
            let fraction = FractionPattern(tokens, slash: slash)
        {
            return fraction
        }
        let pattern = NumberPattern(tokens)
        return PlainNumberPattern(pattern) ?? pattern
    }
}

/// A section of text alone.
private struct LiteralPattern: FormatPattern {
    var text: [UInt8]

    func append(_ number: Double, isNegative: Bool, in system: DateSystem, to out: inout [UInt8]) -> Bool {
        if isNegative { out.append(UInt8(ascii: "-")) }
        out.append(contentsOf: text)
        return true
    }
}

/// A section with the word General.
private struct GeneralPattern: FormatPattern {
    var before: [UInt8]
    var after: [UInt8]

    func append(_ number: Double, isNegative: Bool, in system: DateSystem, to out: inout [UInt8]) -> Bool {
        if isNegative { out.append(UInt8(ascii: "-")) }
        if !before.isEmpty { out.append(contentsOf: before) }
        GeneralNumber.append(number, isNegative: false, to: &out)
        if !after.isEmpty { out.append(contentsOf: after) }
        return true
    }
}

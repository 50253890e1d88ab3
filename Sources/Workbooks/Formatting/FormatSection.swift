/// One section of a number format, compiled (ECMA-376 part 1, 18.8.31).
struct FormatSection: Sendable {
    private enum Body: Sendable {
        case literal([UInt8])
        case general(before: [UInt8], after: [UInt8])
        case number(NumberPattern)
        case scientific(ScientificPattern)
        case fraction(FractionPattern)
        case date(DatePattern)
    }

    private let body: Body

    static let general = FormatSection(FormatSectionText(tokens: [FormatToken(.general, [])]))

    init(_ text: FormatSectionText) {
        let tokens = Self.tokens(of: text)
        if let index = tokens.firstIndex(where: { $0.kind == .general }) {
            let after = tokens[(index + 1)...].flatMap(\.bytes)
            body = .general(before: tokens[..<index].flatMap(\.bytes), after: after)
        } else if Self.isDate(tokens) {
            body = .date(DatePattern(tokens))
        } else if !tokens.contains(where: \.isDigit) {
            body = .literal(tokens.flatMap(\.bytes))
        } else {
            body = Self.numeric(tokens)
        }
    }

    /// A section of colours or conditions alone shows the number as General.
    private static func tokens(of text: FormatSectionText) -> [FormatToken] {
        switch text.systemFormat {
        case .date: FormatLexer.sections(of: "dddd, mmmm d, yyyy")[0].tokens
        case .time: FormatLexer.sections(of: "h:mm:ss AM/PM")[0].tokens
        case nil: text.tokens.isEmpty && text.hasModifier ? [FormatToken(.general, [])] : text.tokens
        }
    }

    /// Whether letters make it a date. Beside digit positions other than a second's fraction they are text, as in
    /// `0.00 USD`, which Excel would want quoted.
    private static func isDate(_ tokens: [FormatToken]) -> Bool {
        var hasLetters = false
        var isFraction = false
        for token in tokens {
            switch token.kind {
            case .calendar, .elapsed, .halfDay: hasLetters = true
            case .digit(.zero) where isFraction: continue
            case .digit: return false
            default: break
            }
            isFraction = token.kind == .point
        }
        return hasLetters
    }

    private static func numeric(_ tokens: [FormatToken]) -> Body {
        for (index, token) in tokens.enumerated() {
            if case .exponent(let showsPlus) = token.kind, tokens[(index + 1)...].contains(where: \.isDigit) {
                return .scientific(ScientificPattern(tokens, at: index, showsPlus: showsPlus))
            }
        }
        if let slash = tokens.firstIndex(where: { $0.kind == .slash }),
            let fraction = FractionPattern(tokens, slash: slash)
        {
            return .fraction(fraction)
        }
        return .number(NumberPattern(tokens))
    }

    /// Appends a finite number, of a negative one the magnitude, with a minus sign before all when it is to be signed.
    /// A date that there is not is written as General.
    func append(_ value: Double, isSigned: Bool, in system: DateSystem, to out: inout [UInt8]) {
        let isNegative = isSigned && value < 0
        switch body {
        case .number(let pattern):
            pattern.append(SignificantDecimal(magnitudeOf: value), isNegative: isNegative, to: &out)
        case .general(let before, let after):
            if isNegative { out.append(UInt8(ascii: "-")) }
            out.append(contentsOf: before)
            GeneralNumber.append(SignificantDecimal(magnitudeOf: value), to: &out)
            out.append(contentsOf: after)
        case .date(let pattern):
            let start = out.count
            if isNegative { out.append(UInt8(ascii: "-")) }
            let isShowable = !isNegative || system == .from1904 || pattern.isElapsed
            if isShowable, pattern.append(value.magnitude, in: system, to: &out) { return }
            out.removeLast(out.count - start)
            Self.general.append(value, isSigned: true, in: system, to: &out)
        case .scientific(let pattern):
            pattern.append(SignificantDecimal(magnitudeOf: value), isNegative: isNegative, to: &out)
        case .fraction(let pattern):
            // Beyond fifteen digits there is no fraction.
            guard value.magnitude < 1e15 else {
                return Self.general.append(value, isSigned: isSigned, in: system, to: &out)
            }
            pattern.append(value.magnitude, isNegative: isNegative, to: &out)
        case .literal(let bytes):
            if isNegative { out.append(UInt8(ascii: "-")) }
            out.append(contentsOf: bytes)
        }
    }
}

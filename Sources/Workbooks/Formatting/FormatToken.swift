/// What a digit position shows when the number has no digit there (ECMA-376 part 1, 18.8.31).
enum Placeholder: Sendable {
    /// `0`: a zero.
    case zero
    /// `#`: nothing.
    case nothing
    /// `?`: a blank of a digit's width.
    case blank

    /// The byte that stands for a missing digit; nil for none.
    var padding: UInt8? {
        switch self {
        case .zero: UInt8(ascii: "0")
        case .nothing: nil
        case .blank: UInt8(ascii: " ")
        }
    }
}

/// One element of a number format's section (ECMA-376 part 1, 18.8.31).
struct FormatToken: Sendable {
    enum Kind: Sendable, Equatable {
        /// Text shown as it is: quoted, escaped, or a sign without a meaning. `_x` is one blank.
        case literal
        case digit(Placeholder)
        /// `1` to `9`: text, but a denominator after a slash.
        case numeral
        case point
        case comma
        case percent
        /// `E+` shows either sign of the exponent, `E-` the negative one only.
        case exponent(showsPlus: Bool)
        case slash
        /// `@`: the cell's text.
        case text
        case general
        /// A run of one of the letters `y m d h s e b g`, in lower case.
        case calendar(UInt8, count: Int)
        /// `[h]`, `[mm]`, `[ss]`: a time that does not wrap.
        case elapsed(UInt8, count: Int)
        /// `AM/PM` or `A/P`.
        case halfDay(morning: [UInt8], afternoon: [UInt8])
    }

    var kind: Kind
    /// What the token shows where it has no meaning.
    var bytes: [UInt8]

    init(_ kind: Kind, _ bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }

    var isDigit: Bool {
        if case .digit = kind { true } else { false }
    }

    /// The placeholder of a digit position.
    var placeholder: Placeholder? {
        if case .digit(let placeholder) = kind { placeholder } else { nil }
    }
}

/// A section's own condition: `[>=100]` (ECMA-376 part 1, 18.8.31).
struct FormatCondition: Sendable {
    enum Comparison: Sendable {
        case less, lessOrEqual, equal, notEqual, greaterOrEqual, greater
    }

    var comparison: Comparison
    var limit: Double

    func admits(_ value: Double) -> Bool {
        switch comparison {
        case .less: value < limit
        case .lessOrEqual: value <= limit
        case .equal: value == limit
        case .notEqual: value != limit
        case .greaterOrEqual: value >= limit
        case .greater: value > limit
        }
    }

    /// Whether negative numbers alone are meant, which then show without their sign, as in a negative section.
    var meansNegatives: Bool {
        switch comparison {
        case .less: limit <= 0
        case .lessOrEqual, .equal: limit < 0
        case .notEqual, .greaterOrEqual, .greater: false
        }
    }

    /// Reads the inside of brackets: `>=100`, `< -5`; nil when it is no condition.
    init?(_ content: some Collection<UInt8>) {
        let text = String(decoding: content.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        let operators: [(String, Comparison)] = [
            ("<=", .lessOrEqual), ("<>", .notEqual), (">=", .greaterOrEqual), ("<", .less), (">", .greater),
            ("=", .equal),
        ]
        guard let (sign, comparison) = operators.first(where: { text.hasPrefix($0.0) }),
            let limit = Double(text.dropFirst(sign.count))
        else { return nil }
        self.init(comparison, limit)
    }

    init(_ comparison: Comparison, _ limit: Double) {
        self.comparison = comparison
        self.limit = limit
    }
}

/// A section as written, taken apart.
struct FormatSectionText: Sendable {
    var tokens: [FormatToken] = []
    var condition: FormatCondition?
    /// Whether the section has brackets that show nothing: a colour, a condition, a numeral shape.
    var hasModifier = false
    /// `[$-F800]` and `[$-F400]`: the system's long date and time, whatever the section says.
    var systemFormat: SystemFormat?

    enum SystemFormat: Sendable {
        case date, time
    }

    var isText: Bool { tokens.contains { $0.kind == .text } }
}

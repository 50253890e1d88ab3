/// A condition of `SUMIF` and the like: a number or text, with a comparison in front or without.
struct FormulaCriterion {
    private enum Test {
        case number(FormulaExpression.Operator, Double)
        /// Equal or unequal to a text without regard to case.
        case text(isEqual: Bool, String)
        /// Like a text in which `*` is any text and `?` any character, or unlike it; nil for those two.
        case pattern(isEqual: Bool, [Wildcard])
        /// Holds anything.
        case filled
    }

    private enum Wildcard: Equatable {
        case character(Character)
        case anyCharacter, anyText
    }

    private let test: Test

    /// Nil for what programs read in different ways: dates, blanks, texts that are ordered.
    init?(_ wanted: FormulaScalar) {
        if wanted.isError || wanted.losesUnknown { return nil }
        if let number = wanted.cellNumber {
            test = .number(.equal, number)
            return
        }
        guard let text = wanted.value.text, !text.isEmpty else { return nil }
        let operators: [FormulaExpression.Operator] = [
            .lessOrEqual, .greaterOrEqual, .unequal, .less, .greater, .equal,
        ]
        let sign = operators.first { text.hasPrefix($0.rawValue) }
        let rest = String(text.dropFirst(sign?.rawValue.count ?? 0))
        let comparison = sign ?? .equal
        if let number = Self.plainNumber(rest) {
            test = .number(comparison, number)
            return
        }
        if rest.isEmpty, comparison == .unequal {
            test = .filled
            return
        }
        guard comparison == .equal || comparison == .unequal, !rest.isEmpty,
            !(rest.first?.isNumber ?? false), !["TRUE", "FALSE"].contains(rest.uppercased())
        else { return nil }
        if rest.contains(where: { "*?~".contains($0) }) {
            test = .pattern(isEqual: comparison == .equal, Self.wildcards(rest.lowercased()))
            return
        }
        test = .text(isEqual: comparison == .equal, rest.lowercased())
    }

    /// A decimal that every locale reads alike: without grouping, percent or exponent.
    private static func plainNumber(_ text: String) -> Double? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) else {
            return nil
        }
        return Double(text)
    }

    /// `~` makes the sign after it plain.
    private static func wildcards(_ text: String) -> [Wildcard] {
        var found: [Wildcard] = []
        var isPlain = false
        for character in text {
            switch character {
            case "~" where !isPlain:
                isPlain = true
                continue
            case "*" where !isPlain: found.append(.anyText)
            case "?" where !isPlain: found.append(.anyCharacter)
            default: found.append(.character(character))
            }
            isPlain = false
        }
        return found
    }

    private static func matches(_ text: String, _ pattern: [Wildcard]) -> Bool {
        let text = Array(text)
        // Which places of the text a beginning of the pattern may reach.
        var reached = [true] + Array(repeating: false, count: text.count)
        for part in pattern {
            var next = Array(repeating: false, count: text.count + 1)
            for index in reached.indices {
                switch part {
                case .anyText: next[index] = reached[index] || (index > 0 && next[index - 1])
                case .anyCharacter: next[index] = index > 0 && reached[index - 1]
                case .character(let character):
                    next[index] = index > 0 && reached[index - 1] && text[index - 1] == character
                }
            }
            reached = next
        }
        return reached[text.count]
    }

    /// Whether blank cells meet it.
    var takesBlanks: Bool {
        switch test {
        case .filled: false
        case .text(let isEqual, _), .pattern(let isEqual, _): !isEqual
        case .number(let sign, _): sign == .unequal
        }
    }

    /// A condition that every figure meets, and no text: it asks whether cells are known.
    static let anyNumber = ">-1000000000000000"

    /// Whether cells are held against a number, so that one which is unknown leaves the answer open.
    var comparesNumbers: Bool {
        guard case .number(let sign, let number) = test else { return false }
        return sign != .greater || number > -1e15
    }

    /// Whether a text meets it for not being a number.
    var takesText: Bool { if case .number(.unequal, _) = test { true } else { false } }

    /// Nil when it cannot be told.
    func isMet(by scalar: FormulaScalar) -> Bool? {
        switch test {
        case .filled: return !scalar.value.isEmpty
        case .text(let isEqual, let text): return (scalar.value.text?.lowercased() == text) == isEqual
        case .pattern(let isEqual, let pattern):
            return (scalar.value.text.map { Self.matches($0.lowercased(), pattern) } ?? false) == isEqual
        case .number(let sign, let number):
            guard let value = scalar.cellNumber else {
                // Text that reads as a number meets an equality.
                guard !scalar.mayBeNumber else { return nil }
                return sign == .unequal
            }
            let isEqual = SpreadsheetArithmetic.areEqual(value, number)
            switch sign {
            case .equal: return isEqual
            case .unequal: return !isEqual
            case .less: return !isEqual && value < number
            case .lessOrEqual: return isEqual || value < number
            case .greater: return !isEqual && value > number
            default: return isEqual || value > number
            }
        }
    }
}

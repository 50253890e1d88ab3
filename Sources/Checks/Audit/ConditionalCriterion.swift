extension ConditionalSum {
    enum Comparison: String, CaseIterable {
        // Longer signs first.
        case atMost = "<=", atLeast = ">=", unequal = "<>", below = "<", above = ">", equal = "="

        func holds(_ a: Double, _ b: Double) -> Bool {
            switch self {
            case .atMost: a <= b
            case .atLeast: a >= b
            case .unequal: a != b
            case .below: a < b
            case .above: a > b
            case .equal: a == b
            }
        }
    }

    /// What a cell must meet. Texts are in lower case: case says nothing.
    enum Criterion: Hashable {
        case equals(String)
        /// Holds anything.
        case isFilled
        case isEmpty
        /// Holds another text, a number or nothing.
        case differs(String)
        /// A text with `*`, `?` and `~`; other cells are unlike it.
        case like(String, isEqual: Bool)
        /// A number against one, which is written so.
        case compares(Comparison, Double, text: String)

        /// A criterion of SUMIFS (ECMA-376 part 1, 18.17.7.324); nil where texts are ordered.
        init?(_ words: String) {
            let comparison = Comparison.allCases.first { words.hasPrefix($0.rawValue) }
            let rest = String(words.dropFirst(comparison?.rawValue.count ?? 0)).lowercased()
            if rest.isEmpty {
                guard comparison == .unequal || comparison == .equal else { return nil }
                self = comparison == .unequal ? .isFilled : .isEmpty
                return
            }
            if let number = Double(rest), !rest.contains(where: \.isLetter) {
                self = .compares(comparison ?? .equal, number, text: rest)
                return
            }
            guard comparison == nil || comparison == .equal || comparison == .unequal else { return nil }
            let isEqual = comparison != .unequal
            if let plain = Self.plain(rest) {
                self = isEqual ? .equals(plain) : .differs(plain)
            } else {
                self = .like(rest, isEqual: isEqual)
            }
        }

        /// Without the `~` before wildcards; nil where there is one.
        private static func plain(_ text: String) -> String? {
            var out = ""
            var isEscaped = false
            for character in text {
                if !isEscaped, character == "~" {
                    isEscaped = true
                    continue
                }
                guard isEscaped || !"*?".contains(character) else { return nil }
                out.append(character)
                isEscaped = false
            }
            return out
        }

        /// Whether a text in lower case has the form of a pattern.
        static func matches(_ text: some StringProtocol, _ pattern: some StringProtocol) -> Bool {
            let (text, pattern) = (Array(text), Array(pattern))
            // The places of the text that the pattern up to here may end at.
            var ends: Set<Int> = [0]
            var index = 0
            while index < pattern.count, !ends.isEmpty {
                var sign = pattern[index]
                index += 1
                if sign == "*" {
                    ends = Set((ends.min() ?? 0)...text.count)
                    continue
                }
                let isAny = sign == "?"
                if sign == "~", index < pattern.count {
                    sign = pattern[index]
                    index += 1
                }
                ends = Set(ends.filter { $0 < text.count && (isAny || text[$0] == sign) }.map { $0 + 1 })
            }
            return ends.contains(text.count)
        }
    }
}

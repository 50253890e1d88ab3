/// Why a text is no format of numbers that Excel takes (ECMA-376 part 1, 18.8.31): a workbook with such a format is repaired on opening, or
/// not opened at all. Formats of dates and of text are not for numbers, and count as mistakes, too.
public enum NumberFormatMistake: Error, Equatable, CustomStringConvertible {
    /// Excel's limit for a code.
    public static let mostCharacters = 255

    case tooLong
    case sections
    case openQuotation
    case openBracket
    case bracket(String)
    case end(Character)
    case letters(Character)
    case noNumber

    public var description: String {
        switch self {
        case .tooLong: "has more than \(Self.mostCharacters) characters"
        case .sections: "has more than three parts between semicolons"
        case .openQuotation: "has a quotation mark without a second one"
        case .openBracket: "has a [ without a ]"
        case .bracket(let text): "has [\(text)], which is no colour, currency or condition"
        case .end(let sign): "ends with \(sign), which needs a character behind it"
        case .letters(let letter): "has \(letter) outside of quotation marks"
        case .noNumber: "shows no number"
        }
    }

    /// - Throws: `NumberFormatMistake`.
    public static func check(_ code: String) throws(NumberFormatMistake) {
        guard code.utf16.count <= mostCharacters else { throw .tooLong }
        var scanner = Scanner(rest: Substring(code))
        try scanner.scan()
    }

    private struct Scanner {
        var rest: Substring
        private var showsNumber = false
        private var sections = 1

        init(rest: Substring) { self.rest = rest }

        private static let colours: Set<String> = [
            "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow",
        ]
        /// Characters that stand for themselves, and those of numbers.
        private static let plain: Set<Character> = Set(" $-+/():!^&'~{}<>=,.%")

        mutating func scan() throws(NumberFormatMistake) {
            while let sign = rest.first {
                if rest.prefix(7).lowercased() == "general" {
                    rest = rest.dropFirst(7)
                    showsNumber = true
                    continue
                }
                rest.removeFirst()
                switch sign {
                case ";":
                    sections += 1
                    guard showsNumber else { throw .noNumber }
                    guard sections <= 3 else { throw .sections }
                case "\"":
                    guard let end = rest.firstIndex(of: "\"") else { throw .openQuotation }
                    rest = rest[rest.index(after: end)...]
                case "\\", "_", "*":
                    guard !rest.isEmpty else { throw .end(sign) }
                    rest.removeFirst()
                case "[": try bracket()
                case "0", "#", "?": showsNumber = true
                case "E", "e":
                    guard let next = rest.first, "+-".contains(next), showsNumber else { throw .letters(sign) }
                    rest.removeFirst()
                default:
                    guard Self.plain.contains(sign) || sign.isNumber || sign.isCurrencySymbol else {
                        throw .letters(sign)
                    }
                }
            }
            guard showsNumber else { throw .noNumber }
        }

        private mutating func bracket() throws(NumberFormatMistake) {
            guard let end = rest.firstIndex(of: "]") else { throw .openBracket }
            let text = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            let lowered = text.lowercased()
            let number = lowered.hasPrefix("color") ? Int(lowered.dropFirst(5)) : nil
            let operators = lowered.prefix { "<>=".contains($0) }
            let isCondition = (1...2).contains(operators.count) && Double(lowered.dropFirst(operators.count)) != nil
            guard
                Self.colours.contains(lowered) || number.map((1...56).contains) ?? false || isCondition
                    || text.hasPrefix("$") && !text.contains("[")
            else { throw .bracket(text) }
        }
    }
}

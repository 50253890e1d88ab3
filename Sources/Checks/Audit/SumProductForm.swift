/// A SUMPRODUCT that is a conditional sum: conditions on columns, multiplied or parted by commas, and at most one column of numbers.
///
/// `SUMPRODUCT(('Raw Data'!$D$2:$D$9="PLANNED")*('Raw Data'!$AN$2:$AN$9<>"Awareness"),'Raw Data'!$U$2:$U$9)`
struct SumProductForm {
    static let name = "SUMPRODUCT"

    /// Nil for any other form.
    private(set) var sum: ConditionalSum?

    init(_ arguments: [String], on sheet: String) {
        var found = ConditionalSum(summed: nil, conditions: [])
        for argument in arguments {
            guard Self.read(argument, sheet, into: &found) else { return }
        }
        let lengths = Set(found.ranges.map(\.rows.count))
        if !found.conditions.isEmpty, lengths.count == 1 { sum = found }
    }

    /// One factor, or a product of several; false for another form.
    private static func read(_ text: String, _ sheet: String, into sum: inout ConditionalSum) -> Bool {
        var text = text.trimmed
        while text.hasPrefix("-"), text.dropFirst().first == "-" { text = String(text.dropFirst(2)).trimmed }
        let factors = parts(of: text, at: ["*"])
        if factors.count > 1 { return factors.allSatisfy { read($0.text, sheet, into: &sum) } }
        if text.hasPrefix("("), let inner = unwrapped(text) { return read(inner, sheet, into: &sum) }
        if text == "1" { return true }
        let sides = parts(of: text, at: ConditionalSum.Comparison.allCases.map(\.rawValue))
        if sides.count == 2, let sign = ConditionalSum.Comparison(rawValue: sides[1].sign) {
            guard let condition = condition(sides[0].text, sign, sides[1].text, sheet) else { return false }
            sum.conditions.append(condition)
            return true
        }
        guard sides.count == 1, sum.summed == nil, let range = LiveFormulaReader.range(text, sheet) else {
            return false
        }
        sum.summed = range
        return true
    }

    private static func condition(
        _ left: String, _ sign: ConditionalSum.Comparison, _ right: String, _ sheet: String
    ) -> ConditionalSum.Condition? {
        guard let cells = LiveFormulaReader.range(left, sheet) else {
            // A constant may come first, where that says the same.
            guard sign == .equal || sign == .unequal, LiveFormulaReader.range(right, sheet) != nil else { return nil }
            return condition(right, sign, left, sheet)
        }
        if let number = Double(right.trimmed) {
            return .init(cells: cells, criterion: .compares(sign, number, text: right.trimmed))
        }
        guard let words = quoted(right.trimmed)?.lowercased(), sign == .equal || sign == .unequal else { return nil }
        if words.isEmpty { return .init(cells: cells, criterion: sign == .equal ? .isEmpty : .isFilled) }
        return .init(cells: cells, criterion: sign == .equal ? .equals(words) : .differs(words))
    }

    /// What is inside quotation marks; nil without them.
    static func quoted(_ text: String) -> String? {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
        let inner = text.dropFirst().dropLast()
        // A single mark inside ends the text: more than one constant.
        guard !inner.replacing("\"\"", with: "").contains("\"") else { return nil }
        return String(inner).replacing("\"\"", with: "\"")
    }

    /// What is inside brackets around the whole; nil where they close earlier.
    private static func unwrapped(_ text: String) -> String? {
        guard text.hasSuffix(")") else { return nil }
        let inner = String(text.dropFirst().dropLast())
        var depth = 0
        var quote: Character?
        for character in inner {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
                if depth < 0 { return nil }
            }
        }
        return inner
    }

    /// Cut at signs outside of brackets and quotes; each part with the sign before it.
    private static func parts(of text: String, at signs: [String]) -> [(sign: String, text: String)] {
        var found = [(sign: "", text: "")]
        var depth = 0
        var quote: Character?
        var rest = text[...]
        while let character = rest.first {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if "([{".contains(character) {
                depth += 1
            } else if ")]}".contains(character) {
                depth -= 1
            } else if depth == 0, let sign = signs.first(where: { rest.hasPrefix($0) }) {
                found.append((sign, ""))
                rest = rest.dropFirst(sign.count)
                continue
            }
            found[found.count - 1].text.append(character)
            rest = rest.dropFirst()
        }
        return found
    }
}

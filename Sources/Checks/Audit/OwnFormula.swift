import MediaPlans

/// Calculates a metric's formula from its text.
///
/// Written apart from the code that trackers are filled with: it reads the text by the ranks of operators, and keeps no steps.
struct OwnFormula {
    private let text: [Character]
    private var place = 0
    private let column: (String) -> Double?

    /// The value of a formula; nil where a column is unknown or something is divided by 0.
    static func value(of text: String, column: @escaping (String) -> Double?) -> Double? {
        var formula = OwnFormula(text: Array(text.filter { $0 != " " || text.contains("[") }), column: column)
        guard let value = formula.expression(above: 0), formula.next == nil, value.isFinite else { return nil }
        return value
    }

    private init(text: [Character], column: @escaping (String) -> Double?) {
        (self.text, self.column) = (text, column)
    }

    private var next: Character? {
        mutating get {
            while place < text.count, text[place] == " " { place += 1 }
            return place < text.count ? text[place] : nil
        }
    }

    private static func rank(_ sign: Character) -> Int? {
        switch sign {
        case "+", "-": 1
        case "*", "/": 2
        default: nil
        }
    }

    private mutating func expression(above least: Int) -> Double? {
        guard var left = operand() else { return nil }
        while let sign = next, let rank = Self.rank(sign), rank > least {
            place += 1
            guard let right = expression(above: rank) else { return nil }
            switch sign {
            case "+": left += right
            case "-": left -= right
            case "*": left *= right
            default:
                guard right != 0 else { return nil }
                left /= right
            }
        }
        return left
    }

    private mutating func operand() -> Double? {
        guard let first = next else { return nil }
        place += 1
        if first == "-" { return operand().map { -$0 } }
        if first == "(" {
            let value = expression(above: 0)
            guard next == ")" else { return nil }
            place += 1
            return value
        }
        if first == "[" {
            let name = taken { $0 != "]" }
            place += 1
            return column(name)
        }
        let word = String(first) + taken { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        guard first.isNumber || first == "." else { return column(word) }
        // 1e-5: the sign belongs to the number.
        guard word.lowercased().hasSuffix("e"), let sign = next, sign == "+" || sign == "-" else { return Double(word) }
        place += 1
        return Double(word + String(sign) + taken(\.isNumber))
    }

    private mutating func taken(_ isPart: (Character) -> Bool) -> String {
        let start = place
        while place < text.count, isPart(text[place]) { place += 1 }
        return String(text[start..<place])
    }
}

/// A formula as a tree: the part of the language (ECMA-376 part 1, 18.17) that templates use to point at and
/// add up their own cells.
indirect enum FormulaExpression: Equatable {
    enum Operator: String {
        case add = "+", subtract = "-", multiply = "*", divide = "/", power = "^", concatenate = "&"
        case equal = "=", unequal = "<>", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    }

    case number(Double)
    case text(String)
    case boolean(Bool)
    case error(String)
    /// A cell or range; the sheet's name when the formula gives one.
    case range(sheet: String?, CellRange)
    case negate(FormulaExpression)
    case percent(FormulaExpression)
    case binary(Operator, FormulaExpression, FormulaExpression)
    case call(String, [FormulaExpression])
    /// An argument left out.
    case missing
}

/// Reads formulas; nil for what it does not know (names, structured references, other workbooks, whole columns).
struct FormulaParser {
    private let text: [UInt8]
    private var index = 0
    private var depth = 0

    static func parse(_ formula: String) -> FormulaExpression? {
        var parser = FormulaParser(text: Array(formula.utf8))
        guard let tree = parser.comparison() else { return nil }
        parser.skipBlanks()
        return parser.index == parser.text.count ? tree : nil
    }

    private init(text: [UInt8]) { self.text = text }

    private mutating func skipBlanks() {
        while index < text.count, text[index] <= 0x20 { index += 1 }
    }

    private mutating func take(_ token: String) -> Bool {
        skipBlanks()
        guard text[index...].starts(with: token.utf8) else { return false }
        index += token.utf8.count
        return true
    }

    // MARK: Operators, loosest first

    private mutating func comparison() -> FormulaExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth < 64 else { return nil }
        return chain([.lessOrEqual, .greaterOrEqual, .unequal, .less, .greater, .equal]) { $0.concatenation() }
    }

    private mutating func concatenation() -> FormulaExpression? { chain([.concatenate]) { $0.sum() } }
    private mutating func sum() -> FormulaExpression? { chain([.add, .subtract]) { $0.product() } }
    private mutating func product() -> FormulaExpression? { chain([.multiply, .divide]) { $0.power() } }
    private mutating func power() -> FormulaExpression? { chain([.power]) { $0.unary() } }

    private mutating func chain(
        _ operators: [FormulaExpression.Operator], _ operand: (inout FormulaParser) -> FormulaExpression?
    ) -> FormulaExpression? {
        guard var left = operand(&self) else { return nil }
        while let found = operators.first(where: { take($0.rawValue) }) {
            guard let right = operand(&self) else { return nil }
            left = .binary(found, left, right)
        }
        return left
    }

    private mutating func unary() -> FormulaExpression? {
        if take("-") { return unary().map { .negate($0) } }
        if take("+") { return unary() }
        guard var value = primary() else { return nil }
        while take("%") { value = .percent(value) }
        return value
    }

    // MARK: Operands

    private mutating func primary() -> FormulaExpression? {
        skipBlanks()
        guard index < text.count else { return nil }
        switch text[index] {
        case UInt8(ascii: "("):
            index += 1
            guard let inner = comparison(), take(")") else { return nil }
            return inner
        case UInt8(ascii: "\""): return quoted(UInt8(ascii: "\"")).map { .text($0) }
        case UInt8(ascii: "'"):
            guard let sheet = quoted(UInt8(ascii: "'")), take("!") else { return nil }
            return reference(sheet: sheet)
        case UInt8(ascii: "#"): return errorLiteral()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): return number()
        default: return word()
        }
    }

    private mutating func quoted(_ quote: UInt8) -> String? {
        var out: [UInt8] = []
        index += 1
        while index < text.count {
            if text[index] == quote {
                guard index + 1 < text.count, text[index + 1] == quote else {
                    index += 1
                    return String(decoding: out, as: UTF8.self)
                }
                index += 1
            }
            out.append(text[index])
            index += 1
        }
        return nil
    }

    private mutating func errorLiteral() -> FormulaExpression? {
        for name in ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"] where take(name) {
            return .error(name)
        }
        return nil
    }

    private mutating func number() -> FormulaExpression? {
        let start = index
        while index < text.count {
            let byte = text[index]
            let isSign =
                (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && index > start
                && text[index - 1] | 0x20 == UInt8(ascii: "e")
            guard (48...57).contains(byte) || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") || isSign
            else { break }
            index += 1
        }
        return Double(String(decoding: text[start..<index], as: UTF8.self)).map { .number($0) }
    }

    /// A function, a boolean, a reference, or a reference to another sheet.
    private mutating func word() -> FormulaExpression? {
        let start = index
        let isWord = { (byte: UInt8) in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte >= 0x80
                || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        while index < text.count, isWord(text[index]) { index += 1 }
        let word = String(decoding: text[start..<index], as: UTF8.self)
        guard !word.isEmpty else { return nil }
        if index < text.count, text[index] == UInt8(ascii: "(") {
            index += 1
            return arguments().map { .call(word.uppercased(), $0) }
        }
        if index < text.count, text[index] == UInt8(ascii: "!") {
            index += 1
            return reference(sheet: word)
        }
        if word.uppercased() == "TRUE" { return .boolean(true) }
        if word.uppercased() == "FALSE" { return .boolean(false) }
        index = start
        return reference(sheet: nil)
    }

    private mutating func arguments() -> [FormulaExpression]? {
        var found: [FormulaExpression] = []
        if take(")") { return found }
        repeat {
            skipBlanks()
            if index < text.count, text[index] == UInt8(ascii: ",") || text[index] == UInt8(ascii: ")") {
                found.append(.missing)
            } else {
                guard let argument = comparison() else { return nil }
                found.append(argument)
            }
        } while take(",")
        return take(")") ? found : nil
    }

    private mutating func reference(sheet: String?) -> FormulaExpression? {
        if let sheet, sheet.contains("[") { return nil }
        guard let first = cell() else { return nil }
        guard index < text.count, text[index] == UInt8(ascii: ":") else {
            return .range(sheet: sheet, CellRange(first, first))
        }
        index += 1
        return cell().map { .range(sheet: sheet, CellRange(first, $0)) }
    }

    private mutating func cell() -> CellReference? {
        let start = index
        while index < text.count {
            let byte = text[index]
            guard
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || byte == UInt8(ascii: "$")
            else { break }
            index += 1
        }
        return CellReference(String(decoding: text[start..<index], as: UTF8.self))
    }
}

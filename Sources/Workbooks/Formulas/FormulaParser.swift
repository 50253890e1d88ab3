/// Reads formulas; nil for what it does not know (other workbooks, spilled ranges, intersections, and structured references
/// where no tables are given or they name no cells).
struct FormulaParser {
    /// The tables that structured references may mean, and the cell of the formula.
    struct Surroundings {
        var scope: FormulaScope
        var position: CellPosition
        /// Whether it cannot be told what a cell will hold, nor how large the table is that it is in.
        var isOpaque: (CellPosition) -> Bool = { _ in false }
    }

    private let text: [UInt8]
    private let surroundings: Surroundings?
    private var index = 0
    private var depth = 0
    /// Excel allows functions in functions 64 deep.
    private static let deepest = 64
    /// A chain of operators is as deep as it is long; a longer one is not calculated here, so that no formula exhausts the stack.
    private static let longestChain = 250

    static func parse(_ formula: String, in surroundings: Surroundings? = nil) -> FormulaExpression? {
        var parser = FormulaParser(text: Array(formula.utf8), surroundings)
        guard let tree = parser.comparison() else { return nil }
        parser.skipBlanks()
        return parser.index == parser.text.count ? tree : nil
    }

    private init(text: [UInt8], _ surroundings: Surroundings?) {
        self.text = text
        self.surroundings = surroundings
    }

    private mutating func skipBlanks() {
        while index < text.count, text[index] <= 0x20 { index += 1 }
    }

    private mutating func take(_ token: String) -> Bool {
        skipBlanks()
        // Nearly every token that is asked for is not there, which its first byte tells.
        guard index < text.count, text[index] == token.utf8.first, text[index...].starts(with: token.utf8) else {
            return false
        }
        index += token.utf8.count
        return true
    }

    // MARK: Operators, loosest first

    private mutating func comparison() -> FormulaExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { return nil }
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
        var length = 0
        while isBeforeOperator, let found = operators.first(where: { take($0.rawValue) }) {
            length += 1
            guard length < Self.longestChain, let right = operand(&self) else { return nil }
            left = .binary(found, left, right)
        }
        return left
    }

    private var isBeforeOperator: Bool {
        mutating get {
            skipBlanks()
            guard index < text.count else { return false }
            switch text[index] {
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "^"):
                return true
            default: return false
            }
        }
    }

    private mutating func unary() -> FormulaExpression? {
        var (signs, negations) = (0, 0)
        while true {
            if take("-") { negations += 1 } else if !take("+") { break }
            signs += 1
        }
        guard signs < Self.deepest, var value = primary() else { return nil }
        var percents = 0
        while take("%") {
            percents += 1
            value = .percent(value)
        }
        guard percents < Self.deepest else { return nil }
        for _ in 0..<negations { value = .negate(value) }
        return value
    }

    // MARK: Operands

    private mutating func primary() -> FormulaExpression? {
        skipBlanks()
        guard index < text.count else { return nil }
        switch text[index] {
        case UInt8(ascii: "("):
            index += 1
            return group()
        case UInt8(ascii: "\""): return quoted(UInt8(ascii: "\"")).map { .text($0) }
        case UInt8(ascii: "'"):
            let start = index
            guard let sheet = quoted(UInt8(ascii: "'")), take("!") else { return nil }
            return reference(sheet: sheet, from: start)
        case UInt8(ascii: "#"): return errorLiteral()
        case UInt8(ascii: "{"):
            index += 1
            return array()
        case UInt8(ascii: "["): return structured(table: nil, from: index)
        case UInt8(ascii: "@"):
            index += 1
            depth += 1
            defer { depth -= 1 }
            guard depth < Self.deepest else { return nil }
            return primary().map { .call("SINGLE", [$0]) }
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
        while index < text.count, text[index] &- 48 < 10 { index += 1 }
        let isRows = isNext(":")
        index = start
        if isRows { return reference(sheet: nil, from: start) }
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

    /// What stands in parentheses: an expression, or several references.
    private mutating func group() -> FormulaExpression? {
        guard let first = comparison() else { return nil }
        var all = [first]
        while take(",") {
            guard let next = comparison() else { return nil }
            all.append(next)
        }
        guard take(")") else { return nil }
        return all.count == 1 ? first : .union(all)
    }

    /// Constants behind a brace, in rows that have equally many.
    private mutating func array() -> FormulaExpression? {
        var rows: [[FormulaExpression]] = [[]]
        repeat {
            guard let constant = unary(), constant.isConstant else { return nil }
            rows[rows.count - 1].append(constant)
            if take(";") { rows.append([]) } else if !take(",") { break }
        } while true
        return take("}") && rows.allSatisfy({ $0.count == rows[0].count }) ? .array(rows) : nil
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "$"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "\\"), UInt8(ascii: "?"), 0x80...:
            true
        default: false
        }
    }

    private mutating func scanWord() -> String {
        let start = index
        while index < text.count, Self.isWord(text[index]) { index += 1 }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    private func isNext(_ sign: Unicode.Scalar) -> Bool { index < text.count && text[index] == UInt8(ascii: sign) }

    /// A function, a boolean, a name, a reference, or a reference to another sheet.
    private mutating func word() -> FormulaExpression? {
        let start = index
        let word = scanWord()
        guard !word.isEmpty else { return nil }
        if isNext("(") {
            index += 1
            // A name that no program knows is none here either.
            let name = FormulaFunctions.lacksPrefix(word) ? "\(word.uppercased()) without its prefix" : word
            return arguments().map { .call(FormulaFunctions.plainName(name), $0) }
        }
        if isNext("!") {
            index += 1
            return reference(sheet: word, from: start)
        }
        if isNext("[") { return structured(table: word, from: start) }
        switch word.utf8.count {
        case 4 where word.uppercased() == "TRUE": return .boolean(true)
        case 5 where word.uppercased() == "FALSE": return .boolean(false)
        default: break
        }
        if isNext(":") {
            // Of several sheets: A:B!K18.
            let mark = index
            index += 1
            let last = scanWord()
            if isNext("!") {
                index += 1
                return reference(sheet: word + ":" + last, from: start)
            }
            index = mark
        }
        index = start
        return reference(sheet: nil, from: start)
    }

    /// The brackets behind a table's name, or by themselves. `start` is where the reference begins.
    private mutating func structured(table: String?, from start: Int) -> FormulaExpression? {
        let open = index
        var depth = 0
        repeat {
            guard index < text.count else { return nil }
            switch text[index] {
            case UInt8(ascii: "'"): index += 1
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
        } while depth > 0
        // Behind the brackets of another workbook comes the name of its sheet; a colon makes a range of what is calculated.
        guard index <= text.count, let surroundings,
            index == text.count || !(Self.isWord(text[index]) || "!'[:#(".utf8.contains(text[index]))
        else { return nil }
        return surroundings.scope.reference(
            toTable: table, text[open + 1..<index - 1], text: String(decoding: text[start..<index], as: UTF8.self),
            in: surroundings
        ).map { .reference($0) }
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

    /// What stands behind a sheet's name, or by itself. `start` is where its text begins.
    private mutating func reference(sheet: String?, from start: Int) -> FormulaExpression? {
        if let sheet, sheet.contains("[") { return nil }
        let parts = sheet?.split(separator: ":", omittingEmptySubsequences: false).map(String.init) ?? []
        guard parts.count <= 2 else { return nil }
        let word = scanWord()
        var range = CellReference(word).map { CellRange($0, $0) }
        if isNext(":") {
            index += 1
            // The sheet may be named again.
            let mark = index
            if isNext("'") { _ = quoted(UInt8(ascii: "'")) } else { _ = scanWord() }
            if isNext("!") { index += 1 } else { index = mark }
            let again = String(decoding: text[mark..<index], as: UTF8.self)
            guard again.isEmpty || (sheet != nil && String(decoding: text[start...], as: UTF8.self).hasPrefix(again))
            else { return nil }
            range = CellRange(corners: word, scanWord())
            guard range != nil else { return nil }
        }
        guard !isNext("#"), !isNext("["), !isNext(":"), !isNext("(") else { return nil }
        guard let range else {
            guard let first = word.utf8.first, !(48...57).contains(first), parts.count < 2 else { return nil }
            return .name(word, sheet: sheet)
        }
        return .reference(
            FormulaReference(
                sheet: parts.first, lastSheet: parts.count == 2 ? parts[1] : nil, range: range,
                text: String(decoding: text[start..<index], as: UTF8.self)))
    }
}

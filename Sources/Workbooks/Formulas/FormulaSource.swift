import Streams

extension FormulaExpression {
    /// The expression as the text of a formula; nil where a function is not one that every version of the format names alike.
    var source: String? {
        switch self {
        case .number(let number): return DecimalText.string(number)
        case .text(let text): return "\"" + text.replacing("\"", with: "\"\"") + "\""
        case .boolean(let flag): return flag ? "TRUE" : "FALSE"
        case .error(let name): return name
        case .reference(let reference): return reference.text
        case .name(let name, let sheet):
            return (sheet.map { "'\($0.replacing("'", with: "''"))'!" } ?? "") + name
        case .union(let parts): return Self.joined(parts).map { "(\($0))" }
        case .array(let rows):
            let texts = rows.map { Self.joined($0) }
            return texts.contains(nil) ? nil : "{\(texts.compactMap { $0 }.joined(separator: ";"))}"
        case .negate(let inner): return inner.source.map { "(-\($0))" }
        case .percent(let inner): return inner.source.map { "(\($0)%)" }
        case .binary(let sign, let left, let right):
            guard let left = left.source, let right = right.source else { return nil }
            return "(\(left)\(sign.rawValue)\(right))"
        case .call(let name, let arguments):
            guard Self.old.contains(name) else { return nil }
            return Self.joined(arguments).map { "\(name)(\($0))" }
        case .missing: return ""
        }
    }

    private static func joined(_ parts: [FormulaExpression]) -> String? {
        let texts = parts.map(\.source)
        return texts.contains(nil) ? nil : texts.compactMap { $0 }.joined(separator: ",")
    }

    /// Functions whose names have no prefix in files, as newer ones have.
    private static let old: Set<String> = [
        "SUM", "AVERAGE", "MIN", "MAX", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "INDEX", "MATCH",
        "VLOOKUP", "HLOOKUP", "OFFSET", "INDIRECT", "ROW", "COLUMN", "IF", "IFERROR", "AND", "OR", "NOT", "LEFT",
        "RIGHT",
        "MID", "TEXT", "UPPER", "LOWER", "TRIM", "LEN", "CONCATENATE", "DATE", "YEAR", "MONTH", "DAY", "ROUND", "INT",
        "ABS",
        "N", "T",
    ]

    /// Whether it is made of no cell.
    var isConstant: Bool {
        switch self {
        case .number, .text, .boolean, .error, .array, .missing: true
        case .reference, .name, .union, .call: false
        case .negate(let inner), .percent(let inner): inner.isConstant
        case .binary(_, let left, let right): left.isConstant && right.isConstant
        }
    }
}

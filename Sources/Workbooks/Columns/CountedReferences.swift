/// Formulas that name cells by a text or a count, which nothing moves when columns are added.
public enum CountedReferences {
    /// Whether a formula has such a reference: `INDIRECT("S30")`, `OFFSET(D30,0,15)`, `INDEX(30:30,19)`, `VLOOKUP("Budget",C25:S30,17,0)`.
    public static func areIn(_ formula: String) -> Bool {
        let upper = formula.uppercased()
        guard ["INDIRECT(", "OFFSET(", "INDEX(", "LOOKUP(", "CHOOSECOLS("].contains(where: upper.contains) else {
            return false
        }
        // What cannot be read may have one.
        return FormulaParser.parse(formula).map(hasOne) ?? true
    }

    private static func hasOne(_ tree: FormulaExpression) -> Bool {
        switch tree {
        case .call(let name, let arguments):
            switch name {
            case "INDIRECT": return true
            case "OFFSET":
                if arguments.count > 2, arguments[2] != .number(0), arguments[2] != .missing { return true }
                if arguments.count > 4, arguments[4] != .number(1), arguments[4] != .missing { return true }
            case "INDEX", "CHOOSECOLS": if arguments.dropFirst().contains(where: \.isConstant) { return true }
            case "VLOOKUP": if arguments.count > 2, arguments[2].isConstant { return true }
            default: break
            }
            return arguments.contains(where: hasOne)
        case .union(let parts): return parts.contains(where: hasOne)
        case .negate(let inner), .percent(let inner): return hasOne(inner)
        case .binary(_, let left, let right): return hasOne(left) || hasOne(right)
        case .number, .text, .boolean, .error, .reference, .name, .array, .missing: return false
        }
    }
}

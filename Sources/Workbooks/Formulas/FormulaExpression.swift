/// A formula as a tree: the part of the language (ECMA-376 part 1, 18.17) that is calculated here.
indirect enum FormulaExpression: Equatable {
    enum Operator: String {
        case add = "+", subtract = "-", multiply = "*", divide = "/", power = "^", concatenate = "&"
        case equal = "=", unequal = "<>", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="

        var compares: Bool {
            switch self {
            case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: true
            default: false
            }
        }
    }

    case number(Double)
    case text(String)
    case boolean(Bool)
    case error(String)
    case reference(FormulaReference)
    /// A defined name, or a variable of `LET`.
    case name(String, sheet: String?)
    /// Several references in one, parted by commas.
    case union([FormulaExpression])
    /// Constants in rows and columns: `{1,2;3,4}`.
    case array([[FormulaExpression]])
    case negate(FormulaExpression)
    case percent(FormulaExpression)
    case binary(Operator, FormulaExpression, FormulaExpression)
    case call(String, [FormulaExpression])
    /// An argument left out.
    case missing

    /// Whether it is a single cell.
    var isCell: Bool {
        if case .reference(let reference) = self { reference.range.first == reference.range.last } else { false }
    }

    /// Calls `visit` for each reference that the formula names itself, in the order of the text.
    func forEachReference(_ visit: (FormulaReference) -> Void) {
        switch self {
        case .reference(let reference): visit(reference)
        case .negate(let inner), .percent(let inner): inner.forEachReference(visit)
        case .binary(_, let left, let right):
            left.forEachReference(visit)
            right.forEachReference(visit)
        case .call(_, let parts), .union(let parts): for part in parts { part.forEachReference(visit) }
        case .number, .text, .boolean, .error, .name, .array, .missing: break
        }
    }
}

/// A cell, a range, whole columns or rows, of one sheet or of several in a row.
struct FormulaReference: Equatable {
    /// The sheet's name when the formula gives one.
    var sheet: String?
    /// The last sheet of several.
    var lastSheet: String?
    var range: CellRange
    /// As the formula writes it.
    var text: String
}

/// Puts a guard in front of a template's formula that takes an unknown figure for a number.
///
/// A plain sum shows the sum of what is known, as the trackers' own totals do, and the unknown's sign where nothing is.
/// Any other formula shows that sign: a difference or a ratio with an unknown in it is unknown.
struct FormulaGuard {
    let formula: String
    let tree: FormulaExpression
    /// What the formula comes to; nil when that cannot be told.
    let result: FormulaScalar?
    let pass: FormulaPass

    /// The most arguments that a function takes.
    private static let mostArguments = 255

    /// Formulas to put in its place, the best one first.
    func candidates(_ evaluator: FormulaEvaluator) -> [String] {
        var found: [String] = []
        if let terms = Self.terms(of: tree), terms.count <= Self.mostArguments {
            let list = terms.joined(separator: ",")
            // A sum by itself stays as it is written.
            let isSum = if case .call("SUM", _) = tree { true } else { false }
            found.append("IF(COUNT(\(list))=0,\"-\",\(isSum ? formula : "SUM(\(list))"))")
        }
        var conditions = pass.emptyAggregates
        let cells = figures(evaluator)
        if !cells.isEmpty, cells.count <= Self.mostArguments {
            conditions.insert("COUNT(\(cells.joined(separator: ",")))<\(cells.count)", at: 0)
        }
        if conditions.count == 1 {
            found.append("IF(\(conditions[0]),\"-\",\(formula))")
        } else if conditions.count > 1 {
            found.append("IF(OR(\(conditions.joined(separator: ","))),\"-\",\(formula))")
        }
        if result?.isError ?? false { found.append("IFERROR(\(formula),\"-\")") }
        return found
    }

    /// The references that a formula adds up, when it does nothing else.
    private static func terms(of tree: FormulaExpression) -> [String]? {
        switch tree {
        case .reference(let reference) where reference.range.first == reference.range.last: return [reference.text]
        case .binary(.add, let left, let right):
            guard let left = terms(of: left), let right = terms(of: right) else { return nil }
            return left + right
        case .call("N", let arguments) where arguments.count == 1: return terms(of: arguments[0])
        case .call("SUM", let arguments):
            var all: [String] = []
            for argument in arguments {
                if case .reference(let reference) = argument {
                    all.append(reference.text)
                } else if let terms = terms(of: argument) {
                    all += terms
                } else {
                    return nil
                }
            }
            return all
        default: return nil
        }
    }

    /// The cells that the formula names one by one and that show figures, known or not.
    private func figures(_ evaluator: FormulaEvaluator) -> [String] {
        var found: [String] = []
        func visit(_ tree: FormulaExpression) {
            switch tree {
            case .reference(let reference):
                guard reference.range.first == reference.range.last, reference.lastSheet == nil,
                    !found.contains(reference.text),
                    let sheet = reference.sheet.map({ evaluator.scope.sheet(named: $0) }) ?? pass.position.sheet
                else { return }
                let position = FormulaEvaluator.Position(sheet: sheet, cell: reference.range.first)
                guard evaluator.isTouched(position), let scalar = evaluator.scalar(at: position),
                    scalar.isUnknown || scalar.cellNumber != nil
                else { return }
                found.append(reference.text)
            case .negate(let inner), .percent(let inner): visit(inner)
            case .binary(_, let left, let right):
                visit(left)
                visit(right)
            case .call(_, let arguments), .union(let arguments): for argument in arguments { visit(argument) }
            default: return
            }
        }
        visit(tree)
        return found
    }
}

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
        let cells = figures(evaluator)
        var conditions = pass.emptyAggregates.filter { condition in !cells.contains { condition == "COUNT(\($0))=0" } }
        if !cells.isEmpty, cells.count <= Self.mostArguments {
            conditions.insert("COUNT(\(cells.joined(separator: ",")))<\(cells.count)", at: 0)
        }
        // What is not calculated here has not said which of its ranges are unknown.
        if result == nil {
            conditions += ranges(evaluator).map { "COUNT(\($0))=0" }.filter { !conditions.contains($0) }
        }
        if conditions.count == 1 {
            found.append("IF(\(conditions[0]),\"-\",\(formula))")
        } else if conditions.count > 1 {
            found.append("IF(OR(\(conditions.joined(separator: ","))),\"-\",\(formula))")
        }
        if result?.isError ?? false { found.append(Self.sheltered(formula)) }
        return found
    }

    /// Functions that make texts or lists of cells as they show, where a sign for what is unknown is as good as a figure.
    private static let textFunctions: Set<String> = [
        "CELL", "CHOOSECOLS", "CHOOSEROWS", "CONCAT", "DROP", "EXPAND", "FILTER", "FORMULATEXT", "HSTACK", "HYPERLINK",
        "SORT", "SORTBY", "TAKE", "TEXTJOIN", "TOCOL", "TOROW", "TRANSPOSE", "UNIQUE", "VSTACK",
    ]

    /// Whether a formula shows the sign for what is unknown as it is.
    static func passesTexts(_ tree: FormulaExpression) -> Bool {
        if case .call(let name, _) = tree { textFunctions.contains(name) } else { false }
    }

    /// A formula that shows errors as unknown.
    static func sheltered(_ formula: String) -> String { "IFERROR(\(formula),\"-\")" }

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
        tree.forEachReference { reference in
            guard reference.range.first == reference.range.last, reference.lastSheet == nil,
                !found.contains(reference.text),
                let sheet = reference.sheet.map({ evaluator.scope.sheet(named: $0) }) ?? pass.position.sheet
            else { return }
            let position = FormulaEvaluator.Position(sheet: sheet, cell: reference.range.first)
            guard let scalar = evaluator.scalar(at: position),
                scalar.isUnknown || (evaluator.isTouched(position) && scalar.cellNumber != nil)
            else { return }
            found.append(reference.text)
        }
        return found
    }

    /// The ranges that the formula names and in which there are figures, none of them known.
    private func ranges(_ evaluator: FormulaEvaluator) -> [String] {
        var found: [String] = []
        tree.forEachReference { reference in
            guard reference.range.first != reference.range.last, reference.lastSheet == nil,
                !found.contains(reference.text),
                let sheet = reference.sheet.map({ evaluator.scope.sheet(named: $0) }) ?? pass.position.sheet,
                let area = evaluator.clipped(FormulaArea(sheet: sheet, range: reference.range))
            else { return }
            var unknown = 0
            for row in area.range.rows {
                for column in area.range.columns {
                    let cell = CellReference(row: row, column: column)
                    guard let scalar = evaluator.scalar(at: .init(sheet: sheet, cell: cell)),
                        scalar.cellNumber == nil
                    else { return }
                    if scalar.isUnknown { unknown += 1 }
                }
            }
            if unknown > 0 { found.append(reference.text) }
        }
        return found
    }
}

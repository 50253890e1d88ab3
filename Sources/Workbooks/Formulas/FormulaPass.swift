/// One calculation of one formula.
///
/// Beside each value it follows whether something unknown was lost on the way to it (`FormulaScalar.losesUnknown`): text that arithmetic
/// stumbles over, a sum of nothing that is known, a decision by comparing with the unknown.
struct FormulaPass {
    let evaluator: FormulaEvaluator
    let position: FormulaEvaluator.Position
    /// Whether ranges stand for all their cells, as they do in array formulas.
    var isArray = false
    /// Whether a number was chosen because a figure is unknown.
    var replacesUnknown = false
    /// Whether arithmetic came upon something unknown, also where the value cannot be told.
    var metUnknown = false
    /// Conditions, as formulas, under which aggregates have nothing known to work on.
    var emptyAggregates: [String] = []
    /// What the variables of `LET` stand for.
    var variables: [String: FormulaOperand] = [:]
    private var namesOpen = 0
    private static let deepestName = 32

    init(evaluator: FormulaEvaluator, position: FormulaEvaluator.Position) {
        self.evaluator = evaluator
        self.position = position
    }

    /// The value of a whole formula; nil when it cannot be told.
    mutating func result(of tree: FormulaExpression) -> FormulaScalar? {
        guard let operand = operand(of: tree) else { return nil }
        if case .areas(let areas) = operand, !isArray { return crossing(areas) }
        return scalar(of: operand)
    }

    /// The single value of a part; nil when it cannot be told, or is many values.
    mutating func value(of tree: FormulaExpression) -> FormulaScalar? { operand(of: tree).flatMap { scalar(of: $0) } }

    func scalar(of operand: FormulaOperand) -> FormulaScalar? {
        switch operand {
        case .scalar(let scalar): return scalar
        case .areas(let areas):
            guard areas.count == 1, areas[0].range.first == areas[0].range.last else { return nil }
            return evaluator.scalar(at: areas[0].position(row: 0, column: 0))
        }
    }

    /// The cell of a range in the formula's own row or column, which a formula of one cell means by a range.
    func crossing(_ areas: [FormulaArea]) -> FormulaScalar? {
        guard areas.count == 1 else { return nil }
        let range = areas[0].range
        let own = position.cell
        var cell = range.first
        if range.rows.count > 1 {
            guard range.rows.contains(own.row) else { return FormulaScalar(.error("#VALUE!")) }
            cell.row = own.row
        }
        if range.columns.count > 1 {
            guard range.columns.contains(own.column) else { return FormulaScalar(.error("#VALUE!")) }
            cell.column = own.column
        }
        return evaluator.scalar(at: .init(sheet: areas[0].sheet, cell: cell))
    }

    mutating func operand(of tree: FormulaExpression) -> FormulaOperand? {
        evaluator.depth += 1
        defer { evaluator.depth -= 1 }
        switch tree {
        case .number(let number): return .value(.number(number))
        case .text(let text): return .value(.text(text))
        case .boolean(let value): return .value(.boolean(value))
        case .error(let name): return .value(.error(name))
        case .missing: return .value(.empty)
        case .reference(let reference): return areas(of: reference).map { .areas($0) }
        case .name(let name, let sheet): return meaning(of: name, on: sheet)
        case .union(let parts):
            var all: [FormulaArea] = []
            for part in parts {
                guard case .areas(let areas)? = operand(of: part) else { return nil }
                all += areas
            }
            return .areas(all)
        case .array: return nil
        case .negate(let inner):
            return value(of: inner).flatMap { arithmetic(.subtract, FormulaScalar(.number(0)), $0) }.map { .scalar($0) }
        case .percent(let inner):
            return value(of: inner).flatMap { arithmetic(.divide, $0, FormulaScalar(.number(100))) }.map { .scalar($0) }
        case .binary(let sign, let left, let right):
            // Both are looked at, so that something unknown is met wherever it stands.
            let (left, right) = (value(of: left), value(of: right))
            if !sign.compares, sign != .concatenate, left?.isUnknown ?? false || right?.isUnknown ?? false {
                metUnknown = true
            }
            guard let left, let right else { return nil }
            return binary(sign, left, right).map { .scalar($0) }
        case .call(let name, let arguments): return call(name, arguments)
        }
    }

    private func areas(of reference: FormulaReference) -> [FormulaArea]? {
        guard let name = reference.sheet else { return [FormulaArea(sheet: position.sheet, range: reference.range)] }
        guard let first = evaluator.scope.sheet(named: name) else { return nil }
        guard let last = reference.lastSheet else { return [FormulaArea(sheet: first, range: reference.range)] }
        guard let last = evaluator.scope.sheet(named: last) else { return nil }
        return (min(first, last)...max(first, last)).map { FormulaArea(sheet: $0, range: reference.range) }
    }

    private mutating func meaning(of name: String, on sheet: String?) -> FormulaOperand? {
        if sheet == nil, let variable = variables[name.lowercased()] { return variable }
        guard let sheet = sheet.map({ evaluator.scope.sheet(named: $0) }) ?? position.sheet,
            let formula = evaluator.scope.formula(ofName: name, on: sheet), namesOpen < Self.deepestName
        else { return nil }
        let shift = FormulaShift(rows: position.cell.row - 1, columns: position.cell.column - 1)
        guard let tree = evaluator.parse(shift.apply(to: formula), at: position) else { return nil }
        namesOpen += 1
        // A name's formula knows nothing of the variables where it is used.
        let outer = variables
        variables = [:]
        defer {
            variables = outer
            namesOpen -= 1
        }
        return operand(of: tree)
    }

    // MARK: Operators

    func binary(
        _ sign: FormulaExpression.Operator, _ left: FormulaScalar, _ right: FormulaScalar
    ) -> FormulaScalar? {
        if left.isError { return FormulaScalar(left.value, losesUnknown: left.losesUnknown) }
        if right.isError { return FormulaScalar(right.value, losesUnknown: right.losesUnknown) }
        if sign == .concatenate {
            guard let a = left.joined, let b = right.joined else { return nil }
            return FormulaScalar(.text(a + b), losesUnknown: left.losesUnknown || right.losesUnknown)
        }
        return sign.compares ? comparison(sign, left, right) : arithmetic(sign, left, right)
    }

    private func comparison(
        _ sign: FormulaExpression.Operator, _ left: FormulaScalar, _ right: FormulaScalar
    ) -> FormulaScalar? {
        guard let order = order(left, right) else { return nil }
        let flag =
            switch sign {
            case .equal: order == 0
            case .unequal: order != 0
            case .less: order < 0
            case .lessOrEqual: order <= 0
            case .greater: order > 0
            default: order >= 0
            }
        // Text is more than any number, which says nothing of a figure that is unknown.
        let isDecidedBlindly =
            left.isUnknown && right.value.text == nil || right.isUnknown && left.value.text == nil
            || (left.isUnknown && right.isUnknown) || isText(left, besideNumber: right)
            || isText(right, besideNumber: left)
        if left.isUnknown || right.isUnknown { evaluator.noteTest() }
        return FormulaScalar(
            .boolean(flag), losesUnknown: isDecidedBlindly || left.losesUnknown || right.losesUnknown)
    }

    /// Whether a text that the formula made of something unknown is where a number is wanted.
    private func isText(_ scalar: FormulaScalar, besideNumber other: FormulaScalar) -> Bool {
        evaluator.metUnknown && scalar.value.text != nil && other.cellNumber != nil
    }

    func arithmetic(_ sign: FormulaExpression.Operator, _ left: FormulaScalar, _ right: FormulaScalar) -> FormulaScalar?
    {
        let loses =
            left.losesUnknown || right.losesUnknown || left.isUnknown || right.isUnknown
            || isText(left, besideNumber: right) || isText(right, besideNumber: left)
        func result(_ value: CellValue) -> FormulaScalar { FormulaScalar(value, losesUnknown: loses) }
        if left.isError { return result(left.value) }
        if right.isError { return result(right.value) }
        guard let a = left.number, let b = right.number else {
            // Programs read numbers out of text, by the rules of a locale; that is left to them.
            return left.mayBeNumber || right.mayBeNumber ? nil : result(.error("#VALUE!"))
        }
        switch sign {
        case .add: return result(.number(SpreadsheetArithmetic.sum(a, b)))
        case .subtract: return result(.number(SpreadsheetArithmetic.difference(a, b)))
        case .multiply: return result(.number(a * b))
        case .divide: return result(b == 0 ? .error("#DIV/0!") : .number(a / b))
        case .power: return power(a, b).map { result($0) }
        default: return nil
        }
    }

    /// Numbers before text before booleans; text without regard to case (18.17.2.2). Nil where the order of texts
    /// depends on a language.
    func order(_ left: FormulaScalar, _ right: FormulaScalar) -> Int? {
        func rank(_ value: CellValue) -> Int {
            switch value {
            case .empty, .number, .date: 0
            case .text: 1
            default: 2
            }
        }
        if left.value.isEmpty, let text = right.value.text { return text.isEmpty ? 0 : -1 }
        if right.value.isEmpty, let text = left.value.text { return text.isEmpty ? 0 : 1 }
        if left.value.isEmpty, case .boolean(let flag) = right.value { return flag ? -1 : 0 }
        if right.value.isEmpty, case .boolean(let flag) = left.value { return flag ? 1 : 0 }
        guard rank(left.value) == rank(right.value) else { return rank(left.value) < rank(right.value) ? -1 : 1 }
        if let a = left.value.text?.lowercased(), let b = right.value.text?.lowercased() {
            if a == b { return 0 }
            let arePlain = (a + b).utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
            return arePlain ? (a < b ? -1 : 1) : nil
        }
        guard let a = left.number, let b = right.number else { return nil }
        return SpreadsheetArithmetic.areEqual(a, b) ? 0 : a < b ? -1 : 1
    }
}

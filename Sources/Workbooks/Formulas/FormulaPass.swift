/// One calculation of one formula.
struct FormulaPass {
    let evaluator: FormulaEvaluator
    let sheet: Int
    var isTouched = false
    /// The most cells of a range that are looked at.
    private static let widestRange = 100_000

    init(evaluator: FormulaEvaluator, sheet: Int) {
        self.evaluator = evaluator
        self.sheet = sheet
    }

    /// The value; nil when it cannot be told. Every branch is visited, so that `isTouched` is right.
    mutating func value(of tree: FormulaExpression) -> CellValue? {
        switch tree {
        case .number(let number): return .number(number)
        case .text(let text): return .text(text)
        case .boolean(let value): return .boolean(value)
        case .error(let name): return .error(name)
        case .missing: return .empty
        case .range(let name, let range):
            guard let cells = cells(name, range), cells.count == 1 else { return nil }
            return cells[0]
        case .negate(let inner): return value(of: inner).flatMap { arithmetic(.subtract, .number(0), $0) }
        case .percent(let inner): return value(of: inner).flatMap { arithmetic(.divide, $0, .number(100)) }
        case .binary(let sign, let left, let right):
            let (left, right) = (value(of: left), value(of: right))
            guard let left, let right else { return nil }
            return binary(sign, left, right)
        case .call(let name, let arguments): return call(name, arguments)
        }
    }

    private mutating func cells(_ name: String?, _ range: CellRange) -> [CellValue]? {
        guard let index = name.map({ evaluator.sheet(named: $0) }) ?? sheet,
            range.rows.count * range.columns.count <= Self.widestRange
        else { return nil }
        var values: [CellValue]? = []
        for row in range.rows {
            for column in range.columns {
                let outcome = evaluator.outcome(
                    at: .init(sheet: index, cell: CellReference(row: row, column: column)))
                if outcome.isTouched { isTouched = true }
                if let value = outcome.value { values?.append(value) } else { values = nil }
            }
        }
        return values
    }

    // MARK: Operators

    private func binary(_ sign: FormulaExpression.Operator, _ left: CellValue, _ right: CellValue) -> CellValue? {
        if case .error = left { return left }
        if case .error = right { return right }
        switch sign {
        case .add, .subtract, .multiply, .divide, .power: return arithmetic(sign, left, right)
        case .concatenate: return .text(left.displayText + right.displayText)
        case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard let order = order(left, right) else { return nil }
            switch sign {
            case .equal: return .boolean(order == 0)
            case .unequal: return .boolean(order != 0)
            case .less: return .boolean(order < 0)
            case .lessOrEqual: return .boolean(order <= 0)
            case .greater: return .boolean(order > 0)
            default: return .boolean(order >= 0)
            }
        }
    }

    private func arithmetic(_ sign: FormulaExpression.Operator, _ left: CellValue, _ right: CellValue) -> CellValue? {
        if case .error = left { return left }
        if case .error = right { return right }
        guard let a = operand(left), let b = operand(right) else {
            // Excel reads numbers out of text, by the rules of a locale; that is left to it.
            let isNumeric = [left, right].contains { $0.text.map { $0.contains(where: \.isNumber) } ?? false }
            return isNumeric ? nil : .error("#VALUE!")
        }
        switch sign {
        case .add: return .number(a + b)
        case .subtract: return .number(a - b)
        case .multiply: return .number(a * b)
        case .divide: return b == 0 ? .error("#DIV/0!") : .number(a / b)
        default: return nil
        }
    }

    private func operand(_ value: CellValue) -> Double? {
        switch value {
        case .empty: 0
        case .number(let number): number
        case .date(let date): date.serial
        case .boolean(let value): value ? 1 : 0
        case .text, .error: nil
        }
    }

    /// Numbers before text before booleans; text without regard to case (18.17.2.2).
    private func order(_ left: CellValue, _ right: CellValue) -> Int? {
        func rank(_ value: CellValue) -> Int {
            switch value {
            case .empty, .number, .date: 0
            case .text: 1
            default: 2
            }
        }
        if left.isEmpty, let text = right.text { return text.isEmpty ? 0 : -1 }
        if right.isEmpty, let text = left.text { return text.isEmpty ? 0 : 1 }
        guard rank(left) == rank(right) else { return rank(left) < rank(right) ? -1 : 1 }
        if let a = left.text?.lowercased(), let b = right.text?.lowercased() { return a == b ? 0 : a < b ? -1 : 1 }
        guard let a = operand(left), let b = operand(right) else { return nil }
        return a == b ? 0 : a < b ? -1 : 1
    }

    // MARK: Functions

    private mutating func call(_ name: String, _ arguments: [FormulaExpression]) -> CellValue? {
        switch name {
        case "SUM", "AVERAGE", "MIN", "MAX", "COUNT": return aggregate(name, arguments)
        case "IF", "IFERROR", "AND", "OR", "NOT", "ISNUMBER", "ISBLANK", "ISERROR", "ISTEXT", "ABS", "N": break
        default:
            for argument in arguments { touch(argument) }
            return nil
        }
        let values = arguments.map { value(of: $0) }
        switch (name, values.count) {
        case ("IF", 2...3): return choose(values)
        case ("IFERROR", 2):
            guard let first = values[0] else { return nil }
            if case .error = first { return values[1] }
            return first
        case ("AND", 1...), ("OR", 1...):
            var truths: [Bool] = []
            for value in values {
                guard let value, let truth = truth(value) else { return nil }
                if case .failure(let error) = truth { return error.value }
                if case .success(let flag) = truth { truths.append(flag) }
            }
            return .boolean(name == "AND" ? truths.allSatisfy { $0 } : truths.contains(true))
        case ("NOT", 1):
            guard let value = values[0], case .success(let flag)? = truth(value) else { return nil }
            return .boolean(!flag)
        case ("ISNUMBER", 1): return values[0].map { value in .boolean(value.number != nil || isDate(value)) }
        case ("ISTEXT", 1): return values[0].map { .boolean($0.text != nil) }
        case ("ISBLANK", 1): return values[0].map { .boolean($0.isEmpty) }
        case ("ISERROR", 1):
            return values[0].map { value in
                if case .error = value { .boolean(true) } else { .boolean(false) }
            }
        case ("ABS", 1): return values[0].flatMap { operand($0) }.map { .number($0.magnitude) }
        case ("N", 1): return values[0].flatMap { $0.text == nil ? operand($0) : 0 }.map { .number($0) }
        default: return nil
        }
    }

    private func choose(_ values: [CellValue?]) -> CellValue? {
        guard let condition = values[0], let truth = truth(condition) else { return nil }
        switch truth {
        case .failure(let error): return error.value
        case .success(true): return values[1]
        case .success(false): return values.count == 3 ? values[2] : .boolean(false)
        }
    }

    private struct ErrorValue: Error { var value: CellValue }

    private func truth(_ value: CellValue) -> Result<Bool, ErrorValue>? {
        switch value {
        case .boolean(let flag): .success(flag)
        case .error: .failure(ErrorValue(value: value))
        case .text: nil
        default: operand(value).map { .success($0 != 0) }
        }
    }

    private func isDate(_ value: CellValue) -> Bool {
        if case .date = value { true } else { false }
    }

    private mutating func aggregate(_ name: String, _ arguments: [FormulaExpression]) -> CellValue? {
        var numbers: [Double] = []
        var isKnown = true
        for argument in arguments {
            var values: [CellValue]?
            if case .range(let sheet, let range) = argument {
                // Text and booleans inside a range do not count.
                values = cells(sheet, range)?.filter { value in
                    switch value {
                    case .number, .date, .error: true
                    default: false
                    }
                }
            } else {
                values = value(of: argument).map { [$0] }
            }
            guard let values else {
                isKnown = false
                continue
            }
            for value in values {
                if case .error = value { return isKnown ? value : nil }
                guard let number = operand(value) else { return nil }
                numbers.append(number)
            }
        }
        guard isKnown else { return nil }
        switch name {
        case "SUM": return .number(numbers.reduce(0, +))
        case "COUNT": return .number(Double(numbers.count))
        case "AVERAGE":
            return numbers.isEmpty ? .error("#DIV/0!") : .number(numbers.reduce(0, +) / Double(numbers.count))
        case "MIN": return .number(numbers.min() ?? 0)
        default: return .number(numbers.max() ?? 0)
        }
    }

    /// Notes dependence on changed cells without calculating.
    private mutating func touch(_ tree: FormulaExpression) {
        if case .range(let name, let range) = tree {
            _ = cells(name, range)
        } else {
            _ = value(of: tree)
        }
    }
}

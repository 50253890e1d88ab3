/// Functions that find cells. Only exact matches are told: what an approximate one finds depends on an order that data may lack.
extension FormulaPass {
    private mutating func area(_ tree: FormulaExpression) -> FormulaArea? {
        guard case .areas(let areas)? = operand(of: tree), areas.count == 1 else { return nil }
        return areas[0]
    }

    /// A whole number that is an argument; nil for text, errors and what cannot be told.
    private mutating func whole(_ tree: FormulaExpression) -> Int? {
        guard let scalar = value(of: tree), !scalar.losesUnknown, let number = scalar.number,
            number.magnitude < 1e8
        else { return nil }
        return Int(number.rounded(.towardZero))
    }

    mutating func lookup(_ name: String, _ arguments: [FormulaExpression]) -> FormulaOperand? {
        switch (name, arguments.count) {
        case ("ROW", 0): return .value(.number(Double(position.cell.row)))
        case ("COLUMN", 0): return .value(.number(Double(position.cell.column)))
        case ("ROW", 1), ("COLUMN", 1):
            guard let area = area(arguments[0]) else { return nil }
            let numbers = name == "ROW" ? area.range.rows : area.range.columns
            // Of many numbers programs take the first in some formulas and all in others.
            guard numbers.count == 1 else { return nil }
            return .value(.number(Double(numbers.lowerBound)))
        case ("ROWS", 1): return area(arguments[0]).map { .value(.number(Double($0.range.rows.count))) }
        case ("COLUMNS", 1): return area(arguments[0]).map { .value(.number(Double($0.range.columns.count))) }
        case ("CHOOSE", 2...):
            guard let index = whole(arguments[0]) else { return nil }
            return arguments.indices.dropFirst().contains(index)
                ? operand(of: arguments[index]) : .value(.error("#VALUE!"))
        case ("INDEX", 2...3): return index(arguments)
        case ("OFFSET", 3...5): return offset(arguments)
        case ("INDIRECT", 1): return indirect(arguments[0])
        case ("MATCH", 3):
            guard whole(arguments[2]) == 0, let area = area(arguments[1]) else { return nil }
            return matched(arguments[0], in: area) { .value(.number(Double($0 + 1))) }
        case ("VLOOKUP", 4), ("HLOOKUP", 4): return tableLookup(name, arguments)
        case ("XLOOKUP", 3...4):
            guard let keys = area(arguments[1]), let values = area(arguments[2]), keys.hasShape(of: values) else {
                return nil
            }
            let other = arguments.count == 4 ? operand(of: arguments[3]) : .value(.error("#N/A"))
            let isColumn = keys.range.columns.count == 1
            return matched(arguments[0], in: keys, missing: other) { place in
                Self.single(values.position(row: isColumn ? place : 0, column: isColumn ? 0 : place))
            }
        default: return nil
        }
    }

    private static func single(_ position: FormulaEvaluator.Position) -> FormulaOperand {
        .areas([FormulaArea(sheet: position.sheet, range: CellRange(position.cell, position.cell))])
    }

    /// What is at the place, from 0, of a value in a row or column.
    private mutating func matched(
        _ wanted: FormulaExpression, in area: FormulaArea, missing: FormulaOperand? = .value(.error("#N/A")),
        _ found: (Int) -> FormulaOperand
    ) -> FormulaOperand? {
        guard area.range.rows.count == 1 || area.range.columns.count == 1, let wanted = value(of: wanted) else {
            return nil
        }
        if wanted.isError { return .scalar(wanted) }
        guard !wanted.value.isEmpty, !wanted.losesUnknown else { return nil }
        // Patterns are left to programs.
        if let text = wanted.value.text, text.isEmpty || text.contains(where: { "*?~".contains($0) }) { return nil }
        guard let clipped = evaluator.clipped(area) else { return missing }
        let isColumn = area.range.columns.count == 1
        let first = isColumn ? area.range.first.row : area.range.first.column
        for place in isColumn ? clipped.range.rows : clipped.range.columns {
            let position = area.position(row: isColumn ? place - first : 0, column: isColumn ? 0 : place - first)
            guard let scalar = evaluator.scalar(at: position) else { return nil }
            guard !scalar.value.isEmpty, !scalar.isError, (scalar.value.text == nil) == (wanted.value.text == nil)
            else {
                continue
            }
            if order(scalar, wanted) == 0 { return found(place - first) }
        }
        return missing
    }

    private mutating func tableLookup(_ name: String, _ arguments: [FormulaExpression]) -> FormulaOperand? {
        guard let table = area(arguments[1]), let number = whole(arguments[2]), let mode = value(of: arguments[3]),
            mode.number == 0
        else { return nil }
        let isVertical = name == "VLOOKUP"
        let count = isVertical ? table.range.columns.count : table.range.rows.count
        guard number >= 1 else { return .value(.error("#VALUE!")) }
        guard number <= count else { return .value(.error("#REF!")) }
        var keys = table
        if isVertical {
            keys.range.last.column = keys.range.first.column
        } else {
            keys.range.last.row = keys.range.first.row
        }
        return matched(arguments[0], in: keys) { place in
            Self.single(
                table.position(row: isVertical ? place : number - 1, column: isVertical ? number - 1 : place))
        }
    }

    private mutating func index(_ arguments: [FormulaExpression]) -> FormulaOperand? {
        guard let area = area(arguments[0]), let first = whole(arguments[1]) else { return nil }
        var (row, column) = (first, 1)
        if arguments.count == 3 {
            guard let second = whole(arguments[2]) else { return nil }
            column = second
        } else if area.range.rows.count == 1 {
            (row, column) = (1, first)
        } else if area.range.columns.count > 1 {
            return nil
        }
        guard row >= 0, column >= 0 else { return .value(.error("#VALUE!")) }
        guard row <= area.range.rows.count, column <= area.range.columns.count else { return .value(.error("#REF!")) }
        var range = area.range
        if row > 0 {
            range.first.row = area.range.first.row + row - 1
            range.last.row = range.first.row
        }
        if column > 0 {
            range.first.column = area.range.first.column + column - 1
            range.last.column = range.first.column
        }
        return .areas([FormulaArea(sheet: area.sheet, range: range)])
    }

    private mutating func offset(_ arguments: [FormulaExpression]) -> FormulaOperand? {
        guard var area = area(arguments[0]), let down = whole(arguments[1]), let right = whole(arguments[2]) else {
            return nil
        }
        var (height, width) = (area.range.rows.count, area.range.columns.count)
        if arguments.count > 3, arguments[3] != .missing {
            guard let given = whole(arguments[3]), given > 0 else { return nil }
            height = given
        }
        if arguments.count > 4, arguments[4] != .missing {
            guard let given = whole(arguments[4]), given > 0 else { return nil }
            width = given
        }
        let first = CellReference(row: area.range.first.row + down, column: area.range.first.column + right)
        let last = CellReference(row: first.row + height - 1, column: first.column + width - 1)
        guard first.row > 0, first.column > 0, last.row <= CellReference.maximumRow,
            last.column <= CellReference.maximumColumn
        else { return .value(.error("#REF!")) }
        area.range = CellRange(first, last)
        return .areas([area])
    }

    private mutating func indirect(_ tree: FormulaExpression) -> FormulaOperand? {
        guard let text = value(of: tree)?.value.text, let inner = FormulaParser.parse(text),
            case .reference = inner
        else { return nil }
        return operand(of: inner)
    }
}

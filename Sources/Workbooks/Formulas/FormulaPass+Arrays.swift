/// Calculation element by element, as `SUMPRODUCT` does with what stands in its parentheses.
extension FormulaPass {
    /// Values in rows and columns, row by row.
    private struct Elements {
        var rows: Int
        var columns: Int
        var values: [FormulaScalar]

        var isSingle: Bool { values.count == 1 }

        /// A single row or column is repeated.
        subscript(row: Int, column: Int) -> FormulaScalar {
            values[(rows == 1 ? 0 : row) * columns + (columns == 1 ? 0 : column)]
        }
    }

    /// More cells than this are left to spreadsheet programs.
    private static let mostElements = 200_000

    /// The sum of the products of arguments that are calculated of ranges or lists.
    mutating func sumOfElements(_ arguments: [FormulaExpression]) -> FormulaScalar? {
        guard !arguments.isEmpty else { return nil }
        var product: Elements?
        for argument in arguments {
            guard let next = elements(of: argument) else { return nil }
            // Programs differ in what a truth value counts where nothing made it a number.
            guard !next.values.contains(where: { $0.value.isBoolean }) else { return nil }
            guard let known = product else {
                product = next
                continue
            }
            guard known.rows == next.rows, known.columns == next.columns else {
                return FormulaScalar(.error("#VALUE!"))
            }
            var all = known
            for index in all.values.indices {
                let (a, b) = (known.values[index], next.values[index])
                if a.isError || b.isError {
                    all.values[index] = a.isError ? a : b
                } else {
                    all.values[index] = FormulaScalar(
                        .number((a.cellNumber ?? 0) * (b.cellNumber ?? 0)),
                        losesUnknown: [a, b].contains { $0.losesUnknown || $0.isUnknown })
                }
            }
            product = all
        }
        // What meets something unknown is left to programs, behind a guard.
        guard let product, !product.values.contains(where: { $0.losesUnknown || $0.isUnknown }) else { return nil }
        if let error = product.values.first(where: \.isError) { return error }
        return FormulaScalar(.number(SpreadsheetArithmetic.sum(of: product.values.map { $0.cellNumber ?? 0 })))
    }

    /// Nil where a part cannot be told, or is not calculated element by element here.
    private mutating func elements(of tree: FormulaExpression) -> Elements? {
        switch tree {
        case .array(let rows):
            var values: [FormulaScalar] = []
            for constant in rows.joined() {
                guard let value = value(of: constant) else { return nil }
                values.append(value)
            }
            return Elements(rows: rows.count, columns: rows[0].count, values: values)
        case .reference, .name:
            guard let operand = operand(of: tree) else { return nil }
            guard case .areas(let areas) = operand else { return scalar(of: operand).map(Self.single) }
            return areas.count == 1 ? elements(of: areas[0]) : nil
        case .negate(let inner):
            let zero = FormulaScalar(.number(0))
            return elements(of: inner).flatMap { combined(Self.single(zero), $0) { arithmetic(.subtract, $0, $1) } }
        case .percent(let inner):
            let hundred = FormulaScalar(.number(100))
            return elements(of: inner).flatMap { combined($0, Self.single(hundred)) { arithmetic(.divide, $0, $1) } }
        case .binary(let sign, let left, let right):
            guard let left = elements(of: left), let right = elements(of: right) else { return nil }
            return combined(left, right) { binary(sign, $0, $1) }
        case .call(let name, let arguments): return elements(of: name, arguments)
        default: return value(of: tree).map(Self.single)
        }
    }

    private static func single(_ scalar: FormulaScalar) -> Elements { Elements(rows: 1, columns: 1, values: [scalar]) }

    private func elements(of area: FormulaArea) -> Elements? {
        let (rows, columns) = (area.range.rows.count, area.range.columns.count)
        guard rows <= Self.mostElements, rows * columns <= Self.mostElements else { return nil }
        var values: [FormulaScalar] = []
        for row in 0..<rows {
            for column in 0..<columns {
                guard let scalar = evaluator.scalar(at: area.position(row: row, column: column)) else { return nil }
                values.append(scalar)
            }
        }
        return Elements(rows: rows, columns: columns, values: values)
    }

    /// Two lists of one shape; a single value, row or column goes with every value, row or column of the other.
    private func combined(
        _ left: Elements, _ right: Elements, _ body: (FormulaScalar, FormulaScalar) -> FormulaScalar?
    ) -> Elements? {
        guard left.rows == right.rows || left.rows == 1 || right.rows == 1,
            left.columns == right.columns || left.columns == 1 || right.columns == 1
        else { return nil }
        let (rows, columns) = (max(left.rows, right.rows), max(left.columns, right.columns))
        guard rows * columns <= Self.mostElements else { return nil }
        var values: [FormulaScalar] = []
        for row in 0..<rows {
            for column in 0..<columns {
                guard let value = body(left[row, column], right[row, column]) else { return nil }
                values.append(value)
            }
        }
        return Elements(rows: rows, columns: columns, values: values)
    }

    /// Functions of single values, for each; conditional sums for each of a list of criteria.
    private mutating func elements(of name: String, _ arguments: [FormulaExpression]) -> Elements? {
        switch name {
        case "ISNUMBER", "ISTEXT", "ISNONTEXT", "ISBLANK", "ISERROR", "ISERR", "ISNA", "ISLOGICAL":
            guard arguments.count == 1, var all = elements(of: arguments[0]) else { return nil }
            for index in all.values.indices {
                guard let value = inspection(name, all.values[index]) else { return nil }
                all.values[index] = value
            }
            return all
        case "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS":
            let lists = arguments.indices.filter { if case .array = arguments[$0] { true } else { false } }
            guard let place = lists.first else { break }
            guard lists.count == 1, case .array(let rows) = arguments[place] else { return nil }
            var values: [FormulaScalar] = []
            for constant in rows.joined() {
                var plain = arguments
                plain[place] = constant
                guard let value = conditional(name, plain) else { return nil }
                values.append(value)
            }
            return Elements(rows: rows.count, columns: rows[0].count, values: values)
        case "ROW", "COLUMN":
            guard arguments.count == 1, case .areas(let areas)? = operand(of: arguments[0]), areas.count == 1 else {
                break
            }
            let numbers = name == "ROW" ? areas[0].range.rows : areas[0].range.columns
            guard numbers.count <= Self.mostElements else { return nil }
            return Elements(
                rows: name == "ROW" ? numbers.count : 1, columns: name == "ROW" ? 1 : numbers.count,
                values: numbers.map { FormulaScalar(.number(Double($0))) })
        case _ where Self.elementwise.contains(name): return eachElement(name, arguments)
        default: break
        }
        return value(of: .call(name, arguments)).map(Self.single)
    }

    /// Functions of single values that programs calculate for each of many.
    private static let elementwise: Set<String> = [
        "NOT", "ABS", "INT", "SIGN", "SQRT", "EXP", "LN", "ROUND", "ROUNDUP", "ROUNDDOWN", "MOD", "POWER", "TRUNC",
        "LEN", "TRIM", "UPPER", "LOWER", "LEFT", "RIGHT", "MID", "TEXT", "EXACT", "YEAR", "MONTH", "DAY",
    ]

    /// A function's value for each element of its arguments, which are put in by names that no formula can have.
    private mutating func eachElement(_ name: String, _ arguments: [FormulaExpression]) -> Elements? {
        var lists: [Elements] = []
        for argument in arguments {
            guard let list = elements(of: argument) else { return nil }
            lists.append(list)
        }
        let (rows, columns) = (lists.map(\.rows).max() ?? 1, lists.map(\.columns).max() ?? 1)
        guard lists.allSatisfy({ [1, rows].contains($0.rows) && [1, columns].contains($0.columns) }),
            rows * columns <= Self.mostElements
        else { return nil }
        let outer = variables
        defer { variables = outer }
        let names = lists.indices.map { "(\($0))" }
        let single = FormulaExpression.call(name, names.map { .name($0, sheet: nil) })
        var values: [FormulaScalar] = []
        for row in 0..<rows {
            for column in 0..<columns {
                for (name, list) in zip(names, lists) { variables[name] = .scalar(list[row, column]) }
                guard let value = value(of: single) else { return nil }
                values.append(value)
            }
        }
        return Elements(rows: rows, columns: columns, values: values)
    }
}

extension CellValue {
    fileprivate var isBoolean: Bool { if case .boolean = self { true } else { false } }
}

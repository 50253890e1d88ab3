/// Functions over many values.
extension FormulaPass {
    /// Goes through the cells of areas that anything may stand in; false when one cannot be told.
    private func forEachCell(_ areas: [FormulaArea], _ body: (FormulaScalar) -> Void) -> Bool {
        for area in areas {
            guard let area = evaluator.clipped(area) else { continue }
            for row in 0..<area.range.rows.count {
                for column in 0..<area.range.columns.count {
                    let position = area.position(row: row, column: column)
                    guard let scalar = evaluator.scalar(at: position) else { return false }
                    body(scalar)
                }
            }
        }
        return true
    }

    /// The numbers among arguments; of ranges without text, booleans and blanks. Nil when one cannot be told.
    private mutating func values(_ arguments: [FormulaExpression]) -> FormulaTally? {
        var found = FormulaTally()
        for argument in arguments {
            guard let operand = operand(of: argument) else { return nil }
            switch operand {
            case .areas(let areas):
                for area in areas { guard evaluator.tally(area, into: &found) else { return nil } }
            case .scalar(let scalar):
                found.filled += 1
                if !argument.isConstant { found.isMixed = true }
                found.losesUnknown = found.losesUnknown || scalar.losesUnknown || scalar.isUnknown
                if scalar.isError {
                    if found.error == nil { found.error = scalar }
                } else if let number = scalar.number {
                    found.numbers.append(number)
                } else if scalar.mayBeNumber {
                    return nil
                } else if found.error == nil {
                    found.error = FormulaScalar(.error("#VALUE!"))
                }
            }
        }
        return found
    }

    mutating func aggregate(_ name: String, _ arguments: [FormulaExpression]) -> FormulaScalar? {
        guard !arguments.isEmpty else { return nil }
        if name == "COUNTBLANK" { return blanks(arguments) }
        guard let values = values(arguments) else { return nil }
        switch name {
        case "COUNT":
            // A count of cells that are named one by one asks each whether it is known.
            if values.unknown > 0, values.known == 0 || arguments.allSatisfy(\.isCell) { evaluator.noteTest() }
            return FormulaScalar(.number(Double(values.numbers.count)))
        case "COUNTA": return FormulaScalar(.number(Double(values.filled)))
        default: break
        }
        if let error = values.error { return FormulaScalar(error.value, losesUnknown: values.losesUnknown) }
        let isBlind = isBlind(name, values, arguments)
        guard let value = Self.total(name, values.numbers) else { return nil }
        return FormulaScalar(value, losesUnknown: isBlind || values.losesUnknown)
    }

    /// Whether an aggregate comes to something that is not known. Of cells alone it shows what is known of them, as the trackers' own totals
    /// do, unless nothing is; a part that is calculated, such as one that is taken away, and a factor need them all.
    private mutating func isBlind(_ name: String, _ values: FormulaTally, _ arguments: [FormulaExpression]) -> Bool {
        guard values.unknown > 0 else { return false }
        if values.known == 0 {
            var cells: [FormulaExpression] = []
            for argument in arguments { if case .areas? = operand(of: argument) { cells.append(argument) } }
            noteEmpty(cells)
            return true
        }
        guard values.isMixed || name == "PRODUCT" else { return false }
        noteUnknown(arguments)
        return true
    }

    private static func total(_ name: String, _ numbers: [Double]) -> CellValue? {
        switch name {
        case "SUM": return .number(SpreadsheetArithmetic.sum(of: numbers))
        case "AVERAGE":
            return numbers.isEmpty
                ? .error("#DIV/0!") : .number(SpreadsheetArithmetic.sum(of: numbers) / Double(numbers.count))
        case "MIN": return .number(numbers.min() ?? 0)
        case "MAX": return .number(numbers.max() ?? 0)
        case "PRODUCT": return .number(numbers.isEmpty ? 0 : numbers.reduce(1, *))
        case "MEDIAN":
            guard !numbers.isEmpty else { return .error("#NUM!") }
            let sorted = numbers.sorted()
            let middle = sorted.count / 2
            return .number(sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2)
        default: return nil
        }
    }

    /// Remembers that an aggregate had nothing known, as a condition that holds then.
    private mutating func noteEmpty(_ arguments: [FormulaExpression]) {
        let texts = arguments.map(\.source)
        guard !texts.contains(nil) else { return }
        note("COUNT(\(texts.compactMap { $0 }.joined(separator: ",")))=0")
    }

    /// Remembers that something is unknown among the cells of arguments.
    private mutating func noteUnknown(_ arguments: [FormulaExpression]) {
        for argument in arguments {
            guard case .reference(let reference) = argument, reference.lastSheet == nil,
                case .areas(let areas)? = operand(of: argument)
            else { continue }
            var isUnknown = false
            guard forEachCell(areas, { isUnknown = isUnknown || $0.isUnknown }), isUnknown else { continue }
            note("COUNTIF(\(reference.text),\"-\")>0")
        }
    }

    private mutating func note(_ condition: String) {
        if !emptyAggregates.contains(condition) { emptyAggregates.append(condition) }
    }

    private mutating func blanks(_ arguments: [FormulaExpression]) -> FormulaScalar? {
        guard arguments.count == 1, case .areas(let areas)? = operand(of: arguments[0]), areas.count == 1 else {
            return nil
        }
        var filled = 0
        guard forEachCell(areas, { scalar in if !scalar.value.isEmpty, scalar.value != .text("") { filled += 1 } })
        else { return nil }
        return FormulaScalar(.number(Double(areas[0].range.rows.count * areas[0].range.columns.count - filled)))
    }

    /// Totals that leave out other subtotals.
    mutating func subtotal(_ arguments: [FormulaExpression]) -> FormulaScalar? {
        guard arguments.count >= 2, case .number(let kind) = arguments[0] else { return nil }
        let names = [1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 6: "PRODUCT", 9: "SUM"]
        guard let name = names[Int(kind) % 100] else { return nil }
        var values = FormulaTally()
        for argument in arguments.dropFirst() {
            guard case .areas(let areas)? = operand(of: argument) else { return nil }
            // What a filter hides does not count.
            guard !areas.contains(where: { evaluator.hasHiddenRows($0.sheet) }) else { return nil }
            for area in areas {
                guard add(cellsOf: area, to: &values) else { return nil }
            }
        }
        if name == "COUNT" { return FormulaScalar(.number(Double(values.numbers.count))) }
        if name == "COUNTA" { return FormulaScalar(.number(Double(values.filled))) }
        if let error = values.error { return error }
        let isBlind = isBlind(name, values, Array(arguments.dropFirst()))
        return Self.total(name, values.numbers).map { FormulaScalar($0, losesUnknown: isBlind) }
    }

    /// Adds the cells of an area that are no subtotals themselves; false when one cannot be told.
    private func add(cellsOf area: FormulaArea, to values: inout FormulaTally) -> Bool {
        guard let area = evaluator.clipped(area) else { return true }
        for row in 0..<area.range.rows.count {
            for column in 0..<area.range.columns.count {
                let position = area.position(row: row, column: column)
                guard let scalar = evaluator.scalar(at: position) else { return false }
                let formula = evaluator.formula(at: position)?.uppercased() ?? ""
                guard !formula.contains("SUBTOTAL("), !formula.contains("AGGREGATE(") else { continue }
                values.add(scalar)
            }
        }
        return true
    }

    /// Of ranges; text counts as zero in them. What is calculated of ranges is multiplied element by element.
    mutating func sumOfProducts(_ arguments: [FormulaExpression]) -> FormulaScalar? {
        var areas: [FormulaArea] = []
        for argument in arguments {
            guard case .areas(let found)? = operand(of: argument), found.count == 1 else {
                return sumOfElements(arguments)
            }
            areas.append(found[0])
        }
        guard let first = areas.first else { return nil }
        guard areas.allSatisfy({ $0.hasShape(of: first) }) else { return FormulaScalar(.error("#VALUE!")) }
        // Rows beyond what is used hold nothing in any of them.
        var (rows, columns) = (0, 0)
        for area in areas {
            guard let clipped = evaluator.clipped(area) else { continue }
            rows = max(rows, clipped.range.last.row - area.range.first.row + 1)
            columns = max(columns, clipped.range.last.column - area.range.first.column + 1)
        }
        var products: [Double] = []
        var (unknown, known) = (0, 0)
        for row in 0..<rows {
            for column in 0..<columns {
                var product = 1.0
                var isUnknown = false
                for area in areas {
                    guard let scalar = evaluator.scalar(at: area.position(row: row, column: column)) else { return nil }
                    if scalar.isError { return scalar }
                    isUnknown = isUnknown || scalar.isUnknown
                    product *= scalar.cellNumber ?? 0
                }
                products.append(product)
                if isUnknown { unknown += 1 } else if product != 0 { known += 1 }
            }
        }
        // A sum of cells shows what is known of them; weights and what they weigh are needed all.
        let isBlind = unknown > 0 && (known == 0 || arguments.count > 1)
        if isBlind { arguments.count == 1 ? noteEmpty(arguments) : noteUnknown(arguments) }
        return FormulaScalar(.number(SpreadsheetArithmetic.sum(of: products)), losesUnknown: isBlind)
    }

    // MARK: Conditions

    mutating func conditional(_ name: String, _ arguments: [FormulaExpression]) -> FormulaScalar? {
        var arguments = arguments
        var values: FormulaArea?
        var cells = arguments.first?.source
        func area(_ pass: inout FormulaPass, _ argument: FormulaExpression) -> FormulaArea? {
            guard case .areas(let areas)? = pass.operand(of: argument), areas.count == 1 else { return nil }
            return areas[0]
        }
        switch name {
        case "SUMIF", "AVERAGEIF", "COUNTIF":
            guard (2...(name == "COUNTIF" ? 2 : 3)).contains(arguments.count) else { return nil }
            values = area(&self, arguments.count == 3 ? arguments[2] : arguments[0])
            if arguments.count == 3 { cells = arguments[2].source }
            arguments = Array(arguments.prefix(2))
        case "COUNTIFS": values = arguments.first.flatMap { area(&self, $0) }
        default:
            guard let first = arguments.first else { return nil }
            values = area(&self, first)
            arguments.removeFirst()
        }
        guard let values, !arguments.isEmpty, arguments.count % 2 == 0 else { return nil }
        var tests: [ConditionalTest] = []
        for index in stride(from: 0, to: arguments.count, by: 2) {
            guard let area = area(&self, arguments[index]), let wanted = value(of: arguments[index + 1]),
                area.hasShape(of: values), let criterion = FormulaCriterion(wanted)
            else { return nil }
            tests.append(
                ConditionalTest(
                    area: area, criterion: criterion, wanted: wanted.value, cells: arguments[index].source,
                    source: arguments[index + 1].source))
        }
        let question = FormulaEvaluator.ConditionalQuestion(
            name: name, values: values, cells: cells, areas: tests.map(\.area), wanted: tests.map { "\($0.wanted)" },
            sources: tests.flatMap { [$0.cells, $0.source] })
        if let (answer, notes) = evaluator.answer(to: question) {
            notes.forEach { note($0) }
            return answer
        }
        let outer = emptyAggregates
        emptyAggregates = []
        let (answer, metUnknown) = evaluator.meeting { conditional(name, values, cells, tests) }
        let notes = emptyAggregates
        emptyAggregates = outer
        notes.forEach { note($0) }
        if let answer { evaluator.remember(answer, notes, metUnknown: metUnknown, to: question) }
        return answer
    }

    /// A range and what its cells are held against.
    private struct ConditionalTest {
        var area: FormulaArea
        var criterion: FormulaCriterion
        var wanted: CellValue
        /// Both as formulas.
        var cells: String?
        var source: String?
        /// How many cells with a number, and how many with an unknown figure, were compared with a number.
        var known = 0
        var unknown = 0
    }

    private mutating func conditional(
        _ name: String, _ values: FormulaArea, _ cells: String?, _ tests: [ConditionalTest]
    ) -> FormulaScalar? {
        var tests = tests
        // What lies beyond all that is used is blank, and not counted one by one.
        var (rows, columns) = (0, 0)
        for area in tests.map(\.area) + [values] {
            guard let clipped = evaluator.clipped(area) else { continue }
            rows = max(rows, clipped.range.last.row - area.range.first.row + 1)
            columns = max(columns, clipped.range.last.column - area.range.first.column + 1)
        }
        if name.hasPrefix("COUNT"), tests.allSatisfy(\.criterion.takesBlanks),
            rows < values.range.rows.count || columns < values.range.columns.count
        {
            return nil
        }
        var numbers: [Double] = []
        var (unknown, count) = (0, 0)
        for row in 0..<rows {
            for column in 0..<columns {
                guard let isMet = isMet(&tests, row: row, column: column) else { return nil }
                guard isMet else { continue }
                count += 1
                guard !name.hasPrefix("COUNT") else { continue }
                guard let scalar = evaluator.scalar(at: values.position(row: row, column: column)) else { return nil }
                if scalar.isError { return scalar }
                if scalar.isUnknown { unknown += 1 }
                if let number = scalar.cellNumber { numbers.append(number) }
            }
        }
        let isBlind = isBlind(tests, cells, hasNothing: numbers.isEmpty && unknown > 0)
        if name.hasPrefix("COUNT") { return FormulaScalar(.number(Double(count)), losesUnknown: isBlind) }
        let plain = name.hasPrefix("SUM") ? "SUM" : name.hasPrefix("AVERAGE") ? "AVERAGE" : String(name.prefix(3))
        return Self.total(plain, numbers).map { FormulaScalar($0, losesUnknown: isBlind) }
    }

    /// Whether the cells of a place meet all tests; nil when it cannot be told.
    private func isMet(_ tests: inout [ConditionalTest], row: Int, column: Int) -> Bool? {
        for index in tests.indices {
            let test = tests[index]
            guard let scalar = evaluator.scalar(at: test.area.position(row: row, column: column)),
                let meets = test.criterion.isMet(by: scalar)
            else { return nil }
            if test.criterion.comparesNumbers {
                if scalar.isUnknown {
                    tests[index].unknown += 1
                } else if scalar.cellNumber != nil {
                    tests[index].known += 1
                }
            }
            guard meets else { return false }
        }
        return true
    }

    /// Whether what is unknown decides. As in a sum, what is known of the cells counts, unless nothing is.
    private mutating func isBlind(_ tests: [ConditionalTest], _ cells: String?, hasNothing: Bool) -> Bool {
        var isBlind = hasNothing
        if hasNothing, let cells, !tests.contains(where: { $0.cells == nil || $0.source == nil }) {
            let conditions =
                tests.map { "\($0.cells ?? ""),\($0.source ?? "")" } + [cells + ",\"\(FormulaCriterion.anyNumber)\""]
            note("COUNTIFS(\(conditions.joined(separator: ",")))=0")
        }
        for test in tests where test.unknown > 0 && (test.known == 0 || test.criterion.takesText) {
            isBlind = true
            if let cells = test.cells { note(test.known == 0 ? "COUNT(\(cells))=0" : "COUNTIF(\(cells),\"-\")>0") }
        }
        return isBlind
    }
}

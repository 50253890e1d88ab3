import Glibc

/// Functions: which there are, and logic.
extension FormulaPass {
    mutating func call(_ name: String, _ arguments: [FormulaExpression]) -> FormulaOperand? {
        switch name {
        case "SUM", "AVERAGE", "MIN", "MAX", "COUNT", "PRODUCT", "MEDIAN", "COUNTA", "COUNTBLANK":
            return aggregate(name, arguments).map { .scalar($0) }
        case "SUBTOTAL": return subtotal(arguments).map { .scalar($0) }
        case "SUMPRODUCT": return sumOfProducts(arguments).map { .scalar($0) }
        case "SUMIF", "COUNTIF", "AVERAGEIF", "SUMIFS", "COUNTIFS", "AVERAGEIFS", "MAXIFS", "MINIFS":
            return conditional(name, arguments).map { .scalar($0) }
        case "VLOOKUP", "HLOOKUP", "INDEX", "MATCH", "XLOOKUP", "XMATCH", "CHOOSE", "OFFSET", "INDIRECT", "ROW",
            "COLUMN",
            "ROWS", "COLUMNS":
            return lookup(name, arguments)
        case "IF", "IFERROR", "IFNA", "IFS", "SWITCH", "LET": return choice(name, arguments)
        case "SINGLE":
            guard arguments.count == 1, let operand = operand(of: arguments[0]) else { return nil }
            if case .areas(let areas) = operand { return crossing(areas).map { .scalar($0) } }
            return operand
        default: return plain(name, arguments).map { .scalar($0) }
        }
    }

    /// Functions of single values.
    private mutating func plain(_ name: String, _ arguments: [FormulaExpression]) -> FormulaScalar? {
        switch name {
        case "AND", "OR", "XOR": return junction(name, arguments)
        case "NOT":
            guard arguments.count == 1, let value = value(of: arguments[0]) else { return nil }
            guard !value.isError else { return value }
            guard let flag = truth(value) else { return nil }
            return FormulaScalar(.boolean(!flag), losesUnknown: value.losesUnknown)
        case "TRUE" where arguments.isEmpty: return FormulaScalar(.boolean(true))
        case "FALSE" where arguments.isEmpty: return FormulaScalar(.boolean(false))
        case "NA" where arguments.isEmpty: return FormulaScalar(.error("#N/A"))
        case "ISNUMBER", "ISTEXT", "ISNONTEXT", "ISBLANK", "ISERROR", "ISERR", "ISNA", "ISLOGICAL", "TYPE", "N", "T":
            guard arguments.count == 1, let value = value(of: arguments[0]) else { return nil }
            return inspection(name, value)
        default: return calculated(name, arguments) ?? text(name, arguments)
        }
    }

    // MARK: Logic

    /// Functions that calculate only what they choose.
    private mutating func choice(_ name: String, _ arguments: [FormulaExpression]) -> FormulaOperand? {
        switch (name, arguments.count) {
        case ("IF", 2...3): return chosen(by: arguments[0], arguments[1], arguments.count == 3 ? arguments[2] : nil)
        case ("IFERROR", 2), ("IFNA", 2):
            guard let first = value(of: arguments[0]) else { return nil }
            let isCaught = name == "IFERROR" ? first.isError : first.value == .error("#N/A")
            guard isCaught else { return .scalar(first) }
            guard var other = value(of: arguments[1]) else { return nil }
            // Words of the template's own for an error say that there is no figure; a number does not, nor does its text.
            if other.value.text == nil || other.isNumberText {
                other.losesUnknown = other.losesUnknown || first.losesUnknown
            }
            return .scalar(other)
        case ("IFS", 2...) where arguments.count % 2 == 0: return firstTrue(arguments)
        case ("SWITCH", 3...): return switched(arguments)
        case ("LET", 3...) where arguments.count % 2 == 1:
            let outer = variables
            defer { variables = outer }
            for index in stride(from: 0, to: arguments.count - 1, by: 2) {
                guard case .name(let name, nil) = arguments[index], let meaning = operand(of: arguments[index + 1])
                else { return nil }
                variables[name.lowercased()] = meaning
            }
            return operand(of: arguments[arguments.count - 1])
        default: return nil
        }
    }

    private mutating func chosen(
        by condition: FormulaExpression, _ yes: FormulaExpression, _ no: FormulaExpression?
    ) -> FormulaOperand? {
        let (tested, isTest) = testing { $0.value(of: condition) }
        guard let condition = tested else { return nil }
        if condition.isError { return .scalar(condition) }
        guard let flag = truth(condition) else {
            return condition.mayBeNumber ? nil : .value(.error("#VALUE!"), losesUnknown: condition.isUnknown)
        }
        let chosen = flag ? operand(of: yes) : no.map { operand(of: $0) } ?? .value(.boolean(false))
        if isTest { noteReplacement(chosen) }
        return marked(chosen, condition.losesUnknown)
    }

    /// A part's value, and whether it asked a figure that is unknown whether it is known.
    private mutating func testing(_ body: (inout FormulaPass) -> FormulaScalar?) -> (FormulaScalar?, Bool) {
        let evaluator = evaluator
        return evaluator.testing { body(&self) }
    }

    /// Remembers that a number was chosen because a figure is unknown.
    private mutating func noteReplacement(_ chosen: FormulaOperand?) {
        if let chosen, scalar(of: chosen)?.cellNumber != nil { replacesUnknown = true }
    }

    /// What was chosen, and whether by something unknown.
    private func marked(_ chosen: FormulaOperand?, _ losesUnknown: Bool) -> FormulaOperand? {
        guard losesUnknown else { return chosen }
        guard let chosen, var value = scalar(of: chosen) else { return nil }
        value.losesUnknown = true
        return .scalar(value)
    }

    private mutating func firstTrue(_ arguments: [FormulaExpression]) -> FormulaOperand? {
        var losesUnknown = false
        var isTest = false
        for index in stride(from: 0, to: arguments.count, by: 2) {
            let (tested, asks) = testing { $0.value(of: arguments[index]) }
            guard let condition = tested else { return nil }
            isTest = isTest || asks
            losesUnknown = losesUnknown || condition.losesUnknown
            if condition.isError { return marked(.scalar(condition), losesUnknown) }
            guard let flag = truth(condition) else {
                return condition.mayBeNumber
                    ? nil : .value(.error("#VALUE!"), losesUnknown: losesUnknown || condition.isUnknown)
            }
            if flag {
                let chosen = operand(of: arguments[index + 1])
                if isTest { noteReplacement(chosen) }
                return marked(chosen, losesUnknown)
            }
        }
        return .value(.error("#N/A"), losesUnknown: losesUnknown)
    }

    private mutating func switched(_ arguments: [FormulaExpression]) -> FormulaOperand? {
        guard let subject = value(of: arguments[0]), !subject.isError else { return nil }
        var losesUnknown = subject.losesUnknown
        var index = 1
        while index + 1 < arguments.count {
            guard let candidate = value(of: arguments[index]), !candidate.isError else { return nil }
            guard !subject.value.isEmpty, !candidate.value.isEmpty, let order = order(subject, candidate) else {
                return nil
            }
            losesUnknown = losesUnknown || candidate.losesUnknown || candidate.isUnknown
            // A case for the text of the unknown is the template's own answer to it.
            if order == 0 {
                let chosen = operand(of: arguments[index + 1])
                if subject.isUnknown { noteReplacement(chosen) }
                return marked(chosen, losesUnknown)
            }
            index += 2
        }
        let chosen = index < arguments.count ? operand(of: arguments[index]) : .value(.error("#N/A"))
        return marked(chosen, losesUnknown || subject.isUnknown)
    }

    private mutating func junction(_ name: String, _ arguments: [FormulaExpression]) -> FormulaScalar? {
        guard !arguments.isEmpty else { return nil }
        var flags: [(flag: Bool, loses: Bool)] = []
        for argument in arguments {
            guard let operand = operand(of: argument) else { return nil }
            // Ranges leave out texts and blanks.
            guard let value = scalar(of: operand) else { return nil }
            if value.isError { return value }
            if case .areas = operand, value.value.isEmpty || value.value.text != nil { return nil }
            guard let flag = truth(value) else { return nil }
            flags.append((flag, value.losesUnknown))
        }
        let result =
            switch name {
            case "AND": flags.allSatisfy(\.flag)
            case "OR": flags.contains(where: \.flag)
            default: flags.filter(\.flag).count % 2 == 1
            }
        // One that is sure decides alone.
        let isSure = name != "XOR" && flags.contains { $0.flag == (name == "OR") && !$0.loses }
        return FormulaScalar(.boolean(result), losesUnknown: !isSure && flags.contains(where: \.loses))
    }

    private func truth(_ scalar: FormulaScalar) -> Bool? { scalar.number.map { $0 != 0 } }

    func inspection(_ name: String, _ scalar: FormulaScalar) -> FormulaScalar? {
        let value = scalar.value
        if scalar.isUnknown, name != "N", name != "T" { evaluator.noteTest() }
        func flag(_ flag: Bool) -> FormulaScalar { FormulaScalar(.boolean(flag), losesUnknown: scalar.losesUnknown) }
        switch name {
        case "ISNUMBER": return flag(scalar.cellNumber != nil)
        case "ISTEXT": return flag(value.text != nil)
        case "ISNONTEXT": return flag(value.text == nil)
        // A sign in an empty cell's place says nothing of what was to be there.
        case "ISBLANK":
            return FormulaScalar(.boolean(value.isEmpty), losesUnknown: scalar.losesUnknown || scalar.showsSign)
        case "ISERROR": return flag(scalar.isError)
        case "ISNA": return flag(value == .error("#N/A"))
        case "ISERR": return flag(scalar.isError && value != .error("#N/A"))
        case "ISLOGICAL": return flag({ if case .boolean = value { true } else { false } }())
        case "TYPE":
            let kind = scalar.isError ? 16 : value.text != nil ? 2 : scalar.cellNumber != nil || value.isEmpty ? 1 : 4
            return FormulaScalar(.number(Double(kind)), losesUnknown: scalar.losesUnknown)
        case "N":
            if scalar.isError { return scalar }
            return FormulaScalar(
                .number(value.text == nil ? scalar.number ?? 0 : 0),
                losesUnknown: scalar.losesUnknown || scalar.isUnknown)
        case "T":
            return scalar.isError ? scalar : FormulaScalar(.text(value.text ?? ""), losesUnknown: scalar.losesUnknown)
        default: return nil
        }
    }
}

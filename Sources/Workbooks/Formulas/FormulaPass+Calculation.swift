import Glibc

/// Functions of numbers and texts.
extension FormulaPass {
    private enum Numbers {
        case known([Double], losesUnknown: Bool)
        case failed(FormulaScalar)
    }

    /// The arguments as numbers, blanks as zero; nil when one cannot be told.
    private mutating func numbers(_ arguments: [FormulaExpression]) -> Numbers? {
        let scalars = arguments.map { value(of: $0) }
        if scalars.contains(where: { $0?.isUnknown ?? false }) { metUnknown = true }
        var found: [Double] = []
        var loses = false
        for scalar in scalars {
            guard let scalar else { return nil }
            loses = loses || scalar.losesUnknown || scalar.isUnknown
            if scalar.isError { return .failed(FormulaScalar(scalar.value, losesUnknown: loses)) }
            guard let number = scalar.number else {
                return scalar.mayBeNumber ? nil : .failed(FormulaScalar(.error("#VALUE!"), losesUnknown: loses))
            }
            found.append(number)
        }
        return .known(found, losesUnknown: loses)
    }

    /// Arithmetic beyond operators, and parts of dates.
    mutating func calculated(_ name: String, _ arguments: [FormulaExpression]) -> FormulaScalar? {
        let counts: ClosedRange<Int>
        switch name {
        case "PI": counts = 0...0
        case "ABS", "INT", "SIGN", "SQRT", "EXP", "LN", "YEAR", "MONTH", "DAY": counts = 1...1
        case "ROUND", "ROUNDUP", "ROUNDDOWN", "MOD", "POWER", "QUOTIENT": counts = 2...2
        case "TRUNC": counts = 1...2
        case "DATE": counts = 3...3
        default: return nil
        }
        guard counts.contains(arguments.count), let numbers = numbers(arguments) else { return nil }
        switch numbers {
        case .failed(let error): return error
        case .known(let numbers, let loses):
            return calculated(name, numbers).map { FormulaScalar($0, losesUnknown: loses) }
        }
    }

    private func calculated(_ name: String, _ numbers: [Double]) -> CellValue? {
        let first = numbers.first ?? 0
        let second = numbers.count > 1 ? numbers[1] : 0
        switch name {
        case "PI": return .number(Double.pi)
        case "ABS": return .number(first.magnitude)
        case "SIGN": return .number(first == 0 ? 0 : first < 0 ? -1 : 1)
        case "INT": return .number(SpreadsheetArithmetic.floor(first))
        case "SQRT": return first < 0 ? .error("#NUM!") : .number(first.squareRoot())
        case "EXP": return .number(exp(first))
        case "LN": return first <= 0 ? .error("#NUM!") : .number(log(first))
        case "POWER": return power(first, second)
        case "ROUND": return rounded(first, second, .toNearestOrAwayFromZero)
        case "ROUNDUP": return rounded(first, second, .awayFromZero)
        case "ROUNDDOWN", "TRUNC": return rounded(first, second, .towardZero)
        case "MOD":
            guard second != 0 else { return .error("#DIV/0!") }
            guard (first / second).magnitude < 1e9 else { return nil }
            return .number(
                SpreadsheetArithmetic.difference(first, second * SpreadsheetArithmetic.floor(first / second)))
        case "QUOTIENT":
            return second == 0 ? .error("#DIV/0!") : .number((first / second).rounded(.towardZero))
        case "YEAR", "MONTH", "DAY": return datePart(name, of: first)
        case "DATE": return date(numbers)
        default: return nil
        }
    }

    func power(_ base: Double, _ exponent: Double) -> CellValue? {
        if base == 0, exponent <= 0 { return .error(exponent == 0 ? "#NUM!" : "#DIV/0!") }
        let result = pow(base, exponent)
        return result.isFinite ? .number(result) : .error("#NUM!")
    }

    private func rounded(_ number: Double, _ digits: Double, _ rule: FloatingPointRoundingRule) -> CellValue? {
        SpreadsheetArithmetic.rounded(number, digits: digits, rule).map { .number($0) }
    }

    private func datePart(_ name: String, of serial: Double) -> CellValue? {
        // Before 1900-03-01 programs differ by a day.
        guard serial >= 61, let date = CivilDate(daySerial: Int(serial), system: evaluator.dateSystem) else {
            return nil
        }
        return .number(Double(name == "YEAR" ? date.year : name == "MONTH" ? date.month : date.day))
    }

    private func date(_ parts: [Double]) -> CellValue? {
        guard parts.allSatisfy({ $0.magnitude < 1e5 }), evaluator.dateSystem == .from1900 else { return nil }
        let (year, month, day) = (Int(parts[0]), Int(parts[1]), Int(parts[2]))
        guard (1901...9998).contains(year), (1...12).contains(month), (1...28).contains(day) else { return nil }
        return .number(Double(CivilDate(year: year, month: month, day: day).daysSince1970 + 25_569))
    }

    // MARK: Texts

    mutating func text(_ name: String, _ arguments: [FormulaExpression]) -> FormulaScalar? {
        let counts: ClosedRange<Int>
        switch name {
        case "LEN", "TRIM", "UPPER", "LOWER": counts = 1...1
        case "LEFT", "RIGHT": counts = 1...2
        case "TEXT", "EXACT": counts = 2...2
        case "MID": counts = 3...3
        case "CONCATENATE": counts = 1...255
        default: return nil
        }
        guard counts.contains(arguments.count) else { return nil }
        var scalars: [FormulaScalar] = []
        for argument in arguments {
            guard let scalar = value(of: argument) else { return nil }
            scalars.append(scalar)
        }
        let loses = scalars.contains(where: \.losesUnknown) || (name == "LEN" && scalars[0].showsSign)
        if let error = scalars.first(where: \.isError) { return FormulaScalar(error.value, losesUnknown: loses) }
        return text(name, scalars).map { FormulaScalar($0, losesUnknown: loses) }
    }

    private func text(_ name: String, _ scalars: [FormulaScalar]) -> CellValue? {
        if name == "TEXT" {
            guard let code = scalars[1].value.text else { return nil }
            if let text = scalars[0].value.text { return scalars[0].mayBeNumber ? nil : .text(text) }
            guard scalars[0].cellNumber != nil || scalars[0].value.isEmpty, let number = scalars[0].number else {
                return nil
            }
            return DisplayFormat(code: code).agreedText(for: number, dateSystem: evaluator.dateSystem).map { .text($0) }
        }
        guard let first = scalars[0].joined else { return nil }
        // Programs count UTF-16 units; where those are no characters, they differ.
        guard first.utf16.count == first.count else { return nil }
        func count(_ index: Int, _ missing: Int) -> Int? {
            guard index < scalars.count else { return missing }
            return scalars[index].number.flatMap { (0...32_767).contains($0) ? Int($0) : nil }
        }
        switch name {
        case "LEN": return .number(Double(first.count))
        case "TRIM": return .text(first.split(separator: " ").joined(separator: " "))
        case "UPPER": return .text(first.uppercased())
        case "LOWER": return .text(first.lowercased())
        case "LEFT": return count(1, 1).map { .text(String(first.prefix($0))) }
        case "RIGHT": return count(1, 1).map { .text(String(first.suffix($0))) }
        case "MID":
            guard let start = count(1, 1), start > 0, let length = count(2, 0) else { return nil }
            return .text(String(first.dropFirst(start - 1).prefix(length)))
        case "EXACT": return scalars[1].joined.map { .boolean(first == $0) }
        case "CONCATENATE":
            let parts = scalars.map(\.joined)
            return parts.contains(nil) ? nil : .text(parts.compactMap { $0 }.joined())
        default: return nil
        }
    }
}

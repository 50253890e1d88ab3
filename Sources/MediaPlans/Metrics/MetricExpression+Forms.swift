import Streams

extension MetricExpression {
    /// This expression with columns replaced by expressions: a metric that is made of other metrics.
    ///
    /// - Parameter parts: expressions by the name of the column that each replaces.
    func replacing(_ parts: [String: MetricExpression]) -> MetricExpression {
        var (columns, steps): ([String], [Step]) = ([], [])
        func place(_ name: String) -> Int {
            if let known = columns.firstIndex(of: name) { return known }
            columns.append(name)
            return columns.count - 1
        }
        for step in self.steps {
            guard case .column(let index) = step else {
                steps.append(step)
                continue
            }
            guard let part = parts[self.columns[index]] else {
                steps.append(.column(place(self.columns[index])))
                continue
            }
            for inner in part.steps {
                if case .column(let other) = inner {
                    steps.append(.column(place(part.columns[other])))
                } else {
                    steps.append(inner)
                }
            }
        }
        var made = MetricExpression(columns: columns, steps: steps, text: text)
        made = MetricExpression(columns: columns, steps: steps, text: made.formula { Self.written(columns[$0]) })
        return made
    }

    /// The same expression with its columns under other names; two may become one.
    func renaming(_ name: (String) -> String) -> MetricExpression {
        replacing(
            Dictionary(
                uniqueKeysWithValues: columns.map {
                    ($0, MetricExpression(columns: [name($0)], steps: [.column(0)], text: name($0)))
                }))
    }

    /// A column's name as expressions write it.
    static func written(_ name: String) -> String {
        name.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil }
            && !(name.unicodeScalars.first?.properties.numericType != nil) ? name : "[\(name)]"
    }

    /// The expression as a formula that gives the same number: parentheses keep the order of calculation.
    ///
    /// - Parameter operand: what is written for a column, by its place.
    public func formula(_ operand: (Int) -> String) -> String { forms(operand).formula }

    /// What the expression divides by, as formulas, inner ones first; numbers are left out.
    public func divisors(_ operand: (Int) -> String) -> [String] { forms(operand).divisors }

    private func forms(_ operand: (Int) -> String) -> (formula: String, divisors: [String]) {
        struct Part {
            var text: String
            /// 0 for sums, signs and negative numbers, 1 for products, 2 for what needs no parentheses.
            var rank: Int
            var isNumber = false

            func inside(_ least: Int) -> String { rank < least ? "(\(text))" : text }
        }
        var stack: [Part] = []
        var divisors: [String] = []
        for step in steps {
            switch step {
            case .number(let number): stack.append(Part(text: DecimalText.string(number), rank: 2, isNumber: true))
            case .column(let index): stack.append(Part(text: operand(index), rank: 2))
            case .negate:
                let part = stack.removeLast()
                stack.append(Part(text: "-" + part.inside(2), rank: 0, isNumber: part.isNumber))
            case .add, .subtract, .multiply, .divide:
                let (right, left) = (stack.removeLast(), stack.removeLast())
                let isNumber = left.isNumber && right.isNumber
                switch step {
                case .add: stack.append(Part(text: left.inside(0) + "+" + right.inside(1), rank: 0, isNumber: isNumber))
                case .subtract:
                    stack.append(Part(text: left.inside(0) + "-" + right.inside(1), rank: 0, isNumber: isNumber))
                case .multiply:
                    stack.append(Part(text: left.inside(1) + "*" + right.inside(2), rank: 1, isNumber: isNumber))
                default:
                    if !right.isNumber, !divisors.contains(right.text) { divisors.append(right.text) }
                    stack.append(Part(text: left.inside(1) + "/" + right.inside(2), rank: 1, isNumber: isNumber))
                }
            }
        }
        return (stack.last?.text ?? "", divisors)
    }

    /// Whether it divides by numbers that come to 0, whatever its columns hold.
    var dividesByZero: Bool {
        var stack: [Double?] = []
        for step in steps {
            switch step {
            case .number(let number): stack.append(number)
            case .column: stack.append(nil)
            case .negate: stack.append(stack.removeLast().map { -$0 })
            case .add, .subtract, .multiply, .divide:
                let (right, left) = (stack.removeLast(), stack.removeLast())
                if step == .divide, right == 0 { return true }
                guard let left, let right else {
                    stack.append(nil)
                    continue
                }
                let part = MetricExpression(columns: [], steps: [.number(left), .number(right), step], text: "")
                stack.append(part.value([]))
            }
        }
        return false
    }

    /// Whether it is one column and nothing else.
    var isPlainColumn: Bool { steps == [.column(0)] }

    /// The places of dividend and divisor, and the factor, of an expression that is one column over another: `A / B * 1000`.
    var quotient: (above: Int, below: Int, factor: Double)? {
        switch steps.count {
        case 3: if case (.column(let a), .column(let b), .divide) = (steps[0], steps[1], steps[2]) { return (a, b, 1) }
        case 5:
            switch (steps[0], steps[1], steps[2], steps[3], steps[4]) {
            case (.column(let a), .column(let b), .divide, .number(let factor), .multiply): return (a, b, factor)
            case (.column(let a), .number(let factor), .multiply, .column(let b), .divide): return (a, b, factor)
            case (.number(let factor), .column(let a), .multiply, .column(let b), .divide): return (a, b, factor)
            default: return nil
            }
        default: return nil
        }
        return nil
    }
}

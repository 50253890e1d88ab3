/// A mistake in an arithmetic expression, with its place: characters count from 1.
public struct MetricExpressionError: Error, Sendable, Equatable {
    public var position: Int
    public var text: String
}

/// An arithmetic expression over the columns of a record: `BUDGET_LOCAL / UNIQUES_REACH * 1000`.
///
/// Numbers, column names (`[COST PER LEAD]` where a name is no word), `+ - * /`, signs and parentheses; nothing
/// else can be said, so nothing else can happen. Kept as steps over a stack, and evaluated without recursion.
public struct MetricExpression: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        case number(Double)
        /// The place among `columns`.
        case column(Int)
        case negate, add, subtract, multiply, divide
    }

    /// The columns that it names, in the order met.
    public private(set) var columns: [String] = []
    private(set) var steps: [Step] = []
    /// The expression as it was written.
    public let text: String

    /// Longer ones are refused; so are deeper ones, because reading them recurses.
    static let longest = 1000
    static let deepest = 50
    /// The most steps of an expression with those of the metrics that it names: each metric may double what it is made of.
    static let mostSteps = 1000

    /// Reads an expression.
    public init(_ text: String) throws(MetricExpressionError) {
        self.text = text
        guard text.unicodeScalars.count <= Self.longest else {
            throw MetricExpressionError(
                position: Self.longest, text: "an expression has at most \(Self.longest) characters")
        }
        var parser = MetricExpressionParser(text)
        try parser.parse()
        columns = parser.columns
        steps = parser.steps
    }

    init(columns: [String], steps: [Step], text: String) {
        self.columns = columns
        self.steps = steps
        self.text = text
    }

    /// The expression's value; nil when some value in it is unknown, when it divides by zero, or when the result
    /// is too large for a number.
    ///
    /// - Parameter values: one for each of `columns`, nil where unknown.
    public func value(_ values: [Double?]) -> Double? {
        var stack: [Double] = []
        for step in steps {
            switch step {
            case .number(let number): stack.append(number)
            case .column(let index):
                guard let value = values[index] else { return nil }
                stack.append(value)
            case .negate: stack[stack.count - 1].negate()
            case .add, .subtract, .multiply, .divide:
                let right = stack.removeLast()
                let left = stack.removeLast()
                if step == .divide, right == 0 { return nil }
                stack.append(Self.result(left, step, right))
            }
        }
        guard let result = stack.last, result.isFinite else { return nil }
        return result
    }

    private static func result(_ left: Double, _ step: Step, _ right: Double) -> Double {
        switch step {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        default: left / right
        }
    }
}

/// Recursive descent: sum = product {("+" | "-") product}; product = factor {("*" | "/") factor};
/// factor = ("+" | "-") factor | number | column | "(" sum ")".
private struct MetricExpressionParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0
    private(set) var columns: [String] = []
    private(set) var steps: [MetricExpression.Step] = []

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func parse() throws(MetricExpressionError) {
        try sum()
        guard next == nil else { throw mistake("an operator (+ - * /) is missing before \"\(scalars[index])\"") }
    }

    /// The next sign that is no blank.
    private var next: Unicode.Scalar? {
        mutating get {
            while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
            return index < scalars.count ? scalars[index] : nil
        }
    }

    private func mistake(_ text: String, at place: Int? = nil) -> MetricExpressionError {
        MetricExpressionError(position: (place ?? index) + 1, text: text)
    }

    private mutating func sum() throws(MetricExpressionError) {
        try product()
        while let sign = next, sign == "+" || sign == "-" {
            index += 1
            try product()
            steps.append(sign == "+" ? .add : .subtract)
        }
    }

    private mutating func product() throws(MetricExpressionError) {
        try factor()
        while let sign = next, sign == "*" || sign == "/" {
            index += 1
            try factor()
            steps.append(sign == "*" ? .multiply : .divide)
        }
    }

    private mutating func factor() throws(MetricExpressionError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= MetricExpression.deepest else { throw mistake("nested deeper than \(MetricExpression.deepest)") }
        switch next {
        case nil: throw mistake("the expression ends where a number or a column should stand")
        case "+":
            index += 1
            try factor()
        case "-":
            index += 1
            try factor()
            steps.append(.negate)
        case "(":
            let open = index
            index += 1
            try sum()
            guard next == ")" else { throw mistake("this parenthesis is not closed", at: open) }
            index += 1
        case "[": try bracketedColumn()
        case .some(let scalar) where ("0"..."9").contains(scalar) || scalar == ".": try number()
        case .some(let scalar) where Self.isName(scalar): try column()
        case .some(let scalar): throw mistake("\"\(scalar)\" is no number, column, sign or parenthesis")
        }
    }

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private mutating func number() throws(MetricExpressionError) {
        let start = index
        while index < scalars.count, ("0"..."9").contains(scalars[index]) || scalars[index] == "." { index += 1 }
        if index < scalars.count, scalars[index] == "e" || scalars[index] == "E" {
            index += 1
            if index < scalars.count, scalars[index] == "+" || scalars[index] == "-" { index += 1 }
            while index < scalars.count, ("0"..."9").contains(scalars[index]) { index += 1 }
        }
        let text = String(String.UnicodeScalarView(scalars[start..<index]))
        guard let value = Double(text), value.isFinite, index == scalars.count || !Self.isName(scalars[index]) else {
            throw mistake("is no number", at: start)
        }
        steps.append(.number(value))
    }

    private mutating func column() throws(MetricExpressionError) {
        let start = index
        while index < scalars.count, Self.isName(scalars[index]) { index += 1 }
        add(String(String.UnicodeScalarView(scalars[start..<index])))
    }

    private mutating func bracketedColumn() throws(MetricExpressionError) {
        let open = index
        guard let close = scalars[open...].firstIndex(of: "]") else {
            throw mistake("this bracket is not closed", at: open)
        }
        let name = String(String.UnicodeScalarView(scalars[open + 1..<close]))
        guard !normalised(name).isEmpty else { throw mistake("names no column", at: open) }
        index = close + 1
        add(name)
    }

    private mutating func add(_ name: String) {
        if let known = columns.firstIndex(of: name) {
            steps.append(.column(known))
        } else {
            columns.append(name)
            steps.append(.column(columns.count - 1))
        }
    }
}

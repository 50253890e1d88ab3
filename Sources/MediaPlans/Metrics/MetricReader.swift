import Streams
import Workbooks

/// Reads the entries of a table of metrics, which may be made of each other in any order.
struct MetricReader {
    private let columns: [MetricColumn]
    private let nodes: [(key: String, node: ConfigurationNode)]
    /// Metrics that are built in, whose codes formulas may name.
    private var builtIn: [OwnMetric] = []
    private var found: [String: OwnMetric] = [:]
    private var reading: [String] = []
    private var labels: [String: String] = [:]

    /// Columns of all records whose sums mean something.
    static let summed: Set<RecordColumn> = [
        .budgetLocal, .impressions, .clicksActions, .videoViews, .uniquesReach, .platformFeeLocal,
        .platformBudgetLocal,
    ]

    init(columns: [MetricColumn], _ nodes: [(key: String, node: ConfigurationNode)]) {
        self.columns = columns
        self.nodes = nodes
    }

    /// The metrics that are built in, as the entries change them, and those that they add.
    mutating func read() throws -> (builtIn: [OwnMetric], own: [OwnMetric]) {
        builtIn = MetricTable.builtIn
        var own: [(key: String, node: ConfigurationNode)] = []
        for (key, node) in nodes {
            if let place = builtIn.firstIndex(where: { $0.code == key }) {
                builtIn[place] = try change(builtIn[place], node)
                continue
            }
            let isCode =
                key.utf8.allSatisfy { byte in
                    (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
                } && key.utf8.first.map { (97...122).contains($0) } ?? false
            guard isCode else {
                throw node.failure(
                    "is not a metric's code", hint: "write small letters, digits and _, such as cost_per_lead")
            }
            own.append((key, node))
        }
        return (builtIn, try own.map { try metric($0.key, $0.node) })
    }

    /// The entries of the table that is built in.
    mutating func readBuiltIn() throws -> [OwnMetric] { try nodes.map { try metric($0.key, $0.node) } }

    /// Whether the table that is built in is being read.
    private var isBuiltIn: Bool { builtIn.isEmpty }

    private mutating func metric(_ code: String, _ node: ConfigurationNode) throws -> OwnMetric {
        if let metric = found[code] { return metric }
        reading.append(code)
        defer { reading.removeLast() }
        let members = Dictionary(
            uniqueKeysWithValues: try node.members(allowing: MetricMember.names).map { ($0.key, $0.node) })
        guard let labels = members["labels"] else { throw node.failure("has no \"labels\"") }
        let isTyped = try members["typed"].map { try MetricMember.isTyped($0) } ?? false
        var made = Formula()
        if let formula = members["formula"] {
            guard !isTyped else { throw formula.failure("is there, though a person types the metric") }
            made = try self.formula(formula)
        } else if !isTyped {
            throw node.failure("has no \"formula\"")
        }
        let reported = try members["reported"].map { try MetricMember.word($0, OwnMetric.Reported.allCases) }
        if let node = members["reported"], !isBuiltIn { throw node.failure("is for built-in metrics only") }
        let texts = try self.labels(labels, of: code)
        let metric = OwnMetric(
            code: code, name: try members["name"].map { try MetricMember.text($0) } ?? texts[0], labels: texts,
            formula: made.expression,
            columns: made.expression.columns.map { column($0) ?? MetricColumn(extra: $0) },
            unit: try members["unit"].map { try MetricMember.word($0, OwnMetric.Unit.allCases) },
            format: try members["format"].map { try MetricMember.format($0) },
            decimals: try members["decimals"].map { try MetricMember.decimals($0) },
            additive: try members["additive"].map { try MetricMember.axes($0) } ?? made.additive,
            sides: try members["sides"].map { try MetricMember.sides($0) } ?? Set(Side.allCases),
            isTyped: isTyped, share: made.share, reported: reported, isBuiltIn: isBuiltIn,
            // Finding a place costs more than all the rest, and nobody asks for one in the built-in table.
            place: isBuiltIn ? Place() : node.failure("").message.place)
        found[code] = metric
        return metric
    }

    /// A metric that is built in as an entry of a home changes it: it may be called and shown otherwise, and is made of what it is made of.
    private mutating func change(_ metric: OwnMetric, _ node: ConfigurationNode) throws -> OwnMetric {
        // The entry as it is shipped.
        if node.value == BuiltInMetrics.root.value["metrics"]?[metric.code] { return metric }
        let members = try node.members(allowing: MetricMember.names)
        let free: Set = ["name", "labels", "format", "decimals"]
        for (key, value) in members where !free.contains(key) {
            guard value.value == BuiltInMetrics.root["metrics"]?[metric.code]?[key]?.value else {
                throw node.failure(
                    "is built in",
                    hint:
                        "leave its \(key) as it is, or give the metric a code of its own; name, labels, format and decimals may be given"
                )
            }
        }
        func member(_ key: String) -> ConfigurationNode? { members.first { $0.key == key }?.node }
        let known = Set(metric.labels.map { TemplateWords.key($0) })
        let labels = try member("labels")?.elements().filter { !known.contains(TemplateWords.key(try $0.string())) }
        let added = try (labels ?? []).map { try label($0, of: metric.code) }
        let name = try member("name").map { try MetricMember.text($0) }
        let format = try member("format").map { try MetricMember.format($0) }
        let decimals = try member("decimals").map { try MetricMember.decimals($0) }
        // The file as it is shipped changes nothing.
        guard
            !added.isEmpty || name ?? metric.name != metric.name || format != nil
                || decimals ?? metric.decimals != metric.decimals
        else { return metric }
        return metric.changed(
            name: name, labels: added, format: format, decimals: decimals, place: node.failure("").message.place)
    }

    private mutating func labels(_ node: ConfigurationNode, of code: String) throws -> [String] {
        let elements = try node.elements()
        guard !elements.isEmpty else { throw node.failure("is empty", hint: "write a label that templates have") }
        return try elements.map { try label($0, of: code) }
    }

    private mutating func label(_ element: ConfigurationNode, of code: String) throws -> String {
        let text = try element.string()
        guard !isBuiltIn else { return text }
        let key = TemplateWords.ownKey(text)
        guard !key.isEmpty else { throw element.failure("has no word that tells it from other labels") }
        if TemplateWords.builtInKeys.contains(TemplateWords.key(text)) {
            throw element.failure("is a label that has a meaning already", hint: "use another label")
        }
        if let other = labels[key] {
            throw element.failure(other == code ? "is there twice" : "is a label of \"\(other)\" too")
        }
        labels[key] = code
        return text
    }

    /// A formula over columns.
    private struct Formula {
        var expression = MetricExpression(columns: [], steps: [], text: "")
        /// What the metrics that it is made of add up over, where they say so.
        var additive: Set<OwnMetric.Axis>?
        /// What a person types, by which it is divided.
        var share: String?
    }

    private mutating func formula(_ node: ConfigurationNode) throws -> Formula {
        let expression: MetricExpression
        do {
            expression = try MetricExpression(try node.string())
        } catch let error as MetricExpressionError {
            throw node.failure("is no arithmetic: character \(error.position): \(error.text)")
        }
        guard !expression.columns.isEmpty else { throw node.failure("names no column") }
        if let share = try share(expression) { return share }
        var parts: [String: MetricExpression] = [:]
        var additive: Set<OwnMetric.Axis>?
        for name in expression.columns {
            if let column = column(name), !isCodeOnly(name, column) {
                if let known = column.column, !Self.summed.contains(known) {
                    throw node.failure(
                        "counts with \(known.rawValue), whose sum means nothing",
                        hint: "divide sums, such as BUDGET_LOCAL / IMPRESSIONS")
                }
                parts[name] = MetricExpression(columns: [column.name], steps: [.column(0)], text: column.name)
            } else if let metric = try self.metric(named: name, in: node) {
                guard !metric.isTyped, metric.share == nil else {
                    throw node.failure("counts with \(metric.code), which a person types into the tracker")
                }
                parts[name] = metric.formula
                if metric.saysAdditive {
                    additive = (additive ?? Set(OwnMetric.Axis.allCases)).intersection(metric.additive)
                }
            } else {
                let known = RecordColumn.allCases.filter(Self.summed.contains).map(\.rawValue) + columns.map(\.name)
                throw node.failure(
                    "names no column or metric: \"\(name)\"",
                    hint:
                        "add it to \"columns\"; columns are \(known.joined(separator: ", ")), and codes of metrics may be named, such as clicks"
                )
            }
        }
        let steps = expression.columns.reduce(0) { $0 + (parts[$1]?.steps.count ?? 1) }
        guard steps <= MetricExpression.mostSteps else {
            throw node.failure(
                "is made of more than \(MetricExpression.mostSteps) numbers and columns, those of other metrics counted",
                hint: "make it of columns, or of fewer metrics")
        }
        let formula = expression.replacing(parts)
        guard !formula.dividesByZero else { throw node.failure("divides by 0") }
        return Formula(expression: formula, additive: additive)
    }

    /// The metric of a code that a formula names; nil where there is none.
    private mutating func metric(named name: String, in node: ConfigurationNode) throws -> OwnMetric? {
        let code = name.lowercased()
        if let metric = builtIn.first(where: { $0.code == code }) { return metric }
        guard let other = nodes.first(where: { $0.key == code })?.node else { return nil }
        if reading.contains(code) {
            throw node.failure("is made of itself: \((reading + [code]).joined(separator: " is made of "))")
        }
        return try metric(code, other)
    }

    /// A column over what a person types, of a metric that is built in.
    private mutating func share(_ expression: MetricExpression) throws -> Formula? {
        guard isBuiltIn, let (above, below, factor) = expression.quotient, factor == 1,
            let column = column(expression.columns[above]),
            let other = nodes.first(where: { $0.key == expression.columns[below] }),
            try metric(other.key, other.node).isTyped
        else { return nil }
        return Formula(
            expression: MetricExpression(columns: [column.name], steps: [.column(0)], text: column.name),
            share: other.key)
    }

    /// Whether a name that a column has, too, can only mean the metric of that code: the column has no sum.
    private func isCodeOnly(_ name: String, _ column: MetricColumn) -> Bool {
        guard let known = column.column, !Self.summed.contains(known) else { return false }
        return builtIn.contains { $0.code == name }
    }

    private func column(_ name: String) -> MetricColumn? {
        if let column = RecordColumn.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
            return MetricColumn(column)
        }
        return columns.first { $0.name == cleanedName(name) }
    }
}

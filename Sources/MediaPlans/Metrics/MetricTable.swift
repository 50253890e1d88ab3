import Streams
import Workbooks

/// The columns and metrics that a home's `config/metrics.json` adds to those that are built in.
public struct MetricTable: Sendable, Equatable {
    /// Where the table is under MP_HOME.
    public static let fileName = "config/metrics.json"

    /// Columns of the source's own that metrics are made of, each with the headers that name it.
    public private(set) var columns: [MetricColumn] = []
    public private(set) var metrics: [OwnMetric] = []
    /// The columns' names by normalised header.
    private var headers: [String: String] = [:]

    public init() {}

    /// The table of a home; an empty one where it has none.
    ///
    /// - Throws: `Failure` with status 78 for a mistake in the file.
    public static func loading(home: String) throws -> MetricTable {
        let path = ConfigurationPlace.path(of: fileName, home: home)
        guard let root = try ConfigurationNode.reading(path) else { return MetricTable() }
        return try MetricTable(root)
    }

    /// The name of the column that a header gives; nil for a header of no such column.
    func column(named header: String) -> String? { headers.isEmpty ? nil : headers[normalised(header)] }

    /// The column that a header gives, be it with a unit of numbers or with the currency of amounts: `Purchases (000)`,
    /// `Purchase value (AED)`; nil for a header of no such column.
    func own(_ header: String, _ vocabulary: Vocabulary) -> OwnColumn? {
        guard !headers.isEmpty else { return nil }
        if let name = column(named: header) { return OwnColumn(name: name, isAmount: amounts.contains(name)) }
        if let unit = vocabulary.unit(of: header), unit.isCertain,
            let name = column(named: unit.rest) ?? amount(named: unit.rest)
        {
            return OwnColumn(name: name, isAmount: amounts.contains(name), unit: unit)
        }
        return amount(named: header).map { OwnColumn(name: $0, isAmount: true) }
    }

    private func amount(named header: String) -> String? {
        guard let parted = Currency.parted(header), let name = column(named: parted.header), amounts.contains(name)
        else { return nil }
        return name
    }

    /// The names of the columns that hold amounts.
    public var amounts: Set<String> { Set(columns.filter(\.isAmount).map(\.name)) }

    public init(_ root: ConfigurationNode) throws {
        let sections = try root.members(allowing: ["columns", "metrics"])
        for (key, node) in sections where key == "columns" { try addColumns(node) }
        for (key, node) in sections where key == "metrics" {
            var reader = MetricReader(columns: columns, try node.members().filter { $0.key != "$comment" })
            metrics = try reader.read()
        }
    }

    private mutating func addColumns(_ node: ConfigurationNode) throws {
        for (key, value) in try node.members() where key != "$comment" {
            let name = cleanedName(key)
            guard name == key, !name.isEmpty else {
                throw value.failure(
                    "is not a column's name",
                    hint: "write it in capitals, such as \(name.isEmpty ? "CONVERSIONS" : name)")
            }
            guard !RecordColumn.allCases.contains(where: { $0.rawValue.lowercased() == name.lowercased() }),
                !CurrencyConversion.extras.contains(name)
            else {
                throw value.failure("is a column that all records have", hint: "give the column a name of its own")
            }
            var isAmount = false
            var names = [normalised(name)]
            for (member, inner) in try value.members(allowing: ["headers", "unit"]) {
                if member == "headers" {
                    for header in try inner.elements() {
                        let text = normalised(try header.string())
                        guard !text.isEmpty else { throw header.failure("has no letter or digit") }
                        if let other = headers[text] { throw header.failure("is a header of \(other) too") }
                        if let known = Vocabulary.builtIn.column(named: text)?.column,
                            MetricReader.summed.contains(known)
                        {
                            throw header.failure(
                                "is a header of \(known.rawValue), which would be empty then",
                                hint: "leave it out, and write \(known.rawValue) into formulas")
                        }
                        if !names.contains(text) { names.append(text) }
                    }
                } else {
                    let unit = try inner.string()
                    guard ["count", "money"].contains(unit) else { throw inner.failure("must be count or money") }
                    isAmount = unit == "money"
                }
            }
            for text in names where headers[text] == nil { headers[text] = name }
            columns.append(MetricColumn(extra: name, isAmount: isAmount))
        }
    }

    /// Makes rows of trackers of a client's computed columns, where their sums mean something and their names are free.
    mutating func add(_ custom: [CustomMetric]) {
        var expressions: [String: MetricExpression] = [:]
        var taken = Set(metrics.flatMap(\.labels).map(TemplateWords.ownKey))
        let columns = columns
        for metric in custom {
            let known = { (name: String) -> MetricColumn in
                if let column = RecordColumn.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
                    return MetricColumn(column)
                }
                let extra = cleanedName(name)
                return columns.first { $0.name == extra } ?? MetricColumn(extra: extra)
            }
            let formula = metric.expression.renaming { known($0).name }.replacing(expressions)
            expressions[metric.name] = formula
            let parts = formula.columns.map(known)
            let label = metric.name.replacing("_", with: " ")
            guard parts.allSatisfy({ $0.column.map(MetricReader.summed.contains) ?? true }), !formula.dividesByZero,
                !parts.isEmpty, !metrics.contains(where: { $0.code.lowercased() == metric.name.lowercased() }),
                !TemplateWords.builtInKeys.contains(TemplateWords.key(label)),
                taken.insert(TemplateWords.ownKey(label)).inserted
            else { continue }
            metrics.append(
                OwnMetric(code: metric.name, name: label, labels: [label], formula: formula, columns: parts))
        }
    }
}

/// A column of the configuration as a header gives it.
struct OwnColumn {
    var name: String
    var isAmount: Bool
    var unit: HeaderUnit?
}

/// Reads the entries of a table of metrics, which may be made of each other in any order.
struct MetricReader {
    private let columns: [MetricColumn]
    private let nodes: [(key: String, node: ConfigurationNode)]
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

    mutating func read() throws -> [OwnMetric] {
        for (key, node) in nodes {
            let isCode =
                key.utf8.allSatisfy { byte in
                    (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
                } && key.utf8.first.map { (97...122).contains($0) } ?? false
            guard isCode else {
                throw node.failure(
                    "is not a metric's code", hint: "write small letters, digits and _, such as cost_per_lead")
            }
            guard !Metric.allCases.contains(where: { $0.configurationKey == key }) else {
                throw node.failure(
                    "is built in", hint: "give the metric a code of its own; labels are added in toolkit.json")
            }
        }
        return try nodes.map { try metric($0.key, $0.node) }
    }

    private mutating func metric(_ code: String, _ node: ConfigurationNode) throws -> OwnMetric {
        if let metric = found[code] { return metric }
        reading.append(code)
        defer { reading.removeLast() }
        let names = ["name", "labels", "formula", "unit", "format", "additive", "sides"]
        let members = Dictionary(uniqueKeysWithValues: try node.members(allowing: names).map { ($0.key, $0.node) })
        guard let formula = members["formula"] else { throw node.failure("has no \"formula\"") }
        guard let labels = members["labels"] else { throw node.failure("has no \"labels\"") }
        let texts = try self.labels(labels, of: code)
        let (expression, inherited) = try self.formula(formula)
        let metric = OwnMetric(
            code: code, name: try members["name"].map { try Self.text($0) } ?? texts[0], labels: texts,
            formula: expression, columns: expression.columns.map { column($0) ?? MetricColumn(extra: $0) },
            unit: try members["unit"].map { try Self.word($0, OwnMetric.Unit.allCases) },
            format: try members["format"].map { try Self.format($0) },
            additive: try members["additive"].map { try Self.axes($0) } ?? inherited,
            sides: try members["sides"].map { try Self.sides($0) } ?? Set(Side.allCases),
            place: node.failure("").message.place)
        found[code] = metric
        return metric
    }

    private mutating func labels(_ node: ConfigurationNode, of code: String) throws -> [String] {
        let elements = try node.elements()
        guard !elements.isEmpty else { throw node.failure("is empty", hint: "write a label that templates have") }
        return try elements.map { element in
            let text = try element.string()
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
    }

    /// The formula over columns, and what the metrics that it is made of add up over, where they say so.
    private mutating func formula(_ node: ConfigurationNode) throws -> (MetricExpression, Set<OwnMetric.Axis>?) {
        let expression: MetricExpression
        do {
            expression = try MetricExpression(try node.string())
        } catch let error as MetricExpressionError {
            throw node.failure("is no arithmetic: character \(error.position): \(error.text)")
        }
        guard !expression.columns.isEmpty else { throw node.failure("names no column") }
        var parts: [String: MetricExpression] = [:]
        var additive: Set<OwnMetric.Axis>?
        for name in expression.columns {
            if let column = column(name) {
                if let known = column.column, !Self.summed.contains(known) {
                    throw node.failure(
                        "counts with \(known.rawValue), whose sum means nothing",
                        hint: "divide sums, such as BUDGET_LOCAL / IMPRESSIONS")
                }
                parts[name] = MetricExpression(columns: [column.name], steps: [.column(0)], text: column.name)
            } else if let (code, other) = nodes.first(where: { $0.key == name.lowercased() }) {
                if reading.contains(code) {
                    throw node.failure("is made of itself: \((reading + [code]).joined(separator: " is made of "))")
                }
                let metric = try metric(code, other)
                parts[name] = metric.formula
                if metric.saysAdditive {
                    additive = (additive ?? Set(OwnMetric.Axis.allCases)).intersection(metric.additive)
                }
            } else {
                let known = RecordColumn.allCases.filter(Self.summed.contains).map(\.rawValue) + columns.map(\.name)
                throw node.failure(
                    "names no column or metric: \"\(name)\"",
                    hint: "add it to \"columns\"; columns are \(known.joined(separator: ", "))")
            }
        }
        let formula = expression.replacing(parts)
        guard !formula.dividesByZero else { throw node.failure("divides by 0") }
        return (formula, additive)
    }

    private func column(_ name: String) -> MetricColumn? {
        if let column = RecordColumn.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
            return MetricColumn(column)
        }
        return columns.first { $0.name == cleanedName(name) }
    }

    // MARK: Words

    /// A number format that Excel takes.
    private static func format(_ node: ConfigurationNode) throws -> String {
        let code = try text(node)
        do { try NumberFormatMistake.check(code) } catch {
            throw node.failure("is no format of numbers: it \(error)", hint: "write one such as #,##0.00 or 0.0%")
        }
        return code
    }

    private static func text(_ node: ConfigurationNode) throws -> String {
        let text = try node.string()
        guard text.contains(where: { !$0.isWhitespace }) else { throw node.failure("is empty") }
        return text
    }

    private static func word<Word: RawRepresentable<String>>(_ node: ConfigurationNode, _ words: [Word]) throws -> Word
    {
        let text = try node.string()
        guard let word = words.first(where: { $0.rawValue == text }) else {
            throw node.failure("must be \(words.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    private static func axes(_ node: ConfigurationNode) throws -> Set<OwnMetric.Axis> {
        Set(try node.elements().map { try word($0, OwnMetric.Axis.allCases) })
    }

    private static func sides(_ node: ConfigurationNode) throws -> Set<Side> {
        switch try node.string() {
        case "both": return Set(Side.allCases)
        case "planned": return [.planned]
        case "actual": return [.actual]
        default: throw node.failure("must be planned, actual or both")
        }
    }
}

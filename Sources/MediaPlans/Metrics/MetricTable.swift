import Streams
import Workbooks

/// The metrics that trackers show, and the columns of plans and reports that they are made of: those that are built in, and what a home's
/// `config/metrics.json` adds to them.
public struct MetricTable: Sendable, Equatable {
    /// Where the table is under MP_HOME.
    public static let fileName = "config/metrics.json"

    /// Columns of the source's own that metrics are made of, each with the headers that name it.
    public private(set) var columns: [MetricColumn] = []
    /// The metrics that the home adds.
    public private(set) var metrics: [OwnMetric] = []
    /// Those that are built in, with the names, labels and formats that the home gives them.
    public private(set) var builtIns: [OwnMetric]
    /// The columns' names by normalised header.
    private var headers: [String: String] = [:]

    /// The metrics that are built in, in their order: the table as it is shipped.
    public static let builtIn: [OwnMetric] = {
        do {
            var reader = MetricReader(columns: [], try BuiltInMetrics.root["metrics"]?.members() ?? [])
            return try reader.readBuiltIn()
        } catch {
            fatalError("the built-in table of metrics: \(error)")
        }
    }()

    public init() { builtIns = Self.builtIn }

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
        self.init()
        let sections = try root.members(allowing: ["columns", "metrics"])
        for (key, node) in sections where key == "columns" { try addColumns(node) }
        for (key, node) in sections where key == "metrics" {
            var reader = MetricReader(columns: columns, try node.members().filter { $0.key != "$comment" })
            (builtIns, metrics) = try reader.read()
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
            let own = metric.expression.renaming { known($0).name }
            let formula =
                own.columns.reduce(0, { $0 + (expressions[$1]?.steps.count ?? 1) }) <= MetricExpression.mostSteps
                ? own.replacing(expressions) : own
            expressions[metric.name] = formula
            let parts = formula.columns.map(known)
            let label = metric.name.replacing("_", with: " ")
            guard formula.steps.count <= MetricExpression.mostSteps,
                parts.allSatisfy({ $0.column.map(MetricReader.summed.contains) ?? true }), !formula.dividesByZero,
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

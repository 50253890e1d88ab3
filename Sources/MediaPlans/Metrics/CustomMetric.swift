import Streams

/// A column that a client's rules compute for every record.
public struct CustomMetric: Sendable, Equatable {
    /// The extra column's name.
    public var name: String
    public var expression: MetricExpression
    /// What the expression's columns are.
    private let sources: [Source]

    enum Source: Sendable, Equatable {
        case column(RecordColumn)
        /// A source column without a place among the record columns, or another metric.
        case extra(String)
    }

    init(name: String, expression: MetricExpression, sources: [Source]) {
        self.name = name
        self.expression = expression
        self.sources = sources
    }

    /// The value for a record; unknown when any part is.
    func value(of record: Record) -> FieldValue {
        let values = sources.map { source -> Double? in
            switch source {
            case .column(let column): record[column].number
            case .extra(let name): record.extras.first { $0.name == name }?.value.number
            }
        }
        return expression.value(values).map(FieldValue.number) ?? .unknown
    }

    /// The extra columns that it reads.
    var extras: [String] {
        sources.compactMap { source in
            if case .extra(let name) = source { name } else { nil }
        }
    }
}

extension Record {
    /// Appends a client's metrics. Each may use those before it.
    mutating func add(_ metrics: [CustomMetric]) {
        for metric in metrics { extras.append((metric.name, metric.value(of: self))) }
    }
}

/// The metrics of a rules file, as far as they are read: a client's replaces a global one of its name.
struct MetricDefinitions: Sendable, Equatable {
    private(set) var metrics: [CustomMetric] = []

    /// Reads a `custom_metrics` section: names to expressions.
    mutating func add(_ node: ConfigurationNode) throws {
        for (key, value) in try node.members() where key != "$comment" {
            let name = cleanedName(key)
            guard !name.isEmpty else { throw value.failure("holds no letter or digit in its name") }
            if let column = RecordColumn.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
                throw value.failure(
                    "has the name of a record column, \(column.rawValue)", hint: "give the metric a name of its own")
            }
            let place = metrics.firstIndex { $0.name == name }
            let metric = try Self.metric(name, value, before: Array(metrics[..<(place ?? metrics.count)]), all: metrics)
            if let place { metrics[place] = metric } else { metrics.append(metric) }
        }
    }

    private static func metric(
        _ name: String, _ node: ConfigurationNode, before: [CustomMetric], all: [CustomMetric]
    ) throws -> CustomMetric {
        let expression: MetricExpression
        do {
            expression = try MetricExpression(try node.string())
        } catch let error as MetricExpressionError {
            throw node.failure("is no arithmetic: character \(error.position): \(error.text)")
        }
        let sources = try expression.columns.map { text -> CustomMetric.Source in
            if let column = RecordColumn.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) {
                guard column.kind == .number || column.kind == .percent else {
                    throw node.failure("counts with \(column.rawValue), which holds no number")
                }
                return .column(column)
            }
            let extra = cleanedName(text)
            guard extra != name else { throw node.failure("is made of itself") }
            guard before.contains(where: { $0.name == extra }) || !all.contains(where: { $0.name == extra }) else {
                throw node.failure("is made of \(extra), which is defined after it", hint: "define that first")
            }
            return .extra(extra)
        }
        return CustomMetric(name: name, expression: expression, sources: sources)
    }
}

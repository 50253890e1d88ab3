import Streams
import Workbooks

/// One rule of `config/client_mapping_rules.json` as it is written.
public struct RuleEntry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// A header, normalised.
        case column(String)
        /// A column's name and the text that is replaced, as it is compared.
        case value(String, String)
        /// The name of a computed column.
        case metric(String)
    }

    /// Whose rule it is; nil for a global one.
    public var client: String?
    public var kind: Kind
    /// The header, `COLUMN: text`, or the metric's name.
    public var text: String
    /// What it is read as.
    public var meaning: String

    /// `column`, `value` or `metric`.
    public var kindName: String {
        switch kind {
        case .column: "column"
        case .value: "value"
        case .metric: "metric"
        }
    }
}

/// What stands for the texts of one column, by `ClientRules.key`.
struct Replacements: Sendable, Equatable {
    /// The record column's or the extra column's name.
    var column: String
    var values: [String: FieldValue] = [:]
    /// Rules by pattern, from a source profile; a text among `values` comes first.
    var patterns: [SourceProfile.ValueRule] = []

    subscript(key: String) -> FieldValue? { values[key] ?? pattern(key) }

    /// Whether the text itself is among the values.
    func isNamed(_ key: String) -> Bool { values[key] != nil }

    private func pattern(_ key: String) -> FieldValue? {
        guard !patterns.isEmpty else { return nil }
        let text = normalised(key)
        return patterns.first { $0.pattern.matches(normalised: text) }?.value
    }
}

/// Notes which rules data met, for a check of rules.
public final class RuleTrace {
    /// How often a rule was met, and where first.
    public struct Use: Sendable, Equatable {
        public var count = 0
        public var first: Place?
    }

    /// The rules that are looked for.
    private let rules: ClientRules
    private var uses: [RuleEntry.Kind: Use] = [:]
    /// Records seen.
    public private(set) var recordCount = 0
    /// Different headers over values, in the order met.
    public private(set) var headers: [String] = []
    private var seenHeaders: Set<String> = []
    /// Names of columns that some record has.
    private var names: Set<String> = []

    public init(_ rules: ClientRules) { self.rules = rules }

    /// Cells under a header, cells that were replaced, or records for which a metric is known.
    public func use(of entry: RuleEntry) -> Use { uses[entry.kind] ?? Use() }

    /// The columns of a metric that no record had.
    public func missingColumns(of metric: CustomMetric) -> [String] { metric.extras.filter { !names.contains($0) } }

    func cell(under header: String, at sheet: Place, _ reference: CellReference) {
        let key = normalised(header)
        if seenHeaders.insert(key).inserted { headers.append(header) }
        guard rules.column(named: header) != nil else { return }
        note(.column(key), Place(file: sheet.file, sheet: sheet.sheet, cell: reference.description))
    }

    func value(_ key: String, of column: String, at sheet: Place, row: Int, column index: Int) {
        note(
            .value(column, key),
            Place(file: sheet.file, sheet: sheet.sheet, cell: CellReference(row: row, column: index).description))
    }

    func record(_ record: Record) {
        recordCount += 1
        for (name, value) in record.extras {
            names.insert(name)
            guard !value.isUnknown, rules.metrics.contains(where: { $0.name == name }) else { continue }
            let row = record[.sourceRow].number.map { "row \(Int($0))" }
            note(.metric(name), Place(file: record[.sourceFile].text, sheet: record[.sourceSheet].text, cell: row))
        }
    }

    private func note(_ kind: RuleEntry.Kind, _ place: Place) {
        uses[kind, default: Use()].count += 1
        if uses[kind]?.first == nil { uses[kind]?.first = place }
    }
}

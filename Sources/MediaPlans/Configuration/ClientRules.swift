import Streams

/// How one client's workbooks differ: header names of its own, and values to be read as others.
///
/// From `config/client_mapping_rules.json`. The client's rules win over the global ones, both over the vocabulary.
public struct ClientRules: Sendable, Equatable {
    /// The client whose rules these are; nil when only the global ones hold.
    public var client: String?
    /// All clients of the file.
    public private(set) var knownClients: [String] = []
    /// Columns by normalised header.
    private var columns: [String: RecordColumn]
    /// For a column's name, what stands for a normalised text.
    private var transformations: [String: Replacements]
    private var definitions = MetricDefinitions()
    /// The columns and metrics that trackers have besides those that are built in: of `config/metrics.json` and of `custom_metrics`.
    public private(set) var table = MetricTable()
    /// What trackers show where two answers are right.
    public private(set) var figures = FigureChoices()
    /// Every rule as it is written, those that others win over too.
    public private(set) var entries: [RuleEntry] = []

    /// No rules at all.
    public init() {
        columns = [:]
        transformations = [:]
    }

    /// The record column that these rules give a header.
    public func column(named header: some StringProtocol) -> RecordColumn? {
        columns.isEmpty ? nil : columns[normalised(header)]
    }

    /// What stands for the texts of a column, by normalised text; nil when nothing does.
    func transformations(of column: String) -> Replacements? { transformations[column] }

    /// Columns that are computed for every record, in their order.
    public var metrics: [CustomMetric] { definitions.metrics }
}

extension ClientRules {
    /// Where the rules stand under MP_HOME.
    public static let fileName = "config/client_mapping_rules.json"

    /// Reads the rules of a client, or the global ones alone.
    ///
    /// - Throws: `Failure` with status 78 for a mistake in the file and for a client that it does not know.
    public static func loading(home: String, client: String?) throws -> ClientRules {
        let path = ConfigurationPlace.path(of: fileName, home: home)
        let table = try MetricTable.loading(home: home)
        guard let root = try ConfigurationNode.reading(path) else {
            guard let client else { return ClientRules().with(table) }
            throw unknown(client, withoutFile: path)
        }
        return try ClientRules(root, client: client).with(table)
    }

    /// These rules with a table of metrics, to which the client's own are added.
    func with(_ table: MetricTable) -> ClientRules {
        var rules = self
        rules.table = table
        rules.table.add(metrics)
        return rules
    }

    /// The clients that a home's file names, for completions; none when there is no such file or it is wrong.
    public static func clientNames(home: String) -> [String] {
        let root = try? ConfigurationNode.reading(ConfigurationPlace.path(of: fileName, home: home))
        return (root?["clients"]?.value.members ?? []).map(\.key)
    }

    public init(_ root: ConfigurationNode, client: String?) throws {
        self.init()
        var clients: [(key: String, node: ConfigurationNode)] = []
        try Self.refuseMisplaced(in: root)
        for (key, node) in try root.members(allowing: Self.topNames) {
            if key == "clients" {
                clients = try node.members().filter { $0.key != "$comment" }
            } else {
                try add(node, of: nil)
            }
        }
        // All clients are read, so that a mistake shows before its client's day.
        for (key, node) in clients {
            var unused = self
            try unused.add(node, of: key)
        }
        knownClients = clients.map(\.key)
        guard let client else { return }
        guard let found = clients.first(where: { normalised($0.key) == normalised(client) }) else {
            throw Self.unknown(client, among: clients.map(\.key), at: root.failure("").message.place)
        }
        self.client = found.key
        try add(found.node, of: found.key)
    }

    private mutating func add(_ node: ConfigurationNode, of client: String?) throws {
        for (key, rules) in try node.members(allowing: Self.sectionNames) {
            switch key {
            case "name": _ = try rules.string()
            case "column_mappings": try addColumns(rules, of: client)
            case "figures": try addFigures(rules)
            case "custom_metrics":
                try definitions.add(rules)
                for (name, expression) in try rules.members() where name != "$comment" {
                    entries.append(
                        RuleEntry(
                            client: client, kind: .metric(cleanedName(name)), text: name,
                            meaning: expression.value.string ?? ""))
                }
            default: try addTransformations(rules, of: client)
            }
        }
    }

    static func unknown(_ client: String, withoutFile path: String) -> Failure {
        Failure(
            .configuration, .unknownClient, at: Place(file: path),
            "client \"\(client)\" is not known: there is no such file",
            hint: "\(creating(path, client)), or leave --client and CLIENT_ID out")
    }

    /// What to put into a new file of rules.
    public static func creating(_ path: String, _ client: String = "new_client") -> String {
        "create \(path) with {\"clients\": {\(section(of: client))}}"
    }

    private static func unknown(_ client: String, among known: [String], at place: Place) -> Failure {
        let near = nearNames(to: client, among: known).prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        let all = "known are " + known.map { "\"\($0)\"" }.joined(separator: ", ")
        let others =
            !near.isEmpty ? "did you mean \(near)? (\(all))" : known.isEmpty ? "the file has no clients" : all
        return Failure(
            .configuration, .unknownClient, at: Place(file: place.file), "client \"\(client)\" is not known",
            hint: "\(others); for a new client put this into \"clients\" of the file: \(section(of: client))")
    }

    private mutating func addFigures(_ node: ConfigurationNode) throws {
        for (key, value) in try node.members(allowing: ["ratios", "campaign_reach"]) {
            let word = try value.string()
            if key == "ratios" {
                guard let choice = FigureChoices.Ratios(rawValue: word) else {
                    throw value.failure("must be shown or like")
                }
                figures.ratios = choice
            } else {
                guard let choice = FigureChoices.CampaignReach(rawValue: word) else {
                    throw value.failure("must be stages or summary")
                }
                figures.campaignReach = choice
            }
        }
    }

    private mutating func addColumns(_ node: ConfigurationNode, of client: String?) throws {
        for (header, target) in try node.members() where header != "$comment" {
            let name = try target.string()
            guard let column = RecordColumn(rawValue: name), !column.isSource else {
                let known = RecordColumn.allCases.filter { !$0.isSource }.map(\.rawValue).joined(separator: ", ")
                throw target.failure("names no record column: \"\(name)\"", hint: "record columns are \(known)")
            }
            columns[normalised(header)] = column
            entries.append(RuleEntry(client: client, kind: .column(normalised(header)), text: header, meaning: name))
        }
    }

    private mutating func addTransformations(_ node: ConfigurationNode, of client: String?) throws {
        for (column, replacements) in try node.members() where column != "$comment" {
            if RecordColumn(rawValue: column)?.isSource ?? false {
                throw replacements.failure("is filled by extraction: no value of it can be replaced")
            }
            for (text, value) in try replacements.members() {
                transformations[column, default: Replacements(column: column)].values[Self.key(text)] = try Self.value(
                    value)
                entries.append(
                    RuleEntry(
                        client: client, kind: .value(column, Self.key(text)), text: "\(column): \(text)",
                        meaning: value.value == .null ? "unknown" : value.value.string ?? value.value.serialised()))
            }
        }
    }

    private static func value(_ node: ConfigurationNode) throws -> FieldValue {
        switch node.value {
        case .string(let text): .text(text)
        case .number(let number): .number(number)
        case .null: .unknown
        default: throw node.failure("must be text, a number or null")
        }
    }

    /// Texts are compared without regard to case and to blanks at the ends.
    static func key(_ text: some StringProtocol) -> String { foldedBlanks(text).lowercased() }
}

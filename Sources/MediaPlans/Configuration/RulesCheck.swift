import Streams
import Workbooks

/// Tries the rules of clients on workbooks, and tells what each of them met.
public struct RulesCheck {
    private let root: ConfigurationNode
    private let vocabulary: Vocabulary
    /// The clients to try, nil for the global rules alone.
    private let clients: [String?]

    /// A rule and what it met.
    public struct Line: Sendable {
        public var rule: RuleEntry
        public var use: RuleTrace.Use
    }

    /// Reads the rules file of a home folder; all of it, so that every mistake shows.
    ///
    /// - Parameter client: only this client's rules and the global ones; nil for all.
    /// - Returns: nil where there is no file, and so nothing to check.
    /// - Throws: `Failure` with status 78 for a mistake in the file, and for an unknown client.
    public init?(home: String, client: String?, vocabulary: Vocabulary) throws {
        let path = ConfigurationPlace.path(of: ClientRules.fileName, home: home)
        guard let root = try ConfigurationNode.reading(path) else {
            guard let client else { return nil }
            throw ClientRules.unknown(client, withoutFile: path)
        }
        self.root = root
        self.vocabulary = vocabulary
        let rules = try ClientRules(root, client: client)
        clients = client == nil ? [nil] + rules.knownClients.map(Optional.some) : [rules.client]
    }

    /// Extracts the workbooks with each client's rules.
    ///
    /// - Parameter report: takes what is wrong with the rules, not what is wrong with the data.
    public func run(planned: [String], delivered: [String], report: (Message) -> Void) throws -> [Line] {
        let hasData = !planned.isEmpty || !delivered.isEmpty
        var lines: [Line] = []
        for client in clients {
            let rules = try ClientRules(root, client: client)
            let trace = RuleTrace(rules)
            let extraction = Extraction(
                vocabulary: vocabulary, rules: rules, trace: trace, emit: { _ in }, report: { _ in })
            for path in planned { try extraction.read(WorkbookSource(Workbook(path: path)), as: .planned) }
            for path in delivered { try extraction.read(WorkbookSource(Workbook(path: path)), as: .delivered) }
            for entry in rules.entries where entry.client == client || clients.count == 1 {
                let use = trace.use(of: entry)
                lines.append(Line(rule: entry, use: use))
                if hasData, use.count == 0 { report(unused(entry, rules, trace)) }
            }
        }
        return lines
    }

    private func unused(_ entry: RuleEntry, _ rules: ClientRules, _ trace: RuleTrace) -> Message {
        let place = Place(file: ClientRules.fileName)
        let name = "\(entry.client ?? "global") \(entry.kindName) \"\(entry.text)\""
        switch entry.kind {
        case .column:
            let near = nearNames(to: entry.text, among: trace.headers).prefix(3).map { "\"\($0)\"" }
            return Message(
                .warning, .ruleUnused, at: place, "\(name) met no header over values",
                hint: near.isEmpty ? "no header is like it" : "like it are \(near.joined(separator: ", "))")
        case .value:
            return Message(
                .warning, .ruleUnused, at: place, "\(name) met no cell", hint: "see how the workbook spells it")
        case .metric(let metric):
            let missing = rules.metrics.first { $0.name == metric }.map(trace.missingColumns) ?? []
            guard let first = missing.first else {
                return Message(
                    .warning, .ruleUnused, at: place, "\(name) is unknown in every record",
                    hint: "see which of its columns are")
            }
            let known = RecordColumn.allCases.map(\.rawValue) + trace.headers.map { cleanedName($0) }
            let near = nearNames(to: first, among: known).prefix(3)
            return Message(
                .warning, .ruleUnused, at: place,
                "\(name) is made of \(missing.joined(separator: ", ")), which no record has",
                hint: near.isEmpty ? nil : "like \(first) are \(near.joined(separator: ", "))")
        }
    }
}

extension RulesCheck.Line {
    /// The header of the list.
    public static let header = ["Client", "Kind", "Rule", "Meaning", "Matched", "First"]

    /// The line's fields, for TSV.
    public var fields: [String] {
        [
            rule.client ?? "global", rule.kindName, rule.text, rule.meaning, String(use.count),
            use.first?.description ?? "",
        ]
    }
}

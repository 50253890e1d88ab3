import Checks
import Glibc
import MediaPlans
import Runs
import Streams
import Trackers

/// The configuration, as runs use it.
struct ConfigurationFacts: Sendable {
    var vocabulary: Vocabulary
    var words: TemplateWords
    var rules: ClientRules
    var memory: MappingMemory
    var sources: SourceBook
}

/// Checks that the files in config/ match their schemas and can be used.
///
/// The schemas are built in, so that the verdict does not depend on the files beside the configuration.
struct ConfigurationCheck: Sendable {
    let request: HealthRequest
    /// Receives the configuration that was read.
    let found: Shared<ConfigurationFacts>

    /// The configuration files that tools read.
    private static let known = [
        "toolkit.json", "client_mapping_rules.json", "mapping_memory.json", "validation_rules.json",
        "exchange_rates.json", "pacing.json", "metrics.json",
    ]

    func run() throws -> Outcome {
        let folder = request.path("config")
        if fileNames(in: folder) == nil, errno != ENOENT {
            return Outcome(
                .critical, "\(folder) cannot be read: \(systemMessage(errno))", fix: "see the folder's permissions")
        }
        let files = ConfigurationPlace.files(home: request.home)
        for (name, path) in files {
            guard let node = try ConfigurationNode.reading(path) else { continue }
            // A section in the wrong place has better advice than the schema knows.
            if ClientRules.fileName.hasSuffix("/" + name) { try ClientRules.refuseMisplaced(in: node) }
            try Self.schema(of: name)?.check(node)
        }
        try load()
        let own = files.filter { $0.path == "\(folder)/\($0.name)" }
        let mistaken = own.map(\.name).filter { !Self.known.contains($0) }
        let measures = [
            Measure("files", Double(files.count)), Measure("unknown-files", Double(mistaken.count), warning: .above(0)),
        ]
        var text =
            files.isEmpty ? "no file in config/: what is built in holds" : "\(counted(files.count, "file")) valid"
        if let other = files.first(where: { $0.path != "\(folder)/\($0.name)" }) {
            text += ", \(files.count - own.count) of them in \(other.path.dropLast(other.name.count + 1))"
        }
        guard let name = mistaken.first else { return Outcome(.ok, text, measures: measures) }
        let near = nearNames(to: name, among: Self.known).first.map { "; did you mean \($0)?" } ?? ""
        return Outcome(
            .warning, "\(folder)/\(name) is read by no tool", fix: "remove or rename it\(near)", measures: measures)
    }

    /// The schema of a file that tools read; nil for any other file.
    private static func schema(of name: String) throws -> JSONSchema? {
        try BuiltInSchemas.texts[name].map { try JSONSchema(JSON(parsing: Array($0.utf8))) }
    }

    /// Reads all files as the tools do. This finds mistakes that a schema cannot describe.
    private func load() throws {
        let home = request.home
        _ = try SuggestionThresholds.loading(home: home)
        _ = try CheckSettings.loading(home: home)
        _ = try HealthSettings.loading(home: home)
        _ = try VerdictRules.loading(home: home)
        _ = try ExchangeRates.loading(home: home)
        _ = try PacingSettings.loading(home: home)
        let vocabulary = try Vocabulary.loading(home: home)
        // Mistakes in other clients' rules count, too. Whether the client is known has its own check.
        let rules = try Self.rules(home, request.client)
        found.set(
            ConfigurationFacts(
                vocabulary: vocabulary,
                words: try TemplateWords.loading(home: home).adding(rules.table, in: vocabulary),
                rules: rules, memory: try MappingMemory.loading(home: home),
                sources: try SourceBook.loading(home: home, vocabulary: vocabulary)))
    }

    private static func rules(_ home: String, _ client: String?) throws -> ClientRules {
        do {
            return try ClientRules.loading(home: home, client: client)
        } catch let failure as Failure where failure.message.code == .unknownClient {
            return try ClientRules.loading(home: home, client: nil)
        }
    }
}

/// Checks whether the requested client is known.
struct ClientCheck: Sendable {
    let request: HealthRequest

    func run() throws -> Outcome {
        let all = try ClientRules.loading(home: request.home, client: nil).knownClients
        let measures = [Measure("clients", Double(all.count))]
        guard let client = request.client else {
            return Outcome(
                .ok,
                "none asked for, the global rules hold; \(all.isEmpty ? "no client is known" : "known are \(listed(all, most: 5))")",
                measures: measures)
        }
        do {
            let rules = try ClientRules.loading(home: request.home, client: client)
            return Outcome(
                .ok,
                "\(rules.client ?? client), \(counted(rules.entries.count { $0.client != nil }, "rule")) of its own",
                measures: measures)
        } catch let failure as Failure {
            let near = nearNames(to: client, among: all)
            var outcome = Outcome(failure)
            outcome.text = "client \"\(printable(client))\" is not known"
            outcome.fix =
                near.isEmpty ? failure.message.hint : "did you mean \(listed(near))? Set CLIENT_ID or --client"
            outcome.measures = measures
            return outcome
        }
    }
}

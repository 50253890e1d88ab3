import Glibc
import Streams
import Testing

@testable import MediaPlans

@Suite struct ConfigurationTests {
    private func node(_ text: String) throws -> ConfigurationNode {
        try ConfigurationNode(Array(text.utf8), file: "toolkit.json")
    }

    private func failure(_ body: () throws -> Void) -> Failure? {
        do { try body() } catch { return error as? Failure }
        return nil
    }

    @Test func shippedVocabularyIsTheBuiltInOne() throws {
        let path = PackagePath.root + "/" + Vocabulary.fileName
        if getenv("MP_UPDATE_CONFIG") != nil { try update(path) }
        let section = try #require(try ConfigurationNode.reading(path)?["vocabulary"])
        #expect(
            section.value == Vocabulary.builtIn.json,
            "config/toolkit.json is stale; this writes it: MP_UPDATE_CONFIG=1 swift test --filter shippedVocabulary")
        #expect(try Vocabulary.builtIn.extended(by: section) == .builtIn)
    }

    /// Writes the built-in vocabulary into the file; what else stands there is kept.
    private func update(_ path: String) throws {
        var members =
            try ConfigurationNode.reading(path)?.value.members ?? [.init("$schema", .string("toolkit.schema.json"))]
        members.removeAll { $0.key == "vocabulary" }
        members.append(.init("vocabulary", Vocabulary.builtIn.json))
        let output = try Output(replacing: path)
        try output.write(Self.indented(.object(members)) + "\n")
        try output.finish()
    }

    /// JSON to be read by people: short values in one line.
    static func indented(_ json: JSON, _ indent: String = "") -> String {
        let line = json.serialised()
        if indent.utf8.count + line.utf8.count <= 110 { return line }
        let parts: [String]
        switch json {
        case .object(let members):
            parts = members.map { "\(JSON.string($0.key).serialised()): \(indented($0.value, indent + "  "))" }
        case .array(let values): parts = values.map { indented($0, indent + "  ") }
        default: return line
        }
        let (open, close) = json.members == nil ? ("[", "]") : ("{", "}")
        return "\(open)\n" + parts.map { "\(indent)  \($0)" }.joined(separator: ",\n") + "\n\(indent)\(close)"
    }

    @Test func shippedClientRulesAreRead() throws {
        let rules = try ClientRules.loading(home: PackagePath.root, client: "acme")
        #expect(rules.column(named: "Spend USD") == .budgetLocal)
    }

    @Test func mistakesAreNamedWithLineColumnAndPath() throws {
        let text = """
            {
              "platforms": [
                {"code": "META"},
                {"code": "TV", "aliases": ["Telly", 7]}
              ]
            }
            """
        let failure = try #require(self.failure { _ = try Vocabulary.builtIn.extended(by: node(text)) })
        #expect(failure.status == .configuration)
        #expect(failure.message.place.description == "toolkit.json!line 4, column 41")
        #expect(failure.message.text == "\"platforms[1].aliases[1]\" must be text")
    }

    @Test(arguments: [
        (#"{"platforms": {}}"#, "\"platforms\" must be a list", "line 1, column 15"),
        (#"{"platforms": [{"name": "TV"}]}"#, "\"platforms[0]\" lacks \"code\"", "line 1, column 16"),
        (#"{"plattforms": []}"#, "\"plattforms\" is not known here", "line 1, column 16"),
        (#"{"stages": {"awareness": [], "awareness": []}}"#, "\"stages.awareness\" stands twice", "line 1, column 43"),
        (#"{"columns": {"BUDGET": []}}"#, "\"columns.BUDGET\" is not known here", "line 1, column 24"),
        (#"{"unknown": ["n/a", null]}"#, "\"unknown[1]\" must be text", "line 1, column 21"),
        (#"{"platforms": [}"#, "is no JSON: not a JSON value", "line 1, column 16"),
    ])
    func eachKindOfMistakeIsStatus78(text: String, expected: String, place: String) throws {
        let failure = try #require(self.failure { _ = try Vocabulary.builtIn.extended(by: node(text)) })
        #expect(failure.status == .configuration)
        #expect(failure.message.text == expected)
        #expect(failure.message.place.cell == place)
    }

    @Test func configurationExtendsAndOverrides() throws {
        let vocabulary = try Vocabulary.builtIn.extended(
            by: node(
                """
                {"platforms": [{"code": "YOUTUBE", "name": "YouTube"}, {"code": "META", "aliases": ["Threads"]}],
                 "markets": [{"code": "UAE", "name": "Emirates"}],
                 "stages": {"purchase": ["Loyalty"]},
                 "columns": {"BUDGET_LOCAL": ["Cost"], "COMMENTS": ["FORMAT"]}}
                """))
        #expect(vocabulary.platform(named: "youtube")?.code == "YOUTUBE")
        #expect(vocabulary.platform(named: "Google")?.code == "DV360")
        #expect(vocabulary.platform(named: "Threads")?.code == "META")
        #expect(vocabulary.market(named: "uae") == Market(code: "UAE", displayName: "Emirates"))
        #expect(vocabulary.stage(named: "LOYALTY") == .purchase)
        #expect(vocabulary.column(named: "Cost")?.column == .budgetLocal)
        #expect(vocabulary.column(named: "Format")?.column == .comments)
    }

    private let rules = """
        {"clients": {
           "acme": {"column_mappings": {"SPEND_USD": "BUDGET_LOCAL"},
                    "value_transformations": {"MARKET": {"Emirates North": "UAE"}}},
           "globex": {"column_mappings": {"Amount": "BUDGET_LOCAL"}}},
         "global_rules": {"column_mappings": {"Amount": "IMPRESSIONS", "Kosten": "BUDGET_LOCAL"}}}
        """

    @Test func clientRulesWinOverGlobalOnes() throws {
        let acme = try ClientRules(node(rules), client: "ACME")
        #expect(acme.column(named: "Spend [USD]") == .budgetLocal)
        #expect(acme.column(named: "Amount") == .impressions)
        let globex = try ClientRules(node(rules), client: "globex")
        #expect(globex.column(named: "Amount") == .budgetLocal)
        #expect(globex.column(named: "KOSTEN") == .budgetLocal)
        #expect(globex.column(named: "Spend [USD]") == nil)
        #expect(try ClientRules(node(rules), client: nil).column(named: "Amount") == .impressions)
    }

    @Test func anUnknownClientIsAnErrorThatListsTheKnownOnes() throws {
        let failure = try #require(self.failure { _ = try ClientRules(node(rules), client: "acmee") })
        #expect(failure.status == .configuration)
        #expect(failure.message.code == .unknownClient)
        #expect(failure.message.sentence.contains("known are \"acme\", \"globex\""))
    }

    @Test func aMappingToNoRecordColumnIsAMistake() throws {
        let text = #"{"global_rules": {"column_mappings": {"Spend": "BUDGET_LOCL"}}}"#
        let failure = try #require(self.failure { _ = try ClientRules(node(text), client: nil) })
        #expect(failure.message.place.cell == "line 1, column 48")
        #expect(failure.message.text.contains("BUDGET_LOCL"))
    }
}

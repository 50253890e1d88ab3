import Glibc
import MediaPlans
import Streams
import Testing

@testable import Trackers

@Suite("What templates' labels say is configuration")
struct TemplateWordsTests {
    private func words(_ json: String) throws -> LabelWords {
        let section = try ConfigurationNode(Array(json.utf8), file: "toolkit.json")
        return LabelWords(vocabulary: .builtIn, words: try TemplateWords.builtIn.extended(by: section))
    }

    @Test func shippedTemplateWordsAreTheBuiltInOnes() throws {
        let path = PackagePath.root + "/" + Vocabulary.fileName
        if getenv("MP_UPDATE_CONFIG") != nil { try update(path) }
        let section = try #require(try ConfigurationNode.reading(path)?["template"])
        #expect(
            section.value == TemplateWords.builtIn.json,
            "config/toolkit.json is stale; this writes it: MP_UPDATE_CONFIG=1 swift test --filter shippedTemplateWords")
        #expect(try TemplateWords.builtIn.extended(by: section) == .builtIn)
    }

    /// Writes the built-in words into the file; what else stands there is kept.
    private func update(_ path: String) throws {
        var members = try ConfigurationNode.reading(path)?.value.members ?? []
        members.removeAll { $0.key == "template" }
        members.append(.init("template", TemplateWords.builtIn.json))
        let output = try Output(replacing: path)
        try output.write(ConfigurationTests.indented(.object(members)) + "\n")
        try output.finish()
    }

    @Test("A client's own labels find their rows, columns and headings")
    func added() throws {
        let words = try words(
            """
            {"metrics": {"impressions": ["Contacts"], "budget": ["Dépense"]}, "columns": {"planned": ["Prévu"], "actual": ["Réalisé"]},
             "campaign_level": ["Ensemble"], "totals": ["Somme"], "headings": ["Indicateurs"], "head": {"campaign_dates": ["Période"]},
             "placeholders": ["Pays"], "fillers": ["Nb"]}
            """)
        #expect(
            words.metric("CONTACTS (nb)") == .impressions && words.metric("Dépense [EUR]") == .budget
                && words.metric("Reach") == .reach)
        #expect(words.side("prévu") == .planned && words.side("Réalisé") == .actual && words.side("ACTUALS") == .actual)
        #expect(words.section("Ensemble") == .campaign && words.isTotal("META Somme") && words.isPlaceholder("Pays 7"))
        #expect(
            words.isHeading("META – indicateurs") && !words.isHeading("Indicateurs")
                && words.headField("Période:") == .dates)
    }

    @Test("A header that says another time or kind is no TOTAL, and words that are passed over are known")
    func others() throws {
        let words = LabelWords(vocabulary: .builtIn)
        for text in [
            "META TOTAL LY", "META TOTAL (April)", "META TOTAL forecast", "META TOTAL - 2025", "META TOTAL YTD",
            "META TOTAL net",
        ] { #expect(!words.isTotal(text), "\(text)") }
        for text in ["META TOTAL", "DV360 GNE TOTAL", "TOTAL (USD)", "Total - all markets", "META TOTAL 5 markets"] {
            #expect(words.isTotal(text), "\(text)")
        }
        for text in ["Unique Clicks", "Unique Views", "Budget in %", "Avg. Reach", "CPC (unique)", "Unique CTR"] {
            #expect(words.metric(text) == nil, "\(text)")
        }
        #expect(TemplateWords.looseWord("Net CPM") == "net" && TemplateWords.looseWord("Targets") == "target")
        #expect(TemplateWords.looseWord("Budget") == nil)
    }

    @Test("A name given to another row leaves its old one")
    func moved() throws {
        #expect(try words(#"{"metrics": {"clicks": ["Views"]}}"#).metric("Views") == .clicks)
    }

    @Test(
        "Mistakes are status 78 and named",
        arguments: [
            (#"{"metrics": {"rech": []}}"#, "\"metrics.rech\" is not known here"),
            (#"{"totals": "Total"}"#, "\"totals\" must be a list"),
            (#"{"headings": ["--"]}"#, "\"headings[0]\" holds no letter or digit"),
        ])
    func mistakes(_ json: String, _ text: String) {
        let failure = #expect(throws: Failure.self) { _ = try words(json) }
        #expect(failure?.status == .configuration && failure?.message.text == text)
    }
}

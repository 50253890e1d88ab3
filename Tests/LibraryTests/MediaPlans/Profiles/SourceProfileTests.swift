import Streams
import Testing

@testable import MediaPlans

@Suite("Source profiles") struct SourceProfileTests {
    @Test("what is compiled in is what config/sources has")
    func builtIn() throws {
        let folder = PackagePath.root + "/config/sources"
        let files = (fileNames(in: folder) ?? []).filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }
            .sorted()
        #expect(files.count >= 15)
        #expect(files == BuiltInSources.texts.map { $0.name + ".json" })
        for (name, text) in BuiltInSources.texts {
            let file = try #require(try ConfigurationNode.reading("\(folder)/\(name).json"))
            let built = try ConfigurationNode(Array(text.utf8), file: name)
            #expect(file.value == built.value, "stale; this writes it: scripts/make-built-in-sources")
        }
    }

    @Test(
        "a mistake is told with line, column and path",
        arguments: [
            (#"{"kind": "budget"}"#, "line 1, column 10", "\"kind\" is not known here"),
            (#"{"columns": {"SPEND": ["Cost"]}}"#, "line 1, column 23", "\"columns.SPEND\" names no record column"),
            (
                #"{"names": [{"patterns": ["{BRAND"]}]}"#, "line 1, column 26",
                "\"names[0].patterns[0]\" has a \"{\" without \"}\""
            ),
            (#"{"constants": {"MARKET": "Atlantis"}}"#, "line 1, column 26", "\"constants.MARKET\" is not a market"),
            (
                #"{"constants": {"IMPRESSIONS": "5"}}"#, "line 1, column 31",
                "\"constants.IMPRESSIONS\" is a column of numbers"
            ),
            (#"{"currency": "Dollar"}"#, "line 1, column 14", "\"currency\" is not a currency's code"),
            (#"{"header": {"rows": [3, 5]}}"#, "line 1, column 21", "\"header.rows\" must be two rows"),
            (#"{"colums": {}}"#, "line 1, column 12", "\"colums\" is not known here"),
        ])
    func mistakes(text: String, place: String, words: String) throws {
        let failure = try #require(throws: Failure.self) { try SourceBook.profile("mine", text) }
        #expect(failure.status == .configuration)
        #expect(failure.message.place.cell == place)
        #expect(failure.message.text.hasPrefix(words), "\(failure.message.text)")
    }

    @Test(
        "a pattern's star is any run of words",
        arguments: [
            ("Cost", "COST ", true), ("Cost", "Costs", false), ("Total:*", "Total: Account", true),
            ("*AWARENESS*", "OUTCOME_AWARENESS", true),
            ("*budget*", "Ad set budget type", true), ("Amount spent (*)", "Amount spent (USD)", true),
            ("a*b*c", "a x b y c", true),
            ("a*b*c", "a c b", false), ("ab*ba", "aba", false),
        ])
    func patterns(pattern: String, text: String, matches: Bool) {
        #expect(WordPattern(pattern).matches(text) == matches)
    }

    @Test(
        "names are taken apart by their convention",
        arguments: [
            (
                "{BRAND}_{CAMPAIGN}_{MARKET}_{CEJ_OBJECTIVES}[_{FORMAT_TYPE}]", "ZEPH_SUN26_AE_AWA_Bumper",
                "ZEPH SUN26 AE AWA Bumper"
            ),
            (
                "{BRAND}_{CAMPAIGN}_{MARKET}_{CEJ_OBJECTIVES}[_{FORMAT_TYPE}]", "ZEPH_SUN26_AE_AWA",
                "ZEPH SUN26 AE AWA -"
            ),
            ("{BRAND}_{CAMPAIGN}_{MARKET}_{CEJ_OBJECTIVES}[_{FORMAT_TYPE}]", "ZEPH_SUN26_XX_AWA", nil),
            ("{BRAND}_{CAMPAIGN}_{MARKET}_{CEJ_OBJECTIVES}[_{FORMAT_TYPE}]", "ZEPH_SUN26_AE_AWA_Bumper_6s", nil),
            ("{*}_{MARKET}_{CEJ_OBJECTIVES}_{*}", "A_B_C_KW_Con_d_e", "- - KW Con -"),
            ("{MARKET} | {BRAND} - {FORMAT_TYPE}", "Saudi Arabia | Lumo - Reels", "Lumo - Saudi Arabia - Reels"),
            ("{MARKET}-{CEJ_OBJECTIVES}", "UAE-Nothing", nil), ("{MARKET}", "", nil),
        ] as [(String, String, String?)])
    func conventions(pattern: String, name: String, parts: String?) throws {
        let vocabulary = Vocabulary.builtIn
        let found = try NameConvention(pattern).parts(of: name) { column, text in
            switch column {
            case .market: vocabulary.market(named: text) != nil
            case .cejObjectives: vocabulary.stage(named: text) != nil
            default: true
            }
        }
        let columns: [RecordColumn] = [.brand, .campaign, .market, .cejObjectives, .formatType]
        #expect(found.map { found in columns.map { found[$0] ?? "-" }.joined(separator: " ") } == parts)
    }

    @Test(
        "a name's words tell a market only where they tell one",
        arguments: [
            ("SUN26_AE_AWA_Reels", "UAE", "Awareness"), ("Saudi_Arabia-Conversion", "KSA", "Purchase"),
            ("AE_KW_AWA", nil, "Awareness"),
            ("UAE - AE - Awareness", "UAE", "Awareness"), ("Brand only", nil, nil), ("", nil, nil),
        ] as [(String, String?, String?)])
    func words(name: String, market: String?, stage: String?) {
        #expect(Vocabulary.builtIn.word(of: name, for: .market) == market)
        #expect(Vocabulary.builtIn.word(of: name, for: .cejObjectives) == stage)
    }

    private static let export = """
        Name,Land,Ausgaben,Impressionen,Klicks
        Lumo_AWA,AE,10.5,1000,7
        Lumo_XXX,KW,20.5,2000,9
        """

    private static let german = """
        {"kind": "delivered", "match": {"header": ["Ausgaben", "Land"]}, "platform": {"constant": "Pinterest"}, "currency": "EUR",
         "columns": {"CAMPAIGN": ["Name"], "MARKET": ["Land"], "BUDGET_LOCAL": ["Ausgaben"], "IMPRESSIONS": ["Impressionen"], "CLICKS_ACTIONS": ["Klicks"]},
         "constants": {"BRAND": "Lumo"}, "names": [{"words": ["CEJ_OBJECTIVES"]}]}
        """

    @Test("a home's profile reads a layout that nothing else knows, and counts names that break the convention")
    func own() throws {
        let result = try extract(TextFile("e.csv", Self.export), sources: .shipped(and: ["german": Self.german]))
        let columns: [RecordColumn] = [
            .brand, .market, .cejObjectives, .localCurrency, .budgetLocal, .impressions, .clicksActions,
        ]
        #expect(
            result.records.map { $0.texts(columns) } == [
                "Lumo UAE Awareness EUR 10.5 1000 7", "Lumo Kuwait - EUR 20.5 2000 9",
            ])
        let unclear = result.messages(.nameUnclear)
        #expect(unclear.map(\.place.description) == ["e.csv!A3"])
        #expect(unclear.first?.text.contains("CEJ_OBJECTIVES from \"Lumo_XXX\"") == true)
    }

    @Test("several that match are an error that names them, unless one is asked for")
    func several() throws {
        var book = try SourceBook.shipped(and: ["german": Self.german, "other": Self.german])
        let failure = try #require(throws: Failure.self) { try extract(TextFile("e.csv", Self.export), sources: book) }
        #expect(failure.message.code == .severalSources)
        #expect(failure.message.text.hasSuffix("german, other"))
        book.asked = try book.profile(named: "other")
        #expect(try extract(TextFile("e.csv", Self.export), sources: book).records.count == 2)
        #expect(throws: Failure.self) { try book.profile(named: "none") }
    }

    @Test("a home's profile comes before those that are shipped")
    func first() throws {
        let text = "Campaign name,Cost,Impressions,Clicks (destination)\nLumo AE,1,2,3\n"
        let own = #"{"kind": "delivered", "match": {"header": ["Cost"]}, "platform": {"constant": "X"}}"#
        let result = try extract(TextFile("t.csv", text), sources: .shipped(and: ["mine": own]))
        #expect(result.records.map(\.sheetPlatform) == ["X"])
    }

    @Test("values are replaced by pattern before the vocabulary reads them")
    func values() throws {
        let own = """
            {"kind": "delivered", "match": {"header": ["Zone"]}, "platform": {"constant": "X"}, "columns": {"MARKET": ["Zone"], "CEJ_OBJECTIVES": ["Goal"]},
             "values": {"MARKET": {"Dubai*": "UAE", "Rest": null}, "CEJ_OBJECTIVES": {"*BRAND*": "Awareness"}}}
            """
        let text = "Zone,Goal,Spend,Impressions\nDubai North,Brand Love,1,2\nRest,Sell,1,2\n"
        let result = try extract(TextFile("t.csv", text), sources: .shipped(and: ["mine": own]))
        #expect(result.records.map { $0.texts([.market, .cejObjectives]) } == ["UAE Awareness", "- Sell"])
    }

    @Test("each shipped profile of a platform says where its header names are from, and eleven platforms have one")
    func origins() throws {
        var platforms: Set<String> = []
        for (name, text) in BuiltInSources.texts {
            let root = try JSON(parsing: Array(text.utf8))
            let members = try #require(root.members)
            guard !name.hasPrefix("fenced-"), !name.hasPrefix("plain-") else { continue }
            platforms.insert(name)
            let origin = members.first { $0.key == "origin" }?.value.array?.compactMap(\.string) ?? []
            #expect(!origin.isEmpty && origin.allSatisfy { $0.hasPrefix("https://") }, "\(name)")
        }
        #expect(platforms.count == 11)
    }
}

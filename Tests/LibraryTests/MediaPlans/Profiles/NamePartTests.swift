import Streams
import Testing

@testable import MediaPlans

/// Names of campaigns: codes among the words of a sentence, parts that are left out, columns that hold the name themselves.
@Suite("Parts of names") struct NamePartTests {
    @Test(
        "short words of a sentence are no markets",
        arguments: [
            ("Zeph You can win", nil), ("Zeph We are family", nil), ("Join us now", nil), ("JOIN US NOW", nil),
            ("Zeph per person", nil),
            ("Tell me more", nil), ("SUN26_AE_AWA_Reels", "UAE"), ("sun26_ae_awa", "UAE"), ("zeph_you_can_win", nil),
            ("Sun | KW | Reels", "Kuwait"),
            ("Zeph buy now KW", "Kuwait"), ("LUMO KSA AWARENESS", "KSA"), ("Best of Kuwait", "Kuwait"),
            ("best of kuwait", "Kuwait"),
            ("SUN_AE_KW", nil), ("Sun-QA-2026", "Qatar"),
        ] as [(String, String?)])
    func market(name: String, market: String?) { #expect(Vocabulary.builtIn.word(of: name, for: .market) == market) }

    private func read(_ pattern: String, _ names: [String]) throws -> Extracted {
        let profile = """
            {"kind": "delivered", "match": {"header": ["Campaign", "Goal", "Cost"]}, "platform": {"constant": "TikTok"}, "currency": "USD",
             "columns": {"CEJ_OBJECTIVES": ["Goal"]}, "names": [{"from": ["CAMPAIGN"], "patterns": ["\(pattern)"]}],
             "values": {"CEJ_OBJECTIVES": {"*LOVE*": "Awareness"}}}
            """
        let lines = names.map { "\($0),Brand Love,10,1000\n" }.joined()
        return try extract(
            TextFile("input/d.csv", "Campaign,Goal,Cost,Impressions\n" + lines), sources: .shipped(and: ["n": profile]))
    }

    @Test("a column that holds the names is the part that a pattern calls by it; the name follows under its own")
    func own() throws {
        let result = try read(
            "{BRAND}_{CAMPAIGN}_{MARKET}[_{FORMAT_TYPE}]", ["LUMO_SUN26_AE_Reels", "LUMO_SUN26_XX_Reels"])
        #expect(
            result.records.map { $0.texts([.brand, .campaign, .market]) } == [
                "LUMO SUN26 UAE", "- LUMO_SUN26_XX_Reels -",
            ])
        #expect(
            result.records[0].extras.contains {
                $0.name == "CAMPAIGN_AS_WRITTEN" && $0.value == .text("LUMO_SUN26_AE_Reels")
            })
        #expect(result.messages(.nameUnclear).count == 1)
    }

    @Test("any text does not pass over another market") func other() throws {
        let result = try read(
            "{BRAND}_{*}_{MARKET}[_{FORMAT_TYPE}]", ["LUMO_SUN26_AE_KW_Reels", "LUMO_SUN26_KW_Reels"])
        #expect(result.records.map { $0.texts([.market]) } == ["-", "Kuwait"])
        #expect(result.messages(.nameUnclear).count == 1)
    }

    @Test("a header that several columns have is told by its number") func number() throws {
        let profile = """
            {"kind": "delivered", "match": {"header": ["Kampagne", "Zahl"]}, "platform": {"constant": "Meta"}, "currency": "EUR",
             "columns": {"CAMPAIGN": ["Kampagne"], "MARKET": ["Land"], "IMPRESSIONS": [{"header": "Zahl", "number": 2}], "BUDGET_LOCAL": ["Kosten"]}}
            """
        let result = try extract(
            TextFile("input/r.csv", "Kampagne,Land,Zahl,Kosten,Zahl\nSun,UAE,111,10,1000\n"),
            sources: .shipped(and: ["z": profile]))
        #expect(result.records.map { $0.texts([.impressions, .budgetLocal]) } == ["1000 10"])
        #expect(result.coverage.unaccounted == 1)
        for wrong in [#"{"header": "Zahl", "number": 0}"#, #"{"number": 2}"#, #"{"header": "Zahl", "nr": 2}"#] {
            #expect(throws: Failure.self) {
                try SourceBook.profile("x", #"{"columns": {"IMPRESSIONS": [\#(wrong)]}}"#)
            }
        }
    }

    @Test("totals by a type that no column tells are compared together") func types() throws {
        func codes(_ video: Int) throws -> (codes: [MessageCode], left: Int) {
            let text =
                "Campaign,Currency code,Cost,Impr.,Clicks\nZ_AE_AWA,USD,10,1000,5\nZ_KW_AWA,USD,11,1100,6\nTotal: Search,,10,1000,5\nTotal: Video,,\(video),1100,6\nTotal: Removed campaigns,,0,0,0\n"
            let result = try extract(TextFile("input/d.csv", text), sources: .shipped())
            #expect(result.records.count == 2)
            return (result.messages.map(\.code), result.coverage.unaccounted)
        }
        let right = try codes(11)
        #expect(!right.codes.contains(.totalMismatch) && right.left == 0)
        #expect(try codes(12).codes.contains(.totalMismatch))
    }
}

import Streams
import Testing

@testable import MediaPlans

/// Regions beside their members: control totals, or mistakes, and never markets.
@Suite struct RegionMarketTests {
    private func plan(_ lines: String...) throws -> Extracted {
        try extract(
            TextSheets(
                """
                .|START|START|START|START|START
                START|MARKET|CEJ|IMPRESSIONS|BUDGET [LOCAL]|LOCAL CURRENCY|END
                \(lines.map { "START|\($0)|USD|END" }.joined(separator: "\n"))
                .|END|END|END|END|END
                """), as: .planned)
    }

    private func markets(_ result: Extracted) -> [String] { result.records.compactMap { $0[.market].text } }

    @Test func aSumOfMembersIsAControlTotal() throws {
        for lines in [
            ["UAE|Awareness|1000|10", "KSA|Awareness|2000|20", "GCC|Awareness|3000|30"],
            ["GCC|Awareness|3000|30", "UAE|Awareness|1000|10", "KSA|Awareness|2000|20"],
        ] {
            let result = try plan(lines[0], lines[1], lines[2])
            #expect(Set(markets(result)) == ["UAE", "KSA"])
            #expect(result.messages(.regionTotal).map(\.level) == [.warning])
            #expect(result.regions.map(\.lines) == [2])
        }
    }

    @Test func anythingElseIsAMistake() throws {
        let result = try plan("UAE|Awareness|1000|10", "KSA|Awareness|2000|20", "GCC|Awareness|3500|30")
        #expect(markets(result) == ["UAE", "KSA"])
        let message = try #require(result.messages(.regionBesideMembers).first)
        #expect(message.level == .error)
        #expect(message.place.cell == "B5")
        #expect(message.text.contains("3500") && message.text.contains("3000"))
    }

    @Test func aRegionByItselfIsAMarket() throws {
        let result = try plan("GCC|Awareness|3500|30", "Egypt|Awareness|1000|10", "GCC|Purchase|100|3")
        #expect(markets(result) == ["GCC", "Egypt", "GCC"])
        #expect(result.messages.filter { $0.level != .note }.isEmpty)
    }

    @Test func regionsNest() throws {
        let result = try plan(
            "MENA|Awareness|3300|33", "GCC|Awareness|3000|30", "UAE|Awareness|1000|10", "KSA|Awareness|2000|20",
            "Egypt|Awareness|300|3")
        #expect(markets(result) == ["UAE", "KSA", "Egypt"])
        #expect(result.messages(.regionTotal).count == 2)
    }

    private func reach(_ campaign: String, _ frequency: String) throws -> Extracted {
        try extract(
            TextSheets(
                """
                .|START|START|START|START
                START|Metrics / Markets|UAE|Qatar|GNE|END
                START|Campaign Reach (Absl)|1000000|400000|\(campaign)|END
                START|Campaign Freq.|4|5|\(frequency)|END
                .|END|END|END|END
                """), as: .delivered)
    }

    @Test func aColumnOfReachIsNoMarketEither() throws {
        let result = try reach("1400000", "4.3")
        #expect(Set(markets(result)) == ["UAE", "Qatar"])
        #expect(result.messages(.regionTotal).map(\.place.cell) == ["E3"])
        for (campaign, frequency, cell) in [("1300000", "4.3", "E3"), ("1400000", "6", "E4")] {
            let result = try reach(campaign, frequency)
            #expect(Set(markets(result)) == ["UAE", "Qatar"])
            #expect(result.messages(.regionBesideMembers).map(\.place.cell) == [cell])
        }
    }

    @Test func membersAreConfiguration() throws {
        let node = try ConfigurationNode(
            Array(#"{"markets": [{"code": "CLU", "name": "Cluster", "members": ["UAE", "EGY"]}]}"#.utf8), file: "x")
        let vocabulary = try Vocabulary.builtIn.extended(by: node)
        #expect(vocabulary.parts(ofRegion: "CLU", among: ["CLU", "UAE", "KSA"]) == ["UAE"])
        #expect(vocabulary.parts(ofRegion: "GLOBAL", among: ["GLOBAL", "CLU", "UAE", "FRA"]) == ["UAE", "FRA"])
    }
}

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
        #expect(message.text.contains("3,500") && message.text.contains("3,000"))
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

    private func matrix(_ names: String, _ rows: String...) throws -> Extracted {
        let width = names.split(separator: "|").count
        return try extract(
            TextSheets(
                """
                .|START\(String(repeating: "|START", count: width))
                START|Metrics / Markets|\(names)|END
                \(rows.map { "START|\($0)|END" }.joined(separator: "\n"))
                .|END\(String(repeating: "|END", count: width))
                """), as: .delivered)
    }

    @Test(arguments: ["Total", "All", "Overall", "GNE Total", "Total GNE", "Total Africa", "All markets"])
    func aTotalByAnyOfItsNamesIsNoMarket(name: String) throws {
        let result = try matrix(
            "UAE|Qatar|Egypt|\(name)", "Campaign Reach (Absl)|100|200|307|607", "Campaign Freq.|4|5|6|5.2")
        #expect(Set(markets(result)) == ["UAE", "Qatar", "Egypt"])
        #expect(result.messages(.regionBesideMembers).isEmpty)
    }

    @Test("a column that is the sum of the others is a mistake, whatever it is called, and other columns are not")
    func unknownSums() throws {
        let rows = ["Campaign Reach (Absl)|100|200|307|607", "Campaign Freq.|4|5|6|5.2"]
        for name in ["Average", "Everywhere", "Group", "Türkiye"] {
            let result = try matrix("UAE|Qatar|Egypt|\(name)", rows[0], rows[1])
            let message = try #require(result.messages(.regionBesideMembers).first)
            #expect(message.level == .error && message.place.cell == "F3")
            #expect(message.text.contains("\(name) is the sum of UAE, Qatar, Egypt in 1 row"))
            #expect(message.text.contains("607"))
        }
        // Not the sum in one of the rows; or round numbers in one row alone; or two columns that are alike.
        for (names, rows) in [
            ("UAE|Qatar|Egypt", ["Campaign Reach|110|207|317", "Awareness Reach|100|200|307"]),
            ("UAE|Qatar|Egypt", ["Campaign Reach|1000|2000|3000"]), ("UAE|Qatar", ["Campaign Reach|307|307"]),
            ("UAE|Qatar|Egypt", ["Campaign Reach|110|207|-"]),
        ] {
            let result = try rows.count == 2 ? matrix(names, rows[0], rows[1]) : matrix(names, rows[0])
            #expect(result.messages(.regionBesideMembers).isEmpty, "\(names) \(rows)")
        }
    }

    @Test("a line about all stages or markets is a total where it is the sum of others, and a line elsewhere")
    func wholes() throws {
        for whole in ["Egypt|All stages|1000|11", "Egypt|Overall|1000|11", "Egypt|Full Funnel|1000|11"] {
            let lines = ["UAE|Awareness|5|1", "Egypt|Awareness|300|3", "Egypt|Purchase|700|8"]
            let result = try plan(lines[0], lines[1], lines[2], whole)
            #expect(markets(result) == ["UAE", "Egypt", "Egypt"])
            #expect(result.messages(.totalPassed).count == 1)
        }
        // One line a market, twice the same numbers; and a sum in one measure only.
        for lines in [
            ["UAE|All stages|300|3", "Egypt|All stages|300|3", "Oman|All stages|600|6"],
            ["UAE|Awareness|300|3", "UAE|Purchase|700|8", "UAE|All stages|1000|12"],
        ] {
            let result = try plan(lines[0], lines[1], lines[2])
            #expect(markets(result).count == 3)
            #expect(result.messages(.totalPassed).isEmpty)
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

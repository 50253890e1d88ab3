import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Measures under several groups of columns, totals of a line, and numbers that are merged over lines.
@Suite struct HeaderPartTests {
    private func read(_ upper: String, _ lower: String, _ lines: String, sheet: String = "META") throws -> Extracted {
        try extract(TextSheets("\(upper)\n\(lower)\n\(lines)", sheet: sheet), as: .delivered)
    }

    private static let columns = "Market|Campaign|Objective|Format|Spend|Impressions|Spend|Impressions"
    private static let lines = "UAE|Sun|Awareness|Reels|8|800|10|1000\nKuwait|Sun|Purchase|Reels|18|1800|20|2000"

    private func spend(_ result: Extracted) -> [Double] { result.records.compactMap { $0[.budgetLocal].number } }

    @Test("groups that are parts of the sheet's platform are lines of their own")
    func platforms() throws {
        let result = try read("|||| Facebook||Instagram|", Self.columns, Self.lines)
        #expect(spend(result) == [8, 10, 18, 20])
        #expect(result.records.compactMap { $0[.platform].text } == ["Facebook", "Instagram", "Facebook", "Instagram"])
        #expect(result.messages(.groupsUnclear).isEmpty && result.coverage.unaccounted == 0)
    }

    @Test("groups that are stages give the stage, unless a column does")
    func stages() throws {
        let lower = "Market|Campaign|Format|Spend|Impressions|Spend|Impressions"
        let lines = "UAE|Sun|Reels|8|800|10|1000"
        let result = try read("|||Awareness||Purchase|", lower, lines)
        #expect(result.records.map { $0.texts([.cejObjectives, .budgetLocal]) } == ["Awareness 8", "Purchase 10"])
        #expect(result.messages(.columnMissing).isEmpty)
        let both = try read("|||| Awareness||Purchase|", Self.columns, Self.lines)
        #expect(spend(both).isEmpty)
        #expect(both.messages(.groupsUnclear).first?.text.contains("a column gives the stage") == true)
    }

    @Test(
        "groups that are not known leave their measures unknown, with an error that names them",
        arguments: [("Last month", "This month"), ("Organic", "Paid"), ("Phase A", "Phase B")])
    func unknownGroups(first: String, second: String) throws {
        let result = try read("|||| \(first)||\(second)|", Self.columns, Self.lines)
        #expect(result.records.count == 2 && spend(result).isEmpty)
        let message = try #require(result.messages(.groupsUnclear).first)
        #expect(message.level == .error && message.place.cell == "E2:H2")
        #expect(message.text.contains("\"\(first)\", \"\(second)\""))
        #expect(result.coverage.unaccounted == 8)
    }

    @Test("a total beside such groups is taken, but not over another platform")
    func totals() throws {
        let lower = "Market|Campaign|Objective|Format|Spend|Spend|Spend"
        let lines = "UAE|Sun|Awareness|Reels|8|10|18"
        let unknown = try read("|||| Organic|Paid|Total", lower, lines)
        #expect(spend(unknown) == [18])
        #expect(unknown.messages(.groupsUnclear).map(\.level) == [.warning])
        let known = try read("|||| Facebook|Instagram|Total", lower, lines)
        #expect(spend(known) == [8, 10] && known.coverage.unaccounted == 0)
        let foreign = try read("|||| Meta|TikTok|Total", lower, lines)
        #expect(spend(foreign) == [8])
        #expect(foreign.messages(.groupsUnclear).map(\.level) == [.error])
    }

    @Test("groups over different measures say nothing")
    func otherGroups() throws {
        let result = try read(
            "Campaign info||||Budget||Estimated results|",
            "Market|Campaign|Objective|Format|Spend|CPM|Impressions|Clicks",
            "UAE|Sun|Awareness|Reels|8|80|1000|2")
        #expect(spend(result) == [8] && result.messages(.groupsUnclear).isEmpty)
    }

    @Test("a total of a line that its months do not come to is an error")
    func lineTotals() throws {
        func messages(_ header: String, _ line: String) throws -> [Message] {
            try extract(
                TextSheets(
                    "Market|Campaign|Objective|Format|\(header)\nUAE|Sun|Awareness|Reels|\(line)", sheet: "META"),
                as: .planned
            ).messages(.totalMismatch)
        }
        let months = "Budget Apr 26|Budget May 26|Budget Jun 26|Total Budget"
        #expect(try messages(months, "100|200|300|600").isEmpty)
        // As it is shown, and rounded.
        #expect(try messages(months, "100.2|200.2|300.2|601").isEmpty)
        let wrong = try messages(months, "100|200|300|700")
        #expect(wrong.map(\.level) == [.error] && wrong.map(\.place.cell) == ["H2"])
        #expect(
            try messages("Budget Apr 26||Budget Jun 26|Total Budget", "100|200|300|600").map(\.place.cell) == ["H2"])
    }

    @Test("the column of a region sums up its members alone")
    func regionTotals() throws {
        let text =
            "Lines|||Budget||||\nCampaign|Objective|Format|UAE|Kuwait|United Kingdom|GCC|Total\nSun|Awareness|Reels"
        func messages(_ line: String) throws -> [Message] {
            try extract(TextSheets("\(text)|\(line)", sheet: "META"), as: .planned).messages(.totalMismatch)
        }
        #expect(try messages("10|20|5|30|35").isEmpty)
        #expect(try messages("10|20|5|35|35").map(\.place.cell) == ["G3"])
    }

    @Test("a line without anything under a number is a remark, whatever it says")
    func remarks() throws {
        let header = "Campaign,Currency code,Cost,Impr.,Clicks\nZ_AE_AWA,USD,10,1000,5\n"
        let footers =
            "Total: Campaigns,,10,1000,5\n\nNote: conversions are modelled for some users.\nMade by me,on 2 May\n"
        let result = try extract(TextFile("g.csv", header + footers), sources: .shipped())
        #expect(result.records.count == 1 && result.messages(.nameUnclear).isEmpty)
        // A number that cannot be read is one.
        let odd = try extract(TextFile("g.csv", header + "Z_KW_AWA,USD,1x0,--,--\n"), sources: .shipped())
        #expect(odd.records.count == 2 && odd.messages(.notANumber).count == 1)
    }

    @Test("Start and End among other names are the days of a flight, and no fence")
    func flightColumns() throws {
        let header = "Market|Campaign|Objective|Format|Start|End|Budget (USD)|Impressions"
        let line = "UAE|Sun|Awareness|Reels|2026-04-01|2026-04-30|10|1000"
        let result = try extract(TextSheets("\(header)\n\(line)", sheet: "META"), as: .planned)
        #expect(result.records.map { $0.texts([.startDate, .endDate, .budgetLocal]) } == ["2026-04-01 2026-04-30 10"])
    }
}

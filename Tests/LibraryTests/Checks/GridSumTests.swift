import MediaPlans
import Streams
import Testing

@testable import Checks

/// Sums of a sheet's own numbers beside what extraction takes.
@Suite("Sums of the sheets' own numbers") struct GridSumTests {
    private static let plan = """
        .|.|MARKET SUMMARY|BUDGET [USD]|IMPRESSIONS
        .|.|UAE|50|1000
        .|.|TOTAL|110.5|3000

        .|START|START|START|START|START
        START|MARKET|CEJ|IMPRESSIONS|BUDGET [LOCAL]|END
        START|UAE|Awareness|1000|50|END
        START|Qatar|Purchase|2000|60.5|END
        START|TOTAL|.|3000|110.5|END
        .|END|END|END|END

        .|Fee|Market|Amount
        .|Tech|UAE|7
        """
    private static let report = """
        .|START|START|START
        START|Metrics / Markets|UAE|Qatar|GCC|END
        START|Campaign Reach (Absl)|100|50|150|END
        START|Awareness Reach - in thousands|0.06|0.03|0.09|END
        START|Campaign Freq.|4|5|4.5|END
        .|END|END|END
        """

    private func compare(_ text: String, _ kind: InputKind, change: (inout [Record]) -> Void = { _ in }) throws
        -> (rules: GridSumRules, log: FindingLog)
    {
        let sheets = TextSheets(text)
        var records = try extract(sheets, as: kind).records
        change(&records)
        let grid = GridSums(vocabulary: .builtIn)
        try sheets.walk(grid)
        var taken = TakenSums(vocabulary: .builtIn)
        for record in records { taken.add(record) }
        let log = FindingLog(settings: CheckSettings())
        var rules = GridSumRules(log: log, vocabulary: .builtIn)
        rules.compare(grid, taken, file: "x.xlsx")
        return (rules, log)
    }

    @Test("what was read right agrees; totals, summaries, fees and regions count nowhere") func agreeing() throws {
        for (text, kind, count) in [(Self.plan, InputKind.planned, 4), (Self.report, .delivered, 2)] {
            let (rules, log) = try compare(text, kind)
            #expect(rules.compared == count && rules.agreed == count)
            #expect(log.count == 0, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
        }
    }

    @Test(
        "a line that says total in any of its words agrees, read as a total or as a line",
        arguments: [
            "Total UAE", "Subtotal", "All stages", "Overall", "Awareness",
        ]) func wholes(stage: String) throws
    {
        let text = Self.plan.replacing(
            "START|TOTAL|.|3000|110.5|END", with: "START|UAE|Consideration|500|9|END\nSTART|UAE|\(stage)|1500|59|END")
        let (rules, log) = try compare(text, .planned)
        #expect(rules.compared == 4 && log.count == 0, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
    }

    @Test("a number that is text is left to the reading, and the rest is compared") func texts() throws {
        let text = Self.plan.replacing("START|UAE|Awareness|1000|50|END", with: "START|UAE|Awareness|1 000,0|50|END")
        let (rules, log) = try compare(text, .planned)
        #expect(rules.compared == 3 && log.count == 0, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
    }

    @Test("a line that was not read, read twice or read as another market is named with both numbers and its cells")
    func differing() throws {
        let changes: [(inout [Record]) -> Void] = [
            { $0.removeFirst() }, { $0.append($0[0]) }, { $0[0][.market] = .text("Qatar") },
            { $0[0][.impressions] = .number(1_000_000) },
        ]
        for change in changes {
            let (rules, log) = try compare(Self.plan, .planned, change: change)
            #expect(rules.agreed < rules.compared)
            let finding = try #require(log.group("grid-sum-differs")?.findings.first)
            #expect(finding.place.cell?.hasPrefix("D") == true || finding.place.cell?.hasPrefix("E") == true)
        }
        let (_, log) = try compare(Self.report, .delivered) { $0[0][.uniquesReach] = .number(101) }
        #expect(log.group("grid-sum-differs")?.findings.count == 1)
    }

    @Test("a line under the fence is found by its numbers") func outside() throws {
        let text = Self.plan.replacing("\n\n.|Fee", with: "\n.|UAE|Awareness|77|7\n\n.|Fee")
        let (_, log) = try compare(text, .planned)
        #expect(log.group("grid-sum-differs")?.findings.count == 2)
    }

    @Test("numbers beside a market that is not known leave nothing to compare") func unclear() throws {
        let (rules, log) = try compare(Self.plan.replacing("START|Qatar", with: "START|Atlantis"), .planned)
        #expect(rules.compared == 0 && log.count == 0)
    }
}

import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// The planner's own summaries: read from the sheet's head, and held against the lines.
@Suite("Control totals") struct ControlTotalTests {
    private static let head = """
        .|BRAND|Quillmere|.|MARKET SUMMARY|BUDGET [USD]|BUDGET [EUR]|IMPRESSIONS|CPM Avg.|REACH%|ABSOLUTE REACH|AWA BUDGET|AWA Reach Abs.
        .|START DATE|2026-04-06|.|UAE|2000|1800|2000000|1|0.4|400000|1200|240000
        .|END DATE|2026-05-31|.|KWT|3000|2700|3000000|1|0.4|600000|1800|360000
        .|.|.|.|QAT|4000|3600|4000000|#DIV/0!|0.4|800000|2400|480000
        .|.|.|.|TOTAL|9000|8100|9000000|1|0.4|1800000|5400|1080000
        @20
        START|START|START
        .|Cyprus|7
        """

    /// The rules that have their bad and good cases here.
    static let codes = [
        "control-total-differs", "control-total-sum", "control-total-without-lines", "control-total-missing",
        "campaign-reach-differs", "campaign-reach-above-stages",
    ]

    private func summary(_ text: String) throws -> PlanSummary {
        try PlanSummary.reading(TextSheets(text), vocabulary: .builtIn)
    }

    @Test("sums are read with market, stage, currency and cell; rates, shares and what stands in the lines are not")
    func reading() throws {
        let summary = try summary(Self.head)
        #expect(summary.totals.count == 24)
        let kuwait = summary.totals.filter { $0.market?.displayName == "Kuwait" }
        #expect(kuwait.map(\.value) == [3000, 2700, 3_000_000, 600_000, 1800, 360_000])
        #expect(kuwait.map(\.place.cell) == ["F3", "G3", "H3", "K3", "L3", "M3"])
        #expect(kuwait.map(\.currency) == ["USD", "EUR", nil, nil, nil, nil])
        #expect(kuwait.map(\.stage) == [nil, nil, nil, nil, .awareness, .awareness])
        #expect(summary.totals.filter { $0.market == nil }.count == 6)
        #expect(summary.blocks.first?.start == CivilDate(year: 2026, month: 4, day: 6))
        #expect(summary.blocks.first?.end == CivilDate(year: 2026, month: 5, day: 31))
    }

    @Test("a text where a total is to be is said; an unknown one is not") func texts() throws {
        func codes(_ change: (String) -> String) throws -> Set<String> {
            let budgets = ["UAE|2000|", "KWT|3000|", "QAT|4000|", "TOTAL|9000|"]
            let text = budgets.reduce(Self.head) { text, budget in text.replacing(budget, with: change(budget)) }
            #expect(text != Self.head)
            return Set(check(CleanCampaign().records, summary: try summary(text)).codes)
        }
        #expect(try codes { $0.dropLast() + " x|" } == ["control-total-missing"])
        #expect(try codes { $0.prefix { $0 != "|" } + "|tbc|" } == [])
    }

    @Test("totals that agree say nothing; another currency than the lines' is not compared") func agreeing() throws {
        let log = check(CleanCampaign().records, summary: try summary(Self.head))
        #expect(log.count == 0, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
    }

    @Test(
        "a total that differs is named with both numbers and its cell",
        arguments: [
            ("KWT|3000", "KWT|3250", "control-total-differs", "F3"),
            ("TOTAL|9000", "TOTAL|9100", "control-total-sum", "F5"),
            ("1800|360000", "1800|370000", "control-total-differs", "M3"),
            ("0.4|400000", "0.4|350000", "campaign-reach-differs", "K2"),
            ("0.4|1800000", "0.4|1500000", "campaign-reach-differs", "K5"),
            ("0.4|1800000", "0.4|1500000", "control-total-sum", "K5"),
            ("0.4|400000", "0.4|450000", "campaign-reach-above-stages", "K2"),
            ("REACH%|ABSOLUTE REACH", "FREQUENCY|UNIQUES / REACH", "frequency-contradicts", "J2"),
        ])
    func differing(old: String, new: String, code: String, cell: String) throws {
        let text = Self.replace(Self.head, old, new)
        let log = check(CleanCampaign().records, summary: try summary(text))
        let findings = log.group(code)?.findings ?? []
        #expect(findings.contains { $0.place.cell == cell }, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
    }

    @Test("a difference names the cells of both sides: the total's, and those of all its lines or markets") func cells()
        throws
    {
        func hint(_ old: String, _ new: String, _ code: String, _ cell: String) throws -> String? {
            let log = check(CleanCampaign().records, summary: try summary(Self.replace(Self.head, old, new)))
            return log.group(code)?.findings.first { $0.place.cell == cell }?.hint
        }
        // Kuwait's lines are rows 14 to 16, the first of them that of awareness; those of all markets 11 to 19.
        #expect(
            try hint("KWT|3000", "KWT|3250", "control-total-differs", "F3")
                == "the lines are in PLANNED_x.xlsx!DV360!rows 14-16 (3 lines)")
        #expect(
            try hint("1800|360000", "1800|370000", "control-total-differs", "M3")
                == "the lines are in PLANNED_x.xlsx!DV360!row 14 (1 line)")
        #expect(
            try hint("TOTAL|9000", "TOTAL|9100", "control-total-differs", "F5")
                == "the lines are in PLANNED_x.xlsx!DV360!rows 11-19 (9 lines)")
        #expect(try hint("TOTAL|9000", "TOTAL|9100", "control-total-sum", "F5") == "the markets stand in F2, F3, F4")
    }

    @Test("a total that is out by what its markets are out by is not a second finding; one that is out by more is")
    func totalOfMarkets() throws {
        func places(_ changes: [(String, String)]) throws -> [String] {
            let text = changes.reduce(Self.head) { Self.replace($0, $1.0, $1.1) }
            let log = check(CleanCampaign().records, summary: try summary(text))
            return (log.group("control-total-differs")?.findings ?? []).compactMap(\.place.cell)
        }
        #expect(try places([("KWT|3000", "KWT|3250"), ("TOTAL|9000", "TOTAL|9250")]) == ["F3"])
        let both = [("KWT|3000", "KWT|3250"), ("UAE|2000", "UAE|1900"), ("TOTAL|9000", "TOTAL|9150")]
        #expect(try places(both) == ["F2", "F3"])
        #expect(try places([("KWT|3000", "KWT|3250"), ("TOTAL|9000", "TOTAL|9350")]) == ["F3", "F5"])
        #expect(try places([("TOTAL|9000", "TOTAL|9250")]) == ["F5"])
    }

    @Test("beside a market whose total is no number, TOTAL is not held against the sum of the others") func partUnread()
        throws
    {
        let text = Self.replace(Self.head, "UAE|2000|", "UAE|about 2000|")
        #expect(check(CleanCampaign().records, summary: try summary(text)).codes == ["control-total-missing"])
        let other = Self.replace(text, "1200|240000", "1200|250000")
        #expect(check(CleanCampaign().records, summary: try summary(other)).codes.contains("control-total-differs"))
    }

    @Test("lines that stand far apart are listed up to a number of ranges, and all are counted") func manyRanges()
        throws
    {
        var campaign = CleanCampaign()
        let line = campaign.records.first { $0[.market].text == "Kuwait" && $0.sourceType == .planned }!
        for index in 0..<100 {
            var more = line
            more[.sourceRow] = .number(Double(1000 + 2 * index))
            campaign.records.append(more)
        }
        let hint = check(campaign.records, summary: try summary(Self.head)).group("control-total-differs")?.findings
            .first { $0.place.cell == "F3" }?.hint
        // Of awareness' lines row 14 and 23 more are told; the other two stages' follow as its neighbours.
        #expect(
            hint?.hasPrefix("the lines are in PLANNED_x.xlsx!DV360!rows 14-16, 1000, 1002, ") == true, "\(hint ?? "")"
        )
        #expect(hint?.hasSuffix(" (103 lines, 77 of them not listed)") == true, "\(hint ?? "")")
    }

    @Test(
        "the planner's reach is known by the names that lines and trackers have for it",
        arguments: [
            "REACH", "UNIQUES", "UNIQUES / REACH", "Unique Reach", "Net reach", "Campaign Reach", "Unique Users",
            "Total Reach", "People reached",
        ])
    func reachNames(name: String) throws {
        let text = Self.replace(Self.replace(Self.head, "ABSOLUTE REACH", name), "0.4|1800000", "0.4|1500000")
        let log = check(CleanCampaign().records, summary: try summary(text))
        #expect(log.codes == ["campaign-reach-differs", "control-total-sum"])
    }

    @Test("every row whose reach differs is told with both numbers and its cell") func allRows() throws {
        let text = Self.replace(Self.replace(Self.head, "0.4|400000", "0.4|390000"), "0.4|1800000", "0.4|1790000")
        let log = check(CleanCampaign().records, summary: try summary(text))
        let finding = log.group("campaign-reach-differs")?.findings.first
        #expect(log.codes == ["campaign-reach-differs"])
        #expect(finding?.place.cell == "K5")
        #expect(finding?.text.hasSuffix("; so do UAE 400,000 beside 390,000 (K2)") == true, "\(finding?.text ?? "")")
    }

    @Test("a summary in another currency whose numbers are the lines' contradicts them") func currency() throws {
        let text = Self.replace(Self.head, "BUDGET [USD]", "BUDGET [AED]")
        let log = check(CleanCampaign().records, summary: try summary(text))
        #expect(log.codes == ["currency-mixed"])
        #expect(log.group("currency-mixed")?.findings.first?.place.cell == "F2")
    }

    @Test("rounding is within tolerance") func tolerance() throws {
        let text = Self.replace(Self.head, "UAE|2000|1800|2000000", "UAE|2000|1800|2000500")
        #expect(check(CleanCampaign().records, summary: try summary(text)).count == 0)
    }

    private static func replace(_ line: String, _ old: String, _ new: String) -> String {
        guard let range = line.firstRange(of: old) else { return line }
        return line.replacingCharacters(range, new)
    }

    @Test("a market of the summary without lines, and lines without a row in it, are named") func absent() throws {
        let text = Self.replace(Self.head, "QAT|4000", "Oman|4000")
        let codes = check(CleanCampaign().records, summary: try summary(text)).codes
        #expect(codes.contains("control-total-without-lines") && codes.contains("control-total-missing"))
    }
}

extension String {
    fileprivate func firstRange(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }

    fileprivate func replacingCharacters(_ range: Range<String.Index>, _ text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}

import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// What changed between the records of two runs.
@Suite("Earlier records") struct EarlierComparisonTests {
    private struct Outcome {
        var summary: EarlierSummary
        var changes: [RecordChange]
        var log: FindingLog
    }

    private func compare(_ old: [Record], _ new: [Record], most: Int = 1000) throws -> Outcome {
        let log = FindingLog(settings: CheckSettings())
        let comparison = EarlierComparison(
            path: "old.tsv", settings: CheckSettings(), vocabulary: .builtIn, most: most)
        for record in old { comparison.addEarlier(record) }
        for record in new { comparison.add(record) }
        var changes: [RecordChange] = []
        let summary = try comparison.finish(log: log) { changes.append($0) }
        return Outcome(summary: summary, changes: changes, log: log)
    }

    /// A line of a daily report.
    private func line(
        _ name: String = "Sun", day: Int = 1, spend: Double? = 100, impressions: Double? = 5000, market: String = "UAE",
        platform: String = "META"
    ) -> Record {
        var record = Record(sourceType: .deliveredMedia, sheetPlatform: platform)
        record[.market] = .text(market)
        record[.campaign] = .text(name)
        record[.cejObjectives] = .text("Awareness")
        let date = CivilDate(year: 2026, month: 4, day: day)
        (record[.startDate], record[.endDate]) = (.date(date), .date(date))
        if let spend { record[.budgetLocal] = .number(spend) }
        if let impressions { record[.impressions] = .number(impressions) }
        return record
    }

    @Test("equal records in another order, from other files and rows, with other remarks, are equal") func equal()
        throws
    {
        var campaign = CleanCampaign().records
        let old = campaign
        for index in campaign.indices {
            campaign[index][.sourceFile] = .text("other.xlsx")
            campaign[index][.sourceRow] = .number(Double(900 - index))
            campaign[index][.comments] = .text("seen")
        }
        let outcome = try compare(old, campaign.reversed())
        #expect(outcome.changes.isEmpty && outcome.log.count == 0)
        #expect(outcome.summary.equal == old.count && outcome.summary.reason == nil)
    }

    @Test(
        "a number counts as changed beyond the tolerance, and unknown is not 0",
        arguments: [
            (100, 100.04, false), (100, 100.06, true), (0, 0, false), (0, nil, true), (nil, 0, true), (nil, nil, false),
            (0, 0.01, true), (100, nil, true), (-100, 100, true),
        ] as [(Double?, Double?, Bool)])
    func tolerance(before: Double?, after: Double?, isChange: Bool) throws {
        let outcome = try compare([line(spend: before)], [line(spend: after)])
        #expect(outcome.changes.count == (isChange ? 1 : 0))
        #expect(outcome.log.codes == (isChange ? ["lines-changed"] : []))
        guard let change = outcome.changes.first else { return }
        #expect(change.measure == "BUDGET_LOCAL" && change.before.number == before && change.after.number == after)
        #expect(change.unknownBefore == (before == nil ? 1 : 0) && change.unknownAfter == (after == nil ? 1 : 0))
    }

    @Test("lines that are gone, new and of later days") func lines() throws {
        let outcome = try compare(
            [line(day: 1), line(day: 2), line("Moon", day: 3)],
            [line(day: 1), line("Star", day: 2), line(day: 4), line(day: 5)])
        #expect(outcome.log.codes == ["lines-gone", "lines-later", "lines-new"])
        let summary = outcome.summary
        #expect(
            summary.equal == 1 && summary.gone == 2 && summary.new == 1 && summary.later == 2 && summary.changed == 0)
        // Two measures of each of five lines.
        #expect(outcome.changes.count == 10)
    }

    @Test("amounts in different currencies are never added, nor subtracted") func currencies() throws {
        func spend(_ name: String, _ value: Double, _ currency: String) -> Record {
            var record = line(name, spend: value)
            record[.localCurrency] = .text(currency)
            return record
        }
        let two = try compare(
            [spend("Sun", 1000, "AED"), spend("Moon", 10, "USD")],
            [spend("Sun", 1100, "AED"), spend("Moon", 20, "USD")])
        let text = try #require(two.log.group("lines-changed")?.findings.first?.text)
        #expect(text.contains("BUDGET_LOCAL USD 10 to 20") && text.contains("BUDGET_LOCAL AED 1,000 to 1,100"))
        #expect(!text.contains("1,010"))
        let moved = try compare([spend("Sun", 1000, "AED")], [spend("Sun", 272, "USD")])
        let change = try #require(moved.changes.first { $0.measure == "BUDGET_LOCAL" })
        #expect(change.difference == nil && change.share == nil && change.before.number == 1000)
        #expect(change.currencyBefore == "AED" && change.currencyAfter == "USD")
        // Lines of one name in two currencies have no sum.
        let mixed = try compare(
            [spend("Sun", 1, "AED"), spend("Sun", 2, "USD")], [spend("Sun", 3, "AED"), spend("Sun", 4, "USD")])
        #expect(mixed.changes.first { $0.measure == "BUDGET_LOCAL" }?.before == .unknown)
    }

    @Test("measures that do not add up are counted") func notAdditive() throws {
        func reach(_ day: Int, _ value: Double) -> Record {
            var record = line(day: day)
            record[.uniquesReach] = .number(value)
            return record
        }
        let outcome = try compare((1...10).map { reach($0, 100) }, (1...10).map { reach($0, $0 == 3 ? 160 : 150) })
        let text = try #require(outcome.log.group("lines-changed")?.findings.first?.text)
        #expect(text.hasSuffix(": 10 values of UNIQUES_REACH (by up to +60 %)"))
    }

    @Test(
        "names in other letters are the same; a plan with other flights is told; a report with other columns is not compared"
    )
    func alike() throws {
        #expect(try compare([line("BRIGHT")], [line("Bright", spend: 150)]).summary.changed == 1)
        func plan(_ end: Int, _ budget: Double) -> Record {
            var record = line("Plan", spend: budget)
            record.sourceType = .planned
            record[.endDate] = .date(CivilDate(year: 2026, month: 4, day: end))
            return record
        }
        let moved = try compare([plan(15, 30000), line()], [plan(30, 90000), line()])
        #expect(moved.summary.gone == 1 && moved.summary.new == 1 && moved.summary.notCompared == 0)
        let other = try compare([line("Old", platform: "TIKTOK"), line()], [line("New", platform: "TIKTOK"), line()])
        #expect(other.summary.notCompared == 2 && other.summary.unlike == ["TIKTOK, DELIVERED MEDIA"])
    }

    @Test("lines with the same names are compared as sets") func sets() throws {
        let old = [line(spend: 1), line(spend: 2), line(spend: 3), line(spend: nil)]
        let same = try compare(old, [line(spend: nil), line(spend: 3), line(spend: 1), line(spend: 2)])
        #expect(same.changes.isEmpty && same.summary.equal == 4 && same.summary.together == 8)
        let one = try compare(old, [line(spend: 2), line(spend: 1), line(spend: 7), line(spend: nil)])
        #expect(one.changes.map(\.measure) == ["BUDGET_LOCAL"])
        #expect(one.changes.first?.before.number == 3 && one.changes.first?.after.number == 7)
        // A line less: its numbers are gone, and the others are equal.
        let less = try compare(old, Array(old.dropFirst()))
        #expect(less.summary.gone == 1 && less.summary.equal == 3 && less.changes.first?.before.number == 1)
        // Numbers that change places within the set, with the same sums, are a change.
        let crossed = try compare(
            [line(spend: 1, impressions: 10), line(spend: 2, impressions: 20)],
            [line(spend: 1, impressions: 20), line(spend: 2, impressions: 10)])
        #expect(crossed.changes.count == 1 && crossed.changes[0].measure == nil && crossed.summary.changed == 2)
    }

    @Test("a rate that follows from changed numbers is in the changes and not in the finding") func rates() throws {
        var (old, new) = (line(), line(spend: 120))
        (old[.cpmLocal], new[.cpmLocal]) = (.number(20), .number(24))
        let both = try compare([old], [new])
        #expect(both.changes.map(\.measure) == ["BUDGET_LOCAL", "CPM_LOCAL"])
        #expect(both.log.group("lines-changed")?.findings[0].text.contains("CPM") == false)
        new[.budgetLocal] = .number(100)
        let alone = try compare([old], [new])
        #expect(alone.log.group("lines-changed")?.findings[0].text.hasSuffix("CPM_LOCAL 20 to 24 (+20 %)") == true)
    }

    @Test("another currency is a change though the numbers are the same; so is a number of an extra column")
    func currencyAndExtras() throws {
        var (old, new) = (line(), line())
        (old[.localCurrency], new[.localCurrency]) = (.text("USD"), .text("AED"))
        (old.extras, new.extras) = (
            [("Conversions", .number(3))], [("Conversions", .number(4)), ("Leads", .number(0))]
        )
        let outcome = try compare([old], [new])
        #expect(outcome.changes.map(\.measure) == ["Conversions", "Leads", "LOCAL_CURRENCY"])
        #expect(outcome.changes[1].before.isUnknown && outcome.changes[1].after.number == 0)
        #expect(outcome.changes[2].fields[9...10] == ["USD", "AED"])
    }

    @Test("a comparison that has nothing to compare says so") func nothing() throws {
        let other = try compare([line("Moonlight Harbour")], [line("Bright Morning")])
        #expect(other.summary.reason?.contains("another campaign") == true)
        let days = try compare([line(day: 1)], [line(day: 2)])
        #expect(days.summary.reason?.hasPrefix("no line has the platform") == true)
        let empty = try compare([], [line()])
        #expect(empty.summary.reason == "the earlier file has no records")
        for outcome in [other, days, empty] {
            #expect(outcome.changes.isEmpty && outcome.log.codes == ["earlier-not-compared"])
            #expect(outcome.summary.sentence.hasPrefix("nothing was compared"))
        }
    }

    @Test("a platform without a line in common is named, and the others are compared") func platform() throws {
        let old = [line(day: 1), line(day: 1, platform: "TIKTOK")]
        let outcome = try compare(old, [line(day: 1, spend: 7), line("Moon", day: 1, platform: "TIKTOK")])
        #expect(outcome.log.codes == ["earlier-not-compared", "lines-changed"])
        #expect(outcome.summary.notCompared == 2 && outcome.changes.count == 1)
        // A platform that is not in the report any more is gone.
        let gone = try compare(old, [line(day: 1)])
        #expect(gone.log.codes == ["lines-gone"])
    }

    @Test("of too many lines the same part is compared on both sides") func many() throws {
        let old = (0..<600).map { line("Name \($0)") }
        let outcome = try compare(old, old.reversed(), most: 200)
        #expect(outcome.summary.share < 0.5 && outcome.changes.isEmpty)
        #expect((20...200).contains(outcome.summary.equal))
        #expect(outcome.log.codes == ["comparison-cut"])
    }
}

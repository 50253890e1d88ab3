import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Records of some days, and records by day, week and month.
@Suite struct PeriodTests {
    private func day(_ text: String) -> CivilDate { CivilDate(iso: text) ?? CivilDate(year: 1970, month: 1, day: 1) }

    private func line(
        _ type: SourceType, _ start: String?, _ end: String?, budget: Double? = 100, reach: Double? = nil
    ) -> Record {
        var record = Record(sourceType: type, sheetPlatform: "META")
        record[.market] = .text("UAE")
        if let start { record[.startDate] = .date(day(start)) }
        if let end { record[.endDate] = .date(day(end)) }
        if let budget { record[.budgetLocal] = .number(budget) }
        if let reach { record[.uniquesReach] = .number(reach) }
        return record
    }

    @Test(
        "weeks are those of ISO 8601, at the turn of years, too",
        arguments: [
            ("2026-01-01", "2026-W01", "2025-12-29"), ("2025-12-28", "2025-W52", "2025-12-22"),
            ("2027-01-03", "2026-W53", "2026-12-28"), ("2024-12-30", "2025-W01", "2024-12-30"),
            ("2026-04-06", "2026-W15", "2026-04-06"), ("1969-12-31", "1970-W01", "1969-12-29"),
        ])
    func weeks(date: String, name: String, monday: String) {
        #expect(PeriodStep.week.name(of: day(date)) == name)
        #expect(PeriodStep.week.period(of: day(date)).lowerBound == day(monday))
    }

    @Test("months end with their last day") func months() {
        #expect(PeriodStep.month.period(of: day("2024-02-10")) == day("2024-02-01")...day("2024-02-29"))
        #expect(PeriodStep.month.period(of: day("2026-12-31")) == day("2026-12-01")...day("2026-12-31"))
    }

    @Test("the plan is taken in proportion to its days; reach of a part is unknown") func planned() throws {
        let cut = PeriodCut(try #require(RecordPeriod(month: "2026-04")))
        let part = try #require(cut.cut(line(.planned, "2026-04-21", "2026-05-20", budget: 90, reach: 5)))
        #expect(part[.budgetLocal].number == 30 && part[.uniquesReach].isUnknown)
        #expect(part[.startDate] == .date(day("2026-04-21")) && part[.endDate] == .date(day("2026-04-30")))
        #expect(part[.comments].text == "[10 of 30 days of 2026-04-21 to 2026-05-20]")
        let whole = line(.planned, "2026-04-01", "2026-04-30", budget: 90, reach: 5)
        #expect(cut.cut(whole) == whole)
        #expect(cut.cut(line(.planned, "2026-05-01", "2026-05-30")) == nil)
        for undated in [line(.planned, nil, nil), line(.planned, "2026-04-01", nil)] {
            #expect(cut.cut(undated)?[.budgetLocal].isUnknown == true)
        }
    }

    @Test("a report's line of other days is left out; one without days, or of more, is unknown") func delivered() throws
    {
        let cut = PeriodCut(try #require(RecordPeriod(month: "2026-04")))
        let inside = line(.deliveredMedia, "2026-04-30", "2026-04-30")
        #expect(cut.cut(inside) == inside)
        #expect(cut.cut(line(.deliveredMedia, "2026-05-01", "2026-05-01")) == nil)
        #expect(cut.cut(line(.deliveredMedia, "2026-04-30", "2026-05-01"))?[.budgetLocal].isUnknown == true)
        #expect(
            cut.cut(line(.deliveredReachAndFrequency, nil, nil, budget: nil, reach: 7))?[.uniquesReach].isUnknown
                == true)
        #expect(cut.messages.map(\.code) == [.periodCut, .periodUnknown])
    }

    @Test("reach of a part of the days is unknown, and that of all days on which the plan runs is known")
    func reportedReach() throws {
        func reach(_ first: String, _ last: String, planned: [(String, String)]) throws -> Bool {
            let cut = PeriodCut(try #require(RecordPeriod(month: "2026-04")))
            for (start, end) in planned { _ = cut.cut(line(.planned, start, end, budget: 90)) }
            let found = cut.cut(line(.deliveredReachAndFrequency, first, last, budget: nil, reach: 7))
            return found?[.uniquesReach].number == 7
        }
        let april = ("2026-04-01", "2026-04-30")
        #expect(try reach("2026-04-01", "2026-04-30", planned: [april]))
        #expect(try !reach("2026-04-01", "2026-04-15", planned: [april]))
        #expect(try !reach("2026-04-16", "2026-04-30", planned: [april]))
        // The campaign began in March, or runs for a part of the month only.
        #expect(try reach("2026-04-01", "2026-04-20", planned: [("2026-03-10", "2026-04-20")]))
        #expect(
            try reach(
                "2026-04-10", "2026-04-20", planned: [("2026-04-10", "2026-04-12"), ("2026-04-18", "2026-04-20")]))
        #expect(
            try !reach(
                "2026-04-10", "2026-04-12", planned: [("2026-04-10", "2026-04-12"), ("2026-04-18", "2026-04-20")]))
        // Without a plan the days that are asked for are all.
        #expect(try reach("2026-04-01", "2026-04-30", planned: []))
        #expect(try !reach("2026-04-02", "2026-04-30", planned: []))
    }

    private func grouped(_ records: [Record], by step: PeriodStep) -> (records: [Record], codes: [MessageCode]) {
        let grouping = RecordGrouping(by: step)
        records.forEach(grouping.add)
        var found: [Record] = []
        grouping.forEach { found.append($0) }
        return (found, grouping.messages.map(\.code))
    }

    private func extra(_ name: String, _ record: Record) -> FieldValue? {
        record.extras.first { $0.name == name }?.value
    }

    @Test("a sum with an unknown part is unknown and named, an unknown measure is only unknown; 0 is known")
    func unknown() {
        let (records, _) = grouped(
            [
                line(.deliveredMedia, "2026-04-06", "2026-04-06", budget: 1),
                line(.deliveredMedia, "2026-04-07", "2026-04-07", budget: nil),
                line(.deliveredMedia, "2026-04-13", "2026-04-13", budget: 0),
            ], by: .week)
        #expect(records.count == 2 && records[0][.budgetLocal].isUnknown && records[1][.budgetLocal].number == 0)
        #expect(extra("UNKNOWN", records[0]) == .text("BUDGET_LOCAL of 1 of 2 lines"))
        #expect(extra("PERIOD", records[0]) == .text("2026-W15") && extra("UNKNOWN", records[1]) == .unknown)
    }

    @Test("reach of several lines is not summed, that of one is kept") func reach() {
        let lines = ["2026-04-06", "2026-04-07"].map { line(.deliveredMedia, $0, $0, reach: 10) }
        let week = grouped(lines, by: .week).records
        #expect(week[0][.uniquesReach].isUnknown && week[0][.budgetLocal].number == 200)
        #expect(extra("UNKNOWN", week[0]) == .text("reach and frequency, which do not add up"))
        #expect(grouped(lines, by: .day).records.map { $0[.uniquesReach].number } == [10, 10])
    }

    @Test("a report's line of more days than a step, and one without days, are in no step") func unclear() {
        let (records, codes) = grouped(
            [
                line(.deliveredMedia, "2026-04-05", "2026-04-06"), line(.deliveredMedia, nil, nil),
                line(.deliveredMedia, "2026-04-06", "2026-04-12"),
            ], by: .week)
        #expect(codes == [.groupUnclear])
        #expect(records.compactMap { extra("PERIOD", $0)?.text } == ["2026-W15"])
        #expect(records.count == 3)
    }

    @Test("a plan's line with one end of its flight, or with its ends in disorder, is in no step") func halfFlights() {
        for (start, end) in [("2026-04-06", nil), (nil, "2026-04-06"), ("2026-04-12", "2026-04-06")] {
            let (records, codes) = grouped([line(.planned, start, end)], by: .month)
            #expect(codes == [.groupUnclear] && extra("PERIOD", records[0]) == .unknown)
            #expect(records[0].days == nil && records[0][.budgetLocal].number == 100)
        }
        // A report's line with its first day only is of that day.
        #expect(grouped([line(.deliveredMedia, "2026-04-06", nil)], by: .month).codes.isEmpty)
    }

    @Test("the days of a group are those of its lines, so that pacing is that of the lines") func days() {
        let lines = (3...9).map { line(.deliveredMedia, "2026-04-0\($0)", "2026-04-0\($0)") }
        let records = grouped([line(.planned, "2026-04-01", "2026-04-30")] + lines, by: .week).records
        func text(_ record: Record) -> String { record.days.map { "\($0.lowerBound) \($0.upperBound)" } ?? "" }
        #expect(
            records.map(text) == [
                "2026-04-01 2026-04-05", "2026-04-06 2026-04-12", "2026-04-13 2026-04-19", "2026-04-20 2026-04-26",
                "2026-04-27 2026-04-30", "2026-04-03 2026-04-05", "2026-04-06 2026-04-09",
            ])
    }
}

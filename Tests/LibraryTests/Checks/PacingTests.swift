import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// Spend beside the plan to date.
@Suite("Pacing") struct PacingTests {
    private func day(_ number: Int) -> CivilDate { CivilDate(year: 2026, month: 4, day: number) }

    private func line(
        _ type: SourceType, _ start: Int?, _ end: Int?, _ spend: Double?, market: String = "UAE",
        currency: String? = nil
    ) -> Record {
        var record = Record(sourceType: type, sheetPlatform: "META")
        record[.market] = .text(market)
        record[.cejObjectives] = .text("Awareness")
        if let start { record[.startDate] = .date(day(start)) }
        if let end { record[.endDate] = .date(day(end)) }
        if let spend { record[.budgetLocal] = .number(spend) }
        if let currency { record[.localCurrency] = .text(currency) }
        return record
    }

    private func pace(
        _ records: [Record], asOf: Int? = nil, settings: PacingSettings = PacingSettings()
    ) -> (line: PacingLine?, campaign: PacingLine?, codes: [String]) {
        let job = PacingJob(settings: settings, vocabulary: .builtIn, asOf: asOf.map(day))
        records.forEach(job.add)
        let log = FindingLog(settings: CheckSettings())
        PacingRules.note(job.lines(), gaps: job.gaps(), in: log, settings: settings)
        return (job.lines().first, job.lines().last, log.codes)
    }

    /// A flight of 20 days for 200, and 10 days of a spend.
    private func records(_ spend: Double) -> [Record] {
        [line(.planned, 1, 20, 200)] + (1...10).map { line(.deliveredMedia, $0, $0, spend) }
    }

    @Test(
        "the verdict follows the thresholds, which themselves are on plan",
        arguments: [(8.9, "under"), (9, "on"), (10, "on"), (11, "on"), (11.1, "over"), (0, "under")])
    func verdict(spend: Double, verdict: String) throws {
        let (line, campaign, codes) = pace(records(spend))
        let found = try #require(line)
        #expect(found.verdict.rawValue == verdict && campaign?.verdict.rawValue == verdict)
        #expect(codes == (verdict == "on" ? [] : ["pacing-\(verdict)"]))
        #expect(found.planToDate == 100 && found.daysGone == 10 && found.asOf == day(10))
        #expect(
            abs((found.neededPerDay ?? 0) - (200 - spend * 10) / 10) < 1e-9
                && abs((found.projectedEnd ?? 0) - spend * 20) < 1e-9)
    }

    @Test("what is not known stays unknown, and is a note") func unknown() throws {
        let plan = line(.planned, 1, 20, 200)
        let daily = line(.deliveredMedia, 5, 5, 10)
        let cases: [[Record]] = [
            // No line in the report; an unknown spend; a line without days, or beyond the day; no flight; no budget.
            [plan, line(.deliveredMedia, 5, 5, 10, market: "Qatar")],
            [plan, daily, line(.deliveredMedia, 4, 4, nil)],
            [plan, daily, line(.deliveredMedia, nil, nil, 10)],
            [line(.planned, nil, nil, 200), daily], [line(.planned, 1, 20, nil), daily],
            [line(.planned, 1, 20, 200, currency: "USD"), line(.deliveredMedia, 5, 5, 10, currency: "AED")],
            [plan, line(.deliveredMedia, nil, nil, 10)],
        ]
        for records in cases {
            let job = PacingJob(settings: PacingSettings(), vocabulary: .builtIn, asOf: nil)
            records.forEach(job.add)
            let found = try #require(job.lines().first { $0.market == "UAE" })
            #expect(found.verdict == .unknown && found.share == nil && !found.unknown.isEmpty, "\(found)")
            #expect(pace(records).codes.contains("pacing-unknown"))
        }
        #expect(pace([]).codes == ["pacing-unknown"])
    }

    @Test("a spend of 0 is known; before a flight nothing is said; a line beyond the day is unknown") func days() {
        #expect(pace(records(0)).line?.share == 0)
        let later = [line(.planned, 10, 20, 200), line(.deliveredMedia, 10, 10, 5)]
        #expect(pace(later, asOf: 5).line?.verdict == .notBegun && pace(later, asOf: 5).codes.isEmpty)
        let span = [line(.planned, 1, 20, 200), line(.deliveredMedia, 1, 1, 5), line(.deliveredMedia, 4, 9, 5)]
        #expect(pace(span, asOf: 5).line?.delivered == nil && pace(span, asOf: 9).line?.delivered == 10)
        // Data end before the day that was asked for.
        #expect(pace(records(10), asOf: 15).line?.asOf == day(10))
    }

    @Test("weights of weekdays and a ramp move the plan to date") func weights() throws {
        var settings = PacingSettings()
        // 2026-04-01 is a Wednesday.
        settings.weekdays = [0, 0, 3, 0, 0, 0, 0]
        let wednesdays = try #require(pace(records(10), settings: settings).line?.planToDate)
        #expect(abs(wednesdays - 200.0 * 2 / 3) < 1e-9)
        settings = PacingSettings()
        (settings.rampDays, settings.rampFrom) = (10, 0)
        let found = try #require(pace(records(10), settings: settings).line?.planToDate)
        // The first ten days weigh 0, 0.1 to 0.9: 4.5 of 14.5.
        #expect(abs(found - 200 * 4.5 / 14.5) < 1e-9)
    }

    private func days(_ records: [Record], asOf: Int? = nil, settings: PacingSettings = PacingSettings())
        -> [PlatformDays]
    {
        let job = PacingJob(settings: settings, vocabulary: .builtIn, asOf: asOf.map(day))
        records.forEach(job.add)
        return job.spendByDay()
    }

    @Test("by day, plan and spend come together, and the projection goes on from the last day") func byDay() throws {
        let found = try #require(days(records(9)).first)
        #expect(found.platform == "META" && found.note.isEmpty && found.days.count == 20)
        for (index, item) in found.days.enumerated() {
            let number = Double(index + 1)
            #expect(item.day == day(index + 1) && abs(item.planned - 10 * number) < 1e-9)
            #expect(item.spent == (number <= 10 ? 9 * number : nil))
            #expect(item.projected.map { abs($0 - 9 * number) < 1e-9 } == (number >= 10 ? true : nil))
        }
        #expect(abs(try #require(found.latest?.spent) - 90) < 1e-9)
    }

    @Test("places that are not known are left out of plan and spend, and that is said; without days there are none")
    func byDayUnknown() throws {
        let other = [line(.planned, 1, 20, 1000, market: "Qatar")]
        let found = try #require(days(records(9) + other).first)
        #expect(found.note == "1 of 2 places not known, and left out" && found.days.last?.planned == 200)
        let dayless = [line(.planned, 1, 20, 200), line(.deliveredMedia, nil, nil, 10)]
        #expect(days(dayless).map(\.note) == ["no report has days"] && days(dayless)[0].days.isEmpty)
        let mixed = [
            line(.planned, 1, 20, 200, currency: "USD"), line(.deliveredMedia, 1, 1, 5, currency: "USD"),
            line(.planned, 1, 20, 200, market: "Qatar", currency: "AED"),
            line(.deliveredMedia, 1, 1, 5, market: "Qatar", currency: "AED"),
        ]
        #expect(days(mixed).map(\.note) == ["amounts are in AED and USD"])
        #expect(days([]).isEmpty)
    }

    @Test("of some days, plan, spend and flight are theirs, and a line beyond them is unknown") func period() throws {
        let period = RecordPeriod(first: day(6), last: day(15))
        func pace(_ records: [Record], _ settings: PacingSettings = PacingSettings()) -> PacingLine? {
            let job = PacingJob(settings: settings, vocabulary: .builtIn, asOf: nil, period: period)
            records.forEach(job.add)
            return job.lines().first
        }
        let all = [line(.planned, 1, 20, 200)] + (1...20).map { line(.deliveredMedia, $0, $0, 9) }
        let found = try #require(pace(all))
        #expect(found.flight == day(6)...day(15) && found.plan == 100 && found.planToDate == 100)
        #expect(found.asOf == day(15) && found.delivered == 90 && found.projectedEnd == 90)
        // The report ends within the days: the rate is of these days only.
        let part = try #require(pace(Array(all.prefix(9))))
        #expect(part.asOf == day(8) && part.planToDate == 30 && part.delivered == 27 && part.rate == 9)
        #expect(abs(try #require(part.projectedEnd) - 90) < 1e-9)
        var ramp = PacingSettings()
        (ramp.rampDays, ramp.rampFrom) = (10, 0)
        // The flight's days weigh 0, 0.1 to 0.9, then 1: those from the 6th on 0.5 to 0.9 and five times 1, of 14.5.
        #expect(abs(try #require(pace(all, ramp)?.plan) - 200 * 8.5 / 14.5) < 1e-9)
        let beyond = [line(.planned, 1, 20, 200), line(.deliveredMedia, 14, 17, 5)]
        let unknown = try #require(pace(beyond))
        #expect(unknown.delivered == nil && unknown.unknown.contains("beyond 2026-04-06 to 2026-04-15"))
        #expect(pace([line(.planned, 1, 5, 50)]) == nil)
    }

    @Test("days between flights, and days without a weight, are neither gone nor left") func gaps() throws {
        // 10000 for 1 to 10 April, 20000 for 21 to 30 April, 1000 a day spent up to the 10th.
        let flights = [line(.planned, 1, 10, 10000), line(.planned, 21, 30, 20000)]
        let spends = (1...10).map { line(.deliveredMedia, $0, $0, 1000) }
        let gap = try #require(pace(flights + spends + [line(.deliveredMedia, 15, 15, 0)]).line)
        #expect(gap.flight == day(1)...day(30) && gap.days == 20 && gap.daysGone == 10 && gap.asOf == day(15))
        #expect(gap.neededPerDay == 2000 && gap.planToDate == 10000)
        // The last seven days that ran are the 4th to the 10th.
        #expect(gap.rate == 1000 && gap.projectedEnd == 20000)
        var settings = PacingSettings()
        settings.weekdays = [1, 1, 1, 1, 1, 0, 0]
        // 1 to 30 April 2026 has 22 working days, 8 of them up to Friday the 10th; the last seven begin on the 2nd.
        let weekdays = try #require(
            pace([line(.planned, 1, 30, 22000)] + spends, settings: settings).line)
        #expect(weekdays.days == 22 && weekdays.daysGone == 8 && weekdays.planToDate == 8000)
        #expect(weekdays.neededPerDay == 12000.0 / 14 && weekdays.rate == 9000.0 / 7)
    }

    @Test("a place in two currencies is in no sum, and the campaign's currency and verdict are the others'")
    func mixedPlace() throws {
        let plan = { self.line(.planned, 1, 20, 200, market: $0, currency: "AED") }
        let spend = { self.line(.deliveredMedia, 10, 10, $0, market: $1, currency: $2) }
        let both = pace([plan("KSA"), plan("UAE"), spend(20, "KSA", "USD"), spend(100, "UAE", "AED")])
        #expect(both.line?.plan == nil && both.line?.delivered == nil && both.line?.verdict == .unknown)
        let campaign = try #require(both.campaign)
        #expect(campaign.plan == 200 && campaign.delivered == 100 && campaign.share == 1 && campaign.currency == "AED")
        #expect(campaign.unknown == "1 of 2 places not known, and left out")
        let alone = try #require(pace([plan("KSA"), spend(100, "KSA", "USD")]).campaign)
        #expect(alone.plan == nil && alone.share == nil && alone.verdict == .unknown)
        #expect(alone.unknown == "1 of 1 place not known, and left out")
    }

    @Test("what no place has is empty in the campaign's line, never 0; its day is the latest one") func campaignLine() {
        let plan = line(.planned, 10, 19, 1000)
        let before = pace([plan, line(.deliveredMedia, 12, 12, 5)], asOf: 5).campaign
        #expect(before?.verdict == .notBegun && before?.delivered == nil && before?.rate == nil)
        #expect(before?.projectedEnd == nil && before?.neededPerDay == 100)
        let after = pace([plan] + (10...19).map { line(.deliveredMedia, $0, $0, 90) }, asOf: 25).campaign
        #expect(after?.delivered == 900 && after?.projectedEnd == 900 && after?.rate == nil)
        #expect(after?.neededPerDay == nil)
        // A platform that ended before the other one began.
        var ended = [line(.planned, 1, 5, 50, market: "Qatar"), line(.deliveredMedia, 5, 5, 40, market: "Qatar")]
        for index in ended.indices { ended[index].sheetPlatform = "TIKTOK" }
        let campaign = pace(ended + [plan, line(.deliveredMedia, 14, 14, 500)]).campaign
        #expect(campaign?.asOf == day(14) && campaign?.days == 15 && campaign?.daysGone == 10)
    }

    @Test("a platform that begins after all data has not begun; one that should have begun lacks its report")
    func notYet() throws {
        let running = [line(.planned, 1, 20, 200), line(.deliveredMedia, 10, 10, 100)]
        func later(_ start: Int) -> Record {
            var record = line(.planned, start, 30, 100)
            record.sheetPlatform = "TIKTOK"
            return record
        }
        func found(_ start: Int) throws -> PacingLine {
            let job = PacingJob(settings: PacingSettings(), vocabulary: .builtIn, asOf: nil)
            (running + [later(start)]).forEach(job.add)
            return try #require(job.lines().first { $0.platform == "TIKTOK" })
        }
        #expect(try found(25).verdict == .notBegun && found(25).unknown.isEmpty)
        #expect(try found(5).verdict == .unknown)
    }

    @Test("days within a line of several days have no spend of their own, and there is no rate") func severalDays()
        throws
    {
        let records = [line(.planned, 1, 30, 300), line(.deliveredMedia, 1, 10, 100)]
        let days = try #require(days(records).first?.days)
        #expect(days.prefix(9).allSatisfy { $0.spent == nil } && days[9].spent == 100)
        let (found, campaign, _) = pace(records)
        #expect(found?.rate == nil && found?.unknown.contains("several days") == true && found?.verdict == .on)
        #expect(campaign?.rate == nil && campaign?.projectedEnd == nil && campaign?.share == 1)
        // One place with a rate, and one without: there is no rate of both.
        let both = pace(
            records + [line(.planned, 1, 30, 300, market: "KSA")]
                + (1...10).map { line(.deliveredMedia, $0, $0, 10, market: "KSA") })
        #expect(both.campaign?.rate == nil && both.campaign?.delivered == 200)
    }

    @Test("samples of two campaigns differ by a label, and have rate, days and day") func metrics() throws {
        let lines = [try #require(pace(records(10)).line)]
        let text = PacingMetrics.text(lines, campaign: "Bright \"B\"")
        let labels =
            #"{campaign="Bright \"B\"",level="place",platform="META",market="UAE",stage="Awareness",currency=""}"#
        for sample in ["delivered\(labels) 100", "rate\(labels) 10", "days\(labels) 20", "days_gone\(labels) 10"] {
            #expect(text.contains("mediaplans_pacing_\(sample)\n"), "\(text)")
        }
        #expect(text.contains("as_of_seconds\(labels) \(day(10).daysSince1970 * 86_400)\n"))
    }

    @Test("the plan by weights beside figures by days is said, of some days only") func weightsNote() throws {
        func note(_ settings: PacingSettings, _ period: RecordPeriod?) -> String? {
            let job = PacingJob(settings: settings, vocabulary: .builtIn, asOf: nil, period: period)
            ([line(.planned, 1, 28, 280)] + (1...10).map { line(.deliveredMedia, $0, $0, 10) }).forEach(job.add)
            return job.spendByDay().first?.note
        }
        var weighted = PacingSettings()
        weighted.weekdays[5] = 0
        let half = RecordPeriod(first: day(1), last: day(14))
        #expect(note(weighted, half) == PacingSettings.weightsNote)
        #expect(note(weighted, nil) == "" && note(PacingSettings(), half) == "")
    }

    @Test("spend that the plan does not have counts against it; under a name that may be another's nothing is judged")
    func unplanned() throws {
        let onPlan = [line(.planned, 1, 20, 200), line(.deliveredMedia, 10, 10, 100)]
        let over = pace(onPlan + [line(.deliveredMedia, 10, 10, 9900, market: "Qatar")])
        #expect(over.campaign?.delivered == 10000 && over.campaign?.verdict == .over)
        #expect(over.codes.filter { $0 != "pacing-days-missing" } == ["pacing-over"])
        // A place of the plan has no line in the report: Qatar may be its other name.
        let stray = pace(
            onPlan + [line(.planned, 1, 20, 200, market: "KSA"), line(.deliveredMedia, 10, 10, 9900, market: "Qatar")])
        #expect(stray.campaign?.verdict == .unknown && stray.campaign?.share == nil)
        #expect(stray.campaign?.unknown.contains("1 place with spend under a name that is not in the plan") == true)
        // Without any plan there is nothing to be over.
        #expect(pace([line(.deliveredMedia, 10, 10, 9900)]).campaign?.verdict == .unknown)
    }

    @Test("days of a flight of which the report has no line at all are named; those of another place cover them")
    func missingDays() throws {
        let flight = line(.planned, 1, 20, 200)
        let days = [1, 2, 3, 4, 5, 9, 10].map { line(.deliveredMedia, $0, $0, 10) }
        func gaps(_ records: [Record], asOf: Int? = nil, settings: PacingSettings = PacingSettings()) -> [PacingGap] {
            let job = PacingJob(settings: settings, vocabulary: .builtIn, asOf: asOf.map(day))
            records.forEach(job.add)
            return job.gaps()
        }
        #expect(gaps([flight] + days).first?.words == "2026-04-06 to 2026-04-08")
        #expect(pace([flight] + days).codes.contains("pacing-days-missing"))
        // Up to the day that was asked for; days of no flight; a line of several days.
        #expect(gaps([flight] + days, asOf: 5).isEmpty)
        #expect(gaps([line(.planned, 1, 5, 50), line(.planned, 9, 20, 50)] + days).isEmpty)
        #expect(gaps([flight, line(.deliveredMedia, 6, 8, 0)] + days).isEmpty)
        // Another market of the platform has lines of these days.
        #expect(gaps([flight, line(.deliveredMedia, 6, 8, 1, market: "Qatar")] + days).isEmpty)
        var settings = PacingSettings()
        // 6 April 2026 is a Monday.
        settings.weekdays = [0, 0, 0, 1, 1, 1, 1]
        #expect(gaps([flight] + days, settings: settings).isEmpty)
    }
}

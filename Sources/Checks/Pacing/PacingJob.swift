import MediaPlans
import Streams
import Workbooks

/// Gathers plan and spend by platform, market, stage and day. Memory: places × their days and flights.
public final class PacingJob {
    let settings: PacingSettings
    private let asked: CivilDate?
    /// The days that count; nil for all.
    let period: RecordPeriod?
    private var reader: GroupReader
    private(set) var places: [Place: PlaceDays] = [:]
    private var head = PlanHead()
    /// The campaigns that the plan names, the first one first.
    public var campaigns: [String] { head.names }
    /// The last day of data of each platform.
    private var lastDays: [String: CivilDate] = [:]
    /// The days that lines of each platform's report are of.
    private var reported: [String: Set<CivilDate>] = [:]

    struct Place: Hashable, Comparable {
        var platform: String
        var market: String
        var stage: String

        static func < (a: Place, b: Place) -> Bool {
            (a.platform, a.market, a.stage) < (b.platform, b.market, b.stage)
        }
    }

    /// Plan and spend of one place.
    struct PlaceDays {
        var plans: [ClosedRange<CivilDate>: Volume] = [:]
        /// Planned lines without a flight, and those with an unlikely one.
        var plansWithoutFlight = 0
        var spend: [ClosedRange<CivilDate>: Volume] = [:]
        var spendWithoutDays = 0
        /// Reported lines of which only some days count.
        var spendBeyond = 0
        var currencies: Set<String> = []

        var hasPlan: Bool { !plans.isEmpty || plansWithoutFlight > 0 }
        var hasReport: Bool { !spend.isEmpty || spendWithoutDays > 0 || spendBeyond > 0 }
    }

    /// Flights of more days are none of a campaign.
    private static let mostDays = 3700
    private static let mostReported = 20_000

    /// - Parameters:
    ///   - asOf: the last day that counts; nil for the last day of data of each platform.
    ///   - period: the days that count, for which the plan is what its weights give them; nil for all.
    public init(settings: PacingSettings, vocabulary: Vocabulary, asOf: CivilDate?, period: RecordPeriod? = nil) {
        self.settings = settings
        asked = asOf
        self.period = period
        reader = GroupReader(vocabulary: vocabulary)
    }

    /// Takes a record with all of its days.
    public func add(_ record: Record) {
        guard record.sourceType != .deliveredReachAndFrequency else { return }
        if record.sourceType == .planned { head.add(record) }
        let group = reader.group(of: record)
        let place = Place(platform: group.platform, market: group.market, stage: group.stage)
        if !isOutside(record) {
            // In place: a copy would have all days of the place.
            add(record, to: &places[place, default: PlaceDays()])
        }
        guard record.sourceType == .deliveredMedia, let last = record.days?.upperBound else { return }
        lastDays[place.platform] = max(lastDays[place.platform] ?? last, last)
        guard let days = record.days, days.upperBound.daysSince1970 - days.lowerBound.daysSince1970 <= Self.mostDays,
            reported[place.platform, default: []].count < Self.mostReported
        else { return }
        for number in days.lowerBound.daysSince1970...days.upperBound.daysSince1970 {
            reported[place.platform, default: []].insert(CivilDate(daysSince1970: number))
        }
    }

    private func isOutside(_ record: Record) -> Bool { period?.position(of: record) == .outside }

    private func add(_ record: Record, to days: inout PlaceDays) {
        if let currency = record.currency, days.currencies.count < 16 { days.currencies.insert(currency) }
        let spend = record[.budgetLocal].number
        guard record.sourceType == .planned else {
            if period?.position(of: record) == .partly {
                days.spendBeyond += 1
            } else if let span = record.days {
                days.spend[span, default: Volume()].add(spend)
            } else {
                days.spendWithoutDays += 1
            }
            return
        }
        if case .date(let start) = record[.startDate], case .date(let end) = record[.endDate], start <= end,
            end.daysSince1970 - start.daysSince1970 <= Self.mostDays
        {
            days.plans[start...end, default: Volume()].add(spend)
        } else if spend != 0 {
            days.plansWithoutFlight += 1
        }
    }

    /// A line for each place, and one for the campaign at the end; none where there is neither plan nor report.
    public func lines() -> [PacingLine] {
        var running: Set<CivilDate> = []
        let lines = places.keys.sorted().compactMap { place in
            places[place].map { days in
                let calculation = calculation(place, days)
                let line = calculation.line(place, days, hasReport: lastDays[place.platform] != nil)
                if line.isCompared { running.formUnion(calculation.runningDays(of: days)) }
                return line
            }
        }
        return lines.isEmpty ? [] : lines + [CampaignPace(lines).line(running: running, settings)]
    }

    /// The days up to the last one of the data on which something of a platform runs and its report has no line of any place.
    public func gaps() -> [PacingGap] {
        lastDays.keys.sorted().compactMap { platform in
            guard let reported = reported[platform], reported.count < Self.mostReported else { return nil }
            var running: Set<CivilDate> = []
            for (place, days) in places where place.platform == platform {
                let calculation = calculation(place, days)
                guard let day = calculation.day else { continue }
                running.formUnion(calculation.runningDays(of: days).filter { $0 <= day })
            }
            let missing = running.subtracting(reported)
            return missing.isEmpty ? nil : PacingGap(platform: platform, days: missing.sorted())
        }
    }

    /// The days on which something of the place runs.
    func runningDays(of place: Place) -> [CivilDate] {
        places[place].map { calculation(place, $0).runningDays(of: $0) } ?? []
    }

    /// Whether the campaign has a plan, and the report has a line of each place that is planned on a platform: else spend under a name
    /// that the plan lacks may be that of another place.
    private func isPlanMatched(_ platform: String) -> Bool {
        places.values.contains(where: \.hasPlan)
            && !places.contains { $0.platform == platform && $1.hasPlan && !$1.hasReport }
    }

    private func calculation(_ place: Place, _ days: PlaceDays) -> PaceCalculation {
        let last = lastDays[place.platform]
        let ends = days.plans.keys.map(\.upperBound).max()
        // Days after the last one of the data are unknown, unless nothing was planned on them.
        // A platform that begins after all data needs no report yet.
        let latest = lastDays.values.max()
        let starts = days.plans.keys.map(\.lowerBound).min()
        let isAhead =
            last == nil && days.plansWithoutFlight == 0
            && starts.map { start in latest.map { $0 < start } ?? false } ?? false
        var day = asked ?? last ?? (isAhead ? latest : nil)
        if let asked, let last, last < asked, last < ends ?? asked { day = last }
        if let end = period?.last, let past = day, past > end { day = end }
        return PaceCalculation(
            settings: settings, day: day, period: period,
            unplanned: days.hasPlan || !isPlanMatched(place.platform) ? .unknown : .zero)
    }
}

/// Days of which a platform's report says nothing.
public struct PacingGap: Sendable, Equatable {
    public var platform: String
    /// In order.
    public var days: [CivilDate]

    /// `2026-04-06 to 2026-04-08, 2026-04-11`, three stretches at most.
    var words: String {
        var stretches: [ClosedRange<CivilDate>] = []
        for day in days {
            if let last = stretches.last, day.daysSince1970 == last.upperBound.daysSince1970 + 1 {
                stretches[stretches.count - 1] = last.lowerBound...day
            } else {
                stretches.append(day...day)
            }
        }
        let texts = stretches.prefix(3).map {
            $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)"
        }
        return texts.joined(separator: ", ") + (stretches.count > 3 ? ", …" : "")
    }
}

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
    /// The last day of data of each platform.
    private var lastDays: [String: CivilDate] = [:]

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
    }

    /// Flights of more days are none of a campaign.
    private static let mostDays = 3700

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
        let group = reader.group(of: record)
        let place = Place(platform: group.platform, market: group.market, stage: group.stage)
        if !isOutside(record) {
            // In place: a copy would have all days of the place.
            add(record, to: &places[place, default: PlaceDays()])
        }
        guard record.sourceType == .deliveredMedia, let last = record.days?.upperBound else { return }
        lastDays[place.platform] = max(lastDays[place.platform] ?? last, last)
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
        let lines = places.keys.sorted().compactMap { place in
            places[place].map { days in
                calculation(place, days).line(place, days, hasReport: lastDays[place.platform] != nil)
            }
        }
        guard !lines.isEmpty else { return [] }
        return lines + [campaign(lines)]
    }

    private func calculation(_ place: Place, _ days: PlaceDays) -> PaceCalculation {
        let last = lastDays[place.platform]
        let ends = days.plans.keys.map(\.upperBound).max()
        // Days after the last one of the data are unknown, unless nothing was planned on them.
        var day = asked ?? last
        if let asked, let last, last < asked, last < ends ?? asked { day = last }
        if let end = period?.last, let past = day, past > end { day = end }
        return PaceCalculation(settings: settings, day: day, period: period)
    }

    /// The sum of the places of which plan and spend are known.
    private func campaign(_ lines: [PacingLine]) -> PacingLine {
        var line = PacingLine()
        let known = lines.filter { $0.planToDate != nil && ($0.delivered != nil || $0.verdict == .notBegun) }
        let currencies = Set(known.compactMap(\.currency))
        var left = lines.count - known.count
        if currencies.count > 1 { left = lines.count }
        if left > 0 { line.unknown = "\(left) of \(counted(lines.count, "place")) not known, and left out" }
        guard !known.isEmpty, currencies.count <= 1 else {
            if currencies.count > 1 {
                line.unknown = "amounts are in \(currencies.sorted().joined(separator: " and "))"
            }
            return line
        }
        line.currency = currencies.first
        let flights = known.compactMap(\.flight)
        if let start = flights.map(\.lowerBound).min(), let end = flights.map(\.upperBound).max() {
            line.flight = start...end
            line.days = end.daysSince1970 - start.daysSince1970 + 1
        }
        line.asOf = known.compactMap(\.asOf).min()
        func sum(_ value: (PacingLine) -> Double?) -> Double? {
            var sum = Volume()
            for one in known { sum.add(value(one)) }
            return sum.unknown == 0 ? sum.value : nil
        }
        line.plan = sum { $0.plan }
        line.planToDate = sum { $0.planToDate }
        line.delivered = sum { $0.delivered ?? 0 }
        line.projectedEnd = sum { $0.verdict == .notBegun ? $0.plan : $0.projectedEnd }
        line.rate = sum { $0.rate ?? 0 }
        line.neededPerDay = sum { $0.neededPerDay ?? 0 }
        if let asOf = line.asOf, let flight = line.flight {
            line.daysGone = max(0, min(asOf, flight.upperBound).daysSince1970 - flight.lowerBound.daysSince1970 + 1)
        }
        line.judge(by: settings)
        return line
    }
}

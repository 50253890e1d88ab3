import MediaPlans
import Streams
import Workbooks

/// A platform's plan, spend and projection up to each day, of the places whose plan and spend are known.
public struct PlatformDays: Sendable, Equatable {
    /// What has come together by the end of a day; nil where it is not known or not due.
    public struct Day: Sendable, Equatable {
        public var day: CivilDate
        public var planned: Double
        /// Up to the last day that counts.
        public var spent: Double?
        /// From the last day that counts, at the rate of the last days.
        public var projected: Double?
    }

    public var platform: String
    public var currency: String?
    /// Empty where there is nothing to show.
    public var days: [Day] = []
    /// What is left out, or why there are no days.
    public var note = ""

    /// The last day that counts.
    var latest: Day? { days.last { $0.spent != nil } }
}

extension PacingJob {
    /// Flights of more days make no chart.
    private static let mostShown = 1100

    /// A series for each platform, in the order of their names.
    public func spendByDay() -> [PlatformDays] {
        let lines = Dictionary(grouping: lines().filter { !$0.isCampaign }, by: \.platform)
        return lines.sorted { $0.key < $1.key }.map { platform, lines in days(of: platform, lines) }
    }

    private func days(of platform: String, _ lines: [PacingLine]) -> PlatformDays {
        var series = PlatformDays(platform: platform)
        let known = lines.filter { $0.isCompared && $0.flight != nil }
        let currencies = Set(known.compactMap(\.currency))
        let left = lines.count - known.count
        func without(_ reason: String) -> PlatformDays {
            series.note = reason
            return series
        }
        guard let asOf = known.compactMap(\.asOf).min(), known.contains(where: { $0.delivered != nil }) else {
            return without(
                lines.contains { $0.asOf != nil } ? "no place has a known plan and spend" : "no report has days")
        }
        guard currencies.count < 2 else {
            return without("amounts are in \(currencies.sorted().joined(separator: " and "))")
        }
        let flights = known.compactMap(\.flight)
        guard let start = flights.map(\.lowerBound).min(), let end = flights.map(\.upperBound).max(),
            end.daysSince1970 - start.daysSince1970 < Self.mostShown
        else { return without("its flights are too long") }
        series.currency = currencies.first
        if left > 0 { series.note = "\(left) of \(counted(lines.count, "place")) not known, and left out" }
        let isCut = known.contains { line in
            let place = Place(platform: line.platform, market: line.market, stage: line.stage)
            return places[place]?.plans.keys.contains { flight in period.map { $0.part(of: flight) != flight } ?? false
            } ?? false
        }
        if isCut, !settings.isEven {
            series.note += (series.note.isEmpty ? "" : "; ") + PacingSettings.weightsNote
        }
        let numbers = start.daysSince1970...max(end.daysSince1970, min(asOf.daysSince1970, end.daysSince1970 + 62))
        var planned = [Double](repeating: 0, count: numbers.count)
        var spent = planned
        var projected = planned
        var isProjected = true
        // Days within lines of several days, on which the spend up to then is not known.
        var open = [Bool](repeating: false, count: numbers.count)
        for line in known {
            let place = Place(platform: line.platform, market: line.market, stage: line.stage)
            guard let days = places[place] else { continue }
            let running = runningDays(of: place)
            let plan = cumulated(days, over: numbers)
            let spend = spend(days, over: numbers)
            for span in days.spend.keys where span.lowerBound < span.upperBound {
                for number in span.lowerBound.daysSince1970..<span.upperBound.daysSince1970
                where numbers.contains(number) {
                    open[number &- numbers.lowerBound] = true
                }
            }
            isProjected = isProjected && (line.projectedEnd != nil || line.verdict == .notBegun)
            for (index, number) in numbers.enumerated() {
                planned[index] += plan[index]
                spent[index] += spend[index]
                let ahead = Double(running.count { $0 > asOf && $0.daysSince1970 <= number })
                projected[index] +=
                    line.verdict == .notBegun ? plan[index] : (line.delivered ?? 0) + (line.rate ?? 0) * ahead
            }
        }
        series.days = numbers.enumerated().map { index, number in
            let day = CivilDate(daysSince1970: number)
            return PlatformDays.Day(
                day: day, planned: planned[index], spent: day <= asOf && !open[index] ? spent[index] : nil,
                projected: day >= asOf && isProjected ? projected[index] : nil)
        }
        return series
    }

    /// The plan up to each day.
    private func cumulated(_ days: PlaceDays, over numbers: ClosedRange<Int>) -> [Double] {
        var sums = [Double](repeating: 0, count: numbers.count)
        for (flight, budget) in days.plans.sorted(by: { $0.key.lowerBound < $1.key.lowerBound }) {
            guard let value = budget.value, let part = period.map({ $0.part(of: flight) }) ?? flight else { continue }
            let range = flight.lowerBound.daysSince1970...flight.upperBound.daysSince1970
            let weights = range.map { settings.weight(of: CivilDate(daysSince1970: $0), in: flight) }
            let whole = weights.reduce(0, +)
            guard whole > 0 else { continue }
            var sum = 0.0
            for number in numbers {
                if part.contains(CivilDate(daysSince1970: number)) { sum += weights[number - range.lowerBound] }
                sums[number - numbers.lowerBound] += value * (sum / whole)
            }
        }
        return sums
    }

    /// The spend up to each day; lines of several days count on their last one.
    private func spend(_ days: PlaceDays, over numbers: ClosedRange<Int>) -> [Double] {
        var byDay = [Volume](repeating: Volume(), count: numbers.count)
        for (span, spend) in days.spend where span.upperBound.daysSince1970 <= numbers.upperBound {
            byDay[max(0, span.upperBound.daysSince1970 - numbers.lowerBound)].add(spend)
        }
        var sum = Volume()
        return byDay.map { day in
            sum.add(day)
            return sum.value ?? 0
        }
    }
}

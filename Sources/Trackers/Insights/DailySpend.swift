import MediaPlans
import Streams
import Workbooks

/// Plan and spend by platform, market, stage and day, for the charts of the insights. Memory: places × their days and flights.
///
/// mp-validate computes the same by its own means, and compares.
struct DailySpend: Sendable {
    /// One platform's plan, spend and projection up to some days.
    struct Series {
        struct Point {
            var day: CivilDate
            var planned: Double
            /// Up to the last day of data.
            var spent: Double?
            /// From the last day of data.
            var projected: Double?
        }

        var platform: String
        var currency: String?
        /// Empty where there is nothing to draw.
        var points: [Point] = []
        /// What is left out, or why there is nothing to draw.
        var note = ""
    }

    private struct Place: Hashable {
        var market: String
        var stage: String
    }

    private struct Lines {
        var plans: [(flight: ClosedRange<CivilDate>, budget: Double)] = []
        var spends: [(days: ClosedRange<CivilDate>, amount: Double?)] = []
        var currencies: Set<String> = []
        /// Whether a line of it has no budget, no flight, no days, or more days than are counted.
        var isPlanOpen = false
        var isSpendOpen = false
    }

    private let vocabulary: Vocabulary
    private let settings: PacingSettings
    private let period: RecordPeriod?
    private var places: [String: [Place: Lines]] = [:]
    private var lastDays: [String: CivilDate] = [:]

    private static let longestFlight = 3700
    private static let longestChart = 1100
    private static let longestTail = 62
    /// So that a table is about as high as its chart.
    private static let mostSteps = 13

    init(vocabulary: Vocabulary, settings: PacingSettings, period: RecordPeriod?) {
        (self.vocabulary, self.settings, self.period) = (vocabulary, settings, period)
    }

    /// Takes a record with all of its days.
    mutating func add(_ record: Record) {
        guard record.sourceType != .deliveredReachAndFrequency else { return }
        let platform = record.sheetPlatform
        let isPlan = record.sourceType == .planned
        if !isPlan, let last = record.days?.upperBound {
            lastDays[platform] = max(lastDays[platform] ?? last, last)
        }
        let position = period.map { $0.position(of: record) } ?? .inside
        guard position != .outside else { return }
        let market = record[.market].text ?? ""
        let stage = record[.cejObjectives].text.flatMap { vocabulary.stage(named: $0) }
        let place = Place(
            market: vocabulary.market(named: market)?.displayName ?? market, stage: stage?.displayName ?? "")
        let amount = record[.budgetLocal].number
        var lines = places[platform, default: [:]].removeValue(forKey: place) ?? Lines()
        defer { places[platform, default: [:]][place] = lines }
        if let currency = record.currency { lines.currencies.insert(currency) }
        if isPlan {
            guard case .date(let start) = record[.startDate], case .date(let end) = record[.endDate], start <= end,
                end.daysSince1970 - start.daysSince1970 <= Self.longestFlight
            else {
                if amount != 0 { lines.isPlanOpen = true }
                return
            }
            if amount == nil { lines.isPlanOpen = true }
            lines.plans.append((start...end, amount ?? 0))
        } else if let days = record.days, position == .inside {
            lines.spends.append((days, amount))
        } else {
            lines.isSpendOpen = true
        }
    }

    /// A series for each platform, in the order of their codes.
    var series: [Series] { places.keys.sorted().map { series(of: $0) } }

    // MARK: Places

    /// What is known of one place up to the last day of data.
    private struct Known {
        var plans: [(part: ClosedRange<CivilDate>, flight: ClosedRange<CivilDate>, budget: Double)]
        var spends: [(day: CivilDate, amount: Double)]
        /// Days of lines of several days.
        var spans: [ClosedRange<CivilDate>]
        var currency: String?
        var end: CivilDate
        /// The days on which something runs.
        var running: [CivilDate]
        /// Nil before the flight.
        var spent: Double?
        /// Spend of a day at the end; nil where it is not known.
        var rate: Double?
    }

    private func known(_ lines: Lines, until day: CivilDate) -> Known? {
        guard lines.currencies.count < 2, !lines.isPlanOpen, !lines.isSpendOpen else { return nil }
        let plans = lines.plans.compactMap { plan in
            part(of: plan.flight).map { (part: $0, flight: plan.flight, budget: plan.budget) }
        }
        guard let start = plans.map(\.part.lowerBound).min(), let end = plans.map(\.part.upperBound).max(),
            plans.allSatisfy({ settings.share(of: $0.flight, in: $0.flight) != nil }),
            !lines.spends.contains(where: { $0.days.lowerBound <= day && $0.days.upperBound > day })
        else { return nil }
        let past = lines.spends.filter { $0.days.upperBound <= day }
        let spends = past.compactMap { spend in spend.amount.map { (day: spend.days.upperBound, amount: $0) } }
        guard spends.count == past.count, !spends.isEmpty || day < start else { return nil }
        let running = settings.runningDays(of: lines.plans.map(\.flight), part: part(of:))
        var known = Known(
            plans: plans, spends: spends, spans: past.map(\.days).filter { $0.lowerBound < $0.upperBound },
            currency: lines.currencies.first, end: end, running: running)
        guard !spends.isEmpty else { return known }
        known.spent = sum(spends.map(\.amount))
        guard day >= start else { return known }
        guard let lastRunning = running.last, day < lastRunning else {
            known.rate = 0
            return known
        }
        let counted = running.filter { $0 <= day }.suffix(settings.rateDays)
        guard let first = counted.first else { return known }
        let last = past.filter { $0.days.upperBound >= first }
        guard last.allSatisfy({ $0.days.lowerBound >= first }) else { return known }
        known.rate = sum(last.compactMap(\.amount)) / Double(counted.count)
        return known
    }

    private func part(of flight: ClosedRange<CivilDate>) -> ClosedRange<CivilDate>? {
        guard let period else { return flight }
        return period.part(of: flight)
    }

    private func sum(_ amounts: [Double]) -> Double {
        var sum = ExactSum()
        for amount in amounts { sum.add(amount) }
        return sum.value
    }

    private func planned(_ place: Known, until day: CivilDate) -> Double {
        sum(
            place.plans.map { plan in
                guard day >= plan.part.lowerBound else { return 0 }
                let past = plan.part.lowerBound...min(day, plan.part.upperBound)
                return plan.budget * (settings.share(of: plan.flight, in: past) ?? 0)
            })
    }

    // MARK: Series

    private func series(of platform: String) -> Series {
        var series = Series(platform: platform)
        let all = places[platform] ?? [:]
        func without(_ note: String) -> Series {
            series.note = note
            return series
        }
        guard var day = lastDays[platform] else { return without("no report has days") }
        if let end = period?.last, day > end { day = end }
        let places = all.values.compactMap { known($0, until: day) }
        guard places.contains(where: { $0.spent != nil }) else { return without("no place has a known plan and spend") }
        let currencies = Set(places.compactMap(\.currency))
        guard currencies.count < 2 else {
            return without("amounts are in \(currencies.sorted().joined(separator: " and "))")
        }
        let starts = places.flatMap { $0.plans.map(\.part.lowerBound) }
        guard let start = starts.min(), let end = places.map(\.end).max(),
            end.daysSince1970 - start.daysSince1970 < Self.longestChart
        else { return without("its flights are too long") }
        series.currency = currencies.first
        if places.count < all.count {
            series.note = "\(all.count - places.count) of \(counted(all.count, "place")) not known, and left out"
        }
        if !settings.isEven, places.contains(where: { $0.plans.contains { $0.part != $0.flight } }) {
            series.note += (series.note.isEmpty ? "" : "; ") + PacingSettings.weightsNote
        }
        let spans = places.flatMap(\.spans)
        let isProjected = places.allSatisfy { $0.rate != nil || $0.spent == nil }
        series.points = days(from: start, to: end, and: day).map { at in
            Series.Point(
                day: at, planned: sum(places.map { planned($0, until: at) }),
                spent: at <= day && !spans.contains { $0.lowerBound <= at && at < $0.upperBound }
                    ? sum(places.flatMap { $0.spends.filter { $0.day <= at }.map(\.amount) }) : nil,
                projected: at >= day && isProjected ? sum(places.map { projected($0, at, from: day) }) : nil)
        }
        return series
    }

    private func projected(_ place: Known, _ at: CivilDate, from day: CivilDate) -> Double {
        guard let spent = place.spent else { return planned(place, until: at) }
        let ahead = place.running.count { $0 > day && $0 <= at }
        return spent + (place.rate ?? 0) * Double(ahead)
    }

    /// The days that a table shows: every so many, whole weeks where they are many, the last one, and the last day of data.
    private func days(from start: CivilDate, to end: CivilDate, and day: CivilDate) -> [CivilDate] {
        let length = end.daysSince1970 - start.daysSince1970 + 1
        let weeks = (length + 7 * Self.mostSteps - 1) / (7 * Self.mostSteps)
        let step = length <= Self.mostSteps ? 1 : 7 * weeks
        var numbers = Set(stride(from: start.daysSince1970, through: end.daysSince1970, by: step))
        numbers.insert(end.daysSince1970)
        if day >= start, day.daysSince1970 - end.daysSince1970 <= Self.longestTail { numbers.insert(day.daysSince1970) }
        return numbers.sorted().map { CivilDate(daysSince1970: $0) }
    }
}

import MediaPlans
import Streams
import Workbooks

/// Calculates the pacing of one place up to a day.
struct PaceCalculation {
    let settings: PacingSettings
    /// Nil where no report has days.
    let day: CivilDate?
    /// The days that count; nil for all.
    var period: RecordPeriod?
    /// What it means where nothing is planned for the place.
    var unplanned = Unplanned.unknown

    enum Unplanned {
        /// Nothing at all is planned, or the plan may have the place under another name.
        case unknown
        /// The plan is known, and it has nothing for the place.
        case zero
    }

    func line(_ place: PacingJob.Place, _ days: PacingJob.PlaceDays, hasReport: Bool) -> PacingLine {
        var line = PacingLine()
        (line.platform, line.market, line.stage) = (place.platform, place.market, place.stage)
        line.currency = days.currencies.count == 1 ? days.currencies.first : nil
        line.asOf = day
        var unknown: [String] = []
        let running = runningDays(of: days)
        addFlight(to: &line, days, running)
        guard days.currencies.count < 2 else {
            line.unknown = "amounts are in \(days.currencies.sorted().joined(separator: " and "))"
            return line
        }
        addPlan(to: &line, days, &unknown)
        addSpend(to: &line, days, hasReport, &unknown)
        if !unknown.isEmpty { line.unknown = unknown.joined(separator: "; ") }
        addEnd(to: &line, days, running)
        line.judge(by: settings)
        return line
    }

    private func part(of flight: ClosedRange<CivilDate>) -> ClosedRange<CivilDate>? {
        period.map { $0.part(of: flight) } ?? flight
    }

    /// The days on which something of the place runs.
    func runningDays(of days: PacingJob.PlaceDays) -> [CivilDate] {
        settings.runningDays(of: days.plans.keys, part: part(of:))
    }

    private func addFlight(to line: inout PacingLine, _ days: PacingJob.PlaceDays, _ running: [CivilDate]) {
        let flights = days.plans.keys.compactMap(part(of:))
        guard let start = flights.map(\.lowerBound).min(), let end = flights.map(\.upperBound).max() else { return }
        line.flight = start...end
        line.days = running.count
        line.daysGone = day.map { day in running.count { $0 <= day } }
    }

    private func addPlan(to line: inout PacingLine, _ days: PacingJob.PlaceDays, _ unknown: inout [String]) {
        guard line.flight != nil || days.plansWithoutFlight > 0 else {
            guard unplanned == .zero, day != nil else {
                line.isUnplanned = true
                return unknown.append("nothing is planned under this name")
            }
            (line.plan, line.planToDate) = (0, 0)
            return
        }
        if days.plansWithoutFlight > 0 {
            return unknown.append(
                "\(counted(days.plansWithoutFlight, "planned line")) without a flight of a start and an end, in order and at most ten years long"
            )
        }
        let without = days.plans.values.reduce(0) { $0 + $1.unknown }
        guard without == 0 else {
            return unknown.append("the budget of \(counted(without, "planned line")) is unknown")
        }
        var (all, toDate) = (Volume(), Volume())
        for (flight, budget) in days.plans.sorted(by: { $0.key.lowerBound < $1.key.lowerBound }) {
            guard let part = part(of: flight), let value = budget.value else { continue }
            all.add(part == flight ? value : settings.share(of: flight, in: part).map { $0 * value })  // fits: doubles
            guard let day else { continue }
            let past = part.lowerBound...max(part.lowerBound, min(day, part.upperBound))
            toDate.add(
                day < part.lowerBound ? 0 : settings.share(of: flight, in: past).map { $0 * value })  // fits: doubles
        }
        line.plan = all.unknown == 0 ? all.value : nil
        guard day != nil else { return }
        if toDate.unknown > 0 {
            unknown.append("no day of a flight has a weight")
        } else {
            line.planToDate = toDate.value
        }
    }

    private func addSpend(
        to line: inout PacingLine, _ days: PacingJob.PlaceDays, _ hasReport: Bool, _ unknown: inout [String]
    ) {
        guard let day else {
            return unknown.append(
                days.spendWithoutDays > 0 ? "the report has no days" : "there is no report of the platform with days")
        }
        if days.spendWithoutDays > 0 {
            return unknown.append("\(counted(days.spendWithoutDays, "reported line")) without days")
        }
        if days.spendBeyond > 0 {
            return unknown.append(
                "\(counted(days.spendBeyond, "reported line")) beyond \(period?.text ?? "the days")")
        }
        var sum = Volume()
        var beyond = 0
        for (span, spend) in days.spend {
            if span.upperBound <= day {
                sum.add(spend)
            } else if span.lowerBound <= day {
                beyond += 1
            }
        }
        if beyond > 0 { return unknown.append("\(counted(beyond, "reported line")) of days before and after \(day)") }
        if sum.unknown > 0 {
            return unknown.append("the spend of \(sum.unknown) of \(counted(sum.known + sum.unknown, "reported line"))")
        }
        guard let value = sum.value else {
            if line.flight.map({ day < $0.lowerBound }) ?? false { return }
            return unknown.append(hasReport ? "the report has no line" : "there is no report of the platform")
        }
        line.delivered = value
    }

    /// Projects the end by the spend of the last days that ran: a day without a weight, or between flights, is none of them.
    private func addEnd(to line: inout PacingLine, _ days: PacingJob.PlaceDays, _ running: [CivilDate]) {
        guard let day, let flight = line.flight else { return }
        let left = Double(running.count { $0 > day })
        guard let delivered = line.delivered else {
            if day < flight.lowerBound, line.unknown.isEmpty, left > 0 {
                line.neededPerDay = line.plan.map { $0 / left }
            }
            return
        }
        if left > 0, let plan = line.plan { line.neededPerDay = max(0, plan - delivered) / left }
        guard day >= flight.lowerBound else { return }
        guard left > 0 else {
            line.projectedEnd = delivered
            return
        }
        let last = running.filter { $0 <= day }.suffix(settings.rateDays)
        guard let first = last.first else { return }
        var sum = Volume()
        for (span, spend) in days.spend where span.upperBound >= first && span.upperBound <= day {
            // A line of several days is not split.
            guard span.lowerBound >= first else {
                let why = "the last reported lines are of several days, so that no rate is known"
                line.unknown = line.unknown.isEmpty ? why : "\(line.unknown); \(why)"
                return
            }
            sum.add(spend)
        }
        let rate = (sum.value ?? 0) / Double(last.count)
        line.rate = rate
        line.projectedEnd = delivered + rate * left  // fits: doubles
    }
}

extension PacingLine {
    /// Compares spend and plan to date.
    mutating func judge(by settings: PacingSettings) {
        guard let toDate = planToDate else { return }
        guard toDate > 0 else {
            if (delivered ?? 0) > 0 {
                verdict = .over
            } else if let asOf, let flight, asOf < flight.lowerBound {
                verdict = .notBegun
            } else if unknown.isEmpty {
                unknown = "nothing is planned up to the day"
            }
            return
        }
        guard let delivered else { return }
        let share = delivered / toDate
        self.share = share
        verdict = share < settings.under ? .under : share > settings.over ? .over : .on
    }
}

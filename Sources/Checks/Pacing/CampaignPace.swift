import MediaPlans
import Streams
import Workbooks

/// Sums the pacing of the places of which plan and spend are known.
struct CampaignPace {
    private let known: [PacingLine]
    private let count: Int
    /// Places with spend of which no plan is known.
    private let stray: Int

    init(_ lines: [PacingLine]) {
        known = lines.filter(\.isCompared)
        count = lines.count
        stray = lines.count(where: \.isStray)
    }

    /// - Parameter running: the days on which something of a known place runs.
    func line(running: Set<CivilDate>, _ settings: PacingSettings) -> PacingLine {
        var line = PacingLine()
        let left = count - known.count
        if left > 0 { line.unknown = "\(left) of \(counted(count, "place")) not known, and left out" }
        guard !known.isEmpty else { return line }
        let currencies = Set(known.compactMap(\.currency))
        guard currencies.count < 2 else {
            line.unknown = "amounts are in \(currencies.sorted().joined(separator: " and "))"
            return line
        }
        line.currency = currencies.first
        let flights = known.compactMap(\.flight)
        if let start = flights.map(\.lowerBound).min(), let end = flights.map(\.upperBound).max() {
            line.flight = start...end
            line.days = running.count
        }
        line.asOf = known.compactMap(\.asOf).max()
        line.daysGone = line.asOf.map { day in running.count { $0 <= day } }
        line.plan = sum(orNone: false) { $0.plan }
        line.planToDate = sum(orNone: false) { $0.planToDate }
        line.delivered = sum(orNone: true) { $0.delivered }
        if known.contains(where: { $0.projectedEnd != nil }) {
            line.projectedEnd = sum(orNone: false) { $0.verdict == .notBegun ? $0.plan : $0.projectedEnd }
        }
        // A place that spent, and of whose rate nothing is known, leaves none to the whole.
        if !known.contains(where: { $0.delivered != nil && $0.projectedEnd == nil }) {
            line.rate = sum(orNone: true) { $0.rate }
        }
        line.neededPerDay = sum(orNone: true) { $0.neededPerDay }
        guard stray == 0 else {
            line.unknown += "; \(counted(stray, "place")) with spend under a name that is not in the plan"
            return line
        }
        line.judge(by: settings)
        return line
    }

    /// - Parameter orNone: whether a place without the value adds nothing; else the sum is not known.
    private func sum(orNone: Bool, _ value: (PacingLine) -> Double?) -> Double? {
        var sum = Volume()
        for one in known {
            let value = value(one)
            if value != nil || !orNone { sum.add(value) }
        }
        return sum.unknown == 0 ? sum.value : nil
    }
}

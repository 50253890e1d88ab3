import MediaPlans
import Workbooks

/// What the configuration's metrics are made of, summed over the lines of a stage of a market.
struct OwnLines: Sendable {
    /// A column's sum, and how many lines of each flight or day gave a number.
    struct Sum: Sendable {
        var volume = Volume()
        /// As many as matter.
        private var flights: [Flight: Int] = [:]
        private static let mostFlights = 1000

        mutating func add(_ number: Double?, of record: Record) {
            volume.add(number)
            guard number != nil, flights.count < Self.mostFlights else { return }
            flights[Flight(start: record[.startDate], end: record[.endDate]), default: 0] += 1
        }

        /// Over what it sums several.
        var axes: Set<OwnMetric.Axis> {
            var found: Set<OwnMetric.Axis> = flights.count > 1 ? [.days] : []
            if flights.values.contains(where: { $0 > 1 }) || hasOverlap { found.insert(.lines) }
            return found
        }

        /// Whether two flights have a day in common.
        private var hasOverlap: Bool {
            let days = flights.keys.compactMap(\.days).sorted { $0.lowerBound < $1.lowerBound }
            return zip(days, days.dropFirst()).contains { $0.upperBound >= $1.lowerBound }
        }
    }

    struct Flight: Hashable {
        var start: FieldValue
        var end: FieldValue

        /// Half a flight is one day; one that runs backwards has its days, too.
        var days: ClosedRange<CivilDate>? {
            let known = [start, end].compactMap { if case .date(let day) = $0 { day } else { nil } }
            guard let first = known.min(), let last = known.max() else { return nil }
            return first...last
        }
    }

    /// By the column's name.
    private(set) var sums: [String: Sum] = [:]
    /// By the metric's code, what lines have of one side of a ratio only.
    private(set) var lone: [String: LoneParts] = [:]

    mutating func add(_ record: Record, _ metrics: [OwnMetric]) {
        for name in Set(metrics.flatMap { $0.columns.map(\.name) }) {
            let number = Self.number(name, of: record)
            sums[name, default: Sum()].add(number, of: record)
        }
        for metric in metrics {
            guard let (above, below, _) = metric.quotient else { continue }
            switch (Self.number(above.name, of: record), Self.number(below.name, of: record)) {
            case (let number?, nil): lone[metric.code, default: LoneParts()].above.add(number)
            case (nil, let number?): lone[metric.code, default: LoneParts()].below.add(number)
            default: break
            }
        }
    }

    private static func number(_ name: String, of record: Record) -> Double? {
        if let column = RecordColumn(rawValue: name) { return record[column].number }
        return record.extras.first { $0.name == name }?.value.number
    }
}

import Streams
import Workbooks

/// How a budget is spread over the days of a flight, and from where on a campaign is ahead or behind.
public struct PacingSettings: Sendable, Equatable {
    /// The weight of each weekday, from Monday.
    public var weekdays = [Double](repeating: 1, count: 7)
    /// The first days of a flight, whose weights rise evenly from `rampFrom` to 1; 0 for none.
    public var rampDays = 0
    public var rampFrom = 1.0
    /// The share of the plan to date below which a place is behind, and above which it is ahead.
    public var under = 0.9
    public var over = 1.1
    /// The last days by which the end is projected.
    public var rateDays = 7

    static let fileName = "config/pacing.json"
    private static let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    public init() {}

    /// The settings of a home: those built in, changed by its `config/pacing.json`.
    ///
    /// - Throws: `Failure` with status 78 for a mistake in the file.
    public static func loading(home: String) throws -> PacingSettings {
        var settings = PacingSettings()
        let path = ConfigurationPlace.path(of: fileName, home: home)
        if let root = try ConfigurationNode.reading(path) { try settings.apply(root) }
        return settings
    }

    mutating func apply(_ root: ConfigurationNode) throws {
        for (key, node) in try root.members(allowing: ["weekdays", "ramp", "verdict", "rate_days"]) {
            switch key {
            case "weekdays":
                for (name, weight) in try node.members(allowing: Self.names) {
                    if let index = Self.names.firstIndex(of: name) { weekdays[index] = try Self.number(weight) }
                }
                guard weekdays.contains(where: { $0 > 0 }) else { throw node.failure("needs a weight above 0") }
            case "ramp":
                for (name, value) in try node.members(allowing: ["days", "from"]) {
                    if name == "days" {
                        rampDays = try Self.days(value, from: 0)
                    } else {
                        rampFrom = try Self.number(value)
                    }
                }
            case "rate_days": rateDays = try Self.days(node, from: 1)
            default:
                for (name, value) in try node.members(allowing: ["under", "over"]) {
                    if name == "under" { under = try Self.number(value) } else { over = try Self.number(value) }
                }
                guard under <= over else { throw node.failure("has \"under\" above \"over\"") }
            }
        }
    }

    private static func number(_ node: ConfigurationNode) throws -> Double {
        guard let number = node.value.number, number >= 0, number <= 1000 else {
            throw node.failure("must be a number from 0 to 1000")
        }
        return number
    }

    private static func days(_ node: ConfigurationNode, from least: Int) throws -> Int {
        guard let number = node.value.number, let days = Int(exactly: number), (least...366).contains(days) else {
            throw node.failure("must be a whole number of days from \(least) to 366")
        }
        return days
    }

    /// Whether each day has the same weight.
    public var isEven: Bool { Set(weekdays).count == 1 && (rampDays == 0 || rampFrom == 1) }

    /// What is said beside a plan by weights where other figures have the plan by days.
    public static let weightsNote =
        "the plan of these days is by the weights of pacing.json, and planned figures elsewhere are in proportion to days"

    /// The weight of a day of a flight.
    public func weight(of day: CivilDate, in flight: ClosedRange<CivilDate>) -> Double {
        let weekday = weekdays[PeriodStep.weekday(day)]
        let number = day.daysSince1970 - flight.lowerBound.daysSince1970
        guard number < rampDays else { return weekday }
        return weekday * (rampFrom + (1 - rampFrom) * Double(number) / Double(rampDays))  // fits: doubles
    }

    /// The share of a flight's budget that is planned for some days; nil where no day of it has a weight.
    public func share(of flight: ClosedRange<CivilDate>, in days: ClosedRange<CivilDate>) -> Double? {
        var (part, all) = (0.0, 0.0)
        var day = flight.lowerBound
        while day <= flight.upperBound {
            let weight = weight(of: day, in: flight)
            all += weight
            if days.contains(day) { part += weight }
            day = CivilDate(daysSince1970: day.daysSince1970 + 1)
        }
        return all > 0 ? part / all : nil
    }

    /// The days on which flights run: those that have a weight, each once, in order.
    ///
    /// - Parameter part: the days of a flight that count; nil for none.
    public func runningDays(
        of flights: some Sequence<ClosedRange<CivilDate>>,
        part: (ClosedRange<CivilDate>) -> ClosedRange<CivilDate>?
    ) -> [CivilDate] {
        var numbers: Set<Int> = []
        for flight in flights {
            guard let part = part(flight) else { continue }
            for number in part.lowerBound.daysSince1970...part.upperBound.daysSince1970
            where weight(of: CivilDate(daysSince1970: number), in: flight) > 0 { numbers.insert(number) }
        }
        return numbers.sorted().map { CivilDate(daysSince1970: $0) }
    }
}

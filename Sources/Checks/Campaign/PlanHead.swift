import MediaPlans
import Workbooks

/// What the head of a tracker says of the plan's lines: names and dates of the campaign. Memory: the different names, up to a number.
struct PlanHead: Sendable {
    /// In the order met, those that differ in more than case and blanks.
    private(set) var names: [String] = []
    /// The earliest start and the latest end.
    private(set) var flight: ClosedRange<CivilDate>?
    private var known: Set<String> = []
    private var last: String?
    private static let mostNames = 100

    mutating func add(_ line: Record) {
        if let name = line[.campaign].text, name != last {
            last = name
            let key = normalised(name)
            if !key.isEmpty, names.count < Self.mostNames, known.insert(key).inserted { names.append(name) }
        }
        for column in [RecordColumn.startDate, .endDate] {
            guard case .date(let day) = line[column] else { continue }
            flight = flight.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
        }
    }
}

import MediaPlans
import Workbooks

/// What the head of a tracker says of the plan's lines: names and dates of the campaign. Memory: the different names, up to a number.
struct PlanHead: Sendable {
    /// In the order met, those that differ in more than case and blanks.
    private(set) var names: [String] = []
    /// The earliest start and the latest end.
    private(set) var flight: ClosedRange<CivilDate>?
    /// The words of the brands that lines name.
    private(set) var brands: Set<String> = []
    private var known: Set<String> = []
    private var last: String?
    private var lastBrand: String?
    private static let mostNames = 100

    mutating func add(_ line: Record) {
        if let name = line[.campaign].text, name != last {
            last = name
            let key = normalised(name)
            if !key.isEmpty, names.count < Self.mostNames, known.insert(key).inserted { names.append(name) }
        }
        if let brand = line[.brand].text, brand != lastBrand {
            lastBrand = brand
            if brands.count < Self.mostNames { brands.insert(normalised(brand)) }
        }
        for column in [RecordColumn.startDate, .endDate] {
            guard case .date(let day) = line[column] else { continue }
            flight = flight.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
        }
    }
}

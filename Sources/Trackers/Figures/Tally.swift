import MediaPlans

/// The measures of a line that are summed.
public enum Measure: Int, CaseIterable, Sendable, Hashable {
    case budget, impressions, views, clicks, reach

    /// Where a record holds it.
    var column: RecordColumn {
        switch self {
        case .budget: .budgetLocal
        case .impressions: .impressions
        case .views: .videoViews
        case .clicks: .clicksActions
        case .reach: .uniquesReach
        }
    }

    var name: String {
        switch self {
        case .budget: "budget"
        case .impressions: "impressions"
        case .views: "views"
        case .clicks: "clicks"
        case .reach: "reach"
        }
    }
}

/// One measure summed over lines, some of which may not know it.
struct Tally: Sendable, Equatable {
    private(set) var sum = ExactSum()
    /// Lines that gave a number.
    private(set) var known = 0
    /// Lines that gave none.
    private(set) var unknown = 0

    mutating func add(_ value: Double?) {
        guard let value else {
            unknown += 1
            return
        }
        known += 1
        sum.add(value)
    }

    mutating func add(_ other: Tally) {
        sum.add(other.sum)
        known += other.known
        unknown += other.unknown
    }
}

/// The two measures of a ratio.
struct MeasurePair: Sendable, Hashable {
    var above: Measure
    var below: Measure

    /// Those of the ratios that trackers show.
    static let all = [
        MeasurePair(above: .budget, below: .impressions), MeasurePair(above: .budget, below: .views),
        MeasurePair(above: .budget, below: .clicks), MeasurePair(above: .views, below: .impressions),
        MeasurePair(above: .clicks, below: .impressions), MeasurePair(above: .impressions, below: .reach),
    ]
}

/// Sums over lines that have one measure of a ratio and lack the other.
struct LoneParts: Sendable, Equatable {
    var above = Tally()
    var below = Tally()
}

/// Lines of one platform, market, side and stage, aggregated.
struct Lines: Sendable, Equatable {
    private(set) var count = 0
    private var tallies = Array(repeating: Tally(), count: Measure.allCases.count)
    /// By pair of measures, what lines have that lack the other.
    private(set) var lone: [MeasurePair: LoneParts] = [:]
    /// The currencies that lines name.
    private(set) var currencies: Set<String> = []

    subscript(measure: Measure) -> Tally { tallies[measure.rawValue] }

    mutating func add(_ record: Record) {
        count += 1
        for measure in Measure.allCases { tallies[measure.rawValue].add(record[measure.column].number) }
        for pair in MeasurePair.all {
            switch (record[pair.above.column].number, record[pair.below.column].number) {
            case (let number?, nil): lone[pair, default: LoneParts()].above.add(number)
            case (nil, let number?): lone[pair, default: LoneParts()].below.add(number)
            default: break
            }
        }
        if let currency = record.currency { currencies.insert(currency) }
    }
}

/// What a reach-and-frequency table says of one metric in one market.
struct Reading: Sendable, Equatable {
    /// Different numbers that were given, two at most: reach of two reports does not add up.
    private(set) var values: [Double] = []
    /// Cells that gave a number.
    private(set) var known = 0
    private(set) var unknown = 0

    mutating func add(_ value: Double?) {
        guard let value else {
            unknown += 1
            return
        }
        known += 1
        if values.count < 2, !values.contains(value) { values.append(value) }
    }
}

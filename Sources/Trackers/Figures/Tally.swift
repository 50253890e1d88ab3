import MediaPlans
import Workbooks

/// The measures of a line that are summed.
public enum Measure: Sendable, Hashable {
    case budget, impressions, views, clicks, reach
    /// A column that a metric of the configuration is made of.
    case own(MetricColumn)

    /// Those that every tracker has.
    static let builtIn: [Measure] = [.budget, .impressions, .views, .clicks, .reach]

    init(_ column: MetricColumn) {
        switch column.column {
        case .budgetLocal: self = .budget
        case .impressions: self = .impressions
        case .videoViews: self = .views
        case .clicksActions: self = .clicks
        case .uniquesReach: self = .reach
        default: self = .own(column)
        }
    }

    /// Where a record holds it.
    var column: MetricColumn {
        switch self {
        case .budget: MetricColumn(.budgetLocal)
        case .impressions: MetricColumn(.impressions)
        case .views: MetricColumn(.videoViews)
        case .clicks: MetricColumn(.clicksActions)
        case .reach: MetricColumn(.uniquesReach)
        case .own(let column): column
        }
    }

    var isAmount: Bool {
        switch self {
        case .budget: true
        case .own(let column): column.isAmount
        default: false
        }
    }

    /// Whether it is a column that only metrics of the configuration are made of.
    var isOwn: Bool {
        if case .own = self { true } else { false }
    }

    var name: String {
        switch self {
        case .budget: "budget"
        case .impressions: "impressions"
        case .views: "views"
        case .clicks: "clicks"
        case .reach: "reach"
        case .own(let column): column.name
        }
    }
}

/// What the metrics of the configuration need of lines besides what is summed for every tracker.
struct OwnMeasures: Sendable {
    let columns: [MetricColumn]
    /// The ratios among them.
    let pairs: [MeasurePair]
    /// Whether a metric has columns that are not to be summed over lines or days.
    let keepsDays: Bool

    init(_ metrics: [OwnMetric] = []) {
        var columns: [MetricColumn] = []
        var pairs: [MeasurePair] = []
        for metric in metrics {
            for case .own(let column) in metric.columns.map({ Measure($0) }) where !columns.contains(column) {
                columns.append(column)
            }
            guard let (above, below, _) = metric.quotient else { continue }
            let pair = MeasurePair(above: Measure(above), below: Measure(below))
            if !pairs.contains(pair), !MeasurePair.all.contains(pair) { pairs.append(pair) }
        }
        (self.columns, self.pairs) = (columns, pairs)
        keepsDays = metrics.contains { !$0.additive.isSuperset(of: [.lines, .days]) }
    }

    var isEmpty: Bool { columns.isEmpty && pairs.isEmpty }
}

/// A column of a metric summed over lines, and how many days or flights they are of.
struct OwnTally: Sendable, Equatable {
    private(set) var tally = Tally()
    /// The different days or flights of lines that gave a number; as many as matter.
    private(set) var periods: Set<Period> = []
    /// Whether two lines are of the same days.
    private(set) var repeatsPeriod = false
    private static let mostPeriods = 1000
    /// The stretches of days that lines have, in order, while none has a day of another.
    private var covered: [ClosedRange<CivilDate>] = []

    struct Period: Sendable, Hashable {
        var start: FieldValue
        var end: FieldValue
    }

    mutating func add(_ number: Double?, _ record: Record, keepsDays: Bool) {
        tally.add(number)
        guard keepsDays, number != nil, periods.count < Self.mostPeriods else { return }
        if !repeatsPeriod, let days = record.days, !days.isApart(from: &covered) { repeatsPeriod = true }
        if !periods.insert(Period(start: record[.startDate], end: record[.endDate])).inserted { repeatsPeriod = true }
    }

    /// Over what it is a sum of several.
    var axes: Set<OwnMetric.Axis> {
        var found: Set<OwnMetric.Axis> = []
        if periods.count > 1 { found.insert(.days) }
        if repeatsPeriod { found.insert(.lines) }
        return found
    }
}

extension ClosedRange<CivilDate> {
    /// Takes its place among stretches of days in order; false where it has a day of one of them.
    fileprivate func isApart(from stretches: inout [ClosedRange<CivilDate>]) -> Bool {
        var (low, high) = (0, stretches.count)
        while low < high {
            let middle = low &+ (high &- low) / 2
            if stretches[middle].upperBound < lowerBound { low = middle &+ 1 } else { high = middle }
        }
        guard low == stretches.count || upperBound < stretches[low].lowerBound else { return false }
        stretches.insert(self, at: low)
        return true
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

    /// Those of the ratios that are built in, of which each line notes what it lacks.
    static let all = MetricTable.builtIn.compactMap(\.quotient).map {
        MeasurePair(above: Measure($0.above), below: Measure($0.below))
    }
}

/// Sums over lines that have one measure of a ratio and lack the other.
struct LoneParts: Sendable, Equatable {
    var above = Tally()
    var below = Tally()
}

/// Lines of one platform, market, side and stage, aggregated.
struct Lines: Sendable, Equatable {
    private(set) var count = 0
    private var tallies = Tallies()
    /// Columns of the configuration's metrics.
    private(set) var own: [MetricColumn: OwnTally] = [:]
    /// By pair of measures, what lines have that lack the other.
    private(set) var lone: [MeasurePair: LoneParts] = [:]
    /// The currencies that lines name.
    private(set) var currencies: Set<String> = []

    private struct Tallies: Sendable, Equatable {
        var budget = Tally()
        var impressions = Tally()
        var views = Tally()
        var clicks = Tally()
        var reach = Tally()
    }

    subscript(measure: Measure) -> Tally {
        switch measure {
        case .budget: tallies.budget
        case .impressions: tallies.impressions
        case .views: tallies.views
        case .clicks: tallies.clicks
        case .reach: tallies.reach
        case .own(let column): own[column]?.tally ?? Tally()
        }
    }

    mutating func add(_ record: Record, _ measures: OwnMeasures = OwnMeasures()) {
        count += 1
        let (budget, impressions) = (record[.budgetLocal].number, record[.impressions].number)
        let (views, clicks) = (record[.videoViews].number, record[.clicksActions].number)
        let reach = record[.uniquesReach].number
        tallies.budget.add(budget)
        tallies.impressions.add(impressions)
        tallies.views.add(views)
        tallies.clicks.add(clicks)
        tallies.reach.add(reach)
        func number(_ measure: Measure) -> Double? {
            switch measure {
            case .budget: budget
            case .impressions: impressions
            case .views: views
            case .clicks: clicks
            case .reach: reach
            case .own(let column): column.number(of: record)
            }
        }
        for pair in MeasurePair.all { note(number(pair.above), number(pair.below), pair) }
        for column in measures.columns {
            own[column, default: OwnTally()].add(column.number(of: record), record, keepsDays: measures.keepsDays)
        }
        for pair in measures.pairs {
            note(pair.above.column.number(of: record), pair.below.column.number(of: record), pair)
        }
        if let currency = record.currency { currencies.insert(currency) }
    }

    /// Notes what a line has of a ratio's two measures, where it lacks the other.
    private mutating func note(_ above: Double?, _ below: Double?, _ pair: MeasurePair) {
        switch (above, below) {
        case (let number?, nil): lone[pair, default: LoneParts()].above.add(number)
        case (nil, let number?): lone[pair, default: LoneParts()].below.add(number)
        default: break
        }
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

import Streams

/// A column of the records that metrics are made of: one that all records have, or one of the source's own.
public struct MetricColumn: Sendable, Hashable {
    /// The name of the column in the records.
    public let name: String
    /// Nil for one of the source's own.
    public let column: RecordColumn?
    /// Whether it holds amounts of money.
    public let isAmount: Bool

    public init(_ column: RecordColumn) {
        (name, self.column, isAmount) = (column.rawValue, column, column.isAmount)
    }

    public init(extra name: String, isAmount: Bool = false) {
        (self.name, column, self.isAmount) = (name, nil, isAmount)
    }

    /// What a record gives for it.
    public func number(of record: Record) -> Double? {
        if let column { return record[column].number }
        for extra in record.extras where extra.name == name { return extra.value.number }
        return nil
    }

    public static func == (a: MetricColumn, b: MetricColumn) -> Bool { a.name == b.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension [OwnMetric] {
    /// The names of the sources' own columns that every metric made of them adds up over some axes.
    func ownColumns(addingUpOver axes: Set<OwnMetric.Axis>) -> Set<String> {
        func own(_ metrics: [OwnMetric]) -> Set<String> {
            Set<String>(metrics.flatMap(\.columns).filter { $0.column == nil }.map(\.name))
        }
        return own(self).subtracting(own(filter { !$0.additive.isSuperset(of: axes) }))
    }
}

/// An entry of the table of metrics: a row of a tracker, built in or added by the configuration.
///
/// A reference that never changes, because the names of thousands of figures hold one.
public final class OwnMetric: Sendable, Hashable {
    /// What numbers of it are.
    public enum Unit: String, Sendable, CaseIterable {
        /// Whole things: 1,234.
        case count
        /// An amount: $1,234.50.
        case money
        /// A part of something: 12.3%.
        case share
        /// Any other number: 1.23.
        case ratio
    }

    /// What a number may be of several of, so that they are summed.
    public enum Axis: String, Sendable, CaseIterable {
        case lines, days, stages, markets
    }

    /// What the reports' reach table says of a market on the actual side, in place of the formula.
    public enum Reported: String, Sendable, CaseIterable {
        /// Numbers of markets, which are summed.
        case reach
        /// Numbers of markets, which are not: all markets together have the formula.
        case frequency
    }

    public let code: String
    /// What messages call it.
    public let name: String
    public let labels: [String]
    /// Over sums of the columns: `BUDGET_LOCAL/CONVERSIONS`.
    public let formula: MetricExpression
    /// The columns of the formula, in its order.
    public let columns: [MetricColumn]
    public let unit: Unit
    /// A number format of Excel; nil for that of the unit.
    public let format: String?
    /// The decimals that a figure of a usual size is shown with.
    public let decimals: Int
    public let additive: Set<Axis>
    /// Whether the entry says what it adds up over.
    public let saysAdditive: Bool
    public let sides: Set<Side>
    /// Whether a person types it.
    public let isTyped: Bool
    /// The code of the metric that a person types, by which the formula is divided in the tracker itself; nil for none.
    public let share: String?
    /// Nil where no table of reports gives it.
    public let reported: Reported?
    public let isBuiltIn: Bool
    /// Where it is defined.
    public let place: Place

    init(
        code: String, name: String, labels: [String], formula: MetricExpression, columns: [MetricColumn],
        unit: Unit? = nil, format: String? = nil, decimals: Int? = nil, additive: Set<Axis>? = nil,
        sides: Set<Side> = Set(Side.allCases), isTyped: Bool = false, share: String? = nil, reported: Reported? = nil,
        isBuiltIn: Bool = false, place: Place = Place()
    ) {
        self.code = code
        self.name = name
        self.labels = labels
        self.formula = formula
        self.columns = columns
        let unit = unit ?? Self.unit(of: formula, columns)
        self.unit = unit
        self.format = format
        self.decimals = decimals ?? Self.decimals(unit, of: formula)
        self.additive = additive ?? Set(Axis.allCases)
        saysAdditive = additive != nil
        self.sides = sides
        self.isTyped = isTyped
        self.share = share
        self.reported = reported
        self.isBuiltIn = isBuiltIn
        self.place = place
    }

    /// This one with what a configuration may say of a metric that is built in.
    func changed(name: String?, labels: [String], format: String?, decimals: Int?, place: Place) -> OwnMetric {
        OwnMetric(
            code: code, name: name ?? self.name, labels: self.labels + labels, formula: formula, columns: columns,
            unit: unit, format: format ?? self.format, decimals: decimals ?? self.decimals,
            additive: saysAdditive ? additive : nil, sides: sides, isTyped: isTyped, share: share, reported: reported,
            isBuiltIn: isBuiltIn, place: place)
    }

    private static func decimals(_ unit: Unit, of formula: MetricExpression) -> Int {
        switch unit {
        case .count: 0
        case .share: 1
        case .money: formula.isPlainColumn ? 0 : 2
        case .ratio: 2
        }
    }

    private static func unit(of formula: MetricExpression, _ columns: [MetricColumn]) -> Unit {
        if let (above, below, _) = formula.quotient {
            return columns[above].isAmount && !columns[below].isAmount ? .money : .ratio
        }
        guard formula.divisors({ columns[$0].name }).isEmpty else { return .ratio }
        return columns.allSatisfy(\.isAmount) ? .money : .count
    }

    /// Whether it is a sum of one column, as it is in the records.
    public var isPlainSum: Bool { formula.isPlainColumn && share == nil }

    /// Dividend, divisor and factor of a metric that is one column over another.
    public var quotient: (above: MetricColumn, below: MetricColumn, factor: Double)? {
        formula.quotient.map { (columns[$0.above], columns[$0.below], $0.factor) }
    }

    public static func == (a: OwnMetric, b: OwnMetric) -> Bool {
        if a === b { return true }
        guard a.code == b.code, a.isBuiltIn == b.isBuiltIn else { return false }
        // A built-in one is the same whatever a configuration calls it.
        return a.isBuiltIn || a.formula.text == b.formula.text && a.labels == b.labels
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

/// A number that a check measured, with the bounds for a warning and for a critical state.
public struct Measure: Sendable, Equatable {
    /// Units of the plugins' performance data ("Performance data" in the guidelines).
    public enum Unit: String, Sendable { case count = "", seconds = "s", bytes = "B", percent = "%" }

    /// A bound beyond which a value is bad.
    public enum Bound: Sendable, Equatable {
        /// Values greater than this.
        case above(Double)
        /// Values less than this.
        case below(Double)

        func isCrossed(by value: Double) -> Bool {
            switch self {
            case .above(let bound): value > bound
            case .below(let bound): value < bound
            }
        }
    }

    /// The name, in small letters with dashes. Names are stable.
    public var name: String
    public var value: Double
    public var unit: Unit
    public var warning: Bound?
    public var critical: Bound?

    public init(_ name: String, _ value: Double, _ unit: Unit = .count, warning: Bound? = nil, critical: Bound? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.warning = warning
        self.critical = critical
    }

    /// The verdict on the value by its bounds.
    public var verdict: Verdict {
        if critical?.isCrossed(by: value) ?? false { return .critical }
        return warning?.isCrossed(by: value) ?? false ? .warning : .ok
    }
}

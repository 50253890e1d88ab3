/// Which of two sides of a tracker a figure stands on.
public enum Side: String, CaseIterable, Sendable, Hashable {
    case planned, actual
}

/// What a row of a tracker's block shows.
public enum Metric: Sendable, Hashable {
    /// An entry of the table of metrics.
    case own(OwnMetric)
    /// What a brand-lift study found.
    case lift(LiftMetric)

    /// Those that are built in.
    public static let allCases: [Metric] = MetricTable.builtIn.map { .own($0) }

    /// What messages and reports call it.
    public var rawValue: String {
        switch self {
        case .own(let metric): metric.name
        case .lift(let metric): metric.name
        }
    }

    /// Its entry in the table of metrics; nil for what is found by a study.
    public var entry: OwnMetric? {
        if case .own(let metric) = self { metric } else { nil }
    }
}

/// Built-in metrics that some part of a tracker asks for by name: its head, what a market's order is, which rows a stage has.
extension Metric {
    public static let census = builtIn("census_ta")
    public static let population = builtIn("ta_population")
    public static let reach = builtIn("reach")
    public static let reachPercent = builtIn("reach_percent")
    public static let frequency = builtIn("frequency")
    public static let impressions = builtIn("impressions")
    public static let views = builtIn("views")
    public static let clicks = builtIn("clicks")
    public static let budget = builtIn("budget")
    public static let cpm = builtIn("cpm")
    public static let cpv = builtIn("cpv")
    public static let cpc = builtIn("cpc")
    public static let vtr = builtIn("vtr_percent")
    public static let ctr = builtIn("ctr_percent")

    private static func builtIn(_ code: String) -> Metric {
        guard let metric = MetricTable.builtIn.first(where: { $0.code == code }) else {
            fatalError("the built-in table of metrics lacks \(code)")
        }
        return .own(metric)
    }
}

/// A value that stands beside its label.
public enum HeadField: String, Sendable, Hashable, CaseIterable {
    case campaign = "Campaign"
    case dates = "Campaign dates"
    case plannedBudget = "Planned budget"
    case actualBudget = "Actual budget"
    /// Written by a person.
    case summary = "Executive summary"
    case audience = "Target audience"
}

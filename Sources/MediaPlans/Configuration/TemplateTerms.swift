/// Which of two sides of a tracker a figure stands on.
public enum Side: String, CaseIterable, Sendable, Hashable {
    case planned, actual
}

/// What a row of a tracker's block shows.
public enum Metric: Sendable, Hashable {
    case census, population, reach, reachPercent, frequency, impressions, views, clicks, budget, cpm, cpv, cpc, vtr, ctr
    /// One that the configuration defines.
    case own(OwnMetric)
    /// What a brand-lift study found.
    case lift(LiftMetric)

    /// Those that are built in.
    public static let allCases: [Metric] = [
        .census, .population, .reach, .reachPercent, .frequency, .impressions, .views, .clicks, .budget, .cpm, .cpv,
        .cpc, .vtr, .ctr,
    ]

    /// What messages and reports call it.
    public var rawValue: String {
        switch self {
        case .census: "Census TA"
        case .population: "TA Population"
        case .reach: "Reach"
        case .reachPercent: "Reach %"
        case .frequency: "Frequency"
        case .impressions: "Impressions"
        case .views: "Views"
        case .clicks: "Clicks"
        case .budget: "Budget"
        case .cpm: "CPM"
        case .cpv: "CPV"
        case .cpc: "CPC"
        case .vtr: "VTR%"
        case .ctr: "CTR%"
        case .own(let metric): metric.name
        case .lift(let metric): metric.name
        }
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

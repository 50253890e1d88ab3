/// What a client's trackers show where two answers are right: section `figures` of its rules.
public struct FigureChoices: Sendable, Equatable {
    /// What a ratio is made of.
    public enum Ratios: String, Sendable, CaseIterable {
        /// The sums that the tracker shows, so that a reader can calculate it again.
        case shown
        /// The lines, or markets, that have both numbers.
        case like
    }

    /// The planned reach and frequency of the campaign.
    public enum CampaignReach: String, Sendable, CaseIterable {
        /// The sum of the stages, an upper bound.
        case stages
        /// The planner's own, in the plan's MARKET SUMMARY.
        case summary
    }

    public var ratios = Ratios.shown
    public var campaignReach = CampaignReach.stages

    public init() {}
}

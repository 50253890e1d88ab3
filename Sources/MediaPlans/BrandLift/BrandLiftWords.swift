/// The words of brand-lift tables: what surveys ask, what the columns hold, and how a study says that it found nothing.
public struct BrandLiftWords: Sendable, Equatable {
    /// Headers of the column that names what a survey asks.
    public var names: [String]
    /// What surveys ask: ad recall, awareness and so on.
    public var metrics: [Vocabulary.Term]
    /// What the columns hold. Codes are those of `BrandLiftResult.Measure`; others are measures of their own.
    public var measures: [Vocabulary.Term]
    /// A study with enough answers found no lift.
    public var noLift: [String]
    /// A study had too few answers to say anything.
    public var notEnoughData: [String]

    public init(
        names: [String], metrics: [Vocabulary.Term], measures: [Vocabulary.Term], noLift: [String],
        notEnoughData: [String]
    ) {
        self.names = names
        self.metrics = metrics
        self.measures = measures
        self.noLift = noLift
        self.notEnoughData = notEnoughData
    }
}

extension Vocabulary {
    /// Words that platforms and agencies use.
    ///
    /// Sources: Google Ads Help, "Understand your Brand Lift measurement data" (answer 9049825) and "Understand your Search
    /// Lift measurement data" (answer 14715958: `Not enough data`, `No lift detected`); the Google Ads API's
    /// `BrandLiftMeasurementType` and its metrics `absolute_brand_lift`, `relative_brand_lift` (fields of
    /// `lift_measurement_config`); Display & Video 360 Help, answer 9724932; Meta Business Help, "Understanding my
    /// brand-lift study results" (percentage point lift, incremental people and cost of each); TikTok for Business, "How a
    /// Brand Lift study works".
    public static let builtInBrandLift = BrandLiftWords(
        names: [
            "BLS Metric", "BLS Metrics", "BLS", "BLS KPI", "BLS Results", "BLS Question", "Brand Lift Metric",
            "Brand Lift Metrics", "Brand Lift", "Brand Lift Study", "Brand Lift Results", "Brand Lift KPI",
            "Lift Metric", "Lift Metrics", "Lift Type", "Brand Metric", "Brand KPI", "Metric", "Metrics", "KPI", "KPIs",
            "Question", "Survey Question", "Survey", "Measurement Type",
        ],
        metrics: [
            Term(
                "ad-recall", "Ad Recall",
                [
                    "Ad Recall Lift", "Recall", "Standard Ad Recall", "Ad Awareness", "Estimated Ad Recall Lift",
                    "Advertising Recall",
                ]),
            Term(
                "awareness", "Awareness",
                ["Brand Awareness", "Aided Awareness", "Awareness Lift", "Brand Awareness Lift", "Standard Awareness"]),
            Term(
                "familiarity", "Familiarity", ["Brand Familiarity", "Familiarity Lift", "Standard Familiarity"]),
            Term(
                "association", "Association",
                [
                    "Message Association", "Brand Association", "Association Lift", "Message Association Lift",
                    "Attribute Association", "Message Agreement",
                ]),
            Term(
                "consideration", "Consideration",
                ["Brand Consideration", "Consideration Lift", "Brand Consideration Lift", "Standard Consideration"]),
            Term(
                "favourability", "Favourability",
                [
                    "Favorability", "Brand Favourability", "Brand Favorability", "Standard Favourability",
                    "Standard Favorability", "Favourability Lift", "Favorability Lift", "Affinity", "Brand Affinity",
                ]),
            Term("preference", "Preference", ["Brand Preference", "Preference Lift"]),
            Term("recommendation", "Recommendation", ["Brand Recommendation", "Recommend", "Recommendation Lift"]),
            Term(
                "purchase-intent", "Purchase Intent",
                ["Intent", "Purchase Intention", "Action Intent", "Purchase Intent Lift", "Intent Lift"]),
        ],
        measures: [
            Term(
                "result", "Result", ["Results", "Lift", "BLS Result", "BLS Results", "Score", "Uplift", "Brand Lift"]),
            Term(
                "absolute-lift", "Absolute Lift",
                [
                    "Abs Lift", "Abs. Lift", "Absolute Brand Lift", "Absolute Uplift", "Point Lift", "Points Lift",
                    "Percentage Point Lift", "Lift Pts", "Lift (pts)", "Lift (pp)", "Lift pp", "Pt Lift", "PP Lift",
                    "Lift Points",
                ]),
            Term(
                "relative-lift", "Relative Lift", ["Rel Lift", "Rel. Lift", "Relative Brand Lift", "Relative Uplift"]),
            Term("headroom-lift", "Headroom Lift", ["Headroom", "Headroom Brand Lift"]),
            Term(
                "benchmark", "Benchmark",
                [
                    "Benchmarks", "Norm", "Norms", "Normative", "Normative Benchmark", "Industry Benchmark",
                    "Category Benchmark", "Vertical Benchmark", "Regional Benchmark", "BLS Benchmark", "Market Norm",
                ]),
            Term(
                "lifted-users", "Lifted Users",
                [
                    "Absolute Lifted Users", "Users Lifted", "Incremental People", "Estimated Incremental People",
                    "Incremental Users", "Lifted People", "Number of Lifted Users",
                ]),
            Term(
                "cost-per-lifted-user", "Cost per Lifted User",
                [
                    "CPLU", "Cost / Lifted User", "Cost per Incremental Person", "Cost per Lifted Person",
                    "Cost per Estimated Incremental Person",
                ]),
            Term(
                "exposed", "Exposed",
                [
                    "Exposed Positive Response Rate", "Exposed Rate", "Test", "Test Group", "Exposed Group",
                    "Treatment",
                ]),
            Term(
                "control", "Control",
                [
                    "Control Group", "Baseline", "Baseline Positive Response Rate", "Control Positive Response Rate",
                    "Control Rate",
                ]),
            Term(
                "responses", "Responses",
                ["Survey Responses", "Response Count", "Sample", "Sample Size", "Respondents", "N", "Base"]),
            Term(
                "confidence", "Confidence",
                ["Confidence Level", "Chance of Lift", "Probability", "Significance Level", "Confidence %"]),
            Term("p-value", "P-value", ["P Value"]),
            Term(
                "status", "Status",
                ["Significance", "Stat Sig", "Statistical Significance", "Lift Status", "Significant"]),
        ],
        noLift: [
            "No lift", "No lift detected", "No uplift", "No brand lift", "No detectable lift", "No measurable lift",
            "No significant lift", "No significant uplift", "No statistically significant lift", "No stat sig lift",
            "Lift not detected", "Not significant", "Non significant", "Not statistically significant",
            "Not stat sig", "Not sig", "Non sig", "Statistically insignificant", "Insignificant", "No impact", "n.s.",
            "ns",
        ],
        notEnoughData: [
            "Not enough", "Too little", "Too few", "Not enough data", "Not enough responses", "Not enough answers",
            "Not enough sample", "Not enough surveys",
            "Insufficient data", "Insufficient sample", "Insufficient responses", "Insufficient sample size",
            "Insufficient", "Inconclusive", "Low sample", "Low sample size", "Sample too small", "Too few responses",
            "Below threshold", "Below minimum", "Below the minimum", "Less than privacy minimums", "NED",
        ])
}

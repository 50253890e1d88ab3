import MediaPlans

/// What the labels of templates mean.
///
/// A label is compared as words: lower case, singular, without punctuation, fillers (`abs.`, `absolute`) and
/// currency codes. A label with any other word that is not understood means nothing here, so that
/// `Impressions (000)` is not taken for impressions.
struct LabelWords: Sendable {
    let vocabulary: Vocabulary
    /// Platforms that records name and the vocabulary does not.
    var otherPlatforms: [Platform] = []

    private static let fillers: Set<String> = ["ab", "abs", "absolute", "absl", "local", "in", "the", "of", "metric", "value"]
    static let currencies: Set<String> = [
        "usd", "aed", "eur", "gbp", "sar", "kwd", "qar", "bhd", "omr", "jod", "lbp", "egp", "try", "inr", "chf", "jpy", "cny",
    ]

    /// The label's words as they are compared, joined by blanks.
    static func key(_ text: String) -> String {
        words(text).filter { !fillers.contains($0) && !currencies.contains($0) }.joined(separator: " ")
    }

    /// The currency that a label names: `usd` in `Budget (USD)`.
    static func currency(of text: String) -> String? { words(text).first { currencies.contains($0) }?.uppercased() }

    private static func words(_ text: String) -> [String] {
        normalised(text).split(separator: " ").map { word in
            switch word {
            case "pct", "percent", "percentage": "%"
            case _ where word.count > 3 && word.hasSuffix("s"): String(word.dropLast())
            default: String(word)
            }
        }
    }

    // MARK: Rows and sections

    /// The metric of a row's label.
    func metric(_ text: String) -> Metric? { Self.metrics[Self.key(text)] }

    private static let metrics: [String: Metric] = {
        let synonyms: [(Metric, [String])] = [
            (.census, ["Census TA", "Census", "Census Target Audience", "Census Population", "Census TA Size"]),
            (.population, [
                "TA Population", "Target Audience Population", "Population", "TA Size", "Target Population", "TA",
                "Target Audience Size", "TA Universe", "Universe",
            ]),
            (.reach, ["Reach", "Total Reach", "Unique", "Uniques / Reach", "Unique Reach", "Reach Unique", "Net Reach", "Unique User"]),
            (.reachPercent, ["Reach %", "% Reach", "Total Reach %", "% Total Reach", "Reach Rate", "% Unique", "Unique %"]),
            (.frequency, ["Frequency", "Freq", "Total Frequency", "Total Freq", "Average Frequency", "Avg Frequency", "Avg Freq"]),
            (.impressions, ["Impressions", "Imps", "Impr", "Imp", "Total Impressions"]),
            (.views, ["Views", "Video Views", "Total Views", "Total Video Views"]),
            (.clicks, ["Clicks", "Total Clicks", "Clicks / Actions"]),
            (.budget, [
                "Budget", "Total Budget", "Spend", "Total Spend", "Spends", "Spent", "Amount Spent", "Cost", "Investment",
                "Media Budget", "Media Spend", "Net Budget", "NTM", "NTM Spend", "NTM Budget", "Net Media Budget",
            ]),
            (.cpm, ["CPM", "Avg CPM", "Average CPM", "Total CPM", "CPM Avg.", "Cost per Mille"]),
            (.cpv, ["CPV", "Avg CPV", "Average CPV", "CPV Avg.", "Cost per View"]),
            (.cpc, ["CPC", "Avg CPC", "Average CPC", "CPC Avg.", "Cost per Click"]),
            (.vtr, ["VTR", "VTR %", "% VTR", "View Through Rate", "View Through Rate %", "View Rate", "View Rate %"]),
            (.ctr, ["CTR", "CTR %", "% CTR", "Click Through Rate", "Click Through Rate %", "Click Rate", "Click Rate %"]),
        ]
        return Dictionary(synonyms.flatMap { metric, names in names.map { (key($0), metric) } }, uniquingKeysWith: { first, _ in first })
    }()

    /// The section that a label heads.
    func section(_ text: String) -> Section? {
        let key = Self.key(text)
        if Self.campaignSections.contains(key) { return .campaign }
        if let stage = vocabulary.stage(named: text) { return .stage(stage) }
        let words = normalised(text).split(separator: " ").filter { !["stage", "phase", "level", "funnel", "objective"].contains($0) }
        return vocabulary.stage(named: words.joined(separator: " ")).map { .stage($0) }
    }

    private static let campaignSections: Set<String> = Set(
        [
            "Campaign Level", "Campaign", "Overall", "Campaign Overall", "Overall Campaign", "Campaign Total", "Total Campaign",
            "Campaign Summary", "Total Level", "Campaign Lvl",
        ].map(key))

    /// Section and metric of a label that says both: `Awareness - Reach`.
    func sectionAndMetric(_ text: String) -> (Section, Metric)? {
        let words = normalised(text).split(separator: " ")
        for cut in words.indices.dropFirst() {
            let (before, after) = (words[..<cut].joined(separator: " "), words[cut...].joined(separator: " "))
            if let section = section(before), let metric = metric(after) { return (section, metric) }
        }
        return nil
    }

    // MARK: Columns

    /// Planned or actual, from the header of a column.
    func side(_ text: String) -> Side? {
        switch Self.key(text) {
        case "planned", "plan": .planned
        case "actual", "delivered", "delivery", "achieved": .actual
        default: nil
        }
    }

    /// Whether the text heads the columns of all markets together.
    func isTotal(_ text: String) -> Bool {
        normalised(text).split(separator: " ").contains { $0 == "total" || $0 == "totals" } && metric(text) == nil
            && section(text) == nil && headField(text) == nil
    }

    /// Whether a market's header is yet to be filled.
    func isPlaceholder(_ text: String) -> Bool {
        let words = normalised(text).split(separator: " ").filter { Int($0) == nil }
        return vocabulary.isUnknown(text) || words.allSatisfy { ["market", "country", "name"].contains($0) }
    }

    // MARK: Headings and heads

    /// Whether the text heads a platform's block, by its words; the platform may be missing.
    func isHeading(_ text: String) -> Bool {
        let words = Set(Self.words(text))
        guard text.utf8.count <= 80, !words.contains("total") else { return false }
        if words.isSuperset(of: ["media", "metric"]) { return true }
        return !words.isDisjoint(with: ["metric", "performance", "kpi", "result"]) && !platforms(in: text).isEmpty
    }

    /// Whether the text is a platform's name and nothing else.
    func isPlatformName(_ text: String) -> Bool { platforms(in: text).count == 1 && platform(named: text) != nil }

    /// The platforms that a text names, by any run of its words.
    func platforms(in text: String) -> [Platform] {
        let words = normalised(text).split(separator: " ")
        var found: [Platform] = []
        var index = 0
        while index < words.count {
            let hit = (index + 1...words.count).reversed().lazy
                .compactMap { end in platform(named: words[index..<end].joined(separator: " ")).map { ($0, end) } }.first
            if let (platform, end) = hit {
                if !found.contains(where: { $0.code == platform.code }) { found.append(platform) }
                index = end
            } else {
                index += 1
            }
        }
        return found
    }

    private func platform(named name: String) -> Platform? {
        vocabulary.platform(named: name)
            ?? otherPlatforms.first { normalised($0.code) == normalised(name) || normalised($0.displayName) == normalised(name) }
    }

    /// The field that a label of the tracker's or a block's head names.
    func headField(_ text: String) -> HeadField? { Self.headFields[Self.key(text)] }

    private static let headFields: [String: HeadField] = {
        let synonyms: [(HeadField, [String])] = [
            (.campaign, ["Campaign", "Campaign Name", "Campaigns", "Campaign Title"]),
            (.dates, ["Campaign Dates", "Campaign Date", "Dates", "Flight Dates", "Flight", "Campaign Period", "Period", "Campaign Flight"]),
            (.plannedBudget, ["Planned Budget", "Budget Planned", "Total Planned Budget", "Plan Budget", "Planned Spend"]),
            (.actualBudget, [
                "Actual Budget", "Actuals Budget", "Budget Actual", "Total Actual Budget", "Actual Spend", "Delivered Budget",
                "Spent Budget", "Actualised Budget", "Actualized Budget",
            ]),
            (.summary, ["PPT Executive Summary", "PPT Executive Summay", "Executive Summary", "Summary"]),
            (.audience, ["Target Audience", "Target Audiences", "Audience", "TA Definition"]),
        ]
        return Dictionary(synonyms.flatMap { field, names in names.map { (key($0), field) } }, uniquingKeysWith: { first, _ in first })
    }()
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

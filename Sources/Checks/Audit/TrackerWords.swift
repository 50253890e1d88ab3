import MediaPlans

/// A row of a tracker, by what its label means.
enum TrackerMetric: Sendable, Hashable {
    /// An entry of the table of metrics.
    case own(OwnMetric)
    /// What a brand-lift study found.
    case lift(LiftMetric)

    /// Nil for what is found by a study.
    var entry: OwnMetric? {
        if case .own(let metric) = self { metric } else { nil }
    }

    var isTyped: Bool { entry?.isTyped ?? false }

    var isMoney: Bool { entry?.unit == .money }

    var name: String {
        switch self {
        case .own(let metric): metric.isBuiltIn ? metric.labels[0].lowercased() : metric.name
        case .lift(let metric): metric.name
        }
    }
}

/// Built-in metrics that the audit asks for by name: those of the head, of Campaign Insights, and of shares.
extension TrackerMetric {
    static let population = TrackerMetric(.population)
    static let reach = TrackerMetric(.reach)
    static let reachShare = TrackerMetric(.reachPercent)
    static let impressions = TrackerMetric(.impressions)
    static let budget = TrackerMetric(.budget)
    /// Sums whose numbers may be anywhere on a sheet.
    static let sums: [TrackerMetric] = Metric.allCases.filter { $0.entry?.isPlainSum ?? false }.map(TrackerMetric.init)

    /// The row that the words of templates name.
    init(_ metric: Metric) {
        self =
            switch metric {
            case .own(let metric): .own(metric)
            case .lift(let metric): .lift(metric)
            }
    }
}

/// Where a row stands: at campaign level or in a stage.
enum TrackerSection: Hashable, Sendable {
    case campaign
    case stage(Stage)

    var name: String {
        switch self {
        case .campaign: "campaign level"
        case .stage(let stage): stage.displayName
        }
    }

    /// Nil for the campaign level.
    var scopeStage: Stage? {
        if case .stage(let stage) = self { stage } else { nil }
    }

    var scope: ReachMetric.Scope {
        switch self {
        case .campaign: .campaign
        case .stage(let stage): .stage(stage)
        }
    }
}

/// What a tracker's labels mean.
///
/// Rows and sides are those of the table of words that filling uses, and no others: unique clicks are no clicks. Sections, headings and
/// heads are understood by rules that are written apart from the code that fills trackers, too: a label that one of them misreads
/// shows as a wrong or missing figure.
struct TrackerWords {
    let vocabulary: Vocabulary
    let table: TemplateTable
    /// Meanings of labels, which are asked for many times.
    private let known = KnownLabels()

    init(vocabulary: Vocabulary, words: TemplateWords = .builtIn) {
        self.vocabulary = vocabulary
        table = TemplateTable(words)
    }

    static let currencies: Set<Substring> = [
        "usd", "aed", "eur", "gbp", "sar", "kwd", "qar", "bhd", "omr", "jod", "lbp", "egp", "try", "inr", "chf", "jpy",
        "cny",
    ]

    /// Whether a label speaks of another month or of a part: `last month`, `excl. Tunisia`.
    static func isQualified(_ text: String) -> Bool { TemplateWords.isQualified(text) }

    func metric(_ text: String) -> TrackerMetric? {
        known.meaning(of: text, in: \.metrics) { readMetric(text) }
    }

    private func readMetric(_ text: String) -> TrackerMetric? {
        if Self.isQualified(text) { return nil }
        return table.metric(text) ?? LiftMetric(label: text, in: vocabulary).map { .lift($0) }
    }

    func section(_ text: String) -> TrackerSection? {
        known.meaning(of: text, in: \.sections) { readSection(text) }
    }

    private func readSection(_ text: String) -> TrackerSection? {
        if Self.isQualified(text) { return nil }
        if table.campaignLevel.contains(table.key(text)) { return .campaign }
        let words = normalised(text).split(separator: " ")
        let rest = words.filter { !["stage", "phase", "level", "lvl", "funnel", "objective"].contains($0) }
        if let stage = vocabulary.stage(named: rest.joined(separator: " ")) { return .stage(stage) }
        // A remark may follow on another line or in brackets, a number go before.
        let name = text.split(whereSeparator: { "([\n\r".contains($0) }).first.map { $0.drop { !$0.isLetter } } ?? ""
        if !name.isEmpty, name.count < text.count, let found = section(String(name)) { return found }
        guard !words.isEmpty, metric(text) == nil else { return nil }
        let campaign: Set<Substring> = ["campaign", "overall", "total", "summary", "level", "lvl"]
        return words.allSatisfy { campaign.contains($0) } && (words.contains("campaign") || words.contains("overall"))
            ? .campaign : nil
    }

    func side(_ text: String) -> CheckSide? {
        known.meaning(of: text, in: \.sides) { readSide(text) }
    }

    private func readSide(_ text: String) -> CheckSide? {
        table.sides[table.key(text)]
    }

    func isTotal(_ text: String) -> Bool {
        known.meaning(of: text, in: \.totals) { readIsTotal(text) }
    }

    private func readIsTotal(_ text: String) -> Bool {
        if TemplateWords.isQualifiedTotal(text) { return false }
        let words = normalised(text).split(separator: " ")
        return words.contains { table.totals.contains(String($0)) } && metric(text) == nil && section(text) == nil
            && headBudget(text) == nil
    }

    /// Planned or actual, for a label such as `PLANNED BUDGET`.
    func headBudget(_ text: String) -> CheckSide? {
        known.meaning(of: text, in: \.budgets) { readHeadBudget(text) }
    }

    private func readHeadBudget(_ text: String) -> CheckSide? {
        if Self.isQualified(text) { return nil }
        switch table.head[table.key(text)] {
        case .plannedBudget: return .planned
        case .actualBudget: return .actual
        case .campaign, .dates, .summary, .audience: return nil
        case nil: break
        }
        var words = normalised(text).split(separator: " ").filter {
            $0 != "total" && !Self.currencies.contains($0) && $0 != "local"
        }
        guard let money = words.firstIndex(where: { ["budget", "spend"].contains($0) }) else { return nil }
        words.remove(at: money)
        return words.count == 1 ? side(String(words[0])) ?? (words[0] == "spent" ? .actual : nil) : nil
    }

    /// What stands in the head beside its label, other than budgets.
    enum HeadText { case campaign, dates }

    func headText(_ label: String) -> HeadText? {
        switch table.head[table.key(label)] {
        case .campaign: return .campaign
        case .dates: return .dates
        case .plannedBudget, .actualBudget, .summary, .audience: return nil
        case nil: break
        }
        let words = Set(normalised(label).split(separator: " "))
        let rest = words.subtracting(["campaign", "name", "names", "title"])
        if rest.isEmpty { return words.contains("campaign") ? .campaign : nil }
        let time: Set<Substring> = ["date", "dates", "period", "flight", "flights", "duration"]
        return rest.isSubset(of: time) && rest != ["date"] && !words.contains("title") ? .dates : nil
    }

    func isHeading(_ text: String) -> Bool {
        known.meaning(of: text, in: \.headings) { readIsHeading(text) }
    }

    private func readIsHeading(_ text: String) -> Bool {
        let words = Set(normalised(text).split(separator: " "))
        guard text.utf8.count <= 80, !words.contains("total") else { return false }
        let all = Set(TemplateTable.words(of: text))
        let known = table.headings.filter { !$0.isEmpty && all.isSuperset(of: $0) }
        if known.contains(where: { $0.count > 1 }) || !known.isEmpty && !platforms(in: text).isEmpty { return true }
        if words.contains("media"), words.contains("metrics") || words.contains("metric") { return true }
        return !words.isDisjoint(with: ["metrics", "performance", "kpis", "results"]) && !platforms(in: text).isEmpty
    }

    /// The platforms that any run of a text's words names.
    func platforms(in text: String) -> [Platform] {
        known.meaning(of: text, in: \.platforms) { readPlatforms(text) }
    }

    private func readPlatforms(_ text: String) -> [Platform] {
        let words = normalised(text).split(separator: " ")
        var found: [Platform] = []
        var index = 0
        while index < words.count {
            var next = index + 1
            for end in stride(from: words.count, to: index, by: -1) {
                guard let platform = vocabulary.platform(named: words[index..<end].joined(separator: " ")) else {
                    continue
                }
                if !found.contains(platform) { found.append(platform) }
                next = end
                break
            }
            index = next
        }
        return found
    }

    /// Whether a market's header is yet to be filled.
    func isPlaceholder(_ text: String) -> Bool {
        let words = normalised(text).split(separator: " ").filter { Int($0) == nil }
        return vocabulary.isUnknown(text) || words.allSatisfy { table.placeholders.contains(String($0)) }
    }

    /// The currency that a label names, upper case.
    static func currency(in text: String) -> String? {
        normalised(text).split(separator: " ").first { currencies.contains($0) }?.uppercased()
    }
}

/// What labels were found to mean. A tracker repeats a few dozen labels in each block.
private final class KnownLabels {
    var metrics: [String: TrackerMetric?] = [:]
    var sections: [String: TrackerSection?] = [:]
    var sides: [String: CheckSide?] = [:]
    var totals: [String: Bool] = [:]
    var budgets: [String: CheckSide?] = [:]
    var headings: [String: Bool] = [:]
    var platforms: [String: [Platform]] = [:]
    /// Beyond so many the labels are not repeated, and memory does not grow with them.
    private static let most = 4096

    func meaning<Meaning>(
        of text: String, in table: ReferenceWritableKeyPath<KnownLabels, [String: Meaning]>, _ read: () -> Meaning
    ) -> Meaning {
        if let known = self[keyPath: table][text] { return known }
        let meaning = read()
        if self[keyPath: table].count < Self.most { self[keyPath: table].updateValue(meaning, forKey: text) }
        return meaning
    }
}

import MediaPlans

/// What the labels of templates mean.
///
/// A label is compared as words: lower case, singular, without punctuation, fillers (`abs.`, `absolute`) and
/// currency codes. A label with any other word that is not understood means nothing here, so that
/// `Impressions (000)` is not taken for impressions.
struct LabelWords: Sendable {
    let vocabulary: Vocabulary
    /// Platforms that records name and the vocabulary does not.
    let otherPlatforms: [Platform]
    private let fillers: Set<String>
    private let metrics: [String: Metric]
    /// Those that the configuration defines.
    private let ownMetrics: [String: Metric]
    private let campaignSections: Set<String>
    private let sides: [String: Side]
    private let totals: Set<String>
    private let headings: [Set<String>]
    private let headFields: [String: HeadField]
    private let placeholders: Set<String>

    init(vocabulary: Vocabulary, otherPlatforms: [Platform] = [], words: TemplateWords = .builtIn) {
        self.vocabulary = vocabulary
        self.otherPlatforms = otherPlatforms
        let fillers = Set(words.fillers.map { normalised($0) })
        func index<Value: Hashable>(_ names: [Value: [String]], _ order: [Value]) -> [String: Value] {
            let pairs = order.flatMap { value in (names[value] ?? []).map { (Self.key($0, fillers), value) } }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
        self.fillers = fillers
        metrics = index(words.metrics, words.builtIns)
        let own = words.ownMetrics.map { Metric.own($0) }.flatMap { metric in
            (words.metrics[metric] ?? []).map {
                (Self.key($0, fillers.subtracting(TemplateWords.tellingFillers)), metric)
            }
        }
        ownMetrics = Dictionary(own, uniquingKeysWith: { first, _ in first })
        sides = index(words.sides, Side.allCases)
        headFields = index(words.head, HeadField.allCases)
        campaignSections = Set(words.campaignLevel.map { Self.key($0, fillers) })
        totals = Set(words.totals.map { normalised($0) })
        headings = words.headings.map { Set(Self.words($0)) }
        placeholders = Set(words.placeholders.map { normalised($0) })
    }

    /// The label's words as they are compared, joined by blanks.
    private func key(_ text: String) -> String { Self.key(text, fillers) }

    private static func key(_ text: String, _ fillers: Set<String>) -> String {
        TemplateWords.key(text, fillers: fillers)
    }

    /// The currency that a label names: `usd` in `Budget (USD)`.
    static func currency(of text: String) -> String? {
        words(text).first { TemplateWords.currencies.contains($0) }?.uppercased()
    }

    private static func words(_ text: String) -> [String] { TemplateWords.words(of: text) }

    // MARK: Rows and sections

    /// The metric of a row's label.
    func metric(_ text: String) -> Metric? {
        if let metric = metrics[key(text)] { return metric }
        if !ownMetrics.isEmpty,
            let metric = ownMetrics[Self.key(text, fillers.subtracting(TemplateWords.tellingFillers))]
        {
            return metric
        }
        return LiftMetric(label: text, in: vocabulary).map { .lift($0) }
    }

    /// The section that a label heads.
    func section(_ text: String) -> Section? {
        if TemplateWords.isQualified(text) { return nil }
        if campaignSections.contains(key(text)) { return .campaign }
        if let stage = vocabulary.stage(named: text) { return .stage(stage) }
        let words = normalised(text).split(separator: " ").filter {
            !["stage", "phase", "level", "funnel", "objective"].contains($0)
        }
        if let stage = vocabulary.stage(named: words.joined(separator: " ")) { return .stage(stage) }
        // "1. Awareness (video)": what counts stages, and a remark behind the name.
        let bare = Self.withoutRemarks(text)
        if bare != text { return section(bare) }
        // A remark on a line of its own.
        let lines = text.split(whereSeparator: \.isNewline)
        return lines.count > 1 ? section(String(lines[0])) : nil
    }

    /// A label without a number before it and remarks in brackets; the label itself where it has none.
    private static func withoutRemarks(_ text: String) -> String {
        var depth = 0
        let kept = text.filter { character in
            if character == "(" || character == "[" { depth += 1 }
            defer { if character == ")" || character == "]" { depth = max(0, depth - 1) } }
            return depth == 0
        }
        let name = kept.drop { $0.isNumber || $0.isWhitespace || $0.isPunctuation }
        return name.count == text.count ? text : String(name)
    }

    /// Section and metric of a label that says both: `Awareness - Reach`.
    func sectionAndMetric(_ text: String) -> (Section, Metric)? {
        let words = normalised(text).split(separator: " ")
        for cut in words.indices.dropFirst() {
            let (before, after) = (words[..<cut].joined(separator: " "), words[cut...].joined(separator: " "))
            if let section = section(before), let metric = metric(after) { return (section, metric) }
        }
        return nil
    }

    /// Side and metric of a label that says both: `Planned Budget`, `Impressions (actual)`.
    func sideAndMetric(_ text: String) -> (Side, Metric)? {
        if TemplateWords.isQualified(text) { return nil }
        let words = normalised(text).split(separator: " ")
        for cut in words.indices.dropFirst() {
            let (before, after) = (words[..<cut].joined(separator: " "), words[cut...].joined(separator: " "))
            if let side = side(before), let metric = metric(after) { return (side, metric) }
            if let metric = metric(before), let side = side(after) { return (side, metric) }
        }
        return nil
    }

    // MARK: Columns

    /// Planned or actual, from the header of a column.
    func side(_ text: String) -> Side? { sides[key(text)] }

    /// Whether the text heads the columns of all markets together.
    func isTotal(_ text: String) -> Bool {
        if TemplateWords.isQualifiedTotal(text) { return false }
        return normalised(text).split(separator: " ").contains { totals.contains(String($0)) } && metric(text) == nil
            && section(text) == nil && headField(text) == nil
    }

    /// Whether a market's header is yet to be filled.
    func isPlaceholder(_ text: String) -> Bool {
        let words = normalised(text).split(separator: " ").filter { Int($0) == nil }
        return vocabulary.isUnknown(text) || words.allSatisfy { placeholders.contains(String($0)) }
    }

    // MARK: Headings and heads

    /// Whether the text heads a platform's block, by its words; the platform may be missing.
    func isHeading(_ text: String) -> Bool {
        let words = Set(Self.words(text))
        guard text.utf8.count <= 80, !words.contains("total") else { return false }
        let found = headings.filter { !$0.isEmpty && words.isSuperset(of: $0) }
        return found.contains { $0.count > 1 } || (!found.isEmpty && !platforms(in: text).isEmpty)
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
                .compactMap { end in platform(named: words[index..<end].joined(separator: " ")).map { ($0, end) } }
                .first
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
            ?? otherPlatforms.first {
                normalised($0.code) == normalised(name) || normalised($0.displayName) == normalised(name)
            }
    }

    /// The field that a label of the tracker's or a block's head names.
    func headField(_ text: String) -> HeadField? { headFields[key(text)] }
}

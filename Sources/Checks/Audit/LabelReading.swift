import MediaPlans

/// What the labels of one number say of it, put together.
struct LabelReading {
    var metric: TrackerMetric?
    var side: CheckSide?
    var platform: String?
    var market: String?
    var stage: Stage?
    /// Whether a label says that it is of all.
    var isTotal = false
    /// Labels with words that are not known.
    var strange: [String] = []
    /// Whether a label asks for another number than the records give: in a unit, in another currency, of another month or of a part.
    var isOther = false
    /// Whether two labels say different things.
    var isContradictory = false

    /// Whether the labels say which figure it is, but for its metric.
    var isPlaced: Bool { platform != nil || market != nil || isTotal }

    /// Words that change nothing, in titles above all.
    private static let neutral: Set<String> = [
        "a", "all", "amount", "amounts", "and", "at", "by", "campaign", "dashboard", "figures", "for", "in", "kpi",
        "kpis",
        "level", "local", "market", "markets", "media", "metric", "metrics", "of", "on", "overall", "overview", "per",
        "performance", "platform", "platforms", "recap", "report", "result", "results", "sheet", "stage", "summary",
        "sum",
        "table", "the", "to", "tracker", "versus", "vs",
    ]
    /// Words behind a metric that make another number of it.
    private static let units: Set<String> = [
        "000", "000s", "b", "bn", "k", "ks", "lakh", "m", "million", "millions", "mio", "mm", "mn", "thousand",
        "thousands",
    ]

    /// Takes a label in. Of a number's own labels words that are not known count; a title is read for what it adds.
    mutating func read(_ text: String, _ words: TrackerWords, _ campaign: CampaignView) {
        if let side = words.headBudget(text) {
            note(.budget, \.metric)
            note(side, \.side)
        } else if let metric = words.metric(text) {
            note(metric, \.metric)
        } else if let side = words.side(text) {
            note(side, \.side)
        } else if !readSideAndMetric(text, words) {
            readParts(text, words, campaign)
        }
        let currencies = Set(campaign.platforms.flatMap(\.currencies.keys))
        let isForeign = TrackerWords.currency(in: text).map { code in currencies.contains { $0 != code } } ?? false
        if isForeign || TrackerWords.isQualified(text) { isOther = true }
    }

    private mutating func note<Value: Equatable>(_ value: Value, _ part: WritableKeyPath<LabelReading, Value?>) {
        if let other = self[keyPath: part], other != value { isContradictory = true }
        self[keyPath: part] = value
    }

    /// A metric's whole label with a side before or behind it: `Planned Cost per Lead`. What its words mean alone does not count.
    private mutating func readSideAndMetric(_ text: String, _ words: TrackerWords) -> Bool {
        let parts = normalised(text).split(separator: " ")
        for cut in parts.indices.dropFirst() {
            let (front, back) = (parts[..<cut].joined(separator: " "), parts[cut...].joined(separator: " "))
            for (first, second) in [(front, back), (back, front)] {
                guard let side = words.side(first), let metric = words.metric(second) else { continue }
                note(side, \.side)
                note(metric, \.metric)
                return true
            }
        }
        return false
    }

    /// A label of several parts: `Egypt - planned impressions`.
    private mutating func readParts(_ text: String, _ words: TrackerWords, _ campaign: CampaignView) {
        let parts = normalised(text).split(separator: " ").map(String.init)
        var rest: [String] = []
        var index = 0
        while index < parts.count {
            if let end = readName(parts, index, words, campaign) {
                index = end
                continue
            }
            let part = parts[index]
            index += 1
            if let side = words.side(part) {
                note(side, \.side)
            } else if words.table.totals.contains(part) || part == "total" || part == "totals" {
                isTotal = true
            } else if Self.neutral.contains(part) {
                if part == "all" || part == "overall" { isTotal = true }
            } else {
                rest.append(part)
            }
        }
        guard !rest.isEmpty else { return }
        let plain = rest.filter { !Self.units.contains($0) && Double($0) == nil }
        if !plain.isEmpty, let metric = words.metric(plain.joined(separator: " ")) {
            note(metric, \.metric)
            if plain.count < rest.count { isOther = true }
        } else {
            strange.append(text)
        }
    }

    /// The platform, market or stage that begins at a word, and the index behind it.
    private mutating func readName(
        _ parts: [String], _ index: Int, _ words: TrackerWords, _ campaign: CampaignView
    ) -> Int? {
        for end in stride(from: min(parts.count, index + 4), to: index, by: -1) {
            let name = parts[index..<end].joined(separator: " ")
            if let platform = words.vocabulary.platform(named: name)?.code
                ?? campaign.platforms.first(where: { normalised($0.platform.displayName) == name })?.platform.code
            {
                note(platform, \.platform)
                return end
            }
            if let market = words.vocabulary.market(named: name)?.code
                ?? campaign.platforms.lazy.flatMap(\.markets).first(where: {
                    normalised($0.market.displayName) == name
                })?.market.code
            {
                note(market, \.market)
                return end
            }
            if let stage = words.vocabulary.stage(named: name) {
                note(stage, \.stage)
                return end
            }
        }
        return nil
    }
}

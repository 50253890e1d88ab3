import MediaPlans

/// Reads market and stage of records as the vocabulary knows them. Memory: the different names.
struct GroupReader {
    private let vocabulary: Vocabulary
    private var markets: [String: String] = [:]
    private var stages: [String: String?] = [:]

    init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    mutating func group(of record: Record) -> LineGroup {
        LineGroup(
            type: record.sourceType, platform: record.sheetPlatform, market: market(record[.market].text ?? ""),
            stage: stage(of: record) ?? "")
    }

    private mutating func market(_ name: String) -> String {
        if let known = markets[name] { return known }
        let market = vocabulary.market(named: name)?.displayName ?? name
        markets[name] = market
        return market
    }

    /// The stage of a line, or that of the metric of a table of reach.
    private mutating func stage(of record: Record) -> String? {
        let isReach = record.sourceType == .deliveredReachAndFrequency
        guard let text = record[isReach ? .platform : .cejObjectives].text else { return nil }
        if let known = stages[text] { return known }
        let stage = isReach ? vocabulary.reachMetric(named: text)?.stage : vocabulary.stage(named: text)
        stages[text] = .some(stage?.displayName)
        return stage?.displayName
    }
}

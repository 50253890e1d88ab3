import MediaPlans

/// What the names in records stand for, each looked up once.
struct RecordNames: Sendable {
    private let vocabulary: Vocabulary
    private var platforms: [String: Platform] = [:]
    private var markets: [String: Market] = [:]
    private var stagesByName: [String: Stage?] = [:]
    private var metrics: [String: ReachMetric?] = [:]

    init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// The funnel's stages, in order.
    var stages: [Stage] { vocabulary.stages }

    /// The regions among markets that stand beside their members.
    func regions(among markets: [Market]) -> [Market] {
        let codes = Set(markets.map(\.code))
        return markets.filter { !vocabulary.parts(ofRegion: $0.code, among: codes).isEmpty }
    }

    mutating func platform(named code: String) -> Platform {
        if let platform = platforms[code] { return platform }
        let platform = vocabulary.platform(named: code) ?? Platform(code: code, displayName: code)
        platforms[code] = platform
        return platform
    }

    mutating func market(of record: Record) -> Market? {
        guard let name = record[.market].text else { return nil }
        if let market = markets[name] { return market }
        let key = normalised(name)
        guard !key.isEmpty else { return nil }
        let market = vocabulary.market(named: name) ?? Market(code: key, displayName: name)
        markets[name] = market
        return market
    }

    mutating func stage(of record: Record) -> Stage? {
        guard let name = record[.cejObjectives].text else { return nil }
        if let stage = stagesByName[name] { return stage }
        let stage = vocabulary.stage(named: name)
        stagesByName[name] = .some(stage)
        return stage
    }

    /// What a reach-and-frequency record measures; its name stands in PLATFORM.
    mutating func metric(of record: Record) -> ReachMetric? {
        guard record.sourceType == .deliveredReachAndFrequency, let name = record[.platform].text else { return nil }
        if let metric = metrics[name] { return metric }
        let metric = vocabulary.reachMetric(named: name)
        metrics[name] = .some(metric)
        return metric
    }
}

extension ReachMetric {
    /// `Awareness Reach`, `Campaign Frequency`.
    var name: String { "\(stage?.displayName ?? "Campaign") \(measure == .reach ? "Reach" : "Frequency")" }
}

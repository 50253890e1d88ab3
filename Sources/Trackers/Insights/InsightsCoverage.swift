import MediaPlans
import Workbooks

/// What the lines of a platform, or of one of its markets, know of budgets and impressions.
struct InsightsCoverage {
    /// An amount of one side.
    struct Item: Hashable {
        var side: Side
        var metric: Metric

        var query: (type: SourceType, value: RecordColumn) {
            (side == .planned ? .planned : .deliveredMedia, metric == .budget ? .budgetLocal : .impressions)
        }
    }

    private let book: FigureBook
    private let raw: RawData
    private let platform: Platform
    private let totals: [CampaignTotals.MarketTotals]
    private let markets: [Market]
    /// Nil for all markets.
    private let market: Market?

    init(book: FigureBook, raw: RawData, platform: CampaignTotals.PlatformTotals, market: Market?) {
        (self.book, self.raw, self.platform, self.market) = (book, raw, platform.platform, market)
        totals = market.map { platform.market($0.code).map { [$0] } ?? [] } ?? platform.markets
        markets = totals.map(\.market)
    }

    private func gaps(_ item: Item, _ market: Market) -> [Gap] {
        book.figure(item.metric, .campaign, item.side, .market(market), of: platform).gaps
    }

    private func hasLines(_ item: Item, _ market: Market) -> Bool { gaps(item, market) != [.nothing] }

    private func isIncomplete(_ item: Item, _ market: Market) -> Bool {
        gaps(item, market).contains { gap in
            if case .lines = gap { true } else { gap.forbidsSum }
        }
    }

    private func query(_ item: Item) -> RawData.Query {
        RawData.Query(
            type: item.query.type, platform: platform.code, market: market?.code, stage: .any, value: item.query.value)
    }

    /// That no line leaves the amount open.
    private func allKnown(_ item: Item) -> InsightsCondition {
        InsightsCondition(
            holds: !markets.contains { isIncomplete(item, $0) }, parts: [raw.allKnown(query(item))])
    }

    /// That each line of a side has both budget and impressions, or neither, so that their quotient is a CPM.
    func divides(_ side: Side) -> InsightsCondition {
        let pair = MeasurePair(above: .budget, below: .impressions)
        let hasLone = totals.contains { market in
            (side == .planned ? market.planned : market.actual).contains { $0.lone[pair] != nil }
        }
        let (budget, impressions) = (Item(side: side, metric: .budget), Item(side: side, metric: .impressions))
        return InsightsCondition(
            holds: !hasLone, parts: raw.knownAlike(query(budget), impressions.query.value))
    }

    /// That two amounts are known for the same markets, and for every line of them.
    func compares(_ a: Item, _ b: Item) -> InsightsCondition {
        var condition = InsightsCondition.all([allKnown(a), allKnown(b)])
        guard a.side != b.side else { return condition }
        condition.holds = condition.holds && markets.allSatisfy { hasLines(a, $0) == hasLines(b, $0) }
        let codes = markets.map(\.code)
        let (x, y) = (a, b)
        condition.parts.append(
            "SUMPRODUCT(--((\(raw.counts(x.query.type, platform.code, codes))>0)<>(\(raw.counts(y.query.type, platform.code, codes))>0)))=0"
        )
        return condition
    }

    /// That an amount is known for every line of every market.
    func isComplete(_ item: Item) -> InsightsCondition {
        var condition = allKnown(item)
        condition.holds = condition.holds && markets.allSatisfy { hasLines(item, $0) }
        condition.parts.append(
            "SUMPRODUCT(--(\(raw.counts(item.query.type, platform.code, markets.map(\.code)))=0))=0")
        return condition
    }

    /// What is unknown of an amount, in words; nil where nothing is.
    func gap(_ item: Item) -> String? {
        let name = "\(item.side.rawValue) \(item.metric == .budget ? "budget" : "impressions")"
        let unknown = markets.filter {
            book.figure(item.metric, .campaign, item.side, .market($0), of: platform).value == nil
        }
        let partly = markets.filter { market in
            !unknown.contains { $0.code == market.code } && isIncomplete(item, market)
        }
        func list(_ markets: [Market]) -> String { markets.map(\.displayName).joined(separator: ", ") }
        var words: [String] = []
        if !unknown.isEmpty {
            words.append(unknown.count == markets.count ? "\(name) unknown" : "\(name) unknown for \(list(unknown))")
        }
        if !partly.isEmpty {
            words.append(
                partly.count == markets.count
                    ? "\(name) partly unknown" : "\(name) partly unknown for \(list(partly))")
        }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}

import MediaPlans
import Workbooks

/// Whether a figure of the insights compares or divides amounts that cover the same, and the formula that tells.
struct InsightsCondition {
    var holds: Bool
    /// What is to be true, to be joined by AND.
    var parts: [String]

    /// True where all of them are.
    static func all(_ conditions: [InsightsCondition]) -> InsightsCondition {
        InsightsCondition(holds: conditions.allSatisfy(\.holds), parts: conditions.flatMap(\.parts))
    }

    /// What Excel takes for a formula (ECMA-376 part 1, 18.17), less some room for what the condition guards.
    private static let longest = 7500

    /// The amount where the condition holds, and `-` elsewhere.
    func guarding(_ amount: InsightsTable.Amount) -> InsightsTable.Amount {
        let value = holds ? amount.value : nil
        guard let formula = amount.formula else { return .init(value: value) }
        let test = parts.joined(separator: ",")
        guard test.utf16.count + formula.utf16.count < Self.longest else { return .init(value: value) }
        return .init(value: value, formula: parts.isEmpty ? formula : "IF(AND(\(test)),\(formula),\"-\")")
    }
}

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
    private let markets: [Market]
    /// Nil for all markets.
    private let market: Market?

    init(book: FigureBook, raw: RawData, platform: CampaignTotals.PlatformTotals, market: Market?) {
        (self.book, self.raw, self.platform, self.market) = (book, raw, platform.platform, market)
        markets = market.map { [$0] } ?? platform.markets.map(\.market)
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

    /// That no line leaves the amount open.
    private func allKnown(_ item: Item) -> InsightsCondition {
        let query = RawData.Query(
            type: item.query.type, platform: platform.code, market: market?.code, stage: .any, value: item.query.value)
        return InsightsCondition(
            holds: !markets.contains { isIncomplete(item, $0) }, parts: [raw.allKnown(query)])
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

    /// What is unknown of a budget, in words; nil where nothing is.
    func gap(of side: Side) -> String? {
        let item = Item(side: side, metric: .budget)
        let unknown = markets.filter {
            book.figure(.budget, .campaign, side, .market($0), of: platform).value == nil
        }
        let partly = markets.filter { market in
            !unknown.contains { $0.code == market.code } && isIncomplete(item, market)
        }
        func list(_ markets: [Market]) -> String { markets.map(\.displayName).joined(separator: ", ") }
        var words: [String] = []
        if !unknown.isEmpty {
            words.append(
                unknown.count == markets.count
                    ? "\(side.rawValue) budget unknown" : "\(side.rawValue) budget unknown for \(list(unknown))")
        }
        if !partly.isEmpty { words.append("\(side.rawValue) budget partly unknown for \(list(partly))") }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}

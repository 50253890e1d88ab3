import Streams

/// A destination that somebody proposes for a source column.
public struct ColumnProposal: Sendable, Equatable {
    public var column: String
    public var destination: RecordColumn
    /// `offline` or `claude`.
    public var proposer: String
    /// From 0 to 1.
    public var score: Double
    public var reason: String
}

/// Proposes destinations by names and values alone.
public struct OfflineSuggester: Sendable {
    private let names: [(column: RecordColumn, name: String, words: [String])]

    public init(vocabulary: Vocabulary) {
        names = RecordColumn.allCases.filter { !$0.isSource }.flatMap { column in
            ([column.rawValue] + (vocabulary.columns[column] ?? [])).map { (column, $0, NameLikeness.words($0)) }
        }
    }

    /// The best destination of a column; nil when none comes to `least`.
    public func proposal(for column: SurveyedColumn, least: Double) -> ColumnProposal? {
        let words = NameLikeness.words(column.name)
        var best: [RecordColumn: (score: Double, name: String)] = [:]
        for (destination, name, other) in names {
            let score = NameLikeness.score(words, other)
            if score > best[destination]?.score ?? 0.3 { best[destination] = (score, name) }
        }
        var ranked = best.map { destination, match in
            let (score, shape) = Self.judged(match.score, column, destination, words)
            return ColumnProposal(
                column: column.name, destination: destination, proposer: "offline", score: score,
                reason: "like \"\(match.name)\"; \(shape)")
        }
        ranked += Self.byValues(column)
        ranked.sort { ($0.score, $1.destination.index) > ($1.score, $0.destination.index) }
        guard var first = ranked.first, first.score >= least else { return nil }
        if let second = ranked.dropFirst().first(where: { $0.destination != first.destination }),
            first.score - second.score < 0.05, first.score < 1
        {
            first.score = min(first.score, 0.8)
            first.reason += "; \(second.destination.rawValue) is as like"
        }
        return first
    }

    /// Values that are markets or stages say so whatever the column is called, but not enough to be accepted.
    private static func byValues(_ column: SurveyedColumn) -> [ColumnProposal] {
        let looked = min(column.values, 1000)
        return [(RecordColumn.market, column.markets, "markets"), (.cejObjectives, column.stages, "stages")].compactMap
        { destination, count, what in
            guard count > 0, Double(count) >= 0.9 * Double(looked) else { return nil }
            return ColumnProposal(
                column: column.name, destination: destination, proposer: "offline", score: 0.6,
                reason: "its values are \(what)")
        }
    }

    /// A name's score, lowered by what the values say against it.
    ///
    /// Holds for every proposer: what cannot be read as the destination's kind is no proposal at all.
    static func judged(_ score: Double, _ column: SurveyedColumn, _ destination: RecordColumn, _ words: [String]) -> (
        Double, String
    ) {
        let count = Double(max(column.values, 1))
        let (numbers, dates) = (Double(column.numbers) / count, Double(column.dates) / count)
        var score = score
        var reason =
            numbers >= 0.95 ? "its values are numbers" : dates >= 0.95 ? "its values are dates" : "its values are texts"
        switch destination.kind {
        case .number, .percent:
            if numbers < 0.5 { return (0, "\(reason), not numbers") }
            if numbers < 0.95 { (score, reason) = (min(score, 0.7), "not all of its values are numbers") }
        case .date:
            if dates < 0.95 { return (0, "\(reason), not dates") }
        case .market, .stage:
            let known = destination.kind == .market ? column.markets : column.stages
            if Double(known) < 0.5 * min(count, 1000) {
                (score, reason) = (min(score, 0.5), "few of its values are known")
            }
        case .text, .platform:
            if numbers > 0.5 || dates > 0.5 { (score, reason) = (min(score, 0.4), "\(reason), not texts") }
        }
        if destination.kind == .percent, (column.range?.upperBound ?? 0) > 1 {
            (score, reason) = (min(score, 0.7), "some values are above 1, and fractions are meant")
        }
        if destination == .frequency, (column.range?.upperBound ?? 0) > 100 {
            (score, reason) = (min(score, 0.6), "its values are too large for a frequency")
        }
        if (column.range?.lowerBound ?? 0) < 0 { (score, reason) = (min(score, 0.7), "some values are negative") }
        if destination.isMoney, let currency = words.first(where: currencies.contains) {
            (score, reason) = (
                min(score, 0.6), "it names the currency \(currency.uppercased()), which the plan's need not be"
            )
        }
        return (score, reason)
    }

    private static let currencies: Set<String> = [
        "usd", "eur", "gbp", "aed", "sar", "qar", "kwd", "bhd", "omr", "jod", "egp", "lbp", "iqd", "mad", "tnd", "dzd",
        "try", "pkr", "inr", "zar",
        "ngn", "kes", "chf", "sek", "nok", "dkk", "pln", "czk", "huf", "ron", "jpy", "cny", "aud", "nzd", "cad", "sgd",
        "hkd", "dollar", "euro",
    ]
}

extension RecordColumn {
    /// Whether the column holds amounts of the plan's currency.
    var isMoney: Bool {
        switch self {
        case .budgetLocal, .cpmLocal, .cpcLocal, .cpvLocal, .platformFeeLocal, .platformBudgetLocal: true
        default: false
        }
    }
}

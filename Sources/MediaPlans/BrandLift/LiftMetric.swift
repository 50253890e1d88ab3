import Streams

/// What a label of a template asks brand-lift studies for: `Ad recall lift`, `Brand lift`.
public struct LiftMetric: Sendable, Hashable {
    /// The vocabulary's name of what surveys ask; nil for the one thing that a study asks, whatever it is.
    public var metric: String?
    /// Which lift; the absolute one unless the label says another.
    public var measure: BrandLiftResult.Measure

    /// Words that change nothing.
    private static let fillers: Set<Substring> = [
        "abs", "absolute", "percent", "percentage", "pct", "point", "points", "pt", "pts", "pp", "ppt", "ppts",
        "result", "results", "study",
    ]

    /// Reads a label; nil for one that asks for no lift, or for one that the vocabulary does not know.
    public init?(label: String, in vocabulary: Vocabulary) {
        guard label.utf8.count <= 80, BrandLiftHeader.saysLift(label), !TemplateWords.isQualified(label) else {
            return nil
        }
        var words = normalised(label).split(separator: " ").filter {
            !Self.fillers.contains($0) && $0.contains(where: \.isLetter)
        }
        let hasStudy = words.contains("bls")
        words.removeAll { ["bls", "lift", "uplift"].contains($0) }
        measure = .absoluteLift
        for (names, other) in [
            (["relative", "rel"], .relativeLift), (["headroom"], BrandLiftResult.Measure.headroomLift),
        ]
        where words.contains(where: { names.contains(String($0)) }) {
            measure = other
            words.removeAll { names.contains(String($0)) }
        }
        if words == ["brand"] || words.isEmpty && hasStudy { return }
        if words.first == "brand", words.count > 1,
            let term = BrandLiftHeader.term(words.dropFirst().joined(separator: " "), in: vocabulary.brandLift.metrics)
        {
            metric = term.name
            return
        }
        guard let term = BrandLiftHeader.term(words.joined(separator: " "), in: vocabulary.brandLift.metrics) else {
            return nil
        }
        metric = term.name
    }

    /// What messages call it.
    public var name: String {
        let kind = measure == .relativeLift ? "relative lift" : measure == .headroomLift ? "headroom lift" : "lift"
        return "\(metric ?? "Brand") \(kind)"
    }
}

/// What studies say of one lift.
public struct LiftAnswer: Sendable, Equatable {
    /// What a tracker shows.
    public enum State: Sendable, Equatable {
        case lift(Double)
        case noLift, notEnoughData
        /// No study says anything.
        case unknown
        /// Several studies say different things, each in words with its cell.
        case several([String])
    }

    public var state: State
    /// The cell that says so; nil where none does.
    public var source: BrandLiftResult?

    public init(state: State, source: BrandLiftResult? = nil) {
        self.state = state
        self.source = source
    }

    /// The lift as a fraction.
    public var value: Double? { if case .lift(let value) = state { value } else { nil } }

    /// What stands in the place of a number; nil for an unknown lift, which is a dash.
    public var text: String? {
        switch state {
        case .noLift: "No lift"
        case .notEnoughData: "Not enough data"
        case .lift, .unknown, .several: nil
        }
    }

    /// Whether a text says the same.
    public func isSaid(by text: String, _ vocabulary: Vocabulary) -> Bool {
        switch (state, vocabulary.brandLiftState(of: text)) {
        case (.noLift, .noLift), (.notEnoughData, .notEnoughData): true
        default: false
        }
    }
}

/// The results of a run's brand-lift tables, asked for by metric, platform and market.
public struct BrandLiftBook: Sendable {
    /// One study's results by platform; those that name none answer nothing.
    private var results: [String: [(market: String?, result: BrandLiftResult)]] = [:]

    public var isEmpty: Bool { results.isEmpty }

    public init(_ results: [BrandLiftResult] = [], _ vocabulary: Vocabulary = .builtIn) {
        for result in results {
            guard let platform = result.platform else { continue }
            // Where nothing is said of its significance, a lift is one.
            if result.measure == .status, result.status == .unknown, vocabulary.isUnknown(result.written) { continue }
            let market = result.market.map {
                vocabulary.market(named: $0.displayName)?.code ?? normalised($0.displayName)
            }
            self.results[platform.code, default: []].append((market, result))
        }
    }

    /// What the reports say of a market, or of all together where they state that themselves; nothing is averaged.
    public func answer(_ metric: LiftMetric, platform: String, market: String?) -> LiftAnswer {
        let own = (results[platform] ?? []).filter { entry in
            entry.market == market && (metric.metric ?? entry.result.metric) == entry.result.metric
        }.map(\.result)
        guard metric.metric == nil else { return Self.answer(own, metric.measure) }
        // A label that names no question has an answer where studies ask one thing only.
        let names = own.reduce(into: [String]()) { if !$0.contains($1.metric) { $0.append($1.metric) } }
        let answers = names.map { name in Self.answer(own.filter { $0.metric == name }, metric.measure) }
            .filter { $0.state != .unknown }
        guard answers.count > 1 else { return answers.first ?? LiftAnswer(state: .unknown) }
        return LiftAnswer(
            state: .several(
                answers.flatMap { answer in
                    if case .several(let words) = answer.state { words } else { [Self.words(answer)] }
                }))
    }

    /// What the results of one question say.
    private static func answer(_ own: [BrandLiftResult], _ measure: BrandLiftResult.Measure) -> LiftAnswer {
        var measures = [measure]
        if measure == .absoluteLift { measures.append(.result) }
        measures.append(.status)
        for measure in measures {
            let answers = own.filter { $0.measure == measure }.compactMap { Self.answer($0, beside: own) }
            guard let first = answers.first else { continue }
            guard answers.contains(where: { $0.state != first.state }) else { return first }
            return LiftAnswer(state: .several(answers.map(Self.words)))
        }
        return LiftAnswer(state: .unknown)
    }

    /// What one cell says, and the cell of its row that judges it: a lift that is not significant is none.
    private static func answer(_ result: BrandLiftResult, beside all: [BrandLiftResult]) -> LiftAnswer? {
        let judged = all.first { other in
            other.measure == .status && other.metric == result.metric && other.campaign == result.campaign
                && other.place.file == result.place.file && other.place.sheet == result.place.sheet
                && other.row == result.row && [.noLift, .notEnoughData, .unknown].contains(other.status)
        }
        switch judged?.status ?? result.status {
        case .noLift: return LiftAnswer(state: .noLift, source: result)
        case .notEnoughData: return LiftAnswer(state: .notEnoughData, source: result)
        case .lift: return result.value.map { LiftAnswer(state: .lift($0), source: result) }
        case .value, .unknown: return nil
        }
    }

    private static func words(_ answer: LiftAnswer) -> String {
        let said = answer.value.map { "\(DecimalText.string(($0 * 1e6).rounded() / 1e4)) %" } ?? answer.text ?? "-"
        let metric = answer.source?.metric ?? ""
        return "\(metric) \(said)" + (answer.source.map { " (\($0.place.sheet ?? "")!\($0.place.cell ?? ""))" } ?? "")
    }
}

extension BrandLiftResult {
    /// The row of its cell, as digits.
    public var row: String { (place.cell ?? "").filter(\.isNumber) }
}

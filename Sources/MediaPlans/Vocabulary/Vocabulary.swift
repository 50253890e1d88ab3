import Workbooks

/// The words that workbooks use for platforms, markets, stages, metrics and columns.
///
/// Names are compared as `normalised(_:)` makes them. Where two entries claim one name, the later has it, so
/// that configuration wins over what is built in.
public struct Vocabulary: Sendable, Equatable {
    /// A thing with a code, the name that people read, and other names.
    public struct Term: Sendable, Equatable {
        public var code: String
        public var name: String
        public var aliases: [String]

        public init(_ code: String, _ name: String, _ aliases: [String] = []) {
            self.code = code
            self.name = name
            self.aliases = aliases
        }
    }

    /// In the order in which they are listed to people.
    public let platforms: [Term]
    public let markets: [Term]
    /// Other names of each stage.
    public let stages: [Stage: [String]]
    /// Header texts of each column, the best first: where two headers claim a column, the better has it.
    public let columns: [RecordColumn: [String]]
    public let metrics: MetricWords
    /// What people write into a cell they know no value for.
    public let unknownWords: [String]
    /// What stands in place of a market where a line or column sums others up.
    public let totalWords: [String]

    /// The words that make up the name of a reach-and-frequency metric.
    public struct MetricWords: Sendable, Equatable {
        /// For the whole campaign rather than a stage.
        public var campaign: [String]
        public var reach: [String]
        public var frequency: [String]
        /// Words that change nothing (`Absl`).
        public var fillers: [String]

        public init(campaign: [String], reach: [String], frequency: [String], fillers: [String]) {
            self.campaign = campaign
            self.reach = reach
            self.frequency = frequency
            self.fillers = fillers
        }
    }

    private let platformIndex: [String: Int]
    private let marketIndex: [String: Int]
    private let stageIndex: [String: Stage]
    private let columnIndex: [String: ColumnMatch]
    private let metricIndex: [String: MetricWord]
    private let unknownIndex: Set<String>
    /// Whether a word for "unknown" begins with that byte: most texts are told by their first one.
    private let unknownFirst: [Bool]
    private let unknownLength: Int
    private let totalIndex: Set<String>
    /// The words of each phrase for a total, the longest first.
    let totalPhrases: [[Substring]]

    /// A column and how good a name for it the header is: 0 is the best.
    public struct ColumnMatch: Sendable, Equatable {
        public var column: RecordColumn
        public var rank: Int
    }

    private enum MetricWord: Equatable {
        case campaign, stage(Stage), reach, frequency, filler
    }

    public init(
        platforms: [Term], markets: [Term], stages: [Stage: [String]], columns: [RecordColumn: [String]],
        metrics: MetricWords, unknownWords: [String], totalWords: [String]
    ) {
        self.platforms = platforms
        self.markets = markets
        self.stages = stages
        self.columns = columns
        self.metrics = metrics
        self.unknownWords = unknownWords
        self.totalWords = totalWords
        totalIndex = Set(totalWords.map { normalised($0) })
        totalPhrases = totalIndex.sorted().map { $0.split(separator: " ") }.filter { !$0.isEmpty }
            .sorted { $0.count > $1.count }
        platformIndex = Self.index(platforms)
        marketIndex = Self.index(markets)
        var stageIndex: [String: Stage] = [:]
        for stage in Stage.allCases {
            for name in [stage.displayName] + (stages[stage] ?? []) { stageIndex[normalised(name)] = stage }
        }
        self.stageIndex = stageIndex
        columnIndex = Self.index(columns)
        metricIndex = Self.index(metrics, stageIndex: stageIndex)
        unknownIndex = Set(unknownWords.map(Self.unknownKey))
        var first = [Bool](repeating: false, count: 256)
        for word in unknownIndex {
            for byte in [word.utf8.first, word.uppercased().utf8.first].compactMap({ $0 }) { first[Int(byte)] = true }
        }
        unknownFirst = first
        // Blanks inside count towards the length, too.
        unknownLength = (unknownIndex.map(\.utf8.count).max() ?? 0) + 8
    }

    private static func index(_ terms: [Term]) -> [String: Int] {
        var index: [String: Int] = [:]
        for (position, term) in terms.enumerated() {
            for name in [term.code, term.name] + term.aliases { index[normalised(name)] = position }
        }
        return index
    }

    private static func index(_ columns: [RecordColumn: [String]]) -> [String: ColumnMatch] {
        var index: [String: ColumnMatch] = [:]
        for column in RecordColumn.allCases {
            for (rank, name) in ((columns[column] ?? []) + [column.rawValue]).enumerated() {
                let key = normalised(name)
                if index[key]?.column != column { index[key] = ColumnMatch(column: column, rank: rank) }
            }
        }
        return index
    }

    private static func index(_ metrics: MetricWords, stageIndex: [String: Stage]) -> [String: MetricWord] {
        var index = stageIndex.mapValues(MetricWord.stage)
        for word in metrics.fillers { index[normalised(word)] = .filler }
        for word in metrics.campaign { index[normalised(word)] = .campaign }
        for word in metrics.reach { index[normalised(word)] = .reach }
        for word in metrics.frequency { index[normalised(word)] = .frequency }
        return index
    }
}

extension Vocabulary {
    /// The platform of that code, name or alias: `YouTube` is DV360.
    public func platform(named name: some StringProtocol) -> Platform? {
        platformIndex[normalised(name)].map { Platform(code: platforms[$0].code, displayName: platforms[$0].name) }
    }

    /// The market of that code, name or alias: `QAT` and `Quatar` are Qatar.
    public func market(named name: some StringProtocol) -> Market? {
        marketIndex[normalised(name)].map { Market(code: markets[$0].code, displayName: markets[$0].name) }
    }

    /// The stage of that name or alias.
    public func stage(named name: some StringProtocol) -> Stage? { stageIndex[normalised(name)] }

    /// The column that a header stands for.
    public func column(named header: some StringProtocol) -> ColumnMatch? { columnIndex[normalised(header)] }

    /// What the name of a reach-and-frequency row means: `Awareness Freq. ` is the frequency of Awareness.
    ///
    /// What follows a dash or the word `for` is a remark (`- FOR GNE (COMBINE PROG BUYS)`). A percentage is
    /// no reach, and a name with any word that is not understood is not guessed at.
    public func reachMetric(named name: some StringProtocol) -> ReachMetric? {
        let words = normalised(name).split(separator: " ")
        guard !words.contains("%"), !words.contains("percent") else { return nil }
        let beforeDash = Self.partBeforeDash(name)
        return metric(of: normalised(beforeDash).split(separator: " ")) ?? metric(of: words)
    }

    private func metric(of words: [Substring]) -> ReachMetric? {
        var scope: ReachMetric.Scope?
        var measure: ReachMetric.Measure?
        for word in words {
            if word == "for" { break }
            var newScope = scope
            var newMeasure = measure
            switch metricIndex[String(word)] {
            case .campaign: newScope = .campaign
            case .stage(let stage): newScope = .stage(stage)
            case .reach: newMeasure = .reach
            case .frequency: newMeasure = .frequency
            case .filler: continue
            case nil: return nil
            }
            guard scope == nil || newScope == scope, measure == nil || newMeasure == measure else { return nil }
            (scope, measure) = (newScope, newMeasure)
        }
        guard let scope, let measure else { return nil }
        return ReachMetric(measure, of: scope)
    }

    /// The text up to a dash that has a blank before it.
    private static func partBeforeDash(_ name: some StringProtocol) -> String {
        var before = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            if ["-", "–", "—"].contains(scalar), before.last?.properties.isWhitespace == true { break }
            before.append(scalar)
        }
        return String(before)
    }

    /// Whether the text is one of the words for "no value": `n/a`, `n.a`, `-`, `tbc`, an error's name.
    public func isUnknown(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= unknownLength, unknownFirst[Int(first)] || first <= 0x20
        else { return false }
        return unknownIndex.contains(Self.unknownKey(text))
    }

    /// Whether the text says that a line or column sums others up.
    public func isTotal(_ text: some StringProtocol) -> Bool { totalIndex.contains(normalised(text)) }

    /// Lower case without blanks: the punctuation matters here.
    private static func unknownKey(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return text.lowercased() }
        return String(String.UnicodeScalarView(text.lowercased().unicodeScalars.filter { !$0.properties.isWhitespace }))
    }
}

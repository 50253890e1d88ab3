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
        /// Codes of the markets that a region holds, `*` for all; empty for what is not a region.
        public var members: [String]

        public init(_ code: String, _ name: String, _ aliases: [String] = [], members: [String] = []) {
            self.code = code
            self.name = name
            self.aliases = aliases
            self.members = members
        }
    }

    /// In the order in which they are listed to people.
    public let platforms: [Term]
    public let markets: [Term]
    /// In the funnel's order, from the top; empty where a campaign has none.
    public let stages: [Stage]
    /// Header texts of each column, the best first: where two headers claim a column, the better has it.
    public let columns: [RecordColumn: [String]]
    public let metrics: MetricWords
    /// What people write into a cell they know no value for.
    public let unknownWords: [String]
    /// What stands in place of a market where a line or column sums others up.
    public let totalWords: [String]
    /// The words by which a header says that its numbers are in thousands, millions and so on.
    public let units: [UnitWords]
    /// The words of brand-lift tables.
    public let brandLift: BrandLiftWords

    /// The words that make up the name of a reach-and-frequency metric.
    public struct MetricWords: Sendable, Equatable {
        /// For the whole campaign rather than a stage.
        public var campaign: [String]
        public var reach: [String]
        public var frequency: [String]
        /// Words that change nothing (`Absl`).
        public var fillers: [String]
        /// Words behind a dash that change nothing (`- ALL FORMATS`).
        public var remarks: [String]

        public init(
            campaign: [String], reach: [String], frequency: [String], fillers: [String], remarks: [String] = []
        ) {
            self.remarks = remarks
            self.campaign = campaign
            self.reach = reach
            self.frequency = frequency
            self.fillers = fillers
        }
    }

    private let platformIndex: [String: Int]
    private let marketIndex: [String: Int]
    private let stageIndex: [String: Stage]
    /// The most words that a stage's name has.
    let longestStage: Int
    private let columnIndex: [String: ColumnMatch]
    private let metricIndex: [String: MetricWord]
    private let remarkIndex: Set<String>
    private let unknownIndex: Set<String>
    private let unknownBytes: UnknownWords
    /// Whether a word for "unknown" begins with that byte: most texts are told by their first one.
    private let unknownFirst: [Bool]
    private let unknownLength: Int
    private let totalIndex: Set<String>
    /// Whether a word for a total begins with that byte.
    private let totalFirst: [Bool]
    /// The words of each phrase for a total, the longest first.
    let totalPhrases: [[Substring]]
    let totalEdges: EdgeWords
    let unitIndex: [String: Int]
    let regionMembers: [String: Set<String>]

    /// A column and how good a name for it the header is: 0 is the best.
    public struct ColumnMatch: Sendable, Equatable {
        public var column: RecordColumn
        public var rank: Int
    }

    private enum MetricWord: Equatable {
        case campaign, stage(Stage), reach, frequency, filler
    }

    public init(
        platforms: [Term], markets: [Term], stages: [Stage], columns: [RecordColumn: [String]],
        metrics: MetricWords, unknownWords: [String], totalWords: [String],
        units: [UnitWords] = Vocabulary.builtInUnits,
        brandLift: BrandLiftWords = Vocabulary.builtInBrandLift
    ) {
        self.brandLift = brandLift
        self.platforms = platforms
        self.markets = markets
        self.stages = stages
        self.columns = columns
        self.metrics = metrics
        self.unknownWords = unknownWords
        self.totalWords = totalWords
        self.units = units
        unitIndex = Self.unitIndex(units)
        regionMembers = Self.regionMembers(markets)
        totalIndex = Set(totalWords.map { normalised($0) })
        var totalFirst = [Bool](repeating: false, count: 256)
        for byte in totalIndex.compactMap(\.utf8.first) { totalFirst[Int(byte)] = true }
        self.totalFirst = totalFirst
        totalPhrases = totalIndex.sorted().map { $0.split(separator: " ") }.filter { !$0.isEmpty }
            .sorted { $0.count > $1.count }
        totalEdges = EdgeWords(totalPhrases)
        platformIndex = Self.index(platforms)
        marketIndex = Self.index(markets)
        var stageIndex: [String: Stage] = [:]
        for stage in stages {
            for name in [stage.code, stage.displayName] + stage.aliases { stageIndex[normalised(name)] = stage }
        }
        self.stageIndex = stageIndex
        longestStage = stageIndex.keys.map { key in key.split(separator: " ").count }.max() ?? 0
        columnIndex = Self.index(columns)
        remarkIndex = Set(metrics.remarks.map { normalised($0) })
        metricIndex = Self.index(metrics, stageIndex: stageIndex)
        unknownIndex = Set(unknownWords.map(Self.unknownKey))
        unknownBytes = UnknownWords(unknownIndex)
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

    /// The stage of a name that is normalised.
    func stage(key: String) -> Stage? { stageIndex[key] }

    /// The column that a header stands for.
    public func column(named header: some StringProtocol) -> ColumnMatch? { columnIndex[normalised(header)] }

    /// What the name of a reach-and-frequency row means: `Awareness Freq. ` is the frequency of Awareness.
    public func reachMetric(named name: some StringProtocol) -> ReachMetric? { reachRow(named: name)?.metric }

    /// What the name of a reach-and-frequency row means, and the power of ten that its unit (`in thousands`) multiplies the numbers by.
    ///
    /// What follows a dash is part of the name, but for names of markets and words for remarks (`- ALL FORMATS`), and for what begins with
    /// `for` and says nothing of metric, stage, unit or number of contacts (`- FOR GNE (COMBINE PROG BUYS)`). A percentage is not a reach, and a name with any word that is not
    /// understood is not guessed at.
    func reachRow(named name: some StringProtocol) -> (metric: ReachMetric, power: Int)? {
        let unit = unit(of: name)
        guard unit?.isCertain ?? true else { return nil }
        let (before, behind) = Self.partedAtDash(unit?.rest ?? String(name))
        var words = normalised(before).split(separator: " ") + withoutRemarks(normalised(behind).split(separator: " "))
        guard !words.contains("%"), !words.contains("percent") else { return nil }
        if let remark = words.firstIndex(of: "for"), !words[remark...].contains(where: saysMetric) {
            words = Array(words[..<remark])
        } else {
            words.removeAll { $0 == "for" }
        }
        guard let metric = metric(of: words) else { return nil }
        guard let unit else { return (metric, 0) }
        return metric.measure == .reach ? (metric, unit.power) : nil
    }

    private func metric(of words: [Substring]) -> ReachMetric? {
        if let metric = metric(of: words, stage: nil) { return metric }
        // A stage's name may have several words, or be a word for what is measured: `Mid Funnel Reach`, `Reach Reach`.
        for start in words.indices {
            guard let (stage, count) = self.stage(beginning: words[start...]) else { continue }
            let rest = Array(words[..<start] + words[(start + count)...])
            if let metric = metric(of: rest, stage: stage) { return metric }
        }
        return nil
    }

    private func metric(of words: [Substring], stage known: Stage?) -> ReachMetric? {
        var stage = known
        var isCampaign = false
        var measure: ReachMetric.Measure?
        for word in words {
            let known = metricIndex[String(word)]
            var newMeasure = measure
            switch known {
            case .campaign: isCampaign = true
            case .stage(let other):
                guard stage == nil || stage == other else { return nil }
                stage = other
            case .reach: newMeasure = .reach
            case .frequency: newMeasure = .frequency
            case .filler: continue
            case nil: return nil
            }
            guard measure == nil || newMeasure == measure else { return nil }
            measure = newMeasure
        }
        guard let measure else { return nil }
        // `Total Reach - Awareness` is that stage's.
        if let stage { return ReachMetric(measure, of: .stage(stage)) }
        return isCampaign ? ReachMetric(measure, of: .campaign) : nil
    }

    /// Words behind a dash without markets and remarks.
    private func withoutRemarks(_ words: [Substring]) -> [Substring] {
        guard words.first != "for" else { return words }
        var rest: [Substring] = []
        var start = 0
        while start < words.count {
            let length = (1...3).last { length in
                start + length <= words.count
                    && market(named: words[start..<start + length].joined(separator: " ")) != nil
            }
            if let length {
                start += length
                continue
            }
            if !remarkIndex.contains(String(words[start])) { rest.append(words[start]) }
            start += 1
        }
        return rest
    }

    /// The text up to a dash that has a blank before it, and what follows.
    private static func partedAtDash(_ name: String) -> (String, String) {
        var before = String.UnicodeScalarView()
        let scalars = name.unicodeScalars
        for (index, scalar) in zip(scalars.indices, scalars) {
            if ["-", "–", "—"].contains(scalar), before.last?.properties.isWhitespace == true {
                return (String(before), String(scalars[scalars.index(after: index)...]))
            }
            before.append(scalar)
        }
        return (name, "")
    }

    /// Whether a word of a remark says what is measured.
    private func saysMetric(_ word: Substring) -> Bool {
        if word.contains(where: \.isNumber) { return true }
        switch metricIndex[String(word)] {
        case .stage, .reach, .frequency: return true
        case .campaign, .filler, nil: return false
        }
    }

    /// Whether the text is one of the words for "no value": `n/a`, `n.a`, `-`, `tbc`, an error's name.
    public func isUnknown(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= unknownLength, unknownFirst[Int(first)] || first <= 0x20
        else { return false }
        if let isKnown = text.utf8.withContiguousStorageIfAvailable(unknownBytes.contains) ?? nil { return isKnown }
        return unknownIndex.contains(Self.unknownKey(text))
    }

    /// Whether the text says that a line or column sums others up.
    public func isTotal(_ text: some StringProtocol) -> Bool {
        mayBeginTotal(text) && totalIndex.contains(normalised(text))
    }

    /// Whether the first letter or digit is that of a word for a total; most texts are told by it.
    func mayBeginTotal(_ text: some StringProtocol) -> Bool {
        for byte in text.utf8 {
            if byte >= 0x80 { return true }
            let lower = byte &- 65 < 26 ? byte + 32 : byte
            if lower &- 97 < 26 || lower &- 48 < 10 || lower == UInt8(ascii: "%") { return totalFirst[Int(lower)] }
        }
        return false
    }

    /// Lower case without blanks: the punctuation matters here.
    private static func unknownKey(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return text.lowercased() }
        return String(String.UnicodeScalarView(text.lowercased().unicodeScalars.filter { !$0.properties.isWhitespace }))
    }
}

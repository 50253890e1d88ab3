import MediaPlans

/// The words of templates as data: the built-in ones and those that `config/toolkit.json` adds, indexed for a look-up.
///
/// Filling goes by the same words. They are data, so they are shared; how a label is compared with them is written here anew.
struct TemplateTable {
    let metrics: [String: TrackerMetric]
    /// Metrics of the configuration, by all words of their labels that say something.
    private let ownMetrics: [String: TrackerMetric]
    let sides: [String: CheckSide]
    let head: [String: HeadField]
    let campaignLevel: Set<String>
    let totals: Set<String>
    let placeholders: Set<String>
    /// The words of each heading.
    let headings: [Set<String>]
    private let fillers: Set<String>

    init(_ words: TemplateWords) {
        let fillers = Set(words.fillers.map { normalised($0) })
        func index<Key: Hashable, Value>(
            _ names: [Key: [String]], _ order: [Key], _ value: (Key) -> Value
        ) -> [String: Value] {
            let pairs = order.flatMap { key in
                (names[key] ?? []).map { (Self.key($0, fillers), value(key)) }
            }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
        self.fillers = fillers
        metrics = index(words.metrics, words.builtIns, TrackerMetric.init)
        var own: [String: TrackerMetric] = [:]
        for metric in words.ownMetrics {
            for label in words.metrics[.own(metric)] ?? [] where own[Self.ownKey(label, fillers)] == nil {
                own[Self.ownKey(label, fillers)] = .own(metric)
            }
        }
        ownMetrics = own
        sides = index(words.sides, Side.allCases) { $0 == .planned ? .planned : .actual }
        head = index(words.head, HeadField.allCases) { $0 }
        campaignLevel = Set(words.campaignLevel.map { Self.key($0, fillers) })
        totals = Set(words.totals.map { normalised($0) })
        placeholders = Set(words.placeholders.map { normalised($0) })
        headings = words.headings.map { Set(Self.words(of: $0)) }
    }

    /// A label as the table's keys are written.
    func key(_ label: String) -> String { Self.key(label, fillers) }

    /// The metric that a label names.
    func metric(_ label: String) -> TrackerMetric? {
        metrics[key(label)] ?? (ownMetrics.isEmpty ? nil : ownMetrics[Self.ownKey(label, fillers)])
    }

    /// Of the fillers, `net` and `value` tell metrics of the configuration apart.
    private static func ownKey(_ label: String, _ fillers: Set<String>) -> String {
        let telling: Set<String> = ["net", "value"]
        return words(of: label).filter { word in
            telling.contains(word) || !fillers.contains(word) && !TrackerWords.currencies.contains(Substring(word))
        }.joined(separator: " ")
    }

    private static func key(_ label: String, _ fillers: Set<String>) -> String {
        words(of: label).filter { !fillers.contains($0) && !TrackerWords.currencies.contains(Substring($0)) }
            .joined(separator: " ")
    }

    /// Lower case, singular, `%` for its words.
    static func words(of text: String) -> [String] {
        normalised(text).split(separator: " ").map { word in
            if ["pct", "percent", "percentage"].contains(word) { return "%" }
            return word.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : String(word)
        }
    }
}

import Streams

/// The words that templates use for their rows, columns and headings: the `template` section of `config/toolkit.json`.
public struct TemplateWords: Sendable, Equatable {
    /// Names of each row.
    public var metrics: [Metric: [String]]
    /// The metrics that are built in, with the names and formats that the configuration gives them.
    public private(set) var builtIns: [Metric] = Metric.allCases
    /// The metrics that the configuration defines, in its order.
    public private(set) var ownMetrics: [OwnMetric] = []
    /// Names of the section over all stages.
    public var campaignLevel: [String]
    /// Names of the two columns of a pair.
    public var sides: [Side: [String]]
    /// Words of the header over all markets.
    public var totals: [String]
    /// What heads a block beside its platform's name; a name of several words does so without a platform that is known.
    public var headings: [String]
    /// Labels of the tracker's and the blocks' heads.
    public var head: [HeadField: [String]]
    /// Words that change nothing.
    public var fillers: [String]
    /// Words that stand where a market's name is to come, with or without a number.
    public var placeholders: [String]

    /// Words that make of a figure one of another month, or of a part: `last month`, `excl. Tunisia`.
    public static let qualifiers: Set<String> = [
        "ex", "excl", "excluded", "excludes", "excluding", "except", "last", "lm", "ly", "minus", "only", "previous",
        "prior", "py", "without", "ytd",
    ]
    /// Words that make of a column's figures others than those of this campaign: `META TOTAL forecast`.
    private static let otherKinds: Set<String> = [
        "benchmark", "benchmarks", "difference", "estimate", "estimated", "estimates", "forecast", "forecasted",
        "forecasts", "gross", "mtd", "net", "projected", "projection", "qtd", "variance",
    ]
    /// Words that are taken for the plain figure, which may be another one: what a budget is net of, nothing says.
    private static let loose: Set<String> = ["forecast", "net", "target"]

    /// Whether a label speaks of another month or of a part.
    public static func isQualified(_ text: String) -> Bool { qualifier(text) != nil }

    /// The word by which a label speaks of another month or of a part.
    public static func qualifier(_ text: String) -> String? {
        normalised(text).split(separator: " ").first { qualifiers.contains(String($0)) }.map(String.init)
    }

    /// Whether the header of all markets' columns speaks of another time, a part or another kind: `META TOTAL (April)`.
    public static func isQualifiedTotal(_ text: String) -> Bool {
        isQualified(text)
            || normalised(text).split(separator: " ").contains { word in
                otherKinds.contains(String(word)) || monthNumber(word) != nil
                    || word.count == 4 && Int(word).map { (1990...2100).contains($0) } ?? false
            }
    }

    /// The word of a label that is passed over or taken for a like one, and may mean another figure: `Net CPM`, `Forecast`.
    public static func looseWord(_ text: String) -> String? { words(of: text).first { loose.contains($0) } }

    public static let builtIn = TemplateWords(
        metrics: Dictionary(uniqueKeysWithValues: MetricTable.builtIn.map { (.own($0), $0.labels) }),
        campaignLevel: [
            "Campaign Level", "Campaign", "Overall", "Campaign Overall", "Overall Campaign", "Campaign Total",
            "Total Campaign",
            "Campaign Summary", "Total Level", "Campaign Lvl",
        ],
        sides: [
            .planned: ["Planned", "Plan", "Booked", "Forecast", "Target"],
            .actual: ["Actual", "Result", "Delivered", "Delivery", "Achieved", "Actualised", "Actualized"],
        ],
        totals: ["Total", "Totals"],
        headings: ["Media Metrics", "Metrics", "Performance", "KPIs", "Results"],
        head: [
            .campaign: ["Campaign", "Campaign Name", "Campaigns", "Campaign Title"],
            .dates: [
                "Campaign Dates", "Campaign Date", "Dates", "Flight Dates", "Flight", "Campaign Period", "Period",
                "Campaign Flight",
            ],
            .plannedBudget: [
                "Planned Budget", "Budget Planned", "Total Planned Budget", "Plan Budget", "Planned Spend",
            ],
            .actualBudget: [
                "Actual Budget", "Actuals Budget", "Budget Actual", "Total Actual Budget", "Actual Spend",
                "Delivered Budget",
                "Spent Budget", "Actualised Budget", "Actualized Budget",
            ],
            .summary: ["PPT Executive Summary", "PPT Executive Summay", "Executive Summary", "Summary"],
            .audience: ["Target Audience", "Target Audiences", "Audience", "TA Definition"],
        ],
        fillers: ["ab", "abs", "absolute", "absl", "local", "in", "the", "of", "net", "metric", "value"],
        placeholders: ["Market", "Country", "Name"])
}

// MARK: Configuration

extension HeadField {
    /// `planned_budget`: its name in the configuration.
    var configurationKey: String { rawValue.lowercased().split(separator: " ").joined(separator: "_") }
}

extension TemplateWords {
    /// Codes of currencies, which change nothing in a label.
    public static let currencies: Set<String> = [
        "usd", "aed", "eur", "gbp", "sar", "kwd", "qar", "bhd", "omr", "jod", "lbp", "egp", "try", "inr", "chf", "jpy",
        "cny",
    ]

    /// A label's words as they are compared: lower case, singular, `%` for its words.
    public static func words(of text: String) -> [String] {
        normalised(text).split(separator: " ").map { word in
            switch word {
            case "pct", "percent", "percentage": "%"
            case _ where word.count > 3 && word.hasSuffix("s"): String(word.dropLast())
            default: String(word)
            }
        }
    }

    /// A label as it is compared with others: without fillers and currencies.
    public static func key(_ text: String, fillers: Set<String>) -> String {
        words(of: text).filter { !fillers.contains($0) && !currencies.contains($0) }.joined(separator: " ")
    }

    /// A label as it is compared where no other fillers are configured.
    static func key(_ text: String) -> String { key(text, fillers: Set(builtIn.fillers.map { normalised($0) })) }

    /// Fillers that part two metrics of the configuration: conversions and their value.
    public static let tellingFillers: Set<String> = ["net", "value"]

    /// A label as it is compared with those of the configuration's metrics.
    static func ownKey(_ text: String) -> String {
        key(text, fillers: Set(builtIn.fillers.map { normalised($0) }).subtracting(tellingFillers))
    }

    /// The labels that are built in, as they are compared.
    static let builtInKeys: Set<String> = Set(
        [
            builtIn.metrics.values.joined().map { $0 }, builtIn.sides.values.joined().map { $0 },
            builtIn.head.values.joined().map { $0 }, builtIn.campaignLevel, builtIn.totals, builtIn.placeholders,
        ].joined().map { key($0) })

    /// These words with what a table of metrics adds: labels of those that are built in, and metrics of its own.
    ///
    /// - Throws: `Failure` with status 78 for a label that these words, or a section, have already.
    public func adding(_ table: MetricTable, in vocabulary: Vocabulary = .builtIn) throws -> TemplateWords {
        var words = self
        words.builtIns = table.builtIns.map { .own($0) }
        let fillers = Set(self.fillers.map { normalised($0) })
        for (changed, metric) in zip(table.builtIns, MetricTable.builtIn) where changed !== metric {
            for label in changed.labels.dropFirst(metric.labels.count) {
                let key = Self.key(label, fillers: fillers)
                let other = words.metrics.first { entry in
                    entry.key != .own(metric) && entry.value.contains { Self.key($0, fillers: fillers) == key }
                }
                guard other == nil, vocabulary.stage(named: label) == nil else {
                    throw Failure(
                        .configuration, .malformedConfiguration, at: changed.place,
                        "the label \"\(label)\" of \"\(changed.code)\" has another meaning already",
                        hint: "use another label, or see template and vocabulary in \(Vocabulary.fileName)")
                }
                words.metrics[.own(metric), default: []].append(label)
            }
        }
        return try words.adding(table.metrics, in: vocabulary)
    }

    /// These words with the labels of metrics that the configuration defines.
    ///
    /// - Parameter vocabulary: whose stages head sections.
    /// - Throws: `Failure` with status 78 for a label that these words, or a section, have already.
    public func adding(_ metrics: [OwnMetric], in vocabulary: Vocabulary = .builtIn) throws -> TemplateWords {
        var words = self
        let fillers = Set(self.fillers.map { normalised($0) })
        let known = Set(self.metrics.values.joined().map { Self.key($0, fillers: fillers) })
        let own = fillers.subtracting(Self.tellingFillers)
        var taken: Set<String> = []
        for metric in metrics {
            for label in metric.labels {
                if let stage = vocabulary.stage(named: label) {
                    throw Failure(
                        .configuration, .malformedConfiguration, at: metric.place,
                        "the label \"\(label)\" of \"\(metric.code)\" is the name of the section \(stage.displayName)",
                        hint: "use another label, or see vocabulary.stages in \(Vocabulary.fileName)")
                }
                guard !known.contains(Self.key(label, fillers: fillers)),
                    taken.insert(Self.key(label, fillers: own)).inserted
                else {
                    throw Failure(
                        .configuration, .malformedConfiguration, at: metric.place,
                        "the label \"\(label)\" of \"\(metric.code)\" is another metric's",
                        hint: "see template.metrics in \(Vocabulary.fileName)")
                }
                words.metrics[.own(metric), default: []].append(label)
            }
            words.ownMetrics.append(metric)
        }
        // A total may say so.
        for metric in metrics {
            for label in metric.labels.map({ "Total \($0)" })
            where !known.contains(Self.key(label, fillers: fillers))
                && taken.insert(Self.key(label, fillers: own)).inserted
            {
                words.metrics[.own(metric), default: []].append(label)
            }
        }
        return words
    }

    /// The built-in words with what the configuration adds.
    ///
    /// - Throws: `Failure` with status 78 for a mistake in the file.
    public static func loading(home: String) throws -> TemplateWords {
        guard let section = try ToolkitSection.template.reading(home: home) else { return .builtIn }
        return try builtIn.extended(by: section)
    }

    /// These words with a `template` section's. A name that the section gives to another row or column goes to that.
    public func extended(by section: ConfigurationNode) throws -> TemplateWords {
        var words = self
        let keys = ["metrics", "campaign_level", "columns", "totals", "headings", "head", "fillers", "placeholders"]
        for (key, node) in try section.members(allowing: keys) {
            switch key {
            case "metrics":
                try Self.merge(node, MetricTable.builtIn.map { ($0.code, .own($0)) }, into: &words.metrics)
            case "columns": try Self.merge(node, Side.allCases.map { ($0.rawValue, $0) }, into: &words.sides)
            case "head": try Self.merge(node, HeadField.allCases.map { ($0.configurationKey, $0) }, into: &words.head)
            case "campaign_level": try Self.add(node, to: &words.campaignLevel)
            case "totals": try Self.add(node, to: &words.totals)
            case "headings": try Self.add(node, to: &words.headings)
            case "fillers": try Self.add(node, to: &words.fillers)
            default: try Self.add(node, to: &words.placeholders)
            }
        }
        return words
    }

    private static func merge<Key: Hashable>(
        _ node: ConfigurationNode, _ keys: [(name: String, key: Key)], into lists: inout [Key: [String]]
    ) throws {
        for (name, value) in try node.members(allowing: keys.map(\.name)) {
            guard let key = keys.first(where: { $0.name == name })?.key else { continue }
            var names: [String] = []
            try add(value, to: &names)
            let taken = Set(names.map { normalised($0) })
            for other in keys.map(\.key) where other != key {
                lists[other]?.removeAll { taken.contains(normalised($0)) }
            }
            try add(value, to: &lists[key, default: []])
        }
    }

    private static func add(_ node: ConfigurationNode, to list: inout [String]) throws {
        for element in try node.elements() {
            let text = try element.string()
            guard !normalised(text).isEmpty else { throw element.failure("holds no letter or digit") }
            if !list.contains(text) { list.append(text) }
        }
    }

    /// The words as a `template` section of `config/toolkit.json`.
    public var json: JSON {
        func list(_ texts: [String]?) -> JSON { .array((texts ?? []).map(JSON.string)) }
        return .object([
            .init("metrics", .object(MetricTable.builtIn.map { .init($0.code, list(metrics[.own($0)])) })),
            .init("campaign_level", list(campaignLevel)),
            .init("columns", .object(Side.allCases.map { .init($0.rawValue, list(sides[$0])) })),
            .init("totals", list(totals)), .init("headings", list(headings)),
            .init("head", .object(HeadField.allCases.map { .init($0.configurationKey, list(head[$0])) })),
            .init("fillers", list(fillers)), .init("placeholders", list(placeholders)),
        ])
    }
}

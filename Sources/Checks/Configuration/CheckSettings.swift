import MediaPlans
import Streams

/// What the rules are held to: levels, thresholds and limits.
public struct CheckSettings: Sendable {
    /// What is done with a rule's findings.
    public enum RuleLevel: String, Sendable, CaseIterable {
        case off, note, warning, error

        var level: Message.Level? {
            switch self {
            case .off: nil
            case .note: .note
            case .warning: .warning
            case .error: .error
            }
        }
    }

    /// Levels that differ from those built in.
    public var levels: [MessageCode: RuleLevel] = [:]
    public var thresholds = Thresholds()
    public var limits = Limit.builtIn
    /// The columns that a record of each source type must have.
    public var required: [SourceType: [RecordColumn]] = [
        .planned: [.campaign, .budgetLocal, .impressions], .deliveredMedia: [.budgetLocal, .impressions],
        .deliveredReachAndFrequency: [.platform],
    ]

    public init() {}

    /// A rule's title, and the level of its findings; nil when it is switched off.
    func rule(_ code: MessageCode) -> (level: Message.Level?, title: String) {
        if let rule = RuleBook.rule(code) { return (level(of: code, default: rule.level), rule.title) }
        if let limit = limits.first(where: { $0.code == code }) {
            return (level(of: code, default: limit.level), limit.title)
        }
        return (level(of: code, default: .warning), code.rawValue.split(separator: "-").joined(separator: " "))
    }

    /// What is wrong with a code that is given to switch a rule off or to set its level; nil when there is such a rule.
    public func unknown(_ code: String) -> String? {
        let known = RuleBook.all.map(\.code.rawValue) + limits.map(\.code.rawValue) + RuleBook.withoutRule
        guard !known.contains(code) else { return nil }
        let near = nearNames(to: code, among: known).prefix(3).joined(separator: ", ")
        return
            "there is no rule \"\(code)\"; \(near.isEmpty ? "see mp-validate --list-rules" : "did you mean \(near)?")"
    }

    /// Whether a finding of that code is one that checks make themselves.
    public func isRule(_ code: String) -> Bool { unknown(code) == nil }

    func level(of code: MessageCode, default level: Message.Level) -> Message.Level? {
        levels[code].map(\.level) ?? level
    }

    /// All rules, with their levels as set: code, level, title, explanation.
    public var listing: [[String]] {
        let rules = RuleBook.all + limits.map { Rule($0.code, $0.level, $0.title, $0.explanation) }
        return rules.map { rule in
            [
                rule.code.rawValue, level(of: rule.code, default: rule.level)?.rawValue ?? "off", rule.title,
                rule.explanation,
            ]
        }
    }
}

/// Numbers that rules compare with. All are shares or factors unless they say otherwise.
public struct Thresholds: Sendable, Equatable {
    /// Actual over planned.
    public var overspendTolerance = 0.1
    public var rateTolerance = 0.02
    public var controlTolerance = 0.0005
    public var frequencyTolerance = 0.2
    /// Contacts per person above which a reach is not believed.
    public var mostContacts = 100.0
    public var outlierFactor = 8.0
    /// Lines.
    public var outlierPeers = 8.0
    /// Days.
    public var flightSlackDays = 7.0
    /// Below it a tracker's figure is right within tolerance.
    public var auditTolerance = 0.0005
    /// Below it a number of earlier records is the same.
    public var changeTolerance = 0.0005

    public init() {}

    /// Each threshold under its name in the configuration.
    static let names: [(name: String, path: WritableKeyPath<Thresholds, Double> & Sendable)] = [
        ("overspendTolerance", \.overspendTolerance), ("rateTolerance", \.rateTolerance),
        ("controlTolerance", \.controlTolerance),
        ("frequencyTolerance", \.frequencyTolerance), ("mostContacts", \.mostContacts),
        ("outlierFactor", \.outlierFactor),
        ("outlierPeers", \.outlierPeers), ("flightSlackDays", \.flightSlackDays), ("auditTolerance", \.auditTolerance),
        ("changeTolerance", \.changeTolerance),
    ]
}

/// A rule that is data: a measure of a line and the range that it should lie in.
public struct Limit: Sendable, Equatable {
    /// What is measured.
    public enum Measure: Sendable, Equatable {
        /// Cost per thousand impressions, per click, per view; clicks and views per impression: from the line's volumes,
        /// or its own column where they are not known.
        case cpm, cpc, cpv, ctr, vtr
        case column(RecordColumn)

        public var name: String {
            switch self {
            case .cpm: "CPM"
            case .cpc: "CPC"
            case .cpv: "CPV"
            case .ctr: "CTR"
            case .vtr: "VTR"
            case .column(let column): column.rawValue
            }
        }

        public init?(name: String) {
            switch name {
            case "CPM": self = .cpm
            case "CPC": self = .cpc
            case "CPV": self = .cpv
            case "CTR": self = .ctr
            case "VTR": self = .vtr
            default:
                guard let column = RecordColumn(rawValue: name) else { return nil }
                self = .column(column)
            }
        }
    }

    public var code: MessageCode
    public var level: Message.Level
    public var title: String
    public var explanation: String
    public var measure: Measure
    public var minimum: Double?
    public var maximum: Double?
    /// Nil for all.
    public var sources: Set<SourceType>?

    static let builtIn: [Limit] = [
        Limit(
            code: MessageCode(rawValue: "cpm-range"), level: .warning, title: "Cost per thousand out of range",
            explanation: "Too cheap to be true, or too dear to be meant.", measure: .cpm, minimum: 0.02, maximum: 100),
        Limit(
            code: MessageCode(rawValue: "cpc-range"), level: .warning, title: "Cost per click out of range",
            explanation: "A click costs more than anybody pays; often spend or clicks slipped.", measure: .cpc,
            minimum: nil, maximum: 50),
        Limit(
            code: MessageCode(rawValue: "ctr-high"), level: .warning, title: "Click rate too high",
            explanation: "A click rate of 30 % is a percent taken for a fraction, or reach among the clicks.",
            measure: .ctr, minimum: nil, maximum: 0.1),
        Limit(
            code: MessageCode(rawValue: "frequency-low"), level: .error, title: "Frequency below 1",
            explanation: "Whoever is reached was reached once at least.", measure: .column(.frequency), minimum: 1,
            maximum: nil),
        Limit(
            code: MessageCode(rawValue: "frequency-high"), level: .warning, title: "Frequency too high",
            explanation: "More contacts per person than a campaign has, stated or as impressions by reach.",
            measure: .column(.frequency), minimum: nil,
            maximum: 30),
    ]
}

import Streams
import Workbooks

/// Sums records by platform, market, stage and day, week or month.
///
/// Measures that add up are summed, and rates are made of the sums. A sum of which a part is unknown is unknown, and so
/// are reach and frequency of several lines: people are counted in each. UNKNOWN says which. Lines of a plan are spread
/// evenly over the days of their flights; a report's line that reaches beyond a step keeps its own days. Memory: groups.
public final class RecordGrouping {
    private let step: PeriodStep
    private var groups: [Key: Group] = [:]
    private var order: [Key] = []
    private var spread = 0
    private var undated = 0
    private var beyond = 0
    private var extras: Set<String> = []
    /// Columns of the sources' own that add up over lines and days by the configuration, sorted.
    private let summed: [String]
    /// A flight of more days than this is not spread: its dates are not those of a campaign.
    private static let mostDays = 3700

    /// - Parameter metrics: those of the configuration, which say which columns of the sources' own add up.
    public init(by step: PeriodStep, metrics: [OwnMetric] = []) {
        self.step = step
        summed = metrics.ownColumns(addingUpOver: [.lines, .days]).sorted()
    }

    struct Key: Hashable {
        var type: SourceType
        var platform: String
        var market: String?
        /// The stage, or the metric of a table of reach.
        var stage: String?
        var currency: String?
        var days: ClosedRange<CivilDate>?
    }

    public func add(_ record: Record) {
        for extra in record.extras where extra.value.number != nil && !summed.contains(extra.name) {
            extras.insert(extra.name)
        }
        guard let days = record.sourceType == .planned ? record.flight : record.days else {
            undated += 1
            return add(record, nil)
        }
        let step = step.period(of: days.lowerBound)
        if days.upperBound <= step.upperBound { return add(record, step, of: days) }
        guard record.sourceType == .planned, PeriodCut.days(days.lowerBound, days.upperBound) <= Self.mostDays else {
            beyond += 1
            return add(record, days, of: days)
        }
        spread += 1
        let all = Double(PeriodCut.days(days.lowerBound, days.upperBound))
        for part in self.step.parts(of: days) {
            add(
                record, self.step.period(of: part.lowerBound), of: part,
                part: Double(PeriodCut.days(part.lowerBound, part.upperBound)) / all)
        }
    }

    /// - Parameters:
    ///   - days: the step.
    ///   - own: the days of the record in it.
    ///   - part: the share of the record; nil for all of it.
    private func add(
        _ record: Record, _ days: ClosedRange<CivilDate>?, of own: ClosedRange<CivilDate>? = nil, part: Double? = nil
    ) {
        let isReach = record.sourceType == .deliveredReachAndFrequency
        let key = Key(
            type: record.sourceType, platform: record.sheetPlatform, market: record[.market].text,
            stage: record[isReach ? .platform : .cejObjectives].text, currency: record[.localCurrency].text, days: days)
        if groups[key] == nil {
            groups[key] = Group(like: record, summing: summed)
            order.append(key)
        }
        groups[key]?.add(record, own, part: part)
    }

    /// Hands on a record for each group, by source type, platform, market, stage and days.
    public func forEach(_ body: (Record) throws -> Void) rethrows {
        let sorted = order.enumerated().sorted { a, b in
            let (x, y) = (Self.rank(a.element), Self.rank(b.element))
            return x != y ? x.lexicographicallyPrecedes(y) : a.offset < b.offset
        }
        for (_, key) in sorted { if let group = groups[key] { try body(group.record(key, step)) } }
    }

    private static func rank(_ key: Key) -> [String] {
        [
            key.type == .planned ? "0" : key.type == .deliveredMedia ? "1" : "2", key.platform, key.market ?? "",
            key.stage ?? "", key.days?.lowerBound.description ?? "", key.days?.upperBound.description ?? "",
            key.currency ?? "",
        ]
    }

    /// What is to be said of the groups, once all records are there.
    public var messages: [Message] {
        var messages: [Message] = []
        if spread > 0 {
            messages.append(
                Message(
                    .note, .groupedEvenly,
                    "\(counted(spread, "line")) of the plan: spread evenly over the days of their flights"))
        }
        if undated + beyond > 0 {
            let parts = [
                undated > 0 ? "\(counted(undated, "record")) without days, or with one end of a flight only" : nil,
                beyond > 0 ? "\(counted(beyond, "line")) of more days than a \(step.rawValue) has" : nil,
            ].compactMap { $0 }
            messages.append(
                Message(
                    .warning, .groupUnclear,
                    "\(parts.joined(separator: ", and ")): in no \(step.rawValue); their PERIOD is empty",
                    hint: "give both days of each flight, and export reports by day"))
        }
        if !extras.isEmpty {
            messages.append(
                Message(
                    .note, .groupedWithout,
                    "numbers of \(counted(extras.count, "extra column")) are left out, because it is not known whether they add up: \(extras.sorted().prefix(8).joined(separator: ", "))",
                    hint: "a metric of config/metrics.json that adds up over lines and days says that its columns do"
                ))
        }
        return messages
    }
}

extension MessageCode {
    /// Lines of a plan were spread over the days of their flights.
    public static let groupedEvenly = MessageCode(rawValue: "grouped-evenly")
    /// Records are of no day, week or month.
    public static let groupUnclear = MessageCode(rawValue: "group-unclear")
    /// Extra columns are not summed.
    public static let groupedWithout = MessageCode(rawValue: "grouped-without")
}

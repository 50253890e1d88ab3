import Streams
import Workbooks

/// Makes of records those of some days: reports' lines of these days, and the plan in proportion to the days of its flights.
///
/// What cannot be told for some days only is unknown: reach and frequency of a part, a report's line that reaches beyond
/// the days, and a line without days. Each record says in COMMENTS what was done to it.
public final class PeriodCut {
    public let period: RecordPeriod
    private var planned = 0
    private var outside = 0
    private var undated = 0
    private var withoutFlight = 0
    /// Cells of reach and frequency of fewer days than those that are asked for.
    private var shortReach = 0
    /// The days that are planned, by platform and market, and by platform.
    private var flights: [String: ClosedRange<CivilDate>] = [:]
    private var partly = 0
    private var people = 0

    /// Columns of the source's own that are spread like a plan's amounts.
    private let spreadExtras: Set<String>

    /// - Parameter metrics: those of the configuration, which say what adds up over days.
    public init(_ period: RecordPeriod, metrics: [OwnMetric] = []) {
        self.period = period
        spreadExtras = metrics.ownColumns(addingUpOver: [.days])
    }

    /// Numbers of a plan's line that are spread evenly over its days.
    static let spread: [RecordColumn] = [
        .budgetLocal, .impressions, .clicksActions, .videoViews, .platformFeeLocal, .platformBudgetLocal,
    ]
    /// Numbers of a line that are not those of a part of its days.
    private static let whole: [RecordColumn] = [.frequency, .uniquesReach, .percentUniques, .weeks]

    /// The record for the days; nil for one that has none of them.
    public func cut(_ record: Record) -> Record? {
        record.sourceType == .planned ? cut(planned: record) : cut(delivered: record)
    }

    private func cut(planned record: Record) -> Record? {
        guard case .date(let start) = record[.startDate], case .date(let end) = record[.endDate], start <= end else {
            withoutFlight += 1
            return Self.unknown(record, "the days of the flight are unknown")
        }
        for key in Self.keys(of: record) {
            flights[key] = flights[key].map { min($0.lowerBound, start)...max($0.upperBound, end) } ?? start...end
        }
        let (first, last) = (max(start, period.first ?? start), min(end, period.last ?? end))
        guard first <= last else {
            outside += 1
            return nil
        }
        let all = Self.days(start, end)
        let part = Self.days(first, last)
        guard part < all else { return record }
        planned += 1
        var cut = record
        for column in Self.spread {
            guard let number = record[column].number else { continue }
            cut[column] = .number(number * Double(part) / Double(all))  // fits: doubles
        }
        if Self.whole.contains(where: { record[$0].number != nil }) { people += 1 }
        for column in Self.whole { cut[column] = .unknown }
        for index in cut.extras.indices {
            guard let number = cut.extras[index].value.number else { continue }
            cut.extras[index].value =
                spreadExtras.contains(cut.extras[index].name)
                ? .number(number * Double(part) / Double(all)) : .unknown  // fits: doubles
        }
        (cut[.startDate], cut[.endDate]) = (.date(first), .date(last))
        return cut.remarked("\(part) of \(all) days of \(start) to \(end)")
    }

    private func cut(delivered record: Record) -> Record? {
        switch period.position(of: record) {
        case .inside:
            guard record.sourceType == .deliveredReachAndFrequency, let days = record.days, !isWhole(days, record)
            else {
                return record
            }
            shortReach += 1
            return Self.unknown(record, "of \(days.lowerBound) to \(days.upperBound), which are not all days")
        case .outside:
            outside += 1
            return nil
        case .undated:
            undated += 1
            return Self.unknown(record, "the days are unknown")
        case .partly:
            partly += 1
            return Self.unknown(record, "reaches beyond \(period.text)")
        }
    }

    /// Whether days are all of those asked for on which the plan has the record's market, or else its platform, run.
    ///
    /// People who were reached in a part of the days are not those who were reached in all of them.
    private func isWhole(_ days: ClosedRange<CivilDate>, _ record: Record) -> Bool {
        let planned = Self.keys(of: record).lazy.compactMap { self.flights[$0] }.first
        let wanted = planned.flatMap(period.part(of:))
        guard let first = wanted?.lowerBound ?? period.first, let last = wanted?.upperBound ?? period.last else {
            return planned == nil
        }
        return days.lowerBound <= first && days.upperBound >= last
    }

    private static func keys(of record: Record) -> [String] {
        let platform = record.sheetPlatform.lowercased()
        return [platform + "|" + normalised(record[.market].text ?? ""), platform]
    }

    /// The record without any number that a figure is made of.
    private static func unknown(_ record: Record, _ why: String) -> Record {
        var cut = record
        for column in spread + whole { cut[column] = .unknown }
        cut.forgetExtras()
        return cut.remarked(why)
    }

    /// How many days there are from one to another, both included.
    static func days(_ first: CivilDate, _ last: CivilDate) -> Int { last.daysSince1970 - first.daysSince1970 + 1 }

    /// What was done, in sentences.
    public var messages: [Message] {
        func lines(_ count: Int) -> String { "\(counted(count, "record"))" }
        var messages = [
            Message(
                .note, .periodCut,
                "figures are of \(period.text): \(lines(planned)) of the plan in proportion to the days of the flight, \(lines(outside)) of other days left out"
                    + (people > 0 ? "; reach and frequency of a part of a flight are unknown (\(lines(people)))" : ""))
        ]
        if withoutFlight > 0 {
            messages.append(
                Message(
                    .warning, .periodUnknown,
                    "\(counted(withoutFlight, "line")) of the plan without a start and an end in order: what they give for \(period.text) is unknown",
                    hint: "write both days of the flight into the plan"))
        }
        let unknown = [
            undated > 0 ? "\(lines(undated)) without days" : nil,
            partly > 0 ? "\(lines(partly)) of days within \(period.text) and others" : nil,
            shortReach > 0 ? "\(lines(shortReach)) of reach or frequency of a part of the days" : nil,
        ].compactMap { $0 }
        if !unknown.isEmpty {
            messages.append(
                Message(
                    .warning, .periodUnknown,
                    "\(unknown.joined(separator: ", and ")): what they give for \(period.text) is unknown",
                    hint: "export reports by day"))
        }
        return messages
    }
}

extension Record {
    /// Makes the numbers of extra columns unknown.
    fileprivate mutating func forgetExtras() {
        for index in extras.indices where extras[index].value.number != nil { extras[index].value = .unknown }
    }

    /// The record with a remark behind its comments.
    fileprivate func remarked(_ text: String) -> Record {
        var record = self
        record[.comments] = .text([self[.comments].text, "[\(text)]"].compactMap { $0 }.joined(separator: " "))
        return record
    }
}

extension MessageCode {
    /// Figures are of some days only.
    public static let periodCut = MessageCode(rawValue: "period-cut")
    /// What records give for these days is unknown.
    public static let periodUnknown = MessageCode(rawValue: "period-unknown")
}

import MediaPlans
import Streams
import Workbooks

/// One measure of a line, or of lines with the same names, that is not the same in two sets of records.
public struct RecordChange: Sendable {
    public enum Kind: String, Sendable {
        /// In both, with another value.
        case changed
        /// Only in the earlier records.
        case gone
        /// Only in the records checked now.
        case new
    }

    public var kind: Kind
    public var group: LineGroup
    public var days: ClosedRange<CivilDate>?
    /// The names of the line.
    public var line: String
    /// The column; nil where the lines differ although the sums of none do, and for a line without numbers.
    public var measure: String?
    /// The sums of the values that are known, or the text of the currency.
    public var before = FieldValue.unknown
    public var after = FieldValue.unknown
    public var linesBefore = 0
    public var linesAfter = 0
    /// Lines of which the value is unknown.
    public var unknownBefore = 0
    public var unknownAfter = 0
    /// The currencies of amounts; nil where it is not known, or several.
    public var currencyBefore: String?
    public var currencyAfter: String?
    public var placeBefore: Place?
    public var placeAfter: Place?
    /// Whether the line is of days after the last of the earlier records.
    public internal(set) var isLater = false
    /// Whether the measure follows from others of the line that changed, too.
    var isConsequence = false

    /// Whether the measure is an amount in the line's currency.
    var isAmount: Bool { measure?.hasSuffix("_LOCAL") ?? false }

    /// Whether it is an amount in one currency before and in another one after.
    var changesCurrency: Bool {
        isAmount && currencyBefore != currencyAfter && before.number != nil && after.number != nil
    }

    /// After minus before; nil where one is unknown, or of another currency.
    public var difference: Double? {
        guard !changesCurrency, let before = before.number, let after = after.number else { return nil }
        return after - before
    }

    /// The difference as a share of the value before.
    public var share: Double? {
        guard let before = before.number, before != 0, let difference else { return nil }
        return difference / before.magnitude
    }

    public static let header = [
        "change", "source_type", "platform", "market", "stage", "start_date", "end_date", "line", "measure", "before",
        "after", "difference", "share", "lines_before", "lines_after", "unknown_before", "unknown_after",
        "place_before", "place_after", "currency_before", "currency_after",
    ]

    private var values: [FieldValue] {
        func text(_ text: String?) -> FieldValue { text.map { $0.isEmpty ? .unknown : .text($0) } ?? .unknown }
        func number(_ number: Double?) -> FieldValue { number.map(FieldValue.number) ?? .unknown }
        return [
            text(isLater ? "later" : kind.rawValue), text(group.type.rawValue), text(group.platform),
            text(group.market), text(group.stage),
            text(days?.lowerBound.description), text(days?.upperBound.description), text(line), text(measure), before,
            after, number(difference), number(share), .number(Double(linesBefore)), .number(Double(linesAfter)),
            .number(Double(unknownBefore)), .number(Double(unknownAfter)), text(placeBefore?.description),
            text(placeAfter?.description), text(isAmount ? currencyBefore : nil), text(isAmount ? currencyAfter : nil),
        ]
    }

    public var fields: [String] {
        values.map { value in
            switch value {
            case .unknown: ""
            case .number(let number): DecimalText.string(number)
            case .text(let text): text
            case .date(let date): date.description
            }
        }
    }

    /// The members that are known, behind `"kind": "change"`.
    public var json: JSON {
        var members: [JSON.Member] = [.init("kind", .string("change"))]
        for (name, value) in zip(Self.header, values) {
            switch value {
            case .unknown: continue
            case .number(let number): members.append(.init(name, .number(number)))
            case .text(let text): members.append(.init(name, .string(text)))
            case .date(let date): members.append(.init(name, .string(date.description)))
            }
        }
        return .object(members)
    }
}

/// What a comparison with earlier records came to.
public struct EarlierSummary: Sendable, Equatable {
    /// The earlier records.
    public var path: String
    /// Lines that are the same within the tolerance, in both.
    public var equal = 0
    public var changed = 0
    public var gone = 0
    /// Lines that only the records checked now have; `later` are those of days after the earlier records' last.
    public var new = 0
    public var later = 0
    /// Lines, of either side, that have their names and days in common with others, so that they were compared as a set.
    public var together = 0
    /// Lines of either side of a kind and platform of which nothing could be compared.
    public var notCompared = 0
    /// These kinds and platforms, in words.
    public var unlike: [String] = []
    /// The share of the lines that was compared: below 1 where there are too many.
    public var share = 1.0
    /// Why nothing at all was compared.
    public var reason: String?

    public init(path: String) { self.path = path }

    /// Lines of the records checked now that have an earlier line.
    public var compared: Int { equal + changed }

    public var sentence: String {
        if let reason { return "nothing was compared: \(reason)" }
        var parts = [
            "\(grouped(equal)) of \(counted(compared, "line")) equal", "\(grouped(changed)) changed",
            "\(grouped(gone)) gone", "\(grouped(new)) new", "\(grouped(later)) of later days",
        ]
        if notCompared > 0 { parts.append("\(grouped(notCompared)) not compared") }
        if together > 0 { parts.append("\(counted(together, "line")) with equal names compared as sets") }
        if share < 1 { parts.append("of \(percentText(share)) of the lines") }
        return parts.joined(separator: ", ")
    }

    public var json: JSON {
        var members: [JSON.Member] = [.init("path", .string(path))]
        let counts = [
            ("equal", equal), ("changed", changed), ("gone", gone), ("new", new), ("later", later),
            ("together", together), ("not_compared", notCompared),
        ]
        members += counts.map { .init($0.0, .number(Double($0.1))) }
        members.append(.init("share", .number(share)))
        if let reason { members.append(.init("reason", .string(reason))) }
        if !unlike.isEmpty { members.append(.init("not_compared_of", .array(unlike.map(JSON.string)))) }
        return .object(members)
    }
}

import MediaPlans
import Streams

/// A named check: what it is called, how bad its findings are, and why it exists.
public struct Rule: Sendable, Hashable {
    public var code: MessageCode
    public var level: Message.Level
    /// What a finding of it means, in a few words: heads its group in reports.
    public var title: String
    /// Why it matters and what is compared, for `--list-rules` and the manual.
    public var explanation: String

    public init(_ code: MessageCode, _ level: Message.Level, _ title: String, _ explanation: String) {
        self.code = code
        self.level = level
        self.title = title
        self.explanation = explanation
    }
}

/// Where something was found: a record's origin and column, or a cell.
public struct Spot: Sendable, Hashable {
    public var file: String?
    /// A sheet's name, or a record's Source_Sheet.
    public var sheet: String?
    public var row: Int?
    /// The record column that the finding is about.
    public var column: RecordColumn?
    /// The market, which is a column of a table of reach.
    public var market: String?
    /// A cell's address where it is known, or other words for the place (`line 12`).
    public var cell: String?

    public init(
        file: String? = nil, sheet: String? = nil, row: Int? = nil, column: RecordColumn? = nil, market: String? = nil,
        cell: String? = nil
    ) {
        self.file = file
        self.sheet = sheet
        self.row = row
        self.column = column
        self.market = market
        self.cell = cell
    }

    public init(_ place: Place) { self.init(file: place.file, sheet: place.sheet, cell: place.cell) }

    public init(_ record: Record, _ column: RecordColumn?) {
        self.init(
            file: record[.sourceFile].text, sheet: record[.sourceSheet].text,
            row: record[.sourceRow].number.flatMap { Int(exactly: $0) },
            column: column, market: record.sourceType == .deliveredReachAndFrequency ? record[.market].text : nil)
    }

    /// As a place for people: the cell, or the row with the column's name.
    public var place: Place {
        let row = row.map { "row \($0)" }
        let words = [row, column?.rawValue].compactMap { $0 }.joined(separator: " ")
        return Place(file: file, sheet: sheet, cell: cell ?? (words.isEmpty ? nil : words))
    }
}

/// One thing that is wrong, or worth a look.
public struct Finding: Sendable, Equatable {
    public var code: MessageCode
    public var level: Message.Level
    /// The record's origin, by which a baseline knows the finding.
    public var spot: Spot
    /// The same for people, down to the cell where that is known.
    public var place: Place
    /// What is wrong, with the value seen, in one sentence without a full stop.
    public var text: String
    /// What was expected; nil where the text says it.
    public var expected: String?
    /// What to do.
    public var hint: String?
    /// The rows that have it, where they are several.
    public internal(set) var rows: FoundRows?
    /// The values seen, where the finding is about a value.
    var measured: MeasuredRange?

    public init(
        _ code: MessageCode, _ level: Message.Level, at spot: Spot, _ text: String, expected: String? = nil,
        hint: String? = nil
    ) {
        self.code = code
        self.level = level
        self.spot = spot
        place = spot.place
        self.text = text
        self.expected = expected
        self.hint = hint
    }

    /// The finding with its texts cut: names and cells may be megabytes, and reports are for people.
    var cut: Finding {
        var finding = self
        finding.text = shortened(text, to: Self.longestText)
        finding.expected = expected.map { shortened($0, to: Self.longestText) }
        finding.hint = hint.map { shortened($0, to: Self.longestText) }
        return finding
    }

    /// Characters of each text of a finding in a report.
    private static let longestText = 2000

    /// The finding as a sentence, without level and code.
    public var sentence: String {
        let place = place.description
        var words = place.isEmpty ? text : "\(place): \(text)"
        if let expected { words += "; expected \(expected)" }
        if let hint { words += "; \(hint)" }
        return printable(words)
    }
}

/// What is said of a finding.
struct FindingWords {
    var text: String
    var expected: String?
    var hint: String?
    var measured: MeasuredRange?

    init(_ text: String, expected: String? = nil, hint: String? = nil) {
        (self.text, self.expected, self.hint) = (text, expected, hint)
    }

    /// `CTR is 0.31`
    init(_ name: String, is value: Double, expected: String?, hint: String? = nil) {
        let measured = MeasuredRange(name: name, values: value...value)
        self.init(measured.text, expected: expected, hint: hint)
        self.measured = measured
    }

    func finding(_ code: MessageCode, _ level: Message.Level, at spot: Spot) -> Finding {
        var finding = Finding(code, level, at: spot, text, expected: expected, hint: hint)
        finding.measured = measured
        return finding
    }
}

/// The values of a measure in the rows of a finding.
struct MeasuredRange: Sendable, Equatable {
    var name: String
    var values: ClosedRange<Double>

    /// `CTR is 0.305399`, `CTR is 0.305399 to 0.550246`
    var text: String {
        let (least, most) = (figureText(values.lowerBound), figureText(values.upperBound))
        return "\(name) is \(least)" + (least == most ? "" : " to \(most)")
    }

    func with(_ other: MeasuredRange) -> MeasuredRange {
        let least = min(values.lowerBound, other.values.lowerBound)
        return MeasuredRange(name: name, values: least...max(values.upperBound, other.values.upperBound))
    }
}

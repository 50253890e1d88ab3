/// What texts with one reading show of how the others of their column or file are written.
struct ReadingEvidence {
    /// What was shown of two ways.
    enum Shown<Way: Equatable>: Equatable {
        case nothing
        case one(Way)
        case both
    }

    private(set) var decimalSign = Shown<NumberReading.DecimalSign>.nothing
    private(set) var dateOrder = Shown<NumberReading.DateOrder>.nothing
    /// What texts show that part thousands, too; they cannot be anything else.
    private(set) var groupedSign = Shown<NumberReading.DecimalSign>.nothing

    mutating func note(grouped sign: NumberReading.DecimalSign) { Self.note(sign, &groupedSign) }
    mutating func note(_ sign: NumberReading.DecimalSign) { Self.note(sign, &decimalSign) }
    mutating func note(_ order: NumberReading.DateOrder) { Self.note(order, &dateOrder) }

    private static func note<Way>(_ way: Way, _ shown: inout Shown<Way>) {
        switch shown {
        case .nothing: shown = .one(way)
        case .one(let other): if other != way { shown = .both }
        case .both: break
        }
    }
}

/// What all tables of a file have shown so far.
final class FileEvidence {
    var evidence = ReadingEvidence()
}

/// A text with two readings, until its column or file shows which.
struct AmbiguousCell {
    enum Value {
        case number(NumberText, ValueKind)
        /// A decimal (`12,5`) whose sign other texts of the file may contradict.
        case decimal(Double, NumberReading.DecimalSign, ValueKind, isPercentage: Bool)
        case date(DateText)
    }

    var value: Value
    var text: String
    var spot: CellReader.Spot
}

extension CellReader {
    /// Notes that a text with one reading shows a way of writing.
    mutating func note(shown sign: NumberReading.DecimalSign?, _ order: NumberReading.DateOrder?, column: Int) {
        if let sign { noteEvidence(column: column) { $0.note(sign) } }
        if let order { noteEvidence(column: column) { $0.note(order) } }
    }

    /// Notes the order of day and month that a text shows in a column which is not read as dates, such as Reporting ends.
    mutating func noteOrder(ofDate text: String, column: Int) {
        let bytes = text.utf8
        guard (8...10).contains(bytes.count), let first = bytes.first, first &- 48 < 10, let last = bytes.last,
            last &- 48 < 10, bytes.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }),
            let order = DateParse(text).shows
        else { return }
        note(shown: nil, order, column: column)
    }

    /// The value of a text with two readings: as its column shows, else as the file shows, else as the profile says;
    /// unknown, and reported, where none of them tells.
    mutating func resolve(_ cell: AmbiguousCell) -> FieldValue {
        let column = evidence(of: cell.spot.column)
        let file = fileEvidence.evidence
        switch cell.value {
        case .number(let number, let kind):
            guard
                let sign = Self.groupedSign(column, file)
                    ?? Self.way(column.decimalSign, file.decimalSign, numbers.decimalSign),
                let value = number.value(sign)
            else {
                note(.notANumber, cell.text, cell.spot)
                return .unknown
            }
            return decimal(value, kind, isPercentage: number.isPercentage, text: cell.text, cell.spot)
        case .decimal(let value, let sign, let kind, let isPercentage):
            guard !isContradicted(sign, column: cell.spot.column) else {
                note(.notANumber, cell.text, cell.spot)
                return .unknown
            }
            return decimal(value, kind, isPercentage: isPercentage, text: cell.text, cell.spot)
        case .date(let date):
            guard let order = Self.way(column.dateOrder, file.dateOrder, numbers.dateOrder),
                let value = date.value(order)
            else {
                note(.notADate, cell.text, cell.spot)
                return .unknown
            }
            noteStored("a date as text, read as a date", cell.spot)
            return .date(value)
        }
    }

    /// The sign that texts with groups of thousands show: those of the column, else those of the file.
    private static func groupedSign(
        _ column: ReadingEvidence, _ file: ReadingEvidence
    ) -> NumberReading.DecimalSign? {
        switch (column.groupedSign, file.groupedSign) {
        case (.one(let sign), _), (.nothing, .one(let sign)): sign
        case (.both, _), (.nothing, _): nil
        }
    }

    /// Whether texts with groups of thousands say that a sign does not part decimals: those of the column, and for a comma those of the whole file,
    /// since many programs write a point whatever the others do.
    func isContradicted(_ sign: NumberReading.DecimalSign, column: Int) -> Bool {
        let file = sign == .comma ? fileEvidence.evidence : ReadingEvidence()
        guard numbers.decimalSign != sign, let other = Self.groupedSign(evidence(of: column), file) else {
            return false
        }
        return other != sign
    }

    private static func way<Way>(
        _ column: ReadingEvidence.Shown<Way>, _ file: ReadingEvidence.Shown<Way>, _ given: Way?
    ) -> Way? {
        switch (column, file) {
        case (.one(let way), _): way
        case (.both, _): nil
        case (.nothing, .one(let way)): way
        case (.nothing, _): given
        }
    }
}

extension NumberText {
    var isPercentage: Bool {
        switch self {
        case .percentage: true
        case .ambiguous(_, _, let isPercentage): isPercentage
        case .number, .unclear: false
        }
    }
}

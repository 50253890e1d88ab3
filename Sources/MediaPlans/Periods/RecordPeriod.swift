import Workbooks

/// The days of which records are wanted.
public struct RecordPeriod: Sendable, Equatable {
    public var first: CivilDate?
    public var last: CivilDate?

    public init(first: CivilDate? = nil, last: CivilDate? = nil) {
        self.first = first
        self.last = last
    }

    /// A month such as `2026-04`; nil for any other text.
    public init?(month text: String) {
        guard text.utf8.count == 7, let start = CivilDate(iso: text + "-01") else { return nil }
        let next = CivilDate(
            year: start.month == 12 ? start.year + 1 : start.year, month: start.month == 12 ? 1 : start.month + 1,
            day: 1)
        (first, last) = (start, CivilDate(daysSince1970: next.daysSince1970 - 1))
    }

    /// Why options do not name days.
    public struct Mistake: Error, CustomStringConvertible {
        public var description: String
    }

    /// The days that the options `--month`, or `--from` and `--to` name; nil where none is given.
    ///
    /// - Throws: `Mistake`.
    public static func asked(month: String?, from: String?, to: String?) throws -> RecordPeriod? {
        guard month == nil || from == nil && to == nil else {
            throw Mistake(description: "--month cannot be given with --from or --to")
        }
        if let month {
            guard let period = RecordPeriod(month: month) else {
                throw Mistake(description: "--month takes a month such as 2026-04, not \"\(month)\"")
            }
            return period
        }
        func day(_ text: String?, _ name: String) throws -> CivilDate? {
            guard let text else { return nil }
            guard let day = CivilDate(iso: text) else {
                throw Mistake(description: "\(name) takes a day such as 2026-04-01, not \"\(text)\"")
            }
            return day
        }
        let (first, last) = (try day(from, "--from"), try day(to, "--to"))
        if let first, let last, first > last { throw Mistake(description: "--from is behind --to") }
        return first == nil && last == nil ? nil : RecordPeriod(first: first, last: last)
    }

    /// Where the days of a record are.
    public enum Position: Sendable { case inside, partly, outside, undated }

    /// The days of a flight that are wanted; nil where none is.
    public func part(of flight: ClosedRange<CivilDate>) -> ClosedRange<CivilDate>? {
        let start = max(flight.lowerBound, first ?? flight.lowerBound)
        let end = min(flight.upperBound, last ?? flight.upperBound)
        return start <= end ? start...end : nil
    }

    public func position(of record: Record) -> Position {
        guard let days = record.days else { return .undated }
        if let last, days.lowerBound > last { return .outside }
        if let first, days.upperBound < first { return .outside }
        return days.lowerBound < first ?? days.lowerBound || days.upperBound > last ?? days.upperBound
            ? .partly : .inside
    }

    /// `2026-04-01 to 2026-04-30`
    public var text: String {
        switch (first, last) {
        case (let first?, let last?): "\(first) to \(last)"
        case (let first?, nil): "from \(first)"
        case (nil, let last?): "to \(last)"
        case (nil, nil): "all days"
        }
    }
}

extension Record {
    /// The days from its start to its end; one of them where the other is not known, nil without any.
    public var days: ClosedRange<CivilDate>? {
        func date(_ column: RecordColumn) -> CivilDate? {
            if case .date(let date) = self[column] { date } else { nil }
        }
        guard let start = date(.startDate) ?? date(.endDate), let end = date(.endDate) ?? date(.startDate) else {
            return nil
        }
        return start <= end ? start...end : end...start
    }

    /// The days from its start to its end where both are known and in order; nil for half a flight, which says nothing of the other half.
    public var flight: ClosedRange<CivilDate>? {
        guard case .date(let start) = self[.startDate], case .date(let end) = self[.endDate], start <= end else {
            return nil
        }
        return start...end
    }
}

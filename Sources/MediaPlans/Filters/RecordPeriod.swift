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

    /// Where the days of a record are.
    enum Position { case inside, partly, outside, undated }

    func position(of record: Record) -> Position {
        guard let days = record.days else { return .undated }
        if let last, days.lowerBound > last { return .outside }
        if let first, days.upperBound < first { return .outside }
        return days.lowerBound < first ?? days.lowerBound || days.upperBound > last ?? days.upperBound
            ? .partly : .inside
    }

    /// `2026-04-01 to 2026-04-30`
    var text: String {
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
}

import Workbooks

/// A length of time by which records are grouped.
public enum PeriodStep: String, Sendable, CaseIterable {
    case day, week, month

    /// The days of the step that a day is in: weeks are those of ISO 8601, from Monday to Sunday.
    public func period(of day: CivilDate) -> ClosedRange<CivilDate> {
        switch self {
        case .day: return day...day
        case .week:
            let monday = CivilDate(daysSince1970: day.daysSince1970 - Self.weekday(day))
            return monday...CivilDate(daysSince1970: monday.daysSince1970 + 6)
        case .month:
            let first = CivilDate(year: day.year, month: day.month, day: 1)
            let next = CivilDate(
                year: day.month == 12 ? day.year + 1 : day.year, month: day.month == 12 ? 1 : day.month + 1, day: 1)
            return first...CivilDate(daysSince1970: next.daysSince1970 - 1)
        }
    }

    /// `2026-04-06`, `2026-W15` or `2026-04`.
    public func name(of day: CivilDate) -> String {
        let text = day.description
        switch self {
        case .day: return text
        case .month: return String(text.prefix(7))
        case .week:
            // The week is of the year that its Thursday is in.
            let thursday = CivilDate(daysSince1970: day.daysSince1970 - Self.weekday(day) + 3)
            let first = CivilDate(year: thursday.year, month: 1, day: 1)
            let week = (thursday.daysSince1970 - first.daysSince1970) / 7 + 1
            return "\(thursday.description.prefix(4))-W\(week < 10 ? "0" : "")\(week)"
        }
    }

    /// 0 for Monday to 6 for Sunday: 1970-01-01 was a Thursday.
    public static func weekday(_ day: CivilDate) -> Int {
        let rest = (day.daysSince1970 + 3) % 7
        return rest < 0 ? rest + 7 : rest
    }

    /// The steps that some days are in, each with the days that are in it.
    func parts(of days: ClosedRange<CivilDate>) -> [ClosedRange<CivilDate>] {
        var parts: [ClosedRange<CivilDate>] = []
        var day = days.lowerBound
        while day <= days.upperBound {
            let step = period(of: day)
            parts.append(day...min(step.upperBound, days.upperBound))
            day = CivilDate(daysSince1970: step.upperBound.daysSince1970 + 1)
        }
        return parts
    }
}

import Workbooks

/// The days that a cell under Month, Week, Flight or Period names.
enum PeriodText {
    /// What a header says that its cells hold.
    enum Length: Sendable {
        /// A month, a week, or days from one to another.
        case month, week, range
    }

    /// The headers of such columns, normalised.
    private static let headers: [String: Length] = {
        let words: [(Length, [String])] = [
            (
                .month,
                [
                    "month", "months", "campaign month", "reporting month", "year month", "month year", "monat", "mois",
                    "mes", "mese", "ay", "الشهر",
                ]
            ),
            (
                .week,
                [
                    "week", "campaign week", "reporting week", "week commencing", "week starting", "week beginning",
                    "woche", "semaine", "semana",
                ]
            ),
            (
                .range,
                [
                    "flight", "flights", "flighting", "flight dates", "flight date", "flight period", "period",
                    "campaign period", "campaign dates",
                    "campaign flight", "reporting period", "date range", "dates", "live dates", "period of time",
                    "time period", "run dates", "timing", "timings",
                    "activity period", "zeitraum", "laufzeit", "période", "periodo", "período", "dönem", "الفترة",
                ]
            ),
        ]
        return words.reduce(into: [:]) { found, entry in for word in entry.1 { found[normalised(word)] = entry.0 } }
    }()

    /// What the cells under a header hold; nil for any other header.
    static func length(_ header: String) -> Length? { headers[normalised(header)] }

    /// What a text says.
    enum Reading: Equatable {
        case days(ClosedRange<CivilDate>)
        /// Days whose order of day and month nothing tells.
        case ambiguous
        /// A month of no year.
        case month(Int)
        case unclear
    }

    /// Reads a cell's text. `order` is that of days and months where the text shows none.
    static func read(_ text: String, as length: Length, order: NumberReading.DateOrder?) -> Reading {
        let text = text.trimmed()
        guard text.utf8.count <= 60 else { return .unclear }
        let words = normalised(text).split(separator: " ").map(String.init)
        if let period = Period(normalised: words) {
            if let day = period.day { return .days(days(from: day, length)) }
            if let first = period.first, let last = period.last { return .days(first...last) }
            return words.count == 1 ? monthNumber(words[0][...]).map { .month($0) } ?? .unclear : .unclear
        }
        switch DateParse(text).date {
        case .date(let day): return .days(days(from: day, length))
        case .ambiguous:
            guard let order, let day = DateParse(text).date.value(order) else { return .ambiguous }
            return .days(days(from: day, length))
        case .unclear: return range(text, order)
        }
    }

    /// The days that a text beside a label names; nil where it names none, or where nothing tells which they are.
    static func days(in text: String, as length: Length) -> ClosedRange<CivilDate>? {
        guard case .days(let days) = read(text, as: length, order: nil) else { return nil }
        return length == .range && isOneDay(text) ? nil : days
    }

    /// Whether a text is a day, which may be that on which the file was made.
    private static func isOneDay(_ text: String) -> Bool {
        DateParse(text.trimmed()).date != .unclear
    }

    /// The days of a text that is a range, from one day to another; nil for any other text.
    static func daysOfRange(_ text: String) -> ClosedRange<CivilDate>? {
        let text = text.trimmed()
        guard text.utf8.count <= 60, text.utf8.contains(where: { $0 &- 48 < 10 }), !isOneDay(text),
            case .days(let days) = range(text, nil)
        else { return nil }
        return days
    }

    /// The days that begin with one: a first of a month stands for the month, and one of a week for the week.
    static func days(from day: CivilDate, _ length: Length) -> ClosedRange<CivilDate> {
        switch length {
        case .week: day...CivilDate(daysSince1970: day.daysSince1970 + 6)
        case .month: monthDays(of: day)
        case .range: day...day
        }
    }

    static func monthDays(of day: CivilDate) -> ClosedRange<CivilDate> {
        let first = CivilDate(year: day.year, month: day.month, day: 1)
        let next = CivilDate(
            year: day.month == 12 ? day.year + 1 : day.year, month: day.month == 12 ? 1 : day.month + 1, day: 1)
        return first...CivilDate(daysSince1970: next.daysSince1970 - 1)
    }

    // MARK: Ranges

    private static let signs = [
        " to ", " until ", " till ", " through ", " bis ", " au ", " al ", " hasta ", "–", "—", "→", "~", "..", " - ",
        "-",
    ]

    /// `1 Apr - 30 Apr 2026`, `2026-04-01 to 2026-04-30`, `1-15 Apr 2026`, `April 1-15, 2026`.
    private static func range(_ text: String, _ order: NumberReading.DateOrder?) -> Reading {
        let lower = text.lowercased()
        for sign in signs {
            for place in lower.ranges(of: sign) {
                let found = range(
                    String(lower[..<place.lowerBound]).trimmed(), String(lower[place.upperBound...]).trimmed(), order)
                if found != .unclear { return found }
            }
        }
        return .unclear
    }

    private static func range(_ left: String, _ right: String, _ order: NumberReading.DateOrder?) -> Reading {
        guard !left.isEmpty, !right.isEmpty else { return .unclear }
        let (begin, end) = (DateParse(left), DateParse(right))
        let shown = begin.shows ?? end.shows ?? order
        switch (begin.date, end.date) {
        case (.ambiguous, _) where shown == nil, (_, .ambiguous) where shown == nil:
            return begin.date == .unclear || end.date == .unclear ? .unclear : .ambiguous
        default: break
        }
        let last = end.date.value(shown ?? .dayFirst)
        if let first = begin.date.value(shown ?? .dayFirst) {
            if let last { return days(first, last) }
            return .unclear
        }
        let words = { (text: String) in normalised(text).split(separator: " ").map(String.init) }
        let (before, behind) = (words(left), words(right))
        if let last {
            // The left side lacks what the right one says: `1 Apr`, `1`, `April 1`.
            return start(before, last).map { days($0, last) } ?? .unclear
        }
        if behind.count == 2, before.count == 2, let month = monthNumber(before[0][...]), let first = Int(before[1]),
            let day = Int(behind[0]),
            let year = Int(behind[1]), behind[1].count == 4
        {
            // `April 1-15, 2026`
            guard let first = valid(year, month, first), let last = valid(year, month, day) else { return .unclear }
            return days(first, last)
        }
        if let last = Period(normalised: behind)?.last, behind.count == 2 {
            // `Apr - Jun 2026`, `Apr 2026 - Jun 2026`
            let first =
                before.count == 1 ? Period(normalised: before + [behind[1]])?.first : Period(normalised: before)?.first
            return first.map { days($0, last) } ?? .unclear
        }
        return .unclear
    }

    private static func start(_ words: [String], _ last: CivilDate) -> CivilDate? {
        if words.count == 1, let day = Int(words[0]) { return valid(last.year, last.month, day) }
        guard words.count == 2 else { return nil }
        for (day, month) in [(words[0], words[1]), (words[1], words[0])] {
            guard let day = Int(day), let month = monthNumber(month[...]) else { continue }
            let isYearBefore = month > last.month
            return valid(isYearBefore ? last.year - 1 : last.year, month, day)
        }
        return nil
    }

    private static func days(_ first: CivilDate, _ last: CivilDate) -> Reading {
        let years = 1990...2099
        return first <= last && years.contains(first.year) && years.contains(last.year) ? .days(first...last) : .unclear
    }

    private static func valid(_ year: Int, _ month: Int, _ day: Int) -> CivilDate? {
        guard (1...31).contains(day) else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return CivilDate(daysSince1970: date.daysSince1970) == date ? date : nil
    }
}

import Workbooks

/// A month, a quarter, a week or a day, with its days where they are known.
struct Period: Equatable {
    var first: CivilDate?
    var last: CivilDate?
    /// Set where the text is a day.
    var day: CivilDate?
    /// Set where the text is a month, be it of no year.
    var month: Int?
    /// Set where the text is a quarter or a half of no year.
    var isPartOfYear = false

    private static let weekWords: Set<String> = ["w", "wk", "week", "kw", "semaine", "semana", "woche"]

    /// `apr 26`, `april 2026`, `2026 04`, `04 2026`, `2026 04 01`, `apr`, `06 apr 26`, `w1`, `week 14`, `q1`, `q1 2026`, `2026 h2`.
    init?(normalised words: [String]) {
        if Self.isWeek(words) { return }
        if let part = Self.partOfYear(words) {
            if let days = part { (first, last) = (days.lowerBound, days.upperBound) } else { isPartOfYear = true }
            return
        }
        var year: Int?
        var month: Int?
        switch words.count {
        case 1: month = monthNumber(words[0][...])
        case 2, 3:
            if let number = monthNumber(words[0][...]), words.count == 2 {
                month = number
                year = Self.year(words[1])
                guard year != nil else { return nil }
            } else if words[0].count == 4, let number = Int(words[0]), let second = Int(words[1]),
                (1...12).contains(second), words.count == 2 || Int(words[2]) != nil
            {
                (year, month) = (number, second)
                if words.count == 3 { day = Self.date(number, second, Int(words[2]) ?? 0) }
                if words.count == 3, day == nil { return nil }
            } else if words.count == 2, let number = Int(words[0]), words[0].count <= 2, (1...12).contains(number),
                words[1].count == 4, let found = Int(words[1])
            {
                (year, month) = (found, number)
            } else if words.count == 3, let number = Int(words[0]), let name = monthNumber(words[1][...]),
                let found = Self.year(words[2])
            {
                (year, month) = (found, name)
                day = Self.date(found, name, number)
                if day == nil { return nil }
            }
        default: return nil
        }
        guard let month else { return nil }
        self.month = month
        guard let year, (1990...2099).contains(year) else { return }
        if let day, day.day != 1 || words[0].count < 4 {
            (first, last) = (day, day)
            return
        }
        let start = CivilDate(year: year, month: month, day: 1)
        let next = CivilDate(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
        first = start
        last = CivilDate(daysSince1970: next.daysSince1970 - 1)
    }

    private static func isWeek(_ words: [String]) -> Bool {
        func number(_ text: some StringProtocol) -> Bool { Int(text).map { (1...53).contains($0) } ?? false }
        if words.count == 2 { return weekWords.contains(words[0]) && number(words[1]) }
        guard words.count == 1 else { return false }
        let letters = words[0].prefix { !$0.isNumber }
        return weekWords.contains(String(letters)) && number(words[0].dropFirst(letters.count))
    }

    /// The days of a quarter or half, `.some(nil)` for one of no year; nil for other texts.
    private static func partOfYear(_ words: [String]) -> ClosedRange<CivilDate>?? {
        guard (1...2).contains(words.count) else { return nil }
        for (place, word) in words.enumerated() {
            guard word.count == 2, let letter = word.first, let number = Int(word.dropFirst()),
                let months = ["q": 3, "h": 6][letter], (1...12 / months).contains(number)
            else { continue }
            guard words.count == 2 else { return .some(nil) }
            guard let year = year(words[1 - place]), (1990...2099).contains(year) else { return nil }
            let last = number * months  // fits: at most 12
            let first = CivilDate(year: year, month: last - months + 1, day: 1)
            return .some(first...PeriodText.monthDays(of: .init(year: year, month: last, day: 1)).upperBound)
        }
        return nil
    }

    private static func year(_ text: String) -> Int? {
        Int(text).flatMap { text.count == 2 ? 2000 + $0 : text.count == 4 ? $0 : nil }
    }

    private static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate? {
        guard (1...31).contains(day) else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return CivilDate(daysSince1970: date.daysSince1970) == date ? date : nil
    }
}

extension HeaderGroups {
    /// Days in headers begin periods as long as they are apart: weeks, where they are seven days apart. First days of
    /// months alone are months.
    mutating func settleDays() {
        let days = Set(pivots.values.compactMap(\.key.day)).sorted()
        guard days.count > 1, days.contains(where: { $0.day != 1 }) else { return }
        let gaps = Set(zip(days, days.dropFirst()).map { $1.daysSince1970 - $0.daysSince1970 })
        let length = gaps.count == 1 ? gaps.first ?? 1 : 1
        for (column, pivot) in pivots {
            guard let day = pivot.key.day else { continue }
            pivots[column]?.key.first = day
            pivots[column]?.key.last = CivilDate(daysSince1970: day.daysSince1970 + length - 1)
        }
    }
}

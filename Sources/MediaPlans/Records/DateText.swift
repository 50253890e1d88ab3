import Workbooks

/// A date that a cell holds as text.
enum DateText: Equatable {
    case date(CivilDate)
    /// `03/04/2025`: the third of April, or the fourth of March.
    case ambiguous(dayFirst: CivilDate, monthFirst: CivilDate)
    case unclear

    /// The date with that order; nil for what is not a date.
    func value(_ order: NumberReading.DateOrder) -> CivilDate? {
        switch self {
        case .date(let date): date
        case .ambiguous(let dayFirst, let monthFirst): order == .dayFirst ? dayFirst : monthFirst
        case .unclear: nil
        }
    }
}

/// A date text taken apart.
///
/// Reads `2025-04-15`, `2025/4/15`, `15 Apr 2025`, `15-Apr-25`, `April 15, 2025`, `Tue, April 15, 2025` and
/// `15/04/2025`, each with a time of day behind it or not; `03/04/2025` has two readings.
struct DateParse {
    let date: DateText
    /// The order that the text shows; nil where it shows none.
    let shows: NumberReading.DateOrder?

    init(_ text: String) { (date, shows) = Self.parse(text) }

    /// A date by ISO 8601, the usual one, without looking further; nil for others.
    init?(iso text: String) {
        guard let day = CivilDate(iso: text) else { return nil }
        (date, shows) = (.date(day), nil)
    }

    private static func parse(_ text: String) -> (DateText, NumberReading.DateOrder?) {
        let day = withoutTime(text)
        if let date = CivilDate(iso: day) { return (.date(date), nil) }
        var parts = day.split { " -/.,\u{A0}".contains($0) }
        if parts.count == 4, isWeekday(parts[0]) { parts.removeFirst() }
        guard parts.count == 3 else { return (.unclear, nil) }
        let months = parts.map { monthNumber($0) }
        let numbers = parts.map { $0.utf8.count <= 4 ? Int($0) : nil }
        func one(_ date: CivilDate?) -> (DateText, NumberReading.DateOrder?) {
            (date.map(DateText.date) ?? .unclear, nil)
        }
        switch (numbers[0], months[0], numbers[1], months[1], numbers[2]) {
        case (let year?, _, let month?, _, let day?) where parts[0].count == 4:
            return one(validDate(year, month, day))
        case (let day?, _, _, let month?, let year?):
            return one(validDate(fullYear(year, parts[2]), month, day))
        case (_, let month?, let day?, _, let year?):
            return one(validDate(fullYear(year, parts[2]), month, day))
        case (let first?, _, let second?, _, let year?) where parts[2].count == 4:
            return either(validDate(year, second, first), validDate(year, first, second))
        case (let first?, _, let second?, _, let year?) where parts.allSatisfy({ $0.count <= 2 }):
            // Three short numbers say nothing unless the year is told by being no day.
            let year = fullYear(year, parts[2])
            guard parts[2].count == 2, day.contains("/") || day.contains(".") else { return (.unclear, nil) }
            return either(validDate(year, second, first), validDate(year, first, second))
        default: return (.unclear, nil)
        }
    }

    private static func either(
        _ dayFirst: CivilDate?, _ monthFirst: CivilDate?
    ) -> (DateText, NumberReading.DateOrder?) {
        switch (dayFirst, monthFirst) {
        case (let a?, let b?): a == b ? (.date(a), nil) : (.ambiguous(dayFirst: a, monthFirst: b), nil)
        case (let date?, nil): (.date(date), .dayFirst)
        case (nil, let date?): (.date(date), .monthFirst)
        case (nil, nil): (.unclear, nil)
        }
    }

    /// The text up to a time of day: `2025-04-15 00:00:00`, `2025-04-15T13:30:00Z`, `15/04/2025 9:00 AM`.
    private static func withoutTime(_ text: String) -> Substring {
        guard let colon = text.firstIndex(of: ":") else { return text[...] }
        guard let cut = text[..<colon].lastIndex(where: { $0 == "T" || $0 == " " || $0 == "\u{A0}" }) else {
            return text[...]
        }
        let hours = text[text.index(after: cut)..<colon]
        guard (1...2).contains(hours.count), hours.allSatisfy(\.isNumber) else { return text[...] }
        var day = text[..<cut]
        while day.last == " " || day.last == "," { day.removeLast() }
        return day
    }
}

/// The date of a text where only one reading is possible; else nil.
func date(fromText text: String) -> CivilDate? {
    if case .date(let date) = DateParse(text).date { date } else { nil }
}

private func isWeekday(_ text: Substring) -> Bool {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return text.utf8.count >= 3 && text.allSatisfy(\.isLetter) && days.contains(text.prefix(3).lowercased())
}

/// German, French, Spanish, Italian and Portuguese names of months that do not begin like the English ones.
private let monthsOfLanguages: [String: Int] = {
    let names: [[String]] = [
        ["januar", "janv", "janvier", "enero", "ene", "gennaio", "janeiro"],
        ["februar", "févr", "fevr", "février", "fevrier", "febrero", "febbraio", "fevereiro"],
        ["mär", "mrz", "märz", "maerz", "mars", "marzo", "março", "marco"], ["avr", "avril", "abr", "abril", "aprile"],
        ["mai", "mayo", "maggio", "maio"], ["juni", "juin", "junio", "giugno", "junho"],
        ["juli", "juil", "juillet", "julio", "luglio", "julho"], ["août", "aout", "agosto"],
        ["septembre", "septiembre", "settembre", "setembro"],
        ["okt", "oktober", "octobre", "octubre", "ottobre", "outubro"], ["novembre", "noviembre", "novembro"],
        ["dez", "dezember", "déc", "décembre", "decembre", "dic", "diciembre", "dicembre", "dezembro"],
    ]
    return names.enumerated().reduce(into: [:]) { found, month in
        for name in month.element { found[name] = month.offset + 1 }
    }
}()

func monthNumber(_ text: Substring) -> Int? {
    let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    guard text.utf8.count >= 3, text.allSatisfy(\.isLetter) else { return nil }
    let word = text.lowercased()
    if let number = monthsOfLanguages[word] { return number }
    return months.firstIndex { $0.hasPrefix(word) || word == "sept" && $0 == "september" }.map { $0 + 1 }
}

/// Two digits are a year of this century.
private func fullYear(_ year: Int, _ text: Substring) -> Int { text.count == 2 ? 2000 + year : year }

private func validDate(_ year: Int, _ month: Int, _ day: Int) -> CivilDate? {
    guard (1900...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    return CivilDate(daysSince1970: date.daysSince1970) == date ? date : nil
}

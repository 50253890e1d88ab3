import Workbooks

/// A date that a cell holds as text, where only one reading is possible.
///
/// Reads `2025-04-15`, `2025/4/15`, `15 Apr 2025`, `15-Apr-25`, `April 15, 2025` and `15/04/2025`; of
/// `03/04/2025` it is not known which is the month, so that is nil.
func date(fromText text: String) -> CivilDate? {
    // A time of day behind the date does not matter.
    let day = text.split(separator: "T").first.map { $0.count == 10 ? $0 : text[...] } ?? text[...]
    if let date = CivilDate(iso: day) { return date }
    let parts = text.split { " -/.,".contains($0) }
    guard parts.count == 3 else { return nil }
    let months = parts.map { monthNumber($0) }
    let numbers = parts.map { Int($0) }
    switch (numbers[0], months[0], numbers[1], months[1], numbers[2]) {
    case (let year?, _, let month?, _, let day?) where parts[0].count == 4:
        return validDate(year, month, day)
    case (let day?, _, _, let month?, let year?):
        return validDate(fullYear(year, parts[2]), month, day)
    case (_, let month?, let day?, _, let year?):
        return validDate(fullYear(year, parts[2]), month, day)
    case (let first?, _, let second?, _, let year?) where parts[2].count == 4:
        if first > 12 { return validDate(year, second, first) }
        if second > 12 { return validDate(year, first, second) }
        return first == second ? validDate(year, first, second) : nil
    default: return nil
    }
}

private func monthNumber(_ text: Substring) -> Int? {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    guard text.utf8.count >= 3, text.allSatisfy(\.isLetter) else { return nil }
    return months.firstIndex(of: text.prefix(3).lowercased()).map { $0 + 1 }
}

/// Two digits are a year of this century.
private func fullYear(_ year: Int, _ text: Substring) -> Int { text.count == 2 ? 2000 + year : year }

private func validDate(_ year: Int, _ month: Int, _ day: Int) -> CivilDate? {
    guard (1900...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    return CivilDate(daysSince1970: date.daysSince1970) == date ? date : nil
}

/// A period that a file's name states: a quarter (`Q2 2026`, `Q125`) or a month (`April 2026`).
struct NamedPeriod: Equatable {
    var text: String
    /// ISO dates. The last day of every month is written as 31, which is correct for comparisons.
    var first: String
    var last: String

    private init(_ text: String, year: Int, months: ClosedRange<Int>) {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        self.text = text
        first = "\(year)-\(padded(months.lowerBound))-01"
        last = "\(year)-\(padded(months.upperBound))-31"
    }

    /// The first period in a name; nil when there is none.
    init?(in name: String) {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? Self.year(words[index + 1]) : nil
            if let (quarter, rest) = Self.quarter(word), let year = rest.isEmpty ? next : Self.year(rest) {
                self.init("Q\(quarter) \(year)", year: year, months: quarter * 3 - 2...quarter * 3)
                return
            }
            // A month needs a year of four digits: "may 12" may mean something else.
            if let month = Self.month(word), let next, words[index + 1].count == 4 {
                self.init("\(word) \(next)", year: next, months: month...month)
                return
            }
        }
        return nil
    }

    func overlaps(_ firstDay: String, _ lastDay: String) -> Bool { first <= lastDay && firstDay <= last }

    /// The quarter of a word such as `Q2` or `Q125`, and the rest of the word.
    private static func quarter(_ word: Substring) -> (Int, Substring)? {
        guard word.first == "Q" || word.first == "q", let number = word.dropFirst().first?.wholeNumberValue,
            (1...4).contains(number)
        else { return nil }
        return (number, word.dropFirst(2))
    }

    /// The year of a word such as `2026` or `26`.
    private static func year(_ word: Substring) -> Int? {
        guard word.allSatisfy(\.isNumber), let number = Int(word) else { return nil }
        if word.count == 2 { return 2000 + number }
        return word.count == 4 && (2000..<2100).contains(number) ? number : nil
    }

    private static func month(_ word: Substring) -> Int? {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        let word = word.lowercased()
        guard word.count >= 3 else { return nil }
        return names.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
    }
}

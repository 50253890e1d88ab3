import Streams
import Workbooks

/// A number in a sentence, with the words around it.
struct TextNumber {
    var before: [String] = []
    var after: [String] = []
    var value = 0.0
    /// Half of its last digit.
    var rounding = 0.0
    /// As it is written.
    var text = ""

    /// The numbers of a text that may be figures: not years, days, ages and single digits.
    static func numbers(in text: String) -> [TextNumber] {
        var found: [TextNumber] = []
        for clause in clauses(of: text) {
            let words = clause.split(whereSeparator: \.isWhitespace).map(String.init)
            for (index, word) in words.enumerated() {
                guard var number = TextNumber(word) else { continue }
                if let next = words.dropFirst(index + 1).first, let power = powers[next.lowercased()] {
                    number.scale(power)
                }
                number.before = Array(words[..<index].suffix(mostWords))
                number.after = Array(words[(index + 1)...].prefix(3))
                found.append(number)
            }
        }
        return found
    }

    private static let mostWords = 6
    private static let powers = [
        "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9,
    ]

    /// Cut at signs that end what is said of a number.
    private static func clauses(of text: String) -> [Substring] {
        var found: [Substring] = []
        var start = text.startIndex
        for index in text.indices {
            let next = text.index(after: index)
            let endsWord = next == text.endIndex || text[next].isWhitespace
            guard ";\n()|".contains(text[index]) || (".,".contains(text[index]) && endsWord) else { continue }
            found.append(text[start..<index])
            start = next
        }
        return found + [text[start...]]
    }

    /// A word that is a number: with a currency's sign before it, a unit or a sign of per cent behind it.
    private init?(_ word: String) {
        var digits = word.drop { !$0.isASCII || !$0.isNumber }
        guard let first = digits.first, first.isNumber,
            // `Q2`, `DV360`, `-5`, `2026-04-01`: parts of names and of dates.
            word.dropLast(digits.count).allSatisfy({ $0.isCurrencySymbol || "~=:".contains($0) })
        else { return nil }
        var suffix = ""
        while let last = digits.last, !last.isNumber {
            suffix = String(last) + suffix
            digits.removeLast()
        }
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || ".,'".contains($0)) }) else { return nil }
        let point = Self.decimals(of: digits)
        guard let value = Double(digits.filter(\.isNumber)) else { return nil }
        self.value = value / (0..<point).reduce(1) { power, _ in power * 10 }
        rounding = 0.5 / (0..<point).reduce(1) { power, _ in power * 10 }
        text = word
        let unit = suffix.lowercased().filter { $0.isLetter || $0 == "%" }
        if let power = Self.powers[unit] { scale(power) } else if unit == "%" { scale(0.01) }
        guard unit.isEmpty || unit == "%" || Self.powers[unit] != nil || unit.count == 3 else { return nil }
        let isPlain = point == 0 && !digits.contains(where: { ".,'".contains($0) })
        // A year, an age, a share of a view, or a count of something else.
        if isPlain, unit.isEmpty, value < 1000 || (1900...2100).contains(value) { return nil }
        if isPlain, unit == "%", [25, 50, 75, 100].contains(value) { return nil }
    }

    /// How many decimals there are.
    private static func decimals(of digits: Substring) -> Int {
        guard let last = digits.lastIndex(where: { ".,".contains($0) }) else { return 0 }
        let rest = digits.distance(from: last, to: digits.endIndex) - 1
        // Three digits behind the only kind of sign are a group of thousands.
        let isGroup = rest == 3 && digits.allSatisfy { $0.isNumber || $0 == digits[last] || $0 == "'" }
        return isGroup && digits.first != "0" ? 0 : rest
    }

    private mutating func scale(_ power: Double) {
        value *= power
        rounding *= power
    }
}

extension Character {
    fileprivate var isCurrencySymbol: Bool {
        unicodeScalars.allSatisfy { $0.properties.generalCategory == .currencySymbol }
    }
}

/// Numbers inside of texts, such as notes: what a reader takes for a figure is one of the records', or it is said that it was not compared.
extension LooseNumbers {
    /// - Parameter rows: the rows to look at.
    func auditTexts(rows range: Range<Int>) {
        for (cell, content) in grid.cells.sorted(by: { $0.key < $1.key }) where range.contains(cell.row) {
            // What a formula joins is as right as the cells that it reads.
            guard content.formula == nil, let text = content.value.text, text.utf16.count <= Self.longestNote,
                text.contains(where: \.isNumber), text.contains(where: \.isLetter), !isLabel(text)
            else { continue }
            let strange = TextNumber.numbers(in: text).filter { number in
                guard let reading = reading(of: number) else { return false }
                return !candidates(reading).contains { ($0 - number.value).magnitude <= number.rounding * 1.000_001 }
            }
            guard !strange.isEmpty else { continue }
            comparison.summary.beside += 1
            comparison.add(
                .figureBeside, sheet, cell,
                "the text says \(strange.prefix(3).map { "\"\(printable(said($0)))\"" }.joined(separator: ", ")), which was not compared: no figure of the records is this number",
                hint: "see yourself that it is right, or take it from a cell by a formula")
        }
    }

    private static let longestNote = 2000

    private func isLabel(_ text: String) -> Bool {
        words.metric(text) != nil || words.section(text) != nil || words.side(text) != nil
            || words.headBudget(text) != nil
    }

    private func said(_ number: TextNumber) -> String {
        (number.before.suffix(4) + [number.text] + number.after.prefix(2)).joined(separator: " ")
    }

    /// What the words next to a number say that it is; nil where they name no figure.
    private func reading(of number: TextNumber) -> LabelReading? {
        let before = number.before.map { $0.filter { !":=~".contains($0) } }.filter { !$0.isEmpty }
        let phrases =
            (0..<before.count).map { Array(before[$0...]) }
            + stride(from: number.after.count, to: 0, by: -1).map { Array(number.after[..<$0]) }
        var doubtful: LabelReading?
        for phrase in phrases {
            // Short words in lower case are none of the codes of countries that are written like them.
            let plain = phrase.filter { word in
                !Self.fillers.contains(word.lowercased()) && TrackerWords.currency(in: word) == nil
                    && (word.count > 2 || word != word.lowercased())
            }
            guard !plain.isEmpty else { continue }
            var reading = LabelReading()
            reading.read(plain.joined(separator: " "), words, campaign)
            guard let metric = reading.metric, !metric.isTyped, !reading.isOther else { continue }
            if reading.strange.isEmpty { return reading }
            doubtful = doubtful ?? reading
        }
        return doubtful
    }

    /// Words between a label and its number.
    private static let fillers: Set<String> = [
        "a", "about", "amounted", "amounts", "an", "approx", "came", "comes", "delivered", "got", "has", "is", "of",
        "reached", "so", "far", "stands", "the", "to", "was", "we", "were", "with",
    ]
}

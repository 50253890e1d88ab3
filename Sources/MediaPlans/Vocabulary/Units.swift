/// A unit that a header or the name of a metric gives its numbers: `Imps (M)`, `Budget AED '000`, `Reach in thousands`.
public struct HeaderUnit: Sendable, Equatable {
    /// The text without the unit, a dash before it kept.
    public var rest: String
    /// The power of ten that each number is multiplied by; negative for micros and cents.
    public var power: Int
    /// As the text writes it.
    public var text: String
    /// False for a bare M or B, which may be something else (`Reach M` beside `Reach F`).
    public var isCertain: Bool

    /// `1,000,000` or `0.01`: what each number is multiplied by.
    public var factor: String {
        guard power >= 0 else { return "0." + String(repeating: "0", count: -power - 1) + "1" }
        var digits = "1" + String(repeating: "0", count: power)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
            place -= 3
        }
        return digits
    }
}

extension Vocabulary {
    /// Words for a power of ten.
    public struct UnitWords: Sendable, Equatable {
        public var power: Int
        public var words: [String]

        public init(_ power: Int, _ words: [String]) {
            self.power = power
            self.words = words
        }
    }

    /// Words for micros (the Google Ads API has amounts in millionths), cents, thousands, lakhs, millions, crores and billions.
    public static let builtInUnits = [
        UnitWords(-6, ["micro", "micros", "micro units", "micro amount"]),
        UnitWords(-2, ["cent", "cents"]),
        UnitWords(
            3, ["K", "000", "000s", "000 s", "1000", "1000s", "x1000", "x 1000", "thousand", "thousands", "thd", "tsd"]),
        UnitWords(5, ["lakh", "lakhs", "lac", "lacs"]),
        UnitWords(
            6, ["M", "MM", "mn", "mln", "mio", "mill", "million", "millions", "000 000", "000000"]),
        UnitWords(7, ["crore", "crores", "cr"]),
        UnitWords(9, ["B", "bn", "bln", "billion", "billions"]),
    ]

    /// A word of a header, and what is around it.
    private struct Token {
        var text: String
        var key: String
        var isBracketed: Bool
        var isQuoted: Bool
        /// Whether a dash with a blank before it stands before the word.
        var isBehindDash: Bool
    }

    private static func tokens(_ header: some StringProtocol) -> [Token] {
        var tokens: [Token] = []
        var word = ""
        var depth = 0
        var isQuoted = false
        var isBehindDash = false
        var isAfterBlank = false
        func end() {
            guard !word.isEmpty else { return }
            tokens.append(
                Token(
                    text: word, key: normalised(word), isBracketed: depth > 0, isQuoted: isQuoted,
                    isBehindDash: isBehindDash))
            word = ""
            isQuoted = false
            isBehindDash = false
        }
        for character in header {
            if character.isOfWord {
                word.append(character)
                isAfterBlank = false
                continue
            }
            end()
            switch character {
            case "(", "[", "{": depth += 1
            case ")", "]", "}": depth = max(0, depth - 1)
            case "%":
                word = "%"
                end()
            case "'", "’", "‘", "`": isQuoted = true
            case "-", "–", "—": isBehindDash = isBehindDash || isAfterBlank
            default: isQuoted = false
            }
            isAfterBlank = character.isWhitespace
        }
        end()
        return tokens
    }

    /// The unit that a header or a metric's name holds; nil where it holds none, or where the word belongs to a rate (`cost per 1,000`).
    ///
    /// A word of one letter counts in brackets, behind `in` or an apostrophe, or as the last one.
    public func unit(of header: some StringProtocol) -> HeaderUnit? {
        let tokens = Self.tokens(header)
        guard tokens.count > 1 else { return nil }
        for start in tokens.indices.dropFirst() {
            guard let (length, power) = unit(at: start, tokens) else { continue }
            let before = tokens[start - 1]
            let isAfterNumber = before.key.allSatisfy(\.isNumber)
            guard before.key != "per", !isAfterNumber else { continue }
            let end = start + length
            let key = tokens[start].key
            let isMarked = tokens[start].isBracketed || tokens[start].isQuoted || ["in", "x"].contains(before.key)
            let isLetter = key.count == 1
            guard !isLetter || isMarked || end == tokens.count else { continue }
            var rest = Array(tokens[..<start])
            if rest.last?.key == "in" { rest.removeLast() }
            rest += tokens[end...]
            guard !rest.isEmpty else { continue }
            return HeaderUnit(
                rest: rest.map { $0.isBehindDash ? "- \($0.text)" : $0.text }.joined(separator: " "), power: power,
                text: tokens[start..<end].map(\.text).joined(separator: " "),
                isCertain: !isLetter || isMarked || key == "k")
        }
        return nil
    }

    /// The longest phrase for a unit that begins at a word.
    private func unit(at start: Int, _ tokens: [Token]) -> (length: Int, power: Int)? {
        for length in stride(from: min(2, tokens.count - start), through: 1, by: -1) {
            let key = tokens[start..<start + length].map(\.key).joined(separator: " ")
            if let power = unitIndex[key] { return (length, power) }
        }
        return nil
    }

    static func unitIndex(_ units: [UnitWords]) -> [String: Int] {
        units.reduce(into: [:]) { index, unit in for word in unit.words { index[normalised(word)] = unit.power } }
    }
}

extension RecordColumn {
    /// Whether the column holds numbers of any kind.
    var isNumeric: Bool {
        switch kind {
        case .number, .percent: true
        default: false
        }
    }

    /// Whether the column holds amounts or counts, which a unit in its header scales. Rates, frequencies and dates have none.
    var isScalable: Bool {
        switch self {
        case .budgetLocal, .impressions, .clicksActions, .videoViews, .uniquesReach, .platformFeeLocal,
            .platformBudgetLocal, .taSize:
            true
        default: false
        }
    }
}

/// Numbers in another unit.
enum UnitScale {
    /// The number times a power of ten, as exact as the decimal that is stored: 3.651017 million is 3651017.
    static func scaled(_ number: Double, power: Int) -> Double {
        guard power != 0 else { return number }
        let text = "\(number)"
        if !text.utf8.contains(UInt8(ascii: "e")), let scaled = Double("\(text)e\(power)") { return scaled }
        return (0..<power.magnitude).reduce(number) { value, _ in power > 0 ? value * 10 : value / 10 }
    }

    /// More than this is no count or amount of a campaign: the numbers are stored without the unit that the header names.
    static let largest = 1e11
}

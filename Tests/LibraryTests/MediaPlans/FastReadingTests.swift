import Testing
import Workbooks

@testable import MediaPlans

/// What is told from bytes is what taking a text apart tells.
@Suite struct FastReadingTests {
    private static let pieces = [
        "0", "1", "2", "7", "12", "345", "678", "000", "200", ".", ".", ",", ",", "-", "+", "%", "$", "(", ")", "'",
        " ",
        "e", "E3", "k", "M", "bn", "AED", "USD", "_", "/", "x", "\t", "\u{A0}", "€", "٣", "KSA", "feed", "\u{200B}",
        "text", "Dh", "mn", "B", "K", "\u{212A}", "ed", "A",
    ]
    /// Names of currencies beside what may stand between their words.
    private static let namePieces =
        pieces.filter { !["_", "/"].contains($0) } + ["US", "dollar", "euro", "DHS.", "L.E."]

    private static func texts(_ count: Int, seed: UInt64, _ pieces: [String]) -> [String] {
        var random = SeededGenerator(state: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 0...7, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
        }
    }

    @Test func numbersAreReadAlike() {
        for text in Self.texts(60_000, seed: 19, Self.pieces) + Self.texts(60_000, seed: 20, Self.namePieces) {
            let (fast, slow) = (NumberParse(text), NumberParse(takingApart: text))
            #expect(fast.number == slow.number && fast.shows == slow.shows && fast.currency == slow.currency, "\(text)")
        }
    }

    @Test func decimalsAreTheNearestDoubles() {
        var random = SeededGenerator(state: 4)
        for _ in 0..<40_000 {
            let digits = String(Int.random(in: 0..<1_000_000_000_000_000, using: &random))
            let cut = digits.index(digits.startIndex, offsetBy: Int.random(in: 1...digits.count, using: &random))
            let text = (Bool.random(using: &random) ? "-" : "") + digits[..<cut] + "." + digits[cut...]
            guard case .number(let value) = NumberParse(text).number else { continue }
            #expect(
                value.bitPattern == Double(text.hasSuffix(".") ? String(text.dropLast()) : text)?.bitPattern, "\(text)")
        }
    }

    @Test(arguments: [
        ("-0.00", -0.0), ("0.387", 0.387), ("1234.567", 1234.567), ("7.", 7), ("12.3400", 12.34), ("-5", -5),
    ])
    func plainDecimals(text: String, value: Double) {
        #expect(NumberParse(text).number == .number(value))
    }

    @Test(arguments: ["200.000", "1.234", "-12.345", "999.999%"])
    func groupsOfThreeHaveTwoReadings(text: String) {
        guard case .ambiguous = NumberParse(text).number else {
            Issue.record("\(text) has one reading")
            return
        }
    }

    @Test func blanksAreFoldedAlike() {
        let pieces = ["a", "B2", " ", "  ", "\t", "\n", "\r\n", "\u{A0}", "\u{1C}", "é", "-", "\u{7F}"]
        for text in Self.texts(20_000, seed: 7, pieces) {
            #expect(
                foldedBlanks(text) == text.split { $0.isWhitespace }.joined(separator: " "), "\(text.debugDescription)")
        }
    }

    @Test func wordsForTotalsAreFoundAlike() {
        let words = Vocabulary.builtIn
        let pieces = [
            "total", "Total", "SUM", "ttl", "grand", " ", "-", "uae", "é", "whole", "all", "ALL", "campaign", "(",
        ]
        let totals = Set(words.totalWords.map { normalised($0) })
        for text in Self.texts(20_000, seed: 3, pieces) {
            #expect(words.isTotal(text) == totals.contains(normalised(text)), "\(text)")
        }
        #expect(words.isTotal("(Total)") && words.isWhole("- All") && !words.isWhole("Kuwait"))
    }

    @Test func wordsForNoValueAreFoundAlike() {
        let words = Vocabulary(
            platforms: [], markets: [], stages: [], columns: [:],
            metrics: .init(campaign: [], reach: [], frequency: [], fillers: []),
            unknownWords: ["n/a", "-", "tbc", "not set", "é", "#REF!"], totalWords: [])
        // What begins with another blank than ASCII has is trimmed before.
        let keys = Set(["n/a", "-", "tbc", "notset", "é", "#ref!"])
        let pieces = [
            "n", "N", "/", "a", "A", "-", " ", "\t", "\u{A0}", "tb", "c", "C", "not", "set", "é", "É", "#REF", "!",
            "\u{1C}", "0",
        ]
        for text in Self.texts(40_000, seed: 11, pieces)
        where text.utf8.count <= 12 && text.unicodeScalars.first.map({ $0 != "\u{A0}" }) ?? false {
            let key = String(
                text.lowercased().unicodeScalars.filter { !$0.properties.isWhitespace }.map(Character.init))
            #expect(words.isUnknown(text) == keys.contains(key), "\(text.debugDescription)")
        }
    }

    @Test func wordsAtTheEdgesAreFoundAlike() {
        let words = Vocabulary.builtIn
        let pieces = [
            "total", "Grand", " ", "SUM", "ttl", "_", "-", "uae", "é", "%", "of", "sub", "totals", "٣", "(", "7",
            "gesamt",
        ]
        var found = 0
        for text in Self.texts(20_000, seed: 13, pieces) {
            let parts = normalised(text).split(separator: " ")
            let mayHold = words.totalPhrases.contains {
                parts.starts(with: $0) || parts.suffix($0.count).elementsEqual($0)
            }
            #expect(!mayHold || words.mayHoldTotal(text), "\(text)")
            #expect((words.totalRest(of: text) != nil) == (mayHold && !parts.isEmpty), "\(text)")
            if mayHold { found += 1 }
        }
        #expect(found > 1000 && !words.mayHoldTotal("Bright Morning_KW_0"))
    }

    @Test func placesAreKept() {
        var table = PlaceTable()
        var known: [UInt64: Int] = [:]
        var random = SeededGenerator(state: 5)
        for place in 0..<20_000 {
            let key = UInt64.random(in: 0..<15_000, using: &random) << (place % 3 == 0 ? 40 : 0)
            #expect(table.add(place, key) == known[key])
            if known[key] == nil { known[key] = place }
        }
        #expect(
            table.count == known.count && known.allSatisfy { table[$0.key] == $0.value } && table[99_999_999] == nil)
    }

    @Test func hashesFoldLettersOfTheLatinAlphabetOnly() {
        func hash(_ text: String, foldsCase: Bool = true) -> UInt64 {
            var hash = WordHash()
            hash.mix(text, foldsCase: foldsCase)
            return hash.value
        }
        for scalar in (0...127).map({ Unicode.Scalar(UInt8($0)) }) {
            for text in [String(scalar), "abcdefg\(scalar)", "Ähre \(scalar)\(scalar)zz Kuwait"] {
                let small = String(
                    String.UnicodeScalarView(
                        text.unicodeScalars.map {
                            ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0
                        }))
                #expect(hash(text) == hash(small), "\(text.debugDescription)")
                #expect(hash(text) == hash(small, foldsCase: false), "\(text.debugDescription)")
            }
        }
        #expect(hash("Sun_AE") == hash("sun_ae") && hash("Sun") != hash("Sum") && hash("[") != hash("{"))
    }
}

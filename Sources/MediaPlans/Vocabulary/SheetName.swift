/// What the name of a sheet says: the platform, and which of several versions it is.
struct SheetName: Equatable {
    var platform: Platform?
    /// The words that are no mark of a version: sheets of the same platform and words are versions of one another.
    var words: [String]
    var version: Version
    /// Whether it sums other sheets up by its name.
    var isSummary: Bool

    enum Version: Equatable, Comparable {
        /// `DV360 old`, `Copy of META`: replaced by a sheet without such a word.
        case replaced
        case plain
        /// `v2`, `v2 FINAL`.
        case number(Int, isFinal: Bool)

        private var order: (Int, Int, Int) {
            switch self {
            case .replaced: (0, 0, 0)
            case .plain: (1, 0, 0)
            case .number(let number, let isFinal): (2, isFinal ? 1 : 0, number)
            }
        }

        static func < (a: Version, b: Version) -> Bool { a.order < b.order }
    }

    private static let replacedWords: Set<String> = [
        "old", "backup", "bak", "copy", "archive", "archived", "previous", "superseded",
    ]
    /// Words of the version that replaces a sheet without them.
    private static let finalWords: Set<String> = ["final", "revised", "updated", "latest", "new", "amended"]
    private static let summaryWords: Set<String> = [
        "summary", "overview", "recap", "dashboard", "totals", "consolidated",
    ]

    init(_ name: String, _ vocabulary: Vocabulary) {
        let all = normalised(name).split(separator: " ").map(String.init)
        platform = vocabulary.platform(named: name) ?? Self.platform(in: all, vocabulary)
        var rest: [String] = []
        var number: Int?
        var isFinal = false
        var isReplaced = false
        var iterator = all.makeIterator()
        while let word = iterator.next() {
            if Self.replacedWords.contains(word) {
                isReplaced = true
            } else if Self.finalWords.contains(word) {
                isFinal = true
            } else if word == "v" || word == "version" || word == "ver" || word == "rev" {
                guard let next = iterator.next() else { break }
                if let value = Int(next) { number = value } else { rest += [word, next] }
            } else if let value = Self.number(word) {
                number = value
            } else if word != "of" {
                rest.append(word)
            }
        }
        words = rest
        isSummary =
            platform.map { vocabulary.platform(named: name) != $0 } ?? true
            && (rest.contains(where: Self.summaryWords.contains) || Self.isTotal(name, vocabulary))
        version = isReplaced ? .replaced : number != nil || isFinal ? .number(number ?? 0, isFinal: isFinal) : .plain
    }

    /// `Total`, `All markets`, `META Total`. A campaign is the whole of something else.
    private static func isTotal(_ name: String, _ vocabulary: Vocabulary) -> Bool {
        guard !normalised(name).hasSuffix("campaign") else { return false }
        let rest = vocabulary.totalRest(of: name)
        return vocabulary.isTotalHeading(name) || rest.map { vocabulary.platform(named: $0) != nil } ?? false
    }

    /// `v2`.
    private static func number(_ word: String) -> Int? {
        guard word.first == "v", word.count > 1 else { return nil }
        return Int(word.dropFirst())
    }

    /// The one platform whose name stands among the words. A name of one letter (`X`) is too short to be one there.
    private static func platform(in words: [String], _ vocabulary: Vocabulary) -> Platform? {
        var found: Set<Platform> = []
        for start in words.indices {
            for end in words.indices[start...] where end - start < 4 {
                let name = words[start...end].joined(separator: " ")
                if name.count > 1, let platform = vocabulary.platform(named: name) { found.insert(platform) }
            }
        }
        return found.count == 1 ? found.first : nil
    }

    /// Whether another sheet is a version of this one.
    func isVersion(of other: SheetName) -> Bool {
        platform == other.platform && words == other.words && (version != .plain || other.version != .plain)
    }
}

extension Vocabulary {
    /// The platform that a sheet's name says, whole or among other words: `DV360 KSA`, `Summary - META`, `TikTok_May`.
    public func platform(ofSheet name: String) -> Platform? { SheetName(name, self).platform }
}

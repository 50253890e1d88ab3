import Streams

/// The names of a plan's campaigns, to tell whether a report's campaign is one of them.
///
/// Names agree where one begins with the other or holds it, or where all words of one that tell campaigns apart, or two of them, are in the other. Words
/// such as those of the brand, of markets, platforms, stages and months tell no campaigns apart, and a name of such words alone agrees with any.
public struct CampaignNames: Sendable {
    private let names: [(key: String, words: [String], initials: Set<String>)]
    private let common: Set<String>
    private let vocabulary: Vocabulary

    /// Words of names that do not tell campaigns apart.
    private static let common: Set<String> = [
        "campaign", "the", "and", "for", "of", "in", "reach", "video", "videos", "view", "views", "click", "clicks",
        "traffic", "awareness", "consideration", "purchase", "conversion", "conversions", "brand", "media", "paid",
        "social", "ads", "ad", "always", "on", "static", "display", "post", "posts", "boost", "boosted", "burst",
        "phase",
        "bumper", "bumpers", "reels", "stories", "story", "feed", "instream", "carousel", "image", "images",
        "retargeting", "prospecting", "total", "all", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
        "sept", "oct", "nov", "dec", "january", "february", "march", "april", "june", "july", "august", "september",
        "october", "november", "december", "final", "plan", "report",
    ]

    public init(planned: some Sequence<String>, brands: some Sequence<String> = [], vocabulary: Vocabulary = .builtIn) {
        self.vocabulary = vocabulary
        let brandWords = brands.flatMap { Self.words($0) }
        let common = Self.common.union(brandWords)
        self.common = common
        names = planned.map { name in
            let all = Self.words(name)
            let initials = [all, brandWords + all].filter { $0.count > 1 }.map { String($0.compactMap(\.first)) }
            return (
                Self.key(name), Self.significant(all, common, vocabulary), Set(initials)
            )
        }
    }

    /// Whether there is a name to compare with.
    public var isEmpty: Bool { names.isEmpty }

    /// Whether a report's name is that of one of the campaigns, or says nothing of it.
    public func agree(with name: String) -> Bool {
        guard !names.isEmpty else { return true }
        let key = Self.key(name)
        let all = Self.words(name)
        let words = Self.significant(all, common, vocabulary)
        return names.contains { other in
            if words.isEmpty || other.words.isEmpty || Self.isPart(key, of: other.key)
                || Self.isPart(other.key, of: key)
            {
                return true
            }
            if all.contains(where: { other.initials.contains($0) }) { return true }
            let shared = words.count { word in other.words.contains { Self.isLike(word, $0) } }
            return shared >= 2 || shared > 0 && shared == min(words.count, other.words.count)
        }
    }

    /// Whether a report's name agrees with that of a campaign only because one of them says nothing that tells campaigns apart.
    public func agreesForLack(with name: String) -> Bool {
        guard !names.isEmpty, agree(with: name) else { return false }
        let (key, all) = (Self.key(name), Self.words(name))
        let lacks = Self.significant(all, common, vocabulary).isEmpty
        return names.allSatisfy { other in
            (lacks || other.words.isEmpty) && !Self.isPart(key, of: other.key) && !Self.isPart(other.key, of: key)
                && !all.contains { other.initials.contains($0) }
        }
    }

    /// Letters and digits in lower case.
    private static func key(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    private static func words(_ name: String) -> [String] { normalised(name).split(separator: " ").map(String.init) }

    private static func significant(
        _ words: [String], _ common: Set<String>, _ vocabulary: Vocabulary
    ) -> [String] {
        words.filter { word in
            word.count >= 2 && !word.contains(where: \.isNumber) && !common.contains(word)
                && vocabulary.market(named: word) == nil && vocabulary.platform(named: word) == nil
                && vocabulary.stage(named: word) == nil
        }
    }

    private static func isPart(_ short: String, of long: String) -> Bool {
        !short.isEmpty && (long.hasPrefix(short) || short.count >= 5 && !long.ranges(of: short).isEmpty)
    }

    /// Whether two words are one, or one of them misspelt.
    private static func isLike(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        let shorter = min(a.count, b.count)
        guard shorter >= 5 else { return false }
        // Two letters that changed places.
        if a.count == b.count, a.sorted() == b.sorted() { return true }
        return editDistance(Array(a.unicodeScalars), Array(b.unicodeScalars)) <= (shorter >= 8 ? 2 : 1)
    }
}

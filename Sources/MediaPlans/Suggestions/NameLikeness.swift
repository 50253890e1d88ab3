import Streams

/// How like two column names are: words that are equal, abbreviated or misspelt.
enum NameLikeness {
    /// What people shorten, and words that mean the same in a header.
    private static let expansions: [String: String] = [
        "imp": "impression", "imps": "impression", "impr": "impression", "imprs": "impression", "impres": "impression",
        "bgt": "budget", "bdgt": "budget", "budg": "budget", "cost": "spend", "spent": "spend", "spnd": "spend",
        "amt": "amount",
        "freq": "frequency", "frq": "frequency", "mkt": "market", "mrkt": "market", "ctry": "country",
        "cntry": "country",
        "clk": "click", "clks": "click", "clic": "click", "vw": "view", "vws": "view", "vid": "video",
        "aud": "audience", "tgt": "target",
        "cmp": "campaign", "camp": "campaign", "cmpgn": "campaign", "dt": "date", "strt": "start", "wk": "week",
        "wks": "week",
        "ccy": "currency", "curr": "currency", "cur": "currency", "obj": "objective", "plc": "placement",
        "plcmt": "placement",
        "crtv": "creative", "cmt": "comment", "cmts": "comment", "cmnt": "comment", "cmnts": "comment", "dev": "device",
        "fmt": "format",
        "percent": "%", "pct": "%", "perc": "%", "uniq": "unique", "uniqs": "unique", "lcl": "local", "loc": "local",
        "pltf": "platform", "plat": "platform", "rch": "reach", "frmt": "format",
    ]
    /// Words that tell columns little apart.
    private static let fillers: Set<String> = [
        "the", "of", "in", "no", "number", "count", "total", "absl", "abs", "local",
    ]

    /// Short words that say nothing of what is measured.
    private static let small: Set<String> = ["ad", "of", "in", "no", "to", "by", "at", "on"]

    /// The words of a name as they are compared.
    static func words(_ name: String) -> [String] {
        normalised(name).split(separator: " ").map { word in
            let word = String(word)
            if let long = expansions[word] { return long }
            return word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : word
        }
    }

    /// From 0 to 1: Dice's coefficient over the words that match, each as well as it does; or the likeness of
    /// the names written without blanks, if that is larger.
    static func score(_ a: [String], _ b: [String]) -> Double {
        guard !a.isEmpty, !b.isEmpty else { return 0 }
        var rest = b
        var common = 0.0
        for word in a {
            let best = rest.indices.map { ($0, likeness(word, rest[$0])) }.max { $0.1 < $1.1 }
            guard let (index, likeness) = best, likeness > 0 else { continue }
            common += likeness * (weight(word) + weight(rest[index]))
            rest.remove(at: index)
        }
        let all = (a + b).reduce(0) { $0 + weight($1) }
        return max(common / all, joined(a, b))
    }

    /// What a name has that may be a part of the metric or its unit, and no slip: a short word or one with digits that
    /// has no counterpart (`REACH_3`, `BUDGET_G`), or one letter before or after a word (`KIMPRESSIONS`). Nil where it
    /// has none of them.
    static func qualifier(_ name: [String], _ other: [String]) -> String? {
        for word in name where !other.contains(word) {
            // A plural with one s too many.
            if word.hasSuffix("ss"), other.contains(String(word.dropLast(2))) { continue }
            let isSlip = other.contains { isMisspelling(word, of: $0) }
            let isShort = word.count <= 2 && !small.contains(word)
            if !isSlip, isShort || word.contains(where: \.isNumber) { return word }
            if let long = other.first(where: {
                $0.count >= 4 && word != $0 && (word.hasSuffix($0) || word.hasPrefix($0))
            }),
                !isSlip
            {
                return word.hasSuffix(long) ? String(word.dropLast(long.count)) : String(word.dropFirst(long.count))
            }
        }
        return nil
    }

    /// Whether a word is another one with a letter that is typed twice, or one letter wrong, missing or too many within.
    private static func isMisspelling(_ word: String, of other: String) -> Bool {
        guard min(word.count, other.count) >= 4 else { return false }
        if word.count == other.count + 1, word.hasSuffix(other) || word.hasPrefix(other) {
            return word.hasSuffix(other) ? word.first == other.first : word.last == other.last
        }
        return !word.contains(where: \.isNumber) && likeness(word, other) >= 0.75
            && !word.hasPrefix(other) && !word.hasSuffix(other)
    }

    private static func weight(_ word: String) -> Double { fillers.contains(word) ? 0.3 : 1 }

    private static func likeness(_ a: String, _ b: String) -> Double {
        if a == b { return 1 }
        let shorter = min(a.count, b.count)
        if shorter >= 4 {
            let likeness = spelling(a, b)
            if likeness >= 0.75 { return likeness }
        }
        return shorter >= 3 && (a.hasPrefix(b) || b.hasPrefix(a)) ? 0.8 : 0
    }

    private static func spelling(_ a: String, _ b: String) -> Double {
        let distance = editDistance(Array(a.unicodeScalars), Array(b.unicodeScalars))
        return 1 - Double(distance) / Double(max(a.unicodeScalars.count, b.unicodeScalars.count))
    }

    private static func joined(_ a: [String], _ b: [String]) -> Double {
        let (x, y) = (a.joined(), b.joined())
        guard min(x.count, y.count) >= 6 else { return 0 }
        let likeness = spelling(x, y)
        return likeness >= 0.85 ? likeness : 0
    }
}

import Streams

/// What stands for secrets: `[REDACTED:github-token:1]`, numbered in the order in which they come up.
///
/// The same secret gets the same placeholder, which says nothing else of it: a number has no way back.
/// Memory: a digest for each of `capacity` secrets; those beyond share one placeholder for each rule.
public final class Placeholders {
    private var texts: [String: [UInt8]] = [:]
    private var numbers: [String: Int] = [:]
    private var counts: [String: Int] = [:]
    private let capacity: Int

    public init(capacity: Int = 1 << 16) { self.capacity = capacity }

    /// How often a rule hid something, and how many different things.
    public struct Count: Hashable, Sendable {
        public var rule: String
        public var hits: Int
        public var distinct: Int

        public init(rule: String, hits: Int, distinct: Int) {
            (self.rule, self.hits, self.distinct) = (rule, hits, distinct)
        }
    }

    /// The rules that hid something, by name.
    public var tally: [Count] {
        counts.map { Count(rule: $0.key, hits: $0.value, distinct: numbers[$0.key] ?? 0) }.sorted { $0.rule < $1.rule }
    }

    /// How often anything was hidden.
    public var total: Int { counts.values.reduce(0, +) }

    func text(for secret: [UInt8], _ rule: RedactionRule) -> [UInt8] {
        counts[rule.name, default: 0] += 1
        // Whether a password is somebody's name is nobody's business: the two are numbered apart.
        let key = (rule.isIdentity ? "i" : "s") + SHA256.digest(of: secret)
        if let text = texts[key] { return text }
        guard texts.count < capacity else { return Self.placeholder(rule.name, "more") }
        numbers[rule.name, default: 0] += 1
        let text = Self.placeholder(rule.name, String(numbers[rule.name]!))
        texts[key] = text
        return text
    }

    // MARK: The text

    private static let prefix = Array("[REDACTED:".utf8)

    private static func placeholder(_ rule: String, _ number: String) -> [UInt8] {
        prefix + Array("\(rule):\(number)]".utf8)
    }

    /// Where placeholders of rules that exist stand in a text.
    static func ranges(in bytes: UnsafeBufferPointer<UInt8>, of names: Set<[UInt8]>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var offset = 0
        while let start = bytes.firstIndex(of: prefix, from: offset) {
            offset = start + prefix.count
            guard let end = bytes[offset...].prefix(80).firstIndex(of: UInt8(ascii: "]")),
                let colon = bytes[offset..<end].lastIndex(of: UInt8(ascii: ":")),
                names.contains(Array(bytes[offset..<colon])),
                Array(bytes[(colon + 1)..<end]) == Array("more".utf8)
                    || colon + 1 < end && bytes[(colon + 1)..<end].allSatisfy({ (48...57).contains($0) })
            else { continue }
            ranges.append(start..<(end + 1))
            offset = end + 1
        }
        return ranges
    }
}

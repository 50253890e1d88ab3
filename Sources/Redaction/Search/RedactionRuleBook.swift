import Glibc
import Streams

/// What is hidden: a name for receipts and placeholders, and the patterns that find it.
public struct RedactionRule {
    /// Letters, digits and hyphens, such as `github-token`.
    public let name: String
    /// Whether it tells who somebody is, rather than letting somebody in.
    public let isIdentity: Bool
    let patterns: [SearchPattern]
    /// Whether `--keep` brings back what it finds.
    var mayBeKept = true
}

/// A pattern, and a text without which it cannot match.
struct SearchPattern {
    let pattern: Pattern
    /// Looked for first, by memmem(3), which is many times faster; empty for none.
    let needs: [UInt8]
}

/// All rules of a run: those that are built in, known values, and the configuration's.
///
/// The first rules win where two find the same.
public struct RedactionRuleBook {
    public private(set) var rules: [RedactionRule] = []
    /// Values that match wholly stay, unless they are known secrets or keys.
    let keep: [Pattern]
    /// What is said by the file itself or the ledger to be a hash.
    public let hashes = KnownHashes()
    /// Called again and again while a text is searched; what it throws ends the search.
    public var checkpoint: () throws -> Void = {}
    /// Rules of what is found by names and places, and by randomness; they have no patterns.
    static let named = "assigned-secret"
    static let random = "random-text"
    /// What the second search found, and the first did not.
    static let part = "known-part"

    /// - Parameters:
    ///   - known: values that are to be hidden wherever they stand, each with the name of its rule.
    ///   - extra: patterns of the configuration.
    ///   - keep: patterns of what is not to be hidden.
    public init(known: [KnownValue] = [], extra: [ExtraPattern] = [], keep: [KeepPattern] = []) {
        self.keep = keep.map(\.pattern)
        let values = Dictionary(grouping: known.filter { $0.bytes.count >= 6 }, by: \.rule)
        for (name, values) in values.sorted(by: { $0.key < $1.key }) {
            let patterns = Set(values).sorted { $0.bytes.count > $1.bytes.count }.compactMap {
                try? Pattern($0.bytes, .literal)
            }.map {
                SearchPattern(pattern: $0, needs: [])
            }
            rules.append(RedactionRule(name: name, isIdentity: false, patterns: patterns, mayBeKept: false))
        }
        for extra in extra {
            rules.append(
                RedactionRule(
                    name: extra.name, isIdentity: false, patterns: [SearchPattern(pattern: extra.pattern, needs: [])],
                    mayBeKept: false))
        }
        rules += BuiltInRule.all.map(\.compiled)
        for name in Set(TokenFormat.all.map(\.rule)).sorted() where !rules.contains(where: { $0.name == name }) {
            rules.append(RedactionRule(name: name, isIdentity: false, patterns: []))
        }
        rules.append(RedactionRule(name: Self.named, isIdentity: false, patterns: []))
        rules.append(RedactionRule(name: Self.random, isIdentity: false, patterns: []))
        rules.append(RedactionRule(name: Self.part, isIdentity: false, patterns: []))
    }

    func index(of name: String) -> Int { rules.firstIndex { $0.name == name }! }

    /// A value that is known to be secret, such as that of an environment variable.
    public struct KnownValue: Hashable, Sendable {
        public var rule: String
        public var bytes: [UInt8]

        public init(rule: String, value: String) {
            self.init(rule: rule, bytes: Array(value.utf8))
        }

        public init(rule: String, bytes: [UInt8]) {
            self.rule = rule
            self.bytes = bytes
        }
    }

    /// PCRE2's version.
    public static var libraryVersion: String { Pattern.libraryVersion }
}

/// What is not to be hidden, although it looks secret.
public struct KeepPattern {
    let pattern: Pattern

    /// Why a text is no regular expression of PCRE2 (pcre2pattern(3)).
    public struct Mistake: Error {
        public var text: String
    }

    /// - Parameter text: must match the whole of what was hidden.
    public init(_ text: String) throws(Mistake) {
        do throws(Pattern.Mistake) {
            pattern = try Pattern(Array("\\A(?:\(text))\\z".utf8), .unicode)
        } catch {
            throw Mistake(text: "\(error.text), at byte \(max(0, error.offset - 4))")
        }
    }
}

/// A rule of the configuration: `diagnostics.patterns` in `config/toolkit.json`.
public struct ExtraPattern {
    public let name: String
    let pattern: Pattern

    /// - Throws: `Failure` with status 78 and the place of the mistake.
    public init(_ node: ConfigurationNode) throws {
        var (name, text) = ("", [UInt8]())
        for (key, value) in try node.members(allowing: ["name", "pattern"]) {
            if key == "name" { name = try value.string() } else { text = Array(try value.string().utf8) }
        }
        let isName = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard !name.isEmpty, name.utf8.count <= 40, isName else {
            throw node.failure("needs a \"name\" of lower-case letters, digits and hyphens")
        }
        let place = node["pattern"] ?? node
        let compiled: Pattern
        do throws(Pattern.Mistake) {
            compiled = try Pattern(text, .unicode)
        } catch {
            throw place.failure("is no regular expression: \(error.text), at byte \(error.offset + 1)")
        }
        let isAlwaysThere = [UInt8](" ".utf8).withUnsafeBufferPointer { bytes in
            guard let match = try? compiled.firstMatch(in: bytes, from: 0) else { return false }
            return match.whole.isEmpty
        }
        guard !isAlwaysThere else { throw place.failure("matches the empty text", hint: "use + instead of *") }
        pattern = compiled
        self.name = name
    }
}

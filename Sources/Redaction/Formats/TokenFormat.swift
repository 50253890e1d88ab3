/// A published form of tokens: a prefix, and what follows it.
struct TokenFormat {
    /// The name in placeholders and receipts.
    let rule: String
    let prefix: [UInt8]
    let alphabet: TokenAlphabet
    /// How many digits follow the prefix at least. Where a provider may lengthen its tokens, this is less than what it gives today.
    let least: Int
    /// Who says so.
    let source: Source
    /// Whether a letter or digit before the prefix makes it another word: for prefixes that are parts of words.
    let standsAlone: Bool

    /// Who published a form. What several say is named by the first.
    enum Source: String {
        /// The rules of gitleaks, `config/gitleaks.toml` of github.com/gitleaks/gitleaks.
        case gitleaks
        /// Detectors of github.com/trufflesecurity/trufflehog.
        case trufflehog
        /// Plugins of github.com/Yelp/detect-secrets.
        case detectSecrets = "detect-secrets"
        /// docs.github.com, "Supported secret scanning patterns".
        case gitHub = "github-secret-scanning"
        /// The provider's own documentation.
        case provider
    }

    init(
        _ rule: String, _ prefix: String, _ alphabet: TokenAlphabet, _ least: Int, _ source: Source,
        standsAlone: Bool = true
    ) {
        self.rule = rule
        self.prefix = Array(prefix.utf8)
        self.alphabet = alphabet
        self.least = least
        self.source = source
        self.standsAlone = standsAlone
    }
}

/// The digits of a token.
enum TokenAlphabet {
    case hex, alphanumeric
    /// Letters, digits, `_` and `-` (RFC 4648, section 5).
    case base64url
    /// Those, and the dots between parts.
    case dotted
    /// Letters, digits, `+`, `/` and `=` (RFC 4648, section 4).
    case base64
    /// All of them.
    case any

    func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x66, 0x41...0x46: true
        case 0x67...0x7A, 0x47...0x5A: self != .hex
        case UInt8(ascii: "_"), UInt8(ascii: "-"): self == .base64url || self == .dotted || self == .any
        case UInt8(ascii: "."), UInt8(ascii: "~"): self == .dotted || self == .any
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): self == .base64 || self == .any
        default: false
        }
    }
}

/// Finds tokens by their prefixes in one pass, however many forms there are.
struct TokenFinder {
    /// The forms by the first two bytes of their prefixes.
    private let buckets: [UInt16: [(format: TokenFormat, rule: Int)]]
    /// A bit for each pair of bytes that begins a prefix.
    private let begins: [UInt64]

    /// - Parameter index: the index of a rule by its name.
    init(_ formats: [TokenFormat], index: (String) -> Int) {
        var buckets: [UInt16: [(TokenFormat, Int)]] = [:]
        var begins = [UInt64](repeating: 0, count: 1024)
        for format in formats {
            let pair = UInt16(format.prefix[0]) << 8 | UInt16(format.prefix[1])
            buckets[pair, default: []].append((format, index(format.rule)))
            begins[Int(pair >> 6)] |= 1 << UInt64(pair & 63)
        }
        self.buckets = buckets
        self.begins = begins
    }

    func find(in text: Text, _ report: (Range<Int>, Int) -> Void) {
        guard text.count > 8 else { return }
        begins.withUnsafeBufferPointer { begins in
            var pair = UInt16(text[0])
            var index = 1
            while index < text.count {
                pair = pair << 8 | UInt16(text[index])
                index += 1
                guard begins[Int(pair >> 6)] >> UInt64(pair & 63) & 1 == 1 else { continue }
                if let (range, rule) = match(at: index - 2, pair, in: text) { report(range, rule) }
            }
        }
    }

    private func match(at start: Int, _ pair: UInt16, in text: Text) -> (Range<Int>, Int)? {
        for (format, rule) in buckets[pair] ?? [] where text.hasPrefix(format.prefix, at: start) {
            if format.standsAlone, start > 0, Text.isAlphanumeric(text[start - 1]) { continue }
            var end = start + format.prefix.count
            while end < text.count, format.alphabet.contains(text[end]) { end += 1 }
            let digits = end - start - format.prefix.count
            // One that was broken over lines has its rest in the next.
            if digits < format.least, digits >= (format.prefix.count < 3 ? 12 : 6) {
                end = LineWraps(text: text).end(from: end)
            }
            guard end - start - format.prefix.count >= format.least else { continue }
            return (start..<end, rule)
        }
        return nil
    }
}

import Streams

/// Finds what is to be hidden in a piece of text: as it stands, in escapes, and in base64.
struct Detector {
    let rules: [RedactionRule]
    private let names: Set<[UInt8]>

    init(_ book: RuleBook) {
        rules = book.rules
        names = Set(rules.map { Array($0.name.utf8) })
    }

    /// A part of the text that is to be hidden.
    struct Finding {
        var range: Range<Int>
        /// Index of the rule; a lower one wins.
        var rule: Int
        /// The secret itself, decoded.
        var secret: [UInt8]
    }

    /// How deep encodings are looked into.
    private static let depth = 2

    /// All findings in the order of the text; none overlaps another.
    func findings(in bytes: UnsafeBufferPointer<UInt8>) throws -> [Finding] {
        var found: [Finding] = []
        try search(bytes, depth: 0) { found.append($0) }
        return merged(found, in: bytes)
    }

    private func search(_ bytes: UnsafeBufferPointer<UInt8>, depth: Int, _ report: (Finding) -> Void) throws {
        try searchPlain(bytes, report)
        guard depth < Self.depth else { return }
        func search(encoded text: EncodedText) throws {
            try text.bytes.withUnsafeBufferPointer { decoded in
                try self.search(decoded, depth: depth + 1) { finding in
                    report(Finding(range: text.source(finding.range), rule: finding.rule, secret: finding.secret))
                }
            }
        }
        if let text = EncodedText(unescaping: bytes) { try search(encoded: text) }
        try EncodedText.base64(in: bytes, search(encoded:))
    }

    private func searchPlain(_ bytes: UnsafeBufferPointer<UInt8>, _ report: (Finding) -> Void) throws {
        let hidden = Placeholders.ranges(in: bytes, of: names)
        for (index, rule) in rules.enumerated() {
            for search in rule.patterns {
                guard search.needs.isEmpty || bytes.firstIndex(of: search.needs) != nil else { continue }
                var offset = 0
                while offset <= bytes.count, let match = try self.match(search, rule, in: bytes, from: offset) {
                    // The name of a rule, in a placeholder, looks like that of a header.
                    if let placeholder = hidden.first(where: { $0.contains(match.whole.lowerBound) }),
                        placeholder.upperBound < match.whole.upperBound
                    {
                        offset = placeholder.upperBound
                        continue
                    }
                    offset = max(match.secret.upperBound, match.whole.lowerBound + 1)
                    guard !match.secret.isEmpty, !isHidden(match.secret, hidden) else { continue }
                    report(Finding(range: match.secret, rule: index, secret: Array(bytes[match.secret])))
                }
            }
        }
    }

    private func match(
        _ search: SearchPattern, _ rule: RedactionRule, in bytes: UnsafeBufferPointer<UInt8>, from offset: Int
    ) throws -> Pattern.Match? {
        do {
            return try search.pattern.firstMatch(in: bytes, from: offset)
        } catch {
            throw Failure(
                .configuration, .costlyPattern, "the pattern \(rule.name) needs too many steps on this text",
                hint: "write it without nested repetitions, in diagnostics.patterns of config/toolkit.json")
        }
    }

    /// Whether a part is nothing but placeholders, or inside of one.
    private func isHidden(_ range: Range<Int>, _ hidden: [Range<Int>]) -> Bool {
        var offset = range.lowerBound
        for placeholder in hidden where placeholder.upperBound > offset {
            guard placeholder.lowerBound <= offset else { return false }
            offset = placeholder.upperBound
            if offset >= range.upperBound { return true }
        }
        return false
    }

    /// Joins findings that overlap. The rule of the joined one is that of the longest, of equals the first.
    private func merged(_ findings: [Finding], in bytes: UnsafeBufferPointer<UInt8>) -> [Finding] {
        var out: [Finding] = []
        for next in findings.sorted(by: {
            ($0.range.lowerBound, -$0.range.upperBound, $0.rule) < ($1.range.lowerBound, -$1.range.upperBound, $1.rule)
        }) {
            guard let last = out.last, next.range.lowerBound < last.range.upperBound else {
                out.append(next)
                continue
            }
            if next.range.upperBound <= last.range.upperBound { continue }
            let range = last.range.lowerBound..<next.range.upperBound
            out[out.count - 1] = Finding(range: range, rule: min(last.rule, next.rule), secret: Array(bytes[range]))
        }
        return out
    }
}

extension MessageCode {
    /// A pattern of the configuration needs more effort than it may have.
    public static let costlyPattern = MessageCode(rawValue: "costly-pattern")
}

/// A text with `*` for any run of words, compared as `normalised(_:)` makes texts: `Total*`, `*AWARENESS*`, `Amount spent (*)`.
public struct WordPattern: Sendable, Hashable {
    /// As it is written.
    public let text: String
    /// Which of several headers that read alike is meant, from 1; nil for each.
    public var number: Int?
    /// What must occur, in order; the first at the start and the last at the end unless they are empty.
    fileprivate let pieces: [String]

    public init(_ text: String, number: Int? = nil) {
        self.text = text
        self.number = number
        pieces = text.split(separator: "*", omittingEmptySubsequences: false).map { normalised($0) }
    }

    /// Whether a text that `normalised(_:)` made matches.
    public func matches(normalised text: String) -> Bool {
        guard pieces.count > 1, let first = pieces.first, let last = pieces.last else { return text == pieces.first }
        guard text.hasPrefix(first), text.hasSuffix(last), text.utf8.count >= first.utf8.count + last.utf8.count else {
            return false
        }
        var rest = Substring(text.dropFirst(first.count).dropLast(last.count))
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.ranges(of: piece).first else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    public func matches(_ text: some StringProtocol) -> Bool { matches(normalised: normalised(text)) }
}

/// Patterns of headers of money.
extension WordPattern {
    /// Whether a header names a column of money by the pattern. There `(*)` is a currency and nothing else, and no `*` makes an amount of a cost per something
    /// or of a share.
    func matches(money header: String, _ column: RecordColumn) -> Bool {
        let key = normalised(header)
        guard pieces.count > 1 else { return matches(normalised: key) }
        if let base = currencyBase {
            guard key == base || key.hasPrefix(base + " ") else { return false }
            return Currency.isRemark(key.dropFirst(base.count))
        }
        guard matches(normalised: key) else { return false }
        return [.cpmLocal, .cpcLocal, .cpvLocal].contains(column) || !isRate(header, key)
    }

    /// What stands before a `(*)` at the end, normalised.
    private var currencyBase: String? {
        let text = text.trimmed()
        guard text.hasSuffix("(*)"), pieces.count == 2, let first = pieces.first, !first.isEmpty else { return nil }
        return first
    }

    /// Whether a header says a cost per something, a share or an average, which the pattern itself does not.
    private func isRate(_ header: String, _ key: String) -> Bool {
        if header.contains("/"), !text.contains("/") { return true }
        if header.contains("%"), !text.contains("%") { return true }
        let own = pieces.flatMap { $0.split(separator: " ") }
        return key.split(separator: " ").contains { word in
            Self.rateWords.contains(String(word)) && !own.contains { $0.hasPrefix(word) }
        }
    }

    private static let rateWords: Set<String> = [
        "per", "share", "rate", "ratio", "avg", "average", "mean", "conv", "cpm", "cpc", "cpv", "cpa", "cpl", "cpi",
        "cpcv", "cpe", "cps", "cpr", "ecpm",
        "ecpc", "ecpv", "ecpa", "vcpm", "roas", "roi", "acos", "percent", "percentage", "change", "difference",
        "remaining", "left",
    ]
}

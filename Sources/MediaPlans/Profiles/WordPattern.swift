/// A text with `*` for any run of words, compared as `normalised(_:)` makes texts: `Total*`, `*AWARENESS*`, `Amount spent (*)`.
public struct WordPattern: Sendable, Hashable {
    /// As it is written.
    public let text: String
    /// What must occur, in order; the first at the start and the last at the end unless they are empty.
    private let pieces: [String]

    public init(_ text: String) {
        self.text = text
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

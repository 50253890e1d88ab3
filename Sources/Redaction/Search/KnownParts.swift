/// Hides what the second search finds of the secrets that are known: halves, and encodings that the first one does not read.
///
/// Memory: 8 KiB of the text, and what comes in one piece.
public final class KnownParts {
    private let search: SecondSearch
    private let placeholders: Placeholders
    private let sink: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = []
    private let rule = RedactionRule(name: RedactionRuleBook.part, isIdentity: false, patterns: [])

    /// - Parameter sink: gets the text without these parts.
    public init(_ search: SecondSearch, _ placeholders: Placeholders, to sink: @escaping ([UInt8]) throws -> Void) {
        (self.search, self.placeholders, self.sink) = (search, placeholders, sink)
    }

    /// A whole text without these parts.
    public static func hidden(_ text: [UInt8], _ search: SecondSearch, _ placeholders: Placeholders) throws -> [UInt8] {
        var out: [UInt8] = []
        let parts = KnownParts(search, placeholders) { out += $0 }
        try parts.write(text)
        try parts.finish()
        return out
    }

    public func write(_ piece: [UInt8]) throws {
        buffer += piece
        if buffer.count > 2 * SecondSearch.tail { try handOn(isLast: false) }
    }

    public func finish() throws { try handOn(isLast: true) }

    private func handOn(isLast: Bool) throws {
        let known = buffer.withUnsafeBufferPointer { search.known(in: $0) }
        var end = isLast ? buffer.count : max(0, buffer.count - SecondSearch.tail)
        if let across = known.first(where: { $0.lowerBound < end && end < $0.upperBound }) { end = across.upperBound }
        var out: [UInt8] = []
        var offset = 0
        for range in known where range.lowerBound < end {
            out += buffer[offset..<range.lowerBound]
            out += placeholders.text(for: Array(buffer[range]), rule)
            offset = range.upperBound
        }
        out += buffer[offset..<max(offset, end)]
        buffer.removeSubrange(..<max(offset, end))
        if !out.isEmpty { try sink(out) }
    }
}

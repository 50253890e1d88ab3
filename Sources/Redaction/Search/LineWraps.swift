/// Secrets that go on in the next line, where a program or a person broke a long one.
struct LineWraps {
    let text: Text
    /// A shorter one was not broken for its length.
    private static let shortest = 16
    private static let mostLines = 40

    /// The range with what belongs to it in the lines behind.
    func extended(_ range: Range<Int>) -> Range<Int> {
        guard range.count >= Self.shortest else { return range }
        return range.lowerBound..<end(from: range.upperBound)
    }

    /// Where what ends at a place does end, with its rest in the lines behind.
    func end(from place: Int) -> Int {
        var end = place
        for _ in 0..<Self.mostLines {
            guard let next = continuation(of: end) else { break }
            end = next
        }
        return end
    }

    private func continuation(of end: Int) -> Int? {
        guard end > 0, Self.isPart(text[end - 1]) else { return nil }
        var index = end
        // Quoted-printable (RFC 2045, section 6.7) and shells mark a line that goes on.
        let isMarked = text[index] == UInt8(ascii: "\\") || text[index] == UInt8(ascii: "=")
        if isMarked { index += 1 }
        if text[index] == 0x0D { index += 1 }
        guard text[index] == 0x0A else { return nil }
        let start = text.skipBlanks(index + 1, limit: 16)
        var stop = start
        while stop < text.count, Self.isPart(text[stop]) { stop += 1 }
        let length = stop - start
        if isMarked, length > 0 { return stop }
        guard length >= 4, length >= 20 || isLineEnd(stop), looksRandom(start..<stop) else { return nil }
        return stop
    }

    private func isLineEnd(_ index: Int) -> Bool {
        let next = text.skipBlanks(index)
        return next >= text.count || [UInt8]("\r\n\"',;)}]".utf8).contains(text[next])
    }

    /// Not one word: it has digits among letters, humps, or pairs of letters that no word has.
    private func looksRandom(_ range: Range<Int>) -> Bool {
        let hasDigit = range.contains { Text.isDigit(text[$0]) }
        let hasLetter = range.contains { Text.isLetter(text[$0]) }
        let hasSigns = range.contains { [UInt8]("/.-".utf8).contains(text[$0]) }
        if hasSigns, range.contains(where: { Text.isLetter(text[$0]) }) {
            return RandomToken(text: text).looksRandom(range)
        }
        if range.count >= 8, hasDigit, hasLetter { return true }
        let isHumped = range.dropFirst().contains { Text.isUpper(text[$0]) && Text.isLower(text[$0 - 1]) }
        if isHumped || hasDigit && hasLetter { return !hasSigns }
        guard hasLetter, range.allSatisfy({ Text.isLetter(text[$0]) }), range.count >= 8 else { return false }
        let pairs = LetterPairs.usual(in: range, of: text)
        return pairs.usual * 10 < pairs.all * 7
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        Text.isAlphanumeric(byte) || [UInt8]("_+/=.~-".utf8).contains(byte)
    }
}

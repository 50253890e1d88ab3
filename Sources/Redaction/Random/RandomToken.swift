/// Finds tokens that look drawn at random as a whole, over the signs inside of them: `kNTB/ecWZFej8DNtNEbx6gPJ`, `2xexM-6hII-NgblDzy`.
///
/// Each atom (letters and digits) is judged by `CharacterPairs`, and the best stretch of atoms counts, so that a path or an address of words
/// stays and a random part of one does not. Hexadecimal digits are left: those of a hash say so, or `RandomText` finds them.
struct RandomToken {
    let text: Text

    /// Quarters of a bit from which on a stretch is random: of 20 characters one in twenty is missed, of 24 one in two hundred.
    private static let least = 100
    /// Atoms that are shorter are codes and parts of names.
    private static let shortest = 4
    /// The same where signs part them that names do not have.
    private static let shortestAmongSigns = 3

    private static let isPart: [Bool] = (0..<256).map { byte in
        Text.isAlphanumeric(UInt8(byte)) || "_.-/:~!#%^*@+=$&".utf8.contains(UInt8(byte))
    }
    private static let isSign: [Bool] = (0..<256).map { "!#%^*@~+$&".utf8.contains(UInt8($0)) }

    func find(_ report: (Range<Int>) -> Void) {
        text.forEachRun(of: Self.isPart, atLeast: RandomText.shortest) { run in
            var (start, end) = (run.lowerBound, run.upperBound)
            while start < end, isEdge(start) { start += 1 }
            while end > start, isEdge(end - 1) { end -= 1 }
            judge(start..<end, report)
        }
    }

    private func isEdge(_ index: Int) -> Bool { ".-=:/".utf8.contains(text[index]) }

    /// Whether a part is likelier random than not, by so much that a name is unlikely.
    func looksRandom(_ range: Range<Int>) -> Bool {
        stretch(of: range, shortest: Self.shortest).score >= Self.least / 2
    }

    /// A stretch of atoms that is likelier random than not.
    private struct Stretch {
        var score = 0
        var range = 0..<0
        /// Letters and digits in it.
        var characters = 0
    }

    private func judge(_ token: Range<Int>, _ report: (Range<Int>) -> Void) {
        let characters = token.count { Text.isAlphanumeric(text[$0]) }
        func isMost(_ stretch: Stretch) -> Bool { stretch.characters * 10 >= characters * 6 }
        var best = stretch(of: token, shortest: Self.shortest)
        var isRandom =
            best.score >= Self.least
            && (best.range.count >= RandomText.shortest || best.range.count >= 12 && isMost(best))
        if !isRandom, hasSigns(token) {
            best = stretch(of: token, shortest: Self.shortestAmongSigns)
            isRandom = best.score >= Self.least && best.range.count >= 12 && isMost(best)
        }
        guard isRandom else { return }
        report(isMost(best) ? whole(best.range, in: token) : best.range)
    }

    /// Whether signs that names do not have are between letters and digits.
    private func hasSigns(_ token: Range<Int>) -> Bool {
        token.dropFirst().dropLast().contains {
            Self.isSign[Int(text[$0])] && Text.isAlphanumeric(text[$0 - 1]) && Text.isAlphanumeric(text[$0 + 1])
        }
    }

    private func stretch(of token: Range<Int>, shortest: Int) -> Stretch {
        var (best, current) = (Stretch(), Stretch())
        var index = token.lowerBound
        while index < token.upperBound {
            guard Text.isAlphanumeric(text[index]) else {
                index += 1
                continue
            }
            if let end = uuidEnd(index, token) {
                index = end
                continue
            }
            let start = index
            while index < token.upperBound, Text.isAlphanumeric(text[index]) { index += 1 }
            let score = self.score(start..<index, shortest)
            if current.score <= 0 { current = Stretch(score: 0, range: start..<start) }
            guard score > 0 || current.score > 0 else { continue }
            current.score += score
            current.characters += index - start
            current.range = current.range.lowerBound..<index
            if current.score > best.score { best = current }
        }
        return best
    }

    private func score(_ atom: Range<Int>, _ shortest: Int) -> Int {
        guard atom.count >= shortest, !atom.allSatisfy({ RandomText.isHexDigit(text[$0]) }) else { return 0 }
        let score = CharacterPairs.score(atom, of: text) ?? CharacterPairs.unlikely
        return Set(text.bytes[atom]).count < 4 ? min(score, 0) : score
    }

    private func uuidEnd(_ start: Int, _ token: Range<Int>) -> Int? {
        guard start + 36 <= token.upperBound, text[start + 8] == UInt8(ascii: "-"),
            text[start + 23] == UInt8(ascii: "-")
        else { return nil }
        let isOne = (0..<36).allSatisfy {
            [8, 13, 18, 23].contains($0)
                ? text[start + $0] == UInt8(ascii: "-") : RandomText.isHexDigit(text[start + $0])
        }
        return isOne && !Text.isAlphanumeric(text[start + 36]) ? start + 36 : nil
    }

    /// The stretch with what is left of the token, up to a sign that parts names from values.
    private func whole(_ range: Range<Int>, in token: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start > token.lowerBound, ![UInt8]("=:".utf8).contains(text[start - 1]) { start -= 1 }
        while end < token.upperBound, ![UInt8]("=:".utf8).contains(text[end]) || end + 1 == token.upperBound {
            end += 1
        }
        while end < text.count, text[end] == UInt8(ascii: "=") { end += 1 }
        return start..<end
    }
}

/// Finds names that say that their values are secret.
struct NameFinder {
    /// A name, and where it stands.
    struct Hit {
        var range: Range<Int>
        var kind: SecretName
    }

    private let stems: Pattern

    init() {
        // What a name must hold; whether it is one is decided by its words.
        let words =
            "pass|pasword|pwd|ps?swd|pswd|paswd|secret|token|cred|key(?![a-z])|keys(?![a-z])|auth|bearer|psk|otp(?![a-z])|pin(?![a-z])|puk(?![a-z])|cv[vc](?![a-z])|dsn(?![a-z])|cookie|sess|(?<![a-z])sid(?![a-z])|(?<![a-z])sig(?![a-z])|signature|jwt|(?<![a-z])pat(?![a-z])|(?<![a-z])sas(?![a-z])|webhook|conn(?:ection)?_?-?str|(?:bind|root)pw|(?<![a-z])pw(?![a-z])|salt(?![a-z])|pepper|mnemonic|phrase|(?:code|codes|one[ _-]time|community|account[ _-]?sid|answer)(?![a-z])|kennwort|wachtwoord|senha|clave(?![a-z])|mdp(?![a-z])|parola|sifre|heslo|lozinka|hmac(?![a-z])|unlock"
        let text = "(?i)(?:\(words))|" + SecretWords.foreign.joined(separator: "|")
        do throws(Pattern.Mistake) {
            stems = try Pattern(Array(text.utf8), .bytes)
        } catch {
            fatalError("the words of secret names are no pattern: \(error.text)")
        }
    }

    /// Names of other languages that have blanks and no letter beyond ASCII.
    private static let phrases = Set(SecretWords.foreign.filter { $0.utf8.allSatisfy { $0 < 0x80 } })

    /// No name is longer.
    private static let longest = 120

    func find(in text: Text, _ report: (Hit) throws -> Void) throws {
        var offset = 0
        while offset < text.count, let match = try? stems.firstMatch(in: text.bytes, from: offset) {
            guard match.whole.upperBound > offset else { return }
            let isForeign =
                text.bytes[match.whole].contains { $0 >= 0x80 } || Self.phrases.contains(text.lowercased(match.whole))
            if isForeign {
                offset = match.whole.upperBound
                try report(Hit(range: match.whole, kind: .secret))
                continue
            }
            let range = identifier(around: match.whole, in: text)
            offset = max(range.upperBound, match.whole.upperBound)
            guard range.count <= Self.longest else { continue }
            let (whole, words) = withNeighbours(range, in: text)
            offset = max(offset, whole.upperBound)
            if let kind = SecretName.judging(words: words) { try report(Hit(range: whole, kind: kind)) }
        }
    }

    private func identifier(around range: Range<Int>, in text: Text) -> Range<Int> {
        func isPart(_ index: Int) -> Bool {
            let byte = text[index]
            return Text.isName(byte)
                || byte == UInt8(ascii: ".") && Text.isName(text[index + 1]) && Text.isName(text[index - 1])
        }
        var (start, end) = (range.lowerBound, range.upperBound)
        while start > 0, isPart(start - 1), range.lowerBound - start <= Self.longest { start -= 1 }
        while end < text.count, isPart(end), end - range.upperBound <= Self.longest { end += 1 }
        while start < range.lowerBound, text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: ".") {
            start += 1
        }
        while end > range.upperBound, text[end - 1] == UInt8(ascii: "-") || text[end - 1] == UInt8(ascii: ".") {
            end -= 1
        }
        return start..<end
    }

    /// With the words beside it that make one name with it: `Secret Access Key`, `API key`.
    private func withNeighbours(_ range: Range<Int>, in text: Text) -> (Range<Int>, [String]) {
        var whole = range
        var words = SecretName.words(of: Array(text.bytes[range]))
        if words.count == 1, text[range.lowerBound - 1] == 0x20 {
            var start = range.lowerBound - 1
            while start > 0, Text.isLetter(text[start - 1]), range.lowerBound - start < 16 { start -= 1 }
            let word = text.lowercased(start..<(range.lowerBound - 1))
            if SecretWords.pairs.contains("\(word) \(words[0])") {
                whole = start..<range.upperBound
                words.insert(word, at: 0)
            }
        }
        for _ in 0..<2 where text[whole.upperBound] == 0x20 {
            var end = whole.upperBound + 1
            while Text.isLetter(text[end]), end - whole.upperBound < 16 { end += 1 }
            let word = text.lowercased((whole.upperBound + 1)..<end)
            guard
                ["access", "key", "token", "phrase", "word", "code", "value", "string", "secret", "chiave"].contains(
                    word)
            else { break }
            whole = whole.lowerBound..<end
            words.append(word)
        }
        return (whole, words)
    }
}

/// Finds what looks drawn at random: words of 20 characters or more that are no word, path, number, hash of ours or UUID.
///
/// A text is parted at signs, humps and digits. What is left of a random one are chunks of one or two letters or digits, or letters
/// in pairs that no word has; of a name, even `Awareness_Q2_KSA_Video_Bumper_15s`, words, short codes and numbers.
struct RandomText {
    let text: Text
    let known: KnownHashes

    /// Shorter ones are left: too many of them are codes of somebody's.
    static let shortest = 20

    func find(_ report: (Range<Int>) -> Void) {
        text.forEachRun(of: Self.isPart, atLeast: Self.shortest) { judge($0, report) }
    }

    /// Letters, digits, and what parts them inside of tokens, names and paths.
    private static let isPart: [Bool] = (0..<256).map { byte in
        Text.isAlphanumeric(UInt8(byte)) || "_+/=.~-".utf8.contains(UInt8(byte))
    }

    private func judge(_ run: Range<Int>, _ report: (Range<Int>) -> Void) {
        if isBase64(run) { return report(run) }
        var atoms: [(range: Range<Int>, kind: Kind)] = []
        var start = run.lowerBound
        while start < run.upperBound {
            while start < run.upperBound, !Text.isAlphanumeric(text.bytes[start]) { start += 1 }
            if let end = uuidEnd(start, run) {
                atoms.append((start..<end, .word))
                start = end
                continue
            }
            var end = start
            while end < run.upperBound, Text.isAlphanumeric(text.bytes[end]) { end += 1 }
            guard end > start else { break }
            atoms.append((start..<end, kind(of: start..<end)))
            start = end
        }
        let noisy = atoms.indices.filter { atoms[$0].kind == .noise }
        guard let first = noisy.first, let last = noisy.last else { return }
        let span = atoms[first].range.lowerBound..<atoms[last].range.upperBound
        let noise = noisy.reduce(0) { $0 + atoms[$1].range.count }
        if span.count >= Self.shortest, noise * 10 >= span.count * 6 { return report(withPadding(span, run)) }
        // A random part of a path or name.
        var index = first
        while index <= last {
            guard atoms[index].kind == .noise else {
                index += 1
                continue
            }
            var end = index
            while end < last, atoms[end + 1].kind != .word { end += 1 }
            while atoms[end].kind != .noise { end -= 1 }
            let part = atoms[index].range.lowerBound..<atoms[end].range.upperBound
            if part.count >= Self.shortest { report(withPadding(part, run)) }
            index = end + 1
        }
    }

    /// Whether a run has a `+` and is of the digits of base64 alone, in both cases: no name and no path has that.
    private func isBase64(_ run: Range<Int>) -> Bool {
        var (plus, slashes, lower, upper) = (0, 0, 0, 0)
        for index in run {
            switch text[index] {
            case UInt8(ascii: "+"): plus += 1
            case UInt8(ascii: "/"): slashes += 1
            case 0x61...0x7A: lower += 1
            case 0x41...0x5A: upper += 1
            case 0x30...0x39, UInt8(ascii: "="): break
            default: return false
            }
        }
        return plus > 0 && slashes * 10 <= run.count && lower >= 3 && upper >= 3
    }

    private func withPadding(_ range: Range<Int>, _ run: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end < run.upperBound, text[end] == UInt8(ascii: "=") { end += 1 }
        return range.lowerBound..<end
    }

    // MARK: Parts

    enum Kind {
        case word, noise
        /// Too short to tell.
        case short
    }

    private func kind(of atom: Range<Int>) -> Kind {
        let chunks = chunks(of: atom)
        if chunks.count == 1 { return kind(ofSingle: chunks[0]) }
        if isHex(atom), known.contains(text, atom) || isHash(atom) { return .word }
        if isHex(atom), atom.count >= Self.shortest, chunks.count >= 4 { return distinct(atom) >= 6 ? .noise : .word }
        if chunks.count == 2, atom.count <= 12 { return atom.count < 4 ? .short : .word }
        if chunks.count == 3,
            isSize(chunks)
                || atom.count <= 4 && !Text.isDigit(text[atom.lowerBound])
                    && chunks.allSatisfy({ $0.count == 1 }) == false
        {
            return .short
        }
        // Digits among letters again and again are no code of a name.
        let inner = chunks.dropFirst().dropLast().count { Text.isDigit(text[$0.lowerBound]) && $0.count <= 4 }
        if atom.count >= 12, inner >= 2, distinct(atom) >= 8 { return .noise }
        var noise = 0
        for (index, chunk) in chunks.enumerated() {
            if Text.isDigit(text[chunk.lowerBound]) {
                if chunk.count <= 4 { noise += chunk.count }
            } else if chunk.count <= 2 {
                noise += chunk.count
            } else {
                let pairs = LetterPairs.usual(in: chunk, of: text)
                if pairs.usual * 2 < pairs.all || chunk.count >= 7 && pairs.usual * 10 < pairs.all * 7
                    || chunk.count == 3 && pairs.usual < 2 && index > 0
                {
                    noise += chunk.count
                }
            }
        }
        if atom.count < 4 { return .short }
        return noise * 2 >= atom.count && distinct(atom) >= min(6, atom.count - 1) ? .noise : .word
    }

    private func kind(ofSingle chunk: Range<Int>) -> Kind {
        if chunk.count < 4 { return .short }
        guard Text.isLetter(text[chunk.lowerBound]), chunk.count >= 16 else { return .word }
        let pairs = LetterPairs.usual(in: chunk, of: text)
        return pairs.usual * 100 < pairs.all * 70 && distinct(chunk) >= 8 ? .noise : .word
    }

    /// `1080x1920`.
    private func isSize(_ chunks: [Range<Int>]) -> Bool {
        Text.isDigit(text[chunks[0].lowerBound]) && Text.isDigit(text[chunks[2].lowerBound]) && chunks[1].count == 1
            && text[chunks[1].lowerBound] | 0x20 == UInt8(ascii: "x")
    }

    private func distinct(_ range: Range<Int>) -> Int {
        var seen: (UInt64, UInt64) = (0, 0)
        for index in range {
            let byte = UInt64(text[index])
            if byte < 64 { seen.0 |= 1 << byte } else { seen.1 |= 1 << (byte & 63) }
        }
        return seen.0.nonzeroBitCount + seen.1.nonzeroBitCount
    }

    /// Runs of digits, of capitals, of small letters with the capital before them.
    private func chunks(of atom: Range<Int>) -> [Range<Int>] {
        var chunks: [Range<Int>] = []
        var start = atom.lowerBound
        while start < atom.upperBound {
            var end = start + 1
            let first = text[start]
            if Text.isDigit(first) {
                while end < atom.upperBound, Text.isDigit(text[end]) { end += 1 }
            } else if Text.isLower(first) {
                while end < atom.upperBound, Text.isLower(text[end]) { end += 1 }
            } else {
                while end < atom.upperBound, Text.isUpper(text[end]) { end += 1 }
                if end < atom.upperBound, Text.isLower(text[end]) {
                    if end - start > 1 {
                        end -= 1
                    } else {
                        while end < atom.upperBound, Text.isLower(text[end]) { end += 1 }
                    }
                }
            }
            chunks.append(start..<end)
            start = end
        }
        return chunks
    }

    // MARK: What is known

    private func uuidEnd(_ start: Int, _ run: Range<Int>) -> Int? {
        guard start + 36 <= run.upperBound else { return nil }
        for offset in 0..<36 {
            let isHyphen = [8, 13, 18, 23].contains(offset)
            guard isHyphen ? text[start + offset] == UInt8(ascii: "-") : Self.isHexDigit(text[start + offset]) else {
                return nil
            }
        }
        return start + 36 == run.upperBound || !Text.isAlphanumeric(text[start + 36]) ? start + 36 : nil
    }

    static func isHexDigit(_ byte: UInt8) -> Bool { Text.isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }

    private func isHex(_ range: Range<Int>) -> Bool { range.allSatisfy { Self.isHexDigit(text[$0]) } }

    private static let hashWords = [
        "trace", "span_id", "spanid", "sha256", "sha-256", "sha1", "sha-1", "sha512", "md5", "hash", "digest",
        "checksum", "commit", "crc",
        "built from",
    ]

    /// Whether the text before says that it is a hash, or it stands in a list as sha256sum(1) writes them.
    private func isHash(_ range: Range<Int>) -> Bool {
        guard [32, 40, 56, 64, 96, 128].contains(range.count) else { return false }
        if text[range.lowerBound - 1] == 0x0A || range.lowerBound == 0 {
            return text[range.upperBound] == 0x20
                && (text[range.upperBound + 1] == 0x20 || text[range.upperBound + 1] == UInt8(ascii: "*"))
        }
        var start = max(0, range.lowerBound - 28)
        for index in (start..<range.lowerBound).reversed() where text[index] == 0x0A {
            start = index
            break
        }
        let before = text.lowercased(start..<range.lowerBound)
        return Self.hashWords.contains { before.contains($0) }
    }
}

/// Hashes that are known to be of files or commits, such as those of the ledger. Memory: 16 bytes each, of the first 200 000.
public final class KnownHashes {
    private var digits: Set<UInt64> = []
    private static let most = 200_000

    public init() {}

    /// - Parameter hash: hexadecimal digits, 16 or more.
    public func insert(_ hash: some StringProtocol) {
        let bytes = Array(hash.utf8)
        guard bytes.count >= 16, digits.count < Self.most,
            let value = UInt64(String(decoding: bytes.prefix(16), as: UTF8.self), radix: 16)
        else { return }
        digits.insert(value)
    }

    func contains(_ text: Text, _ range: Range<Int>) -> Bool {
        guard range.count >= 16, !digits.isEmpty else { return false }
        var value: UInt64 = 0
        for index in range.prefix(16) {
            guard let digit = Character(UnicodeScalar(text[index])).hexDigitValue else { return false }
            value = value << 4 | UInt64(digit)
        }
        return digits.contains(value)
    }
}

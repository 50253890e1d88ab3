/// Searches a finished text by other means than it was redacted by, so that it can notice what those do not know: a dictionary of
/// secrets that are known, in plain and in encodings, whole and in halves; and the entropy of words.
///
/// Memory: the dictionary, some fifty entries for each secret, and 8 KiB of the text.
public final class SecondSearch {
    /// What was found, for messages: never the thing itself.
    public enum Finding: String, Sendable {
        case known = "a secret of this machine"
        case random = "a word that looks random"
    }

    private var needles: [UInt64: [[UInt8]]] = [:]
    private var begins = [Bool](repeating: false, count: 1 << 16)
    private let keep: [Pattern]
    static let tail = 8192
    /// Shorter parts of a secret stand anywhere by chance.
    private static let shortest = 8

    /// - Parameters:
    ///   - secrets: values of eight bytes or more.
    ///   - keep: what may be seen although it looks random.
    public init(secrets: [[UInt8]], keep: [KeepPattern] = []) {
        self.keep = keep.map(\.pattern)
        for secret in Set(secrets) where secret.count >= Self.shortest {
            let half = secret.count / 2
            let halves =
                secret.count >= 2 * Self.shortest ? [Array(secret[..<half]), Array(secret[half...])] : []
            let parts = [secret] + halves.filter { !Self.isWord($0) }
            for form in parts.flatMap(Self.forms) where form.count >= Self.shortest { insert(form) }
        }
    }

    /// Whether a half is a plain word, which says little of the secret, and which any text may hold: `password` of
    /// `password-Summer26`.
    private static func isWord(_ half: [UInt8]) -> Bool {
        half.dropFirst().allSatisfy(Text.isLower) && half.first.map(Text.isLetter) == true
    }

    private func insert(_ needle: [UInt8]) {
        let begin = needle.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        begins[Self.slot(begin)] = true
        if needles[begin]?.contains(needle) != true { needles[begin, default: []].append(needle) }
    }

    private static func slot(_ begin: UInt64) -> Int { Int(truncatingIfNeeded: (begin &* 0x9E37_79B9_7F4A_7C15) >> 48) }

    /// Whether a word of a setting may be a secret: letters and digits mixed, and neither a path, a hash, a UUID nor a host's name.
    public static func mayBeSecret(_ word: [UInt8]) -> Bool {
        guard (12...512).contains(word.count), word.contains(where: Text.isDigit), word.contains(where: Text.isLetter),
            !word.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") || $0 >= 0x80 }),
            !word.allSatisfy({ RandomText.isHexDigit($0) || $0 == UInt8(ascii: "-") })
        else { return false }
        let changes = zip(word, word.dropFirst()).count { kind($0) != kind($1) }
        return changes * 4 >= word.count && Set(word).count >= 8
    }

    // MARK: Forms of a secret

    static func forms(of bytes: [UInt8]) -> [[UInt8]] {
        let upper = Array("0123456789ABCDEF".utf8)
        let lower = Array("0123456789abcdef".utf8)
        var forms = [bytes, Array(bytes.reversed())]
        for digits in [upper, lower] {
            forms.append(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
            forms.append(bytes.flatMap { [UInt8(ascii: "%"), digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        }
        // As an address has it: signs only.
        forms.append(
            bytes.flatMap {
                Text.isAlphanumeric($0) ? [$0] : [UInt8(ascii: "%"), upper[Int($0 >> 4)], upper[Int($0 & 15)]]
            })
        for shift in 0..<3 {
            let code = base64(bytes, shift)
            forms.append(code)
            forms.append(
                code.map {
                    $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
                })
        }
        return forms
    }

    /// The digits that depend on these bytes alone, when `shift` bytes stand before them (RFC 4648).
    private static func base64(_ bytes: [UInt8], _ shift: Int) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let padded = [UInt8](repeating: 0, count: shift) + bytes
        let bits = padded.count * 8
        var code: [UInt8] = []
        for start in stride(from: 0, to: bits - 5, by: 6) where start >= shift * 8 {
            let pair =
                UInt16(padded[start / 8]) << 8 | (start / 8 + 1 < padded.count ? UInt16(padded[start / 8 + 1]) : 0)
            code.append(digits[Int(pair >> UInt16(10 - start % 8)) & 63])
        }
        return code
    }

    // MARK: Searching

    /// Looks through one text that comes in pieces.
    public func reading() -> Reading { Reading(self) }

    /// One text.
    public final class Reading {
        private let search: SecondSearch
        private var found: Set<Finding> = []
        private var buffer: [UInt8] = []

        fileprivate init(_ search: SecondSearch) { self.search = search }

        public func write(_ piece: ArraySlice<UInt8>) {
            buffer += piece
            if buffer.count > 1 << 17 { look(isLast: false) }
        }

        /// What was found in the whole text.
        public func finish() -> Set<Finding> {
            look(isLast: true)
            return found
        }

        private func look(isLast: Bool) {
            buffer.withUnsafeBufferPointer { bytes in
                if search.containsKnown(bytes) { found.insert(.known) }
                if search.containsRandom(Text(bytes), isLast: isLast) { found.insert(.random) }
            }
            buffer.removeFirst(max(0, buffer.count - SecondSearch.tail))
        }
    }

    private func containsKnown(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { firstKnown(in: bytes, from: 0) != nil }

    /// The parts of a text that the dictionary has, in order.
    func known(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var offset = 0
        while let next = firstKnown(in: bytes, from: offset) {
            found.append(next)
            offset = next.upperBound
        }
        return found
    }

    /// The first of the dictionary's entries in a text, and of those at one place the longest.
    private func firstKnown(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
        guard !needles.isEmpty, bytes.count - start >= 8 else { return nil }
        var window: UInt64 = 0
        return begins.withUnsafeBufferPointer { begins in
            for index in start..<bytes.count {
                window = window << 8 | UInt64(bytes[index])
                guard index - start >= 7, begins[Self.slot(window)], let candidates = needles[window] else { continue }
                let there = candidates.filter { Text(bytes).hasPrefix($0, at: index - 7) }
                if let longest = there.map(\.count).max() { return (index - 7)..<(index - 7 + longest) }
            }
            return nil
        }
    }

    /// Bits for each character (Shannon) of a word from which on it looks random, and how many of its neighbours are of other kinds.
    private static let (entropy, changes) = (3.9, 0.45)

    private func containsRandom(_ text: Text, isLast: Bool) -> Bool {
        Self.randomWords(in: text, isLast: isLast).contains { word in
            text.bytes[word].withContiguousStorageIfAvailable { bytes in
                !keep.contains { (try? $0.firstMatch(in: bytes, from: 0)) != nil }
            } ?? true
        }
    }

    /// The words of 24 letters and digits or more that look random.
    ///
    /// - Parameter isLast: whether a word that ends with the text ends there.
    static func randomWords(in text: Text, isLast: Bool = true) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < text.count {
            guard Text.isAlphanumeric(text.bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < text.count, Text.isAlphanumeric(text.bytes[index]) { index += 1 }
            // A word that the piece cuts off comes again with the next one.
            guard index - start >= 24, index < text.count || isLast, looksRandom(text, start..<index) else { continue }
            found.append(start..<index)
        }
        return found
    }

    private static func looksRandom(_ text: Text, _ word: Range<Int>) -> Bool {
        guard !word.allSatisfy({ RandomText.isHexDigit(text[$0]) }) else { return false }
        var counts = [Int](repeating: 0, count: 128)
        var changes = 0
        for index in word {
            counts[Int(text[index])] += 1
            if index > word.lowerBound, kind(text[index]) != kind(text[index - 1]) { changes += 1 }
        }
        guard Double(changes) >= Self.changes * Double(word.count) else { return false }
        // log2 by bits of the whole count: n * log2 n, summed up, without a library of mathematics.
        let total = Double(word.count)
        let entropy = counts.reduce(0.0) { sum, count in
            count == 0 ? sum : sum - Double(count) / total * Self.log2(Double(count) / total)
        }
        return entropy >= Self.entropy
    }

    private static func kind(_ byte: UInt8) -> Int { Text.isDigit(byte) ? 0 : Text.isLower(byte) ? 1 : 2 }

    private static func log2(_ value: Double) -> Double {
        var (mantissa, result, weight) = (value.significand, Double(value.exponent), 0.5)
        for _ in 0..<24 {
            mantissa *= mantissa
            if mantissa >= 2 {
                mantissa /= 2
                result += weight
            }
            weight /= 2
        }
        return result
    }
}

/// Words for "no value", told by their bytes.
struct UnknownWords: Sendable, Equatable {
    /// The words of ASCII by their first byte, in small letters and without blanks.
    private let byFirst: [[[UInt8]]]

    init(_ keys: some Sequence<String>) {
        var byFirst = [[[UInt8]]](repeating: [], count: 128)
        for key in keys.sorted().map({ Array($0.utf8) }) where key.allSatisfy({ $0 < 0x80 }) {
            if let first = key.first { byFirst[Int(first)].append(key) }
        }
        self.byFirst = byFirst
    }

    /// Whether a text is one of the words, whatever its case and its blanks. Nil where Unicode has to be asked.
    func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard let first = text.first, first > 0x20, first < 0x80 else { return nil }
        for word in byFirst[Int(Self.small(first))] {
            switch Self.matches(text, word) {
            case true?: return true
            case nil: return nil
            case false?: continue
            }
        }
        return false
    }

    private static func matches(_ text: UnsafeBufferPointer<UInt8>, _ word: [UInt8]) -> Bool? {
        var index = 0
        for byte in text {
            if byte >= 0x80 { return nil }
            if byte == 0x20 || byte &- 9 < 5 { continue }
            guard index < word.count, word[index] == small(byte) else { return false }
            index += 1
        }
        return index == word.count
    }

    private static func small(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }
}

/// The words with which phrases for totals begin and end, by hashes of their bytes.
struct EdgeWords: Sendable, Equatable {
    private let first: Set<UInt64>
    private let last: Set<UInt64>
    /// Whether a hash of that low byte is among them.
    private let mayBe: [Bool]

    /// - Parameter phrases: normalised words.
    init(_ phrases: [[Substring]]) {
        func hashes(_ words: [Substring]) -> Set<UInt64> {
            Set(words.map { word in word.utf8.reduce(Self.start) { Self.mixed($0, $1) } })
        }
        first = hashes(phrases.compactMap(\.first))
        last = hashes(phrases.compactMap(\.last))
        var mayBe = [Bool](repeating: false, count: 256)
        for hash in first.union(last) { mayBe[Int(hash & 255)] = true }
        self.mayBe = mayBe
    }

    private static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    /// FNV-1a.
    private static func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// Whether a text, once it is normalised, may begin or end with such a word; true for any that is not ASCII.
    func mayEdge(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var isFirst = true
        var word = Self.start
        var isEmpty = true
        var lastWord = Self.start
        for byte in text {
            guard byte < 0x80 else { return true }
            let lower = byte &- 65 < 26 ? byte | 0x20 : byte
            if lower &- 97 < 26 || lower &- 48 < 10 {
                word = Self.mixed(word, lower)
                isEmpty = false
                continue
            }
            // A percent sign is a word of its own.
            if byte == UInt8(ascii: "%") { return true }
            guard !isEmpty else { continue }
            if isFirst, isAmong(first, word) { return true }
            (isFirst, lastWord, word, isEmpty) = (false, word, Self.start, true)
        }
        if !isEmpty {
            if isFirst, isAmong(first, word) { return true }
            lastWord = word
        }
        return isAmong(last, lastWord)
    }

    private func isAmong(_ words: Set<UInt64>, _ hash: UInt64) -> Bool {
        mayBe[Int(hash & 255)] && words.contains(hash)
    }
}

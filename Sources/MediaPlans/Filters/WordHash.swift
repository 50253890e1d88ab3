/// A hash of 64 bits, eight bytes at a time. Each step can be undone, so that no two texts of eight bytes meet.
struct WordHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func mix(_ word: UInt64) {
        value = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 32
    }

    /// - Parameter foldsCase: whether letters of the Latin alphabet count alike in both cases.
    mutating func mix(_ text: String, foldsCase: Bool) {
        var text = text
        text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            mix(UInt64(truncatingIfNeeded: raw.count))
            var index = 0
            while index + 8 <= raw.count {
                let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                mix(foldsCase ? Self.small(word) : word)
                index += 8
            }
            guard index < raw.count else { return }
            var rest: UInt64 = 0
            for byte in raw[index...] { rest = rest << 8 | UInt64(byte) }
            mix(foldsCase ? Self.small(rest) : rest)
        }
    }

    /// Eight bytes with the capitals of the Latin alphabet as small letters.
    private static func small(_ word: UInt64) -> UInt64 {
        let low = word & 0x7F7F_7F7F_7F7F_7F7F
        // The high bit of each byte says whether it is from A on, and whether it is beyond Z.
        let isFromA = low &+ 0x3F3F_3F3F_3F3F_3F3F
        let isBeyondZ = low &+ 0x2525_2525_2525_2525
        return word | (isFromA & ~isBeyondZ & ~word & 0x8080_8080_8080_8080) >> 2
    }
}

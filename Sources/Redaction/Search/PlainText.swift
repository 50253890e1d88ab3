extension EncodedText {
    /// The text as a person reads it, where it is written otherwise: without sequences that colour a terminal and without characters that are
    /// not seen, with blanks and signs of other widths as ASCII has them, and with letters that only look like Latin ones as those, where
    /// Latin letters are beside them. nil when there is nothing of it.
    init?(plain source: UnsafeBufferPointer<UInt8>) {
        self.init()
        var isOther = false
        var index = 0
        while index < source.count {
            let byte = source[index]
            guard Self.begins[Int(byte)], let (plain, length) = Self.plain(at: index, in: source) else {
                append(byte, from: index, to: index + 1)
                index += 1
                continue
            }
            isOther = true
            if let plain { append(plain, from: index, to: index + length) }
            index += length
        }
        guard isOther else { return nil }
    }

    /// Bytes that such characters begin with.
    private static let begins: [Bool] = (0..<256).map { [0x1B, 0xC2, 0xD0, 0xD1, 0xE2, 0xE3, 0xEF].contains($0) }

    /// What is read instead, nil for nothing; and how many bytes it takes.
    private static func plain(at index: Int, in source: UnsafeBufferPointer<UInt8>) -> (UInt8?, Int)? {
        func at(_ offset: Int) -> UInt8 { index + offset < source.count ? source[index + offset] : 0 }
        switch (source[index], at(1), at(2)) {
        case (0x1B, UInt8(ascii: "["), _):
            var length = 2
            while length < 32, (0x20..<0x40).contains(at(length)) { length += 1 }
            return (0x40...0x7E).contains(at(length)) ? (nil, length + 1) : nil
        case (0xC2, 0xA0, _): return (0x20, 2)
        case (0xC2, 0xAD, _): return (nil, 2)
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): return (0x20, 3)
        case (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA0...0xAF), (0xEF, 0xBB, 0xBF):
            return (nil, 3)
        case (0xEF, 0xBC, 0x81...0xBF): return (at(2) - 0x60, 3)
        case (0xEF, 0xBD, 0x80...0x9E): return (at(2) - 0x20, 3)
        case (0xD0, _, _), (0xD1, _, _):
            let isBeside = Text.isLetter(at(2)) || index > 0 && Text.isLetter(source[index - 1])
            guard isBeside, let letter = lookalikes[UInt16(source[index]) << 8 | UInt16(at(1))] else { return nil }
            return (letter, 2)
        default: return nil
        }
    }

    /// Cyrillic letters that look like Latin ones, as UTF-8.
    private static let lookalikes: [UInt16: UInt8] = Dictionary(
        uniqueKeysWithValues: zip("асеорхуіѕјАСЕОРХКМНТВІЅЈ", "aceopxyisjACEOPXKMHTBISJ").map {
            let bytes = Array(String($0).utf8)
            return (UInt16(bytes[0]) << 8 | UInt16(bytes[1]), Array(String($1).utf8)[0])
        })
}

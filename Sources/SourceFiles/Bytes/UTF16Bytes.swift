/// Text in UTF-16 as UTF-8 (RFC 2781). What is not a character becomes U+FFFD.
final class UTF16Bytes: ByteStream {
    private let source: any ByteStream
    private let isBigEndian: Bool
    /// An odd byte, and a high surrogate, whose other half is in the next piece.
    private var oddByte: UInt8?
    private var highSurrogate: UInt32?
    private var isAtEnd = false

    init(_ source: any ByteStream, isBigEndian: Bool) {
        self.source = source
        self.isBigEndian = isBigEndian
    }

    func next() throws -> [UInt8] {
        guard !isAtEnd else { return [] }
        let piece = try source.next()
        var text: [UInt8] = []
        guard !piece.isEmpty else {
            isAtEnd = true
            if highSurrogate != nil || oddByte != nil { append(0xFFFD, to: &text) }
            return text
        }
        text.reserveCapacity(piece.count)
        for byte in piece {
            guard let first = oddByte else {
                oddByte = byte
                continue
            }
            oddByte = nil
            let unit = isBigEndian ? UInt32(first) << 8 | UInt32(byte) : UInt32(byte) << 8 | UInt32(first)
            take(unit, to: &text)
        }
        // A piece of one byte holds no character yet, and an empty one would be the end.
        return text.isEmpty ? try next() : text
    }

    private func take(_ unit: UInt32, to text: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if (0xDC00...0xDFFF).contains(unit) {
                return append(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00), to: &text)
            }
            append(0xFFFD, to: &text)
        }
        switch unit {
        case 0xD800...0xDBFF: highSurrogate = unit
        case 0xDC00...0xDFFF: append(0xFFFD, to: &text)
        case 0xFEFF where text.isEmpty && isFirst: break
        default: append(unit, to: &text)
        }
        isFirst = false
    }

    private var isFirst = true

    private func append(_ value: UInt32, to text: inout [UInt8]) {
        if value < 0x80 { return text.append(UInt8(value)) }
        guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else { return }
        text.append(contentsOf: encoded)
    }
}

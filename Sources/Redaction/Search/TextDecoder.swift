/// Makes UTF-8 of a text that comes in pieces: UTF-16 is converted, and zero bytes are dropped, so that a secret that is
/// spread over two-byte characters is found.
public struct TextDecoder {
    public enum Encoding: Sendable {
        /// UTF-8, or another encoding that has ASCII's bytes.
        case bytes
        case utf16LittleEndian, utf16BigEndian
    }

    public let encoding: Encoding
    /// A byte or a high surrogate that the last piece ended in.
    private var carried: [UInt8] = []

    public init(_ encoding: Encoding) { self.encoding = encoding }

    /// The encoding of a text by its begin: a byte order mark, or zeroes in every other byte.
    ///
    /// - Parameter start: where in the file the sample begins.
    public static func encoding(of sample: [UInt8], at start: Int = 0) -> Encoding {
        if sample.starts(with: [0xFF, 0xFE]), start == 0 { return .utf16LittleEndian }
        if sample.starts(with: [0xFE, 0xFF]), start == 0 { return .utf16BigEndian }
        var zeroes = [0, 0]
        for (index, byte) in sample.enumerated() where byte == 0 { zeroes[(index + start) & 1] += 1 }
        let half = sample.count / 2
        guard half >= 8 else { return .bytes }
        if zeroes[1] * 10 > half * 4, zeroes[0] * 10 < half { return .utf16LittleEndian }
        if zeroes[0] * 10 > half * 4, zeroes[1] * 10 < half { return .utf16BigEndian }
        return .bytes
    }

    public mutating func decode(_ piece: ArraySlice<UInt8>) -> [UInt8] {
        guard encoding != .bytes else { return piece.contains(0) ? piece.filter { $0 != 0 } : Array(piece) }
        let bytes = carried + piece
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: 0, to: bytes.count - 1, by: 2) {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second)
        }
        var kept = units.count * 2
        if let last = units.last, (0xD800..<0xDC00).contains(last) {
            units.removeLast()
            kept -= 2
        }
        carried = Array(bytes[kept...])
        return String(decoding: units, as: UTF16.self).utf8.filter { $0 != 0 }
    }
}

/// Decodes `_x000D_` escapes of string values in place, from `start` on (ECMA-376 part 1, 22.9.2.19 ST_Xstring). Two that are the halves of a
/// surrogate pair become its character; half a pair becomes
/// what `TextRepair` repairs.
func decodeEscapes(in text: inout [UInt8], from start: Int) {
    guard let first = text[start...].firstIndex(of: UInt8(ascii: "_")) else { return }
    var read = first
    var write = first
    while read < text.count {
        if text[read] == UInt8(ascii: "_"), let (scalar, length) = escapedScalar(in: text, at: read) {
            read += length
            // An escape of seven signs holds four bytes at most.
            for byte in UTF8.encode(scalar)! {  // fits: every scalar has UTF-8
                text[write] = byte
                write += 1
            }
        } else {
            text[write] = text[read]
            read += 1
            write += 1
        }
    }
    text.removeLast(text.count - write)
}

/// The text of an attribute that holds `_x000D_` escapes.
func decodingEscapes(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
    var bytes = Array(text.utf8)
    decodeEscapes(in: &bytes, from: 0)
    return String(decoding: bytes.withUnsafeBufferPointer { TextRepair.repaired($0) } ?? bytes, as: UTF8.self)
}

private func escapedScalar(in text: [UInt8], at index: Int) -> (Unicode.Scalar, length: Int)? {
    guard let unit = escapedUnit(in: text, at: index) else { return nil }
    if let scalar = Unicode.Scalar(unit) { return (scalar, 7) }
    if unit < 0xDC00, let low = escapedUnit(in: text, at: index + 7), (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    {
        return (scalar, 14)
    }
    return (TextRepair.mark, 7)
}

/// The code of `_xHHHH_` at `index`, nil when there is none.
func escapedUnit(in text: [UInt8], at index: Int) -> UInt32? {
    guard index + 6 < text.count, text[index] == UInt8(ascii: "_"), text[index + 1] == UInt8(ascii: "x"),
        text[index + 6] == UInt8(ascii: "_")
    else { return nil }
    var value: UInt32 = 0
    for byte in text[index + 2..<index + 6] {
        guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
        value = value << 4 | UInt32(digit)
    }
    return value
}

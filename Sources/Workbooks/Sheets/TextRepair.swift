/// Makes text of what cells hold: UTF-8 without the characters that XML cannot hold (XML 1.0, 2.2), which are U+FFFD then.
///
/// Such characters come from escapes (`_x0000_`), from references, or from writers that put bytes of another encoding into a part.
enum TextRepair {
    /// What is put where a text holds what is no character, so that it is repaired and counted.
    static let mark: Unicode.Scalar = "\u{FFFE}"

    /// Whether a text with that byte has to be looked at.
    @inline(__always)
    static func isSuspect(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
    }

    /// The text without what it may not hold; nil when it holds no such thing.
    static func repaired(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard bytes.contains(where: isSuspect) else { return nil }
        var isChanged = String(validating: bytes, as: UTF8.self) == nil
        var text = String(decoding: bytes, as: UTF8.self)
        if text.unicodeScalars.contains(where: isForbidden) {
            isChanged = true
            var scalars = String.UnicodeScalarView()
            for scalar in text.unicodeScalars { scalars.append(isForbidden(scalar) ? "\u{FFFD}" : scalar) }
            text = String(scalars)
        }
        return isChanged ? Array(text.utf8) : nil
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00..<0x20, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}

extension String {
    /// Without blanks and line ends of any kind at both ends; what stands inside is kept.
    func trimmed() -> String {
        // Nearly every cell begins and ends with a plain sign: no need to look at characters.
        func isPlain(_ byte: UInt8?) -> Bool { byte.map { $0 > 0x20 && $0 < 0x7F } ?? true }
        if isPlain(utf8.first), isPlain(utf8.last) { return String(self) }
        let scalars = unicodeScalars
        func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || scalar == "\u{FEFF}" || scalar == "\u{200B}"
        }
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}

/// Whether words of ASCII have one blank between them, and nothing else.
private func isFolded(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var isBehindBlank = true
    for byte in bytes {
        guard byte >= 0x20, byte < 0x7F, byte != 0x20 || !isBehindBlank else { return false }
        isBehindBlank = byte == 0x20
    }
    return !isBehindBlank || bytes.isEmpty
}

/// Text in one line: line ends and runs of blanks are one blank, none at the ends.
func foldedBlanks(_ text: some StringProtocol) -> String {
    if text.utf8.withContiguousStorageIfAvailable(isFolded) ?? false { return String(text) }
    return text.split { $0.isWhitespace }.joined(separator: " ")
}

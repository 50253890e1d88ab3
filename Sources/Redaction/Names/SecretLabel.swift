/// Tells whether a short text, such as that of a cell, is the name of a secret.
public struct SecretLabel {
    private let names = NameFinder()
    private static let longest = 100

    public init() {}

    /// - Parameter text: `Password`, `API key:`, `DB_PASSWORD (prod)`.
    public func isOne(_ text: [UInt8]) -> Bool {
        guard text.count <= Self.longest, text.contains(where: { Text.isLetter($0) || $0 >= 0x80 }) else {
            return false
        }
        return text.withUnsafeBufferPointer { bytes in
            var isOne = false
            try? names.find(in: Text(bytes)) { hit in
                guard hit.kind != .about else { return }
                // Words that follow make another name, apart from a remark in brackets.
                let rest = bytes[hit.range.upperBound...].drop { !Text.isAlphanumeric($0) && $0 != UInt8(ascii: "(") }
                if rest.isEmpty || rest.first == UInt8(ascii: "(") { isOne = true }
            }
            return isOne
        }
    }
}

import Streams

/// The digits that a file has for a number (`--stored-numbers`).
enum StoredNumber {
    /// Whether the text can stand as it is where a number is expected: a decimal (XML Schema part 2, 3.2.5, without INF and NaN), or a number of
    /// JSON (RFC 8259, clause 6), which takes no plus sign, no leading zero and no bare point.
    static func isPlain(_ text: [UInt8], inJSON: Bool) -> Bool {
        var rest = text[...]
        func takeDigits() -> Int {
            let count = rest.prefix { $0 &- 48 < 10 }.count
            rest = rest.dropFirst(count)
            return count
        }
        func take(_ signs: StaticString...) -> Bool {
            guard signs.contains(where: { $0.utf8Start[0] == rest.first }) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = inJSON ? take("-") : take("-", "+")
        let leadsWithZero = rest.first == UInt8(ascii: "0")
        let whole = takeDigits()
        if inJSON, whole == 0 || leadsWithZero && whole > 1 { return false }
        if take(".") {
            let places = takeDigits()
            guard places > 0 || !inJSON && whole > 0 else { return false }
        } else if whole == 0 {
            return false
        }
        if take("e", "E") {
            _ = take("-", "+")
            guard takeDigits() > 0 else { return false }
        }
        // JSON's readers take what is beyond the doubles for infinity, or refuse it.
        return rest.isEmpty && (!inJSON || text.withUnsafeBufferPointer { DecimalText.number($0) } != nil)
    }
}

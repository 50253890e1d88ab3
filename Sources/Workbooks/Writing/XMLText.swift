/// Text as XML character data. The one place that decides how a text gets into a part.
public enum XMLText {
    /// Appends a string value (ECMA-376 part 1, 22.9.2.19 ST_Xstring): markup escaped, what XML 1.0 has no place for
    /// (2.2: control characters, U+FFFE, U+FFFF) as `_xHHHH_`, and the underscore of a literal `_xHHHH_` escaped.
    public static func append(_ text: String, to out: inout [UInt8]) {
        append(text, to: &out, escapesUnderscores: true, isAttribute: false)
    }

    /// Appends a formula. It is read without undoing escapes, so that its underscores stay as they are.
    static func append(formula text: String, to out: inout [UInt8]) {
        append(text, to: &out, escapesUnderscores: false, isAttribute: false)
    }

    /// Appends as much of a text as a cell holds.
    ///
    /// - Returns: whether its end was cut off.
    static func append(cellText text: String, to out: inout [UInt8]) -> Bool {
        guard text.utf8.count > ExcelLimits.cellText, text.utf16.count > ExcelLimits.cellText else {
            append(text, to: &out)
            return false
        }
        append(prefix(of: text, units: ExcelLimits.cellText), to: &out)
        return true
    }

    /// The most whole characters of a text that take so many UTF-16 units.
    static func prefix(of text: String, units: Int) -> String {
        var (kept, count) = (text.unicodeScalars.startIndex, 0)
        for index in text.unicodeScalars.indices {
            count += text.unicodeScalars[index].utf16.count
            guard count <= units else { break }
            kept = text.unicodeScalars.index(after: index)
        }
        return String(text.unicodeScalars[..<kept])
    }

    /// The text escaped as `append` does.
    public static func escaped(_ text: String) -> String {
        var out: [UInt8] = []
        append(text, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// The text for an attribute: line breaks and tabs, which a reader would make blanks (XML 1.0, 3.3.3), escaped too.
    static func attribute(_ text: String) -> String {
        var out: [UInt8] = []
        append(text, to: &out, escapesUnderscores: true, isAttribute: true)
        return String(decoding: out, as: UTF8.self)
    }

    private static func append(
        _ text: String, to out: inout [UInt8], escapesUnderscores: Bool, isAttribute: Bool
    ) {
        var text = text
        text.withUTF8 { bytes in
            var (copied, index) = (0, 0)
            func put(_ escape: String, instead length: Int) {
                out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[copied..<index]))
                out.append(contentsOf: escape.utf8)
                index += length
                copied = index
            }
            while index < bytes.count {
                // Eight at a time while nothing in them is special, and else up to what is.
                let limit = min(index + 8, bytes.count)
                if limit == index + 8,
                    !mayHoldSpecial(
                        UnsafeRawPointer(bytes.baseAddress! + index).loadUnaligned(as: UInt64.self),
                        underscores: escapesUnderscores, quotes: isAttribute)
                {
                    index = limit
                    continue
                }
                while index < limit, !isSpecial(bytes[index]) { index += 1 }
                guard index < limit else { continue }
                let byte = bytes[index]
                switch byte {
                case UInt8(ascii: "&"): put("&amp;", instead: 1)
                case UInt8(ascii: "<"): put("&lt;", instead: 1)
                case UInt8(ascii: ">"): put("&gt;", instead: 1)
                case UInt8(ascii: "\"") where isAttribute: put("&quot;", instead: 1)
                case 0x09 where !isAttribute, 0x0A where !isAttribute: index += 1
                case 0..<0x20: put(escape(of: UInt32(byte)), instead: 1)
                case UInt8(ascii: "_") where escapesUnderscores && isEscape(bytes, at: index):
                    put("_x005F_", instead: 1)
                // U+FFFE and U+FFFF: EF BF BE, EF BF BF.
                case 0xEF where index + 2 < bytes.count && bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE:
                    put(escape(of: 0xFF40 + UInt32(bytes[index + 2])), instead: 3)
                default: index += 1
                }
            }
            out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[copied...]))
        }
    }

    @inline(__always) private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "_") || byte == 0xEF
    }

    /// Whether one of eight bytes may be special; never false where one is.
    @inline(__always) private static func mayHoldSpecial(_ word: UInt64, underscores: Bool, quotes: Bool) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        @inline(__always) func holds(_ byte: UInt64) -> UInt64 {
            let difference = word ^ (ones &* byte)
            return (difference &- ones) & ~difference
        }
        var found = (word &- ones &* 0x20) & ~word | holds(0x26) | holds(0x3C) | holds(0x3E) | holds(0xEF)
        if underscores { found |= holds(0x5F) }
        if quotes { found |= holds(0x22) }
        return found & 0x8080_8080_8080_8080 != 0
    }

    private static func isEscape(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        guard index + 6 < bytes.count, bytes[index + 1] == UInt8(ascii: "x") else { return false }
        return escapedUnit(in: Array(bytes[index...index + 6]), at: 0) != nil
    }

    private static func escape(of code: UInt32) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return "_x\(String(repeating: "0", count: 4 - digits.count))\(digits)_"
    }
}

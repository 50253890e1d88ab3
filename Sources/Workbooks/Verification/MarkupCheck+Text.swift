/// Text and the values of attributes: characters, references, lengths.
///
/// Unsafe: see `MarkupCheck`.
extension MarkupCheck {
    /// The first byte from `index` on that may not stand just anywhere in text: a control character, `&`, `<`, `]`, or one of several
    /// bytes. Tabs and line breaks are passed over.
    @inline(__always)
    private static func special(_ base: Base, _ index: Int, _ end: Int) -> Int {
        var index = index
        while index + 8 <= end {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
            guard !mayHoldSpecial(word) else { break }
            index += 8
        }
        while index < end, !isSpecial(base[index]) { index += 1 }
        return index
    }

    @inline(__always)
    static func isSpecial(_ byte: UInt8) -> Bool {
        if byte >= 0x80 { return true }
        return byte < 0x40 ? lowSpecials >> UInt64(byte) & 1 != 0 : byte == 0x5D
    }

    /// One bit for each byte below 64: all control characters but tab, line feed and carriage return; `&` and `<`.
    private static let lowSpecials: UInt64 = 0xFFFF_D9FF & 0xFFFF_FFFF | 1 << 0x26 | 1 << 0x3C

    /// Whether one of eight bytes may be special; tabs and line breaks count, too.
    @inline(__always)
    private static func mayHoldSpecial(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        @inline(__always) func holds(_ byte: UInt64) -> UInt64 {
            let difference = word ^ (ones &* byte)
            return (difference &- ones) & ~difference
        }
        let controls = (word &- ones &* 0x20) & ~word
        return (word | controls | holds(0x26) | holds(0x3C) | holds(0x5D)) & tops != 0
    }

    mutating func text(_ base: Base, _ range: Range<Int>) throws(MarkupError) {
        try characters(base, range, stops: true)
        guard !starts.isEmpty else {
            for index in range where base[index] > 0x20 { throw MarkupError(text: "it has text outside of its root") }
            return
        }
        // Long ones only: a sheet has millions of short texts.
        guard range.count > ExcelLimits.textInFormula else { return }
        let name = names[starts[starts.count - 1]...]
        let isFormula = name.elementsEqual("f".utf8) || name.suffix(2).elementsEqual(":f".utf8)
        if isFormula, Self.longestSpan(base, range) > ExcelLimits.textInFormula {
            let longest = Self.longestText(inFormula: Self.decoded(base, range))
            guard longest <= ExcelLimits.textInFormula else {
                throw MarkupError(
                    text:
                        "it has a formula with a text of \(longest) characters, where Excel takes \(ExcelLimits.textInFormula)"
                )
            }
        }
        guard range.count > ExcelLimits.formula else { return }
        let most = isFormula ? ExcelLimits.formula : ExcelLimits.cellText
        let count = Self.units(base, range)
        guard count <= most else {
            throw MarkupError(
                text: "it has \(isFormula ? "a formula" : "a text") of \(count) characters, where Excel takes \(most)")
        }
    }

    /// The most bytes between two quotes: a quick look at formulas, of which nearly all have short texts.
    private static func longestSpan(_ base: Base, _ range: Range<Int>) -> Int {
        var (longest, start) = (0, range.lowerBound)
        for index in range where base[index] == 0x22 {
            longest = max(longest, index - start)
            start = index + 1
        }
        return max(longest, range.upperBound - start)
    }

    /// The UTF-16 units of the longest text in quotes of a formula; a doubled quote is one of the text.
    static func longestText(inFormula formula: String) -> Int {
        var (longest, count) = (0, 0)
        var isInside = false
        let units = Array(formula.utf16)
        var index = 0
        while index < units.count {
            if units[index] == 0x22 {
                if isInside, index + 1 < units.count, units[index + 1] == 0x22 {
                    count += 1
                    index += 1
                } else {
                    longest = max(longest, count)
                    (isInside, count) = (!isInside, 0)
                }
            } else if isInside {
                count += 1
            }
            index += 1
        }
        return max(longest, count)
    }

    /// The UTF-16 units of a text, references and escapes taken for what they mean.
    private static func units(_ base: Base, _ range: Range<Int>) -> Int { decoded(base, range).utf16.count }

    private static func decoded(_ base: Base, _ range: Range<Int>) -> String {
        var text: [UInt8] = []
        XMLScanner(base: base, end: range.upperBound).appendText(range, to: &text)
        decodeEscapes(in: &text, from: 0)
        return String(decoding: text, as: UTF8.self)
    }

    /// - Parameter stops: whether references are looked at, and `<` and `]]>` are mistakes.
    func characters(_ base: Base, _ range: Range<Int>, stops: Bool) throws(MarkupError) {
        var index = Self.special(base, range.lowerBound, range.upperBound)
        while index < range.upperBound {
            switch base[index] {
            case 0..<0x20: throw MarkupError(text: "it has the control character \(base[index])")
            case 0x26: index = stops ? try reference(base, index, range.upperBound) : index + 1
            case 0x3C:
                guard !stops else { throw MarkupError(text: "it has a < in a value") }
                index += 1
            case 0x5D:
                guard !stops || index + 2 >= range.upperBound || base[index + 1] != 0x5D || base[index + 2] != 0x3E
                else { throw MarkupError(text: "it has ]]> in a text") }
                index += 1
            default: index = try scalar(base, index, range.upperBound)
            }
            index = Self.special(base, index, range.upperBound)
        }
    }

    /// Behind a reference: one of the five named ones, or a number of a character that may stand there.
    private func reference(_ base: Base, _ start: Int, _ end: Int) throws(MarkupError) -> Int {
        var close = start + 1
        while close < end, close - start < 12, base[close] != UInt8(ascii: ";") { close += 1 }
        let name = String(
            decoding: UnsafeBufferPointer(start: base + start + 1, count: max(close - start - 1, 0)), as: UTF8.self)
        let isKnown: Bool
        if ["amp", "lt", "gt", "quot", "apos"].contains(name) {
            isKnown = true
        } else if name.hasPrefix("#") {
            let code = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
            isKnown = code.map { Self.isCharacter($0) } ?? false
        } else {
            isKnown = false
        }
        guard isKnown, close < end, base[close] == UInt8(ascii: ";") else {
            throw MarkupError(text: "it has the reference &\(name), which is not known")
        }
        return close + 1
    }

    private static func isCharacter(_ code: UInt32) -> Bool {
        switch code {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Behind a character of several bytes (RFC 3629, 4) that XML takes.
    private func scalar(_ base: Base, _ start: Int, _ end: Int) throws(MarkupError) -> Int {
        let first = UInt32(base[start])
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard (0xC2...0xF4).contains(first), start + length <= end else {
            throw MarkupError(text: "it is not UTF-8")
        }
        var code = length == 4 ? first & 0x07 : length == 3 ? first & 0x0F : first & 0x1F
        for index in start + 1..<start + length {
            guard base[index] & 0xC0 == 0x80 else { throw MarkupError(text: "it is not UTF-8") }
            code = code << 6 | UInt32(base[index] & 0x3F)
        }
        guard code >= (length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80), Self.isCharacter(code) else {
            throw MarkupError(
                text: "it has the character U+\(String(code, radix: 16, uppercase: true)), which XML does not take")
        }
        return start + length
    }
}

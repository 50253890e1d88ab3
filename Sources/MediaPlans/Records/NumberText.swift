/// A number that a cell holds as text.
enum NumberText: Equatable {
    case number(Double)
    /// `30%`: the fraction.
    case percentage(Double)
    /// It could be two numbers (`1,234`), or is none (`0..08`).
    case unclear

    /// Reads plain decimals, groups of thousands by comma, point or blank, and a decimal comma, where only
    /// one reading is possible: `1,234.50`, `1.234,50`, `1,234,567`, `1 234`, `12,5`. `1,234` is unclear,
    /// because half the world reads 1.234 there. Currency signs and letters are not understood.
    init(_ text: String) {
        var bytes = Array(text.utf8)
        // No-break and narrow no-break blanks group digits like blanks do.
        for blank in [[0xC2, 0xA0], [0xE2, 0x80, 0xAF]] as [[UInt8]] { Self.replace(blank, by: 0x20, in: &bytes) }
        let isPercentage = bytes.last == UInt8(ascii: "%")
        if isPercentage { bytes.removeLast() }
        while bytes.last == 0x20 { bytes.removeLast() }
        // `30e-2` reads to the double nearest to 0.3; 30 / 100 need not.
        guard let plain = Self.plainDecimal(bytes[...]), !isPercentage || !plain.contains(where: { "eE".contains($0) }),
            let value = Double(isPercentage ? plain + "e-2" : plain), value.isFinite
        else {
            self = .unclear
            return
        }
        self = isPercentage ? .percentage(value) : .number(value)
    }

    private static func replace(_ sequence: [UInt8], by byte: UInt8, in bytes: inout [UInt8]) {
        var index = 0
        while index + sequence.count <= bytes.count {
            if bytes[index..<index + sequence.count].elementsEqual(sequence) {
                bytes.replaceSubrange(index..<index + sequence.count, with: [byte])
            }
            index += 1
        }
    }

    /// The text with a decimal point and without groups; nil when there is not exactly one reading.
    private static func plainDecimal(_ bytes: ArraySlice<UInt8>) -> String? {
        var digits = bytes
        var sign = ""
        if let first = digits.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? "-" : ""
            digits.removeFirst()
        }
        guard let first = digits.first, isDigit(first) || first == UInt8(ascii: ".") else { return nil }
        let separators = digits.filter { !isDigit($0) }
        let text = String(decoding: digits, as: UTF8.self)
        let point = UInt8(ascii: ".")
        let comma = UInt8(ascii: ",")
        if separators.isEmpty || separators == [point] {
            return digits.contains(where: isDigit) ? sign + text : nil
        }
        if hasExponent(text) { return sign + text }
        // The last separator is the decimal one when it differs from those before it.
        let decimal: UInt8? =
            if separators == [comma] {
                hasThousands(digits, comma) ? nil : comma
            } else if separators.count > 1, let last = separators.last, last != 0x20,
                !separators.dropLast().contains(last)
            {
                last
            } else {
                nil
            }
        if decimal == nil, separators == [comma] { return nil }
        let cut = decimal.flatMap { digits.lastIndex(of: $0) } ?? digits.endIndex
        guard let whole = ungrouped(digits[..<cut]) else { return nil }
        let fraction = cut < digits.endIndex ? digits[(cut + 1)...] : []
        guard decimal == nil || !fraction.isEmpty && fraction.allSatisfy(isDigit) else { return nil }
        return sign + whole + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
    }

    /// Whether one comma parts thousands or decimals alike: one to three digits before, three behind.
    private static func hasThousands(_ digits: ArraySlice<UInt8>, _ separator: UInt8) -> Bool {
        let parts = digits.split(separator: separator, omittingEmptySubsequences: false)
        return parts.count == 2 && (1...3).contains(parts[0].count) && parts[1].count == 3
            && !parts[0].starts(with: [UInt8(ascii: "0")])
    }

    /// Digits in groups of three behind one kind of separator, put together.
    private static func ungrouped(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let separator = bytes.first(where: { !isDigit($0) }) else {
            return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
        }
        guard [UInt8(ascii: ","), UInt8(ascii: "."), 0x20].contains(separator) else { return nil }
        let groups = bytes.split(separator: separator, omittingEmptySubsequences: false)
        guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
            groups.allSatisfy({ $0.allSatisfy(isDigit) })
        else { return nil }
        return groups.map { String(decoding: $0, as: UTF8.self) }.joined()
    }

    /// `1.5E+6`, as spreadsheets export it.
    private static func hasExponent(_ text: String) -> Bool {
        text.utf8.allSatisfy { isDigit($0) || ".eE+-".utf8.contains($0) } && Double(text) != nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}

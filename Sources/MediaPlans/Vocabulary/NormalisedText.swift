/// Text as it is compared: lower case, words of letters and digits with one blank between them.
///
/// Line breaks, tabs, no-break and other blanks, brackets and punctuation only part words; `%` is a word of
/// its own, because `REACH` and `REACH%` are two things. Invisible characters (zero-width blanks, byte order
/// marks, soft hyphens) vanish. `CPM BUYING RATE\n[LOCAL]` is `cpm buying rate local`, `VTR%` is `vtr %`,
/// `UNIQUES / REACH` is `uniques reach`, `BUDGET_LOCAL` is `budget local`, `# WEEKS` is `weeks`.
public func normalised(_ text: some StringProtocol) -> String {
    var out = String.UnicodeScalarView()
    var isBetweenWords = false
    func part() {
        isBetweenWords = true
    }
    func append(_ scalar: Unicode.Scalar) {
        if isBetweenWords, !out.isEmpty { out.append(" ") }
        isBetweenWords = false
        out.append(scalar)
    }
    for scalar in text.unicodeScalars {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "0"..."9": append(scalar)
            case "A"..."Z": append(Unicode.Scalar(UInt8(scalar.value) + 32))
            case "%":
                part()
                append(scalar)
                part()
            default: part()
            }
        } else if scalar.properties.isDefaultIgnorableCodePoint {
            continue
        } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.canonicalCombiningClass != .notReordered
        {
            for lower in scalar.properties.lowercaseMapping.unicodeScalars { append(lower) }
        } else {
            part()
        }
    }
    return String(out)
}

extension Character {
    /// Whether the character is part of a word. Nearly all are ASCII, for which no table of Unicode is asked.
    var isOfWord: Bool {
        guard let byte = asciiValue else { return isLetter || isNumber }
        return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }
}

/// The name under which a source column with no place among `RecordColumn` goes: upper case, everything
/// that is neither letter nor digit a single `_`, none at the ends. `BUDGET [AED]` is `BUDGET_AED`, `CPM %`
/// is `CPM_PERCENT`.
public func cleanedName(_ header: some StringProtocol) -> String {
    normalised(header).split(separator: " ").map { $0 == "%" ? "PERCENT" : $0.uppercased() }.joined(separator: "_")
}

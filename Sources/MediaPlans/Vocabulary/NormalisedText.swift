/// Text as it is compared: lower case, words of letters and digits with one blank between them.
///
/// Line breaks, tabs, no-break and other blanks, brackets and punctuation only part words; `%` is a word of
/// its own, because `REACH` and `REACH%` are two things. Invisible characters (zero-width blanks, byte order
/// marks, soft hyphens) vanish. `CPM BUYING RATE\n[LOCAL]` is `cpm buying rate local`, `VTR%` is `vtr %`,
/// `UNIQUES / REACH` is `uniques reach`, `BUDGET_LOCAL` is `budget local`, `# WEEKS` is `weeks`.
public func normalised(_ text: some StringProtocol) -> String {
    // Nearly all texts are ASCII, and each text of a workbook comes by here.
    if let plain = text.utf8.withContiguousStorageIfAvailable(normalisedASCII) ?? nil { return plain }
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

/// The text normalised; nil for one that has characters outside ASCII.
private func normalisedASCII(_ text: UnsafeBufferPointer<UInt8>) -> String? {
    guard text.allSatisfy({ $0 < 0x80 }) else { return nil }
    // A sign becomes three at most: `%` with a blank on both sides.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * text.count + 1) { out in
        var count = 0
        var isBetweenWords = false
        for byte in text {
            let sign: UInt8
            let isWord: Bool
            switch byte {
            case 0x61...0x7A, 0x30...0x39: (sign, isWord) = (byte, true)
            case 0x41...0x5A: (sign, isWord) = (byte | 0x20, true)
            case UInt8(ascii: "%"): (sign, isWord) = (byte, false)
            default:
                isBetweenWords = true
                continue
            }
            if isBetweenWords || !isWord, count > 0 {
                out[count] = 0x20
                count += 1
            }
            out[count] = sign
            count += 1
            isBetweenWords = !isWord
        }
        return String(decoding: UnsafeBufferPointer(rebasing: out[..<count]), as: UTF8.self)
    }
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

/// What the bytes of a text tell about it as a number, without taking it apart. Nearly all texts of exports are told so.
enum NumberGlance {
    /// A plain decimal (`-12.34`, `0.387`, `3.5%`) with one reading.
    case decimal(Double, isPercentage: Bool, shows: NumberReading.DecimalSign?)
    /// Not a number, whatever its letters mean.
    case unclear
    /// To be taken apart.
    case undecided

    init(_ text: String) {
        let glance = text.utf8.withContiguousStorageIfAvailable { bytes in
            Self.decimal(bytes) ?? (Self.cannotBeNumber(bytes) ? .unclear : .undecided)
        }
        self = glance ?? .undecided
    }

    /// Powers of ten that a double holds exactly.
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
    ]

    /// Digits, a point and digits, perhaps behind a minus sign or before a percent sign. Nil where a comma could be
    /// the decimal sign (`200.000`), and for more digits than a double holds.
    private static func decimal(_ bytes: UnsafeBufferPointer<UInt8>) -> NumberGlance? {
        var end = bytes.count
        guard end > 1 else { return nil }
        let isNegative = bytes[0] == UInt8(ascii: "-")
        let isPercentage = bytes[end - 1] == UInt8(ascii: "%")
        if isPercentage { end -= 1 }
        let start = isNegative ? 1 : 0
        guard start < end, end - start <= 17 else { return nil }
        var digits = 0
        var point: Int?
        for index in start..<end {
            let byte = bytes[index]
            if byte &- 48 < 10 {
                digits = digits * 10 + Int(byte &- 48)
            } else if byte == UInt8(ascii: "."), point == nil {
                point = index
            } else {
                return nil
            }
        }
        let whole = (point ?? end) - start
        let decimals = point.map { end - $0 - 1 } ?? 0
        guard whole > 0, digits < 1 << 53 else { return nil }
        // Three digits behind one to three others may be a group of thousands.
        if decimals == 3, whole <= 3, bytes[start] != UInt8(ascii: "0") { return nil }
        // Both are exact, so that the quotient is the double nearest to the decimal.
        let value = Double(digits) / powers[decimals + (isPercentage ? 2 : 0)]
        return .decimal(isNegative ? -value : value, isPercentage: isPercentage, shows: point == nil ? nil : .point)
    }

    /// The letters of a currency's name, a unit and an exponent are fewer.
    private static let mostLetters = 32

    /// Whether no reading makes a number of a text of ASCII: it has no digit, a sign that no number has, a minus sign
    /// behind a digit, more letters than a currency's name, a unit and an exponent, or other letters than those.
    private static func cannotBeNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var letters = 0
        var hasDigit = false
        var isBehindDigit = false
        // The letters since the beginning, or since the last digit.
        var word = LetterHash()
        var isFirstWord = true
        for byte in bytes {
            if byte &- 48 < 10 {
                if hasDigit {
                    // Between digits only an exponent has a letter.
                    if word.count > 1 || word.count == 1 && word != .exponent { return true }
                } else if isFirstWord, word.count > 0, !Currency.letters.contains(word) {
                    return true
                }
                word = LetterHash()
                hasDigit = true
                isBehindDigit = true
                continue
            }
            // Blanks and signs beyond ASCII have meanings of their own.
            if byte < 0x20 || byte >= 0x7F { return false }
            if (byte | 0x20) &- 97 < 26 {
                letters += 1
                word.add(byte)
                if letters > mostLetters { return true }
            } else {
                switch byte {
                case UInt8(ascii: "-"), UInt8(ascii: "+"): if isBehindDigit { return true }
                case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "'"), UInt8(ascii: "("),
                    UInt8(ascii: ")"), UInt8(ascii: "$"), UInt8(ascii: "%"):
                    break
                default: return true
                }
            }
            // What stands before the first of these signs is a word of its own.
            if isFirstWord, !hasDigit, word.count > 0,
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(")
            {
                guard Currency.letters.contains(word) else { return true }
                isFirstWord = false
            }
            isBehindDigit = false
        }
        guard hasDigit else { return true }
        return word.count > 0 && !Currency.letters.contains(word) && !units.contains(word)
    }

    /// The letters of K, M, B, bn and mn behind a number,.
    private static let units = Set(["k", "m", "b", "bn", "mn"].map { LetterHash($0) })
}

/// The letters of a text, whatever their case and whatever stands between them. Others may have the same hash; a text that
/// is taken apart for that is only read more slowly.
struct LetterHash: Hashable {
    private(set) var count = 0
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    static let exponent = LetterHash("e")

    init() {}

    init(_ text: String) { for byte in text.utf8 where (byte | 0x20) &- 97 < 26 { add(byte) } }

    /// FNV-1a.
    mutating func add(_ letter: UInt8) {
        value = (value ^ UInt64(letter | 0x20)) &* 0x100_0000_01B3
        count += 1
    }
}

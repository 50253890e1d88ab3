/// A number that a cell holds as text.
enum NumberText: Equatable {
    case number(Double)
    /// `30%`: the fraction.
    case percentage(Double)
    /// It has two readings (`1,234`, `200.000`): with a point and with a comma as the decimal sign.
    case ambiguous(point: Double, comma: Double, isPercentage: Bool)
    /// It is not a number (`0..08`).
    case unclear

    /// Reads plain decimals, groups of thousands by comma, point, apostrophe or blank, a decimal comma,
    /// parentheses for a negative amount, and K, M or B behind it. One separator with three digits behind it
    /// and one to three before it has two readings. A currency's code, sign or name before or behind it is
    /// understood, other letters are not.
    init(_ text: String) { self = NumberParse(text).number }

    /// The value with that decimal sign; nil for what has no reading.
    func value(_ sign: NumberReading.DecimalSign) -> Double? {
        switch self {
        case .number(let value), .percentage(let value): value
        case .ambiguous(let point, let comma, _): sign == .point ? point : comma
        case .unclear: nil
        }
    }
}

/// A number text taken apart.
struct NumberParse {
    let number: NumberText
    /// The decimal sign that the text shows; nil where it shows none.
    let shows: NumberReading.DecimalSign?
    /// What is written beside it and says its currency.
    let currency: CurrencyMark?
    /// Whether it parts thousands as well (`1,234.50`, `1.200.000`), so that no other way of writing can be meant.
    let hasGroups: Bool

    init(_ text: String) {
        switch NumberGlance(text) {
        case .decimal(let value, let isPercentage, let sign):
            self.init(isPercentage ? .percentage(value) : .number(value), shows: sign)
        case .unclear: self.init(.unclear, shows: nil)
        case .undecided: self.init(takingApart: text)
        }
    }

    private init(_ number: NumberText, shows sign: NumberReading.DecimalSign?) {
        self.number = number
        shows = sign
        currency = nil
        hasGroups = false
    }

    /// The same without a glance at the bytes.
    init(takingApart text: String) {
        if let (mark, rest) = CurrencyMark.parted(text) {
            (number, shows) = Self.parse(rest)
            currency = number == .unclear ? nil : mark
        } else {
            (number, shows) = Self.parse(text)
            currency = nil
        }
        hasGroups = shows != nil && text.utf8.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") } > 1
    }

    /// Whether a text itself names a unit (`1.2M`), besides what its header says.
    static func hasUnit(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.isAlphabetic && $0 != "e" && $0 != "E" }
    }

    private static func parse(_ text: String) -> (NumberText, NumberReading.DecimalSign?) {
        if let whole = wholeNumber(text) { return (.number(whole), nil) }
        guard var frame = Frame(text) else { return (.unclear, nil) }
        if frame.hasExponent {
            guard let value = Double(String(decoding: frame.digits, as: UTF8.self)), value.isFinite, frame.power == 0,
                !frame.isPercentage
            else { return (.unclear, nil) }
            return (.number(frame.isNegative ? -value : value), nil)
        }
        let plain = Digits(frame.digits)
        if frame.isPercentage { frame.power -= 2 }
        func value(_ text: String?) -> Double? {
            guard let text else { return nil }
            let signed = (frame.isNegative ? "-" : "") + text
            // `30e-2` reads to the double nearest to 0.3; 30 / 100 need not.
            guard let value = Double(frame.power == 0 ? signed : "\(signed)e\(frame.power)"), value.isFinite else {
                return nil
            }
            return value
        }
        let point = value(plain.text(decimal: UInt8(ascii: ".")))
        let comma = value(plain.text(decimal: UInt8(ascii: ",")))
        switch (point, comma) {
        case (let point?, let comma?) where point == comma:
            return (frame.isPercentage ? .percentage(point) : .number(point), nil)
        case (let point?, let comma?):
            return (.ambiguous(point: point, comma: comma, isPercentage: frame.isPercentage), nil)
        case (let point?, nil): return (frame.isPercentage ? .percentage(point) : .number(point), .point)
        case (nil, let comma?): return (frame.isPercentage ? .percentage(comma) : .number(comma), .comma)
        case (nil, nil): return (.unclear, nil)
        }
    }

    /// The usual text of a few digits, without looking further.
    private static func wholeNumber(_ text: String) -> Double? {
        var value = 0
        var count = 0
        for byte in text.utf8 {
            guard byte &- 48 < 10, count < 15 else { return nil }
            value = value * 10 + Int(byte &- 48)
            count += 1
        }
        return count > 0 ? Double(value) : nil
    }
}

/// What is written around the digits.
private struct Frame {
    var digits: [UInt8] = []
    var isNegative = false
    var isPercentage = false
    /// The power of ten that K, M or B stands for.
    var power = 0
    var hasExponent = false

    private static let units: [(letters: [Unicode.Scalar], power: Int)] = [
        (["b", "n"], 9), (["m", "n"], 6), (["k"], 3), (["m"], 6), (["b"], 9),
    ]

    init?(_ text: String) {
        var scalars = text.unicodeScalars.compactMap(Self.plain)
        Self.trim(&scalars)
        if scalars.first == "(", scalars.last == ")" {
            isNegative = true
            scalars = Array(scalars.dropFirst().dropLast())
            Self.trim(&scalars)
        }
        guard takeSign(&scalars) else { return nil }
        if scalars.last == "%" {
            isPercentage = true
            scalars.removeLast()
            Self.trim(&scalars)
        } else {
            takeUnit(&scalars)
        }
        guard let first = scalars.first, first.isDigit || first == ".", scalars.contains(where: \.isDigit) else {
            return nil
        }
        digits = scalars.map { $0.isASCII ? UInt8($0.value) : 0 }
        hasExponent = digits.contains { $0 | 0x20 == UInt8(ascii: "e") }
        guard !hasExponent || digits.allSatisfy({ $0 &- 48 < 10 || ".eE+-".utf8.contains($0) }) else { return nil }
    }

    /// One sign at most; false for a second one.
    private mutating func takeSign(_ scalars: inout [Unicode.Scalar]) -> Bool {
        guard let first = scalars.first, first == "-" || first == "+" else { return true }
        guard !isNegative else { return false }
        isNegative = first == "-"
        scalars.removeFirst()
        return true
    }

    private mutating func takeUnit(_ scalars: inout [Unicode.Scalar]) {
        for (unit, power) in Self.units where scalars.count > unit.count {
            let isThere = zip(scalars.suffix(unit.count), unit).allSatisfy { scalar, letter in
                scalar.isASCII
                    ? scalar.value | 0x20 == letter.value
                    : scalar.properties.lowercaseMapping == String(Character(letter))
            }
            guard isThere else { continue }
            self.power = power
            scalars.removeLast(unit.count)
            Self.trim(&scalars)
            return
        }
    }

    /// Digits of other scripts, blanks and signs as ASCII has them; nil for what cannot be seen.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0..<0x80: scalar
        case 0x660...0x669: Unicode.Scalar(scalar.value - 0x660 + 48)
        case 0x6F0...0x6F9: Unicode.Scalar(scalar.value - 0x6F0 + 48)
        case 0x66B: ","
        case 0x66C, 0x2019: "'"
        case 0xA0, 0x202F, 0x2009: " "
        case 0x2212: "-"
        default: scalar.properties.isDefaultIgnorableCodePoint ? nil : scalar
        }
    }

    private static func trim(_ scalars: inout [Unicode.Scalar]) {
        while scalars.last == " " { scalars.removeLast() }
        if let first = scalars.firstIndex(where: { $0 != " " }) { scalars.removeFirst(first) }
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

/// Digits with separators.
private struct Digits {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The text with a decimal point and without groups, when that sign parts the decimals; nil when it cannot.
    func text(decimal: UInt8) -> String? {
        let point = UInt8(ascii: "."), comma = UInt8(ascii: ",")
        let other = decimal == point ? comma : point
        var whole = bytes[...]
        var fraction: ArraySlice<UInt8> = []
        if let cut = bytes.firstIndex(of: decimal) {
            whole = bytes[..<cut]
            fraction = bytes[(cut + 1)...]
            guard fraction.allSatisfy(Self.isDigit) else { return nil }
            // `7.` is 7; `1,234.` is not a number.
            guard !fraction.isEmpty || decimal == point && whole.allSatisfy(Self.isDigit) else { return nil }
            guard !whole.isEmpty || decimal == point else { return nil }
        }
        guard let digits = Self.ungrouped(whole, separators: [other, UInt8(ascii: " "), UInt8(ascii: "'")]) else {
            return nil
        }
        return (digits.isEmpty ? "0" : digits)
            + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
    }

    /// Digits in groups of three behind one kind of separator, put together.
    private static func ungrouped(_ bytes: ArraySlice<UInt8>, separators: [UInt8]) -> String? {
        guard let separator = bytes.first(where: { !isDigit($0) }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        guard separators.contains(separator) else { return nil }
        let groups = bytes.split(separator: separator, omittingEmptySubsequences: false)
        // `0.387` has no thousands: no group begins with 0.
        guard (1...3).contains(groups[0].count), groups[0].first != UInt8(ascii: "0"),
            groups.dropFirst().allSatisfy({ $0.count == 3 }), groups.allSatisfy({ $0.allSatisfy(isDigit) })
        else { return nil }
        return groups.map { String(decoding: $0, as: UTF8.self) }.joined()
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
}

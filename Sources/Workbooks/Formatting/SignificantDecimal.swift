/// A magnitude as the fifteen significant decimal digits that Excel shows at most, with exact decimal rounding.
struct SignificantDecimal: Sendable, Equatable {
    /// Below 10^15, or 10^15 itself after rounding up.
    private(set) var coefficient: UInt64
    /// The value is the coefficient times ten to this.
    private(set) var exponent: Int

    static let zero = SignificantDecimal(coefficient: 0, exponent: 0)
    static let maximumDigits = 15

    private static let powers: InlineArray<19, UInt64> = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ]
    /// The powers of ten that a double holds exactly.
    private static let exactPowers: InlineArray<23, Double> = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    private init(coefficient: UInt64, exponent: Int) {
        self.coefficient = coefficient
        self.exponent = exponent
    }

    /// The digits of a finite number without its sign.
    init(magnitudeOf value: Double) {
        let magnitude = value.magnitude
        if magnitude < 1e15, magnitude == magnitude.rounded(.towardZero) {
            self.init(coefficient: UInt64(magnitude), exponent: 0)
        } else if let decimal = Self.scaled(magnitude) {
            self = decimal
        } else {
            self.init(shortestTextOf: magnitude)
        }
    }

    /// Scales into 10^14 ..< 10^15 by one exactly held power of ten and rounds. That power and the product's rounding
    /// are off by less than 0.1 there, so that only what lies near a half needs the text; nil then.
    private static func scaled(_ magnitude: Double) -> SignificantDecimal? {
        // 1233 / 4096 is log10(2): a power of ten at most one too low.
        var shift = maximumDigits - 1 - ((Int(magnitude.exponent) * 1233) >> 12)
        guard (-21...22).contains(shift) else { return nil }
        var scaled = shift >= 0 ? magnitude * exactPowers[shift] : magnitude / exactPowers[-shift]
        if scaled >= 1e15 {
            shift -= 1
            scaled = shift >= 0 ? magnitude * exactPowers[shift] : magnitude / exactPowers[-shift]
        }
        let rounded = scaled.rounded()
        guard (scaled - rounded).magnitude < 0.3 else { return nil }
        return SignificantDecimal(coefficient: UInt64(rounded), exponent: -shift)
    }

    /// Rounds the shortest text that reads back to the double, half away from zero.
    private init(shortestTextOf magnitude: Double) {
        var digits: UInt64 = 0
        var exponent = 0
        var isFraction = false
        let text = magnitude.description.utf8
        let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
        for byte in mantissa {
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte &- 48 < 10 {
                digits = digits * 10 + UInt64(byte - 48)
                if isFraction { exponent -= 1 }
            }
        }
        if let written = Int(String(decoding: text.dropFirst(mantissa.count + 1), as: UTF8.self)) {
            exponent += written
        }
        let whole = SignificantDecimal(coefficient: digits, exponent: exponent)
        self = whole.rounded(toPlace: whole.leadingPlace - Self.maximumDigits + 1)
    }

    /// How many digits a whole number has; none for zero.
    static func digitCount(_ number: UInt64) -> Int {
        guard number > 0 else { return 0 }
        let estimate = ((64 - number.leadingZeroBitCount) * 1233) >> 12
        return estimate < powers.count && number >= powers[estimate] ? estimate + 1 : estimate
    }

    /// The power of ten of the first digit: 0 for 7, 2 for 350, -1 for 0.25; 0 for zero.
    var leadingPlace: Int { coefficient == 0 ? 0 : Self.digitCount(coefficient) - 1 + exponent }

    /// How many digits stand before the decimal point; none below one.
    var wholeDigits: Int { coefficient == 0 ? 0 : max(0, leadingPlace + 1) }

    /// The digit of a power of ten.
    func digit(at place: Int) -> UInt8 {
        let index = place - exponent
        guard index >= 0, index < Self.powers.count else { return 0 }
        return UInt8(truncatingIfNeeded: coefficient / Self.powers[index] % 10)
    }

    /// Without digits below a power of ten, half rounded up.
    func rounded(toPlace place: Int) -> SignificantDecimal {
        let dropped = place - exponent
        guard dropped > 0 else { return self }
        guard dropped < Self.powers.count else { return .zero }
        let power = Self.powers[dropped]
        return SignificantDecimal(coefficient: (coefficient + power / 2) / power, exponent: place)
    }

    /// Without digits below a power of ten, none rounded.
    func cut(toPlace place: Int) -> SignificantDecimal {
        let dropped = place - exponent
        guard dropped > 0 else { return self }
        guard dropped < Self.powers.count else { return SignificantDecimal(coefficient: 0, exponent: place) }
        return SignificantDecimal(coefficient: coefficient / Self.powers[dropped], exponent: place)
    }

    /// One more in the last place.
    var next: SignificantDecimal { SignificantDecimal(coefficient: coefficient + 1, exponent: exponent) }

    /// Times a power of ten.
    func shifted(by places: Int) -> SignificantDecimal {
        SignificantDecimal(coefficient: coefficient, exponent: coefficient == 0 ? 0 : exponent + places)
    }

    /// Without zeros at the end.
    var trimmed: SignificantDecimal {
        guard coefficient > 0 else { return .zero }
        var trimmed = self
        while trimmed.coefficient % 10 == 0 {
            trimmed.coefficient /= 10
            trimmed.exponent += 1
        }
        return trimmed
    }

    /// The whole number and the digits below a point with `decimals` digits; nil where they do not fit. The receiver is
    /// rounded to that many.
    func parts(decimals: Int) -> (whole: UInt64, decimals: UInt64)? {
        let shift = exponent + decimals
        guard shift >= 0, decimals < Self.powers.count, leadingPlace + decimals < Self.powers.count - 1 else {
            return nil
        }
        let scaled = coefficient * Self.powers[min(shift, Self.powers.count - 1)]
        return (scaled / Self.powers[decimals], scaled % Self.powers[decimals])
    }
}

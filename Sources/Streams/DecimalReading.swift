extension DecimalText {
    /// The double nearest to a decimal such as `-12.5`, `0.0022499999999999998` or `1.5e-7`. Nil for any other text,
    /// such as `inf`, `nan` or hexadecimal digits, and for numbers too large for a double.
    ///
    /// Decimals without an exponent are read by exact integer arithmetic, all others by the standard library.
    public static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        if let plain = plainNumber(bytes) { return plain }
        guard !bytes.isEmpty, bytes.count <= 32_767, bytes.allSatisfy({ $0 &- 48 < 10 || isSign($0) }) else {
            return nil
        }
        return Double(String(decoding: bytes, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// Whether a byte other than a digit may be part of a decimal.
    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
    }

    private static let powersOfFive: [UInt64] = (0..<28).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 5 }
    }

    /// A decimal with at most 19 significant digits and 27 decimal places; nil for any other.
    private static func plainNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        var index = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        guard index < bytes.count, bytes.count <= 32 else { return nil }
        var coefficient: UInt64 = 0
        var point = -1
        while index < bytes.count {
            let digit = bytes[index] &- 48
            if digit < 10 {
                // A number below 10^18 has room for one more digit within 64 bits.
                guard coefficient < 1_000_000_000_000_000_000 else { return nil }
                coefficient = coefficient &* 10 &+ UInt64(digit)
            } else if bytes[index] == UInt8(ascii: "."), point < 0 {
                point = index
            } else {
                return nil
            }
            index += 1
        }
        guard bytes.count - (isNegative ? 1 : 0) > (point < 0 ? 0 : 1) else { return nil }
        let places = point < 0 ? 0 : bytes.count - point - 1
        guard places < powersOfFive.count else { return nil }
        let value = coefficient == 0 ? 0 : quotient(coefficient, places)
        return isNegative ? -value : value
    }

    /// `coefficient / 10^places`, rounded to nearest, ties to even. The coefficient is not 0.
    ///
    /// Both numbers are shifted to the top of their words, so the quotient has 63 or 64 bits, at least ten more than a
    /// double. A remainder sets the lowest bit, so that the conversion rounds as it would round the exact quotient.
    private static func quotient(_ coefficient: UInt64, _ places: Int) -> Double {
        guard places > 0 else { return Double(coefficient) }
        let divisor = powersOfFive[places]
        let shift = divisor.leadingZeroBitCount - coefficient.leadingZeroBitCount
        let high = coefficient << UInt64(coefficient.leadingZeroBitCount)
        let top = divisor << UInt64(divisor.leadingZeroBitCount)
        let (whole, rest) = top.dividingFullWidth((high >> 1, high << 63))
        return Double(sign: .plus, exponent: shift - 63 - places, significand: Double(rest == 0 ? whole : whole | 1))
    }
}

import CVectors
import Streams

/// A number's text in a sheet made the shortest that reads back to the same double, without going through `String`.
///
/// Writers store 15 to 17 digits. One of at most 15 is the shortest already (no two decimals of 15 digits read to the
/// same double: DBL_DIG). One of 16 or 17 is brought to its double by exact integer arithmetic, and the shortest
/// decimal that lies in that double's rounding interval is sought among 15, 16 and 17 digits. All else (exponents,
/// very small or large numbers) takes the way through `Double` and `DecimalText`.
enum CellNumberText {
    /// Appends the text at `start`, `length` bytes long and readable for 48; false, with nothing appended, when it must
    /// take the long way.
    static func append(_ start: UnsafePointer<UInt8>, _ length: Int, to out: inout ByteBuffer) -> Bool {
        guard length > 0, length <= 28 else { return false }
        if let count = plainLength(start), count == length {
            out.appendShort(start, length)
            return true
        }
        let isNegative = start[0] == UInt8(ascii: "-")
        return appendShortest(
            start + (isNegative ? 1 : 0), length - (isNegative ? 1 : 0), isNegative: isNegative, to: &out)
    }

    /// The length of the decimal that begins there, at most 32, if it is the shortest as it stands, which nearly all are. What follows its
    /// digits is the caller's to look at. Reads at most 48 bytes.
    ///
    /// Lengths differ from cell to cell, so that every branch on one is guessed wrong half of the time: all bytes are looked at
    /// together.
    @inline(__always)
    static func plainLength(_ start: UnsafePointer<UInt8>) -> Int? {
        let sign = start[0] == UInt8(ascii: "-") ? 1 : 0
        let digits = start + sign
        let others = mp_non_digits(digits) | mp_non_digits(digits + 16) << 16
        let point = others.trailingZeroBitCount
        guard digits[point] == UInt8(ascii: ".") else {
            // A whole number of at most 15 digits, without leading zeros.
            guard point > 0, point <= 15, digits[0] != UInt8(ascii: "0") || point == 1 && sign == 0 else { return nil }
            return sign &+ point
        }
        let end = (others & (others &- 1)).trailingZeroBitCount
        // DecimalText writes an exponent below 1e-7, so what begins with many zeros takes the long way.
        guard point > 0, end > point + 1, end < 24, digits[end - 1] != UInt8(ascii: "0"),
            digits[0] != UInt8(ascii: "0") || point == 1 && !startsWithSmallFraction(digits)
        else { return nil }
        if end > 16 {
            // The bound keeps the point among the bytes moved, and the places among the powers.
            let coefficient = mp_coefficient(digits, UInt32(truncatingIfNeeded: point), UInt32(truncatingIfNeeded: end))
            guard coefficient < 100_000_000_000_000_000,
                coefficient < 1_000_000_000_000_000 || Shortest.isCertainly(coefficient, places: end &- point &- 1)
            else { return nil }
        }
        return sign &+ end
    }

    @inline(__always)
    private static func word(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
    }

    /// Whether the fraction begins with six zeros.
    @inline(__always)
    private static func startsWithSmallFraction(_ digits: UnsafePointer<UInt8>) -> Bool {
        word(digits) == 0x3030_3030_3030_2E30
    }

    /// The whole number that begins there and its length; nil when it has none or more than seven digits. Reads 8 bytes.
    @inline(__always)
    static func wholeNumber(_ start: UnsafePointer<UInt8>) -> (value: Int, length: Int)? {
        let values = word(start) ^ 0x3030_3030_3030_3030
        // The highest bit of every byte that is no digit.
        let others = (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
        let end = others.trailingZeroBitCount
        guard end &- 15 <= 63 - 15, end >= 15 else { return nil }
        return (Int(truncatingIfNeeded: sum(ofValues: values &<< UInt64(truncatingIfNeeded: 71 &- end))), end &>> 3)
    }

    /// The value of eight decimal digits; nil when one of them is none.
    @inline(__always)
    private static func eightDigits(_ digits: UnsafePointer<UInt8>) -> UInt64? {
        number(ofValues: word(digits) ^ 0x3030_3030_3030_3030)
    }

    @inline(__always)
    private static func number(ofValues values: UInt64) -> UInt64? {
        (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080 == 0 ? sum(ofValues: values) : nil
    }

    /// The value of eight digits, the first in the lowest byte. A multiplication adds neighbours up, two at once all pairs.
    @inline(__always)
    private static func sum(ofValues values: UInt64) -> UInt64 {
        let pairs = values &* 10 &+ values >> 8
        let (odd, even) = (pairs & 0xFF_0000_00FF, pairs >> 16 & 0xFF_0000_00FF)
        // The upper half sums up odd · 10^6, even · 10^4, odd · 10^2, even.
        return (odd &* (100 + 1_000_000 << 32) &+ even &* (1 + 10_000 << 32)) >> 32
    }

    /// A decimal as `coefficient / 10^places`.
    private struct Decimal {
        var coefficient: UInt64 = 0
        var places = 0
        var hasExponent = false

        /// Reads `0.0022499999999999998` or `1.6000000000000001E-4`; nil for any other form, or more than 17 digits.
        @inline(__always)
        init?(_ digits: UnsafePointer<UInt8>, _ count: Int) {
            var index = 0
            var point = -1
            while index < count {
                // Eight digits at once, as long as the coefficient stays below 10^16.
                if index + 8 <= count, coefficient < 100_000_000, let eight = CellNumberText.eightDigits(digits + index)
                {
                    coefficient = coefficient &* 100_000_000 &+ eight
                    index += 8
                    continue
                }
                let byte = digits[index]
                if byte &- 48 < 10 {
                    guard coefficient < 10_000_000_000_000_000 else { return nil }
                    coefficient = coefficient &* 10 &+ UInt64(byte &- 48)
                } else if byte == UInt8(ascii: "."), point < 0 {
                    point = index
                } else {
                    break
                }
                index += 1
            }
            if point >= 0 { places = index - point - 1 }
            guard index < count else { return }
            guard digits[index] | 0x20 == UInt8(ascii: "e"), count - index <= 4, count - index >= 3,
                digits[index + 1] == UInt8(ascii: "-")
            else { return nil }
            hasExponent = true
            var exponent = 0
            for position in index + 2..<count {
                guard digits[position] &- 48 < 10 else { return nil }
                exponent = exponent * 10 + Int(digits[position] &- 48)
            }
            places += exponent
        }
    }

    /// Appends what is not the shortest as it stands, or not certainly so. `count` bytes are readable, and 40.
    private static func appendShortest(
        _ digits: UnsafePointer<UInt8>, _ count: Int, isNegative: Bool, to out: inout ByteBuffer
    ) -> Bool {
        // 22 places keep the arithmetic below in 128 bits.
        guard let decimal = Decimal(digits, count), (1...22).contains(decimal.places) else { return false }
        var coefficient = decimal.coefficient
        if coefficient >= 1_000_000_000_000_000 {
            guard let found = Shortest(coefficient, places: decimal.places)?.search() else { return false }
            coefficient = found
        }
        // Most writers store the shortest already.
        if coefficient == decimal.coefficient, !decimal.hasExponent, isCanonical(digits, count) {
            if isNegative { out.append(UInt8(ascii: "-")) }
            out.appendShort(digits, count)
            return true
        }
        // DecimalText writes an exponent below 1e-7.
        guard coefficient > 0, decimal.places <= 7 || coefficient >= Powers.ofTen[decimal.places - 7] else {
            return false
        }
        write(coefficient, places: decimal.places, isNegative: isNegative, to: &out)
        return true
    }

    /// Whether a decimal fraction, which has no exponent, has no needless zero either, so that its coefficient decides whether it is the
    /// shortest; and not so many zeros in front that DecimalText writes an exponent.
    @inline(__always)
    private static func isCanonical(_ digits: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let last = digits[count - 1]
        guard last != UInt8(ascii: "0"), last != UInt8(ascii: ".") else { return false }
        guard digits[0] == UInt8(ascii: "0") else { return digits[0] != UInt8(ascii: ".") }
        return digits[1] == UInt8(ascii: ".") && !startsWithSmallFraction(digits)
    }

    /// Writes `coefficient / 10^places` without trailing zeros.
    private static func write(_ coefficient: UInt64, places: Int, isNegative: Bool, to out: inout ByteBuffer) {
        var rest = coefficient
        var places = places
        while places > 0, case let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10), remainder == 0 {
            rest = quotient
            places -= 1
        }
        if isNegative { out.append(UInt8(ascii: "-")) }
        // From the last digit to the first, into the end of 32 bytes that are then moved to the front.
        out.reserve(64)
        let start = out.base + out.count
        var index = 48
        var written = 0
        while rest > 0 || written <= places {
            if written == places, places > 0 {
                index -= 1
                start[index] = UInt8(ascii: ".")
            }
            index -= 1
            start[index] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
            written += 1
        }
        let length = 48 - index
        start.update(from: start + index, count: length)
        out.advance(length)
    }
}

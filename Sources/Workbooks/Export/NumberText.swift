import Streams

/// A number's text in a sheet made the shortest that reads back to the same double, without going through `String`.
///
/// Writers store 15 to 17 digits. One of at most 15 is the shortest already (no two decimals of 15 digits read to the
/// same double: DBL_DIG). One of 16 or 17 is brought to its double by exact integer arithmetic, and the shortest
/// decimal that lies in that double's rounding interval is sought among 15, 16 and 17 digits. All else (exponents,
/// very small or large numbers) takes the way through `Double` and `DecimalText`.
enum NumberText {
    /// Appends the text at `start`, `length` bytes long and readable for 32; false, with nothing appended, when it must
    /// take the long way.
    @inline(__always)
    static func append(_ start: UnsafePointer<UInt8>, _ length: Int, to out: inout ByteBuffer) -> Bool {
        guard length > 0, length <= 28 else { return false }
        let isNegative = start[0] == UInt8(ascii: "-")
        let digits = start + (isNegative ? 1 : 0)
        let count = length - (isNegative ? 1 : 0)
        guard count <= 16, let point = pointPosition(digits, count) else {
            return appendLong(digits, count, isNegative: isNegative, to: &out)
        }
        if point == count {
            // A whole number of at most 15 digits, without leading zeros.
            guard count <= 15, count > 0, digits[0] != UInt8(ascii: "0") || count == 1 && !isNegative else { return false }
        } else {
            // DecimalText writes an exponent below 1e-7, so what begins with many zeros takes the long way.
            guard point > 0, point + 1 < count, digits[count - 1] != UInt8(ascii: "0"),
                digits[0] != UInt8(ascii: "0") || point == 1 && !startsWithSmallFraction(digits, count)
            else { return appendLong(digits, count, isNegative: isNegative, to: &out) }
        }
        out.appendShort(start, length)
        return true
    }

    /// Where the decimal point stands in `count` digits, `count` when there is none; nil when there is any other sign.
    @inline(__always)
    private static func pointPosition(_ digits: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        var point = count
        var index = 0
        while index < count {
            let left = count - index
            var word = UnsafeRawPointer(digits + index).loadUnaligned(as: UInt64.self)
            // What lies behind the text counts as zeros.
            if left < 8 { word = word & ((1 << UInt64(left * 8)) &- 1) | 0x3030_3030_3030_3030 << UInt64(left * 8) }
            let values = word ^ 0x3030_3030_3030_3030
            var odd = (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
            if odd != 0 {
                let offset = odd.trailingZeroBitCount >> 3
                guard point == count, digits[index + offset] == UInt8(ascii: ".") else { return nil }
                point = index + offset
                odd &= odd &- 1
                guard odd == 0 else { return nil }
            }
            index += 8
        }
        return point
    }

    /// Whether the fraction begins with six zeros.
    @inline(__always)
    private static func startsWithSmallFraction(_ digits: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count > 8 else { return false }
        let word = UnsafeRawPointer(digits).loadUnaligned(as: UInt64.self)
        return word == 0x3030_3030_3030_2E30
    }

    /// The value of the first `count` bytes of a word, 1 to 7, as decimal digits; nil when one of them is none.
    @inline(__always)
    static func wholeNumber(_ word: UInt64, _ count: Int) -> Int? {
        guard count > 0 else { return nil }
        // The other bytes leave at the upper end, zeros come in as leading digits.
        return number(ofValues: (word ^ 0x3030_3030_3030_3030) << UInt64(64 - 8 * count)).map { Int($0) }
    }

    /// The value of eight decimal digits; nil when one of them is none.
    @inline(__always)
    private static func eightDigits(_ digits: UnsafePointer<UInt8>) -> UInt64? {
        number(ofValues: UnsafeRawPointer(digits).loadUnaligned(as: UInt64.self) ^ 0x3030_3030_3030_3030)
    }

    /// The value of eight digits, the first in the lowest byte. Three multiplications add neighbours up, then pairs, then fours.
    @inline(__always)
    private static func number(ofValues values: UInt64) -> UInt64? {
        guard (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080 == 0 else { return nil }
        let pairs = (values &* 10 &+ values >> 8) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
        return (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF
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
                if index + 8 <= count, coefficient < 100_000_000, let eight = NumberText.eightDigits(digits + index) {
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

    /// Appends what is not the shortest as it stands, or not certainly so.
    private static func appendLong(
        _ digits: UnsafePointer<UInt8>, _ count: Int, isNegative: Bool, to out: inout ByteBuffer
    ) -> Bool {
        // 22 places keep the arithmetic below in 128 bits.
        guard let decimal = Decimal(digits, count), (1...22).contains(decimal.places) else { return false }
        var coefficient = decimal.coefficient
        if coefficient >= 1_000_000_000_000_000 {
            if !decimal.hasExponent, isCanonical(digits, count), Shortest.isCertainly(coefficient, places: decimal.places) {
                if isNegative { out.append(UInt8(ascii: "-")) }
                out.appendShort(digits, count)
                return true
            }
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
        guard coefficient > 0, decimal.places <= 7 || coefficient >= Powers.ofTen[decimal.places - 7] else { return false }
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
        return digits[1] == UInt8(ascii: ".") && !startsWithSmallFraction(digits, count)
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

private enum Powers {
    static let ofTen: [UInt64] = (0..<20).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }
    static let ofFive: [UInt64] = (0..<27).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 5 } }
    /// The reciprocals of powers of five, as 64 bits of which the first is set, rounded down; the first is not used.
    static let ofOneFifth: [UInt64] = ofFive.map { power in
        let length = 64 - power.leadingZeroBitCount
        return UInt64(truncatingIfNeeded: (UInt128(1) << UInt128(63 + length)) / UInt128(power))
    }
}

/// The search for the shortest decimal of a double that is given as `coefficient / 10^places`.
///
/// A power of two changes no digit of a mantissa, so that `coefficient / 5^places` is looked at instead. All values are
/// multiplied by `5^places · 2^shift`, which makes them integers below 2^127: a decimal is `c << shift`, the double
/// `mantissa · 5^places << 1`, half of its last place `5^places`.
private struct Shortest {
    private let coefficient: UInt64
    private let shift: UInt128
    /// The double itself.
    private let value: UInt128
    /// Half the distance to the neighbouring doubles.
    private let half: UInt128
    private let isEven: Bool

    /// Nil when the numbers do not fit.
    init?(_ coefficient: UInt64, places: Int) {
        self.coefficient = coefficient
        let scale = Powers.ofFive[places]
        // The double is mantissa · 2^-binary with 53 bits of mantissa: numerator << binary over scale.
        let length = 64 - coefficient.leadingZeroBitCount
        var binary = 53 - (length - (64 - scale.leadingZeroBitCount))
        guard binary > 1, binary + length < 126 else { return nil }
        var (mantissa, remainder) = Self.divide(coefficient, shiftedBy: binary, by: scale)
        if mantissa >= 1 << 53 {
            binary -= 1
            (mantissa, remainder) = Self.divide(coefficient, shiftedBy: binary, by: scale)
        }
        guard mantissa >= 1 << 52, mantissa < 1 << 53, binary > 0 else { return nil }
        // Round to nearest, ties to even.
        let rest = scale - remainder
        if remainder > rest || remainder == rest && mantissa & 1 == 1 { mantissa += 1 }
        // At a power of two the interval is narrower below: left to the long way.
        guard mantissa < 1 << 53, mantissa != 1 << 52 else { return nil }
        shift = UInt128(binary) + 1
        value = UInt128(mantissa) * UInt128(scale) << 1
        half = UInt128(scale)
        isEven = mantissa & 1 == 0
    }

    /// Whether a decimal of 16 or 17 digits is beyond doubt the shortest of its double, which it nearly always is: no shorter one lies
    /// in the double's rounding interval, and none of its length lies nearer.
    ///
    /// It is multiplied by a power of a fifth in 64 bits (Lemire, "Number parsing at a gigabyte per second", section 5). Of the
    /// product's upper half 53 bits are the mantissa and at least 10 the fraction; it is at most 2 too small.
    @inline(__always)
    static func isCertainly(_ coefficient: UInt64, places: Int) -> Bool {
        let reciprocal = Powers.ofOneFifth[places]
        let shift = UInt64(coefficient.leadingZeroBitCount)
        let product = (coefficient << shift).multipliedFullWidth(by: reciprocal).high
        let fractionBits = UInt64(11 - product.leadingZeroBitCount)
        let half: UInt64 = 1 << (fractionBits - 1)
        let (sum, overflow) = product.addingReportingOverflow(half)
        let mantissa = sum >> fractionBits
        // At a power of two the interval is narrower below.
        guard !overflow, mantissa > 1 << 52, mantissa < (1 << 53) - 1 else { return false }
        let double = mantissa << fractionBits
        let unit = reciprocal >> (64 - shift)
        let error = distance(product, double)
        guard error + 3 < half, 2 * error + 8 < unit else { return false }
        let below = coefficient - coefficient % 10
        guard (below + 10).leadingZeroBitCount >= Int(shift) else { return false }
        let lower = (below << shift).multipliedFullWidth(by: reciprocal).high
        let upper = ((below + 10) << shift).multipliedFullWidth(by: reciprocal).high
        return distance(lower, double) > half + 3 && distance(upper, double) > half + 3
    }

    @inline(__always)
    private static func distance(_ a: UInt64, _ b: UInt64) -> UInt64 { a > b ? a - b : b - a }

    /// `coefficient << bits` divided by `scale`: a quotient of 53 or 54 bits, so that one instruction does it.
    @inline(__always)
    private static func divide(_ coefficient: UInt64, shiftedBy bits: Int, by scale: UInt64) -> (UInt64, UInt64) {
        let numerator = UInt128(coefficient) << UInt128(bits)
        return scale.dividingFullWidth((UInt64(numerator >> 64), UInt64(truncatingIfNeeded: numerator)))
    }

    /// The coefficient of the shortest decimal with the same scale, nearest to the double among those of its length.
    @inline(__always)
    func search() -> UInt64? {
        if coefficient >= 10_000_000_000_000_000, let found = nearest(multipleOf: 100) { return found }
        return nearest(multipleOf: 10) ?? nearest(multipleOf: 1)
    }

    /// The multiple of `unit` that lies in the rounding interval, the nearer one if two do.
    @inline(__always)
    private func nearest(multipleOf unit: UInt64) -> UInt64? {
        let whole = UInt64(truncatingIfNeeded: value >> shift)
        let below = whole - whole % unit
        let distanceBelow = value - UInt128(below) << shift
        let distanceAbove = UInt128(below + unit) << shift - value
        // Equally near: the even one, as the long way does.
        let takesBelow = distanceBelow == distanceAbove ? below / unit & 1 == 0 : distanceBelow < distanceAbove
        let (distance, found) = takesBelow ? (distanceBelow, below) : (distanceAbove, below + unit)
        return distance < half || distance == half && isEven ? found : nil
    }
}

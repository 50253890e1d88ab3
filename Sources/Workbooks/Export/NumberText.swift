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
        guard length > 0, length <= 24 else { return false }
        let isNegative = start[0] == UInt8(ascii: "-")
        let digits = start + (isNegative ? 1 : 0)
        let count = length - (isNegative ? 1 : 0)
        guard let point = pointPosition(digits, count) else { return false }
        if point == count {
            // A whole number of at most 15 digits, without leading zeros.
            guard count <= 15, count > 0, digits[0] != UInt8(ascii: "0") || count == 1 && !isNegative else { return false }
            out.appendShort(start, length)
            return true
        }
        guard point > 0, digits[count - 1] != UInt8(ascii: "0"), digits[0] != UInt8(ascii: "0") || point == 1,
            point + 1 < count
        else { return false }
        if count <= 16 {
            // DecimalText writes an exponent below 1e-7, so those take the long way.
            guard digits[0] != UInt8(ascii: "0") || !startsWithSmallFraction(digits, count) else { return false }
            out.appendShort(start, length)
            return true
        }
        return appendLong(digits, count, point: point, isNegative: isNegative, to: &out)
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

    private static let powers: [UInt64] = (0..<20).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }

    /// Appends a decimal fraction of more than 15 digits.
    private static func appendLong(
        _ digits: UnsafePointer<UInt8>, _ count: Int, point: Int, isNegative: Bool, to out: inout ByteBuffer
    ) -> Bool {
        let places = count - point - 1
        var coefficient: UInt64 = 0
        for index in 0..<count where index != point { coefficient = coefficient &* 10 &+ UInt64(digits[index] &- 48) }
        // 17 digits, which also keeps the arithmetic below in 128 bits; not so small that an exponent is due.
        guard places <= 19, count <= 20, coefficient < powers[17], coefficient >= powers[15] else { return false }
        guard let found = Shortest(coefficient: coefficient, scale: powers[places])?.search() else { return false }
        write(found, places: places, isNegative: isNegative, to: &out)
        return true
    }

    /// Writes `coefficient / 10^places` without trailing zeros.
    private static func write(_ coefficient: UInt64, places: Int, isNegative: Bool, to out: inout ByteBuffer) {
        var rest = coefficient
        var places = places
        while places > 0, rest % 10 == 0 {
            rest /= 10
            places -= 1
        }
        if isNegative { out.append(UInt8(ascii: "-")) }
        var whole = rest
        var length = 1
        while whole >= 10 {
            whole /= 10
            length += 1
        }
        let width = max(length, places + 1) + (places > 0 ? 1 : 0)
        out.reserve(width)
        out.append(repeating: UInt8(ascii: "0"), count: width)
        var index = out.count - 1
        for position in 0..<(width - (places > 0 ? 1 : 0)) {
            if position == places, places > 0 {
                out.base[index] = UInt8(ascii: ".")
                index -= 1
            }
            out.base[index] = UInt8(48 + rest % 10)
            rest /= 10
            index -= 1
        }
    }
}

/// The search for the shortest decimal of a double that is given as `coefficient / scale`.
///
/// All values are multiplied by `scale · 2^shift`, which makes them integers below 2^127:
/// a decimal is `c << shift`, the double `mantissa · scale << 1`, half of its last place `scale`.
private struct Shortest {
    private let coefficient: UInt64
    private let shift: UInt128
    /// The double itself.
    private let value: UInt128
    /// Half the distance to the neighbouring doubles.
    private let half: UInt128
    private let isEven: Bool

    /// Nil when the numbers do not fit.
    init?(coefficient: UInt64, scale: UInt64) {
        self.coefficient = coefficient
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
        let (distance, found) = distanceBelow <= distanceAbove ? (distanceBelow, below) : (distanceAbove, below + unit)
        return distance < half || distance == half && isEven ? found : nil
    }
}

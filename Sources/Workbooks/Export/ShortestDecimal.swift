/// Literals, since what is computed at first use is looked for at each.
enum Powers {
    static let ofTen: [UInt64] = [
        1, 10, 100, 1_000, 10_000,
        100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
        10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
        1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ]
    static let ofFive: [UInt64] = [
        1, 5, 25, 125, 625,
        3_125, 15_625, 78_125, 390_625, 1_953_125,
        9_765_625, 48_828_125, 244_140_625, 1_220_703_125, 6_103_515_625,
        30_517_578_125, 152_587_890_625, 762_939_453_125, 3_814_697_265_625, 19_073_486_328_125,
        95_367_431_640_625, 476_837_158_203_125, 2_384_185_791_015_625, 11_920_928_955_078_125, 59_604_644_775_390_625,
        298_023_223_876_953_125, 1_490_116_119_384_765_625,
    ]
    /// The reciprocals of powers of five, as 64 bits of which the first is set, rounded down; the first is not used.
    static let ofOneFifth: [UInt64] = [
        0x0000_0000_0000_0000, 0xCCCC_CCCC_CCCC_CCCC, 0xA3D7_0A3D_70A3_D70A, 0x8312_6E97_8D4F_DF3B,
        0xD1B7_1758_E219_652B, 0xA7C5_AC47_1B47_8423, 0x8637_BD05_AF6C_69B5, 0xD6BF_94D5_E57A_42BC,
        0xABCC_7711_8461_CEFC, 0x8970_5F41_36B4_A597, 0xDBE6_FECE_BDED_D5BE, 0xAFEB_FF0B_CB24_AAFE,
        0x8CBC_CC09_6F50_88CB, 0xE12E_1342_4BB4_0E13, 0xB424_DC35_095C_D80F, 0x901D_7CF7_3AB0_ACD9,
        0xE695_94BE_C44D_E15B, 0xB877_AA32_36A4_B449, 0x9392_EE8E_921D_5D07, 0xEC1E_4A7D_B695_61A5,
        0xBCE5_0864_9211_1AEA, 0x971D_A050_74DA_7BEE, 0xF1C9_0080_BAF7_2CB1, 0xC16D_9A00_9592_8A27,
        0x9ABE_14CD_4475_3B52, 0xF796_87AE_D3EE_C551, 0xC612_0625_7658_9DDA,
    ]
}

/// The search for the shortest decimal of a double that is given as `coefficient / 10^places`.
///
/// A power of two changes no digit of a mantissa, so that `coefficient / 5^places` is looked at instead. All values are
/// multiplied by `5^places · 2^shift`, which makes them integers below 2^127: a decimal is `c << shift`, the double
/// `mantissa · 5^places << 1`, half of its last place `5^places`.
struct Shortest {
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
        // Below 10^17, so that 7 bits at least are zero; all shifts are by 1 to 63 bits.
        let shift = UInt64(truncatingIfNeeded: coefficient.leadingZeroBitCount)
        let product = (coefficient &<< shift).multipliedFullWidth(by: reciprocal).high
        // One bit more where the product of two numbers of 64 bits has 128.
        let fractionBits = 10 &+ product >> 63
        let half: UInt64 = 1 &<< (fractionBits &- 1)
        let (sum, overflow) = product.addingReportingOverflow(half)
        let mantissa = sum &>> fractionBits
        // At a power of two the interval is narrower below.
        guard !overflow, mantissa > 1 << 52, mantissa < (1 << 53) - 1 else { return false }
        let double = mantissa &<< fractionBits
        let unit = reciprocal &>> (64 &- shift)
        let error = distance(product, double)
        guard error &+ 3 < half, 2 &* error &+ 8 < unit else { return false }
        // The multiples of ten on both sides lie beyond the interval, since the double is no farther off than `error`.
        let digit = coefficient % 10
        return min(digit, 10 &- digit) &* unit > half &+ error &+ 3
    }

    @inline(__always)
    private static func distance(_ a: UInt64, _ b: UInt64) -> UInt64 { a > b ? a &- b : b &- a }

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

import Glibc

/// Numbers as Excel and LibreOffice calculate with them: doubles, of which fifteen decimal digits count.
enum SpreadsheetArithmetic {
    /// A sum that is nothing beside its operands is zero, as in `0.1+0.2-0.3`.
    static func sum(_ a: Double, _ b: Double) -> Double { isNearlyEqual(a, -b) ? 0 : a + b }

    static func difference(_ a: Double, _ b: Double) -> Double { isNearlyEqual(a, b) ? 0 : a - b }

    /// Whether two numbers are the same in fifteen digits; also where rounding to them parts what lies side by side.
    static func areEqual(_ a: Double, _ b: Double) -> Bool {
        if a == b { return true }
        guard (a < 0) == (b < 0), a != 0, b != 0 else { return false }
        return (a - b).magnitude < min(a.magnitude, b.magnitude) * 0x1p-50
            || SignificantDecimal(magnitudeOf: a).trimmed == SignificantDecimal(magnitudeOf: b).trimmed
    }

    private static func isNearlyEqual(_ a: Double, _ b: Double) -> Bool {
        guard a != b else { return true }
        guard a != 0, b != 0 else { return false }
        let limit = min(a.magnitude, b.magnitude) * 0x1p-48
        let areWhole = a == a.rounded() && b == b.rounded() && a.magnitude < 0x1p53 && b.magnitude < 0x1p53
        return !areWhole && (a - b).magnitude < limit
    }

    /// Correctly rounded but for the last step, whatever the order (Neumaier).
    static func sum(of numbers: [Double]) -> Double {
        var sum = 0.0
        var rest = 0.0
        for number in numbers {
            let next = sum + number
            rest += sum.magnitude >= number.magnitude ? (sum - next) + number : (number - next) + sum
            sum = next
        }
        let total = sum + rest
        return total.isFinite ? total : sum
    }

    /// Half away from zero, in decimal; nil where there are no such digits.
    static func rounded(_ number: Double, digits: Double, _ rule: FloatingPointRoundingRule) -> Double? {
        guard digits.magnitude <= 20, number.isFinite else { return nil }
        let digits = Int(digits.rounded(.towardZero))
        var decimal = SignificantDecimal(magnitudeOf: number)
        let half = decimal.rounded(toPlace: -digits)
        if rule != .toNearestOrAwayFromZero {
            let cut = decimal.exponent < -digits ? decimal.cut(toPlace: -digits) : decimal
            decimal = rule == .awayFromZero && cut.trimmed != decimal.trimmed ? cut.next : cut
        } else {
            decimal = half
        }
        guard let magnitude = Double("\(decimal.coefficient)e\(decimal.exponent)") else { return nil }
        return number < 0 ? -magnitude : magnitude
    }

    /// The next whole number below, unless it is one in fifteen digits.
    static func floor(_ number: Double) -> Double {
        let nearest = number.rounded()
        return areEqual(nearest, number) ? nearest : number.rounded(.down)
    }

    /// As `&` writes a number: fifteen digits at most. Nil where programs go over to exponents, which they do at
    /// different sizes.
    static func text(_ number: Double) -> String? {
        guard number != 0 else { return "0" }
        guard number.magnitude >= 1e-4, number.magnitude < 1e15 else { return nil }
        var out: [UInt8] = []
        GeneralNumber.appendFifteenDigits(number, to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}

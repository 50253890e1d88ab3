/// Doubles as text: the shortest decimal digits that read back to the same double.
public enum DecimalText {
    /// Appends a number such as `18374.15`, `0.000001`, `74060340.18870707` or `1e+21`. Numbers from 1e-7 up to 1e21
    /// are plain decimals, others have an exponent (the rule of ECMAScript's Number::toString). Minus zero is `0`.
    public static func append(_ value: Double, to out: inout [UInt8]) {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            append(Int(whole), to: &out)
        } else {
            var text = value.description
            text.withUTF8 { digits in
                guard !digits.contains(UInt8(ascii: "e")) else { return out.append(contentsOf: string(value).utf8) }
                let isWhole = digits.count > 2 && digits[digits.count - 1] == 0x30 && digits[digits.count - 2] == 0x2E
                out.append(contentsOf: UnsafeBufferPointer(rebasing: isWhole ? digits.dropLast(2) : digits[...]))
            }
        }
    }

    /// Appends a whole number's digits.
    public static func append(_ value: Int, to out: inout [UInt8]) {
        if value < 0 { out.append(UInt8(ascii: "-")) }
        // A number of 64 bits has at most twenty digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            var rest = value.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(48 + rest % 10)
                rest /= 10
            } while rest > 0
            out.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    public static func string(_ value: Double) -> String {
        if value == 0 { return "0" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
        let text = value.description
        guard text.utf8.contains(UInt8(ascii: "e")) else {
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        return withoutExponent(text)
    }

    /// Rewrites `d.ddde±xx` as a plain decimal if the exponent allows it.
    private static func withoutExponent(_ text: String) -> String {
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        var digits = parts[0].filter(\.isNumber)
        if digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        if (0..<21).contains(exponent) {
            let zeros = exponent + 1 - digits.count
            guard zeros < 0 else { return sign + digits + String(repeating: "0", count: zeros) }
            return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
        }
        if (-7..<0).contains(exponent) { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let mantissa = digits.count == 1 ? String(digits) : "\(digits.prefix(1)).\(digits.dropFirst())"
        return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
    }
}

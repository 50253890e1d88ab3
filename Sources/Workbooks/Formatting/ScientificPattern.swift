/// A section with an exponent: `0.00E+00`, or `##0.0E+0`, whose three positions before the point make the exponent a
/// multiple of three (ECMA-376 part 1, 18.8.31). Percent signs and commas behind the digits do not scale here.
struct ScientificPattern: FormatPattern {
    private let mantissa: NumberPattern
    private let exponentDigits: NumberPattern
    /// `E` or `e`, as written.
    private let letter: UInt8
    private let showsPlus: Bool

    /// Takes a section's tokens apart at the exponent's sign.
    init(_ tokens: [FormatToken], at index: Int, showsPlus: Bool) {
        mantissa = NumberPattern(Array(tokens[..<index]))
        exponentDigits = NumberPattern(tokens[(index + 1)...].filter { $0.kind != .comma })
        letter = tokens[index].bytes[0]
        self.showsPlus = showsPlus
    }

    func append(_ number: Double, isNegative: Bool, in system: DateSystem, to out: inout [UInt8]) -> Bool {
        let magnitude = SignificantDecimal(magnitudeOf: number)
        var shift = magnitude.coefficient > 0 ? exponent(ofFirstDigitAt: magnitude.leadingPlace) : 0
        var shown = rounded(magnitude, shift)
        // 999.95 rounds to 1000.0, which is 1.0 of the next exponent.
        if shown.wholeDigits > mantissa.wholePositions {
            shift += max(1, mantissa.wholePositions)
            shown = rounded(magnitude, shift)
        }
        if isNegative, shown.coefficient > 0 { out.append(UInt8(ascii: "-")) }
        // Zero shows in every position: 000.0E+0.
        mantissa.appendRounded(shown, wholeDigits: shown.coefficient > 0 ? 0 : mantissa.wholePositions, to: &out)
        out.append(letter)
        let sign: [UInt8] = shift < 0 ? [UInt8(ascii: "-")] : showsPlus ? [UInt8(ascii: "+")] : []
        let digits = SignificantDecimal(magnitudeOf: Double(shift))
        exponentDigits.appendRounded(digits, wholeDigits: 1, lead: sign, to: &out)
        return true
    }

    private func rounded(_ number: SignificantDecimal, _ shift: Int) -> SignificantDecimal {
        number.shifted(by: -shift).rounded(toPlace: -mantissa.decimals)
    }

    /// A multiple of the positions before the point; with none of them the first digit stands behind the point.
    private func exponent(ofFirstDigitAt place: Int) -> Int {
        let width = mantissa.wholePositions
        guard width > 1 else { return width == 1 ? place : place + 1 }
        return Int((Double(place) / Double(width)).rounded(.down)) * width
    }
}

/// The General format in a column that is wide enough (ECMA-376 part 1, 18.8.30, id 0): at most eleven characters
/// without the sign, an exponent where plain decimals would lose too much.
enum GeneralNumber {
    /// Appends a finite number's magnitude, behind a minus sign when `isNegative`.
    static func append(_ number: Double, isNegative: Bool, to out: inout [UInt8]) {
        if isNegative { out.append(UInt8(ascii: "-")) }
        append(SignificantDecimal(magnitudeOf: number), to: &out)
    }

    /// Appends a number in plain decimals, with as many of its fifteen digits as it has.
    static func appendFifteenDigits(_ number: Double, to out: inout [UInt8]) {
        if number < 0 { out.append(UInt8(ascii: "-")) }
        appendPlain(SignificantDecimal(magnitudeOf: number).trimmed, to: &out)
    }

    private static func append(_ number: SignificantDecimal, to out: inout [UInt8]) {
        let place = number.leadingPlace
        // Ten digits and a point, or nine behind a leading `0.`; eleven digits without a point.
        let plain = number.rounded(toPlace: place >= 10 ? 0 : max(place - 9, -9)).trimmed
        if plain.leadingPlace > 10 { return appendScientific(number, to: &out) }
        if place < -4, plain != number.trimmed { return appendScientific(number, to: &out) }
        appendPlain(plain, to: &out)
    }

    private static func appendPlain(_ number: SignificantDecimal, to out: inout [UInt8]) {
        for place in (0..<max(1, number.wholeDigits)).reversed() { out.append(48 + number.digit(at: place)) }
        guard number.exponent < 0 else { return }
        out.append(UInt8(ascii: "."))
        for place in (number.exponent..<0).reversed() { out.append(48 + number.digit(at: place)) }
    }

    /// Six significant digits at most: `1.23457E+11`.
    private static func appendScientific(_ number: SignificantDecimal, to out: inout [UInt8]) {
        let rounded = number.rounded(toPlace: number.leadingPlace - 5).trimmed
        let exponent = rounded.leadingPlace
        appendPlain(rounded.shifted(by: -exponent), to: &out)
        out.append(UInt8(ascii: "E"))
        out.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
        let text = String(exponent.magnitude)
        if text.utf8.count < 2 { out.append(UInt8(ascii: "0")) }
        out.append(contentsOf: text.utf8)
    }
}

import Workbooks

/// Reads back what a number format shows, so that none is copied that shows another number.
struct ShownNumber {
    private let code: String
    private let format: DisplayFormat

    init(code: String) {
        self.code = code
        format = DisplayFormat(code: code)
    }

    /// Whether a number shows with all the digits that it is stored with: General alone, General between texts, and text.
    var isRaw: Bool {
        [0.000982380038, 1_234_567.891].allSatisfy {
            format.text(for: $0).contains(DisplayFormat.general.text(for: $0))
        }
    }

    /// Whether the format marks a percentage.
    var isPercentage: Bool { format.text(for: 0.5).contains("%") }

    /// Whether a reader takes the text for the number, rounded to the digits that are shown.
    ///
    /// - Parameter isExact: whether a number must not be rounded to 0.
    func shows(_ number: Double, isExact: Bool) -> Bool {
        guard let read = Reading(format.text(for: number)) else { return false }
        guard read.isNegative == (number < 0) || read.digits == 0 else { return false }
        if isExact, number != 0, read.digits == 0 { return false }
        return read.scales.contains { scale in
            (read.digits * scale - number.magnitude).magnitude <= (0.5 * read.unit + 1e-9) * scale * (1 + 1e-9)
        }
    }

    /// A number in a text.
    private struct Reading {
        var digits: Double
        /// The worth of the last digit.
        var unit = 1.0
        var isNegative: Bool
        /// What the digits may count: a letter behind them may be of a unit or of a currency.
        var scales: [Double] = [1]

        /// Nil when the text holds no number, or more than one.
        init?(_ text: String) {
            let signs = Array(text)
            func isPart(_ sign: Character) -> Bool { sign.isASCII && (sign.isNumber || sign == "," || sign == ".") }
            guard let first = signs.firstIndex(where: { $0.isASCII && $0.isNumber }) else { return nil }
            let end = signs[first...].firstIndex { !isPart($0) } ?? signs.count
            guard !signs[end...].contains(where: \.isNumber) else { return nil }
            let plain = signs[first..<end].filter { $0 != "," }
            guard plain.count(where: { $0 == "." }) <= 1, let value = Double(String(plain)) else { return nil }
            digits = value
            if let point = plain.firstIndex(of: ".") {
                for _ in plain[(point + 1)...] { unit /= 10 }
            }
            let (before, after) = (signs[..<first], signs[end...].drop(while: \.isWhitespace))
            isNegative =
                before.contains("-") || before.contains("\u{2212}") || (before.contains("(") && after.contains(")"))
            switch after.first {
            case "%": scales = [0.01]
            case "K", "k": scales.append(1e3)
            case "M", "m": scales.append(1e6)
            case "B", "b": scales.append(1e9)
            default: break
            }
        }
    }
}

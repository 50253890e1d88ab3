import Workbooks

/// Reads back what a number format shows, so that none is copied that shows another number.
struct ShownNumber {
    let code: String
    private let format: DisplayFormat
    /// Whether a number shows with all the digits that it is stored with: General alone, General between texts, and text.
    let isRaw: Bool
    /// What it shows beside a number: `AED`, `$`; empty for nothing.
    let words: String

    init(code: String) {
        self.code = code
        let format = DisplayFormat(code: code)
        self.format = format
        isRaw = [0.000982380038, 1_234_567.891].allSatisfy {
            format.text(for: $0).contains(DisplayFormat.general.text(for: $0))
        }
        words = Self.words(in: format.text(for: 1234.5))
    }

    /// Whether the format marks a percentage.
    var isPercentage: Bool { format.text(for: 0.5).contains("%") }

    /// Whether a reader takes the text for the number, rounded to the digits that are shown.
    ///
    /// - Parameter isExact: whether most of the number must be left of it.
    func shows(_ number: Double, isExact: Bool) -> Bool {
        guard let read = Reading(format.text(for: number)) else { return false }
        guard read.isNegative == (number < 0) || read.digits == 0 else { return false }
        let lost = (read.digits * read.scale - number.magnitude).magnitude
        if isExact, number != 0, read.digits == 0 || lost > Self.mostLost * number.magnitude { return false }
        return lost <= (0.5 * read.unit + 1e-9) * read.scale * (1 + 1e-9)
    }

    /// Whether a reader takes the text for another value: a date, a number that is not its rounding, or one that is more than half of it off.
    func misleads(_ number: Double) -> Bool {
        guard shows(number, isExact: false), let read = Reading(format.text(for: number)) else { return true }
        return (read.digits * read.scale - number.magnitude).magnitude > 0.5 * number.magnitude
    }

    /// The part of a figure that rounding may take or add.
    private static let mostLost = 0.25

    /// Words behind a number that say what its digits count.
    private static let scales: [String: Double] = [
        "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9, "lakh": 1e5, "cr": 1e7,
    ]

    /// What a format shows beside a number: the signs and words of currencies and units, without those that count its digits.
    private static func words(in text: String) -> String {
        let words = text.filter {
            !$0.isNumber && !$0.isWhitespace && !",.-+()%'\u{2212}\u{200E}\u{200F}\u{61C}".contains($0)
        }
        return scales[words.lowercased()] == nil ? words : ""
    }

    /// A number in a text.
    private struct Reading {
        var digits: Double
        /// The worth of the last digit.
        var unit = 1.0
        var isNegative: Bool
        /// What the digits count.
        var scale = 1.0

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
            if after.first == "%" {
                scale = 0.01
            } else if let known = ShownNumber.scales[String(after.prefix(while: \.isLetter)).lowercased()] {
                scale = known
            }
        }
    }
}

/// The number formats that a workbook's cells have, each looked at once: a tracker has thousands of cells and a dozen formats.
struct ShownFormats {
    private struct Question: Hashable {
        var code: String
        var choice: FormatChoice
    }

    private var shown: [String: ShownNumber] = [:]
    private var answers: [Question: Bool] = [:]

    /// How a format shows numbers.
    mutating func format(_ code: String) -> ShownNumber {
        if let known = shown[code] { return known }
        let new = ShownNumber(code: code)
        shown[code] = new
        return new
    }

    /// As `FormatChoice.takes(_:value:)`.
    mutating func takes(_ choice: FormatChoice, _ code: String, value: Double?) -> Bool {
        let format = format(code)
        let question = Question(code: code, choice: choice)
        let suits = answers[question] ?? choice.suits(format)
        answers[question] = suits
        return suits && (value.map { format.shows($0, isExact: true) } ?? true)
    }
}

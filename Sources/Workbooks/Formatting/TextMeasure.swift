/// Estimates how much room a text takes in a cell. A workbook does not hold its fonts, so that widths are those of common
/// sans-serif fonts, rather too wide than too narrow.
public struct TextMeasure: Sendable {
    private let font: CellFont
    /// The size of the font's digit beside that of the workbook's first font, in whose digits columns are measured.
    private let scale: Double

    /// - Parameters:
    ///   - font: that of the cell.
    ///   - base: the workbook's first font.
    public init(font: CellFont, base: CellFont) {
        self.font = font
        scale = Self.digit(of: font) / Self.digit(of: base)
    }

    /// The most points that a row is high (Excel specifications and limits).
    public static let highestRow = 409.5

    /// What a column's width includes for its edges, in digits of the workbook's first font (18.3.1.13 col).
    private static let edges = 0.75

    /// In points, with the room between lines.
    public var lineHeight: Double { (font.size * 1.3 + 1).rounded(.up) }

    /// Over how many lines a text goes in columns of a width together, in digits of the workbook's first font.
    public func lines(of text: String, width: Double) -> Int {
        let room = max(1, (width - Self.edges) / scale)
        let paragraphs = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return paragraphs.reduce(0) { $0 + lines(ofParagraph: $1, room: room) }
    }

    /// Whether a number's text goes into columns of a width together; where it does not, programs show `###`.
    public func fits(_ number: String, width: Double) -> Bool {
        self.width(of: number[...]) <= (width - Self.edges) / scale
    }

    private func lines(ofParagraph text: Substring, room: Double) -> Int {
        let whole = width(of: text)
        guard whole > room else { return 1 }
        var (lines, used) = (1, 0.0)
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let length = width(of: word)
            let blank = used > 0 ? Self.width(of: " ") : 0
            if used + blank + length <= room {
                used += blank + length
                continue
            }
            if used > 0 { lines += 1 }
            // A word that is longer than a line is broken.
            let further = max(0, (length / room).rounded(.up) - 1)
            lines += Int(further)
            used = length - further * room
        }
        return lines
    }

    private func width(of text: Substring) -> Double {
        text.unicodeScalars.reduce(0) { $0 + Self.width(of: $1) } * (font.isBold ? 1.07 : 1)
    }

    /// The width of a sign in digits of the same font.
    private static func width(of sign: Unicode.Scalar) -> Double {
        switch sign {
        case "i", "j", "l", "'", "|", "\u{200B}": 0.45
        case " ", ".", ",", ":", ";", "!", "I", "/", "f", "t", "(", ")", "[", "]": 0.55
        case "-", "r": 0.65
        case "c", "k", "s", "v", "x", "y", "z": 0.92
        case "m", "M", "W": 1.6
        case "w": 1.4
        case "G", "O", "Q", "&": 1.35
        case "%", "@": 1.7
        case "A"..."Z": 1.25
        case "0"..."9": 1
        case "\u{1100}"..."\u{115F}", "\u{2E80}"..."\u{A4CF}", "\u{AC00}"..."\u{D7A3}", "\u{F900}"..."\u{FAFF}",
            "\u{FE30}"..."\u{FE4F}", "\u{FF00}"..."\u{FF60}", "\u{1F300}"..."\u{1FAFF}", "\u{20000}"..."\u{3FFFF}":
            2
        case "\u{300}"..."\u{36F}": 0
        default: sign.isASCII ? 1.04 : 1.2
        }
    }

    /// The width of a font's digit, in points.
    private static func digit(of font: CellFont) -> Double { font.size * (digits[font.name.lowercased()] ?? 0.556) }

    /// Widths of digits as parts of the font's size, from the fonts' own metrics.
    private static let digits: [String: Double] = [
        "calibri": 0.507, "carlito": 0.507, "arial": 0.556, "helvetica": 0.556, "verdana": 0.636, "tahoma": 0.546,
        "times new roman": 0.5, "segoe ui": 0.539, "cambria": 0.554, "aptos": 0.561, "aptos narrow": 0.507,
        "courier new": 0.6,
    ]
}

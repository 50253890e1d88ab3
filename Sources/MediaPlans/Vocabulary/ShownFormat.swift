import Workbooks

/// What a number format shows beside a number: a currency, and a unit that the stored number may lack.
struct ShownFormat {
    /// The currency that it shows; nil where it shows none.
    let currency: CurrencyMark?
    let code: String
    /// Whether it shows 0.5 as 50%.
    let showsPercent: Bool
    private let format: DisplayFormat
    private let units: [String: Int]

    init(code: String, vocabulary: Vocabulary) {
        self.code = code
        format = DisplayFormat(code: code)
        units = vocabulary.unitIndex
        let half = format.text(for: 0.5)
        showsPercent = half.contains("%") && Shown(half, units).value > 5
        let shown = Shown(format.text(for: 1234.5), units)
        currency = Self.currency(of: shown.words)
    }

    /// The power of ten by which a stored number becomes the one that is shown: 6 for 0.34 that is shown as `0.34M`, 0 where the format itself divides.
    func power(of number: Double) -> Int {
        let shown = Shown(format.text(for: number), units)
        guard shown.power > 0, number != 0 else { return 0 }
        // Where rounding leaves nothing, a larger number tells.
        guard shown.value > 0 else { return number.magnitude < 1e8 ? power(of: 123_456_789) : 0 }
        let (size, half) = (number.magnitude, shown.step / 2 * (1 + 1e-9))
        let unit = UnitScale.scaled(1, power: shown.power)
        let (full, bound) = (shown.value * unit, half * unit)  // fits: doubles
        if (full - size).magnitude <= bound { return 0 }
        return (shown.value - size).magnitude <= half ? shown.power : 0
    }

    private static func currency(of words: [String]) -> CurrencyMark? {
        guard var mark = words.lazy.compactMap({ CurrencyMark($0) }).first else { return nil }
        mark.isWeak = mark.text == "$"
        return mark
    }

    /// A shown text taken apart.
    private struct Shown {
        var value = 0.0
        /// What the last digit counts.
        var step = 1.0
        /// Of the unit behind the digits.
        var power = 0
        /// Other words around them.
        var words: [String] = []

        init(_ text: String, _ units: [String: Int]) {
            var digits = ""
            var isBehind = false
            var word = ""
            func isWord(_ character: Character) -> Bool {
                character.isLetter || character.isCurrencySymbol || character == "'" || character == "’"
            }
            var found: [(text: String, isBehind: Bool)] = []
            func end() {
                if !word.isEmpty { found.append((word, isBehind)) }
                word = ""
            }
            for character in text {
                if character.isASCII, character.isNumber, word.isEmpty || !isBehind {
                    if !isBehind, !word.isEmpty { end() }
                    if isBehind { continue }
                    digits.append(character)
                } else if !digits.isEmpty, !isBehind, character == "." || character == "," {
                    if character == "." { digits.append(character) }
                } else {
                    if !digits.isEmpty, !isBehind {
                        end()
                        isBehind = true
                    }
                    if isWord(character) || isBehind && character.isNumber { word.append(character) } else { end() }
                }
            }
            end()
            value = Double(digits.hasSuffix(".") ? String(digits.dropLast()) : digits) ?? 0
            if let point = digits.firstIndex(of: ".") {
                for _ in digits[digits.index(after: point)...] { step /= 10 }
            }
            for entry in found {
                let key = normalised(entry.text)
                if entry.isBehind, power == 0, let known = units[key] {
                    power = known
                } else {
                    words.append(entry.text)
                }
            }
        }
    }
}

/// The formats of a sheet's cells, each looked at once.
struct ShownFormats {
    private var known: [String: ShownFormat] = [:]

    mutating func format(_ code: String, _ vocabulary: Vocabulary) -> ShownFormat {
        if let format = known[code] { return format }
        let format = ShownFormat(code: code, vocabulary: vocabulary)
        known[code] = format
        return format
    }

    /// The power of ten that a cell's format gives its number.
    mutating func power(of cell: Cell, in row: SheetRow, _ vocabulary: Vocabulary) -> Int {
        guard !row.formats.isEmpty, let code = row.formats[cell.reference.column], let number = cell.value.number else {
            return 0
        }
        return format(code, vocabulary).power(of: number)
    }
}

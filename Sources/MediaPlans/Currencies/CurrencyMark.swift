/// What signs of currencies may mean.
public enum CurrencySigns {
    /// Currencies that are written with `$`.
    public static let dollars: Set<String> = [
        "USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "JMD", "TTD", "BSD", "BBD",
        "BZD", "FJD", "NAD", "LRD", "XCD", "BMD", "BND", "BRL", "DOP", "GYD", "KYD", "SBD", "SRD",
    ]
}

/// What is written or shown beside an amount and says its currency: a code, a name, or a sign that several currencies may have.
struct CurrencyMark: Equatable {
    /// As it is written.
    var text: String
    /// What it may mean.
    var codes: Set<String>
    /// What it means where nothing else says the currency; nil where that cannot be told.
    var usual: String?
    /// Whether another currency that the line names is believed instead: `$` is a number format that many sheets have by default.
    var isWeak = false

    init(code: String) { (text, codes, usual) = (code, [code], code) }

    private init(_ text: String, _ codes: Set<String>, usual: String?) {
        (self.text, self.codes, self.usual) = (text, codes, usual)
    }

    /// What a word or sign beside a number means; nil for one that names no currency. A word such as `top` or `all` does not.
    init?(_ word: String) {
        let word = word.trimmed()
        if let sign = Self.signs[word] {
            self = sign
        } else if let code = Currency.code(word), Currency.isCode(word) || !Currency.isCode(word.uppercased()) {
            self.init(code: code)
            text = word
        } else {
            return nil
        }
    }

    /// Signs by themselves, with what they may mean.
    private static let signs: [String: CurrencyMark] = {
        let table: [(String, Set<String>, String?)] = [
            ("$", CurrencySigns.dollars, "USD"), ("€", ["EUR"], "EUR"),
            ("£", ["GBP", "EGP", "LBP", "SYP", "SDG", "GIP", "FKP", "SHP"], "GBP"), ("¥", ["JPY", "CNY"], nil),
            ("￥", ["JPY", "CNY"], nil), ("₹", ["INR"], "INR"), ("₺", ["TRY"], "TRY"), ("₽", ["RUB"], "RUB"),
            ("₩", ["KRW", "KPW"], "KRW"), ("₪", ["ILS"], "ILS"), ("₦", ["NGN"], "NGN"), ("฿", ["THB"], "THB"),
            ("﷼", ["SAR", "QAR", "OMR", "YER", "IRR"], nil), ("Dh", ["AED", "MAD"], nil),
        ]
        return table.reduce(into: [:]) { $0[$1.0] = CurrencyMark($1.0, $1.1, usual: $1.2) }
    }()

    /// The signs as they are written.
    static var signTexts: [String] { Array(signs.keys) }

    /// The sign that stands alone in a header's bracket or behind its name: `Spend ($)`. Of signs with one meaning the header's code is read elsewhere.
    init?(inHeader header: String) {
        guard let sign = header.last(where: { $0.isCurrencySymbol }), let mark = Self.signs[String(sign)],
            !header.split(whereSeparator: { !$0.isLetter }).contains(where: { Currency.isCode(String($0)) })
        else { return nil }
        self = mark
    }
}

/// A number's text without the currency that stands before or behind its digits.
extension CurrencyMark {
    /// `AED 90.00`, `90.00 AED`, `€90`, `US$ 1,000`: the mark and the rest; nil where no currency is written.
    static func parted(_ text: String) -> (mark: CurrencyMark, rest: String)? {
        guard let first = text.utf8.first, let last = text.utf8.last, !isPlain(first) || !isPlain(last) else {
            return nil
        }
        // A sign or a bracket may stand outside of the mark: `-$5`, `(€ 5)`.
        let head = text.prefix { "-+( \u{2212}".contains($0) }
        let body = text.dropFirst(head.count)
        let before = body.prefix { !isOfNumber($0) }
        if !before.isEmpty, before.count <= longest, let mark = CurrencyMark(String(before)) {
            return (mark, String(head) + String(body.dropFirst(before.count)))
        }
        let tail = String(body.reversed().prefix { $0 == ")" || $0 == " " }.reversed())
        let front = body.dropLast(tail.count)
        let behind = String(front.reversed().prefix { !isOfNumber($0) }.reversed())
        if !behind.isEmpty, behind.count <= longest, let mark = CurrencyMark(behind) {
            return (mark, String(head) + String(front.dropLast(behind.count)) + tail)
        }
        return nil
    }

    private static let longest = 24

    private static func isPlain(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    private static func isOfNumber(_ character: Character) -> Bool {
        character.isNumber || character == "-" || character == "+" || character == "("
    }
}

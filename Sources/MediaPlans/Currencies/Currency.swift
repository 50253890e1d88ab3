/// Codes of currencies (ISO 4217), and where headers name them.
enum Currency {
    /// The codes in use, but for ALL, which headers such as `Clicks (all)` hold as a word.
    private static let codes = Set(
        """
        AED AFN AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK
        DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
        KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB
        PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
        TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// Signs that mean one currency; `$` means many.
    private static let signs: [(sign: String, code: String)] = [("€", "EUR"), ("£", "GBP"), ("₹", "INR"), ("₺", "TRY")]

    static func isCode(_ text: String) -> Bool { codes.contains(text) }

    /// The code that a text stands for: the code itself in any case, with blanks around it, a sign of one currency (`US$`), or its name.
    static func code(_ text: String) -> String? {
        if isCode(text) { return text }
        let text = text.trimmed()
        let code = text.uppercased()
        if isCode(code) { return code }
        if let sign = signsOfOne[code] { return sign }
        return text.utf8.count > 3 ? names[normalised(text)] : nil
    }

    /// Signs and short names that stand for one currency where nothing else stands beside them.
    private static let signsOfOne = [
        "US$": "USD", "$US": "USD", "USD$": "USD", "U.S.$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
        "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "€": "EUR", "£": "GBP", "₹": "INR",
        "₺": "TRY", "E£": "EGP", "DHS": "AED", "DHS.": "AED", "SR": "SAR", "S.R.": "SAR", "KD": "KWD", "BD": "BHD",
        "QR": "QAR", "LE": "EGP", "L.E.": "EGP",
    ]

    /// Names as people write them, in the form of `normalised`.
    private static let names: [String: String] = {
        let plain = [
            "us dollar": "USD", "united states dollar": "USD", "euro": "EUR", "uae dirham": "AED",
            "emirati dirham": "AED", "saudi riyal": "SAR", "egyptian pound": "EGP", "kuwaiti dinar": "KWD",
            "moroccan dirham": "MAD", "tunisian dinar": "TND", "jordanian dinar": "JOD", "british pound": "GBP",
            "pound sterling": "GBP", "qatari riyal": "QAR", "omani rial": "OMR", "omani riyal": "OMR",
            "bahraini dinar": "BHD", "indian rupee": "INR", "turkish lira": "TRY", "lebanese pound": "LBP",
            "algerian dinar": "DZD",
        ]
        return plain.reduce(into: plain) { names, entry in names[entry.key + "s"] = entry.value }
    }()

    /// The letters of all codes, names and signs that are read beside a number.
    static let letters: Set<LetterHash> = Set(
        (Array(codes) + Array(signsOfOne.keys) + Array(names.keys) + CurrencyMark.signTexts).map { LetterHash($0) }
            .filter { $0.count > 0 })

    /// Whether the words behind a header's name, normalised, only say a currency: a code, a name, a sign, or whose currency it is.
    static func isRemark(_ words: Substring) -> Bool {
        let words = words.split(separator: " ").map(String.init)
        if names[words.joined(separator: " ")] != nil { return true }
        return words.allSatisfy { word in
            // A sign of another script has one letter.
            let isSign = word.count == 1 && word.utf8.count > 1
            return isSign || remarkWords.contains(word) || code(word) != nil
        }
    }

    private static let remarkWords: Set<String> = [
        "currency", "account", "advertiser", "adv", "partner", "local", "campaign", "reporting", "report", "billing",
        "client", "in", "us", "loc",
    ]

    /// The currency that a remark says the amounts are in: `All figures in AED`, `Currency: USD`, `(in SAR)`.
    static func ofAmounts(_ text: String) -> String? {
        guard text.utf8.count <= 120 else { return nil }
        guard mayName(text) else { return nil }
        let words = text.split { !$0.isOfWord }.map(String.init)
        for (word, code) in zip(words, words.dropFirst()) where isCode(code) {
            if ["in", "currency"].contains(word.lowercased()) { return code }
        }
        // `Figures in thousands of SAR`, `Prices are in € net`
        let lower = words.map { $0.lowercased() }
        guard let start = lower.firstIndex(of: "in"), lower.contains(where: Self.amountWords.contains) else {
            return nil
        }
        let codes = Set(words[start...].filter { isCode($0) })
        if codes.count == 1 { return codes.first }
        return codes.isEmpty ? signs.first { text.contains($0.sign) }?.code : nil
    }

    private static let amountWords: Set<String> = [
        "amount", "amounts", "figure", "figures", "price", "prices", "cost", "costs", "budget", "budgets", "spend",
        "value", "values", "number", "numbers",
        "rates", "all",
    ]

    /// Whether the text may name a currency: it has a word of three capital letters, or a sign, which is not ASCII. Every cell of a row that may be a
    /// header is asked, so the bytes decide.
    private static func mayName(_ text: String) -> Bool {
        var capitals = 0
        var others = 0
        for byte in text.utf8 {
            if byte >= 0x80 { return true }
            if byte &- 0x41 < 26 {
                capitals += 1
            } else if byte &- 0x30 < 10 || byte &- 0x61 < 26 {
                others += 1
            } else {
                if capitals == 3, others == 0 { return true }
                (capitals, others) = (0, 0)
            }
        }
        return capitals == 3 && others == 0
    }

    /// A header without the currency that it names, and its code: `Amount spent (USD)`, `Spend [AED]`, `Cost USD`, `Media Cost - KWD`.
    static func parted(_ header: String) -> (header: String, code: String)? {
        guard mayName(header) else { return nil }
        let words = header.split { !$0.isOfWord }
        let found = words.filter { isCode(String($0)) }
        if found.isEmpty, words.count >= 1, let (sign, code) = signs.first(where: { header.contains($0.sign) }) {
            return (header.replacing(sign, with: " "), code)
        }
        guard words.count > 1, found.count == 1, let word = found.first else { return nil }
        let rest = header[..<word.startIndex] + " " + header[word.endIndex...]
        return (String(rest), String(word))
    }
}

extension Record {
    /// The currency of the amounts: its code, or what is written for it where that is none; nil where nothing is.
    public var currency: String? {
        self[.localCurrency].text.map { Currency.code($0) ?? $0.trimmed().uppercased() }
    }
}

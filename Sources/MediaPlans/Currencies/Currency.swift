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

    /// The code of a text that is one, in any case, with blanks around it.
    static func code(_ text: String) -> String? {
        let code = text.trimmed().uppercased()
        return isCode(code) ? code : nil
    }

    /// The currency that a remark says the amounts are in: `All figures in AED`, `Currency: USD`, `(in SAR)`.
    static func ofAmounts(_ text: String) -> String? {
        guard text.utf8.count <= 120 else { return nil }
        guard mayName(text) else { return nil }
        let words = text.split { !$0.isOfWord }.map(String.init)
        for (word, code) in zip(words, words.dropFirst()) where isCode(code) {
            if ["in", "currency"].contains(word.lowercased()) { return code }
        }
        return nil
    }

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

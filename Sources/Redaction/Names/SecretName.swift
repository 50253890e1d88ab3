/// What a name says of its value.
enum SecretName {
    /// The value is secret.
    case secret
    /// It may be a secret, or a count: a number under it stays.
    case countOrSecret
    /// The value is about a secret, such as the path of its file.
    case about

    /// Judges an identifier such as `DB_PASSWORD`, `clientSecret`, `spring.datasource.password`; nil when it says nothing.
    static func judging(_ name: Substring.UTF8View) -> SecretName? { judging(words: words(of: Array(name))) }

    static func judging(_ bytes: some Collection<UInt8>) -> SecretName? { judging(words: words(of: Array(bytes))) }

    static func judging(words: [String]) -> SecretName? {
        guard let (stem, end) = lastStem(in: words) else { return nil }
        let rest = words[end...]
        if words[stem] == "pass", let next = rest.first, SecretWords.afterPass.contains(next) { return nil }
        let before = words[..<stem]
        if rest.contains(where: SecretWords.about.contains) {
            return isCounted(words[stem], before, rest) ? .countOrSecret : .about
        }
        if before.last.map(["no", "missing", "unknown", "without", "invalid", "unexpected"].contains) == true,
            rest.isEmpty,
            end - stem == 1
        {
            return .about
        }
        let weak: Set<String> = [
            "pass", "token", "tokens", "pin", "sid", "sig", "pat", "sas", "salt", "cookies", "auth",
        ]
        if end - stem == 1, weak.contains(words[stem]), rest.isEmpty || isCounted(words[stem], before, rest) {
            return isCounted(words[stem], before, rest) || ["tokens", "pass", "token", "cookies"].contains(words[stem])
                ? .countOrSecret : .secret
        }
        return .secret
    }

    private static func isCounted(_ stem: String, _ before: ArraySlice<String>, _ rest: ArraySlice<String>) -> Bool {
        guard stem == "tokens" || stem == "token" else { return false }
        return before.contains(where: SecretWords.counted.contains)
            || rest.contains(where: SecretWords.counted.contains)
    }

    /// Where the last of the words that say it stands.
    private static func lastStem(in words: [String]) -> (Int, Int)? {
        for index in words.indices.reversed() {
            if index > 0, SecretWords.pairs.contains("\(words[index - 1]) \(words[index])") {
                return (index - 1, index + 1)
            }
            if isStem(words[index]) { return (index, index + 1) }
            // `report_key`, `signingKey`: any key but those that are known to be open.
            if words[index] == "key" || words[index] == "keys", index > 0, index == words.count - 1,
                !SecretWords.openKeys.contains(words[index - 1]), words[index - 1].first?.isNumber != true
            {
                return (index, index + 1)
            }
        }
        return nil
    }

    private static func isStem(_ word: String) -> Bool {
        if SecretWords.alone.contains(word) { return true }
        return SecretWords.endings.contains { word.count > $0.count && word.hasSuffix($0) }
            || word.hasPrefix("password") && !["passwordless"].contains(word)
            || word.hasSuffix("pass")
                && [
                    "db", "ssh", "ldap", "pg", "sql", "vnc", "vpn", "proxy", "user", "my", "root", "admin", "smtp",
                    "ftp", "mail", "store", "key",
                ].contains {
                    word.hasPrefix($0)
                }
    }

    /// The words of an identifier in lower case: parted by signs, by humps and by digits.
    static func words(of bytes: [UInt8]) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func end() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word = []
        }
        for (index, byte) in bytes.enumerated() {
            guard Text.isLetter(byte) || byte >= 0x80 else {
                end()
                continue
            }
            if Text.isUpper(byte), index > 0 {
                let isHump = Text.isLower(bytes[index - 1])
                let endsCapitals =
                    Text.isUpper(bytes[index - 1]) && index + 1 < bytes.count && Text.isLower(bytes[index + 1])
                if isHump || endsCapitals { end() }
            }
            word.append(Text.isUpper(byte) ? byte | 0x20 : byte)
        }
        end()
        return words
    }
}

/// Finds values by the names that stand before them, in the notations of configuration, code, logs and commands.
struct NamedValues {
    let text: Text
    private let reader: ValueReader
    private let siblings: SiblingValues

    init(_ text: Text, open: OpenValues? = nil) {
        self.text = text
        reader = ValueReader(text: text, open: open)
        siblings = SiblingValues(text: text, open: open)
    }

    /// The values of one name.
    func values(of hit: NameFinder.Hit) -> [Range<Int>] {
        let name = hit.range
        // What is about a secret has a value that may be read, except where its text names another: `name="password"`.
        if hit.kind == .about || isKeyFile(name) { return [] }
        let line = LineContext(before: name.lowerBound, in: text, end: name.upperBound)
        let found = candidates(name, line)
        return found.filter { !$0.isEmpty && !reader.isHarmless($0, hit.kind) && !isFolder($0, name) }
    }

    /// `./config/service.key: …`: the path of a file, with what is said of it.
    private func isKeyFile(_ name: Range<Int>) -> Bool {
        text[name.lowerBound - 1] == UInt8(ascii: "/") && text[name.upperBound] == UInt8(ascii: ":")
            && [".key", ".pem", ".token", ".secret"].contains(where: text.lowercased(name).hasSuffix)
    }

    /// `PWD` is the working folder, too (POSIX, environ(7)).
    private func isFolder(_ value: Range<Int>, _ name: Range<Int>) -> Bool {
        (text[value.lowerBound] == UInt8(ascii: "/") || text[value.lowerBound + 1] == UInt8(ascii: ":"))
            && ["pwd", "oldpwd"].contains(text.lowercased(name))
    }

    private func candidates(_ name: Range<Int>, _ line: LineContext) -> [Range<Int>] {
        if let beside = siblings.values(ofNameAt: name) { return beside }
        var (behind, isClosed) = closers(from: name.upperBound)
        var separator = text.skipBlanks(behind, limit: 16)
        if isClosed, text[separator] == 0x0A || text[separator] == 0x0D {
            let next = text.skipWhitespace(separator, limit: 64)
            if [UInt8](":=".utf8).contains(text[next]) { separator = next }
        }
        if text.bytes[min(behind, text.count)..<min(separator, text.count)].contains(0x09),
            let cell = cell(behind: name, separator)
        {
            return [cell]
        }
        if let (start, kind) = valueStart(at: separator, isClosed: isClosed) {
            return reader.value(at: start, name: name, kind, line)
        }
        switch text[separator] {
        case UInt8(ascii: "("):
            return separator == name.upperBound ? reader.scalars(inBracketsAt: separator, onlyQuoted: true).ranges : []
        case UInt8(ascii: ","): return isClosed ? pair(name, separator, line) : []
        case UInt8(ascii: "|"): return tableCell(name, separator).map { [$0] } ?? []
        default: break
        }
        if dashes(before: name) > 0 {
            return option(name, separator, behind: behind)
        }
        // A question, or a name in code or bold of Markdown, has its value behind it all the same.
        guard separator > behind,
            !isClosed || [UInt8]("`*~?".utf8).contains(text[behind - 1]) || isVerb(at: separator)
        else { return [] }
        behind = separator
        return word(behind: name, at: separator, line)
    }

    /// `"password" changed to …`
    private func isVerb(at start: Int) -> Bool {
        Self.verbs.contains(text.lowercased(start..<shellWord(at: start).upperBound))
    }

    /// Over the quotes and brackets that end a name.
    private func closers(from start: Int) -> (Int, Bool) {
        var index = start
        while index - start < 10, Text.isQuote(text[index]) || [UInt8]("\\])?*~".utf8).contains(text[index]) {
            if text[index] == UInt8(ascii: ")") || text[index] == UInt8(ascii: "]"), index == start { break }
            index += 1
        }
        if index == start, text[index] == UInt8(ascii: "]") { index += 1 }
        return (index, index > start)
    }

    /// Where the value begins behind `=`, `:`, `=>`, `:=`, `->`.
    private func valueStart(at index: Int, isClosed: Bool) -> (Int, ValueReader.Separator)? {
        let next = text[index + 1]
        switch text[index] {
        case UInt8(ascii: "="):
            if next == UInt8(ascii: "~") { return nil }
            var end = index + 1
            while text[end] == UInt8(ascii: "="), end - index < 3 { end += 1 }
            if text[end] == UInt8(ascii: ">"), !text.hasPrefix("><", at: end) {
                end += 1; return (text.skipWhitespace(end), .other)
            }
            return (end, .equals)
        case UInt8(ascii: ":"):
            if next == UInt8(ascii: ":"), [0x20, 0x09].contains(text[index + 2]) {
                // A value in base64 of LDIF (RFC 2849): `userPassword:: …`.
                return (index + 2, .colon)
            }
            if next == UInt8(ascii: ":") || next == UInt8(ascii: "/") && text[index + 2] == UInt8(ascii: "/") {
                return nil
            }
            return next == UInt8(ascii: "=") ? (index + 2, .equals) : (index + 1, .colon)
        case UInt8(ascii: "-"), UInt8(ascii: "~"): return next == UInt8(ascii: ">") ? (index + 2, .equals) : nil
        case UInt8(ascii: "!"): return next == UInt8(ascii: "=") ? (index + 2, .other) : nil
        case UInt8(ascii: "<"): return next == UInt8(ascii: "-") ? (index + 2, .equals) : nil
        case UInt8(ascii: "?"): return next == UInt8(ascii: "=") ? (index + 2, .equals) : nil
        case UInt8(ascii: "+"): return next == UInt8(ascii: "=") ? (index + 2, .equals) : nil
        default: return nil
        }
    }

    // MARK: Pairs and cells

    /// `["--password", "…"]`, `("password", "…")`, `set("password", "…")`: the string behind the name.
    private func pair(_ name: Range<Int>, _ comma: Int, _ line: LineContext) -> [Range<Int>] {
        let next = text.skipWhitespace(comma + 1)
        guard let value = reader.joined(at: next) else { return [] }
        if dashes(before: name) > 0 { return [value.content] }
        var open = name.lowerBound - 1
        while open >= 0,
            Text.isQuote(text[open]) || text[open] == UInt8(ascii: "\\") || Text.isWhitespace(text[open])
                || Text.isLetter(text[open]) && Text.isQuote(text[open + 1])
        { open -= 1 }
        // Name and value stand first and second, and are two or the arguments of a call.
        guard text[open] == UInt8(ascii: "(") || text[open] == UInt8(ascii: "[") else { return [] }
        let isCall = text[open] == UInt8(ascii: "(")
        let end = text.skipWhitespace(value.end)
        let isSecond = text[end] == UInt8(ascii: ")") || text[end] == UInt8(ascii: "]")
        return isCall || isSecond ? [value.content] : []
    }

    /// The field behind the name's, in a table with tabs; an empty range where no field is a value.
    private func cell(behind name: Range<Int>, _ start: Int) -> Range<Int>? {
        var first = name.lowerBound
        while Text.isQuote(text[first - 1]) { first -= 1 }
        guard first == 0 || text[first - 1] == 0x0A || text[first - 1] == 0x09 else { return nil }
        var end = start
        while end < text.count, text[end] != 0x09, text[end] != 0x0A, end - start < ValueReader.longest { end += 1 }
        let range = text.trimmed(start..<end)
        let line = LineContext(before: name.lowerBound, in: text).start..<text.lineEnd(of: end)
        let fields = SecretColumns.split(line, by: .byte(0x09), in: text)
        if isType(range) {
            let cells = fields.drop { $0.lowerBound <= range.lowerBound }
            return cells.first { !isTypeNote($0) } ?? end..<end
        }
        let isRecord = fields.count < 3 || fields.contains { !$0.isEmpty && $0.allSatisfy { Text.isDigit(text[$0]) } }
        return !isRecord && isHeaderWord(range) ? nil : range
    }

    /// The cell behind the name's in `| password | … |`.
    private func tableCell(_ name: Range<Int>, _ bar: Int) -> Range<Int>? {
        var before = name.lowerBound - 1
        while text[before] == 0x20 || text[before] == 0x2A || text[before] == 0x60 { before -= 1 }
        guard text[before] == UInt8(ascii: "|") || text[before] == 0x0A || before < 0 else { return nil }
        var end = bar + 1
        while end < text.count, text[end] != UInt8(ascii: "|"), text[end] != 0x0A { end += 1 }
        let range = text.trimmed((bar + 1)..<end)
        if isType(range) {
            let cells = SecretColumns.split((end + 1)..<text.lineEnd(of: end), by: .byte(UInt8(ascii: "|")), in: text)
            return cells.first { !isTypeNote($0) }
        }
        return isHeaderWord(range) ? nil : range
    }

    /// Whether a cell looks like the name of another column.
    func isHeaderWord(_ range: Range<Int>) -> Bool {
        range.count <= 30 && !range.isEmpty
            && text.bytes[range].allSatisfy {
                Text.isLetter($0) || $0 == 0x20 || $0 == 0x5F || $0 == 0x2D || $0 == 0x3A
            }
            && SecretName.judging(text.bytes[range]) == nil && !hasHumps(range)
    }

    private func hasHumps(_ range: Range<Int>) -> Bool {
        range.dropFirst().contains { Text.isUpper(text[$0]) && Text.isLower(text[$0 - 1]) }
    }

    // MARK: Words

    private func dashes(before name: Range<Int>) -> Int {
        var count = 0
        while text[name.lowerBound - 1 - count] == UInt8(ascii: "-"), count < 3 { count += 1 }
        if count == 0, text[name.lowerBound - 1] == UInt8(ascii: "/"), Text.isWhitespace(text[name.lowerBound - 2]) {
            return 1
        }
        let before = text[name.lowerBound - 1 - count]
        return count > 0
            && (before == 0 || Text.isWhitespace(before) || Text.isQuote(before) || before == UInt8(ascii: "["))
            ? count : 0
    }

    /// The word behind an option; in a list of YAML, the next item.
    private func option(_ name: Range<Int>, _ start: Int, behind: Int) -> [Range<Int>] {
        if text[start] == 0x0A || text[start] == 0x0D {
            let item = text.skipBlanks(text.nextLine(after: start))
            guard text[item] == UInt8(ascii: "-"), text[item + 1] == 0x20 else {
                return text[start - 1] == UInt8(ascii: "\\") ? [shellWord(at: item)] : []
            }
            let value = text.skipBlanks(item + 1)
            return [reader.joined(at: value)?.content ?? value..<text.lineEnd(of: value)]
        }
        if text[start] == UInt8(ascii: "\\"), text[start + 1] == 0x0A {
            return [shellWord(at: text.skipBlanks(start + 2))]
        }
        if let redirected = reader.redirected(at: start) { return redirected }
        guard start > behind,
            text[start] != UInt8(ascii: "-") || !Text.isLetter(text[start + 1]) && text[start + 1] != UInt8(ascii: "-")
        else { return [] }
        return [shellWord(at: start)]
    }

    private func shellWord(at start: Int) -> Range<Int> {
        if let value = reader.joined(at: start) { return value.content }
        var end = start
        while end < text.count, !Text.isWhitespace(text[end]), text[end] != 0x22 || text[start - 1] == 0x22 {
            end += text[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return start..<min(end, text.count)
    }

    /// Before a secret's name, what says that the word behind it is its value.
    private static let setters: Set<String> = [
        "set", "setx", "setenv", "env", "put", "add", "export", "#define", "define", "config", "configure", "arg",
        "const",
        "enable", "login", "machine", "default", "use", "with", "using", "encrypted", "-x", "by",
    ]
    /// What says that the quoted text behind it is what was met, and no secret.
    private static let parserWords: Set<String> = [
        "unexpected", "invalid", "expected", "unknown", "missing", "bad", "illegal", "no", "undefined", "duplicate",
        "wrong",
    ]

    /// `PASSWORD '…'` of SQL, `password …` of netrc, `password is …` of logs.
    private func word(behind name: Range<Int>, at start: Int, _ line: LineContext) -> [Range<Int>] {
        let before = previousWord(name.lowerBound)
        if Text.isQuote(text[start]) || text[start + 1] == 0x27 && Text.isLetter(text[start])
            || text.hasPrefix("$$", at: start)
        {
            guard !Self.parserWords.contains(before) else { return [] }
            if text[start] == UInt8(ascii: "$") {
                return [
                    (start + 2)..<(text.bytes.firstIndex(of: Array("$$".utf8), from: start + 2)
                        ?? text.lineEnd(of: start))
                ]
            }
            let quote = Text.isQuote(text[start]) ? start : start + 1
            if let block = block(behindLabels: quote) { return block }
            return reader.joined(at: quote).map { [$0.content] } ?? []
        }
        if let redirected = reader.redirected(at: start) { return redirected }
        let end = text.lineEnd(of: start)
        var word = start..<shellWord(at: start).upperBound
        guard !word.isEmpty, word.upperBound <= end + 1 else { return [] }
        let first = text.lowercased(word)
        if Self.relations.contains(first), let value = value(behindOwner: word.upperBound, end) { return value }
        if first == "-" || first == "\u{2013}" || first == "\u{2014}" {
            let next = shellWord(at: text.skipBlanks(word.upperBound))
            return looksSecret(next) || digitsOfCode(next, name) ? [next] : []
        }
        if Self.verbs.contains(first) { return sentence(from: word.lowerBound, end, name) }
        if text.count > word.upperBound, word.count == 1, Text.isDigit(text[word.lowerBound]),
            text[word.upperBound] == 0x20
        {
            // A level before the value: `password 7 …`, `secret 5 …` of routers.
            let next = shellWord(at: text.skipBlanks(word.upperBound))
            if next.upperBound >= end { return [next] }
        }
        let isNetrc = isNetrc(name, line)
        if isNetrc || Self.setters.contains(before) || isDirective(name, word, end, line) {
            if let value = reader.joined(at: word.lowerBound) { return [value.content] }
            return [word]
        }
        if word.upperBound >= end, looksSecret(word) || digitsOfCode(word, name) {
            word = start..<word.upperBound
            return [word]
        }
        return looksSecret(word) && word.count >= 8 ? [word] : []
    }

    /// The values of `secret "main" { value = "…" }` of HCL; nil for another text.
    private func block(behindLabels start: Int) -> [Range<Int>]? {
        var index = start
        for _ in 0..<3 {
            guard Text.isQuote(text[index]), let label = reader.quoted(at: index) else { return nil }
            index = text.skipBlanks(label.end)
            if text[index] == UInt8(ascii: "{") { return reader.scalars(inBracketsAt: index).ranges }
        }
        return nil
    }

    /// What may stand between a name and its value in a sentence, in the languages of `SecretWords`.
    private static let verbs: Set<String> = [
        "is", "was", "as", "to", "of", "set", "changed", "reset", "updated", "has", "had", "been", "now", "still",
        "ist",
        "lautet", "war", "est", "es", "\u{E9}", "\u{E8}", "jest", "\u{E4}r", "er", "\u{647}\u{64A}",
        "\u{647}\u{648}",
    ]
    /// What says that the value follows.
    private static let settings: Set<String> = ["set", "changed", "reset", "updated"]

    /// `password is …`, `password has been set to …`: hidden where it does not look like a word, or where something was set to it.
    private func sentence(from start: Int, _ end: Int, _ name: Range<Int>) -> [Range<Int>] {
        var index = text.skipBlanks(start)
        var (isSet, isSetting) = (false, false)
        for _ in 0..<5 {
            let word = index..<shellWord(at: index).upperBound
            let verb = text.lowercased(word)
            guard !word.isEmpty, Self.verbs.contains(verb) else { break }
            isSetting = isSet && verb == "to"
            isSet = isSet || Self.settings.contains(verb)
            index = text.skipBlanks(word.upperBound)
        }
        if text[index] == UInt8(ascii: ":") { index = text.skipBlanks(index + 1) }
        guard index < end else { return [] }
        if let value = reader.joined(at: index) { return [value.content] }
        let word = shellWord(at: index)
        return looksSecret(word) || digitsOfCode(word, name) || isSetting && word.upperBound >= end ? [word] : []
    }

    /// What tells whose secret it is: `password for the server is …`.
    private static let relations: Set<String> = ["for", "of", "on", "in", "at", "from", "to"]

    /// The value behind ` is `, ` was `, `:` or `=` in the same part of a sentence.
    private func value(behindOwner start: Int, _ end: Int) -> [Range<Int>]? {
        let limit = min(end, start + 80)
        var index = start
        while index < limit {
            let byte = text[index]
            if [UInt8](",;?!".utf8).contains(byte) || byte == UInt8(ascii: "."), text[index + 1] == 0x20 { return nil }
            var value: Int?
            if byte == UInt8(ascii: ":") || byte == UInt8(ascii: "="), text[index + 1] == 0x20 { value = index + 2 }
            for verb in [" is ", " was ", " ist ", " est "] as [StaticString] where text.hasPrefix(verb, at: index) {
                value = index + verb.utf8CodeUnitCount
            }
            if let value {
                let word = text.skipBlanks(value)
                if let quoted = reader.joined(at: word) { return [quoted.content] }
                let range = shellWord(at: word)
                return looksSecret(range) ? [range] : nil
            }
            index += 1
        }
        return nil
    }

    /// Whether digits stand behind the name of a code, such as `verification code is 482913`.
    private func digitsOfCode(_ word: Range<Int>, _ name: Range<Int>) -> Bool {
        var digits = text.bytes[word]
        while let last = digits.last, [UInt8](",.;:!".utf8).contains(last) { digits = digits.dropLast() }
        let name = text.lowercased(name)
        return (4...10).contains(digits.count) && digits.allSatisfy(Text.isDigit)
            && ["code", "codes", "pin", "otp", "passcode", "puk"].contains(where: name.hasSuffix)
    }

    /// A digit, a sign or a hump inside: no word of a sentence.
    private func looksSecret(_ range: Range<Int>) -> Bool {
        let word = text.bytes[range]
        guard word.count >= 4, word.first != UInt8(ascii: "("), word.first != UInt8(ascii: "/"),
            word.first != UInt8(ascii: "[")
        else { return false }
        let last = word.last ?? 0
        let inner = [UInt8](",.;:!)".utf8).contains(last) ? word.dropLast() : word
        guard !inner.contains(where: { [UInt8]("=/".utf8).contains($0) }) else { return false }
        return inner.contains { Text.isDigit($0) || [UInt8]("!@#$%^&*+~".utf8).contains($0) }
            && inner.contains(where: Text.isLetter) || hasHumps(range)
    }

    private func previousWord(_ index: Int) -> String {
        var end = index
        while end > 0, text[end - 1] == 0x20 || Text.isQuote(text[end - 1]) { end -= 1 }
        var start = end
        while start > 0, !Text.isWhitespace(text[start - 1]), end - start < 20 { start -= 1 }
        return text.lowercased(start..<end)
    }

    private func isNetrc(_ name: Range<Int>, _ line: LineContext) -> Bool {
        guard ["password", "passwd"].contains(text.lowercased(name)) else { return false }
        let from = max(0, min(line.start, name.lowerBound - 1) - 200)
        let before = text.lowercased((line.isAnchored ? from : line.start)..<name.lowerBound)
        let words = before.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" })
        return words.contains("machine") || words.contains("login") || words.contains("default")
            || words.contains("account")
    }

    /// A line of name and value alone, as `requirepass …` and `password …` of servers' configuration.
    private func isDirective(_ name: Range<Int>, _ word: Range<Int>, _ end: Int, _ line: LineContext) -> Bool {
        line.isAnchored && text.skipBlanks(word.upperBound) >= end && text.lineStart(of: name.lowerBound) == line.start
            && !SecretWords.harmless.contains(text.lowercased(word)) && !isPastOrState(word)
            && (looksSecret(word) || text.lowercased(name).hasPrefix("require")
                || text.skipBlanks(line.start) == name.lowerBound)
    }

    /// Words that end a sentence about a secret: `password changed`, `token expired.`
    private func isPastOrState(_ word: Range<Int>) -> Bool {
        let text = text.lowercased(word)
        return text.hasSuffix("ed") || text.hasSuffix("ed.") || text.hasSuffix("ing") || text.hasSuffix(".")
            || text.hasSuffix(":")
    }
}

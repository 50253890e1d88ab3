/// Reads the values that stand behind names, in whatever notation: quoted, in brackets, in blocks, bare.
struct ValueReader {
    let text: Text
    /// Gets the values that are longer than what is read of them.
    var open: OpenValues?

    /// No value is followed further.
    static let longest = 1 << 16
    /// A quoted value over several lines is no longer.
    private static let longestOverLines = 1 << 13

    // MARK: Quoted

    /// A value in quotes.
    struct Quoted {
        /// Without its quotes.
        var content: Range<Int>
        /// Behind the closing quote.
        var end: Int
    }

    /// Reads a value that begins with a quote, or with the backslashes before one inside of another string.
    func quoted(at start: Int) -> Quoted? {
        var open = start
        while text[open] == UInt8(ascii: "\\"), open - start < 8 { open += 1 }
        let level = open - start
        let quote = text[open]
        guard Text.isQuote(quote), [0, 1, 3, 7].contains(level) else { return nil }
        if level == 0, text[open + 1] == quote, text[open + 2] == quote {
            return repeated(quote, 3, from: open + 3)
        }
        // CSV doubles the quotes inside of a field.
        if level == 0, quote == 0x22, text[open + 1] == quote, !isEnd(text[open + 2]) {
            return repeated(quote, 2, from: open + 2)
        }
        return closing(quote, level, from: open + 1)
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == 0 || Text.isWhitespace(byte) || [UInt8](",;)]}>&|".utf8).contains(byte)
    }

    private func repeated(_ quote: UInt8, _ count: Int, from start: Int) -> Quoted {
        var index = start
        let end = min(text.count, start + Self.longest)
        while index < end {
            if text[index] == quote, (1..<count).allSatisfy({ text[index + $0] == quote }) {
                return Quoted(content: start..<index, end: index + count)
            }
            if text[index] == 0x0A, count == 2 || beginsLogLine(index + 1) { break }
            index += 1
        }
        // A field of CSV whose text begins with a quote has its other quote in the same line.
        let stop = text.lineEnd(of: start)
        guard count == 3, !text.bytes[start..<stop].contains(quote) else {
            return Quoted(content: start..<stop, end: stop)
        }
        // Nothing closes it up to here.
        if index == end, end < text.count {
            self.open?.add(.fence([quote, quote, quote]), start: start, stop: end)
        }
        return Quoted(content: start..<index, end: index)
    }

    private func closing(_ quote: UInt8, _ level: Int, from start: Int) -> Quoted {
        var index = start
        var slashes = 0
        var firstLineEnd: Int?
        while index < text.count, index - start < Self.longest {
            let byte = text[index]
            if byte == UInt8(ascii: "\\") {
                slashes += 1
            } else if byte == quote {
                if slashes % (2 * (level + 1)) == level {
                    if level == 0, text[index + 1] == quote, index > start || !isEnd(text[index + 2]) {
                        index += 1
                    } else {
                        return Quoted(content: start..<(index - level), end: index + 1)
                    }
                }
                slashes = 0
            } else {
                slashes = 0
                if byte == 0x0A {
                    firstLineEnd = firstLineEnd ?? index
                    guard level == 0, index - start < Self.longestOverLines, !beginsLogLine(index + 1) else { break }
                }
            }
            index += 1
        }
        let stop = firstLineEnd ?? min(index, text.count)
        if quote == 0x22, firstLineEnd == nil, index - start >= Self.longest {
            open?.add(.string(quote: quote, level: level), start: start, stop: stop)
        }
        return Quoted(content: start..<stop, end: stop)
    }

    /// Whether a line begins with a date and time, as those of logs do: no value goes on there.
    func beginsLogLine(_ start: Int) -> Bool {
        let first = text[start] == UInt8(ascii: "[") ? start + 1 : start
        return (0..<10).allSatisfy {
            [4, 7].contains($0) ? !Text.isAlphanumeric(text[first + $0]) : Text.isDigit(text[first + $0])
        }
    }

    /// A quoted value and what is joined to it: `'it'\''s'`, `"a" + "b"`.
    func joined(at start: Int) -> Quoted? {
        guard var value = quoted(at: start) else { return nil }
        guard Text.isQuote(text[start]) else { return value }
        for _ in 0..<64 {
            var next = value.end
            if text[next] == UInt8(ascii: "\\"), Text.isQuote(text[next + 1]) { next += 2 }
            if Text.isQuote(text[next]), text[next - 1] != 0x0A, let more = quoted(at: next) {
                value = Quoted(content: value.content.lowerBound..<more.content.upperBound, end: more.end)
                continue
            }
            if !isEnd(text[next]), ![UInt8](":=.+~\\`\"'/?#".utf8).contains(text[next]), next < text.count {
                let end = wordEnd(from: next)
                value = Quoted(content: value.content.lowerBound..<end, end: end)
                continue
            }
            guard let more = literal(joinedBehind: value.end) else { break }
            value = Quoted(content: value.content.lowerBound..<more.content.upperBound, end: more.end)
        }
        return value
    }

    private func literal(joinedBehind end: Int) -> Quoted? {
        var index = text.skipWhitespace(end)
        guard [UInt8]("+.&~\\|".utf8).contains(text[index]) else { return nil }
        while [UInt8]("+.&~\\|".utf8).contains(text[index]) { index += 1 }
        index = text.skipWhitespace(index)
        return Text.isQuote(text[index]) ? quoted(at: index) : nil
    }

    private func wordEnd(from start: Int) -> Int {
        var end = start
        while end < text.count, !isEnd(text[end]) { end += 1 }
        return end
    }

    // MARK: Brackets

    /// The scalars in brackets, their keys apart; what is behind the closing one.
    func scalars(inBracketsAt start: Int, onlyQuoted: Bool = false) -> (ranges: [Range<Int>], end: Int) {
        let found = scalars(from: start, onlyQuoted)
        if found.end - start >= Self.longest, isStructure(start) {
            open?.add(.brackets, start: start, stop: found.end)
        }
        return found
    }

    /// Whether a list or an object begins at a bracket, and not a password that begins with one.
    private func isStructure(_ start: Int) -> Bool {
        let first = text.skipWhitespace(start + 1)
        if [UInt8]("\"'{[\\".utf8).contains(text[first]) || Text.isDigit(text[first]) { return true }
        var end = first
        while Text.isName(text[end]) || text[end] == UInt8(ascii: ".") { end += 1 }
        return end > first && [UInt8](":=".utf8).contains(text[text.skipBlanks(end)])
    }

    /// As `scalars(inBracketsAt:onlyQuoted:)`, for what may be no brackets.
    func scalars(from start: Int, _ onlyQuoted: Bool) -> (ranges: [Range<Int>], end: Int) {
        var ranges: [Range<Int>] = []
        var depth = 0
        var index = start
        var key = 0..<0
        let limit = min(text.count, start + Self.longest)
        while index < limit {
            let byte = text[index]
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(") {
                depth += 1
                index += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")") {
                depth -= 1
                index += 1
                if depth == 0 { return (ranges, index) }
            } else if Text.isQuote(byte) || byte == UInt8(ascii: "\\"), let value = quoted(at: index) {
                if isKey(value.content, end: value.end) {
                    key = value.content
                } else if !value.content.isEmpty, !isDescription(value.content, key) {
                    ranges.append(value.content)
                }
                index = max(value.end, index + 1)
            } else if Text.isWhitespace(byte) || [UInt8](",:=;>".utf8).contains(byte) {
                if byte == 0x0A, depth == 0 || beginsLogLine(index + 1) { break }
                index += 1
            } else {
                let end = bareEnd(from: index)
                if !onlyQuoted, !isKey(index..<end, end: end) { ranges.append(index..<end) }
                index = max(end, index + 1)
            }
        }
        return (ranges, index)
    }

    /// Whether a text describes a setting, as schemas do.
    private func isDescription(_ range: Range<Int>, _ key: Range<Int>) -> Bool {
        key.count <= 12 && ["description", "title", "$comment"].contains(text.string(key))
            && text.bytes[range].contains(0x20)
    }

    private func bareEnd(from start: Int) -> Int {
        var end = start
        while end < text.count, !Text.isWhitespace(text[end]), ![UInt8](",{}[]()\"'=".utf8).contains(text[end]),
            text[end] != UInt8(ascii: ":") || !Text.isWhitespace(text[end + 1])
        { end += 1 }
        return end
    }

    /// Whether a value stands behind; a key that is no plain word may be a secret itself.
    private func isKey(_ range: Range<Int>, end: Int) -> Bool {
        let next = text.skipWhitespace(end, limit: 16)
        let isBefore = text[next] == UInt8(ascii: ":") || text[next] == UInt8(ascii: "=")
        return isBefore && range.count <= 32
            && text.bytes[range].allSatisfy { Text.isLetter($0) || $0 == 0x5F || $0 == 0x2D }
    }

    // MARK: Words that are none

    /// Whether a value says how a secret is, or where it is to be found, and is none.
    func isHarmless(_ range: Range<Int>, _ kind: SecretName) -> Bool {
        var range = text.trimmed(range)
        while !range.isEmpty, [UInt8](",;.!".utf8).contains(text[range.upperBound - 1]) {
            range = range.lowerBound..<(range.upperBound - 1)
        }
        guard let first = text.bytes[range].first else { return true }
        // `secret=0`: a count or a switch.
        if range.count == 1, Text.isDigit(first) { return true }
        if kind == .countOrSecret, range.count < 12,
            text.bytes[range].allSatisfy({ Text.isDigit($0) || $0 == 0x2E || $0 == 0x2C })
        {
            return true
        }
        if isCount(range) { return true }
        if range.count < 64, text.bytes[range].allSatisfy({ $0 == first }), !Text.isDigit(first) { return true }
        guard range.count <= 200 else { return false }
        let value = text.string(range)
        if Self.isReference(value) { return true }
        let words = value.split(whereSeparator: { " \t,;:/".contains($0) })
        guard let word = words.first, SecretWords.harmless.contains(word.lowercased()) else { return false }
        // `not set`, `missing in line three`: words, nothing that could be a secret.
        return words.dropFirst().allSatisfy { $0.utf8.allSatisfy { Text.isLower($0) || $0 == 0x2E || $0 == 0x27 } }
    }

    /// What is counted under names such as `auth`.
    private static let counted: Set<String> = [
        "user", "users", "session", "sessions", "request", "requests", "attempt", "attempts", "failure", "failures",
        "error", "errors", "client", "clients", "connection", "connections", "times", "entries", "items", "rows",
        "files",
    ]

    /// `auth: 3 users`: a number of at most six digits and the word for what was counted, and nothing else.
    private func isCount(_ range: Range<Int>) -> Bool {
        let digits = text.bytes[range].prefix(while: Text.isDigit)
        guard (1...6).contains(digits.count), digits.count < range.count, range.count < 24,
            text[range.lowerBound + digits.count] == 0x20
        else {
            return false
        }
        return Self.counted.contains(text.string((range.lowerBound + digits.count + 1)..<range.upperBound))
    }

    /// `$NAME`, `${NAME}`, `%NAME%`, `{{ name }}`, `<name>`, `***`.
    private static func isReference(_ value: String) -> Bool {
        let bytes = Array(value.utf8)
        func isName(_ part: ArraySlice<UInt8>) -> Bool {
            !part.isEmpty && part.allSatisfy { Text.isUpper($0) || Text.isDigit($0) || $0 == 0x5F }
        }
        if bytes.first == UInt8(ascii: "$") {
            return isName(bytes.dropFirst()) && !Text.isDigit(bytes[1])
                || bytes.count > 3 && bytes[1] == UInt8(ascii: "{") && bytes.last == UInt8(ascii: "}")
                    && isName(bytes.dropFirst(2).dropLast())
        }
        if bytes.first == UInt8(ascii: "%"), bytes.last == UInt8(ascii: "%") {
            return isName(bytes.dropFirst().dropLast())
        }
        if bytes.starts(with: "{{".utf8), value.hasSuffix("}}") {
            return bytes.allSatisfy { Text.isName($0) || " .{}$".utf8.contains($0) }
        }
        if bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") {
            return bytes.dropFirst().dropLast().allSatisfy { Text.isLower($0) || " -_".utf8.contains($0) }
        }
        return false
    }
}

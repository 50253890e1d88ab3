/// Values without quotes: to the end of the word, of the line, of the block.
extension ValueReader {
    /// What stood between a name and its value.
    enum Separator { case colon, equals, other }

    /// Reads what stands behind a separator: all ranges that are to be hidden.
    func value(at start: Int, name: Range<Int>, _ separator: Separator, _ line: LineContext) -> [Range<Int>] {
        var index = skipPrefixes(from: start, isColon: separator == .colon)
        var isOnNextLine = false
        if text[index] == 0x0A || text[index] == 0x0D || index >= text.count {
            // JSON goes on where it likes; YAML goes on deeper.
            let next = text.skipWhitespace(index)
            if Text.isQuote(text[name.lowerBound - 1]) || line.brackets > 0
                || separator == .equals && [UInt8]("\"'[{(".utf8).contains(text[next])
            {
                index = next
                isOnNextLine = true
            } else {
                return separator == .colon ? block(below: index, line) : []
            }
        }
        let byte = text[index]
        if Text.isQuote(byte) || byte == UInt8(ascii: "\\"), let value = joined(at: index) { return [value.content] }
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(") {
            if text[index + 1] == byte, byte == UInt8(ascii: "{") {
                return [bare(from: index, name: name, separator, line)]
            }
            return scalars(inBracketsAt: index).ranges
        }
        if byte == UInt8(ascii: "<"), text.hasPrefix("<![CDATA[", at: index) { return [cdata(at: index)] }
        if let redirected = redirected(at: index) { return redirected }
        if separator == .colon, byte == UInt8(ascii: "|") || byte == UInt8(ascii: ">"), isBlockHeader(index) {
            return block(below: text.lineEnd(of: index), line, isScalar: true)
        }
        if byte == UInt8(ascii: "*"), separator == .colon { return alias(at: index) }
        if let call = call(at: index) { return call }
        let first = bare(from: index, name: name, separator, line)
        if let more = behindMarks(first) { return value(at: more, name: name, separator, line) }
        guard line.isAnchored, !isOnNextLine, first.upperBound == text.lineEnd(of: index) else { return [first] }
        return [continued(first, line, separator)]
    }

    // MARK: What may stand before a value

    private func skipPrefixes(from start: Int, isColon: Bool) -> Int {
        var index = text.skipBlanks(behindEmphasis(start))
        for _ in 0..<4 {
            let byte = text[index]
            if let end = closingTagEnd(index) {
                index = text.skipBlanks(end)
            } else if isColon, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!"), let end = tagEnd(index) {
                index = text.skipBlanks(end)
            } else if let next = behindLetters(index) ?? behindType(index) ?? behindCast(index) {
                index = next
            } else {
                break
            }
        }
        return index
    }

    /// Behind the signs that end a name in bold of Markdown: `**Password:** …`, `__Password:__ …`.
    private func behindEmphasis(_ start: Int) -> Int {
        var end = start
        while end - start < 3, [UInt8]("*_~`".utf8).contains(text[end]) { end += 1 }
        return end > start && (text[end] == 0x20 || text[end] == 0x09) ? end : start
    }

    /// Behind the tag that ends a name, and those up to its value: `<b>Password:</b> …`, `<td>Password:</td><td>…`.
    private func closingTagEnd(_ start: Int) -> Int? {
        guard text[start] == UInt8(ascii: "<"), text[start + 1] == UInt8(ascii: "/") else { return nil }
        var index = start
        while text[index] == UInt8(ascii: "<") {
            let limit = index + 200
            while index < limit, index < text.count, text[index] != UInt8(ascii: ">"), text[index] != 0x0A {
                index += 1
            }
            guard text[index] == UInt8(ascii: ">") else { return nil }
            index = text.skipBlanks(index + 1)
        }
        return index
    }

    /// Behind a bare value that is nothing but signs of Markdown or dashes, where more follows in its line.
    private func behindMarks(_ value: Range<Int>) -> Int? {
        guard !value.isEmpty, value.count <= 3, text[value.upperBound] == 0x20,
            text.bytes[value].allSatisfy({ [UInt8]("*_~".utf8).contains($0) })
        else { return nil }
        return value.upperBound
    }

    /// What the shell reads from the lines below or from a word: `<<EOF`, `<<< word`. Nil where nothing is redirected.
    func redirected(at start: Int) -> [Range<Int>]? {
        guard text[start] == UInt8(ascii: "<"), text[start + 1] == text[start] else { return nil }
        guard text[start + 2] == text[start] else { return hereDocument(at: start) }
        let word = text.skipBlanks(start + 3)
        return [joined(at: word)?.content ?? bareWord(from: word)]
    }

    /// Behind `&anchor` or `!tag`, where a blank or the line's end follows.
    private func tagEnd(_ start: Int) -> Int? {
        var end = start + 1
        while Text.isName(text[end]) || [UInt8]("!/:.".utf8).contains(text[end]) { end += 1 }
        return end < text.count && (Text.isWhitespace(text[end])) ? end : nil
    }

    /// Behind the letters of `b'…'`, `N'…'`, `@"…"`, `r#"…"#`.
    private func behindLetters(_ start: Int) -> Int? {
        var end = start
        while end - start < 3, Text.isLetter(text[end]) || [UInt8]("@$#%".utf8).contains(text[end]) { end += 1 }
        return end > start && (text[end] == 0x22 || text[end] == 0x27) ? end : nil
    }

    /// Behind the type of `password: String = "…"`.
    private func behindType(_ start: Int) -> Int? {
        guard Text.isLetter(text[start]) || text[start] == UInt8(ascii: "&") else { return nil }
        var end = start
        while end - start < 40, Text.isAlphanumeric(text[end]) || [UInt8]("_<>?[]&*.'".utf8).contains(text[end]) {
            end += 1
        }
        let equals = text.skipBlanks(end)
        guard equals > end, text[equals] == UInt8(ascii: "="),
            text[equals + 1] == 0x20 || Text.isQuote(text[equals + 1])
        else { return nil }
        return text.skipBlanks(equals + 1)
    }

    /// Behind `(string) ` and `string(6) `.
    private func behindCast(_ start: Int) -> Int? {
        var open = start
        while open - start < 12, Text.isLetter(text[open]) { open += 1 }
        guard text[open] == UInt8(ascii: "(") else { return nil }
        var close = open + 1
        while close - open < 16, Text.isAlphanumeric(text[close]) { close += 1 }
        let next = text.skipBlanks(close + 1)
        return text[close] == UInt8(ascii: ")") && next > close + 1 && Text.isQuote(text[next]) ? next : nil
    }

    /// The scalars of `Optional("…")`, `Some('…')`, `SecretStr(…)`.
    private func call(at start: Int) -> [Range<Int>]? {
        var end = start
        while end - start < 60,
            Text.isName(text[end]) || text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ":")
        { end += 1 }
        var open = end
        if text[open] == 0x20, Text.isQuote(text[open + 1]),
            text.lowercased(start..<end) == "just" || text.lowercased(start..<end) == "some"
        {
            return quoted(at: open + 1).map { [$0.content] }
        }
        if text[open] == UInt8(ascii: "!") { open += 1 }
        guard end > start, [UInt8]("([{".utf8).contains(text[open]), Text.isLetter(text[start]) else { return nil }
        let found = scalars(from: open, false)
        // A password may hold brackets itself: only a name before them makes a call.
        guard found.end > open, text[found.end - 1] == closing(of: text[open]), isValueEnd(text[found.end]) else {
            return nil
        }
        return found.ranges
    }

    private func closing(of open: UInt8) -> UInt8 { open == UInt8(ascii: "(") ? open + 1 : open + 2 }

    private func isValueEnd(_ byte: UInt8) -> Bool {
        byte == 0 || Text.isWhitespace(byte) || [UInt8](",;)]}.?!".utf8).contains(byte)
    }

    private func cdata(at start: Int) -> Range<Int> {
        let begin = start + 9
        let found = text.bytes.firstIndex(of: Array("]]>".utf8), from: begin)
        guard (found ?? text.count) - begin > Self.longest else { return begin..<(found ?? text.lineEnd(of: begin)) }
        open?.add(.characterData, start: begin, stop: begin + Self.longest)
        return begin..<(begin + Self.longest)
    }

    private func hereDocument(at start: Int) -> [Range<Int>] {
        var index = start
        while [UInt8]("<-~ '\"".utf8).contains(text[index]) { index += 1 }
        var end = index
        while Text.isName(text[end]) { end += 1 }
        guard end > index else { return [] }
        let word = Array(text.bytes[index..<end])
        let begin = text.nextLine(after: end)
        var line = begin
        while line < text.count, line - begin < Self.longest {
            if text.hasPrefix(word, at: text.skipBlanks(line)) { break }
            line = text.nextLine(after: line)
        }
        return [begin..<max(begin, line - 1)]
    }

    /// What an alias stands for: the value behind its anchor.
    private func alias(at start: Int) -> [Range<Int>] {
        var end = start + 1
        while Text.isName(text[end]) { end += 1 }
        guard end > start + 1 else { return [bareWord(from: start)] }
        let anchor = [UInt8(ascii: "&")] + text.bytes[(start + 1)..<end]
        guard let place = text.bytes.firstIndex(of: anchor), Text.isWhitespace(text[place + anchor.count]) else {
            return [bareWord(from: start)]
        }
        let index = text.skipBlanks(place + anchor.count)
        if let value = joined(at: index) { return [value.content] }
        var line = LineContext(before: place, in: text)
        line.isAnchored = true
        if text[index] == 0x0A || isBlockHeader(index) {
            return block(below: text.lineEnd(of: index), line, isScalar: text[index] != 0x0A)
        }
        return [index..<text.lineEnd(of: index)]
    }

    // MARK: Bare

    private func bareWord(from start: Int) -> Range<Int> {
        var end = start
        while end < text.count, !Text.isWhitespace(text[end]) { end += 1 }
        return start..<end
    }

    private func bare(from start: Int, name: Range<Int>, _ separator: Separator, _ line: LineContext) -> Range<Int> {
        var limit = text.lineEnd(of: start)
        if let quote = line.quote, let end = stringEnd(quote, from: start, to: limit) {
            limit = end
            // `-H 'X-Api-Key: …'`: the string is the name and its value.
            if text[name.lowerBound - 1] == quote { return text.trimmed(start..<limit) }
        }
        let before = text[name.lowerBound - 1]
        if before == UInt8(ascii: "?") || before == UInt8(ascii: "&")
            || text.hasPrefix("&amp;", at: name.lowerBound - 5)
        {
            return start..<firstIndex(of: "& \t\"'<>#", from: start, to: limit)
        }
        var last = name.lowerBound - 1
        while text[last] == 0x20 || text[last] == 0x09 { last -= 1 }
        let semicolon = firstIndex(of: ";", from: start, to: limit)
        if text[last] == UInt8(ascii: ";"), separator == .equals || semicolon < limit {
            return text.trimmed(start..<semicolon)
        }
        if separator == .equals, semicolon < limit, isAssignment(semicolon + 1) {
            return text.trimmed(start..<semicolon)
        }
        if line.brackets > 0 { return start..<flowEnd(from: start, to: limit) }
        if Text.isQuote(text[name.lowerBound - 1]), let end = literalEnd(from: start, to: limit) { return start..<end }
        let isVariable = text.bytes[name].allSatisfy { !Text.isLower($0) }
        if line.isAnchored, separator != .other, isVariable || !hasAssignments(start..<limit) {
            return text.trimmed(start..<limit)
        }
        return start..<firstIndex(of: " \t", from: start, to: limit)
    }

    /// Where `null`, `true`, `false` or a number of JSON ends; nil where the value is none.
    private func literalEnd(from start: Int, to limit: Int) -> Int? {
        let end = firstIndex(of: ",}] \t", from: start, to: limit)
        let word = start..<end
        guard !word.isEmpty, word.count <= 32 else { return nil }
        if ["null", "true", "false"].contains(text.string(word)) { return end }
        return word.allSatisfy { Text.isDigit(text[$0]) || [UInt8](".+-eE".utf8).contains(text[$0]) } ? end : nil
    }

    private func firstIndex(of bytes: StaticString, from start: Int, to limit: Int) -> Int {
        var end = start
        scan: while end < limit {
            for offset in 0..<bytes.utf8CodeUnitCount where bytes.utf8Start[offset] == text[end] { break scan }
            end += 1
        }
        return end
    }

    /// Where the string that a name stands in ends: at its quote, or at a line end that is written `\n`.
    private func stringEnd(_ quote: UInt8, from start: Int, to limit: Int) -> Int? {
        var index = start
        while index < limit {
            if text[index] == UInt8(ascii: "\\") {
                if [UInt8]("nrt\"'".utf8).contains(text[index + 1]) { return index }
                index += 2
                continue
            }
            if text[index] == quote { return index }
            index += 1
        }
        return nil
    }

    /// Where a value in a flow ends: before `, name:`, or at the bracket that closes it.
    private func flowEnd(from start: Int, to limit: Int) -> Int {
        var depth = 0
        var index = start
        while index < limit {
            let byte = text[index]
            if byte == UInt8(ascii: "("), index > start { depth += 1 }
            if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                if depth == 0 { return index }
                depth -= 1
            }
            if byte == UInt8(ascii: ","), text[index + 1] == 0x20 || text[index + 1] == 0x22 || isAssignment(index + 1)
            {
                return index
            }
            index += 1
        }
        return index
    }

    /// Whether ` name=` or ` name:` stands at a place.
    private func isAssignment(_ start: Int) -> Bool {
        var index = text.skipBlanks(start)
        let begin = index
        while index - begin < 40, Text.isName(text[index]) || text[index] == 0x20 && Text.isLetter(text[index + 1]) {
            index += 1
        }
        return index > begin && (text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: ":"))
    }

    private func hasAssignments(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            if text[index] == 0x20 {
                var end = index + 1
                while Text.isName(text[end]) || text[end] == UInt8(ascii: ".") { end += 1 }
                if end > index + 1, text[end] == UInt8(ascii: "="), text[end + 1] != UInt8(ascii: "=") { return true }
                index = max(end, index + 1)
            } else {
                index += 1
            }
        }
        return false
    }

    // MARK: Over lines

    private func isBlockHeader(_ start: Int) -> Bool {
        guard text[start] == UInt8(ascii: "|") || text[start] == UInt8(ascii: ">") else { return false }
        var index = start + 1
        while [UInt8]("+-0123456789".utf8).contains(text[index]) { index += 1 }
        index = text.skipBlanks(index)
        return index >= text.count || text[index] == 0x0A || text[index] == 0x0D || text[index] == UInt8(ascii: "#")
    }

    /// What stands deeper below a line: a scalar as a whole, a mapping or list value by value.
    private func block(below index: Int, _ line: LineContext, isScalar: Bool = false) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        let begin = text.nextLine(after: index)
        var start = begin
        while start < text.count, start - begin < Self.longest {
            let first = text.skipBlanks(start)
            let end = text.lineEnd(of: first)
            if first < end {
                let isItem = !isScalar && text[first] == UInt8(ascii: "-") && text[first + 1] == 0x20
                guard first - start > line.indentation || isItem && first - start >= line.indentation else { break }
                ranges.append(isScalar ? first..<end : value(inBlockLine: first..<end))
            }
            start = text.nextLine(after: end)
        }
        if start < text.count, start - begin >= Self.longest {
            open?.add(.block(indentation: line.indentation, hasItems: !isScalar), start: begin, stop: start)
        }
        guard isScalar, let first = ranges.first, let last = ranges.last else { return ranges }
        return [first.lowerBound..<last.upperBound]
    }

    private func value(inBlockLine range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while text[start] == UInt8(ascii: "-"), text[start + 1] == 0x20 { start = text.skipBlanks(start + 1) }
        var end = start
        while Text.isName(text[end]) || text[end] == UInt8(ascii: ".") { end += 1 }
        if end > start, text[end] == UInt8(ascii: ":"), text[end + 1] == 0x20 { start = text.skipBlanks(end + 1) }
        if Text.isQuote(text[start]), let value = quoted(at: start) { return value.content }
        return min(start, range.upperBound)..<range.upperBound
    }

    /// A value that goes on in the next line: behind a backslash, or deeper than its name.
    private func continued(_ first: Range<Int>, _ line: LineContext, _ separator: Separator) -> Range<Int> {
        var range = first
        while range.upperBound < text.count, range.count < Self.longest {
            let next = text.nextLine(after: range.upperBound)
            let begin = text.skipBlanks(next)
            let end = text.lineEnd(of: begin)
            let isDeeper = separator == .colon && begin - next > line.indentation
            guard begin < end, text[range.upperBound - 1] == UInt8(ascii: "\\") || isDeeper else { break }
            if !isDeeper || text[begin] != UInt8(ascii: "#") { range = range.lowerBound..<end } else { break }
        }
        if separator == .colon, range.count >= Self.longest, range != first, range.upperBound < text.count {
            let next = text.nextLine(after: first.upperBound)
            open?.add(.block(indentation: line.indentation, hasItems: false), start: next, stop: range.upperBound)
        }
        return range
    }
}

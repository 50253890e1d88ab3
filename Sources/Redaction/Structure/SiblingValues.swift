/// Values that stand beside their names: in the same element, the same object, or the element behind.
struct SiblingValues {
    let text: Text
    private let reader: ValueReader
    private static let reach = 4096

    init(text: Text, open: OpenValues?) {
        self.text = text
        reader = ValueReader(text: text, open: open)
    }

    /// nil when the text around the name is of another kind, so that other ways are to be tried.
    func values(ofNameAt name: Range<Int>) -> [Range<Int>]? {
        if let values = element(name) { return values }
        let before = text[name.lowerBound - 1]
        if before == UInt8(ascii: ">"), text.hasPrefix("</", at: name.upperBound) { return elementBehind(name) }
        guard let key = key(before: name) else { return nil }
        if let tag = tagStart(before: name.lowerBound) { return attributes(of: tag, except: name) }
        guard SecretWords.nameKeys.contains(key) else { return nil }
        return members(beside: name)
    }

    // MARK: XML

    /// `<password>…</password>`, with attributes, CDATA and elements inside.
    private func element(_ name: Range<Int>) -> [Range<Int>]? {
        var open = name.lowerBound - 1
        if text[open] == UInt8(ascii: ":") {
            open -= 1
            while Text.isName(text[open]) { open -= 1 }
        }
        guard text[open] == UInt8(ascii: "<"), !Text.isQuote(text[name.upperBound]) else { return nil }
        guard let (end, isClosed) = tagEnd(from: name.upperBound) else { return nil }
        var ranges = valueAttributes(in: name.upperBound..<end)
        guard !isClosed else { return ranges }
        ranges += content(from: end + 1, of: Array(text.bytes[(open + 1)..<name.upperBound]))
        return ranges
    }

    /// Where the tag ends, and whether the element ends with it.
    private func tagEnd(from start: Int) -> (Int, Bool)? {
        var index = start
        while index < text.count, index - start < Self.reach {
            if text[index] == 0x22 || text[index] == 0x27 {
                let quote = text[index]
                index += 1
                while index < text.count, text[index] != quote, index - start < Self.reach { index += 1 }
            } else if text[index] == UInt8(ascii: ">") {
                return (index, text[index - 1] == UInt8(ascii: "/"))
            } else if text[index] == UInt8(ascii: "<") {
                return nil
            }
            index += 1
        }
        return nil
    }

    /// The texts between a place and the closing tag of a name.
    private func content(from start: Int, of tag: [UInt8]) -> [Range<Int>] {
        let close = Array("</".utf8) + tag
        let found = text.bytes.firstIndex(of: close, from: start)
        var end = found ?? text.lineEnd(of: start)
        let limit = start + ValueReader.longest
        if (found ?? text.count) > limit, found != nil || isMarkup(lineOf: start) {
            var value = HiddenValue(.element(tag), start: start, stop: limit)
            let (place, how) = value.read(text, from: start, isLast: false)
            // The next line of a log shows that nothing closes the element.
            if how == nil || place > limit {
                reader.open?.add(.element(tag), start: start, stop: limit)
                end = limit
            }
        }
        end = min(end, limit, text.count)
        guard start < end else { return [] }
        var ranges: [Range<Int>] = []
        var index = start
        while index < end {
            if text.hasPrefix("<![CDATA[", at: index) {
                let stop = text.bytes.firstIndex(of: Array("]]>".utf8), from: index + 9) ?? end
                ranges.append((index + 9)..<max(index + 9, min(stop, end)))
                index = stop + 3
            } else if text[index] == UInt8(ascii: "<") {
                guard let (stop, _) = tagEnd(from: index + 1) else { break }
                ranges += valueAttributes(in: (index + 1)..<stop)
                index = stop + 1
            } else {
                var stop = index
                while stop < end, text[stop] != UInt8(ascii: "<") { stop += 1 }
                let range = text.trimmed(index..<stop)
                if !range.isEmpty { ranges.append(range) }
                index = stop
            }
        }
        return ranges
    }

    /// Whether a line begins with a tag: `<password>` in the help of a command is no element.
    private func isMarkup(lineOf index: Int) -> Bool {
        text[text.skipBlanks(text.lineStart(of: index))] == UInt8(ascii: "<")
    }

    /// The values of `value="…"` and its like in a tag.
    private func valueAttributes(in range: Range<Int>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard Text.isLetter(text[index]) else {
                index += 1
                continue
            }
            var end = index
            while Text.isName(text[end]) || text[end] == UInt8(ascii: ":") { end += 1 }
            let equals = text.skipWhitespace(end)
            let quote = text.skipWhitespace(equals + 1)
            guard text[equals] == UInt8(ascii: "="), let value = reader.quoted(at: quote) else {
                index = max(end, index + 1)
                continue
            }
            if SecretWords.valueKeys.contains(text.lowercased(index..<end)) { ranges.append(value.content) }
            index = max(value.end, index + 1)
        }
        return ranges
    }

    private func tagStart(before name: Int) -> Int? {
        var index = name - 1
        while index >= 0, name - index < Self.reach {
            if text[index] == UInt8(ascii: ">") || text[index] == UInt8(ascii: "{") { return nil }
            if text[index] == UInt8(ascii: "<") { return Text.isLetter(text[index + 1]) ? index : nil }
            index -= 1
        }
        return nil
    }

    /// `<add key="DbPassword" value="…"/>`, `<entry key="password">…</entry>`.
    private func attributes(of tag: Int, except name: Range<Int>) -> [Range<Int>] {
        guard let (end, isClosed) = tagEnd(from: tag + 1) else { return [] }
        var ranges = valueAttributes(in: (tag + 1)..<end)
        guard !isClosed else { return ranges }
        var stop = tag + 1
        while Text.isName(text[stop]) || text[stop] == UInt8(ascii: ":") || text[stop] == UInt8(ascii: ".") {
            stop += 1
        }
        let word = Array(text.bytes[(tag + 1)..<stop])
        // Elements that have no content and often no end.
        guard
            !["input", "meta", "param", "br", "img", "link"].contains(
                String(decoding: word, as: UTF8.self).lowercased())
        else {
            return ranges
        }
        guard text.bytes.firstIndex(of: Array("</".utf8) + word, from: end) != nil else { return ranges }
        ranges += content(from: end + 1, of: word)
        return ranges
    }

    /// `<name>password</name><value>…</value>`: the content of the element behind.
    private func elementBehind(_ name: Range<Int>) -> [Range<Int>]? {
        guard let (end, _) = tagEnd(from: name.upperBound + 2) else { return nil }
        var next = text.skipWhitespace(end + 1)
        while text.hasPrefix("</", at: next), let (end, _) = tagEnd(from: next + 2) {
            next = text.skipWhitespace(end + 1)
        }
        // `<strong>Password</strong>: …`
        if text[next] == UInt8(ascii: ":") || text[next] == UInt8(ascii: "=") {
            return reader.value(at: next + 1, name: name, .colon, LineContext(before: name.lowerBound, in: text))
        }
        guard text[next] == UInt8(ascii: "<"), Text.isLetter(text[next + 1]),
            let (stop, isClosed) = tagEnd(from: next + 1)
        else { return [] }
        var word = next + 1
        while Text.isName(text[word]) || text[word] == UInt8(ascii: ":") { word += 1 }
        let attributes = valueAttributes(in: (next + 1)..<stop)
        return isClosed ? attributes : attributes + content(from: stop + 1, of: Array(text.bytes[(next + 1)..<word]))
    }

    // MARK: Objects

    /// The key that a name is the value of, in lower case: of `"name": "DB_PASSWORD"` it is `name`.
    private func key(before name: Range<Int>) -> String? {
        var index = name.lowerBound - 1
        while Text.isQuote(text[index]) || text[index] == UInt8(ascii: "\\") { index -= 1 }
        while text[index] == 0x20 || text[index] == 0x09 { index -= 1 }
        if text[index] == UInt8(ascii: ">"), text[index - 1] == UInt8(ascii: "=") { index -= 1 }
        guard text[index] == UInt8(ascii: ":") || text[index] == UInt8(ascii: "=") else { return nil }
        index -= 1
        while text[index] == 0x20 || Text.isQuote(text[index]) || text[index] == UInt8(ascii: "\\") { index -= 1 }
        var start = index + 1
        while start > 0, Text.isName(text[start - 1]) { start -= 1 }
        return start <= index ? text.lowercased(start..<(index + 1)) : nil
    }

    /// The values of `value` and its like in the object of a name, or in the lines around it.
    private func members(beside name: Range<Int>) -> [Range<Int>]? {
        let scope = object(around: name) ?? lines(around: name)
        var ranges: [Range<Int>] = []
        var index = scope.lowerBound
        while index < scope.upperBound {
            guard Text.isLetter(text[index]), !Text.isName(text[index - 1]) else {
                index += 1
                continue
            }
            var end = index
            while Text.isName(text[end]) { end += 1 }
            var next = end
            while Text.isQuote(text[next]) || text[next] == UInt8(ascii: "\\") { next += 1 }
            next = text.skipBlanks(next)
            let isKey = text[next] == UInt8(ascii: ":") || text[next] == UInt8(ascii: "=")
            guard isKey, SecretWords.valueKeys.contains(text.lowercased(index..<end)) else {
                index = max(end, index + 1)
                continue
            }
            let separator: ValueReader.Separator = text[next] == UInt8(ascii: ":") ? .colon : .equals
            if text[next + 1] == UInt8(ascii: ">") { next += 1 }
            let found = reader.value(at: next + 1, name: index..<end, separator, LineContext(before: index, in: text))
            ranges += found
            index = max(end, found.last?.upperBound ?? end)
        }
        return ranges.isEmpty ? nil : ranges
    }

    /// The innermost `{…}` around a name.
    private func object(around name: Range<Int>) -> Range<Int>? {
        var depth = 0
        var start = name.lowerBound - 1
        while start >= 0, name.lowerBound - start < Self.reach {
            if text[start] == UInt8(ascii: "}") { depth += 1 }
            if text[start] == UInt8(ascii: "{") || text[start] == UInt8(ascii: "(") {
                if depth == 0 { break }
                depth -= 1
            }
            if text[start] == UInt8(ascii: ")") { depth += 1 }
            start -= 1
        }
        guard start >= 0, text[start] == UInt8(ascii: "{") || text[start] == UInt8(ascii: "(") else { return nil }
        depth = 0
        var end = name.upperBound
        while end < text.count, end - name.upperBound < ValueReader.longest {
            if text[end] == UInt8(ascii: "{") || text[end] == UInt8(ascii: "(") { depth += 1 }
            if text[end] == UInt8(ascii: "}") || text[end] == UInt8(ascii: ")") {
                if depth == 0 { return start..<end }
                depth -= 1
            }
            end += 1
        }
        return nil
    }

    /// The line of a name, and those beside it that are as deep: an item of a list in YAML, a section of an INI file.
    private func lines(around name: Range<Int>) -> Range<Int> {
        let line = LineContext(before: name.lowerBound, in: text)
        var start = line.start
        if text[text.skipBlanks(start)] != UInt8(ascii: "-") {
            for _ in 0..<6 where start > 0 {
                let previous = text.lineStart(of: start - 1)
                let first = text.skipBlanks(previous)
                guard first < start - 1, start - previous < Self.reach else { break }
                let depth = LineContext(before: first + 2, in: text).indentation
                guard depth == line.indentation || text[first] == UInt8(ascii: "-") else { break }
                start = previous
                if text[first] == UInt8(ascii: "-") { break }
            }
        }
        var end = text.lineEnd(of: name.upperBound)
        for _ in 0..<8 where end < text.count {
            let next = text.nextLine(after: end)
            let first = text.skipBlanks(next)
            guard next < text.count, first - next >= line.indentation, text[first] != UInt8(ascii: "-"),
                text[first] != 0x0A
            else { break }
            end = text.lineEnd(of: first)
        }
        return start..<min(end, text.count)
    }
}

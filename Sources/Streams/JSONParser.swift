extension JSON {
    /// Reads one JSON text. Nesting deeper than 128 is refused.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
            var parser = JSONParser(bytes: bytes)
            return try parser.parseDocument()
        }
    }

    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }

    /// Reads one JSON text. If it is an object, calls `body` for each member, in order, with the key's bytes, which are
    /// valid only during the call, and the value.
    ///
    /// NDJSON is read this way, because it makes no object for a line and no string for a key.
    ///
    /// - Returns: whether the text is an object. For any other value `body` is not called.
    /// - Throws: `JSONError`, after `body` was called for the members before the mistake; any error of `body`.
    public static func forEachMember(
        of bytes: ArraySlice<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, JSON) throws -> Void
    ) throws -> Bool {
        try bytes.withUnsafeBufferPointer { bytes in
            var parser = JSONParser(bytes: bytes)
            return try parser.parseDocument(members: body)
        }
    }
}

/// A recursive-descent reader over the bytes of one JSON text.
///
/// Unsafe: the buffer belongs to the caller and must stay valid as long as the parser is used. Every access is preceded
/// by a comparison with `bytes.count`. For speed it makes no strings of keys and scans eight bytes at a time.
private struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0
    var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    mutating func parseDocument() throws(JSONError) -> JSON {
        let value = try parseValue()
        skipBlanks()
        guard index == bytes.count else { throw mistake("more text after the end of the value") }
        return value
    }

    /// The same for an object. It passes the members to `body`.
    mutating func parseDocument(members body: (UnsafeBufferPointer<UInt8>, JSON) throws -> Void) throws -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "{") else {
            _ = try parseDocument()
            return false
        }
        depth = 1
        index += 1
        if !take("}") {
            repeat {
                let key = try parseKey()
                let value = try parseValue()
                try withBytes(of: key) { try body($0, value) }
            } while take(",")
            try closeObject()
        }
        skipBlanks()
        guard index == bytes.count else { throw mistake("more text after the end of the value") }
        return true
    }

    private func mistake(_ text: String) -> JSONError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return JSONError(line: line, column: before.count - start + 1, text: text)
    }

    private mutating func skipBlanks() {
        while index < bytes.count,
            bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D || bytes[index] == 0x09
        { index += 1 }
    }

    private mutating func parseValue() throws(JSONError) -> JSON {
        skipBlanks()
        guard index < bytes.count else { throw mistake("the text ends where a value should stand") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONError) in try parser.parseObject() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONError) in try parser.parseArray() }
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try parseWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: return try parseNumber()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws(JSONError) -> JSON) throws(JSONError) -> JSON {
        depth += 1
        guard depth <= 128 else { throw mistake("nested too deeply") }
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func parseWord(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[index...].starts(with: word.utf8) else { throw mistake("not a JSON value") }
        index += word.utf8.count
        return value
    }

    /// Skips `byte` if it is the next character. Returns whether it was.
    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    private mutating func parseObject() throws(JSONError) -> JSON {
        index += 1
        var members: [JSON.Member] = []
        if take("}") { return .object(members) }
        repeat {
            let key = try parseKey()
            members.append(.init(string(key), try parseValue()))
        } while take(",")
        try closeObject()
        return .object(members)
    }

    /// Reads a member's key and the colon after it.
    private mutating func parseKey() throws(JSONError) -> Text {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            throw mistake("a key in quotes is missing")
        }
        let key = try parseText()
        guard take(":") else { throw mistake("a colon is missing after the key \"\(string(key))\"") }
        return key
    }

    private mutating func closeObject() throws(JSONError) {
        guard take("}") else { throw mistake("a comma or } is missing") }
    }

    private mutating func parseArray() throws(JSONError) -> JSON {
        index += 1
        var values: [JSON] = []
        if take("]") { return .array(values) }
        repeat { values.append(try parseValue()) } while take(",")
        guard take("]") else { throw mistake("a comma or ] is missing") }
        return .array(values)
    }

    private mutating func parseNumber() throws(JSONError) -> JSON {
        let start = index
        while index < bytes.count, Self.isOfNumber(bytes[index]) { index += 1 }
        let digits = start < index && bytes[start] == UInt8(ascii: "-") ? start + 1 : start
        let startsWell =
            digits < index && bytes[digits] &- 48 < 10
            && (bytes[digits] != 48 || digits + 1 == index || bytes[digits + 1] &- 48 >= 10)
        guard startsWell, bytes[index - 1] != UInt8(ascii: "."),
            let value = DecimalText.number(UnsafeBufferPointer(rebasing: bytes[start..<index]))
        else {
            index = start
            throw mistake("not a JSON value")
        }
        return .number(value)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// The content of a string.
    private enum Text {
        /// A part of the text. Nearly every string has no escapes and is of this kind.
        case plain(Range<Int>)
        case unescaped([UInt8])
    }

    private func withBytes<Result, Mistake: Error>(
        of text: Text, _ body: (UnsafeBufferPointer<UInt8>) throws(Mistake) -> Result
    ) throws(Mistake) -> Result {
        switch text {
        case .plain(let range): try body(UnsafeBufferPointer(rebasing: bytes[range]))
        case .unescaped(let bytes): try bytes.withUnsafeBufferPointer(body)
        }
    }

    private func string(_ text: Text) -> String { withBytes(of: text) { String(decoding: $0, as: UTF8.self) } }

    private mutating func parseString() throws(JSONError) -> String { string(try parseText()) }

    /// Skips bytes that need no escape in a string, eight at a time, since strings are a large part of most tables.
    ///
    /// `x` has a zero byte where the text has the byte that is searched for. `(x &- ones) & ~x` sets the top bit of the
    /// lowest zero byte.
    private mutating func skipPlain() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        while index + 8 <= bytes.count {
            let word = UInt64(
                littleEndian: UnsafeRawPointer(bytes.baseAddress!).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            )
            let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let isQuote = (quote &- ones) & ~quote
            let isBackslash = (backslash &- ones) & ~backslash
            let isControl = (word &- ones &* 0x20) & ~word
            let found = (isQuote | isBackslash | isControl) & tops
            index += found == 0 ? 8 : found.trailingZeroBitCount / 8
            if found != 0 { return }
        }
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"),
            bytes[index] >= 0x20
        { index += 1 }
    }

    private mutating func parseText() throws(JSONError) -> Text {
        index += 1
        let start = index
        skipPlain()
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            defer { index += 1 }
            return .plain(start..<index)
        }
        var out = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return .unescaped(out)
            case UInt8(ascii: "\\"):
                index += 1
                try parseEscape(into: &out)
            case 0..<0x20:
                throw mistake("a control character in a string")
            default:
                out.append(byte)
                index += 1
            }
        }
        throw mistake("a string is not closed")
    }

    private mutating func parseEscape(into out: inout [UInt8]) throws(JSONError) {
        guard index < bytes.count else { throw mistake("a string is not closed") }
        let escape = bytes[index]
        index += 1
        switch escape {
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(escape)
        case UInt8(ascii: "u"): out.append(contentsOf: Array(String(try parseUnicodeEscape()).utf8))
        default: throw mistake("an unknown escape in a string")
        }
    }

    private mutating func parseUnicodeEscape() throws(JSONError) -> Character {
        let first = try parseHexadecimal()
        if (0xD800..<0xDC00).contains(first), bytes[index...].starts(with: "\\u".utf8) {
            index += 2
            let second = try parseHexadecimal()
            if (0xDC00..<0xE000).contains(second) {
                let value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
                return Character(Unicode.Scalar(value) ?? "\u{FFFD}")
            }
        }
        return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
    }

    private mutating func parseHexadecimal() throws(JSONError) -> UInt32 {
        guard index + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw mistake("four hexadecimal digits are missing after \\u") }
        index += 4
        return value
    }
}

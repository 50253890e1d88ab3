/// A JSON value (RFC 8259). Members keep their order; numbers are doubles.
public enum JSON: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    public struct Member: Sendable, Equatable {
        public var key: String
        public var value: JSON
        public init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// The member of that name, if this is an object that has it.
    public subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    public var array: [JSON]? {
        if case .array(let values) = self { values } else { nil }
    }

    public var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }
}

/// A mistake in JSON text, with its place: line and column count from 1, the column in bytes.
public struct JSONError: Error, Sendable {
    public var line: Int
    public var column: Int
    public var text: String
}

extension JSON {
    /// Reads one JSON text. Nesting deeper than 128 is refused.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.parseDocument()
    }

    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

/// A recursive-descent reader over the bytes of one JSON text.
private struct JSONParser {
    let bytes: [UInt8]
    var index = 0
    var depth = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    mutating func parseDocument() throws(JSONError) -> JSON {
        let value = try parseValue()
        skipBlanks()
        guard index == bytes.count else { throw mistake("more text after the end of the value") }
        return value
    }

    private func mistake(_ text: String) -> JSONError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return JSONError(line: line, column: before.count - start + 1, text: text)
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D || bytes[index] == 0x09 { index += 1 }
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

    /// Whether the next sign is `byte`, which is then passed.
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
            skipBlanks()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw mistake("a key in quotes is missing") }
            let key = try parseString()
            guard take(":") else { throw mistake("a colon is missing after the key \"\(key)\"") }
            members.append(.init(key, try parseValue()))
        } while take(",")
        guard take("}") else { throw mistake("a comma or } is missing") }
        return .object(members)
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
        let startsWell = digits < index && bytes[digits] &- 48 < 10 && (bytes[digits] != 48 || digits + 1 == index || bytes[digits + 1] &- 48 >= 10)
        guard startsWell, bytes[index - 1] != UInt8(ascii: "."),
            let value = bytes.withUnsafeBufferPointer({ DecimalText.number(UnsafeBufferPointer(rebasing: $0[start..<index])) })
        else {
            index = start
            throw mistake("not a JSON value")
        }
        return .number(value)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
        default: false
        }
    }

    private mutating func parseString() throws(JSONError) -> String {
        index += 1
        let start = index
        // Nearly every string goes as it is.
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"), bytes[index] >= 0x20 { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            defer { index += 1 }
            return bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[start..<index]), as: UTF8.self) }
        }
        var out = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: out, as: UTF8.self)
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

extension JSON {
    /// The value as JSON on one line, numbers as `DecimalText` writes them.
    public func serialised() -> String {
        var out: [UInt8] = []
        append(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    public func append(to out: inout [UInt8]) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .boolean(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): value.isFinite ? DecimalText.append(value, to: &out) : out.append(contentsOf: "null".utf8)
        case .string(let text): JSON.append(string: text, to: &out)
        case .array(let values):
            Self.appendList(values, "[", "]", to: &out) { value, out in value.append(to: &out) }
        case .object(let members):
            Self.appendList(members, "{", "}", to: &out) { member, out in
                JSON.append(string: member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.append(to: &out)
            }
        }
    }

    private static func appendList<Element>(
        _ list: [Element], _ open: String, _ close: String, to out: inout [UInt8],
        each append: (Element, inout [UInt8]) -> Void
    ) {
        out.append(contentsOf: open.utf8)
        for (index, element) in list.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            append(element, &out)
        }
        out.append(contentsOf: close.utf8)
    }

    /// The text in quotes, with what RFC 8259 section 7 says must be escaped.
    public static func append(string: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in string.utf8 { appendEscaped(byte, to: &out) }
        out.append(UInt8(ascii: "\""))
    }

    @inlinable
    public static func appendEscaped(_ byte: UInt8, to out: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            out.append(UInt8(ascii: "\\"))
            out.append(byte)
        case 0x0A: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
        case 0x09: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
        case 0x0D: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            out.append(contentsOf: "\\u00".utf8)
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        default: out.append(byte)
        }
    }
}

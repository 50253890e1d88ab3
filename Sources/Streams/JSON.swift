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

    /// The member of that name; nil if this is not an object, or has no such member.
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

/// A mistake in JSON text with its place. Line and column count from 1, and the column is in bytes.
public struct JSONError: Error, Sendable {
    public var line: Int
    public var column: Int
    public var text: String
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
        case .number(let value):
            value.isFinite ? DecimalText.append(value, to: &out) : out.append(contentsOf: "null".utf8)
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

    /// The value for people to edit: a member a line, and on one line what has no members.
    ///
    /// - Parameter width: an object that fits this many columns is also written on one line.
    public func indented(depth: Int = 0, width: Int = 0) -> String {
        guard case .object(let members) = self, !members.isEmpty else { return serialised() }
        let inner = String(repeating: "  ", count: depth + 1)
        let texts = members.map {
            JSON.string($0.key).serialised() + ": " + $0.value.indented(depth: depth + 1, width: width)
        }
        let line = "{" + texts.joined(separator: ", ") + "}"
        guard line.count + 2 * depth > width || line.contains("\n") else { return line }
        return "{\n" + texts.map { inner + $0 }.joined(separator: ",\n") + "\n" + inner.dropLast(2) + "}"
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

    /// The text in quotes. Characters are escaped where RFC 8259, section 7, requires it.
    public static func append(string: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { bytes in
            if bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
                for byte in bytes { appendEscaped(byte, to: &out) }
            } else {
                out.append(contentsOf: bytes)
            }
        }
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

import Glibc
import Streams

/// A path as the system has it: bytes, none of them NUL, which need not be UTF-8 (path_resolution(7)).
///
/// Two paths are equal if their bytes are. `String` is not used for this: it takes `é` as one code point and `é` as two for
/// equal, and it cannot hold bytes that are not UTF-8.
public struct BytePath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// With a NUL at the end, as the system wants it.
    private var terminated: [UInt8]

    /// - Parameter bytes: without NUL; what follows one is left out, as the system would.
    public init(bytes: some Sequence<UInt8>) {
        terminated = Array(bytes.prefix { $0 != 0 })
        terminated.append(0)
    }

    public init(_ text: String) { self.init(bytes: text.utf8) }

    init(cString: UnsafePointer<CChar>) {
        self.init(bytes: UnsafeRawBufferPointer(start: cString, count: strlen(cString)))
    }

    public var bytes: ArraySlice<UInt8> { terminated.dropLast() }
    public var isEmpty: Bool { terminated.count == 1 }

    /// The path as text; nil if its bytes are not UTF-8 (RFC 3629).
    public var string: String? { String(validating: bytes, as: UTF8.self) }

    /// The path for people: bytes that are not UTF-8 as `\xE9`.
    public var text: String {
        if let string { return string }
        var out = ""
        var rest = bytes
        while let first = rest.first {
            let count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            if let character = String(validating: rest.prefix(count), as: UTF8.self) {
                out += character
                rest = rest.dropFirst(count)
            } else {
                out += "\\x" + Self.hexadecimal(first)
                rest = rest.dropFirst()
            }
        }
        return out
    }

    /// The path in messages, as `text`.
    public var description: String { text }

    static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }

    /// Whether there are bytes in it like the halves of UTF-16, which are not UTF-8 (RFC 3629 section 3).
    var hasSurrogates: Bool {
        zip(bytes, bytes.dropFirst()).contains { $0 == 0xED && $1 >= 0xA0 }
    }

    /// What follows the last slash.
    public var name: BytePath {
        guard let cut = bytes.lastIndex(of: Self.slash) else { return self }
        return BytePath(bytes: bytes[(cut + 1)...])
    }

    /// What precedes the last slash; empty if there is none.
    public var folder: BytePath {
        BytePath(bytes: bytes.lastIndex(of: Self.slash).map { bytes[..<$0] } ?? [])
    }

    /// Whether it is a ledger of runs, which grows whenever a step runs.
    var isLedger: Bool { name == BytePath("runs.ndjson") }

    static let slash = UInt8(ascii: "/")

    /// A path below a folder; an empty folder is the working folder.
    public static func / (folder: BytePath, path: BytePath) -> BytePath {
        if folder.isEmpty { return path }
        var joined = folder
        joined.terminated[joined.terminated.count - 1] = slash
        joined.terminated += path.terminated
        return joined
    }

    public static func / (folder: BytePath, path: String) -> BytePath { folder / BytePath(path) }
    public static func / (folder: String, path: BytePath) -> BytePath { BytePath(folder) / path }

    /// By bytes.
    public static func < (a: Self, b: Self) -> Bool { a.terminated.lexicographicallyPrecedes(b.terminated) }

    /// The path for a function of the system.
    public func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        try terminated.withUnsafeBytes { try body($0.assumingMemoryBound(to: CChar.self).baseAddress!) }
    }
}

// MARK: Paths in JSON and in tables

extension BytePath {
    /// Appends the member of a JSON object: `"path":"output/a.tsv"`, or, since JSON is UTF-8 and a path need not be,
    /// `"path_percent":"output/M%E9dia.tsv"` (percent-encoding, RFC 3986 section 2.1). A path is written in one way only.
    func appendMember(to out: inout [UInt8]) {
        if let string {
            out += "\"path\":".utf8
            JSON.append(string: string, to: &out)
        } else {
            out += "\"path_percent\":\"".utf8
            for byte in bytes {
                if Self.isPlain(byte) { out.append(byte) } else { out += "%\(Self.hexadecimal(byte))".utf8 }
            }
            out.append(UInt8(ascii: "\""))
        }
    }

    /// Reads what `appendMember` writes; nil if the object has no such member, or one that is written in another way.
    init?(memberOf object: JSON) {
        if let text = object["path"]?.string {
            guard !text.utf8.contains(0) else { return nil }
            self.init(text)
            return
        }
        guard let text = object["path_percent"]?.string else { return nil }
        var decoded: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value != 0 else {
                return nil
            }
            decoded.append(value)
            rest = rest.dropFirst(2)
        }
        self.init(bytes: decoded)
        var again: [UInt8] = []
        appendMember(to: &again)
        guard again.elementsEqual("\"path_percent\":\"\(text)\"".utf8) else { return nil }
    }

    /// The unreserved characters of RFC 3986, the slash, and others that people can read and JSON need not escape.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && ![UInt8(ascii: "%"), UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(byte)
    }

    /// The path as a field of a table (TSV): tab, newline, carriage return and backslash as `\t`, `\n`, `\r` and `\\`, other control
    /// characters and bytes that are not UTF-8 as `\xE9`, which PostgreSQL's COPY reads, too.
    public var field: String {
        var out = ""
        var rest = bytes
        while let first = rest.first {
            let count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            let scalar = String(validating: rest.prefix(count), as: UTF8.self)?.unicodeScalars.first
            switch scalar {
            case "\t": out += "\\t"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\\": out += "\\\\"
            case let scalar? where scalar.properties.generalCategory != .control: out.unicodeScalars.append(scalar)
            default:
                // Bytes one by one: those that follow in a control character of two bytes are no UTF-8 by themselves.
                out += "\\x" + Self.hexadecimal(first)
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(count)
        }
        return out
    }
}

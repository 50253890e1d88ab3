import Streams
import Testing

@testable import Workbooks

@Suite("Encodings of parts") struct TextEncodingTests {
    /// A part in some encoding, as bytes; all of them hold the same name.
    struct Part: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var bytes: [UInt8]
    }

    private static let name = "Köln €"

    private static func markup(declaring declaration: String = "") -> String { "\(declaration)<a name=\"\(name)\"/>" }

    private static func utf16(_ text: String, isBigEndian: Bool = false) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in
            let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
            return isBigEndian ? [high, low] : [low, high]
        }
    }

    private static func declaration(_ encoding: String) -> String { "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>" }

    /// The text with its two foreign letters as the bytes of a single-byte encoding.
    private static func bytes(declaring encoding: String, oe: UInt8, euro: UInt8) -> [UInt8] {
        markup(declaring: declaration(encoding)).unicodeScalars.map { scalar in
            switch scalar {
            case "ö": oe
            case "€": euro
            default: UInt8(scalar.value)
            }
        }
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    static let parts: [Part] = [
        Part(testDescription: "UTF-8, undeclared", bytes: Array(markup().utf8)),
        Part(
            testDescription: "UTF-8 behind a byte-order mark",
            bytes: mark + markup(declaring: declaration("utf-8")).utf8),
        Part(
            testDescription: "UTF-8 behind a mark that declares another",
            bytes: mark + markup(declaring: declaration("ISO-8859-1")).utf8),
        Part(
            testDescription: "UTF-8 that declares UTF-16", bytes: Array(markup(declaring: declaration("UTF-16")).utf8)),
        Part(
            testDescription: "UTF-16LE behind a mark",
            bytes: [0xFF, 0xFE] + utf16(markup(declaring: declaration("UTF-16")))),
        Part(testDescription: "UTF-16BE behind a mark", bytes: [0xFE, 0xFF] + utf16(markup(), isBigEndian: true)),
        Part(testDescription: "UTF-16LE without a mark", bytes: utf16(markup(declaring: declaration("UTF-16LE")))),
        Part(
            testDescription: "UTF-16BE without a mark",
            bytes: utf16(markup(declaring: declaration("UTF-16")), isBigEndian: true)),
        Part(
            testDescription: "UTF-16LE that declares UTF-8",
            bytes: [0xFF, 0xFE] + utf16(markup(declaring: declaration("UTF-8")))),
        Part(testDescription: "windows-1252", bytes: bytes(declaring: "windows-1252", oe: 0xF6, euro: 0x80)),
        Part(
            testDescription: "ISO-8859-15, in single quotes",
            bytes: bytes(declaring: "ISO-8859-15", oe: 0xF6, euro: 0xA4)
                .map { $0 == 0x22 ? 0x27 : $0 }),
    ]

    private func names(_ bytes: [UInt8]) throws -> [String] {
        var found: [String] = []
        try XMLReader(partName: "part", package: "book").parse(bytes) { element in
            if let name = element["name"] { found.append(name) }
        }
        return found
    }

    @Test("a small part is read in the encoding that it is in", arguments: parts) func smallParts(part: Part) throws {
        #expect(try names(part.bytes) == [Self.name])
    }

    @Test(
        "an encoding that nobody knows is refused, and so is what iconv takes for an instruction",
        arguments: [
            "x-nothing", "UTF-7//TRANSLIT", "ISO-8859-1//IGNORE", "", " ",
        ])
    func unknown(encoding: String) {
        #expect(throws: Failure.self) { try names(Array(Self.markup(declaring: Self.declaration(encoding)).utf8)) }
    }

    @Test(
        "what stands for no character is refused",
        arguments: [
            Part(
                testDescription: "a lone low surrogate",
                bytes: [0xFF, 0xFE] + utf16("<a name=\"") + [0x00, 0xDC] + utf16("\"/>")),
            Part(testDescription: "half a character at the end", bytes: [0xFF, 0xFE] + utf16(markup()) + [0x20]),
            Part(
                testDescription: "a byte that windows-1252 lacks",
                bytes: bytes(declaring: "windows-1252", oe: 0x81, euro: 0x80)),
            Part(testDescription: "a byte that is not UTF-8", bytes: Array("<a name=\"".utf8) + [0xF6] + "\"/>".utf8),
        ])
    func noCharacter(part: Part) {
        #expect(throws: Failure.self) { try names(part.bytes) }
    }

    @Test("a character may lie across pieces, wherever it is cut", arguments: 1...9) func pieces(size: Int) throws {
        let text = "😀 Köln €, 千代田区\n\u{10FFFF}"
        let bytes = [0xFF, 0xFE] + Self.utf16(text)
        let converter = try #require(TextConverter(from: "UTF-16LE"))
        var converted: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            converted += try converter.convert(bytes[start..<min(start + size, bytes.count)])
        }
        try converter.finish()
        #expect(String(decoding: converted, as: UTF8.self) == text)
    }

    @Test("a text that becomes longer in UTF-8 is whole, however long it is", arguments: [0, 1, 31, 32, 33, 10_000])
    func long(count: Int) throws {
        let text = String(repeating: "千", count: count)
        let converter = try #require(TextConverter(from: "UTF-16BE"))
        let converted = try converter.convert(Self.utf16(text, isBigEndian: true))
        try converter.finish()
        #expect(String(decoding: converted, as: UTF8.self) == text)
    }
}

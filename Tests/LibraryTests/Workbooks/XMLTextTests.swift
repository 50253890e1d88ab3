import Testing

@testable import Workbooks

@Suite("Text for a part")
struct XMLTextTests {
    @Test(
        "What XML has no place for, and what would be read as an escape, is escaped",
        arguments: [
            ("a\u{FFFF}b", "a_xFFFF_b"), ("\u{FFFE}", "_xFFFE_"), ("\u{FFFD}", "\u{FFFD}"),
            ("\u{0}\u{1F}", "_x0000__x001F_"),
            ("a\r\nb", "a_x000D_\nb"), ("_x0041_", "_x005F_x0041_"), ("_xD800_", "_x005F_xD800_"), ("_x_", "_x_"),
            ("<&>\"", "&lt;&amp;&gt;\""), ("😀é", "😀é"), ("\u{EFFF}\u{F000}", "\u{EFFF}\u{F000}"),
            ("\u{10FFFF}", "\u{10FFFF}"),
        ])
    func escapes(text: String, expected: String) {
        #expect(XMLText.escaped(text) == expected)
        var check = MarkupCheck()
        let part = Array("<a b=\"\(XMLText.attribute(text))\">\(expected)</a>".utf8)
        let passes = (try? part.withUnsafeBufferPointer { try check.feed($0) }) != nil && (try? check.finish()) != nil
        #expect(passes)
    }

    @Test("An attribute keeps its line breaks and quotes")
    func attributes() { #expect(XMLText.attribute("a\n\"b\"\t") == "a_x000A_&quot;b&quot;_x0009_") }

    @Test("A formula's underscores stay, its control characters do not reach the part")
    func formulas() {
        var out: [UInt8] = []
        XMLText.append(formula: "\"_x0041_\u{1}\"&A1", to: &out)
        #expect(String(decoding: out, as: UTF8.self) == "\"_x0041__x0001_\"&amp;A1")
    }

    @Test("A text is cut where a cell ends, and no character in two")
    func lengths() {
        for (text, kept) in [
            (String(repeating: "a", count: 40_000), 32_767), (String(repeating: "😀", count: 16_384), 32_766),
            (String(repeating: "é", count: 32_767), 32_767),
        ] {
            var out: [UInt8] = []
            #expect(XMLText.append(cellText: text, to: &out) == (text.utf16.count > 32_767))
            #expect(String(decoding: out, as: UTF8.self).utf16.count == kept)
        }
    }
}

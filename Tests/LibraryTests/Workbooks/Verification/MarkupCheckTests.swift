import Testing

@testable import Workbooks

@Suite("The text of a written part is held against XML 1.0")
struct MarkupCheckTests {
    /// What is wrong with a part that comes in pieces of so many bytes; nil when nothing is.
    private func fault(in part: [UInt8], pieces size: Int) -> String? {
        var check = MarkupCheck()
        do throws(MarkupError) {
            var position = 0
            while position < part.count {
                let piece = Array(part[position..<min(position + size, part.count)])
                try piece.withUnsafeBufferPointer { buffer throws(MarkupError) in try check.feed(buffer) }
                position += size
            }
            try check.finish()
            return nil
        } catch {
            return error.text
        }
    }

    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    @Test(
        "What is well-formed passes, however it is cut",
        arguments: [
            "<a/>", head + "<a>\n<b c='1' d=\"2\"/>text &amp; &#x41;&#10; é 😀 \u{FFFD}</a>\n",
            "<x:a xmlns:x=\"u\" x:b=\"1\"><x:c xmlns:y='v' y:d=''/></x:a>",
            "<a xmlns=\"u\"><b xml:space=\"preserve\"> </b><!-- - --><![CDATA[<&]]]]></a>",
            "<a><b xmlns:r=\"u\" r:id=\"1\"/><b xmlns:r=\"u\" r:id=\"2\"></b></a>", "\u{FEFF}<a b = '>' />",
            "<a>]] ></a>", "<a><b c=\"1\" d=\"]]\"/><e xml:space=\"preserve\"> é </e><f>>\t\n12345678</f></a>",
            "<a><b xmlns:x=\"u\"><c/><x:d/></b><b></b></a>", "<a><row s=\"1\" r=\"2\"><c  s=\"1\"/></row></a>",
        ])
    func good(part: String) {
        for size in [1, 2, 3, 7, 1000] {
            let found = fault(in: Array(part.utf8), pieces: size)
            #expect(found == nil, "in pieces of \(size)")
        }
    }

    @Test(
        "What is not is refused, however it is cut",
        arguments: [
            "", "text", "<a>", "<a></b>", "<a/><b/>", "</a>", "<a>&b;</a>", "<a>& </a>", "<a>&#0;</a>",
            "<a>&#xFFFF;</a>",
            "<a>&#xD800;</a>", "<a b/>", "<a b=1/>", "<a b=\"1\"c=\"2\"/>", "<a b=\"1\" b=\"2\"/>", "<a b=\"<\"/>",
            "<r:a/>",
            "<a r:id=\"1\"/>", "<a><b xmlns:r=\"u\"/><b r:id=\"2\"/></a>", "<a xmlns:r=\"\"><r:b/></a>", "<a>\u{1}</a>",
            "<a b=\"\u{B}\"/>", "<a>\u{FFFE}</a>", "<a b=\"\u{FFFF}\"/>", "<a>]]></a>", "<!DOCTYPE a><a/>", "<1a/>",
            "<a:b:c/>",
            // Tags that are plain but for their mistake.
            "<a><b c=\"1\" c=\"2\"/></a>", "<a><b xml:space=\"preserve\" xml:space=\"preserve\"/></a>",
            "<a><b></c></a>",
            "<a><b/></b></a>", "<a><b c=\"&d;\"/></a>", "<a><b c=\"1\"d=\"2\"/></a>", "<a><b c=\"\u{1}\"/></a>",
            "<a><b xmlns:x=\"u\"/><x:c/></a>", "<a><b c=\"<\"></b></a>", "<a><b>12345678\u{1}</b></a>",
            "<a><b>1234567&b;</b></a>", "<a><b xml:spacer=\"preserve\" c></b></a>",
            "<a/>text", "<a><b></a></b>", "<a", "<a><![CDATA[x</a>", "< a/>",
        ])
    func bad(part: String) {
        for size in [1, 2, 3, 7, 1000] {
            #expect(fault(in: Array(part.utf8), pieces: size) != nil, "in pieces of \(size)")
        }
    }

    @Test(
        "Bytes that are no UTF-8 are refused",
        arguments: [
            [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE9], [0xF4, 0x90, 0x80, 0x80], [0x80],
            [0xE0, 0x80, 0x80],
        ] as [[UInt8]])
    func bytes(text: [UInt8]) {
        #expect(fault(in: Array("<a>".utf8) + text + Array("</a>".utf8), pieces: 1000) != nil)
    }

    @Test(
        "A text of more than 32767 characters and a formula of more than 8192 are refused; references and escapes count as one"
    )
    func lengths() {
        func part(_ name: String, _ unit: String, _ count: Int) -> [UInt8] {
            Array("<x:c xmlns:x='u'><x:\(name)>\(String(repeating: unit, count: count))</x:\(name)></x:c>".utf8)
        }
        for unit in ["a", "&amp;", "_x0007_", "é"] {
            #expect(fault(in: part("t", unit, 32_767), pieces: 4096) == nil, "\(unit)")
            #expect(fault(in: part("t", unit, 32_768), pieces: 4096) != nil, "\(unit)")
        }
        #expect(fault(in: part("f", "1", 8192), pieces: 4096) == nil)
        #expect(fault(in: part("f", "1", 8193), pieces: 4096) != nil)
        #expect(fault(in: part("t", "😀", 16_384), pieces: 4096) != nil)
    }

    @Test("Relationships that a part uses are found under whatever prefix, and the largest cell format")
    func uses() throws {
        let part =
            "<worksheet xmlns:k=\"\(Namespaces.transitional.relationships)\" xmlns:z=\"other\"><row s=\"7\"><c s=\"4\"/></row>"
            + "<drawing k:id=\"rId3\"/><legacyDrawing z:id=\"rId9\"/><x xmlns:k=\"\(Namespaces.strict.relationships)\" k:embed=\"rId4\"/></worksheet>"
        var check = MarkupCheck()
        try Array(part.utf8).withUnsafeBufferPointer { try check.feed($0) }
        try check.finish()
        #expect(check.relationships == ["rId3", "rId4"])
        #expect(check.largestFormat == 7)
    }
}

import Streams
import Testing

@testable import Workbooks

@Suite("Small parts") struct XMLReaderTests {
    private func names(_ text: String) throws -> [String] {
        var found: [String] = []
        try XMLReader(partName: "part", package: "book").parse(Array(text.utf8)) { element in
            if let name = element["name"] { found.append(name) }
        }
        return found
    }

    @Test("entities in attributes are decoded") func entities() throws {
        #expect(try names("<a><b name=\"R&amp;F &lt;&quot;&#65;&#x42;\"/></a>") == ["R&F <\"AB"])
    }

    @Test("elements are found whatever their prefix, attributes only without one") func prefixes() throws {
        let root = "x:a xmlns:x=\"u\" xmlns:y=\"v\""
        #expect(try names("<\(root)><x:b name='1'/><x:b y:name='2'/><x:b y:name='2' name='3'/></x:a>") == ["1", "3"])
    }

    @Test("what is within extensions and foreign elements is passed, and of several forms the plain one is read")
    func foreignContent() throws {
        let compatibility = "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""
        let found = try names(
            """
            <a xmlns="u" xmlns:q="v" \(compatibility)><b name="1"/>
            <q:w><b name="2"/><q:w><b name="2"/></q:w></q:w>
            <extLst><ext><b name="3"/></ext></extLst><b name="4"><extLst><b name="3"/></extLst></b>
            <mc:AlternateContent><mc:Choice Requires="q"><b name="5"/></mc:Choice><mc:Fallback><b name="6"/></mc:Fallback>
            </mc:AlternateContent><b name="7"/></a>
            """)
        #expect(found == ["1", "4", "6", "7"])
    }

    @Test(
        "a DTD is refused, whatever it defines",
        arguments: [
            "<!DOCTYPE a [<!ENTITY e \"x\">]><a name=\"&e;\"/>", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
            "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
        ])
    func dtd(text: String) {
        #expect(throws: Failure.self) { try names(text) }
    }

    @Test("elements nest 256 deep, and not much deeper") func nesting() throws {
        func nested(_ count: Int) -> String {
            String(repeating: "<a>", count: count) + String(repeating: "</a>", count: count)
        }
        // Beside each other they may be many.
        #expect(
            try names("<b>" + String(repeating: "<a name=\"x\"/>", count: 1000) + nested(255) + nested(255) + "</b>")
                .count == 1000)
        #expect(throws: Failure.self) { try names(nested(300)) }
    }

    @Test("what is not well-formed is refused", arguments: ["", "<a>", "<a></b>", "<a name=1/>", "text", "<a/><a/>"])
    func malformed(text: String) {
        #expect(throws: Failure.self) { try names(text) }
    }
}

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

    @Test("attributes are found whatever their prefix") func prefixes() throws {
        #expect(try names("<x:a xmlns:x=\"u\" xmlns:y=\"v\"><x:b y:name='1'/></x:a>") == ["1"])
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

import Streams
import Testing

@Suite("JSON") struct JSONTests {
    @Test("reads every kind of value, members in order") func reading() throws {
        let value = try JSON(parsing: #" {"b": [1, -2.5e3, true, null], "a": "x\n\"\u00e9\ud83d\ude00"} "#)
        #expect(
            value
                == .object([
                    .init("b", .array([.number(1), .number(-2500), .boolean(true), .null])), .init("a", .string("x\n\"é😀")),
                ]))
    }

    @Test(
        "names line and column of a mistake",
        arguments: [
            ("{\n  \"a\": 1,\n}", 3, 1), ("[1 2]", 1, 4), ("", 1, 1), ("{\"a\" 1}", 1, 6), ("[1,\n 01]", 2, 2), ("\"a", 1, 3),
            ("[tru]", 1, 2), ("1 2", 1, 3),
        ])
    func mistakes(text: String, line: Int, column: Int) {
        do {
            _ = try JSON(parsing: text)
            Issue.record("accepted")
        } catch {
            #expect((error.line, error.column) == (line, column), "\(error.text)")
        }
    }

    @Test("deep nesting is refused, not crashed on") func nesting() {
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 100_000)) }
    }

    @Test("what is written reads back") func roundTrip() throws {
        let value = JSON.object([.init("k\u{1}\t", .array([.number(0.1), .string("\\ \" \u{7f} é"), .boolean(false), .null]))])
        #expect(try JSON(parsing: value.serialised()) == value)
    }
}

import Streams
import Testing

@Suite("JSON") struct JSONTests {
    @Test("reads every kind of value, members in order") func reading() throws {
        let value = try JSON(parsing: #" {"b": [1, -2.5e3, true, null], "a": "x\n\"\u00e9\ud83d\ude00"} "#)
        #expect(
            value
                == .object([
                    .init("b", .array([.number(1), .number(-2500), .boolean(true), .null])),
                    .init("a", .string("x\n\"é😀")),
                ]))
    }

    @Test(
        "names line and column of a mistake",
        arguments: [
            ("{\n  \"a\": 1,\n}", 3, 1), ("[1 2]", 1, 4), ("", 1, 1), ("{\"a\" 1}", 1, 6), ("[1,\n 01]", 2, 2),
            ("\"a", 1, 3),
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
        let value = JSON.object([
            .init("k\u{1}\t", .array([.number(0.1), .string("\\ \" \u{7f} é"), .boolean(false), .null]))
        ])
        #expect(try JSON(parsing: value.serialised()) == value)
    }

    /// A member as `forEachMember` handed it on.
    private static func members(of text: String) throws -> [JSON.Member]? {
        var members: [JSON.Member] = []
        let line = Array(("…" + text).utf8).dropFirst(3)
        let isObject = try JSON.forEachMember(of: line) {
            members.append(.init(String(decoding: $0, as: UTF8.self), $1))
        }
        return isObject ? members : nil
    }

    @Test(
        "members handed on one by one are those of the object",
        arguments: [
            "{}", " { } ", #"{"a":1}"#, #"{"a" : "x" , "b":null,"a":[1,{"c":2}]}"#, #"{"k\u0041\n":"v\t"}"#,
            #"{"":""}"#, "[1]", "null", "\"{}\"",
        ])
    func members(text: String) throws { #expect(try Self.members(of: text) == JSON(parsing: text).members) }

    @Test(
        "what is no JSON is told at the same place as for a whole value",
        arguments: ["{", #"{"a"}"#, #"{"a":1,}"#, #"{"a":1} x"#, "[1,", ""])
    func mistakesAmongMembers(text: String) {
        let expected = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        let found = #expect(throws: JSONError.self) { try Self.members(of: text) }
        #expect(found?.column == expected?.column && found?.text == expected?.text)
    }

    @Test("any byte at any place of a string is found, whatever stands around it") func specialBytes() {
        for byte in UInt8.min...0x7F {
            for place in 0..<20 {
                for filler in [UInt8(ascii: "a"), 0x21, 0x23, 0x5B, 0x5D, 0x20, 0x7F] {
                    var body = [UInt8](repeating: filler, count: 20)
                    body[place] = byte
                    let value = try? JSON(parsing: [0x22] + body + [0x22])
                    // A quote ends it, a backslash needs a letter behind it, and what is below a blank may not stand there.
                    let isPlain = byte >= 0x20 && byte != 0x22 && byte != 0x5C
                    #expect(
                        value == (isPlain ? .string(String(decoding: body, as: UTF8.self)) : nil),
                        "byte \(byte) at \(place)")
                }
            }
        }
    }
}

import Streams
import Testing

@Suite("TSV") struct TSVTests {
    @Test("escapes what would break a line") func escaping() {
        #expect(TSV.line(["a\tb", "c\nd", "e\rf", "g\\h", ""]) == Array("a\\tb\tc\\nd\te\\rf\tg\\\\h\t\n".utf8))
    }

    @Test("any fields come back as they were") func roundTrip() {
        let alphabet: [Character] = ["a", "\t", "\n", "\r", "\\", "t", "n", "é", "😀", " "]
        for _ in 0..<2_000 {
            let fields = (0..<Int.random(in: 1...5)).map { _ in
                String((0..<Int.random(in: 0...6)).map { _ in alphabet.randomElement()! })
            }
            #expect(TSV.fields(of: TSV.line(fields).dropLast()) == fields)
        }
    }

    @Test("a backslash before any other letter stands for itself") func lenient() {
        #expect(TSV.fields(of: "a\\x\tb\\".utf8) == ["a\\x", "b\\"])
    }
}

/// What stands before a name in its line: whether the name begins the line, and in which quotes and brackets it stands.
struct LineContext {
    /// The begin of the line, or a place at most 4 KiB before the name.
    var start: Int
    /// The quote that is open; nil outside of strings.
    var quote: UInt8?
    /// How many brackets are open.
    var brackets = 0
    /// Whether nothing stands before the name but what may begin an assignment or a message.
    var isAnchored = false
    /// Columns before the line's first word; a list's `- ` counts.
    var indentation = 0

    private static let lookBack = 4096

    init(before name: Int, in text: Text, end nameEnd: Int? = nil) {
        var begin = name
        while begin > 0, text[begin - 1] != 0x0A, name - begin < Self.lookBack { begin -= 1 }
        start = begin
        // A quote right before the name is its own where it closes behind it, too.
        var end = name
        while end > begin, Text.isQuote(text[end - 1]) || text[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        let isOwn = nameEnd.map { text[$0] == text[name - 1] || text[$0] == UInt8(ascii: "\\") } ?? false
        scan(begin..<(isOwn ? end : name), in: text)
        isAnchored = Self.isAnchor(text, begin..<end)
        indentation = Self.indentation(text, begin, name)
    }

    private mutating func scan(_ range: Range<Int>, in text: Text) {
        for index in range {
            let byte = text[index]
            switch byte {
            case 0x22:
                var slashes = 0
                while text[index - 1 - slashes] == UInt8(ascii: "\\"), slashes < 8 { slashes += 1 }
                guard slashes == 0 else { continue }
                if quote == nil { quote = byte } else if quote == byte { quote = nil }
            case 0x27:
                if quote == nil, index == range.lowerBound || " \t=([{,:".utf8.contains(text[index - 1]) {
                    quote = byte
                } else if quote == byte, " \t,)]};".utf8.contains(text[index + 1]) || text[index + 1] == 0x0A {
                    quote = nil
                }
            case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): if quote == nil { brackets += 1 }
            case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
                if quote == nil { brackets = max(0, brackets - 1) }
            default: continue
            }
        }
    }

    private static func indentation(_ text: Text, _ start: Int, _ name: Int) -> Int {
        var index = text.skipBlanks(start)
        while index < name, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "?"),
            text[index + 1] == 0x20
        {
            index = text.skipBlanks(index + 1)
        }
        return index - start
    }

    /// What may stand before the name in a line that assigns to it.
    private static let openers: Set<String> = [
        "export", "set", "setx", "setenv", "env", "declare", "local", "readonly", "typeset", "let", "var", "const",
        "val",
        "public", "private", "static", "final", "string", "my", "our", "def", "-", "*", "#", "//", ";", "+", ">", "arg",
        "--",
    ]

    private static func isAnchor(_ text: Text, _ range: Range<Int>) -> Bool {
        let range = text.trimmed(range)
        if range.isEmpty { return true }
        if text[range.upperBound - 1] == UInt8(ascii: "]"), text[range.upperBound] == 0x20 { return true }
        // The message of a log line: `ERROR tool: NAME=VALUE`.
        if text[range.upperBound - 1] == UInt8(ascii: ":"), text[range.upperBound] == 0x20 { return true }
        guard range.count <= 60 else { return false }
        return text.lowercased(range).split(whereSeparator: { $0 == " " || $0 == "\t" }).allSatisfy {
            openers.contains(String($0)) || $0.hasPrefix("$env") || $0.hasPrefix("-")
        }
    }
}

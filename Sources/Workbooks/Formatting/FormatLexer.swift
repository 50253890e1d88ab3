/// Takes a number format code apart into its sections (ECMA-376 part 1, 18.8.31).
struct FormatLexer {
    private let code: [UInt8]
    private var index = 0
    private var section = FormatSectionText()

    private init(_ code: String) {
        self.code = Array(code.utf8)
    }

    /// The sections of a code, in order; at least one.
    static func sections(of code: String) -> [FormatSectionText] {
        var lexer = FormatLexer(code)
        var sections: [FormatSectionText] = []
        while lexer.index < lexer.code.count {
            if lexer.code[lexer.index] == UInt8(ascii: ";") {
                lexer.index += 1
                sections.append(lexer.section)
                lexer.section = FormatSectionText()
            } else {
                lexer.scanToken()
            }
        }
        return sections + [lexer.section]
    }

    private mutating func scanToken() {
        switch code[index] {
        case UInt8(ascii: "\""): scanQuoted()
        case UInt8(ascii: "\\"): scanEscaped()
        case UInt8(ascii: "_"):
            skipSignAndArgument()
            add(.literal, [UInt8(ascii: " ")])
        // A fill repeats its sign over the column's free width, of which text has none.
        case UInt8(ascii: "*"): skipSignAndArgument()
        case UInt8(ascii: "["): scanBracket()
        case UInt8(ascii: "0"): take(.digit(.zero))
        case UInt8(ascii: "#"): take(.digit(.nothing))
        case UInt8(ascii: "?"): take(.digit(.blank))
        case UInt8(ascii: "1")...UInt8(ascii: "9"): take(.numeral)
        case UInt8(ascii: "."): take(.point)
        case UInt8(ascii: ","): take(.comma)
        case UInt8(ascii: "%"): take(.percent)
        case UInt8(ascii: "/"): take(.slash)
        case UInt8(ascii: "@"): take(.text)
        default: scanWord()
        }
    }

    private mutating func add(_ kind: FormatToken.Kind, _ bytes: some Collection<UInt8>) {
        section.tokens.append(FormatToken(kind, Array(bytes)))
    }

    private mutating func take(_ kind: FormatToken.Kind, count: Int = 1) {
        add(kind, code[index..<(index + count)])
        index += count
    }

    /// The length in bytes of the character at an index, no longer than the code.
    private func characterLength(at index: Int) -> Int {
        guard index < code.count else { return 0 }
        let lead = code[index]
        let length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        return min(length, code.count - index)
    }

    private mutating func skipSignAndArgument() {
        index += 1
        index += characterLength(at: index)
    }

    private mutating func scanEscaped() {
        index += 1
        take(.literal, count: characterLength(at: index))
    }

    private mutating func scanQuoted() {
        let start = index + 1
        let end = code[start...].firstIndex(of: UInt8(ascii: "\"")) ?? code.count
        add(.literal, code[start..<end])
        index = min(end + 1, code.count)
    }

    // MARK: - Words

    private static let general = Array("general".utf8)
    /// What Excel's Chinese editions write for General.
    private static let generalOfChina = Array("g/通用格式".utf8)
    private static let halfDays: [(written: String, morning: String, afternoon: String)] = [
        ("am/pm", "AM", "PM"), ("上午/下午", "上午", "下午"),
    ]

    private mutating func scanWord() {
        if matches(Self.general) { return take(.general, count: Self.general.count) }
        if matches(Self.generalOfChina) { return take(.general, count: Self.generalOfChina.count) }
        for (written, morning, afternoon) in Self.halfDays where matches(Array(written.utf8)) {
            return take(
                .halfDay(morning: Array(morning.utf8), afternoon: Array(afternoon.utf8)), count: written.utf8.count)
        }
        if matches(Array("a/p".utf8)) {
            return take(.halfDay(morning: [code[index]], afternoon: [code[index + 2]]), count: 3)
        }
        scanLetters()
    }

    private mutating func scanLetters() {
        let letter = code[index] | 0x20
        let next = index + 1 < code.count ? code[index + 1] : 0
        switch letter {
        case UInt8(ascii: "e") where next == UInt8(ascii: "+") || next == UInt8(ascii: "-"):
            take(.exponent(showsPlus: next == UInt8(ascii: "+")), count: 2)
        // `B1` and `B2` choose a calendar.
        case UInt8(ascii: "b") where next == UInt8(ascii: "1") || next == UInt8(ascii: "2"): index += 2
        case UInt8(ascii: "a") where runLength(of: letter) >= 3:
            // Weekdays of the Japanese editions: `aaa` is `ddd`.
            let count = runLength(of: letter)
            take(.calendar(UInt8(ascii: "d"), count: count), count: count)
        case UInt8(ascii: "y"), UInt8(ascii: "m"), UInt8(ascii: "d"), UInt8(ascii: "h"), UInt8(ascii: "s"),
            UInt8(ascii: "e"), UInt8(ascii: "b"), UInt8(ascii: "g"):
            let count = runLength(of: letter)
            take(.calendar(letter, count: count), count: count)
        default: take(.literal, count: characterLength(at: index))
        }
    }

    private func runLength(of letter: UInt8) -> Int {
        code[index...].prefix { $0 | 0x20 == letter }.count
    }

    /// Whether the code goes on with a word, whatever the case of its Latin letters.
    private func matches(_ word: [UInt8]) -> Bool {
        func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        return code[index...].prefix(word.count).map(lowered) == word
    }

    // MARK: - Brackets

    private mutating func scanBracket() {
        let start = index + 1
        let end = code[start...].firstIndex(of: UInt8(ascii: "]")) ?? code.count
        let content = code[start..<end]
        index = min(end + 1, code.count)
        let letter = (content.first ?? 0) | 0x20
        if content.first == UInt8(ascii: "$") {
            scanCurrency(content.dropFirst())
        } else if let condition = FormatCondition(content) {
            section.condition = condition
            section.hasModifier = true
        } else if "hms".utf8.contains(letter), content.allSatisfy({ $0 | 0x20 == letter }) {
            add(.elapsed(letter, count: content.count), content)
        } else {
            section.hasModifier = true
        }
    }

    /// `$€-407`, `$-en-US`: a symbol shown as it is, and a locale, which changes nothing but for the system's formats.
    private mutating func scanCurrency(_ content: ArraySlice<UInt8>) {
        let dash = content.firstIndex(of: UInt8(ascii: "-")) ?? content.endIndex
        add(.literal, content[..<dash])
        switch String(decoding: content[dash...].dropFirst(), as: UTF8.self).lowercased() {
        case "f800", "x-sysdate": section.systemFormat = .date
        case "f400", "x-systime": section.systemFormat = .time
        default: break
        }
    }
}

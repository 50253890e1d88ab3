/// A formula cut into references and everything between them (ECMA-376 part 1, 18.17.2).
struct FormulaTokens {
    enum Token: Equatable {
        case text(String)
        case reference(Reference)
    }

    /// A cell, a range, or whole columns or rows.
    struct Reference: Equatable {
        /// The sheet's name with quotes and `!` as it is written; empty for none.
        var qualifier: String
        /// The name without quotes; nil for none.
        var sheet: String?
        var first: Corner
        var last: Corner?
        /// The sheet's name again before the last corner, as some programs write it: `Data!F30:Data!Q30`.
        var lastQualifier = ""
        /// The innermost function around it, upper case.
        var function: String

        var description: String {
            qualifier + first.description + (last.map { ":\(lastQualifier)\($0.description)" } ?? "")
        }
    }

    /// `$E$28`, `$E` or `$28`.
    struct Corner: Equatable {
        var column: Int?
        var row: Int?
        var isColumnFixed = false
        var isRowFixed = false

        var description: String {
            var text = ""
            if let column { text += (isColumnFixed ? "$" : "") + CellReference.letters(ofColumn: column) }
            if let row { text += (isRowFixed ? "$" : "") + String(row) }
            return text
        }

        init?(_ word: some StringProtocol) {
            var signs = Substring(word)
            func dollar() -> Bool {
                guard signs.first == "$" else { return false }
                signs.removeFirst()
                return true
            }
            isColumnFixed = dollar()
            let letters = signs.prefix { $0.isASCII && $0.isLetter }
            signs = signs.dropFirst(letters.count)
            if letters.isEmpty {
                (isRowFixed, isColumnFixed) = (isColumnFixed, false)
            } else {
                guard let cell = CellReference(letters + "1") else { return nil }
                column = cell.column
                isRowFixed = dollar()
            }
            guard signs.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
            if !signs.isEmpty {
                guard let number = Int(signs), (1...CellReference.maximumRow).contains(number) else { return nil }
                row = number
            } else if isRowFixed {
                return nil
            }
            guard column != nil || row != nil else { return nil }
        }
    }

    private(set) var tokens: [Token] = []
    private var signs: [Character]
    private var index = 0
    private var text = ""
    private var functions: [String] = []

    init(_ formula: String) {
        signs = Array(formula)
        scan()
        if !text.isEmpty { tokens.append(.text(text)) }
    }

    private func sign(at index: Int) -> Character? { signs.indices.contains(index) ? signs[index] : nil }

    private mutating func scan() {
        while let sign = sign(at: index) {
            switch sign {
            case "\"": text += quoted("\"")
            case "'": scanQuotedName()
            case "[": text += bracket()
            case "(":
                functions.append("")
                text.append(sign)
                index += 1
            case ")":
                _ = functions.popLast()
                text.append(sign)
                index += 1
            case _ where Self.isWord(sign): scanWord()
            default:
                text.append(sign)
                index += 1
            }
        }
    }

    private static func isWord(_ sign: Character) -> Bool {
        sign.isLetter || sign.isNumber || sign == "$" || sign == "_" || sign == "." || sign == "\\"
    }

    /// From a quote to its partner, doubled ones inside.
    private mutating func quoted(_ quote: Character) -> String {
        var out = String(quote)
        index += 1
        while let sign = sign(at: index) {
            out.append(sign)
            index += 1
            guard sign == quote else { continue }
            guard self.sign(at: index) == quote else { break }
            out.append(quote)
            index += 1
        }
        return out
    }

    /// Brackets may stand in brackets, as those of tables do.
    private mutating func bracket() -> String {
        var out = ""
        var depth = 0
        while let sign = sign(at: index) {
            out.append(sign)
            index += 1
            if sign == "[" { depth += 1 }
            if sign == "]" { depth -= 1 }
            if depth == 0 { break }
        }
        return out
    }

    private mutating func scanQuotedName() {
        let name = quoted("'")
        guard sign(at: index) == "!" else {
            text += name
            return
        }
        index += 1
        qualified(name + "!", String(name.dropFirst().dropLast()).replacing("''", with: "'"))
    }

    private mutating func word() -> String {
        let start = index
        while let sign = sign(at: index), Self.isWord(sign) { index += 1 }
        return String(signs[start..<index])
    }

    private mutating func scanWord() {
        let start = index
        let isExternal = text.hasSuffix("]")
        let word = word()
        switch sign(at: index) {
        case "!":
            index += 1
            qualified(word + "!", isExternal ? "[]" + word : word)
        case "(":
            functions.append(word.uppercased())
            text += word + "("
            index += 1
        case "[": text += word
        default:
            index = start
            scanReference("", nil)
        }
    }

    private mutating func qualified(_ qualifier: String, _ sheet: String) {
        // Several sheets at once, and other workbooks, are none that could be meant.
        scanReference(qualifier, sheet.contains(":") ? "[]" + sheet : sheet)
    }

    private mutating func scanReference(_ qualifier: String, _ sheet: String?) {
        let start = index
        let word = word()
        guard let first = Corner(word), !(word.isEmpty) else {
            text += qualifier + word
            if word.isEmpty, index == start, qualifier.isEmpty { index += 1 }
            return
        }
        var last: Corner?
        var repeatedQualifier = ""
        let end = index
        if sign(at: index) == ":" {
            index += 1
            let lastQualifier = repeated(qualifier)
            last = Corner(self.word())
            let isAlike =
                last.map { ($0.column == nil) == (first.column == nil) && ($0.row == nil) == (first.row == nil) }
                ?? false
            if sign(at: index) == "!" {
                // Several sheets at once: A:B!K18.
                index += 1
                text += qualifier + String(signs[start..<index]) + self.word()
                return
            }
            if isAlike {
                repeatedQualifier = lastQualifier
            } else {
                index = end
                last = nil
            }
        }
        guard last != nil || (first.column != nil && first.row != nil) else {
            text += qualifier + word
            return
        }
        if !text.isEmpty { tokens.append(.text(text)) }
        text = ""
        tokens.append(
            .reference(
                Reference(
                    qualifier: qualifier, sheet: sheet, first: first, last: last, lastQualifier: repeatedQualifier,
                    function: functions.last ?? ""))
        )
    }

    /// The sheet's name once more, where a formula writes it before both corners of a range.
    private mutating func repeated(_ qualifier: String) -> String {
        let end = index + qualifier.count
        guard !qualifier.isEmpty, end < signs.count else { return "" }
        let next = String(signs[index..<end])
        guard next.lowercased() == qualifier.lowercased() else { return "" }
        index = end
        return next
    }
}

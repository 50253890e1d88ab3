/// SQL that names columns in one place and has their values in another: `INSERT INTO users (name, password) VALUES …`.
struct Statements {
    let text: Text
    private let reader: ValueReader

    init(_ text: Text) {
        self.text = text
        reader = ValueReader(text: text)
    }

    private static let words: [[UInt8]] = [
        "INSERT INTO", "insert into", "Insert Into", "REPLACE INTO", "replace into", "COPY ", "copy ",
    ].map { Array($0.utf8) }

    /// - Parameter table: called for a statement whose rows follow as lines, with where they begin.
    func find(_ report: (Range<Int>) -> Void, table: (SecretColumns, Int) -> Void) {
        for word in Self.words {
            var offset = 0
            while let start = text.bytes.firstIndex(of: word, from: offset) {
                offset = start + word.count
                statement(at: offset, isCopy: word.count == 5, report, table)
            }
        }
    }

    private func statement(
        at start: Int, isCopy: Bool, _ report: (Range<Int>) -> Void, _ table: (SecretColumns, Int) -> Void
    ) {
        var open = start
        while open - start < 200, text[open] != UInt8(ascii: "("), text[open] != UInt8(ascii: ";"),
            text[open] != 0x0A || !isCopy, open < text.count
        { open += 1 }
        guard text[open] == UInt8(ascii: "("), let (columns, end) = list(at: open) else { return }
        let secret = Set(columns.indices.filter { SecretColumns.isSecret(columns[$0], in: text) })
        guard !secret.isEmpty else { return }
        if isCopy {
            return table(
                SecretColumns(delimiter: .byte(0x09), fields: columns.count, secret: secret), text.nextLine(after: end))
        }
        var index = end
        // Over VALUES or OUTPUT to the first tuple.
        while index - end < 200, text[index] != UInt8(ascii: "("), index < text.count { index += 1 }
        while text[index] == UInt8(ascii: "("), let (values, close) = list(at: index) {
            for column in secret where column < values.count && !values[column].isEmpty {
                report(literal(values[column]))
            }
            index = text.skipWhitespace(close)
            guard text[index] == UInt8(ascii: ",") else { return }
            index = text.skipWhitespace(index + 1)
        }
    }

    /// The parts between commas of `( … )`, and what is behind it.
    private func list(at open: Int) -> ([Range<Int>], Int)? {
        var parts: [Range<Int>] = []
        var depth = 0
        var start = open + 1
        var index = open
        while index < text.count, index - open < ValueReader.longest {
            let byte = text[index]
            if Text.isQuote(byte), let value = reader.quoted(at: index) {
                index = max(value.end, index + 1)
                continue
            }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ",") && depth == 1 || byte == UInt8(ascii: ")") && depth == 1 {
                parts.append(text.trimmed(start..<index))
                start = index + 1
            }
            if byte == UInt8(ascii: ")") {
                depth -= 1
                if depth == 0 { return (parts, index + 1) }
            }
            index += 1
        }
        return nil
    }

    private func literal(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound, !Text.isQuote(text[start]), start - range.lowerBound < 2 { start += 1 }
        return reader.quoted(at: start).map(\.content) ?? range
    }
}

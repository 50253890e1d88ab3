/// Tables whose columns are aligned at the right, below a header that leaves the place of the row numbers blank, as pandas prints them.
enum AlignedColumns {
    /// A word of a line, and where it ends, counted in characters.
    private struct Word {
        var range: Range<Int>
        var end: Int
    }

    private static func words(_ line: Range<Int>, in text: Text) -> [Word] {
        var words: [Word] = []
        var characters = 0
        var start: Int?
        for index in line {
            let byte = text[index]
            // Bytes that go on with a character of UTF-8 (RFC 3629) take no place.
            if byte & 0xC0 != 0x80 {
                if Text.isWhitespace(byte) {
                    if let begin = start { words.append(Word(range: begin..<index, end: characters)) }
                    start = nil
                } else if start == nil {
                    start = index
                }
                characters += 1
            }
        }
        if let begin = start { words.append(Word(range: begin..<line.upperBound, end: characters)) }
        return words
    }

    /// Where the columns of a header end; nil when the line below shows that it is none of such a table.
    static func ends(of header: Range<Int>, in text: Text) -> [Int]? {
        guard text[header.lowerBound] == 0x20 else { return nil }
        let next = text.nextLine(after: header.upperBound)
        let row = next..<text.lineEnd(of: next)
        guard row.lowerBound > header.upperBound, row.count < 4096, !row.isEmpty, text[next] != 0x20 else { return nil }
        let names = words(header, in: text)
        let ends = names.map(\.end)
        guard let first = names.first, let index = words(row, in: text).first,
            index.end < first.end - characters(first.range, in: text) + 1, fits(row, ends, in: text)
        else { return nil }
        return ends
    }

    private static func characters(_ range: Range<Int>, in text: Text) -> Int {
        range.count { text[$0] & 0xC0 != 0x80 }
    }

    /// Whether cells of a line end where the columns do.
    static func fits(_ line: Range<Int>, _ ends: [Int], in text: Text) -> Bool {
        let found = Set(words(line, in: text).map(\.end))
        return ends.count { found.contains($0) } * 2 > ends.count
    }

    /// The cells: each goes on to the left up to the word that ends where another column does.
    static func split(_ line: Range<Int>, _ ends: [Int], in text: Text) -> [Range<Int>] {
        let words = words(line, in: text)
        var start = line.lowerBound
        return ends.indices.map { column in
            let last = words.last { $0.end <= ends[column] && (column == 0 || $0.end > ends[column - 1]) }
            guard let last else { return start..<start }
            // The number of the row is before the first column.
            if column == 0, words.count > 1, words[0].end < last.end, text[line.lowerBound] != 0x20 {
                start = words[0].range.upperBound
            }
            defer { start = last.range.upperBound }
            return text.trimmed(start..<last.range.upperBound)
        }
    }
}

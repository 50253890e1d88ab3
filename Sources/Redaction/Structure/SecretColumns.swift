/// Columns of a table whose header names a secret: all that stands in them is one.
struct SecretColumns {
    /// What parts the fields.
    enum Delimiter: Hashable {
        case byte(UInt8)
        /// The lines of boxes, U+2502 and U+2506.
        case bar
        /// Two blanks or more.
        case blanks
        /// Where the columns begin, counted from the line's begin, as a line of dashes under the header shows it.
        case places([Int])
        /// Where the columns end, counted in characters, as in the tables of pandas: names and cells are at the right.
        case ends([Int])
    }

    var delimiter: Delimiter
    /// Of the header.
    var fields: Int
    var secret: Set<Int>

    // MARK: Headers

    /// The table whose header is the line with a secret's name; nil when the line is none.
    init?(headerWith name: Range<Int>, in text: Text) {
        var start = name.lowerBound
        while start > 0, text[start - 1] != 0x0A, name.lowerBound - start < 2048 { start -= 1 }
        guard start == 0 || text[start - 1] == 0x0A else { return nil }
        let end = text.lineEnd(of: name.upperBound)
        guard end - start < 4096 else { return nil }
        let underlined =
            (Self.places(below: start..<end, in: text).map { [Delimiter.places($0)] } ?? [])
            + (AlignedColumns.ends(of: start..<end, in: text).map { [Delimiter.ends($0)] } ?? [])
        for delimiter in underlined + Self.delimiters {
            let columns = Self.split(start..<end, by: delimiter, in: text)
            guard columns.count > 1, columns.indices.allSatisfy({ Self.isName(columns[$0], $0, in: text) }),
                !columns.contains(where: { Self.isState($0, in: text) })
            else { continue }
            // The name of such a column may have several words.
            let isAligned = if case .ends = delimiter { true } else { false }
            let secret = columns.indices.filter {
                Self.isSecret(columns[$0], in: text) || isAligned && columns[$0].contains(name.upperBound - 1)
            }
            guard !secret.isEmpty else { continue }
            (self.delimiter, fields, self.secret) = (delimiter, columns.count, Set(secret))
            return
        }
        return nil
    }

    private static let delimiters: [Delimiter] =
        [0x09, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "~")].map {
            .byte($0)
        } + [.bar, .blanks]

    /// Where the columns of a header begin, by a line of dashes and blanks below it.
    private static func places(below header: Range<Int>, in text: Text) -> [Int]? {
        let start = text.nextLine(after: header.upperBound)
        let line = start..<text.lineEnd(of: start)
        guard !line.isEmpty, line.count < 4096,
            line.allSatisfy({ text[$0] == UInt8(ascii: "-") || text[$0] == UInt8(ascii: "=") || text[$0] == 0x20 })
        else { return nil }
        let places = line.filter { text[$0] != 0x20 && ($0 == start || text[$0 - 1] == 0x20) }.map { $0 - start }
        return places.count > 1 ? places : nil
    }

    init(delimiter: Delimiter, fields: Int, secret: Set<Int>) {
        (self.delimiter, self.fields, self.secret) = (delimiter, fields, secret)
    }

    static func isSecret(_ range: Range<Int>, in text: Text) -> Bool {
        let range = unquoted(range, in: text)
        if SecretName.judging(text.bytes[range]) != nil, SecretName.judging(text.bytes[range]) != .about { return true }
        let bytes = Array(text.bytes[range])
        guard bytes.contains(where: { $0 >= 0x80 }) else { return false }
        return SecretWords.foreign.contains { word in
            bytes.withUnsafeBufferPointer { $0.firstIndex(of: Array(word.utf8)) != nil }
        }
    }

    /// Whether a field looks like a column's name: some words, no sentence and no value.
    ///
    /// A time may stand before the first one, as in logs.
    private static func isName(_ range: Range<Int>, _ index: Int, in text: Text) -> Bool {
        let range = unquoted(range, in: text)
        guard range.count <= 48 else { return false }
        let isTimed = index == 0 && Text.isDigit(text[range.lowerBound])
        let part = text.bytes[range]
        guard
            part.first.map({
                Text.isLetter($0) || $0 >= 0x80 || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "_")
                    || Text.isDigit($0)
            }) ?? true
        else {
            return false
        }
        guard
            part.allSatisfy({
                Text.isName($0) || $0 >= 0x80 || [UInt8](" .#/()%[]?*".utf8).contains($0)
                    || isTimed && $0 == UInt8(ascii: ":")
            })
        else {
            return false
        }
        return part.split(separator: 0x20).count <= 5
    }

    /// Whether a field says how a secret is, as in a list of names and states: no header says so.
    private static func isState(_ range: Range<Int>, in text: Text) -> Bool {
        let range = unquoted(range, in: text)
        return (2...12).contains(range.count)
            && !["string", "text", "default", "key", "apikey", "number", "note", "info", "error"].contains(
                text.lowercased(range))
            && SecretWords.harmless.contains(text.lowercased(range))
    }

    // MARK: Rows

    /// The fields of a row that are to be hidden; nil when the line is no row of this table.
    func values(in line: Range<Int>, of text: Text) -> [Range<Int>]? {
        let isBox = delimiter == .bar
        if text.bytes[line].allSatisfy({ [UInt8]("-+=:| \t".utf8).contains($0) || isBox && $0 >= 0x80 }) {
            return line.isEmpty ? nil : []
        }
        if case .ends(let ends) = delimiter, !AlignedColumns.fits(line, ends, in: text) { return nil }
        let columns = Self.split(line, by: delimiter, in: text)
        guard columns.count > 1 else { return nil }
        // The last field of a row may be missing.
        if delimiter != .byte(0x09), columns.count < max(2, fields - 1) { return nil }
        // Rows may begin with a number that the header has no name for: what is hidden is the field of either count.
        let shift = delimiter == .blanks ? max(0, columns.count - fields) : 0
        let places = shift == 0 ? secret : secret.union(secret.filter { $0 < fields - 1 }.map { $0 + shift })
        return places.sorted().compactMap { index in
            guard index < columns.count else { return nil }
            var range = columns[index]
            // A value that holds the delimiter itself makes more fields than the header has.
            if columns.count > fields, index == fields - 1, let last = columns.last {
                range = range.lowerBound..<last.upperBound
            }
            range = Self.unquoted(range, in: text)
            return range.isEmpty ? nil : range
        }
    }

    /// The end of a record that begins at a place: quoted fields may hold line ends.
    func recordEnd(from start: Int, in text: Text) -> Int {
        let end = text.lineEnd(of: start)
        guard case .byte = delimiter else { return end }
        var index = start
        var isQuoted = false
        while index < text.count, index - start < ValueReader.longest {
            // A quote in a quoted field is doubled (RFC 4180, section 2.7).
            if isQuoted, text[index] == 0x22, text[index + 1] == 0x22 {
                index += 2
                continue
            }
            if text[index] == 0x22, isQuoted || isFieldStart(index, start, text) { isQuoted.toggle() }
            if text[index] == 0x0A, !isQuoted { return text[index - 1] == 0x0D ? index - 1 : index }
            index += 1
        }
        return isQuoted ? end : index
    }

    private func isFieldStart(_ index: Int, _ start: Int, _ text: Text) -> Bool {
        guard index > start, case .byte(let byte) = delimiter else { return true }
        return text[index - 1] == byte || text[index - 1] == 0x20
    }

    static func split(_ whole: Range<Int>, by delimiter: Delimiter, in text: Text) -> [Range<Int>] {
        var columns: [Range<Int>] = []
        let line = inner(whole, delimiter, in: text)
        if case .places(let places) = delimiter {
            let starts = places.map { min(line.lowerBound + $0, line.upperBound) } + [line.upperBound]
            return zip(starts, starts.dropFirst()).map { text.trimmed($0..<$1) }
        }
        if case .ends(let ends) = delimiter { return AlignedColumns.split(line, ends, in: text) }
        var start = line.lowerBound
        var index = line.lowerBound
        var isQuoted = false
        while index < line.upperBound {
            switch delimiter {
            case .byte(let byte):
                if isQuoted, text[index] == 0x22, text[index + 1] == 0x22, index + 1 < line.upperBound {
                    index += 2
                    continue
                }
                if text[index] == 0x22, isQuoted || index == start || text[index - 1] == byte { isQuoted.toggle() }
                if text[index] == byte, !isQuoted {
                    columns.append(text.trimmed(start..<index))
                    start = index + 1
                }
                index += 1
            case .bar:
                guard text.hasPrefix("\u{2502}", at: index) || text.hasPrefix("\u{2506}", at: index) else {
                    index += 1
                    continue
                }
                columns.append(text.trimmed(start..<index))
                index += 3
                start = index
            case .places, .ends: index = line.upperBound
            case .blanks:
                guard text[index] == 0x20, text[index + 1] == 0x20 else {
                    index += 1
                    continue
                }
                columns.append(text.trimmed(start..<index))
                while index < line.upperBound, text[index] == 0x20 { index += 1 }
                start = index
            }
        }
        columns.append(text.trimmed(start..<line.upperBound))
        // `| a | b |` has bars at both ends.
        if delimiter == .byte(UInt8(ascii: "|")) || delimiter == .bar {
            if columns.first?.isEmpty == true { columns.removeFirst() }
            if columns.last?.isEmpty == true { columns.removeLast() }
        }
        if delimiter == .blanks, columns.first?.isEmpty == true { columns.removeFirst() }
        return columns
    }

    /// The line without the brackets of an array of JSON: `["user", "password"]`.
    private static func inner(_ line: Range<Int>, _ delimiter: Delimiter, in text: Text) -> Range<Int> {
        var range = text.trimmed(line)
        guard delimiter == .byte(UInt8(ascii: ",")), text[range.lowerBound] == UInt8(ascii: "["), !range.isEmpty else {
            return line
        }
        if text[range.upperBound - 1] == UInt8(ascii: ",") { range = range.lowerBound..<(range.upperBound - 1) }
        guard range.count > 1, text[range.upperBound - 1] == UInt8(ascii: "]") else { return line }
        return (range.lowerBound + 1)..<(range.upperBound - 1)
    }

    private static func unquoted(_ range: Range<Int>, in text: Text) -> Range<Int> {
        var range = text.trimmed(range)
        // Names in bold of Markdown are in pairs of stars.
        while range.count >= 2, Text.isQuote(text[range.lowerBound]) || text[range.lowerBound] == UInt8(ascii: "*"),
            text[range.upperBound - 1] == text[range.lowerBound]
        {
            range = (range.lowerBound + 1)..<(range.upperBound - 1)
        }
        return range
    }
}

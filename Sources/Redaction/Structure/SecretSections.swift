/// Sections of INI, TOML and registry files whose name is that of a secret: `[passwords]`, `[db.secrets]`, `[[credentials]]`,
/// `[HKEY_LOCAL_MACHINE\Software\X\Password]`. All values below such a line are secret, whatever their names.
struct SecretSections {
    let text: Text
    private let reader: ValueReader
    private static let longestName = 256

    init(_ text: Text) {
        self.text = text
        reader = ValueReader(text: text)
    }

    /// - Parameters:
    ///   - name: a secret's name somewhere in the text.
    ///   - report: gets the values, where the name is in the header of a section.
    /// - Returns: where the section ends; nil when the name is in no header.
    func find(headerWith name: Range<Int>, _ report: (Range<Int>) -> Void) -> Int? {
        guard let header = header(around: name) else { return nil }
        var line = text.nextLine(after: header)
        while line < text.count, line - header < ValueReader.longest {
            let first = text.skipBlanks(line)
            let end = text.lineEnd(of: first)
            if first < end, text[first] != UInt8(ascii: "#"), text[first] != UInt8(ascii: ";") {
                guard let value = value(ofLine: first..<end) else { break }
                if !value.isEmpty, !reader.isHarmless(value, .secret) { report(value) }
            }
            line = text.nextLine(after: end)
        }
        return line
    }

    /// The end of the line that the name is in, where that is a header and the name its last part.
    private func header(around name: Range<Int>) -> Int? {
        var start = name.lowerBound
        while start > 0, text[start - 1] != 0x0A, name.lowerBound - start < Self.longestName { start -= 1 }
        let line = text.trimmed(start..<text.lineEnd(of: name.upperBound))
        guard line.count <= Self.longestName, text[line.lowerBound] == UInt8(ascii: "["), line.count > 2,
            text[line.upperBound - 1] == UInt8(ascii: "]")
        else { return nil }
        let isClosing = { (index: Int) in Text.isQuote(text[index]) || text[index] == UInt8(ascii: "]") }
        guard (name.upperBound..<line.upperBound).allSatisfy(isClosing) else { return nil }
        // A list of strings is no header.
        let inner = text.bytes[line].dropFirst().prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "{") }
        return inner.count == line.count - 1 ? line.upperBound : nil
    }

    /// The value of a line `name = value`, `name: value` or `@="value"`; nil for another line, which ends the section.
    private func value(ofLine line: Range<Int>) -> Range<Int>? {
        var index = line.lowerBound
        if Text.isQuote(text[index]), let quoted = reader.quoted(at: index) {
            index = quoted.end
        } else {
            guard
                Text.isLetter(text[index]) || text[index] == UInt8(ascii: "_") || text[index] == UInt8(ascii: "@")
                    || text[index] >= 0x80
            else { return nil }
            while index < line.upperBound,
                Text.isName(text[index]) || text[index] >= 0x80
                    || [UInt8](".@/\\ ".utf8).contains(text[index])
            { index += 1 }
        }
        index = text.skipBlanks(index)
        guard index < line.upperBound, text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: ":") else {
            return nil
        }
        let start = min(text.skipBlanks(index + 1), line.upperBound)
        if let quoted = reader.joined(at: start), !quoted.content.isEmpty { return quoted.content }
        return text.trimmed(start..<line.upperBound)
    }
}

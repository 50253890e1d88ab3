/// Secrets of Kubernetes: all values below `data` and `stringData` of an object of the kind Secret, in YAML and JSON, whatever their names.
struct SecretDocuments {
    let text: Text
    private let reader: ValueReader
    /// A document is no longer to each side of its kind.
    private static let reach = 1 << 16

    init(_ text: Text, open: OpenValues?) {
        self.text = text
        reader = ValueReader(text: text, open: open)
    }

    func find(_ report: (Range<Int>) -> Void) {
        // Nothing but such objects has this key, so that a part of one is known by it.
        values(of: Array("stringData".utf8), in: 0..<text.count, report)
        var offset = 0
        var done = 0
        while let place = text.bytes.firstIndex(of: Array("Secret".utf8), from: offset) {
            offset = place + 6
            guard isKind(place) else { continue }
            let scope = document(around: place)
            values(of: Array("data".utf8), in: max(scope.lowerBound, done)..<scope.upperBound, report)
            done = scope.upperBound
            offset = max(offset, done)
        }
    }

    /// Whether the word is the value of a key `kind`.
    private func isKind(_ word: Int) -> Bool {
        let end = text.hasPrefix("List", at: word + 6) ? word + 10 : word + 6
        guard !Text.isName(text[end]) else { return false }
        var index = word - 1
        while Text.isQuote(text[index]) || text[index] == 0x20 || text[index] == UInt8(ascii: "\\") { index -= 1 }
        guard text[index] == UInt8(ascii: ":") else { return false }
        index -= 1
        while Text.isQuote(text[index]) || text[index] == 0x20 || text[index] == UInt8(ascii: "\\") { index -= 1 }
        return index >= 3 && text.string((index - 3)..<(index + 1)) == "kind"
    }

    /// The lines between `---`.
    private func document(around place: Int) -> Range<Int> {
        let mark = Array("\n---".utf8)
        let first = max(0, place - Self.reach)
        var start = first
        var offset = first
        while let found = text.bytes.firstIndex(of: mark, from: offset), found < place {
            start = found
            offset = found + mark.count
        }
        let end = text.bytes.firstIndex(of: mark, from: place) ?? text.count
        return start..<max(place, min(end, place + Self.reach))
    }

    private func values(of key: [UInt8], in scope: Range<Int>, _ report: (Range<Int>) -> Void) {
        var offset = scope.lowerBound
        while let place = text.bytes.firstIndex(of: key, from: offset), place < scope.upperBound {
            offset = place + key.count
            guard !Text.isName(text[place - 1]), !Text.isName(text[offset]) else { continue }
            var colon = offset
            while Text.isQuote(text[colon]) || text[colon] == 0x20 || text[colon] == UInt8(ascii: "\\") { colon += 1 }
            guard text[colon] == UInt8(ascii: ":") else { continue }
            let name = place..<offset
            reader.value(at: colon + 1, name: name, .colon, LineContext(before: place, in: text, end: offset)).forEach(
                report)
        }
    }
}

/// A value under a secret's name that goes on behind what was read of it: all of it is hidden, however long it is.
///
/// It is read byte by byte, so that its end is found in whatever pieces it comes. Memory: its state.
struct HiddenValue {
    enum Kind {
        /// Up to the bracket that closes the one at the start.
        case brackets
        /// Up to the quote, with so many backslashes before it, or to the line's end.
        case string(quote: UInt8, level: Int)
        /// Lines that are deeper, and items of a list that are as deep.
        case block(indentation: Int, hasItems: Bool)
        /// Up to the closing tag.
        case element([UInt8])
        case characterData
        /// Up to these bytes: the three quotes of TOML and Python.
        case fence([UInt8])
    }

    /// How a value ends.
    enum End {
        /// Before what is at the place.
        case here
        /// With the line before the place.
        case line
    }

    private let kind: Kind
    /// Where it begins, and up to where it was read.
    let start: Int
    let stop: Int
    private var depth = 0
    private var quote: (byte: UInt8, level: Int)?
    private var slashes = 0
    private var isLineStart: Bool
    private let closing: [UInt8]
    /// So much of a line tells whether it belongs to the value.
    private static let lineHead = 256

    init(_ kind: Kind, start: Int, stop: Int) {
        (self.kind, self.start, self.stop) = (kind, start, stop)
        isLineStart = false
        switch kind {
        case .block:
            isLineStart = true
            closing = []
        case .element(let name): closing = Array("</".utf8) + name
        case .characterData: closing = Array("]]>".utf8)
        case .fence(let bytes): closing = bytes
        case .brackets, .string: closing = []
        }
        if case .string(let byte, let level) = kind { quote = (byte, level) }
    }

    /// The same value in another text, of which its text is a part.
    func moved(start: Int, stop: Int) -> HiddenValue { HiddenValue(kind, start: start, stop: stop) }

    /// Reads on from a place.
    ///
    /// - Parameter isLast: whether nothing follows behind the text.
    /// - Returns: where the value ends; without an end, up to where it goes on for sure.
    mutating func read(_ text: Text, from start: Int, isLast: Bool) -> (index: Int, end: End?) {
        var index = start
        while index < text.count {
            if isLineStart {
                if !isLast, text.count - index < Self.lineHead, text.nextLine(after: index) >= text.count {
                    return (index, nil)
                }
                if ends(beforeLineAt: index, text) { return (index, .line) }
                isLineStart = false
            }
            let byte = text.bytes[index]
            if byte == 0x0A { isLineStart = true }
            switch kind {
            case .brackets: if closes(byte, before: text[index - 1]) { return (index, .here) }
            case .string: if byte == 0x0A || endsString(byte) { return (index, .here) }
            case .block: break
            case .element, .characterData, .fence:
                if byte == closing[0] {
                    if !isLast, text.count - index < closing.count { return (index, nil) }
                    if text.hasPrefix(closing, at: index) { return (index, .here) }
                }
            }
            index += 1
        }
        return (index, isLast ? .here : nil)
    }

    private func ends(beforeLineAt start: Int, _ text: Text) -> Bool {
        switch kind {
        case .block(let indentation, let hasItems):
            let first = text.skipBlanks(start, limit: Self.lineHead)
            guard first < text.count, text[first] != 0x0A, text[first] != 0x0D else { return false }
            let isItem = hasItems && text[first] == UInt8(ascii: "-") && text[first + 1] == 0x20
            return first - start < indentation || first - start == indentation && !isItem
        // A bracket or tag that nothing closes does not hide the rest of a log.
        case .brackets, .element, .fence: return ValueReader(text: text).beginsLogLine(start)
        case .string, .characterData: return false
        }
    }

    private mutating func closes(_ byte: UInt8, before: UInt8) -> Bool {
        if quote != nil {
            // A string does not go on in the next line, and one in a string ends with that.
            if byte == 0x0A || endsString(byte) { quote = nil }
            return false
        }
        switch byte {
        case UInt8(ascii: "\\"): slashes += 1
        case 0x22: quote = (byte, slashes)
        case 0x27 where [UInt8](" \t\r\n,:=([{\\".utf8).contains(before): quote = (byte, slashes)
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
        default: break
        }
        if byte != UInt8(ascii: "\\") { slashes = 0 }
        return depth <= 0
    }

    private mutating func endsString(_ byte: UInt8) -> Bool {
        guard let quote else { return true }
        if byte == UInt8(ascii: "\\") {
            slashes += 1
            return false
        }
        defer { slashes = 0 }
        return byte == quote.byte && slashes % (2 * (quote.level + 1)) == quote.level
    }
}

/// The values of a text that go on behind what was read of them.
final class OpenValues {
    private(set) var values: [HiddenValue] = []

    func add(_ kind: HiddenValue.Kind, start: Int, stop: Int) {
        values.append(HiddenValue(kind, start: start, stop: stop))
    }

    func add(_ value: HiddenValue) { values.append(value) }
}

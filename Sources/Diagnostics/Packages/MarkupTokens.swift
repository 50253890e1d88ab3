/// Splits markup that arrives in pieces into tags and text, also where it is not well-formed: a search must see all of it.
///
/// Entities of XML and character references are decoded. Memory: the longest tag or comment, at most 1 MiB.
struct MarkupTokens {
    enum Token {
        case start(Tag)
        case end([UInt8])
        /// Text between tags; a long one comes in parts.
        case text([UInt8])
        /// A comment, a processing instruction or a declaration.
        case remark([UInt8])
    }

    struct Tag {
        /// The name without its prefix.
        var name: [UInt8]
        var attributes: [(name: [UInt8], value: [UInt8])] = []
        var isEmpty = false

        /// The value of an attribute; the prefix of its name does not matter.
        func value(_ name: String) -> [UInt8]? { attributes.first { $0.name.elementsEqual(name.utf8) }?.value }
    }

    private var held: [UInt8] = []
    private static let longest = 1 << 20
    private static let longestEntity = 12

    /// Takes the next piece, and hands on the tokens that are complete.
    mutating func read(_ piece: ArraySlice<UInt8>, isLast: Bool = false, _ body: (Token) throws -> Void) rethrows {
        held += piece
        var start = 0
        while start < held.count {
            guard let (token, end) = token(at: start, isLast: isLast) else { break }
            if let token { try body(token) }
            start = end
        }
        held.removeFirst(start)
    }

    /// The token at a place and where it ends; nil when more of it must come first.
    private func token(at start: Int, isLast: Bool) -> (Token?, Int)? {
        guard held[start] == UInt8(ascii: "<") else { return text(at: start, isLast: isLast) }
        let rest = held[start...]
        for (opening, closing) in Self.remarks {
            guard rest.starts(with: opening) else {
                if !isLast, rest.count < opening.count, opening.starts(with: rest) { return nil }
                continue
            }
            guard let end = index(of: closing, from: start + opening.count) else { return unfinished(start, isLast) }
            let inner = Array(held[(start + opening.count)..<end])
            return (opening.count == Self.cdata ? .text(inner) : .remark(inner), end + closing.count)
        }
        guard let end = tagEnd(from: start + 1) else { return unfinished(start, isLast) }
        let inner = held[(start + 1)..<end]
        if inner.first == UInt8(ascii: "/") { return (.end(Self.localName(inner.dropFirst())), end + 1) }
        if inner.first == UInt8(ascii: "!") { return (.remark(Array(inner)), end + 1) }
        return (.start(Self.tag(inner)), end + 1)
    }

    private static let remarks: [([UInt8], [UInt8])] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")].map {
        (Array($0.0.utf8), Array($0.1.utf8))
    }
    private static let cdata = 9

    /// What has a beginning and no end: text when it is too long, or the last.
    private func unfinished(_ start: Int, _ isLast: Bool) -> (Token?, Int)? {
        guard isLast || held.count - start > Self.longest else { return nil }
        return (.text(Array(held[start...])), held.count)
    }

    private func text(at start: Int, isLast: Bool) -> (Token?, Int)? {
        var end = held[start...].firstIndex(of: UInt8(ascii: "<")) ?? held.count
        if end == held.count, !isLast {
            // An entity may go on in the next piece.
            if let ampersand = held[start...].suffix(Self.longestEntity).lastIndex(of: UInt8(ascii: "&")) {
                end = ampersand
            }
            guard end > start else { return nil }
        }
        return (.text(Self.decoded(held[start..<end])), end)
    }

    private func index(of needle: [UInt8], from start: Int) -> Int? {
        guard let last = needle.last else { return nil }
        var index = start
        while let found = held[min(index, held.count)...].firstIndex(of: last) {
            let begin = found + 1 - needle.count
            if begin >= start, held[begin...found].elementsEqual(needle) { return begin }
            index = found + 1
        }
        return nil
    }

    /// Where a tag ends: `>` outside of quotes, and of the brackets of a DTD.
    private func tagEnd(from start: Int) -> Int? {
        var quote: UInt8?
        var brackets = 0
        for index in start..<held.count {
            let byte = held[index]
            if let open = quote {
                if byte == open { quote = nil }
                continue
            }
            switch byte {
            case 0x22, 0x27: quote = byte
            case UInt8(ascii: "["): brackets += 1
            case UInt8(ascii: "]"): brackets -= 1
            case UInt8(ascii: ">") where brackets <= 0: return index
            default: break
            }
        }
        return nil
    }

    // MARK: Tags

    private static func localName(_ name: ArraySlice<UInt8>) -> [UInt8] {
        let whole = name.prefix { !isBlank($0) && $0 != UInt8(ascii: "/") }
        return Array(whole.lastIndex(of: UInt8(ascii: ":")).map { whole[($0 + 1)...] } ?? whole)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func tag(_ inner: ArraySlice<UInt8>) -> Tag {
        var tag = Tag(name: localName(inner), isEmpty: inner.last == UInt8(ascii: "/"))
        var rest = inner.drop { !isBlank($0) }
        while true {
            rest = rest.drop { isBlank($0) || $0 == UInt8(ascii: "/") }
            guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return tag }
            let name = localName(rest[..<equals])
            rest = rest[(equals + 1)...].drop(while: isBlank)
            let value: ArraySlice<UInt8>
            if let quote = rest.first, quote == 0x22 || quote == 0x27 {
                rest = rest.dropFirst()
                value = rest.prefix { $0 != quote }
                rest = rest.dropFirst(value.count + 1)
            } else {
                value = rest.prefix { !isBlank($0) }
                rest = rest.dropFirst(value.count)
            }
            tag.attributes.append((name, decoded(value)))
        }
    }

    // MARK: Entities

    private static let entities: [(name: [UInt8], byte: UInt8)] = [
        ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)[0]) }

    /// Text with its entities, and with Excel's escapes of characters (`_x0041_`, ECMA-376 part 1, section 22.9.2.19).
    static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(UInt8(ascii: "&")) || text.contains(UInt8(ascii: "_")) else { return Array(text) }
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let rest = text[index...]
            if let (scalar, length) = entity(rest) ?? escape(rest) {
                out += Array(String(Character(scalar)).utf8)
                index += length
            } else {
                out.append(text[index])
                index += 1
            }
        }
        return out
    }

    private static func entity(_ text: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard text.first == UInt8(ascii: "&"), let end = text.prefix(longestEntity).firstIndex(of: UInt8(ascii: ";"))
        else {
            return nil
        }
        let name = text[(text.startIndex + 1)..<end]
        let length = end + 1 - text.startIndex
        if let known = entities.first(where: { name.elementsEqual($0.name) }) {
            return (Unicode.Scalar(known.byte), length)
        }
        guard name.first == UInt8(ascii: "#") else { return nil }
        let isHex = name.dropFirst().first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
        let digits = String(decoding: name.dropFirst(isHex ? 2 : 1), as: UTF8.self)
        return UInt32(digits, radix: isHex ? 16 : 10).flatMap(Unicode.Scalar.init).map { ($0, length) }
    }

    private static func escape(_ text: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard text.first == UInt8(ascii: "_") else { return nil }
        let code = Array(text.prefix(7))
        guard code.count == 7, code[0] == UInt8(ascii: "_"), code[1] | 0x20 == UInt8(ascii: "x"), code[6] == code[0]
        else {
            return nil
        }
        return UInt32(String(decoding: code[2..<6], as: UTF8.self), radix: 16).flatMap(Unicode.Scalar.init).map {
            ($0, 7)
        }
    }
}

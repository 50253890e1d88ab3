/// What editing needs of the scanner besides reading: where markup stands, byte for byte.
extension XMLScanner {
    /// An attribute as it is written.
    struct Attribute {
        /// With its prefix.
        var name: String
        /// From the name to behind the closing quote.
        var range: Range<Int>
        /// Inside the quotes.
        var value: Range<Int>
    }

    func bytes(_ range: Range<Int>) -> [UInt8] {
        Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// Where the tag's `<` stands.
    func opening(of tag: MarkupTag) -> Int {
        var index = tag.nameStart
        while index > 0, base[index] != UInt8(ascii: "<") { index -= 1 }
        return index
    }

    /// Behind the element that `tag` starts; nil when the buffer ends before it does.
    func end(of tag: MarkupTag) throws(MarkupError) -> Int? {
        guard tag.kind == .start else { return tag.next }
        var depth = 1
        var position = tag.next
        while let inner = try nextTag(from: position) {
            position = inner.next
            switch inner.kind {
            case .start: depth += 1
            case .end: depth -= 1
            case .empty: break
            }
            if depth == 0 { return position }
        }
        return nil
    }

    func attributes(of tag: MarkupTag) -> [Attribute] {
        var found: [Attribute] = []
        var index = tag.nameEnd
        while index < tag.attributesEnd {
            while index < tag.attributesEnd, base[index] <= 0x20 { index += 1 }
            let start = index
            while index < tag.attributesEnd, base[index] != UInt8(ascii: "="), base[index] > 0x20 { index += 1 }
            let nameEnd = index
            while index < tag.attributesEnd, base[index] != UInt8(ascii: "\""), base[index] != UInt8(ascii: "'") {
                index += 1
            }
            guard index < tag.attributesEnd, let close = find(base[index], from: index + 1) else { break }
            let name = String(decoding: bytes(start..<nameEnd), as: UTF8.self)
            found.append(Attribute(name: name, range: start..<close + 1, value: index + 1..<close))
            index = close + 1
        }
        return found
    }
}

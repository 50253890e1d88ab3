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
        forEachAttribute(of: tag) { name, value in
            found.append(
                Attribute(
                    name: String(decoding: bytes(name), as: UTF8.self), range: name.lowerBound..<value.upperBound + 1,
                    value: value))
        }
        return found
    }

    /// Hands on the name of each attribute, with its prefix, and what is inside of its quotes.
    @inline(__always)
    func forEachAttribute(of tag: MarkupTag, _ body: (_ name: Range<Int>, _ value: Range<Int>) -> Void) {
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
            body(start..<nameEnd, index + 1..<close)
            index = close + 1
        }
    }

    /// Whether a range is this text.
    func isEqual(_ range: Range<Int>, _ text: StaticString) -> Bool {
        range.count == text.utf8CodeUnitCount && begins(text, at: range.lowerBound)
    }

    func holds(_ byte: UInt8, _ range: Range<Int>) -> Bool {
        find(byte, from: range.lowerBound).map { $0 < range.upperBound } ?? false
    }
}

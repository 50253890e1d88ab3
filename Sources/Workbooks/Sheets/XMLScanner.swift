import Glibc
import Streams

/// Thrown by the scanner on markup that cannot be right; the owner of the part names it.
struct MarkupError: Error {
    var text: String
}

/// A tag in a buffer: positions count from the buffer's start.
struct MarkupTag {
    enum Kind: UInt8 { case start, end, empty }

    var kind: Kind
    /// The local name, its prefix left out.
    var nameStart: Int
    var nameEnd: Int
    /// Between name and closing bracket.
    var attributesEnd: Int
    /// Behind the closing bracket.
    var next: Int
}

/// Finds tags, attributes and text in a buffer of UTF-8 that may end in the middle of anything.
///
/// Sheets and shared strings are scanned by this instead of an XML library, which makes a call for each tag and
/// text (see docs/performance.md). It reads XML 1.0 as far as those parts may use it:
/// prefixes, comments, processing instructions, CDATA sections, the five named entities and character
/// references. A document type declaration is an error.
///
/// Unsafe: reads through a raw pointer, because bounds checks cost a third of the scan. All reads lie in
/// `base[0..<end]`; each function checks its position against `end` before it reads.
struct XMLScanner {
    let base: UnsafePointer<UInt8>
    let end: Int
    /// Which elements are the part's own; the methods that read cells and strings leave the others out.
    var names = OwnNames.any

    /// The position of `byte` from `start` on, nil when it is not in the buffer.
    @inline(__always)
    func find(_ byte: UInt8, from start: Int) -> Int? {
        guard start < end, let hit = memchr(base + start, Int32(byte), end - start) else { return nil }
        return UnsafePointer(hit.assumingMemoryBound(to: UInt8.self)) - base
    }

    /// The next start, end or empty tag from `start` on; comments, instructions and CDATA sections are passed
    /// over. Nil when the buffer ends before the tag does.
    func nextTag(from start: Int) throws(MarkupError) -> MarkupTag? {
        var position = start
        while let open = find(UInt8(ascii: "<"), from: position) {
            guard open + 1 < end else { return nil }
            switch base[open + 1] {
            case UInt8(ascii: "!"):
                guard let next = try passDeclaration(at: open) else { return nil }
                position = next
            case UInt8(ascii: "?"):
                guard let next = self.position(after: "?>", from: open + 2) else { return nil }
                position = next
            default:
                return try tag(at: open)
            }
        }
        return nil
    }

    /// The tag whose `<` stands at `open`; nil when the buffer ends before it does.
    ///
    /// - Throws: `MarkupError` for a tag without a name, or one within which another begins (XML 1.0, 3.1: `<` is in no attribute either).
    @inline(__always)
    func tag(at open: Int) throws(MarkupError) -> MarkupTag? {
        let isEnd = open + 1 < end && base[open + 1] == UInt8(ascii: "/")
        var nameStart = open + (isEnd ? 2 : 1)
        var index = nameStart
        while index < end, !Self.endsName(base[index]) {
            if base[index] == UInt8(ascii: ":") { nameStart = index + 1 }
            index += 1
        }
        let nameEnd = index
        guard index < end else { return nil }
        guard nameEnd > nameStart else { throw MarkupError(text: "a tag has no name") }
        while index < end {
            let byte = base[index]
            if byte == UInt8(ascii: ">") {
                let isEmpty = base[index - 1] == UInt8(ascii: "/") && !isEnd
                return MarkupTag(
                    kind: isEnd ? .end : isEmpty ? .empty : .start, nameStart: nameStart, nameEnd: nameEnd,
                    attributesEnd: isEmpty ? index - 1 : index, next: index + 1)
            }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                guard let close = find(byte, from: index + 1) else { return nil }
                let length = close - index  // fits: close is behind index
                if memchr(base + index, 0x3C, length) != nil { throw unclosed(open) }  // fits: in the window
                index = close
            } else if byte == UInt8(ascii: "<") {
                throw unclosed(open)
            }
            index += 1
        }
        return nil
    }

    private func unclosed(_ open: Int) -> MarkupError {
        let shown = open..<min(end, open + 40)
        return MarkupError(
            text: "the tag \(printable(String(decoding: shown.map { base[$0] }, as: UTF8.self)))… is not closed")
    }

    @inline(__always)
    static func endsName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
    }

    /// Passes a comment or CDATA section; nil when the buffer ends before it does.
    private func passDeclaration(at open: Int) throws(MarkupError) -> Int? {
        if begins("<!--", at: open) { return position(after: "-->", from: open + 4) }
        if begins("<![CDATA[", at: open) { return position(after: "]]>", from: open + 9) }
        if open + 9 > end { return nil }
        throw MarkupError(text: "it declares a DTD, which packages may not")
    }

    func begins(_ text: StaticString, at start: Int) -> Bool {
        start + text.utf8CodeUnitCount <= end && memcmp(base + start, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// Behind the next occurrence of `text`; nil when it is not in the buffer.
    func position(after text: StaticString, from start: Int) -> Int? {
        var start = start
        while let hit = find(text.utf8Start[0], from: start) {
            if begins(text, at: hit) { return hit + text.utf8CodeUnitCount }
            start = hit + 1
        }
        return nil
    }

    @inline(__always)
    func isNamed(_ tag: MarkupTag, _ name: StaticString) -> Bool {
        tag.nameEnd - tag.nameStart == name.utf8CodeUnitCount && begins(name, at: tag.nameStart)
    }

    /// The value of the attribute of that name, which has no prefix, entities as they are; nil when it is missing. An attribute
    /// with a prefix belongs to another namespace (Namespaces in XML 1.0, 6.2).
    func attribute(_ name: StaticString, of tag: MarkupTag) -> Range<Int>? {
        attribute(of: tag) { start, end in
            end - start == name.utf8CodeUnitCount && begins(name, at: start)
        }
    }

    /// The same for an attribute with a prefix, whichever it is.
    func prefixedAttribute(_ name: StaticString, of tag: MarkupTag) -> Range<Int>? {
        attribute(of: tag) { start, end in
            let local = end - name.utf8CodeUnitCount
            return local > start + 1 && base[local - 1] == UInt8(ascii: ":") && begins(name, at: local)
        }
    }

    @inline(__always)
    private func attribute(of tag: MarkupTag, _ isWanted: (_ start: Int, _ end: Int) -> Bool) -> Range<Int>? {
        var index = tag.nameEnd
        while index < tag.attributesEnd {
            while index < tag.attributesEnd, base[index] <= 0x20 { index += 1 }
            let nameStart = index
            while index < tag.attributesEnd, base[index] != UInt8(ascii: "="), base[index] > 0x20 { index += 1 }
            let nameEnd = index
            while index < tag.attributesEnd, base[index] != UInt8(ascii: "\""), base[index] != UInt8(ascii: "'") {
                index += 1
            }
            guard index < tag.attributesEnd, let close = find(base[index], from: index + 1) else { return nil }
            if isWanted(nameStart, nameEnd) { return index + 1..<close }
            index = close + 1
        }
        return nil
    }

    /// The range as text, for attributes; entities are decoded.
    func string(_ range: Range<Int>) -> String {
        var out: [UInt8] = []
        appendText(range, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// The range as a non-negative integer; nil when it is none or has more than nine digits.
    @inline(__always)
    func integer(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.count <= 9 else { return nil }
        var value = 0
        for index in range {
            let digit = Int(base[index]) - 48
            guard (0...9).contains(digit) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Appends character data: entities and CDATA sections decoded, comments left out, CR LF made LF (XML 1.0, 2.11).
    func appendText(_ range: Range<Int>, to out: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = base[index]
            if byte == UInt8(ascii: "&") {
                index = appendReference(at: index, limit: range.upperBound, to: &out)
            } else if byte == UInt8(ascii: "<") {
                index = appendMarkup(at: index, limit: range.upperBound, to: &out)
            } else if byte == 0x0D {
                out.append(0x0A)
                index += index + 1 < range.upperBound && base[index + 1] == 0x0A ? 2 : 1
            } else {
                out.append(byte)
                index += 1
            }
        }
    }

    /// Decodes `&amp;`, `&#10;`, `&#x41;` at `start`; what is no reference, which XML does not allow, becomes what `TextRepair` repairs.
    private func appendReference(at start: Int, limit: Int, to out: inout [UInt8]) -> Int {
        for (reference, byte) in Self.references
        where start + reference.utf8CodeUnitCount <= limit && begins(reference, at: start) {
            out.append(byte)
            return start + reference.utf8CodeUnitCount
        }
        guard let close = find(UInt8(ascii: ";"), from: start), close < limit, close - start <= 12 else {
            out.append(contentsOf: UTF8.encode(TextRepair.mark)!)  // fits: every scalar has UTF-8
            return start + 1
        }
        let name = String(
            decoding: UnsafeBufferPointer(start: base + start + 1, count: close - start - 1), as: UTF8.self)
        let scalar: Unicode.Scalar? =
            switch name {
            case _ where name.hasPrefix("#x"): UInt32(name.dropFirst(2), radix: 16).flatMap { Unicode.Scalar($0) }
            case _ where name.hasPrefix("#"): UInt32(name.dropFirst(1)).flatMap { Unicode.Scalar($0) }
            default: nil
            }
        guard let scalar else {
            out.append(contentsOf: UTF8.encode(TextRepair.mark)!)  // fits: every scalar has UTF-8
            return name.hasPrefix("#") ? close + 1 : start + 1
        }
        out.append(contentsOf: UTF8.encode(scalar)!)
        return close + 1
    }

    /// The references that need no declaration (XML 1.0, 4.6).
    private static let references: [(StaticString, UInt8)] = [
        ("&amp;", 0x26), ("&lt;", 0x3C), ("&gt;", 0x3E), ("&quot;", 0x22), ("&apos;", 0x27),
    ]

    /// Appends a CDATA section's text as it is; passes any other markup over.
    private func appendMarkup(at start: Int, limit: Int, to out: inout [UInt8]) -> Int {
        if begins("<![CDATA[", at: start), let close = position(after: "]]>", from: start + 9), close <= limit {
            out.append(contentsOf: UnsafeBufferPointer(start: base + start + 9, count: close - 3 - (start + 9)))
            return close
        }
        if begins("<!--", at: start), let close = position(after: "-->", from: start + 4), close <= limit {
            return close
        }
        return (find(UInt8(ascii: ">"), from: start) ?? limit - 1) + 1
    }
}

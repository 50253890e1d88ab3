import Glibc
import Streams

/// Which elements of a part are its own: those in the namespace of its root, by the prefixes that are bound to it
/// (Namespaces in XML 1.0, clause 6).
///
/// A part may hold markup of anybody's between its own (ECMA-376 part 3). One word, since scanners are passed around for every cell: whether
/// names without a prefix are own, and a hash of the one prefix that is.
struct OwnNames: Equatable, Sendable {
    private var bits: UInt64

    private static let isKnown: UInt64 = 1 << 63
    private static let hasDefault: UInt64 = 1 << 62

    /// All elements, whatever their prefix: for parts whose root was not looked at.
    static let any = OwnNames(bits: 0)

    /// Whether names without a prefix are own.
    @inline(__always)
    var takesPlainNames: Bool { bits == 0 || bits & Self.hasDefault != 0 }

    fileprivate var isAny: Bool { bits == 0 }

    fileprivate func takes(prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        prefix.isEmpty ? takesPlainNames : bits & ~(Self.isKnown | Self.hasDefault) == Self.hash(prefix)
    }

    fileprivate mutating func bind(_ prefix: UnsafeBufferPointer<UInt8>, isOwn: Bool) {
        if prefix.isEmpty {
            bits = isOwn ? bits | Self.hasDefault : bits & ~Self.hasDefault
        } else if isOwn {
            bits = bits & (Self.isKnown | Self.hasDefault) | Self.hash(prefix)
        } else if takes(prefix: prefix) {
            bits &= Self.isKnown | Self.hasDefault
        }
    }

    fileprivate static var none: OwnNames { OwnNames(bits: isKnown) }

    /// FNV-1a, 62 bits, not zero.
    private static func hash(_ prefix: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in prefix { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash & ~(isKnown | hasDefault) | 1
    }
}

extension XMLScanner {
    /// The names that are own in a part of this root: those of its namespace.
    func names(ofRoot root: MarkupTag) -> OwnNames {
        var names = OwnNames.none
        let prefix = self.plainPrefix(of: root)
        var namespace: [UInt8]?
        forEachDeclaration(of: root) { declared, uri in
            if declared.elementsEqual(prefix) { namespace = Array(uri) }
        }
        names.bind(prefix, isOwn: true)
        guard let namespace else { return names }
        forEachDeclaration(of: root) { declared, uri in
            if uri.elementsEqual(namespace) { names.bind(declared, isOwn: true) }
        }
        return names
    }

    /// The names that are own in the content of an element; nil when the element itself is not own.
    @inline(__always)
    func names(within tag: MarkupTag) -> OwnNames? {
        if names.isAny { return names }
        var inner = names
        if mayDeclare(tag) {
            forEachDeclaration(of: tag) { inner.bind($0, isOwn: Self.isMain($1)) }
        }
        return inner.takes(prefix: plainPrefix(of: tag)) ? inner : nil
    }

    /// Whether the element is own: it has no namespace declarations, or is an end tag.
    @inline(__always)
    func isOwn(_ tag: MarkupTag) -> Bool { names.isAny || names.takes(prefix: plainPrefix(of: tag)) }

    /// The namespace of spreadsheets (ECMA-376 part 1, A.2; part 4 for the transitional one).
    private static func isMain(_ uri: UnsafeBufferPointer<UInt8>) -> Bool {
        uri.elementsEqual("http://schemas.openxmlformats.org/spreadsheetml/2006/main".utf8)
            || uri.elementsEqual("http://purl.oclc.org/ooxml/spreadsheetml/main".utf8)
    }

    private func plainPrefix(of tag: MarkupTag) -> UnsafeBufferPointer<UInt8> {
        guard base[tag.nameStart - 1] == UInt8(ascii: ":") else { return UnsafeBufferPointer(start: nil, count: 0) }
        var start = tag.nameStart - 1
        while base[start - 1] != UInt8(ascii: "<"), base[start - 1] != UInt8(ascii: "/") { start -= 1 }
        return slice(start..<tag.nameStart - 1)
    }

    /// Whether `xm` occurs among the attributes, as it does in a namespace declaration.
    @inline(__always)
    private func mayDeclare(_ tag: MarkupTag) -> Bool {
        var index = tag.nameEnd
        while index + 6 < tag.attributesEnd {
            let length = tag.attributesEnd - 1 - index  // fits: in the window
            guard let found = memchr(base + index, 0x78, length) else { return false }  // fits: in the window
            index += UnsafeRawPointer(base + index).distance(to: found) + 1  // fits: in the window
            if base[index] == UInt8(ascii: "m") { return true }
        }
        return false
    }

    /// Calls back with prefix, empty for the default, and namespace of each declaration.
    private func forEachDeclaration(
        of tag: MarkupTag, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var index = tag.nameEnd
        while index + 6 < tag.attributesEnd {
            guard base[index] <= 0x20, begins("xmlns", at: index + 1) else {
                // Values are passed, which may hold anything.
                if base[index] == UInt8(ascii: "\"") || base[index] == UInt8(ascii: "'") {
                    index = find(base[index], from: index + 1) ?? tag.attributesEnd
                }
                index += 1
                continue
            }
            var nameEnd = index + 6
            while nameEnd < tag.attributesEnd, base[nameEnd] > 0x20, base[nameEnd] != UInt8(ascii: "=") { nameEnd += 1 }
            var quote = nameEnd
            while quote < tag.attributesEnd, base[quote] != UInt8(ascii: "\""), base[quote] != UInt8(ascii: "'") {
                quote += 1
            }
            guard quote < tag.attributesEnd, let close = find(base[quote], from: quote + 1) else { return }
            if nameEnd == index + 6 || base[index + 6] == UInt8(ascii: ":") {
                body(slice(min(index + 7, nameEnd)..<nameEnd), slice(quote + 1..<close))
            }
            index = close + 1
        }
    }

    private func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        let start = base + range.lowerBound  // fits: in the window
        return UnsafeBufferPointer(start: range.isEmpty ? nil : start, count: range.count)
    }

    // MARK: What is not own, and what is ill-formed

    /// Behind the end tag of the element that `tag` opens; nil when the buffer ends before it.
    func passElement(_ tag: MarkupTag) throws(MarkupError) -> Int? {
        guard !isAlternative(tag) else { throw Self.unreadAlternative }
        guard tag.kind == .start else { return tag.next }
        var depth = 1
        var position = tag.next
        while let tag = try nextTag(from: position) {
            position = tag.next
            depth += tag.kind == .start ? 1 : tag.kind == .end ? -1 : 0
            if depth == 0 { return position }
        }
        return nil
    }

    /// Whether the element offers its content in several forms (ECMA-376 part 3, 7.5).
    func isAlternative(_ tag: MarkupTag) -> Bool { isNamed(tag, "AlternateContent") }

    /// Whether it is such an element, or one of its forms.
    func isOfAlternative(_ tag: MarkupTag) -> Bool {
        isAlternative(tag) || isNamed(tag, "Choice") || isNamed(tag, "Fallback")
    }

    /// Which of them is meant for a reader like this one is not decided, so that none is taken.
    static var unreadAlternative: MarkupError {
        MarkupError(text: "it holds cells in several forms (AlternateContent), of which none is read")
    }

    /// Where the text of the element that `tag` opens ends, and what follows its end tag; nil when the buffer ends before it.
    ///
    /// - Throws: `MarkupError` where anything but text, a comment or a CDATA section comes before the end tag.
    func textEnd(of tag: MarkupTag) throws(MarkupError) -> (start: Int, next: Int)? {
        guard let close = try nextTag(from: tag.next) else { return nil }
        guard close.kind == .end, close.nameEnd - close.nameStart == tag.nameEnd - tag.nameStart,
            (0..<close.nameEnd - close.nameStart).allSatisfy({ base[close.nameStart + $0] == base[tag.nameStart + $0] })
        else {
            throw MarkupError(
                text: "the element \(printable(string(tag.nameStart..<tag.nameEnd))) is not closed before the next tag")
        }
        var open = close.nameStart
        while base[open] != UInt8(ascii: "<") { open -= 1 }
        return (open, close.next)
    }

    /// - Throws: `MarkupError` unless the attributes of a tag are `name="value"`, blanks between them, each name once (XML 1.0, 3.1).
    func checkAttributes(of tag: MarkupTag) throws(MarkupError) {
        var index = tag.nameEnd
        // Which names there are, by their lengths and ends: two of the same may be one name.
        var met: UInt64 = 0
        var count = 0
        while true {
            let start = index
            while index < tag.attributesEnd, base[index] <= 0x20 { index += 1 }
            if index == tag.attributesEnd { return }
            let nameStart = index
            while index < tag.attributesEnd, base[index] > 0x20, base[index] != UInt8(ascii: "="),
                base[index] != UInt8(ascii: "\""), base[index] != UInt8(ascii: "'")
            { index += 1 }
            let name = nameStart..<index
            while index < tag.attributesEnd, base[index] <= 0x20 { index += 1 }
            guard nameStart > start, !name.isEmpty, index < tag.attributesEnd, base[index] == UInt8(ascii: "=") else {
                throw illFormed(tag)
            }
            index += 1
            while index < tag.attributesEnd, base[index] <= 0x20 { index += 1 }
            guard index < tag.attributesEnd, base[index] == UInt8(ascii: "\"") || base[index] == UInt8(ascii: "'"),
                let close = find(base[index], from: index + 1), close < tag.attributesEnd
            else { throw illFormed(tag) }
            let sign = UInt64(base[name.lowerBound]) &* 31 &+ UInt64(base[name.upperBound - 1]) &+ UInt64(name.count)
            let bit: UInt64 = 1 << (sign & 63)
            count += 1
            // Elements of spreadsheets have fewer.
            if count <= 32, met & bit != 0, isAmongAttributes(of: tag, name) { throw illFormed(tag) }
            met |= bit
            index = close + 1
        }
    }

    /// Whether an attribute before this one, all of which are well-formed, has its name.
    private func isAmongAttributes(of tag: MarkupTag, _ name: Range<Int>) -> Bool {
        var index = tag.nameEnd
        while index < name.lowerBound {
            while base[index] <= 0x20 { index += 1 }
            let start = index
            if start == name.lowerBound { return false }
            while base[index] > 0x20, base[index] != UInt8(ascii: "=") { index += 1 }
            if index - start == name.count, memcmp(base + start, base + name.lowerBound, name.count) == 0 {
                return true
            }
            while base[index] != UInt8(ascii: "\""), base[index] != UInt8(ascii: "'") { index += 1 }
            index = (find(base[index], from: index + 1) ?? name.lowerBound) + 1
        }
        return false
    }

    private func illFormed(_ tag: MarkupTag) -> MarkupError {
        let shown = tag.nameStart..<min(tag.attributesEnd, tag.nameStart + 60)
        return MarkupError(text: "the attributes of \(printable(string(shown))) are ill-formed")
    }
}

/// Insertions and replacements in the bytes of a small part; everything between them stays as it is.
struct MarkupPatches {
    private let bytes: [UInt8]
    private var patches: [(range: Range<Int>, text: String)] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func insert(_ text: String, at position: Int) { patches.append((position..<position, text)) }

    mutating func replace(_ range: Range<Int>, with text: String) { patches.append((range, text)) }

    var result: [UInt8] {
        var out: [UInt8] = []
        var copied = 0
        for patch in patches.enumerated().sorted(by: {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }).map(\.element) {
            out += bytes[copied..<patch.range.lowerBound]
            out += Array(patch.text.utf8)
            copied = patch.range.upperBound
        }
        return out + bytes[copied...]
    }
}

/// An element of a small part that holds others: where its children end, and its `count` attribute.
struct MarkupContainer {
    /// The prefix of its name with the colon; empty for none.
    var prefix: String
    /// Where a child more would stand: before the end tag. Nil when the element is empty (`<fonts/>`).
    var insertion: Int?
    /// The inside of the `count` attribute.
    var count: Range<Int>?
    /// Its children, each with all that it holds.
    var elements: [Range<Int>] = []
    /// How many children it has.
    var children: Int { elements.count }
    /// All of it.
    var range: Range<Int>
}

extension XMLScanner {
    /// The prefix of a tag's name with its colon.
    func prefix(of tag: MarkupTag) -> String {
        let start = opening(of: tag) + (tag.kind == .end ? 2 : 1)
        return String(decoding: bytes(start..<tag.nameStart), as: UTF8.self)
    }

    /// The first element of that name which is a child of the root.
    func container(_ name: StaticString) throws(MarkupError) -> MarkupContainer? {
        var position = 0
        var depth = 0
        while let tag = try nextTag(from: position) {
            position = tag.next
            if tag.kind == .end {
                depth -= 1
                continue
            }
            if depth == 1 {
                guard let end = try end(of: tag) else { return nil }
                if isNamed(tag, name) { return try container(tag, end: end) }
                position = end
            } else if tag.kind == .start {
                depth += 1
            }
        }
        return nil
    }

    private func container(_ tag: MarkupTag, end: Int) throws(MarkupError) -> MarkupContainer {
        var found = MarkupContainer(
            prefix: prefix(of: tag), insertion: nil, count: attributes(of: tag).first { $0.name == "count" }?.value,
            range: opening(of: tag)..<end)
        guard tag.kind == .start else { return found }
        var position = tag.next
        while let child = try nextTag(from: position) {
            if child.kind == .end {
                found.insertion = opening(of: child)
                break
            }
            position = try self.end(of: child) ?? end
            found.elements.append(opening(of: child)..<position)
        }
        return found
    }

    /// The root's start tag.
    func root() throws(MarkupError) -> MarkupTag? { try nextTag(from: 0) }
}

extension XMLScanner {
    /// Before the root's end tag, where a child more would stand; nil when the root is empty.
    func endOfRoot() throws(MarkupError) -> Int? {
        var position = 0
        var last: MarkupTag?
        while let tag = try nextTag(from: position) {
            position = tag.next
            last = tag
        }
        return last.flatMap { $0.kind == .end ? opening(of: $0) : nil }
    }
}

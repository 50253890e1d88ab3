import Streams

/// The shared strings of a workbook in one arena (ECMA-376 part 1, 18.4.9), read as far as they are asked for.
///
/// Rich text is the concatenation of its runs; phonetic runs are left out. Memory: the strings' bytes in
/// UTF-8 and eight bytes for each.
final class SharedStrings {
    private let part: String?
    private let package: Package
    private var buffer: PartBuffer?
    private var isComplete: Bool
    /// All strings one behind the other.
    private var arena: [UInt8] = []
    /// Where each string ends in the arena.
    private var ends: [Int] = []

    init(part: String?, in package: Package) {
        self.part = part
        self.package = package
        isComplete = part == nil
    }

    /// The string of that index; nil when the part has none.
    func string(at index: Int) throws -> String? {
        try withBytes(at: index) { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` with the bytes of a string; nil when the part has none of that index.
    func withBytes<Result>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) throws -> Result? {
        if index >= ends.count { try read(upTo: index) }
        guard index >= 0, index < ends.count else { return nil }
        let start = index == 0 ? 0 : ends[index - 1]
        return try arena.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[start..<ends[index]]))
        }
    }

    /// Reads on until the string of that index is in the arena or the part ends.
    private func read(upTo index: Int) throws {
        guard !isComplete, let part else { return }
        do {
            let buffer = try self.buffer ?? PartBuffer(package.stream(of: part), limit: package.limits.row)
            self.buffer = buffer
            while !isComplete, index >= ends.count {
                let consumed = try scan(buffer.scanner)
                if !isComplete, try !buffer.advance(consumed: consumed) { isComplete = true }
            }
        } catch let error as MarkupError {
            throw Failure.corrupt(package.path, "part \(part): \(error.text)")
        }
        if isComplete { self.buffer = nil }
    }

    /// Takes all whole string items of the window; returns how many bytes they took.
    private func scan(_ scanner: XMLScanner) throws -> Int {
        var position = 0
        while let tag = try scanner.nextTag(from: position) {
            if scanner.isNamed(tag, "si") {
                switch tag.kind {
                case .empty: ends.append(arena.count)
                case .end: break
                case .start:
                    guard let next = try scanItem(scanner, from: tag.next) else { return position }
                    position = next
                    guard arena.count <= package.limits.sharedStrings else {
                        throw MarkupError(text: "the shared strings take more than \(package.limits.sharedStrings) bytes")
                    }
                    continue
                }
            } else if scanner.isNamed(tag, "sst"), tag.kind != .start {
                isComplete = true
                return tag.next
            }
            position = tag.next
        }
        return position
    }

    /// Appends one item's text; nil, with nothing appended, when the window ends before the item does.
    private func scanItem(_ scanner: XMLScanner, from start: Int) throws -> Int? {
        let arenaStart = arena.count
        guard let next = try scanner.appendStringItem(from: start, until: "si", to: &arena) else {
            arena.removeLast(arena.count - arenaStart)
            return nil
        }
        decodeEscapes(in: &arena, from: arenaStart)
        ends.append(arena.count)
        return next
    }
}

extension XMLScanner {
    /// Appends the text of a string item (`si` or `is`, 18.4.8): its `t` and those of its runs, but not of
    /// phonetic runs. Returns the position behind the closing tag; nil when the buffer ends before it.
    func appendStringItem(from start: Int, until name: StaticString, to out: inout [UInt8]) throws(MarkupError) -> Int? {
        var position = start
        var phoneticDepth = 0
        while let tag = try nextTag(from: position) {
            position = tag.next
            if isNamed(tag, "t"), tag.kind == .start {
                guard let close = try endTag(named: "t", from: tag.next) else { return nil }
                if phoneticDepth == 0 { appendText(tag.next..<close.start, to: &out) }
                position = close.next
            } else if isNamed(tag, "rPh") {
                phoneticDepth += tag.kind == .start ? 1 : tag.kind == .end ? -1 : 0
            } else if tag.kind == .end, isNamed(tag, name) {
                return position
            }
        }
        return nil
    }

    /// The next end tag of that name: where it begins and what follows it. CDATA sections are passed over.
    func endTag(named name: StaticString, from start: Int) throws(MarkupError) -> (start: Int, next: Int)? {
        var position = start
        while let tag = try nextTag(from: position) {
            if tag.kind == .end, isNamed(tag, name) {
                var open = tag.nameStart
                while base[open] != UInt8(ascii: "<") { open -= 1 }
                return (open, tag.next)
            }
            position = tag.next
        }
        return nil
    }
}

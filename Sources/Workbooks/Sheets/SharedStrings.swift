import CVectors
import Streams
import Synchronization

/// The shared strings of a workbook in one arena (ECMA-376 part 1, 18.4.9), read as far as they are asked for.
///
/// Several threads may ask: strings that are read are found without a lock, and whoever meets one that is not reads on, one
/// thread at a time. Rich text is the concatenation of its runs; phonetic runs are left out. Memory: see `StringArena`.
final class SharedStrings: Sendable {
    let arena = StringArena()
    private let reading: Mutex<Reading>

    init(part: String?, in package: Package) {
        reading = Mutex(Reading(part: part, package: package))
    }

    /// The string of that index; nil when the part has none.
    func string(at index: Int) throws -> String? {
        try entry(at: index).map { String(decoding: $0.text, as: UTF8.self) }
    }

    /// A string's bytes; nil when the part has none of that index.
    @inline(__always)
    func entry(at index: Int) throws -> StringArena.Entry? {
        if let found = arena.slot(at: index) { return found.entry }
        try reading.withLock { try $0.read(upTo: index, into: arena) }
        return arena.slot(at: index)?.entry
    }
}

/// How far the part of the shared strings is read.
///
/// Unsafe: its buffer may be used from whichever thread holds the mutex that it stands in.
private struct Reading: @unchecked Sendable {
    let part: String?
    let package: Package
    private var buffer: PartBuffer?
    private var isComplete: Bool
    /// The item being read.
    private var item: [UInt8] = []
    /// Those of the root, once it is read.
    private var names = OwnNames.any

    init(part: String?, package: Package) {
        self.part = part
        self.package = package
        isComplete = part == nil
    }

    /// Reads on until the string of that index is in the arena or the part ends.
    mutating func read(upTo index: Int, into arena: StringArena) throws {
        guard !isComplete, let part else { return }
        do {
            let buffer =
                try self.buffer ?? PartBuffer(package.markup(of: part), limits: package.limits, unitEnd: "</si>")
            self.buffer = buffer
            while !isComplete, index >= arena.count {
                let consumed = try scan(buffer.window, into: arena)
                guard try isComplete || buffer.advance(consumed: consumed) else {
                    throw MarkupError(text: "the part ends in the middle")
                }
            }
        } catch let error as MarkupError {
            throw Failure.corrupt(package.path, "part \(part): \(error.text)")
        }
        if isComplete { self.buffer = nil }
    }

    /// Takes all whole string items of the window; returns how many bytes they took.
    private mutating func scan(_ window: XMLScanner, into arena: StringArena) throws -> Int {
        var scanner = window
        scanner.names = names
        var position = 0
        while true {
            if let (text, next) = scanner.shortItem(at: position) {
                arena.append(short: scanner.base + text.lowerBound, text.count)
                position = next
                guard arena.byteCount <= package.limits.sharedStrings else { throw tooMany }
                continue
            }
            if scanner.begins("<si>", at: position),
                let next = scanner.plainItem(from: position + 4, { arena.append($0) })
            {
                position = next
                guard arena.byteCount <= package.limits.sharedStrings else { throw tooMany }
                continue
            }
            guard let tag = try scanner.nextTag(from: position) else { return position }
            if scanner.isNamed(tag, "si"), let inner = scanner.names(within: tag) {
                switch tag.kind {
                case .empty: arena.append(UnsafeBufferPointer(start: nil, count: 0))
                case .end: throw MarkupError(text: "a string ends that did not begin")
                case .start:
                    var scanner = scanner
                    scanner.names = inner
                    guard let next = try scanItem(scanner, from: tag.next, into: arena) else { return position }
                    position = next
                    guard arena.byteCount <= package.limits.sharedStrings else { throw tooMany }
                    continue
                }
                position = tag.next
            } else if scanner.isNamed(tag, "sst"), scanner.isOwn(tag) {
                if tag.kind != .start {
                    isComplete = true
                    return tag.next
                }
                names = scanner.names(ofRoot: tag)
                scanner.names = names
                position = tag.next
            } else {
                guard let next = try scanner.passElement(tag) else { return position }
                position = next
            }
        }
    }

    private var tooMany: MarkupError {
        MarkupError(text: "the shared strings take more than \(package.limits.sharedStrings) bytes")
    }

    /// Appends one item's text; nil, with nothing appended, when the window ends before the item does.
    private mutating func scanItem(_ scanner: XMLScanner, from start: Int, into arena: StringArena) throws -> Int? {
        item.removeAll(keepingCapacity: true)
        guard let next = try scanner.appendStringItem(from: start, until: "si", to: &item) else { return nil }
        decodeEscapes(in: &item, from: 0)
        item.withUnsafeBufferPointer { arena.append($0) }
        return next
    }
}

extension XMLScanner {
    /// An item as nearly all are, `<si><t>text</t></si>`: its text, of at most 30 bytes, has nothing to decode or to escape. Nil when it is any
    /// other. Reads at most 48 bytes.
    @inline(__always)
    fileprivate func shortItem(at start: Int) -> (text: Range<Int>, next: Int)? {
        guard start < end, word64(start) & 0xFF_FFFF_FFFF_FFFF == Self.itemStart else { return nil }
        let text = start &+ 7
        let close = text &+ mp_marked_bytes(base + text).trailingZeroBitCount
        let next = close &+ 9
        guard close &- text <= StringArena.longestShort, word64(close) == Self.itemEnd,
            base[close &+ 8] == UInt8(ascii: ">"), next <= end
        else { return nil }
        return (text..<close, next)
    }

    /// `<si><t>`
    private static var itemStart: UInt64 { 0x3E_743C_3E69_733C }
    /// `</t></si`, before `>`
    private static var itemEnd: UInt64 { 0x6973_2F3C_3E74_2F3C }

    /// Takes an item of the usual form, `<t>text</t></si>` without anything to decode; nil when it has any other.
    func plainItem(from start: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Int? {
        guard begins("<t>", at: start), let close = find(UInt8(ascii: "<"), from: start + 3),
            begins("</t></si>", at: close)
        else { return nil }
        let text = UnsafeBufferPointer(start: base + start + 3, count: close - start - 3)
        for index in text.indices {
            let byte = text[index]
            // The byte behind the text is `<`, so that there is one to look at.
            guard byte != 0x26, byte != 0x0D, byte != 0x5F || base[start + 3 + index + 1] != UInt8(ascii: "x") else {
                return nil
            }
        }
        body(text)
        return close + 9
    }

    /// Appends the text of a string item (`si` or `is`, 18.4.8): its `t` and those of its runs, but not of
    /// phonetic runs. Returns the position behind the closing tag; nil when the buffer ends before it.
    func appendStringItem(from start: Int, until name: StaticString, to out: inout [UInt8]) throws(MarkupError) -> Int?
    {
        var position = start
        var isInRun = false
        while let tag = try nextTag(from: position) {
            position = tag.next
            if tag.kind == .end {
                if isInRun, isNamed(tag, "r") {
                    isInRun = false
                } else if !isInRun, isNamed(tag, name) {
                    return position
                } else {
                    throw MarkupError(text: "a string is not closed as it was opened")
                }
            } else if names(within: tag) == nil {
                guard let next = try passElement(tag) else { return nil }
                position = next
            } else if isNamed(tag, "t") {
                guard tag.kind == .start else { continue }
                guard let close = try textEnd(of: tag) else { return nil }
                appendText(tag.next..<close.start, to: &out)
                position = close.next
            } else if isNamed(tag, "r"), !isInRun {
                isInRun = tag.kind == .start
            } else if isNamed(tag, "si") {
                throw MarkupError(text: "a string begins within another")
            } else {
                guard let next = try passElement(tag) else { return nil }
                position = next
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

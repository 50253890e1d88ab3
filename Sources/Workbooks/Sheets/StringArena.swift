import CVectors
import Glibc
import Streams
import Synchronization

/// Strings in memory that never moves, with what writers need to know of each.
///
/// One thread appends, any number read: a string below `count` is whole and stays where it is. Memory: 32 bytes for each string, and
/// the bytes of those that do not fit into them; twice, those that lines escape.
///
/// Unsafe: the arena is raw memory, so that a string can be copied out of it without a reference count, exclusivity or
/// bounds check for every cell, which cost as much as the copy. All reads go through `slot(at:)`, which checks the
/// index against `count`; that is raised, with release order, only after a string and its slot are written. Every string is
/// followed by `padding` readable bytes.
final class StringArena: @unchecked Sendable {
    /// How a string can be copied.
    struct Traits: OptionSet {
        let rawValue: UInt8
        /// It holds tabs, line ends, or backslashes, and is kept as lines escape them, too.
        static let isEscaped = Traits(rawValue: 1)
        /// It holds quotes or other control characters, which JSON escapes in addition.
        static let needsJSONEscapes = Traits(rawValue: 2)
        /// Characters that it may not hold became U+FFFD (`TextRepair`), which whoever writes it counts.
        static let isRepaired = Traits(rawValue: 4)
    }

    struct Entry {
        /// The string itself.
        let text: UnsafeBufferPointer<UInt8>
        /// As TSV writes it, and JSON too unless it needs escapes of its own. Readable for 64 bytes at least.
        let escaped: UnsafeBufferPointer<UInt8>
        let traits: Traits
    }

    /// Where a string stands, in 32 bytes, since most of the time of a lookup is waiting for memory: one byte of length and traits, and
    /// up to 30 bytes of text; or, of a string that is longer or escaped, its address and its two lengths.
    struct Slot {
        fileprivate static let size = 32
        fileprivate static let longest = 30
        fileprivate static let elsewhere: UInt8 = 31
        fileprivate static let traitsShift = 5

        /// As `slot(at:)` gave it, valid as long as the arena.
        let base: UnsafeRawPointer

        /// Has it brought near the processor.
        @inline(__always)
        func prefetch() { mp_prefetch(base) }

        /// Has the text brought near that stands elsewhere; of another string it asks for memory that there may not be, which does no harm.
        @inline(__always)
        func prefetchText() { mp_prefetch(UnsafeRawPointer(bitPattern: base.load(fromByteOffset: 8, as: UInt.self))) }

        /// Whether the string is empty.
        @inline(__always)
        var isEmpty: Bool { tag & 31 == 0 }

        @inline(__always)
        fileprivate var tag: UInt8 { base.load(as: UInt8.self) }

        /// The string if it stands here and the mask lets it be copied as it is. Readable for 31 bytes.
        @inline(__always)
        func inlineText(_ mask: CopyMask) -> (start: UnsafeRawPointer, count: Int)? {
            let tag = self.tag
            guard tag & mask.bits < mask.limit else { return nil }
            return (base + 1, Int(tag & 31))
        }

        /// The escaped string if it stands elsewhere and the mask lets it be copied. Readable for 64 bytes.
        @inline(__always)
        func distantText(_ mask: CopyMask) -> (start: UnsafeRawPointer, count: Int)? {
            guard tag & mask.bits == Self.elsewhere else { return nil }
            return (
                base.load(fromByteOffset: 8, as: UnsafeRawPointer.self), base.load(fromByteOffset: 16, as: Int.self)
            )
        }

        var entry: Entry {
            let traits = Traits(rawValue: tag >> Self.traitsShift)
            guard tag & 31 == Self.elsewhere else {
                let text = buffer(base + 1, Int(tag & 31))
                return Entry(text: text, escaped: text, traits: traits)
            }
            let start = base.load(fromByteOffset: 8, as: UnsafeRawPointer.self)
            let escaped = buffer(start, base.load(fromByteOffset: 16, as: Int.self))
            guard traits.contains(.isEscaped) else { return Entry(text: escaped, escaped: escaped, traits: traits) }
            return Entry(
                text: buffer(start + escaped.count, base.load(fromByteOffset: 24, as: Int.self)), escaped: escaped,
                traits: traits)
        }

        private func buffer(_ start: UnsafeRawPointer, _ count: Int) -> UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
        }
    }

    /// Which strings may be copied as they stand.
    struct CopyMask {
        fileprivate let bits: UInt8
        fileprivate let limit: UInt8

        /// Strings without these traits.
        init(without traits: Traits) {
            (bits, limit) = (31 | traits.rawValue << UInt8(Slot.traitsShift), Slot.elsewhere)
        }
        /// No string at all.
        static let none = CopyMask(bits: 0, limit: 0)
        private init(bits: UInt8, limit: UInt8) { (self.bits, self.limit) = (bits, limit) }
    }

    /// How many strings can be read.
    private let published = Atomic<Int>(0)
    /// Whether one of them is empty.
    private let empty = Atomic<Bool>(false)
    /// Blocks of `blockCount` slots; the table has room for `mostBlocks`, of which the system gives what is used.
    private let blocks: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    // What follows is the appending thread's.
    private var pieces: [UnsafeMutablePointer<UInt8>] = []
    private var room = 0
    private var next: UnsafeMutablePointer<UInt8>
    private var pieceSize = 1 << 14
    /// What all strings take.
    private(set) var byteCount = 0
    /// The string being appended, as lines escape it.
    private var escaped: [UInt8] = []

    /// Readable behind the last byte, for copies in whole words.
    private static let padding = 64
    private static let blockShift = 12
    private static let blockCount = 1 << blockShift
    /// 2^30 strings, more than the limit of their bytes allows.
    private static let mostBlocks = 1 << 18
    private static let largestPiece = 1 << 20

    init() {
        blocks = calloc(Self.mostBlocks, MemoryLayout<UnsafeMutableRawPointer>.stride)!
            .assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        next = .allocate(capacity: Self.padding)
        pieces.append(next)
    }

    deinit {
        for piece in pieces { piece.deallocate() }
        for index in 0..<(count + Self.blockCount - 1) >> Self.blockShift { blocks[index]?.deallocate() }
        free(blocks)
    }

    /// Whether one of the strings that were found so far may be empty.
    var hasEmpty: Bool { empty.load(ordering: .relaxed) }

    var count: Int { published.load(ordering: .acquiring) }

    /// Where the string of that index stands; nil when there is none yet.
    @inline(__always)
    func slot(at index: Int) -> Slot? {
        guard index >= 0, index < published.load(ordering: .acquiring) else { return nil }
        let block = blocks[index >> Self.blockShift].unsafelyUnwrapped
        return Slot(base: UnsafeRawPointer(block + (index & (Self.blockCount - 1)) &* Slot.size))
    }

    /// - Precondition: only one thread appends.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        let (traits, isSuspect) = Self.traits(of: bytes)
        if isSuspect, let repaired = TextRepair.repaired(bytes) {
            return repaired.withUnsafeBufferPointer { append($0, Self.traits(of: $0).traits.union(.isRepaired)) }
        }
        append(bytes, traits)
    }

    private func append(_ bytes: UnsafeBufferPointer<UInt8>, _ traits: Traits) {
        let index = published.load(ordering: .relaxed)
        precondition(index < Self.mostBlocks << Self.blockShift)
        let slot = newSlot(at: index)
        if bytes.isEmpty { empty.store(true, ordering: .relaxed) }
        if bytes.count <= Slot.longest, !traits.contains(.isEscaped) {
            if let start = bytes.baseAddress { (slot + 1).copyMemory(from: start, byteCount: bytes.count) }
            slot.storeBytes(of: UInt8(bytes.count) | traits.rawValue << UInt8(Slot.traitsShift), as: UInt8.self)
        } else {
            escaped.removeAll(keepingCapacity: true)
            if traits.contains(.isEscaped) { for byte in bytes { TSV.appendEscaped(byte, to: &escaped) } }
            let both = escaped.withUnsafeBufferPointer { place($0, bytes) }
            slot.storeBytes(of: Slot.elsewhere | traits.rawValue << UInt8(Slot.traitsShift), as: UInt8.self)
            slot.storeBytes(of: both, toByteOffset: 8, as: UnsafeRawPointer.self)
            slot.storeBytes(of: escaped.isEmpty ? bytes.count : escaped.count, toByteOffset: 16, as: Int.self)
            slot.storeBytes(of: bytes.count, toByteOffset: 24, as: Int.self)
        }
        byteCount += Slot.size
        published.store(index + 1, ordering: .releasing)
    }

    /// The most bytes that stand in a slot.
    static var longestShort: Int { Slot.longest }

    /// Appends a text of at most `longestShort` bytes, all ASCII, none of which is escaped in lines or JSON.
    ///
    /// - Precondition: only one thread appends; the source is readable for 31 bytes.
    @inline(__always)
    func append(short start: UnsafePointer<UInt8>, _ count: Int) {
        let index = published.load(ordering: .relaxed)
        precondition(index < Self.mostBlocks << Self.blockShift)
        let slot = newSlot(at: index)
        if count == 0 { empty.store(true, ordering: .relaxed) }
        let text = UnsafeRawPointer(start)
        // All of the slot, by two copies that overlap, without a branch on the length.
        (slot + 1).storeBytes(of: text.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        (slot + 16).storeBytes(of: (text + 15).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        slot.storeBytes(of: UInt8(truncatingIfNeeded: count), as: UInt8.self)
        byteCount += Slot.size
        published.store(index + 1, ordering: .releasing)
    }

    private func newSlot(at index: Int) -> UnsafeMutableRawPointer {
        let (block, place) = (index >> Self.blockShift, index & (Self.blockCount - 1))
        if place == 0 {
            // Aligned, so that a slot lies in one line of the processor's cache.
            blocks[block] = .allocate(byteCount: Self.blockCount * Slot.size + Self.padding, alignment: 64)
        }
        return blocks[block]! + place * Slot.size
    }

    /// Puts two pieces of text one behind the other.
    private func place(_ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>) -> UnsafeRawPointer {
        let size = first.count + second.count
        if size > room {
            pieceSize = min(pieceSize * 2, Self.largestPiece)
            room = max(pieceSize, size)
            next = .allocate(capacity: room + Self.padding)
            pieces.append(next)
        }
        let start = UnsafeRawPointer(next)
        for part in [first, second] {
            if let base = part.baseAddress { next.update(from: base, count: part.count) }
            next += part.count
        }
        room -= size
        byteCount += size
        return start
    }

    /// And whether there may be something to repair.
    private static func traits(of bytes: UnsafeBufferPointer<UInt8>) -> (traits: Traits, isSuspect: Bool) {
        var traits: Traits = []
        var isSuspect = false
        guard let start = bytes.baseAddress else { return (traits, isSuspect) }
        var index = 0
        while index < bytes.count {
            // Eight bytes at a time, most of which have nothing to look at.
            if bytes.count - index >= 8,
                !hasOddity(UnsafeRawPointer(start).loadUnaligned(fromByteOffset: index, as: UInt64.self))
            {
                index += 8
                continue
            }
            for byte in bytes[index..<min(index + 8, bytes.count)] {
                guard byte < 0x20 || byte == 0x5C || byte == 0x22 || byte >= 0x80 else { continue }
                if TextRepair.isSuspect(byte) { isSuspect = true }
                if byte < 0x80 { traits.insert(isEscaped(byte) ? .isEscaped : .needsJSONEscapes) }
            }
            index += 8
        }
        return (traits, isSuspect)
    }

    /// Whether one of eight bytes is a control character, a backslash, a quote or not ASCII (Mycroft's test).
    @inline(__always)
    private static func hasOddity(_ word: UInt64) -> Bool {
        func zeros(_ word: UInt64) -> UInt64 { (word &- 0x0101_0101_0101_0101) & ~word }
        let odd =
            word | (word &- 0x2020_2020_2020_2020) | zeros(word ^ 0x5C5C_5C5C_5C5C_5C5C)
            | zeros(word ^ 0x2222_2222_2222_2222)
        return odd & 0x8080_8080_8080_8080 != 0
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0x5C
    }
}

import Glibc
import Synchronization

/// Strings one behind the other in pieces of memory that never move, with what writers need to know of each.
///
/// One thread appends, any number read: a string below `count` is whole and stays where it is.
///
/// Unsafe: the arena is raw memory, so that a string can be copied out of it without a reference count, exclusivity or
/// bounds check for every cell, which cost as much as the copy. All reads go through `string(at:)`, which checks the
/// index against `count`; that is raised, with release order, only after a string and its descriptor are written, and every
/// string is followed by `padding` readable bytes.
final class StringArena: @unchecked Sendable {
    /// How a string can be copied.
    struct Traits: OptionSet {
        let rawValue: UInt8
        /// It holds tabs, line ends, or backslashes.
        static let needsTSVEscapes = Traits(rawValue: 1)
        /// It holds quotes, backslashes or control characters.
        static let needsJSONEscapes = Traits(rawValue: 2)
    }

    struct Entry {
        /// Readable for 32 bytes at least, as long as the arena lives.
        let start: UnsafePointer<UInt8>
        let count: Int
        let traits: Traits
    }

    /// How many strings can be read.
    private let published = Atomic<Int>(0)
    /// Blocks of `blockCount` descriptors; the table has room for `mostBlocks`, of which the system gives what is used.
    ///
    /// A descriptor is 64 bits, since most of the time of a lookup is waiting for memory: the string's address (48 bits), its length if
    /// below `longLength` (14), and its traits (2). A longer one's length stands before its bytes.
    private let blocks: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?>
    // What follows is the appending thread's.
    private var pieces: [UnsafeMutablePointer<UInt8>] = []
    private var room = 0
    private var next: UnsafeMutablePointer<UInt8>
    private var pieceSize = 1 << 14
    private(set) var byteCount = 0

    /// Readable behind the last byte, for copies in whole words.
    private static let padding = 32
    private static let longLength: UInt64 = (1 << 14) - 1
    private static let blockShift = 12
    private static let blockCount = 1 << blockShift
    /// 2^30 strings, more than the limit of their bytes allows.
    private static let mostBlocks = 1 << 18
    private static let largestPiece = 1 << 20

    init() {
        blocks = calloc(Self.mostBlocks, MemoryLayout<UnsafeMutableRawPointer>.stride)!
            .assumingMemoryBound(to: UnsafeMutablePointer<UInt64>?.self)
        next = .allocate(capacity: Self.padding)
        pieces.append(next)
    }

    deinit {
        for piece in pieces { piece.deallocate() }
        for index in 0..<(count + Self.blockCount - 1) >> Self.blockShift { blocks[index]?.deallocate() }
        free(blocks)
    }

    var count: Int { published.load(ordering: .acquiring) }

    /// The string of that index; nil when there is none yet.
    @inline(__always)
    func string(at index: Int) -> Entry? {
        guard index >= 0, index < published.load(ordering: .acquiring) else { return nil }
        let descriptor = blocks[index >> Self.blockShift].unsafelyUnwrapped[index & (Self.blockCount - 1)]
        let start = UnsafeRawPointer(bitPattern: UInt(descriptor >> 16)).unsafelyUnwrapped
        var count = Int(descriptor >> 2 & Self.longLength)
        if count == Self.longLength { count = (start - 8).loadUnaligned(as: Int.self) }
        return Entry(
            start: start.assumingMemoryBound(to: UInt8.self), count: count,
            traits: Traits(rawValue: UInt8(truncatingIfNeeded: descriptor & 3)))
    }

    /// A string of at most 31 bytes without what the mask tells of; nil when it is another, or not there yet.
    @inline(__always)
    func shortString(at index: Int, _ mask: ShortMask) -> (start: UnsafePointer<UInt8>, count: Int)? {
        guard index >= 0, index < published.load(ordering: .acquiring) else { return nil }
        let descriptor = blocks[index >> Self.blockShift].unsafelyUnwrapped[index & (Self.blockCount - 1)]
        guard descriptor & mask.bits == 0 else { return nil }
        return (UnsafePointer(bitPattern: UInt(descriptor >> 16)).unsafelyUnwrapped, Int(truncatingIfNeeded: descriptor >> 2 & 31))
    }

    /// Which bits of a descriptor must be zero.
    struct ShortMask {
        fileprivate let bits: UInt64

        /// Strings without these traits.
        init(without traits: Traits) { bits = (longLength & ~31) << 2 | UInt64(traits.rawValue) }
        /// No string at all.
        static let none = ShortMask(bits: .max)
        private init(bits: UInt64) { self.bits = bits }
    }

    /// - Precondition: only one thread appends.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        let index = published.load(ordering: .relaxed)
        precondition(index < Self.mostBlocks << Self.blockShift)
        let isLong = bytes.count >= Self.longLength
        let prefix = isLong ? 8 : 0
        if bytes.count + prefix > room { addPiece(for: bytes.count + prefix) }
        if isLong { UnsafeMutableRawPointer(next).storeBytes(of: bytes.count, as: Int.self) }
        next += prefix
        room -= prefix
        if let start = bytes.baseAddress { memcpy(next, start, bytes.count) }
        if index & (Self.blockCount - 1) == 0 { blocks[index >> Self.blockShift] = .allocate(capacity: Self.blockCount) }
        let address = UInt64(UInt(bitPattern: next))
        precondition(address >> 48 == 0)
        let length = isLong ? Self.longLength : UInt64(bytes.count)
        let descriptor = address << 16 | length << 2 | UInt64(Self.traits(of: bytes).rawValue)
        (blocks[index >> Self.blockShift]! + (index & (Self.blockCount - 1))).initialize(to: descriptor)
        next += bytes.count
        room -= bytes.count
        byteCount += bytes.count
        published.store(index + 1, ordering: .releasing)
    }

    private func addPiece(for count: Int) {
        pieceSize = min(pieceSize * 2, Self.largestPiece)
        room = max(pieceSize, count)
        next = .allocate(capacity: room + Self.padding)
        pieces.append(next)
    }

    private static func traits(of bytes: UnsafeBufferPointer<UInt8>) -> Traits {
        var traits: Traits = []
        for byte in bytes where byte < 0x20 || byte == 0x5C || byte == 0x22 {
            if byte != 0x22 { traits.insert(.needsTSVEscapes) }
            traits.insert(.needsJSONEscapes)
        }
        return traits
    }
}

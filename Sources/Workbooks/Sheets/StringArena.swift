import Glibc

/// Strings one behind the other in one piece of memory, with what writers need to know of each.
///
/// Unsafe: the arena is raw memory, so that a string can be copied out of it without a reference count, exclusivity or
/// bounds check for every cell, which cost as much as the copy. All reads go through `string(at:)`, which checks the
/// index; ends grow monotonically, and every string is followed by `padding` readable bytes.
final class StringArena {
    /// How a string can be copied.
    struct Traits: OptionSet {
        let rawValue: UInt64
        /// It holds tabs, line ends, or backslashes.
        static let needsTSVEscapes = Traits(rawValue: 1)
        /// It holds quotes, backslashes or control characters.
        static let needsJSONEscapes = Traits(rawValue: 2)
    }

    private var base: UnsafeMutablePointer<UInt8>
    private var capacity = 1 << 12
    private(set) var byteCount = 0
    /// For each string where it ends, times four, and its traits.
    private var ends: UnsafeMutablePointer<UInt64>
    private var endsCapacity = 1 << 8
    private(set) var count = 0

    /// Readable behind the last byte, for copies in whole words.
    private static let padding = 32

    init() {
        base = .allocate(capacity: capacity + Self.padding)
        ends = .allocate(capacity: endsCapacity)
    }

    deinit {
        base.deallocate()
        ends.deallocate()
    }

    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        if byteCount + bytes.count > capacity { growBytes(bytes.count) }
        if count == endsCapacity { growEnds() }
        if let start = bytes.baseAddress { memcpy(base + byteCount, start, bytes.count) }
        byteCount += bytes.count
        ends[count] = UInt64(byteCount) << 2 | Self.traits(of: bytes).rawValue
        count += 1
    }

    private static func traits(of bytes: UnsafeBufferPointer<UInt8>) -> Traits {
        var traits: Traits = []
        for byte in bytes where byte < 0x20 || byte == 0x5C || byte == 0x22 {
            if byte != 0x22 { traits.insert(.needsTSVEscapes) }
            traits.insert(.needsJSONEscapes)
        }
        return traits
    }

    private func growBytes(_ extra: Int) {
        capacity = max(capacity * 2, byteCount + extra)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.padding)
        larger.update(from: base, count: byteCount)
        base.deallocate()
        base = larger
    }

    private func growEnds() {
        endsCapacity *= 2
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: endsCapacity)
        larger.update(from: ends, count: count)
        ends.deallocate()
        ends = larger
    }

    struct Entry {
        /// Valid until the next `append`, and readable for 32 bytes at least.
        let start: UnsafePointer<UInt8>
        let count: Int
        let traits: Traits
    }

    /// The string of that index; nil when there is none.
    @inline(__always)
    func string(at index: Int) -> Entry? {
        guard index >= 0, index < count else { return nil }
        let begin = index == 0 ? 0 : Int(ends[index - 1] >> 2)
        let end = Int(ends[index] >> 2)
        return Entry(start: UnsafePointer(base) + begin, count: end - begin, traits: Traits(rawValue: ends[index] & 3))
    }
}

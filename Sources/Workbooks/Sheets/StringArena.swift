import Glibc

/// Strings one behind the other in one piece of memory.
///
/// Unsafe: the arena is raw memory, so that a string can be copied out of it without a reference count or bounds
/// check for every cell. All reads go through `string(at:)`, which checks the index; ends grow monotonically.
struct StringArena: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity = 1 << 12
    private(set) var byteCount = 0
    /// For each string, where it ends.
    private var ends: ContiguousArray<Int> = []

    init() { base = .allocate(capacity: capacity + Self.padding) }

    deinit { base.deallocate() }

    /// Readable behind the last byte, for copies in whole words.
    private static let padding = 32

    var count: Int { ends.count }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        if byteCount + bytes.count > capacity { grow(bytes.count) }
        if let start = bytes.baseAddress { memcpy(base + byteCount, start, bytes.count) }
        byteCount += bytes.count
        ends.append(byteCount)
    }

    private mutating func grow(_ extra: Int) {
        capacity = max(capacity * 2, byteCount + extra)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.padding)
        larger.update(from: base, count: byteCount)
        base.deallocate()
        base = larger
    }

    /// The bytes of a string, readable for 32 at least; valid until the next `append`. Nil when there is none of that index.
    @inline(__always)
    func string(at index: Int) -> UnsafeBufferPointer<UInt8>? {
        guard index >= 0, index < ends.count else { return nil }
        let start = index == 0 ? 0 : ends[index - 1]
        return UnsafeBufferPointer(start: base + start, count: ends[index] - start)
    }
}

/// A window onto a part's bytes that moves forward: what is not consumed is kept, more is read behind it.
///
/// Memory: `chunk` bytes, doubled as often as one unit (a row, a shared string) needs, at most `limit`.
final class PartBuffer {
    private let stream: PartStream
    private let limit: Int
    private var storage: UnsafeMutableRawBufferPointer
    private var start = 0
    private var filled = 0
    private(set) var isAtEnd = false

    /// Large enough that a row seldom straddles two chunks, small enough to stay in the second-level cache.
    static let chunk = 1 << 18

    init(_ stream: PartStream, limit: Int) {
        self.stream = stream
        self.limit = limit
        storage = Self.allocate(Self.chunk)
    }

    deinit { storage.deallocate() }

    /// How many of the part's compressed bytes are read, and how many there are.
    var position: (done: Int, total: Int) { stream.progress }

    /// What stands in the window now. Valid until the next call of `advance`.
    var window: XMLScanner {
        XMLScanner(
            base: UnsafePointer(storage.baseAddress!.assumingMemoryBound(to: UInt8.self)) + start, end: filled - start)
    }

    /// Drops `consumed` bytes from the window's front and reads more.
    ///
    /// - Returns: whether bytes were added; false at the part's end.
    /// - Throws: `MarkupError` when one unit is larger than the limit.
    func advance(consumed: Int) throws -> Bool {
        start += consumed
        guard !isAtEnd else { return false }
        let kept = filled - start
        if kept == storage.count {
            guard storage.count < limit else { throw MarkupError(text: "one row or string takes more than \(limit) bytes") }
            grow()
        } else if start > 0 {
            storage.baseAddress!.copyMemory(from: storage.baseAddress! + start, byteCount: kept)
            start = 0
            filled = kept
        }
        let added = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[filled...]))
        filled += added
        isAtEnd = added == 0
        return added > 0
    }

    /// Memory for `count` bytes and the scanner's padding behind them, which is zero.
    private static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count + XMLScanner.padding, alignment: 16)
        memory.suffix(XMLScanner.padding).initializeMemory(as: UInt8.self, repeating: 0)
        return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
    }

    private func grow() {
        let larger = Self.allocate(storage.count * 2)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[start..<filled]))
        storage.deallocate()
        storage = larger
        filled -= start
        start = 0
    }
}

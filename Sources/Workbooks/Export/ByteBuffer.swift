import Glibc

/// Bytes to be written, growing as they are appended.
///
/// Unsafe: holds raw memory, because `[UInt8]` costs a uniqueness and bounds check for every byte, which is a
/// quarter of the time of writing a sheet. `reserve` is the one place that grows; every append calls it first,
/// so that writes lie in `base[0..<capacity]`.
struct ByteBuffer: ~Copyable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 1 << 16) {
        base = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { base.deallocate() }

    var isEmpty: Bool { count == 0 }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Makes room for `extra` more bytes.
    @inline(__always)
    mutating func reserve(_ extra: Int) {
        if count + extra > capacity { grow(extra) }
    }

    @inline(never)
    private mutating func grow(_ extra: Int) {
        capacity = max(capacity * 2, count + extra)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ source: UnsafePointer<UInt8>, _ length: Int) {
        reserve(length)
        memcpy(base + count, source, length)
        count += length
    }

    /// Copies up to 32 bytes where the source is readable for 32, which spares the call of memcpy.
    @inline(__always)
    mutating func appendShort(_ source: UnsafePointer<UInt8>, _ length: Int) {
        var tail = open(32)
        tail.appendShort(source, length)
        close(tail)
    }

    /// Appends the first bytes of a word.
    @inline(__always)
    mutating func append(_ word: UInt64, _ length: Int) {
        reserve(8)
        UnsafeMutableRawPointer(base + count).storeBytes(of: word, as: UInt64.self)
        count += length
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        bytes.withMemoryRebound(to: UInt8.self) { if let start = $0.baseAddress { append(start, $0.count) } }
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        if let start = bytes.baseAddress { append(start, bytes.count) }
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { if let start = $0.baseAddress { append(start, $0.count) } }
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { if let start = $0.baseAddress { append(start, $0.count) } }
    }

    mutating func append(_ text: StaticString) { append(text.utf8Start, text.utf8CodeUnitCount) }

    @inline(__always)
    mutating func append(repeating byte: UInt8, count times: Int) {
        guard times > 0 else { return }
        reserve(times)
        memset(base + count, Int32(byte), times)
        count += times
    }

    /// The bytes from `start` on.
    func copy(from start: Int) -> [UInt8] { Array(UnsafeBufferPointer(start: base + start, count: count - start)) }

    /// Takes bytes that were put behind the end after `reserve`.
    mutating func advance(_ length: Int) { count += length }

    /// Drops bytes from the end.
    mutating func truncate(to length: Int) { count = length }

    mutating func removeAll() { count = 0 }

    // MARK: Short pieces

    /// The end of a buffer, to which short pieces are appended without a check of the room for each.
    ///
    /// Unsafe: whoever opened the buffer for N bytes appends no more than N before it asks for room again. A local value of it
    /// stays in registers, where the buffer's own fields are read and written anew for each piece.
    struct Tail {
        fileprivate(set) var next: UnsafeMutablePointer<UInt8>

        @inline(__always)
        mutating func append(_ byte: UInt8) {
            next.pointee = byte
            next += 1
        }

        /// Appends up to 32 bytes where the source is readable for 32. Copies all of them: lengths differ from cell to cell, and a branch
        /// on them is often guessed wrong. Needs room for 32.
        @inline(__always)
        mutating func appendShort(_ source: UnsafePointer<UInt8>, _ length: Int) {
            copy16(source, at: 0)
            copy16(source, at: 16)
            next += length
        }

        /// Appends up to 31 bytes where the source is readable for 31, by two copies that overlap. Needs room for 31.
        @inline(__always)
        mutating func appendUpTo31(_ source: UnsafeRawPointer, _ length: Int) {
            copy16(source, at: 0)
            copy16(source, at: 15)
            next += length
        }

        /// Appends up to 64 bytes where the source is readable for 64. Needs room for 64.
        @inline(__always)
        mutating func appendUpTo64(_ source: UnsafeRawPointer, _ length: Int) {
            for offset in stride(from: 0, to: 64, by: 16) { copy16(source, at: offset) }
            next += length
        }

        /// Copies 16 bytes of the source to the same place behind the end.
        @inline(__always)
        private func copy16(_ source: UnsafeRawPointer, at offset: Int) {
            (UnsafeMutableRawPointer(next) + offset).storeBytes(
                of: (source + offset).loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        }

        /// Appends the first bytes of a vector. Needs room for 16.
        @inline(__always)
        mutating func append(_ bytes: SIMD16<UInt8>, _ length: Int) {
            UnsafeMutableRawPointer(next).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
            next += length
        }

        /// Changes a byte that was appended.
        @inline(__always)
        func replace(at earlier: Tail, with byte: UInt8) { earlier.next.pointee = byte }
    }

    /// Opens the end for pieces of `room` bytes together. Until it is closed nothing else may be appended.
    @inline(__always)
    mutating func open(_ room: Int) -> Tail {
        reserve(room)
        return Tail(next: base + count)
    }

    /// Takes what was appended to the tail.
    @inline(__always)
    mutating func close(_ tail: Tail) { count = count(with: tail) }

    /// The bytes with those of the open tail.
    @inline(__always)
    func count(with tail: Tail) -> Int { tail.next - base }
}

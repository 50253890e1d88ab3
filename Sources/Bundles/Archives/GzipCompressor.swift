import CZlib
import Glibc
import Streams

/// Compresses a stream into one gzip member (RFC 1952) on all processors, by zlib.
///
/// The stream is cut into blocks of the same size. Each is deflated by itself, with the 32 KiB before it as its dictionary
/// (deflateSetDictionary), and ends at a byte (Z_SYNC_FLUSH), so that the pieces in their order are one deflate stream
/// (RFC 1951). Where the cuts are depends on nothing but the stream, so the bytes do not depend on how many processors there are.
/// Memory: two blocks for each processor, and one.
///
/// Unsafe: a block goes from thread to thread through a `Handoff`, and is touched by whoever took it last.
final class GzipCompressor {
    private static let blockSize = 1 << 18
    private static let window = 1 << 15
    private static let level: Int32 = 6

    /// A piece of the stream, and what became of it.
    private final class Block: @unchecked Sendable {
        /// The dictionary first, then the data.
        let input = UnsafeMutableRawBufferPointer.allocate(byteCount: window + blockSize, alignment: 64)
        /// Room for data that cannot be compressed.
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize + blockSize >> 8 + 128, alignment: 64)
        var dictionary = 0
        var count = 0
        var isLast = false
        var compressed = 0
        var checksum: UInt = 0
        let done = Handoff<Void>()

        deinit {
            input.deallocate()
            output.deallocate()
        }
    }

    private let write: (UnsafeRawBufferPointer) throws -> Void
    private let waiting = Handoff<Block>()
    private var workers: [Worker] = []
    /// Given to the workers, in the stream's order.
    private var underway: [Block] = []
    private var free: [Block]
    private var current: Block
    private var checksum: UInt = crc32(0, nil, 0)
    private var size: UInt32 = 0

    /// - Parameter write: where the compressed bytes go, on the caller's thread.
    init(write: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        self.write = write
        let count = Worker.processors
        free = (0..<2 * count).map { _ in Block() }
        current = Block()
        let waiting = waiting
        workers = try (0..<count).map { _ in try Worker { Self.work(waiting) } }
        // No name, no time; 255: made on no system in particular.
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        try header.withUnsafeBytes(write)
    }

    deinit {
        waiting.close()
        for worker in workers { worker.join() }
    }

    func add(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            // A full block waits for what follows, so that the last one is known as such.
            if current.count == Self.blockSize { try handOn() }
            let start = current.dictionary + current.count
            let count = min(rest.count, Self.blockSize - current.count)
            UnsafeMutableRawBufferPointer(rebasing: current.input[start..<start + count]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            current.count += count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    /// Gives the current block to the workers, and begins the next with its end as the dictionary.
    private func handOn() throws {
        let block = current
        if free.isEmpty { try collect() }
        current = free.removeLast()
        let dictionary = min(Self.window, block.dictionary + block.count)
        let end = block.dictionary + block.count
        current.input.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.input[end - dictionary..<end]))
        (current.dictionary, current.count, current.isLast) = (dictionary, 0, false)
        underway.append(block)
        waiting.put(block)
    }

    /// Writes the oldest block, waiting for it.
    private func collect() throws {
        let block = underway.removeFirst()
        _ = block.done.take()
        try write(UnsafeRawBufferPointer(rebasing: block.output[..<block.compressed]))
        checksum = crc32_combine(checksum, block.checksum, block.count)
        size &+= UInt32(truncatingIfNeeded: block.count)
        free.append(block)
    }

    func finish() throws {
        current.isLast = true
        underway.append(current)
        waiting.put(current)
        while !underway.isEmpty { try collect() }
        let trailer = [UInt32(truncatingIfNeeded: checksum).littleEndian, size.littleEndian]
        try trailer.withUnsafeBytes(write)
    }

    // MARK: On the workers' threads

    private static func work(_ waiting: Handoff<Block>) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // Without header and trailer, which are the member's.
        guard shim_deflateInit2(stream, level, -15) == Z_OK else { fatalError("zlib has no memory") }
        defer {
            deflateEnd(stream)
            stream.deallocate()
        }
        while let block = waiting.take() {
            deflate(block, with: stream)
            block.done.put(())
        }
    }

    private static func deflate(_ block: Block, with stream: UnsafeMutablePointer<z_stream>) {
        let input = block.input.baseAddress!.assumingMemoryBound(to: UInt8.self)
        deflateReset(stream)
        if block.dictionary > 0 { deflateSetDictionary(stream, input, UInt32(block.dictionary)) }
        stream.pointee.next_in = input + block.dictionary
        stream.pointee.avail_in = UInt32(block.count)
        stream.pointee.next_out = block.output.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(block.output.count)
        let code = CZlib.deflate(stream, block.isLast ? Z_FINISH : Z_SYNC_FLUSH)
        precondition(code == (block.isLast ? Z_STREAM_END : Z_OK) && stream.pointee.avail_in == 0, "a block has no room")
        block.compressed = block.output.count - Int(stream.pointee.avail_out)
        block.checksum = crc32(0, input + block.dictionary, UInt32(block.count))
    }
}

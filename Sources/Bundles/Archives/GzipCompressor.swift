import CDeflate
import Glibc
import Streams

/// Compresses a stream as gzip (RFC 1952) on all processors, by libdeflate.
///
/// The stream is cut into blocks of the same size, and each becomes a member of its own; such members, one after the other, are
/// what gzip files are made of (section 2.2). Where the cuts are depends on nothing but the stream, so the bytes do not depend on
/// how many processors there are. Against one member by zlib this takes half the time and the files are smaller.
/// Memory: two blocks for each processor, and one.
///
/// Unsafe: a block goes from thread to thread through a `Handoff`, and is used only by the thread that took it last.
final class GzipCompressor {
    private static let blockSize = 1 << 18
    private static let level: Int32 = 6

    /// A piece of the stream, and what became of it.
    private final class Block: @unchecked Sendable {
        let input = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize, alignment: 64)
        let output: UnsafeMutableRawBufferPointer
        var count = 0
        var compressed = 0
        let done = Handoff<Void>()

        init() {
            output = .allocate(byteCount: libdeflate_gzip_compress_bound(nil, blockSize), alignment: 64)
        }

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
    private var isEmpty = true

    /// - Parameter write: where the compressed bytes go, on the caller's thread.
    init(write: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        self.write = write
        let count = Worker.processors
        free = (0..<2 * count).map { _ in Block() }
        current = Block()
        let waiting = waiting
        workers = try (0..<count).map { _ in try Worker { Self.work(waiting) } }
    }

    deinit {
        waiting.close()
        for worker in workers { worker.join() }
    }

    func add(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = min(rest.count, Self.blockSize - current.count)
            UnsafeMutableRawBufferPointer(rebasing: current.input[current.count..<current.count + count]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
            current.count += count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            if current.count == Self.blockSize { try handOn() }
        }
    }

    /// Gives the current block to the workers, and begins the next.
    private func handOn() throws {
        isEmpty = false
        underway.append(current)
        waiting.put(current)
        if free.isEmpty { try collect() }
        current = free.removeLast()
        current.count = 0
    }

    /// Writes the oldest block, waiting for it.
    private func collect() throws {
        let block = underway.removeFirst()
        _ = block.done.take()
        try write(UnsafeRawBufferPointer(rebasing: block.output[..<block.compressed]))
        free.append(block)
    }

    func finish() throws {
        // A file of gzip has one member at least.
        if current.count > 0 || isEmpty { try handOn() }
        while !underway.isEmpty { try collect() }
    }

    /// On the workers' threads. A member has no name and no time.
    private static func work(_ waiting: Handoff<Block>) {
        guard let compressor = libdeflate_alloc_compressor(level) else { fatalError("libdeflate has no memory") }
        defer { libdeflate_free_compressor(compressor) }
        while let block = waiting.take() {
            block.compressed = libdeflate_gzip_compress(
                compressor, block.input.baseAddress, block.count, block.output.baseAddress, block.output.count)
            precondition(block.compressed > 0, "a block has no room")
            block.done.put(())
        }
    }
}

/// A window onto a part's bytes that moves forward: what is not consumed is kept, more is read behind it.
///
/// Large parts are inflated on another thread. Memory: some chunks of 256 KiB, and as much as one unit (a row, a
/// shared string) needs, at most `limit`.
final class PartBuffer {
    private enum Source {
        case direct(MarkupStream)
        case pipeline(ChunkPipeline)
    }

    private let source: Source
    private let total: Int
    /// Compressed bytes read for what is in the window.
    private var done = 0
    private let limit: Int
    /// The memory that the window lies in: a chunk of the pipeline, or `own`.
    private var memory: UnsafeMutableRawBufferPointer
    private var own: UnsafeMutableRawBufferPointer?
    private var start = 0
    private var end = 0
    private var isAtEnd = false

    /// Large enough that a row seldom straddles two chunks, small enough to stay in the second-level cache.
    private static let chunk = 1 << 18

    init(_ stream: MarkupStream, limit: Int) {
        self.limit = limit
        if stream.size > 4 * Self.chunk {
            source = .pipeline(ChunkPipeline(stream, chunkSize: Self.chunk))
            memory = Self.allocate(1)
        } else {
            source = .direct(stream)
            memory = Self.allocate(min(Self.chunk, max(stream.size, 1)))
        }
        own = memory
        total = stream.progress.total
    }

    deinit { own?.deallocate() }

    /// Memory for `count` bytes and the scanner's padding behind them.
    static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count + XMLScanner.padding, alignment: 16)
        memory[count...].initializeMemory(as: UInt8.self, repeating: 0)
        return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
    }

    /// How many of the part's compressed bytes are read, and how many there are.
    var position: (done: Int, total: Int) { (done, total) }

    /// What stands in the window now. Valid until the next call of `advance`.
    var window: XMLScanner {
        let base = memory.baseAddress!.assumingMemoryBound(to: UInt8.self)
        return XMLScanner(base: UnsafePointer(base) + start, end: end - start)
    }

    /// Drops `consumed` bytes from the window's front and reads more.
    ///
    /// - Returns: whether bytes were added; false at the part's end.
    /// - Throws: `MarkupError` when one unit is larger than the limit.
    func advance(consumed: Int) throws -> Bool {
        start += consumed
        guard !isAtEnd else { return false }
        guard end - start < limit else { throw MarkupError(text: "one row or string takes more than \(limit) bytes") }
        // A unit that is larger than a chunk is looked through again from its start, so the window doubles for it.
        let wanted = end - start > Self.chunk ? 2 * (end - start) : 0
        var hasMore = false
        repeat {
            let added =
                switch source {
                case .direct(let stream): try fill(from: stream)
                case .pipeline(let pipeline): try fill(from: pipeline)
                }
            isAtEnd = !added
            hasMore = hasMore || added
        } while !isAtEnd && end - start < wanted
        return hasMore
    }

    private func fill(from stream: MarkupStream) throws -> Bool {
        let kept = end - start
        if kept == memory.count {
            moveToOwn(capacity: memory.count * 2)
        } else if start > 0 {
            memory.baseAddress!.copyMemory(from: memory.baseAddress! + start, byteCount: kept)
            start = 0
            end = kept
        }
        let count = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[end...]))
        end += count
        done = stream.progress.done
        return count > 0
    }

    /// Takes the next chunk, putting what is kept in front of its data, or both into memory of our own where the
    /// headroom is too small.
    private func fill(from pipeline: ChunkPipeline) throws -> Bool {
        let kept = end - start
        if kept > ChunkPipeline.headroom, memory.baseAddress == own?.baseAddress { return try append(from: pipeline) }
        var stash: UnsafeMutableRawBufferPointer?
        if kept > 0 {
            // The chunk goes back to the pipeline, so what is kept of it is set aside first.
            let aside = UnsafeMutableRawBufferPointer.allocate(byteCount: kept, alignment: 16)
            aside.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
            stash = aside
        }
        defer { stash?.deallocate() }
        guard let chunk = try pipeline.next() else {
            own?.deallocate()
            own = Self.allocate(max(kept, 1))
            memory = own!
            if let stash { memory.copyMemory(from: UnsafeRawBufferPointer(stash)) }
            (start, end) = (0, kept)
            return false
        }
        done = chunk.compressedBytesRead
        if kept <= ChunkPipeline.headroom {
            memory = chunk.memory
            start = ChunkPipeline.headroom - kept
            end = chunk.end
            if let stash { (memory.baseAddress! + start).copyMemory(from: stash.baseAddress!, byteCount: kept) }
        } else if let stash {
            try join(stash, chunk)
        }
        return true
    }

    /// Puts the next chunk behind what stands in memory of our own.
    private func append(from pipeline: ChunkPipeline) throws -> Bool {
        guard let chunk = try pipeline.next() else { return false }
        let data = UnsafeRawBufferPointer(rebasing: chunk.memory[ChunkPipeline.headroom..<chunk.end])
        if end + data.count > memory.count { moveToOwn(capacity: 2 * (end - start + data.count)) }
        (memory.baseAddress! + end).copyMemory(from: data.baseAddress!, byteCount: data.count)
        end += data.count
        done = chunk.compressedBytesRead
        return true
    }

    private func join(_ stash: UnsafeMutableRawBufferPointer, _ chunk: ChunkPipeline.Chunk) throws {
        let data = chunk.memory[ChunkPipeline.headroom..<chunk.end]
        if own == nil || own!.count < stash.count + data.count {
            own?.deallocate()
            own = Self.allocate((stash.count + data.count) * 2)
        }
        memory = own!
        memory.copyMemory(from: UnsafeRawBufferPointer(stash))
        (memory.baseAddress! + stash.count).copyMemory(from: chunk.memory.baseAddress! + ChunkPipeline.headroom, byteCount: data.count)
        (start, end) = (0, stash.count + data.count)
    }

    private func moveToOwn(capacity: Int) {
        let larger = Self.allocate(capacity)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
        own?.deallocate()
        own = larger
        memory = larger
        (start, end) = (0, end - start)
    }
}

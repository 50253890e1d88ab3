import Streams

/// A window onto a part's bytes that moves forward: what is not consumed is kept, more is read behind it.
///
/// Large parts are inflated on another thread (see `PartPipeline`). Memory: some blocks (`Limits.block`), and as much as one unit (a row, a
/// shared string) needs, at most `Limits.row`.
final class PartBuffer {
    private enum Source {
        case direct(MarkupStream)
        case pipeline(PartPipeline)
    }

    private let source: Source
    private let total: Int
    /// Compressed bytes read for what is in the window.
    private var done = 0 { didSet { WorkProgress.reading(done, of: total) } }
    private let limits: Limits
    /// The memory that the window lies in: a block of the pipeline, or `own`.
    private var memory: UnsafeMutableRawBufferPointer
    private var own: UnsafeMutableRawBufferPointer?
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    /// The block that the window lies in, or begins with.
    private var block: PartBlock?
    /// Whether the window is the block, and nothing of it has been consumed.
    private var isBlockFresh = false

    /// - Parameter unitEnd: what ends a unit that is read whole, such as `</row>`.
    init(_ stream: MarkupStream, limits: Limits, unitEnd: StaticString) {
        self.limits = limits
        if stream.size > 4 * limits.block {
            source = .pipeline(PartPipeline(stream, blockSize: limits.block, unitEnd: unitEnd))
            memory = Self.allocate(1)
        } else {
            source = .direct(stream)
            memory = Self.allocate(min(limits.block, max(stream.size, 1)))
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
        isBlockFresh = false
        guard !isAtEnd else { return false }
        guard end - start < limits.row else {
            throw MarkupError(text: "one row or string takes more than \(limits.row) bytes")
        }
        // A unit that is larger than a block is looked through again from its start, so the window doubles for it.
        let wanted = end - start > limits.block ? 2 * (end - start) : 0
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

    /// Takes the next block, putting what is kept in front of its bytes, or both into memory of our own where there is no
    /// room for that.
    private func fill(from pipeline: PartPipeline) throws -> Bool {
        let kept = end - start
        if kept > PartBlock.headroom, memory.baseAddress == own?.baseAddress { return try append(from: pipeline) }
        // The block goes back to the pipeline, so what is kept of it is set aside first.
        let aside = Array(UnsafeRawBufferPointer(rebasing: memory[start..<end]))
        block = try pipeline.next()
        guard let block else {
            keep(aside, and: UnsafeRawBufferPointer(start: nil, count: 0))
            return false
        }
        done = block.compressedBytesRead
        if kept <= block.start {
            memory = block.memory
            start = block.start - kept
            end = block.end
            UnsafeMutableRawBufferPointer(rebasing: memory[start...]).copyBytes(from: aside)
        } else {
            keep(aside, and: UnsafeRawBufferPointer(rebasing: block.memory[block.start..<block.end]))
        }
        isBlockFresh = kept == 0
        return true
    }

    /// What was made of the window's rows, when the window is a whole block.
    var rendering: RenderedRows? {
        guard isBlockFresh, let block, block.isRendered else { return nil }
        return block.rendering
    }

    /// Has blocks worked on ahead, where the part is large enough for a pipeline.
    func startWork(_ make: @escaping @Sendable () -> BlockWork) {
        if case .pipeline(let pipeline) = source { pipeline.startWork(make) }
    }

    /// Puts the next block behind what stands in memory of our own.
    private func append(from pipeline: PartPipeline) throws -> Bool {
        guard let block = try pipeline.next() else { return false }
        let data = UnsafeRawBufferPointer(rebasing: block.memory[block.start..<block.end])
        if end + data.count > memory.count { moveToOwn(capacity: 2 * (end - start + data.count)) }
        (memory.baseAddress! + end).copyMemory(from: data.baseAddress!, byteCount: data.count)
        end += data.count
        done = block.compressedBytesRead
        return true
    }

    /// Makes a window of our own of what is kept and what follows it.
    private func keep(_ kept: [UInt8], and data: UnsafeRawBufferPointer) {
        let count = kept.count + data.count
        if own == nil || own!.count < count {
            own?.deallocate()
            own = Self.allocate(max(count * 2, 1))
        }
        memory = own!
        memory.copyBytes(from: kept)
        UnsafeMutableRawBufferPointer(rebasing: memory[kept.count...]).copyMemory(from: data)
        (start, end) = (0, count)
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

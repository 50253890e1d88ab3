import CVectors
import Glibc
import Streams

/// A piece of a part: whole units (rows, shared strings) where their ends could be found.
///
/// It belongs to one thread at a time, as the pipeline's mutex orders.
final class PartBlock {
    /// Bytes before the inflated ones, where what was left of the block before stands, and where a reader may put more.
    static let headroom = 1 << 16

    let memory: UnsafeMutableRawBufferPointer
    /// Where in the memory the block's bytes begin and end.
    fileprivate(set) var start = 0
    fileprivate(set) var end = 0
    /// How many bytes were inflated into it whose checksum is still to be made, and that checksum.
    fileprivate var unchecked = 0
    fileprivate var checksum: UInt32 = 0
    /// How much of the compressed part is read with it.
    fileprivate(set) var compressedBytesRead = 0
    /// What the pipeline's work made of the block, when it could.
    let rendering = RenderedRows()
    fileprivate(set) var isRendered = false
    fileprivate var state = State.filling

    fileprivate enum State { case filling, inflated, rendering, ready }

    fileprivate init(size: Int) { memory = PartBuffer.allocate(Self.headroom + size) }

    deinit { memory.deallocate() }

    fileprivate func makeChecksum() {
        checksum = PartStream.checksum(
            of: UnsafeRawBufferPointer(rebasing: memory[Self.headroom..<Self.headroom + unchecked]))
    }

    fileprivate var scanner: XMLScanner {
        XMLScanner(
            base: UnsafePointer(memory.baseAddress!.assumingMemoryBound(to: UInt8.self)) + start, end: end - start)
    }
}

/// The blocks of a part on their way, and what threads do with them.
///
/// Memory: `depth` blocks, and what is made of them.
///
/// Unsafe: blocks are raw memory handed from thread to thread; the mutex orders all accesses, and a block belongs to one
/// thread at a time: to the one that inflates or works on it, and to the reader from `next()` to the call after it. The
/// stream and `carry` belong to the thread that inflates, but for the stream's checksum: once it is left to others, it is the reader's.
final class PipelineState: @unchecked Sendable {
    /// The processors that are made use of.
    static let cores = min(Worker.processors, 4)
    /// One block for each thread to work on and one to go on with; more would leave the processors' caches.
    private static let depth = 2 * max(2, cores)

    /// With one processor waiting awake would keep the other thread from its work.
    private static let turnsAwake = Worker.processors > 1 ? 40 : 0
    private static let pausesInATurn = 60

    private let stream: MarkupStream
    private let blockSize: Int
    /// What ends a unit, such as `</row>`.
    private let unitEnd: StaticString
    /// What stands behind the last whole unit of the block inflated last.
    private let carry: UnsafeMutableRawBufferPointer
    private var carried = 0
    /// The first blocks are small, so that the first rows are out at once.
    private var nextSize: Int

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    // All below is guarded by the mutex.
    private var free: [PartBlock]
    private var queue: [PartBlock] = []
    private var isInflating = false
    private var isEnded = false
    private var failure: (any Error)?
    private var isCancelled = false
    private var lent: PartBlock?
    private var makeWork: (@Sendable () -> BlockWork)?
    private var idleWorks: [BlockWork] = []

    init(_ stream: MarkupStream, blockSize: Int, unitEnd: StaticString) {
        self.stream = stream
        self.blockSize = blockSize
        self.unitEnd = unitEnd
        nextSize = min(1 << 15, blockSize)
        carry = .allocate(byteCount: PartBlock.headroom, alignment: 16)
        free = (0..<Self.depth).map { _ in PartBlock(size: blockSize) }
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        carry.deallocate()
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// Ends the work of threads, each after the task it is at.
    func cancel() {
        locked {
            isCancelled = true
            pthread_cond_broadcast(changed)
        }
    }

    /// Blocks that are inflated from now on are worked on.
    func work(_ make: @escaping @Sendable () -> BlockWork) {
        locked {
            makeWork = make
            pthread_cond_broadcast(changed)
        }
    }

    /// The next block, nil at the part's end. The one before goes back to the pipeline.
    func next() throws -> PartBlock? {
        try locked {
            if let lent {
                free.append(lent)
                self.lent = nil
                pthread_cond_signal(changed)
            }
            var turns = 0
            while true {
                if let first = queue.first, first.state == .ready {
                    lent = queue.removeFirst()
                    if first.unchecked > 0 { stream.append(checksum: first.checksum, of: first.unchecked) }
                    return first
                }
                if queue.isEmpty, isEnded {
                    if let failure { throw failure }
                    try stream.compareChecksum()
                    return nil
                }
                if performTask() { turns = 0 } else { wait(&turns) }
            }
        }
    }

    /// Waits until something may have changed: for some 50 µs without sleeping, since a block takes but 200, and on a virtual machine
    /// much of that goes by until a thread that sleeps is awake.
    ///
    /// - Parameter turns: how often it was called since there was a task last.
    private func wait(_ turns: inout Int) {
        turns += 1
        if turns <= Self.turnsAwake {
            unlocked { for _ in 0..<Self.pausesInATurn { mp_pause() } }
        } else {
            turns = 0
            pthread_cond_wait(changed, mutex)
        }
    }

    /// What a thread does until the pipeline ends.
    func run() {
        locked {
            var turns = 0
            while !isCancelled {
                if performTask() { turns = 0 } else { wait(&turns) }
            }
        }
    }

    // MARK: Tasks, all called with the mutex held

    /// Does one task, the mutex released meanwhile; false when there is none.
    private func performTask() -> Bool {
        if !isInflating, !isEnded, let block = free.popLast() {
            inflate(block)
        } else if let block = queue.first(where: { $0.state == .inflated }), let makeWork {
            render(block, idleWorks.popLast() ?? makeWork())
        } else {
            return false
        }
        pthread_cond_broadcast(changed)
        return true
    }

    private func inflate(_ block: PartBlock) {
        isInflating = true
        block.state = .filling
        queue.append(block)
        // Who works on a block makes its checksum, too, since inflating is what all others wait for.
        let leavesChecksum = makeWork != nil
        let result = unlocked { Result { try fill(block, leavesChecksum: leavesChecksum) } }
        isInflating = false
        block.isRendered = false
        block.state = leavesChecksum ? .inflated : .ready
        switch result {
        case .success(true): break
        case .success(false), .failure:
            isEnded = true
            if case .failure(let error) = result { failure = error }
            if block.start == block.end { free.append(queue.removeLast()) }
        }
    }

    private func render(_ block: PartBlock, _ work: @escaping BlockWork) {
        block.state = .rendering
        block.isRendered = unlocked {
            block.makeChecksum()
            return work(block.scanner, block.rendering)
        }
        block.state = .ready
        idleWorks.append(work)
    }

    private func locked<Value>(_ body: () throws -> Value) rethrows -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    private func unlocked<Value>(_ body: () -> Value) -> Value {
        pthread_mutex_unlock(mutex)
        defer { pthread_mutex_lock(mutex) }
        return body()
    }

    // MARK: Inflating

    /// Inflates into the block, behind what was carried over; false at the part's end.
    private func fill(_ block: PartBlock, leavesChecksum: Bool) throws -> Bool {
        block.start = PartBlock.headroom
        block.end = PartBlock.headroom
        let room = UnsafeMutableRawBufferPointer(
            rebasing: block.memory[PartBlock.headroom..<PartBlock.headroom + nextSize])
        let reading = Result {
            leavesChecksum
                ? try stream.readUnchecked(into: room, headroom: PartBlock.headroom)
                : (try stream.read(into: room), true)
        }
        putCarried(into: block)
        let (count, isChecked) = try reading.get()
        block.unchecked = isChecked ? 0 : count
        block.end += count
        block.compressedBytesRead = stream.progress.done
        nextSize = min(nextSize * 2, blockSize)
        guard count > 0 else { return false }
        let cut = lastUnitEnd(in: block) ?? block.end
        carried = block.end - cut
        carry.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.memory[cut..<block.end]))
        block.end = cut
        return true
    }

    /// Puts what was carried over before the block's bytes, once they are read, since reading may use the headroom.
    private func putCarried(into block: PartBlock) {
        block.start -= carried
        UnsafeMutableRawBufferPointer(rebasing: block.memory[block.start..<block.end])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: carry[..<carried]))
        carried = 0
    }

    /// Behind the last whole unit, as far back as what follows it can be carried; nil when there is none.
    private func lastUnitEnd(in block: PartBlock) -> Int? {
        let base = UnsafeRawPointer(block.memory.baseAddress!)
        let length = unitEnd.utf8CodeUnitCount
        let least = max(block.start + length, block.end - carry.count)
        // The last byte but one is compared first: that of `</row>` is rare in what follows it.
        let rare = unitEnd.utf8Start[length - 2]
        var end = block.end
        while end >= least {
            if base.load(fromByteOffset: end - 2, as: UInt8.self) == rare,
                memcmp(base + end - length, unitEnd.utf8Start, length) == 0
            {
                return end
            }
            end -= 1
        }
        return nil
    }
}

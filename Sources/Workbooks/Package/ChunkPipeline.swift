import Glibc
import Streams

/// A part inflated on a thread of its own, some chunks ahead of who reads it.
///
/// Scanning and inflating take about the same time, so that two cores halve the whole. Memory: `depth` chunks.
///
/// Unsafe: chunks are raw memory handed from one thread to the other; the queue's mutex orders all accesses, and a
/// chunk belongs to one side at a time: to the thread while it is free, to the reader from `next()` to the call
/// after it.
final class ChunkPipeline: @unchecked Sendable {
    /// Bytes before a chunk's data, where the reader puts what it has kept of the chunk before.
    static let headroom = 1 << 14
    private static let depth = 4

    struct Chunk {
        /// The memory, headroom first, with the scanner's padding behind.
        let memory: UnsafeMutableRawBufferPointer
        /// Where the data end.
        var end: Int
        /// How much of the compressed part is read so far.
        var compressedBytesRead: Int
    }

    private enum Event {
        case chunk(Chunk)
        case failure(any Error)
        case end
    }

    private let stream: MarkupStream
    private let chunkSize: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    // All below is guarded by the mutex.
    private var free: [UnsafeMutableRawBufferPointer]
    private var ready: [Event] = []
    private var isCancelled = false
    private var thread = pthread_t()
    /// The chunk that the reader holds.
    private var lent: UnsafeMutableRawBufferPointer?

    init(_ stream: MarkupStream, chunkSize: Int) {
        self.stream = stream
        self.chunkSize = chunkSize
        free = (0..<Self.depth).map { _ in PartBuffer.allocate(Self.headroom + chunkSize) }
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        // The thread keeps no reference: `cancel` joins it before this object goes.
        let opaque = Unmanaged.passUnretained(self).toOpaque()
        let context = UInt(bitPattern: opaque)
        pthread_create(&thread, nil, { Unmanaged<ChunkPipeline>.fromOpaque($0!).takeUnretainedValue().produce(); return nil },
            UnsafeMutableRawPointer(bitPattern: context))
    }

    deinit {
        pthread_mutex_lock(mutex)
        isCancelled = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
        pthread_join(thread, nil)
        for event in ready { if case .chunk(let chunk) = event { chunk.memory.deallocate() } }
        for memory in free { memory.deallocate() }
        lent?.deallocate()
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// The next chunk, nil at the part's end. The one before goes back to the thread.
    func next() throws -> Chunk? {
        pthread_mutex_lock(mutex)
        if let lent {
            free.append(lent)
            self.lent = nil
            pthread_cond_signal(changed)
        }
        while ready.isEmpty { pthread_cond_wait(changed, mutex) }
        let event = ready.removeFirst()
        if case .chunk(let chunk) = event { lent = chunk.memory } else { ready.insert(event, at: 0) }
        pthread_mutex_unlock(mutex)
        switch event {
        case .chunk(let chunk): return chunk
        case .failure(let error): throw error
        case .end: return nil
        }
    }

    /// The thread's work: inflates into free chunks until the part ends or nobody wants it.
    private func produce() {
        // The first chunks are small, so that the first rows are out at once.
        var size = min(1 << 15, chunkSize)
        while let memory = takeFree() {
            do {
                let room = UnsafeMutableRawBufferPointer(rebasing: memory[Self.headroom..<Self.headroom + size])
                let count = try stream.read(into: room)
                guard count > 0 else {
                    give(memory)
                    return put(.end)
                }
                put(.chunk(Chunk(memory: memory, end: Self.headroom + count, compressedBytesRead: stream.progress.done)))
            } catch {
                give(memory)
                return put(.failure(error))
            }
            size = min(size * 2, chunkSize)
        }
    }

    private func takeFree() -> UnsafeMutableRawBufferPointer? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while free.isEmpty, !isCancelled { pthread_cond_wait(changed, mutex) }
        return isCancelled ? nil : free.removeLast()
    }

    private func give(_ memory: UnsafeMutableRawBufferPointer) {
        pthread_mutex_lock(mutex)
        free.append(memory)
        pthread_mutex_unlock(mutex)
    }

    private func put(_ event: Event) {
        pthread_mutex_lock(mutex)
        ready.append(event)
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }
}

import Glibc
import Streams

/// Reads records on a thread of its own, some batches ahead of who works on them.
///
/// Reading and checking take about the same time, so that two cores halve the whole. Memory: twice `depth` batches at
/// most, however slow the other side is.
///
/// Unsafe: what both threads touch is guarded by the mutex. The thread holds this object until it ends, so that a reader
/// who gives up need not wait for a pipe that brings nothing.
public final class RecordsAhead: @unchecked Sendable {
    /// What comes next: a record, or what is wrong with one.
    public enum Item: Sendable {
        case record(Record)
        /// See `RecordReader.Tolerance`.
        case mistake(Message, RecordColumn?)
    }

    private enum Event {
        case batch([Item])
        case failure(any Error)
        case end
    }

    /// Nobody wants more.
    private struct Cancelled: Error {}

    private static let depth = 4
    private static let batchSize = 256

    private let path: String
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    // Guarded by the mutex.
    private var ready: [Event] = []
    /// Batches worked on, which their maker frees: what one thread frees while another allocates from the same arena makes both wait.
    private var used: [[Item]] = []
    private var isCancelled = false
    /// The thread's own.
    private var batch: [Item] = []

    private init(path: String) {
        self.path = path
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// Hands on all of a file's records and mistakes in their order, on the calling thread.
    ///
    /// - Throws: what `RecordReader.forEach` throws, after all that came before it; what `body` throws.
    public static func forEach(of path: String, _ body: (Item) throws -> Void) throws {
        let ahead = RecordsAhead(path: path)
        let context = UInt(bitPattern: Unmanaged.passRetained(ahead).toOpaque())
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            {
                Unmanaged<RecordsAhead>.fromOpaque($0!).takeRetainedValue().produce(); return nil
            },
            UnsafeMutableRawPointer(bitPattern: context))
        guard code == 0 else {
            Unmanaged.passUnretained(ahead).release()
            throw Failure(
                .internalError, .internalError, at: Place(file: path),
                "no thread could be started: \(systemMessage(code))")
        }
        pthread_detach(thread)
        defer { ahead.cancel() }
        var items: [Item] = []
        while try ahead.next(&items) { for item in items { try body(item) } }
    }

    // MARK: The calling thread

    /// Takes the next batch in exchange for the one before; false at the end.
    private func next(_ items: inout [Item]) throws -> Bool {
        pthread_mutex_lock(mutex)
        used.append(items)
        items = []
        while ready.isEmpty { pthread_cond_wait(changed, mutex) }
        let event = ready.removeFirst()
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
        switch event {
        case .batch(let next): items = next
        case .failure(let error): throw error
        case .end: return false
        }
        return true
    }

    private func cancel() {
        pthread_mutex_lock(mutex)
        isCancelled = true
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    // MARK: The other thread

    private func produce() {
        do {
            let reader = RecordReader(path: path) { [unowned self] message, column in
                batch.append(.mistake(message, column))
            }
            try reader.forEach { record in
                batch.append(.record(record))
                if batch.count >= Self.batchSize { try flush() }
            }
            try flush()
            try put(.end)
        } catch is Cancelled {
        } catch {
            do {
                try flush()
                try put(.failure(error))
            } catch {}
        }
    }

    private func flush() throws {
        guard !batch.isEmpty else { return }
        let items = batch
        batch = []
        batch.reserveCapacity(Self.batchSize)
        try put(.batch(items))
    }

    private func put(_ event: Event) throws {
        var freed: [[Item]] = []
        defer { freed.removeAll() }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while ready.count >= Self.depth, !isCancelled { pthread_cond_wait(changed, mutex) }
        guard !isCancelled else { throw Cancelled() }
        swap(&used, &freed)
        ready.append(event)
        pthread_cond_signal(changed)
    }
}

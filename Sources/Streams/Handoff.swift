import CProcess
import CStart
import Glibc

/// A queue from one thread to others, first in, first out. It is a monitor of pthread_mutex_lock(3) and
/// pthread_cond_wait(3).
///
/// Unchecked sendable: threads share it, and the mutex guards everything in it. An element belongs to one thread at a
/// time: until `put` to the one that puts it, after `take` to the one that takes it.
public final class Handoff<Element>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element]
    private var isClosed = false

    public init(_ elements: [Element] = []) {
        self.elements = elements
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// Adds an element. Items added after `close` are discarded.
    public func put(_ element: Element) {
        pthread_mutex_lock(mutex)
        elements.append(element)
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    /// Waits for the next element and returns it; nil once the queue is closed, even if elements are left.
    public func take() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while elements.isEmpty, !isClosed { pthread_cond_wait(changed, mutex) }
        return isClosed ? nil : elements.removeFirst()
    }

    /// Makes `take` return nil from now on, also where a thread already waits in it.
    public func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }
}

/// A thread that runs a closure (pthread_create(3)).
public final class Worker {
    private var thread = pthread_t()
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// - Throws: `Failure` when the system has no more threads.
    public init(_ run: @escaping @Sendable () -> Void) throws {
        let work = Unmanaged.passRetained(Work(run))
        let code = pthread_create(
            &thread, nil,
            { context in
                let work = Unmanaged<Work>.fromOpaque(context!).takeRetainedValue()
                // The handlers' stack is in the first part of the thread's stack; an overflow happens at the other end.
                withUnsafeTemporaryAllocation(byteCount: FaultReport.stackSize, alignment: 16) { stack in
                    mp_use_signal_stack(stack.baseAddress, UInt64(stack.count))
                    work.run()
                    mp_use_signal_stack(nil, 0)
                }
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw Failure(.internalError, .internalError, "cannot start a thread: \(systemMessage(code))")
        }
    }

    /// Waits until the thread has ended. Call it once.
    public func join() { pthread_join(thread, nil) }

    /// How many processors this process may use, as nproc(1) counts them.
    public static var processors: Int { max(1, Int(mp_processors())) }
}

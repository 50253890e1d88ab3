import Glibc
import Synchronization

/// Runs tasks, each on its own thread, and returns their results in the order in which they end.
///
/// A thread that hangs is left alone: no other thread waits for it, and it ends with the process. So a program that
/// stops waiting must end by _exit(2). The handlers of exit(3) would free what such a thread still uses.
public final class Workers<Key: Sendable, Value: Sendable>: Sendable {
    private let ended = Mutex<[(key: Key, value: Value)]>([])
    /// A pipe that gets a byte for each task that ended. Unlike a condition variable it works with poll(2) and a
    /// deadline.
    private let reading: Int32
    private let writing: Int32

    public init() {
        var ends: [Int32] = [-1, -1]
        // Without a pipe no task is ever reported as ended. Then all checks are unknown, which is correct.
        if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Starts a task.
    ///
    /// - Returns: whether a thread could be started.
    public func start(_ key: Key, _ work: @escaping @Sendable () -> Value) -> Bool {
        // The thread keeps a reference to this object, so that a late one can still use it.
        let body = ThreadBody {
            let value = work()
            self.ended.withLock { $0.append((key, value)) }
            var byte: UInt8 = 0
            _ = write(self.writing, &byte, 1)
        }
        let context = Unmanaged.passRetained(body)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            {
                Unmanaged<ThreadBody>.fromOpaque($0!).takeRetainedValue().run(); return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// Waits for the next task that ends and returns its result; nil at the deadline.
    public func next(until deadline: ContinuousClock.Instant) -> (key: Key, value: Value)? {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            let milliseconds = max(
                0, Double(left.components.seconds) * 1e3 + Double(left.components.attoseconds) * 1e-15)
            var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            let count = poll(&waiting, 1, Int32(min(milliseconds.rounded(.up), 1e9)))
            if count < 0, errno == EINTR { continue }
            var byte: UInt8 = 0
            guard count > 0, read(reading, &byte, 1) == 1 else { return nil }
            return ended.withLock { $0.removeFirst() }
        }
    }
}

/// Works on all items at the same time, waits for all, and returns the results in the order of the items.
func concurrently<Item: Sendable, Value: Sendable>(_ items: [Item], _ work: @escaping @Sendable (Item) -> Value)
    -> [Value]
{
    let workers = Workers<Int, Value>()
    var values: [Int: Value] = [:]
    var started = 0
    for (index, item) in items.enumerated() {
        if workers.start(index, { work(item) }) { started += 1 } else { values[index] = work(item) }
    }
    let ages = ContinuousClock.Instant.now + .seconds(1_000_000)
    while started > 0, let (index, value) = workers.next(until: ages) {
        values[index] = value
        started -= 1
    }
    return items.indices.compactMap { values[$0] }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

import Glibc
import Synchronization

/// Pieces of work, each on a thread of its own, and what they came to in the order in which they ended.
///
/// A thread that hangs is left alone: it keeps nobody else waiting, and goes with the process. So whoever stops
/// waiting must end by _exit(2), not by exit(3), which would take down what such a thread still uses.
public final class Workers<Key: Sendable, Value: Sendable>: Sendable {
    private let ended = Mutex<[(key: Key, value: Value)]>([])
    /// A pipe that gets a byte for each piece that ended: unlike a condition variable, poll(2) waits for it with a deadline.
    private let reading: Int32
    private let writing: Int32

    public init() {
        var ends: [Int32] = [-1, -1]
        // Without a pipe nothing is ever reported as ended, so that all checks are unknown, which is the truth.
        if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Begins a piece of work.
    ///
    /// - Returns: whether a thread could be had.
    public func start(_ key: Key, _ work: @escaping @Sendable () -> Value) -> Bool {
        // The thread holds on to this object, so that one that ends late finds it.
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

    /// The next piece that has ended, waited for until a deadline; nil then.
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

/// What becomes of each item, worked on at the same time; in the order of the items. Waits for all.
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

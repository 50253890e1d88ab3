import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP: temporary files go, and the tool ends with 128 + signal.
///
/// A signal handler may do next to nothing (signal-safety(7)), so the names to remove stand as C strings
/// in a fixed table of atomics that the handler walks with unlink(2). Whole folders are left to who made them, who polls.
/// This is the one piece of process-wide state, because signals are.
public enum Interruption {
    /// More files in the making at once than any tool has; a name beyond it is removed by `deinit` only.
    private static let capacity = 32
    private static let names: [Slot] = (0..<capacity).map { _ in Slot() }

    private final class Slot: Sendable {
        /// The address of a C string, 0 when free.
        let address = Atomic<UInt>(0)
    }

    /// Makes now what handlers use, since they may not make anything.
    static let prepare: Void = {
        _ = (names.count, isPolled.load(ordering: .relaxed), received.load(ordering: .relaxed))
    }()

    /// Installs the handlers, and ignores SIGPIPE so that a closed pipe is an error of write(2).
    public static func install() {
        _ = prepare
        signal(SIGPIPE, SIG_IGN)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            // The first signal is left to `check`; whoever sends another does not want to wait.
            if Interruption.isPolled.load(ordering: .acquiring),
                Interruption.received.exchange(number, ordering: .acquiringAndReleasing) == 0
            {
                return
            }
            Interruption.end(128 + number)
        }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // A signal that was ignored when we started (nohup) stays ignored.
            var before = sigaction()
            sigaction(number, nil, &before)
            let ignored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
            if !ignored { sigaction(number, &action, nil) }
        }
    }

    /// Removes the files in the making, and ends the process at once, whatever its other threads do.
    public static func end(_ status: Int32) -> Never {
        for slot in names {
            let address = slot.address.load(ordering: .acquiring)
            if let name = UnsafePointer<CChar>(bitPattern: address) { unlink(name) }
        }
        _exit(status)
    }

    private static let isPolled = Atomic<Bool>(false)
    private static let received = Atomic<Int32>(0)

    /// A signal came while it was polled for: the tool ends with 128 + its number.
    public struct Interrupted: Error, Sendable {
        public var signal: Int32
    }

    /// While `body` runs, a signal makes `check` throw instead of ending the process, so that folders can be cleaned up.
    ///
    /// - Throws: what `body` throws, and `Interrupted` when a signal came that nobody checked for.
    public static func polling<Result>(_ body: () throws -> Result) throws -> Result {
        let isOuter = isPolled.exchange(true, ordering: .acquiringAndReleasing)
        defer { isPolled.store(isOuter, ordering: .releasing) }
        let result = try body()
        try check()
        return result
    }

    /// Throws `Interrupted` when a signal came. Cheap: a load.
    public static func check() throws {
        let number = received.load(ordering: .acquiring)
        if number != 0 { throw Interrupted(signal: number) }
    }

    static func register(_ path: String) -> Int {
        let copy = strdup(path)
        for (index, slot) in names.enumerated() {
            let (taken, _) = slot.address.compareExchange(
                expected: 0, desired: UInt(bitPattern: copy), ordering: .acquiringAndReleasing)
            if taken { return index }
        }
        free(copy)
        return -1
    }

    static func unregister(_ index: Int) {
        guard index >= 0 else { return }
        // The string is leaked on purpose: a handler on another thread may be reading it.
        names[index].address.store(0, ordering: .releasing)
    }
}

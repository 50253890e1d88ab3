import Glibc
import Synchronization

/// Handles SIGINT, SIGTERM and SIGHUP: removes temporary files, and ends the tool with 128 + signal.
///
/// A signal handler may do very little (signal-safety(7)). So the names to remove are C strings in a fixed table of
/// atomics, and the handler calls unlink(2) for each. It cannot remove whole folders: code that makes a folder uses
/// `polling` and removes it itself. This state is process-wide because signals are.
public enum Interruption {
    /// More files than any tool writes at the same time. Further names are removed only by `deinit`.
    private static let capacity = 32
    private static let names: [Slot] = (0..<capacity).map { _ in Slot() }

    private final class Slot: Sendable {
        /// The address of a C string, 0 when free.
        let address = Atomic<UInt>(0)
    }

    /// Creates everything that the handlers use, since a handler may not allocate memory.
    static let prepare: Void = {
        _ = (names.count, isPolled.load(ordering: .relaxed), received.load(ordering: .relaxed))
    }()

    /// Installs the handlers, and ignores SIGPIPE so that a closed pipe is an error of write(2).
    public static func install() {
        _ = prepare
        signal(SIGPIPE, SIG_IGN)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            // While code polls, the first signal is left to `check`. A second signal ends the process at once.
            if Interruption.isPolled.load(ordering: .acquiring),
                Interruption.received.exchange(number, ordering: .acquiringAndReleasing) == 0
            {
                return
            }
            Interruption.end(128 + number)
        }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // A signal that was already ignored at the start (nohup) stays ignored.
            var before = sigaction()
            sigaction(number, nil, &before)
            let ignored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
            if !ignored { sigaction(number, &action, nil) }
        }
    }

    /// Removes unfinished files and ends the process at once, whatever its other threads do.
    public static func end(_ status: Int32) -> Never {
        for slot in names {
            let address = slot.address.load(ordering: .acquiring)
            if let name = UnsafePointer<CChar>(bitPattern: address) { unlink(name) }
        }
        _exit(status)
    }

    private static let isPolled = Atomic<Bool>(false)
    private static let received = Atomic<Int32>(0)

    /// A signal came during `polling`. The tool ends with 128 + its number.
    public struct Interrupted: Error, Sendable {
        public var signal: Int32
    }

    /// Runs `body`. A signal in that time does not end the process: `check` throws, so that `body` can remove its
    /// folders.
    ///
    /// - Throws: any error of `body`; `Interrupted` when a signal came that `body` did not notice.
    public static func polling<Result>(_ body: () throws -> Result) throws -> Result {
        let isOuter = isPolled.exchange(true, ordering: .acquiringAndReleasing)
        defer { isPolled.store(isOuter, ordering: .releasing) }
        let result = try body()
        try check()
        return result
    }

    /// Throws `Interrupted` when a signal came. It costs one load of an atomic.
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
        // The string is never freed, because a handler on another thread may be reading it.
        names[index].address.store(0, ordering: .releasing)
    }
}

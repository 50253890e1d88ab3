import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP: temporary files go, and the tool ends with 128 + signal.
///
/// A signal handler may do next to nothing (signal-safety(7)), so the names to remove stand as C strings
/// in a fixed table of atomics that the handler walks with unlink(2). This table is the one piece of
/// process-wide state, because signals are.
public enum Interruption {
    /// More files in the making at once than any tool has; a name beyond it is removed by `deinit` only.
    private static let capacity = 32
    private static let names: [Slot] = (0..<capacity).map { _ in Slot() }

    private final class Slot: Sendable {
        /// The address of a C string, 0 when free.
        let address = Atomic<UInt>(0)
    }

    /// Installs the handlers, and ignores SIGPIPE so that a closed pipe is an error of write(2).
    public static func install() {
        _ = names.count  // made now, not inside a handler
        signal(SIGPIPE, SIG_IGN)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            for slot in Interruption.names {
                let address = slot.address.load(ordering: .acquiring)
                if let name = UnsafePointer<CChar>(bitPattern: address) { unlink(name) }
            }
            _exit(128 + number)
        }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // A signal that was ignored when we started (nohup) stays ignored.
            var before = sigaction()
            sigaction(number, nil, &before)
            let ignored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
            if !ignored { sigaction(number, &action, nil) }
        }
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

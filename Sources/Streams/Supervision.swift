import CProcess
import Glibc

/// Splits a tool into a process that works and one that waits for it.
///
/// A thread that waits for a file system that does not answer cannot always be ended, not even by SIGKILL (a request that a
/// FUSE server has taken is waited out), and then the process that it belongs to does not end either. The one that
/// waits touches no file: it ends as soon as the worker has said its status.
public struct Supervision: Sendable {
    /// Where the worker says its status; negative when nobody waits.
    private let descriptor: Int32
    /// How long the worker may take to end after it said its status, in milliseconds.
    private static let grace = 1000

    /// Returns in the worker only. To be called first of all, before there is any other thread.
    public static func begin() -> Supervision {
        var ends: [Int32] = [-1, -1]
        guard mp_private_pipe(&ends) == 0 else { return Supervision(descriptor: -1) }
        let worker = mp_fork()
        if worker > 0 {
            close(ends[1])
            waitFor(worker, ends[0])
        }
        close(ends[0])
        guard worker == 0 else {
            close(ends[1])
            return Supervision(descriptor: -1)
        }
        Secrecy.endWithParent()
        return Supervision(descriptor: ends[1])
    }

    /// Says how the work ended; all output must be written by then.
    public func end(_ status: ExitStatus) {
        guard descriptor >= 0 else { return }
        var byte = UInt8(truncatingIfNeeded: status.rawValue)
        _ = write(descriptor, &byte, 1)
    }

    private static func waitFor(_ worker: pid_t, _ descriptor: Int32) -> Never {
        var byte: UInt8 = 0
        var count = 0
        repeat { count = read(descriptor, &byte, 1) } while count < 0 && errno == EINTR
        var status: Int32 = 0
        guard count == 1 else {
            // It ended without a word, as when it shows help.
            while waitpid(worker, &status, 0) < 0, errno == EINTR {}
            _exit(status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
        }
        // What it still has to do is usually done at once, and its traces should be there when this process ends.
        for _ in 0..<grace where waitpid(worker, &status, WNOHANG) == 0 { usleep(1000) }
        _exit(Int32(byte))
    }
}

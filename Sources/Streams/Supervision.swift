import CProcess
import Glibc

/// Splits a tool into a worker process and a process that waits for it.
///
/// A thread that waits for a file system that does not answer cannot always be ended, not even by SIGKILL: the kernel
/// waits until a FUSE server has answered a request that it took. Then the thread's process does not end either. The
/// waiting process touches no file, so it can end as soon as the worker has reported its status.
public struct Supervision: Sendable {
    /// The pipe that the worker writes its status to; negative when no process waits.
    private let descriptor: Int32
    /// How long the worker may take to end after it has reported its status, in milliseconds.
    private static let grace = 1000

    /// Starts the worker, and returns in the worker only. Call it first of all, before any other thread is started.
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

    /// Reports how the work ended. Write all output before.
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
            // The worker ended without reporting a status, as when it shows help.
            while waitpid(worker, &status, 0) < 0, errno == EINTR {}
            _exit(status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F)
        }
        // The worker usually ends at once. Wait for that, so that its last writes are done when this process ends.
        for _ in 0..<grace where waitpid(worker, &status, WNOHANG) == 0 { usleep(1000) }
        _exit(Int32(byte))
    }
}

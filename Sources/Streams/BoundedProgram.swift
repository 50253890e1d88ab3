import CProcess
import Glibc

/// A program that runs beside this one, for a bounded time and with bounded output.
public final class BoundedProgram {
    private let child: pid_t
    private var isReaped = false
    private var ends: [Int32]
    private var texts: [[UInt8]] = [[], []]
    private static let mostBytes = 1 << 20

    /// How the program ended, and its output.
    public struct Result: Sendable {
        public enum End: Hashable, Sendable {
            case exited(Int32), signalled(Int32), timedOut

            /// The failure in words; nil when the program ended with 0.
            public var complaint: String? {
                switch self {
                case .exited(0): nil
                case .exited(let status): "ends with \(status)"
                case .signalled(let signal): "is ended by signal \(signal)"
                case .timedOut: "does not end in time"
                }
            }
        }
        public var end: End
        /// At most 1 MiB each.
        public var output: [UInt8]
        public var errors: [UInt8]
    }

    /// Starts a program without input, in a process group of its own; nil when it cannot be run.
    public init?(_ path: String, _ arguments: [String], in folder: String) {
        var (output, errors): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard mp_private_pipe(&output) == 0 else { return nil }
        guard mp_private_pipe(&errors) == 0 else {
            for end in output { close(end) }
            return nil
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO)
        mp_start_in(&actions, folder)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var child: pid_t = 0
        let code = posix_spawn(&child, path, &actions, &attributes, &words, environ)
        for word in words { free(word) }
        posix_spawnattr_destroy(&attributes)
        posix_spawn_file_actions_destroy(&actions)
        close(output[1])
        close(errors[1])
        ends = [output[0], errors[0]]
        self.child = child
        guard code == 0 else {
            for end in ends { close(end) }
            ends = []
            return nil
        }
    }

    deinit {
        for end in ends { close(end) }
        if !ends.isEmpty, !isReaped { kill() }
    }

    /// Ends the program and all that it started.
    private func kill() {
        Glibc.kill(-child, SIGKILL)
        var status: Int32 = 0
        while !isReaped, waitpid(child, &status, 0) < 0, errno == EINTR {}
        isReaped = true
    }

    /// Waits for the end of the program. At `deadline` it kills the program and all that it started.
    ///
    /// A program that ended in time is never reported as late, even when this is called after the deadline.
    public func finish(by deadline: ContinuousClock.Instant) -> Result {
        let isDone = read(until: deadline)
        var status: Int32 = 0
        var reaped = isDone ? waitpid(child, &status, WNOHANG) : 0
        // The program has closed its streams and is about to end.
        let end = max(deadline, .now + .seconds(1))
        while isDone, reaped == 0, ContinuousClock.now < end {
            usleep(1000)
            reaped = waitpid(child, &status, WNOHANG)
        }
        isReaped = reaped != 0
        kill()
        if reaped == 0 { return Result(end: .timedOut, output: texts[0], errors: texts[1]) }
        return Result(
            end: status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F), output: texts[0],
            errors: texts[1])
    }

    /// Reads both streams to their ends and drops bytes beyond the limit; false when the deadline came first.
    private func read(until deadline: ContinuousClock.Instant) -> Bool {
        var waiting = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while waiting.contains(where: { $0.fd >= 0 }) {
            let left = ContinuousClock.now.duration(to: deadline).components
            let milliseconds = max(0, left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000)
            let ready = poll(&waiting, 2, Int32(min(milliseconds, 60_000)))
            if ready == 0, milliseconds == 0 { return false }
            if ready < 0, errno != EINTR { return false }
            // A signal came while the caller polls for signals. Stop, so that the caller can clean up at once.
            guard (try? Interruption.check()) != nil else { return false }
            guard ready > 0 else { continue }
            for index in 0..<2 where waiting[index].fd >= 0 && waiting[index].revents != 0 {
                let count = Glibc.read(waiting[index].fd, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 {
                    waiting[index].fd = -1
                } else {
                    texts[index] += buffer[..<min(count, Self.mostBytes - texts[index].count)]
                }
            }
        }
        return true
    }

    // MARK: Finding programs

    /// The path of a program: beside this one, or else in PATH; nil when there is none.
    public static func path(of name: String) -> String? {
        let folders =
            [ownFolder].compactMap { $0 }
            + (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    private static var ownFolder: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        let own = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return own.lastIndex(of: "/").map { String(own[..<$0]) }
    }
}

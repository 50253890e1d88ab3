import CProcess
import Glibc
import Streams

/// A program that was run to its end.
struct ChildProcess: Sendable {
    /// The exit status; 128 + signal if a signal ended the program.
    var status: Int32
    /// The first 64 KiB of each stream.
    var output: [UInt8]
    var errors: [UInt8]

    private static let mostBytes = 1 << 16

    /// Runs a program without input.
    ///
    /// - Parameter environment: variables to add to this process's own, or to use in their place.
    /// - Throws: `Failure` when it cannot be run.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        var (outputEnds, errorEnds): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard mp_private_pipe(&outputEnds) == 0 else { throw Self.failure("cannot make a pipe", errno) }
        defer { close(outputEnds[0]) }
        guard mp_private_pipe(&errorEnds) == 0 else {
            close(outputEnds[1])
            throw Self.failure("cannot make a pipe", errno)
        }
        defer { close(errorEnds[0]) }
        let (child, code) = Self.spawn(program, arguments, environment, output: outputEnds[1], errors: errorEnds[1])
        close(outputEnds[1])
        close(errorEnds[1])
        guard code == 0 else { throw Self.failure("cannot run \(program)", code) }
        (output, errors) = Self.read(outputEnds[0], errorEnds[0])
        var wait: Int32 = 0
        while waitpid(child, &wait, 0) < 0, errno == EINTR {}
        status = wait & 0x7F == 0 ? wait >> 8 & 0xFF : 128 + wait & 0x7F
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ variables: [String: String], output: Int32, errors: Int32
    ) -> (pid_t, Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] =
            ChildProgram.inherited(except: variables).map { strdup($0) }
            + variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, nil, &words, &settings)
        return (child, code)
    }

    /// Reads both streams to their ends, always the one that has data, so that the program never blocks on a full pipe.
    private static func read(_ output: Int32, _ errors: Int32) -> ([UInt8], [UInt8]) {
        var texts: [[UInt8]] = [[], []]
        var waiting = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while waiting.contains(where: { $0.fd >= 0 }) {
            if poll(&waiting, 2, -1) < 0, errno != EINTR { break }
            for index in 0..<2 where waiting[index].fd >= 0 && waiting[index].revents != 0 {
                let count = Glibc.read(waiting[index].fd, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 {
                    waiting[index].fd = -1
                } else if texts[index].count < mostBytes {
                    texts[index] += buffer[..<count]
                }
            }
        }
        return (texts[0], texts[1])
    }

    private static func failure(_ what: String, _ code: Int32) -> Failure {
        Failure(.internalError, .internalError, "\(what): \(systemMessage(code))")
    }
}

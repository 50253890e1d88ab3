import Glibc

/// How long to wait for the other end of a pipe that the user names, in milliseconds. A process that was started at the same time has opened it by then.
let pipePatience = 5000
let pipeStep: UInt32 = 10_000

/// A copy of the descriptor that a path such as `/dev/stdout` or `/dev/fd/3` names, which leads nowhere without /proc (proc(5)).
///
/// - Returns: nil for another path, and where no such descriptor is open.
func openDescriptor(_ path: String) -> Int32? {
    let standard = ["/dev/stdin": STDIN_FILENO, "/dev/stdout": STDOUT_FILENO, "/dev/stderr": STDERR_FILENO]
    let prefix = ["/dev/fd/", "/proc/self/fd/"].first(where: path.hasPrefix)
    guard let number = standard[path] ?? prefix.flatMap({ Int32(path.dropFirst($0.count)) }), number >= 0 else {
        return nil
    }
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    return copy >= 0 ? copy : nil
}

/// Opens a file for reading without waiting for the writer of a FIFO (fifo(7)).
///
/// - Parameter mustBeFile: whether a pipe is refused. Files of the home folder are never pipes, and a pipe in the place
///   of one must not make the tool wait.
/// - Returns: the descriptor, and the bytes that were read from a pipe to find out that it has a writer.
func openForReading(_ path: String, mustBeFile: Bool, name: String) throws -> (descriptor: Int32, begin: [UInt8]) {
    let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    let descriptor = opened < 0 && errno == ENOENT ? openDescriptor(path) ?? opened : opened
    guard descriptor >= 0 else {
        throw Failure(
            .reading(errno: errno), .cannotRead, at: Place(file: name), "cannot open: \(systemMessage(errno))")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return (descriptor, []) }
    guard status.st_mode & S_IFMT == S_IFIFO else {
        _ = fcntl(descriptor, F_SETFL, O_RDONLY)
        return (descriptor, [])
    }
    func refusal(_ text: String) -> Failure {
        close(descriptor)
        return Failure(
            .noInput, .cannotRead, at: Place(file: name), text, hint: "name a file, or start what writes to it")
    }
    // A pipe that this process was given at its start. If it has no writer, it is at its end.
    let isGiven = path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
    guard !mustBeFile || isGiven else { throw refusal("is a pipe and not a file") }
    var waited = 0
    var begin = [UInt8](repeating: 0, count: 1 << 12)
    while true {
        let count = read(descriptor, &begin, begin.count)
        if count > 0 {
            _ = fcntl(descriptor, F_SETFL, O_RDONLY)
            return (descriptor, Array(begin[..<count]))
        }
        // There is a writer, but there are no data yet.
        if isGiven || count < 0 && errno == EAGAIN {
            _ = fcntl(descriptor, F_SETFL, O_RDONLY)
            return (descriptor, [])
        }
        guard waited < pipePatience else { throw refusal("is a pipe that nothing writes to") }
        usleep(pipeStep)
        waited += Int(pipeStep) / 1000
    }
}

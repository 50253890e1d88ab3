import Glibc

/// How long a pipe that the user names may be without its other end, in milliseconds: a process that is started beside this one has opened it by then.
private let patience = 5000
private let step: UInt32 = 10_000

/// Opens a file for reading without waiting for the writer of a FIFO (fifo(7)).
///
/// - Parameter mustBeFile: whether a pipe is refused. Files of the home folder are never pipes, and a pipe in the place
///   of one must not make the tool wait.
/// - Returns: the descriptor, and the bytes that were read from a pipe to find out that it has a writer.
func openForReading(_ path: String, mustBeFile: Bool, name: String) throws -> (descriptor: Int32, begin: [UInt8]) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
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
        guard waited < patience else { throw refusal("is a pipe that nothing writes to") }
        usleep(step)
        waited += Int(step) / 1000
    }
}

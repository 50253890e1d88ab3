import Glibc

/// How long a pipe that the user names may be without its other end, in milliseconds: a process that is started beside this one has opened it by then.
private let patience = 5000
private let step: UInt32 = 10_000

/// Opens a file for reading without waiting for the writer of a FIFO (fifo(7)).
///
/// - Parameter mustBeFile: whether a pipe is refused: files of the home are never pipes, and one in their place must not hold up anything.
/// - Returns: the descriptor, and what had to be read from a pipe to see that it has a writer.
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
    // A pipe that this process was given: that it has no writer is its end.
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
        // No data yet, but a writer.
        if isGiven || count < 0 && errno == EAGAIN {
            _ = fcntl(descriptor, F_SETFL, O_RDONLY)
            return (descriptor, [])
        }
        guard waited < patience else { throw refusal("is a pipe that nothing writes to") }
        usleep(step)
        waited += Int(step) / 1000
    }
}

import Glibc
import Streams

/// The last lines of a file of any length.
struct FileTail {
    /// Complete lines, the last one first.
    private(set) var lines: [ArraySlice<UInt8>] = []
    /// Whether the file has more lines before these.
    private(set) var isCut = false

    /// - Parameter limit: the most bytes that are read.
    /// - Throws: `Failure` when the file cannot be read.
    init(_ path: String, limit: Int) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Failure(
                .io, .cannotRead, at: Place(file: path), "cannot open: \(systemMessage(errno))",
                hint: "see its permissions")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.io, .cannotRead, at: Place(file: path), "is not a regular file", hint: "move it away")
        }
        let start = max(0, Int(status.st_size) - limit)
        isCut = start > 0
        let bytes = [UInt8](unsafeUninitializedCapacity: min(limit, Int(status.st_size))) { buffer, count in
            count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(start)))
        }
        lines = bytes.split(separator: 0x0A)
        if isCut, !lines.isEmpty { lines.removeFirst() }
        lines.reverse()
    }
}

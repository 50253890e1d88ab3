import Glibc

/// A file or standard input, read in pieces or line by line.
///
/// Memory: one buffer of 64 KiB, and the longest line.
public final class Input {
    /// The name of the input in messages.
    public let name: String
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    private var lines = 0
    /// Bytes read of a file, and how many it has; a pipe has none that are known.
    private var (taken, size) = (0, 0)
    private static let chunk = 1 << 16
    /// The longest line in bytes. Longer ones are refused: no file of the toolkit has them.
    private static let longestLine = 1 << 28

    /// Opens `path`; `-` is standard input. Messages use `name`, if there is one, in place of the path.
    ///
    /// - Parameter mustBeFile: whether a pipe is refused, as it is where the home folder should have a file. Otherwise
    ///   a pipe without a writer is given some seconds to get one.
    public init(path: String, name: String? = nil, mustBeFile: Bool = false) throws {
        self.name = name ?? (path == "-" ? "standard input" : path)
        ownsDescriptor = path != "-"
        FaultReport.reading(file: self.name)
        if path == "-" {
            descriptor = STDIN_FILENO
        } else {
            (descriptor, buffer) = try openForReading(path, mustBeFile: mustBeFile, name: name ?? path)
        }
        FileRoles.reads(descriptor, path == "-" ? nil : path, name: self.name)
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG { size = Int(status.st_size) }
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    /// The first byte, which stays unread; nil when the input is empty.
    public func peek() throws -> UInt8? {
        if start == buffer.count { try fill() }
        return start < buffer.count ? buffer[start] : nil
    }

    /// The first `count` bytes, which stay unread; fewer when the input is shorter. At most 64 KiB.
    public func peek(_ count: Int) throws -> ArraySlice<UInt8> {
        while buffer.count - start < count, !isAtEnd { try fill() }
        return buffer[start...].prefix(count)
    }

    /// The next line without its line end (LF or CRLF); nil at the end.
    public func line() throws -> ArraySlice<UInt8>? {
        lines += 1
        FaultReport.reading(row: lines)
        var searched = start
        while true {
            if let end = lineEnd(from: searched) {
                defer { start = end + 1 }
                return end > start && buffer[end - 1] == 0x0D ? buffer[start..<end - 1] : buffer[start..<end]
            }
            let length = buffer.count - start
            guard length < Self.longestLine else {
                throw Failure(.data, .malformedTable, at: Place(file: name), "a line is longer than 256 MiB")
            }
            try fill()
            searched = start + length
            if isAtEnd, searched == buffer.count {
                guard length > 0 else { return nil }
                defer { start = buffer.count }
                return buffer[start...]
            }
        }
    }

    /// The index of the next LF, found by memchr(3), which is fast on long lines.
    private func lineEnd(from offset: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard offset < bytes.count, let found = memchr(bytes.baseAddress! + offset, 0x0A, bytes.count - offset)
            else { return nil }
            return bytes.baseAddress!.distance(to: found)
        }
    }

    /// The next bytes, at most 64 KiB; empty at the end.
    public func chunk() throws -> ArraySlice<UInt8> {
        if start == buffer.count { try fill() }
        defer { start = buffer.count }
        return buffer[start...]
    }

    /// Reads more bytes and adds them to those that are not taken yet.
    private func fill() throws {
        buffer.removeSubrange(..<start)
        start = 0
        let count = buffer.count
        var received = 0
        buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
        repeat {
            received = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + count, Self.chunk) }
        } while received < 0 && errno == EINTR
        let code = errno
        buffer.removeLast(Self.chunk - max(received, 0))
        isAtEnd = received == 0
        taken += max(received, 0)
        WorkProgress.reading(taken, of: size)
        guard received >= 0 else {
            throw Failure(
                .reading(errno: code), .cannotRead, at: Place(file: name), "cannot read: \(systemMessage(code))")
        }
    }
}

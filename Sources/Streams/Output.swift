import Glibc

/// A buffered writer over write(2) that throws, to a descriptor or atomically to a file.
///
/// A closed pipe throws `BrokenPipe`; any other failure throws `Failure` with the right status.
/// A file appears under its name only when `finish()` has synced and renamed it; until then the
/// data stand in a temporary file of the same folder, which goes when the writer does.
/// Memory: one buffer of 64 KiB, and the largest single piece given to `write`.
public final class Output {
    private var buffer: [UInt8] = []
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    /// Whether the file must not have become an input since it was opened.
    private let guardsPath: Bool
    let pending: PendingFile?
    /// The path, for messages.
    public let name: String
    /// Bytes that the system has.
    private var handedOn = 0
    private static let capacity = 1 << 16
    /// Whether a terminal is on the other side, which must get nothing that drives it.
    private var isScreened = false

    /// Writes to standard output. On a terminal, what drives it comes out as text (`TerminalText`): names and cells are other people's.
    ///
    /// - Parameter hasColours: whether the text holds escape sequences of our own; then what comes from files must have gone through `printable`.
    public static func standard(hasColours: Bool = false) -> Output {
        let output = Output(descriptor: STDOUT_FILENO, name: "standard output")
        output.isScreened = !hasColours && isatty(STDOUT_FILENO) == 1
        return output
    }

    /// Writes to an open descriptor, which stays the caller's.
    public init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        ownsDescriptor = false
        guardsPath = false
        pending = nil
        buffer.reserveCapacity(Self.capacity)
    }

    /// Writes to `path` atomically. The mode of a file already there is kept. A device or a FIFO
    /// (`/dev/null`, `/dev/fd/3`) is not replaced but written to.
    ///
    /// - Parameters:
    ///   - permissions: the mode of a new file, less the umask.
    ///   - isOwnState: whether the file is a record of the tool's own, which is read and written anew.
    /// - Throws: `Failure` with status 64 when this process reads the file (`FileRoles`); those of opening it.
    public init(replacing path: String, permissions: mode_t = 0o666, isOwnState: Bool = false) throws {
        name = path
        var status = stat()
        let isSpecial = stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
        if isSpecial {
            pending = nil
            descriptor = try Self.openSpecial(path)
            guard descriptor >= 0 else {
                throw Failure(
                    .writing(errno: errno), .cannotWrite, at: Place(file: path), "cannot open: \(systemMessage(errno))")
            }
        } else {
            if !isOwnState { try FileRoles.requireFree(path) }
            let pending = try PendingFile(path: path, permissions: permissions)
            self.pending = pending
            descriptor = pending.descriptor
        }
        ownsDescriptor = isSpecial
        guardsPath = !isSpecial && !isOwnState
        buffer.reserveCapacity(Self.capacity)
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    /// Opens a device or FIFO. Links below /dev and /proc, such as /dev/stdout, are the system's.
    private static func openSpecial(_ path: String) throws -> Int32 {
        if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return open(path, O_WRONLY | O_CLOEXEC) }
        return try OutputPlace(path).open(O_WRONLY)
    }

    /// Takes permission bits away from a file that has not its name yet, those that are not in `mode`.
    public func narrow(to mode: mode_t) throws { try pending?.narrow(to: mode) }

    /// `-` or nil is standard output, all else a file that is replaced atomically.
    ///
    /// - Parameter hasColours: as for `standard`.
    public static func to(_ path: String?, hasColours: Bool = false) throws -> Output {
        guard let path, path != "-" else {
            try FileRoles.requireFree(STDOUT_FILENO, name: "standard output")
            return standard(hasColours: hasColours)
        }
        return try Output(replacing: path)
    }

    public func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.capacity { try flush() }
    }

    public func write(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.capacity { try flush() }
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        if bytes.count >= Self.capacity, !isScreened {
            try flush()
            try writeAll(bytes)
        } else {
            buffer.append(contentsOf: bytes)
            if buffer.count >= Self.capacity { try flush() }
        }
    }

    /// How many bytes were written so far.
    public var position: Int { handedOn + buffer.count }

    /// Takes back what was written after `position`, where that is still possible: from the buffer, and from a
    /// file that has not its name yet.
    ///
    /// - Returns: whether it was.
    public func rewind(to position: Int) throws -> Bool {
        if position >= handedOn {
            buffer.removeLast(handedOn + buffer.count - position)
            return true
        }
        guard pending != nil else { return false }
        guard ftruncate(descriptor, off_t(position)) == 0, lseek(descriptor, off_t(position), SEEK_SET) >= 0 else {
            throw Failure(.io, .cannotWrite, at: Place(file: name), "cannot start again: \(systemMessage(errno))")
        }
        buffer.removeAll(keepingCapacity: true)
        handedOn = position
        return true
    }

    /// Hands everything buffered to the system.
    public func flush() throws {
        guard !isScreened else { return try flushScreened() }
        try buffer.withUnsafeBytes { try writeAll($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func flushScreened() throws {
        let (text, rest) = TerminalText.screened(buffer)
        buffer = rest
        try text.withUnsafeBytes { try writeAll($0) }
    }

    /// Flushes, and puts a file under its name.
    ///
    /// - Parameter check: reads a file back, under the path that it gets, before it has its name; when it throws, there is no file.
    public func finish(after check: (String) throws -> Void = { _ in }) throws {
        try flush()
        if guardsPath { try FileRoles.requireFree(name) }
        try pending?.commit(after: check)
    }

    /// Hands everything to the disk; nothing gets a name.
    ///
    /// - Returns: a path by which this process can read a file that has none yet; nil for what is no such file.
    @discardableResult
    public func sync() throws -> String? {
        try flush()
        if guardsPath { try FileRoles.requireFree(name) }
        try pending?.sync()
        return pending?.readablePath
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count >= 0 {
                handedOn += count
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            } else if errno == EPIPE {
                throw BrokenPipe()
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                throw Failure(
                    errno == EBADF ? .cannotCreate : .writing(errno: errno), .cannotWrite, at: Place(file: name),
                    "cannot write: \(systemMessage(errno))", hint: errno == ENOSPC ? "free some space" : nil)
            }
        }
    }
}

import Glibc

/// A buffered writer over write(2). It writes to a descriptor, or atomically to a file, and throws on errors.
///
/// A closed pipe throws `BrokenPipe`; any other error throws `Failure` with the right status. A file gets its name only
/// when `finish()` has synced it. Until then the data are in a temporary file of the same folder, which is removed if
/// `finish()` is not called. Memory: one buffer of 64 KiB, and the largest single piece given to `write`.
public final class Output {
    private var buffer: [UInt8] = []
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    /// Whether to check before the renaming that the file has not become an input since it was opened.
    private let guardsPath: Bool
    let pending: PendingFile?
    /// The path, for messages.
    public let name: String
    /// How many bytes were written to the descriptor.
    private var handedOn = 0
    private static let capacity = 1 << 16
    /// Whether the output goes to a terminal and must not contain characters that control it.
    private var isScreened = false
    /// Whether it is still to be seen that the descriptor is not a file that is read.
    private var isUnchecked = false

    /// Writes to standard output. Characters that control a terminal are shown to it as text (`TerminalText`), because
    /// names and cells come from other people.
    ///
    /// - Parameter hasColours: whether the text has escape sequences for colours. Then the caller must pass text from
    ///   files through `printable`.
    public static func standard(hasColours: Bool = false) -> Output {
        let output = Output(descriptor: STDOUT_FILENO, name: "standard output")
        output.isScreened = !hasColours && isatty(STDOUT_FILENO) == 1
        output.isUnchecked = true
        return output
    }

    /// Writes to an open descriptor. The caller closes it.
    public init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        ownsDescriptor = false
        guardsPath = false
        pending = nil
        buffer.reserveCapacity(Self.capacity)
    }

    /// Writes to `path` atomically. A new file keeps the mode of the one that it replaces. A device or a FIFO
    /// (`/dev/null`, `/dev/fd/3`) is not replaced: the data are written to it.
    ///
    /// - Parameters:
    ///   - permissions: the mode of a new file, less the umask.
    ///   - isOwnState: whether the file is the tool's own record, which the tool reads and then replaces.
    /// - Throws: `Failure` with status 64 when this process reads the file (`FileRoles`), or when it cannot be opened.
    public init(replacing path: String, permissions: mode_t = 0o666, isOwnState: Bool = false) throws {
        name = path
        var status = stat()
        let isThere = stat(path, &status) == 0
        let given = isThere ? nil : openDescriptor(path)
        let isSpecial = given != nil || isThere && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
        if let given {
            pending = nil
            descriptor = given
        } else if isSpecial {
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

    /// Opens a device or FIFO. Links below /dev and /proc, such as /dev/stdout, belong to the system and are followed.
    private static func openSpecial(_ path: String) throws -> Int32 {
        if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return open(path, O_WRONLY | O_CLOEXEC) }
        let place = try OutputPlace(path)
        // A pipe that nothing reads must not hold up anything for ever (fifo(7)).
        var waited = 0
        while true {
            let descriptor = place.open(O_WRONLY | O_NONBLOCK)
            guard descriptor < 0, errno == ENXIO, waited < pipePatience else {
                if descriptor >= 0 { _ = fcntl(descriptor, F_SETFL, O_WRONLY) }
                return descriptor
            }
            usleep(pipeStep)
            waited += Int(pipeStep) / 1000
        }
    }

    /// Removes permission bits that `mode` does not have from a file that does not have its name yet.
    public func narrow(to mode: mode_t) throws { try pending?.narrow(to: mode) }

    /// An output for a path: standard output for `-` or nil, otherwise a file that is replaced atomically.
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

    /// Removes everything written after `position`, if that is still possible: from the buffer, or from a file that
    /// does not have its name yet.
    ///
    /// - Returns: whether it was possible.
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

    /// Writes everything in the buffer to the descriptor.
    ///
    /// - Throws: `Failure` with status 64 when standard output is a file that this process reads, before anything was written to it.
    public func flush() throws {
        if isUnchecked {
            try FileRoles.requireFree(descriptor, name: name)
            isUnchecked = false
        }
        guard !isScreened else { return try flushScreened() }
        try buffer.withUnsafeBytes { try writeAll($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func flushScreened() throws {
        let (text, rest) = TerminalText.screened(buffer)
        buffer = rest
        try text.withUnsafeBytes { try writeAll($0) }
    }

    /// Flushes, and gives a file its name.
    ///
    /// - Parameter check: called before with a path under which the file can be read back. If it throws, the file gets
    ///   no name.
    public func finish(after check: (String) throws -> Void = { _ in }) throws {
        try flush()
        if guardsPath { try FileRoles.requireFree(name) }
        try pending?.commit(after: check)
    }

    /// Writes everything to the disk. The file does not get its name.
    ///
    /// - Returns: a path by which this process can read the file; nil when the output is not such a file.
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
                    .writing(errno: errno), .cannotWrite, at: Place(file: name),
                    "cannot write: \(systemMessage(errno))", hint: errno == ENOSPC ? "free some space" : nil)
            }
        }
    }
}

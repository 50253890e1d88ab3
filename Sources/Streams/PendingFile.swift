import Glibc

/// An unfinished file. It gets its final name in `commit()`.
///
/// Where the file system allows it, the data are in a file without a name (O_TMPFILE, open(2)), so even SIGKILL or a
/// power cut leaves nothing behind. Elsewhere they are in a hidden temporary file of the same folder, which is removed
/// on a signal and by `deinit`.
final class PendingFile {
    let descriptor: Int32
    let place: OutputPlace
    private var temporary: TemporaryName?
    /// O_TMPFILE of <fcntl.h>, a macro that Swift does not import.
    private static let namelessFile: Int32 = 0o20000000 | O_DIRECTORY

    /// - Parameter permissions: the mode of a new file, less the umask.
    init(path: String, permissions: mode_t = 0o666) throws {
        place = try OutputPlace(path)
        if place.status != nil, faccessat(place.folder, place.name, W_OK, 0) != 0 {
            let code = errno
            throw Failure(
                .writing(errno: code), .cannotWrite, at: Place(file: path), "cannot replace: \(systemMessage(code))",
                hint: writingHint(errno: code, path: path))
        }
        let mode = place.status.map { $0.st_mode & 0o7777 } ?? permissions
        let nameless = openat(place.folder, ".", Self.namelessFile | O_RDWR | O_CLOEXEC, mode)
        // Giving such a file a name needs /proc.
        if nameless >= 0, access("/proc/self/fd/\(nameless)", F_OK) == 0 {
            descriptor = nameless
        } else {
            if nameless >= 0 { close(nameless) }
            let name = try TemporaryName(beside: place.path)
            descriptor = openat(place.folder, name.name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
            guard descriptor >= 0 else {
                let code = errno
                throw Failure(
                    .writing(errno: code), .cannotWrite, at: Place(file: path),
                    "cannot create: \(systemMessage(code))", hint: writingHint(errno: code, path: path))
            }
            temporary = name
        }
        if place.status != nil { fchmod(descriptor, mode) }
    }

    /// Removes permission bits that `mode` does not have.
    func narrow(to mode: mode_t) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0, fchmod(descriptor, status.st_mode & mode & 0o777) == 0 else {
            throw failure("cannot set the permissions", errno)
        }
    }

    /// Syncs the data, gives the file its name, and syncs the folder.
    ///
    /// - Parameter check: called before with a path to the synced data. If it throws, the file gets no name.
    func commit(after check: (String) throws -> Void = { _ in }) throws {
        try sync()
        try check(readablePath)
        let name = try temporary ?? TemporaryName(beside: place.path)
        if temporary == nil {
            guard linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", place.folder, name.name, AT_SYMLINK_FOLLOW) == 0
            else {
                throw failure("cannot create", errno)
            }
        }
        guard renameat(place.folder, name.name, place.folder, place.name) == 0 else {
            throw failure("cannot rename into place", errno)
        }
        name.release()
        let directory = openat(place.folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    /// A path by which this process can read the data.
    var readablePath: String { temporary?.path ?? "/proc/self/fd/\(descriptor)" }

    /// The hidden name that the file has in its folder, or a new one for it.
    func temporaryName() throws -> String {
        if let temporary { return temporary.name }
        let name = try TemporaryName(beside: place.path)
        name.release()
        return name.name
    }

    /// Leaves the hidden name to the process that names the file: this process no longer removes it.
    func releaseTemporary() { temporary?.release() }

    /// Syncs the data.
    func sync() throws { guard fsync(descriptor) == 0 else { throw failure("cannot sync", errno) } }

    private func failure(_ what: String, _ code: Int32) -> Failure {
        Failure(
            .writing(errno: code), .cannotWrite, at: Place(file: place.path), "\(what): \(systemMessage(code))",
            hint: writingHint(errno: code, path: place.path))
    }

    deinit { close(descriptor) }
}

/// The name of a temporary file. The file is removed by `deinit` or by the handler of a signal.
final class TemporaryName {
    let path: String
    /// The last part of the path.
    let name: String
    private let slot: Int
    private var isHeld = true

    /// A hidden name in the folder of `path`.
    init(beside path: String) throws {
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        name = Self.start(of: path.pathEnd) + random + Self.ending
        let candidate = path.pathPrefix + name
        self.path = candidate
        slot = Interruption.register(candidate)
    }

    private static let ending = ".tmp"

    /// How the hidden names of a file begin.
    static func start(of name: String) -> String { ".\(name.prefix(180))." }

    /// Whether a name is a hidden one of a file, by `start(of:)`.
    static func isOne(_ name: String, startingWith start: String) -> Bool {
        guard name.hasPrefix(start), name.hasSuffix(ending) else { return false }
        let middle = name.utf8.dropFirst(start.utf8.count).dropLast(ending.utf8.count)
        // Nearly all random numbers below 2^64 have so many digits of base 36; what people write is shorter.
        return (11...13).contains(middle.count)
            && middle.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
    }

    /// The file has its final name, or another process takes care of it: it must not be removed.
    func release() {
        guard isHeld else { return }
        isHeld = false
        Interruption.unregister(slot)
    }

    deinit {
        guard isHeld else { return }
        unlink(path)
        Interruption.unregister(slot)
    }
}

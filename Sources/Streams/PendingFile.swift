import Glibc

/// A file in the making: nothing under its final name until `commit()`.
///
/// Where the file system allows, the data stand in a file without a name (O_TMPFILE, open(2)), so that
/// even SIGKILL or a power cut leaves nothing behind; elsewhere in a hidden temporary file of the same
/// folder, which signals and deinitialisation remove.
final class PendingFile {
    let descriptor: Int32
    private let path: String
    private let folder: String
    private var temporary: TemporaryName?
    /// O_TMPFILE of <fcntl.h>, a macro that Swift does not import.
    private static let namelessFile: Int32 = 0o20000000 | O_DIRECTORY

    /// - Parameter permissions: the mode of a new file, less the umask.
    init(path: String, permissions: mode_t = 0o666) throws {
        var path = path
        // A symbolic link is followed, as a shell's redirection would.
        if let target = realpath(path, nil) {
            path = String(cString: target)
            free(target)
        }
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR {
            throw Failure(.cannotCreate, .cannotWrite, at: Place(file: path), "is a folder", hint: "name a file in it")
        }
        if exists, access(path, W_OK) != 0 {
            throw Failure(
                .writing(errno: errno), .cannotWrite, at: Place(file: path), "cannot replace: \(systemMessage(errno))")
        }
        let mode = exists ? status.st_mode & 0o7777 : permissions
        self.path = path
        folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."

        let nameless = open(folder, Self.namelessFile | O_RDWR | O_CLOEXEC, mode)
        if nameless >= 0 {
            descriptor = nameless
        } else {
            let name = try TemporaryName(beside: path)
            descriptor = open(name.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            guard descriptor >= 0 else {
                throw Failure(
                    .writing(errno: errno), .cannotWrite, at: Place(file: path),
                    "cannot create: \(systemMessage(errno))",
                    hint: errno == ENOENT ? "make the folder first" : nil)
            }
            temporary = name
        }
        if exists { fchmod(descriptor, mode) }
    }

    /// Syncs the data, puts the file under its name, and syncs the folder.
    ///
    /// - Parameter check: gets a path to the synced data first; when it throws, the file gets no name.
    func commit(after check: (String) throws -> Void = { _ in }) throws {
        guard fsync(descriptor) == 0 else { throw failure("cannot sync", errno) }
        try check("/proc/self/fd/\(descriptor)")
        let name = try temporary ?? TemporaryName(beside: path)
        if temporary == nil {
            guard linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name.path, AT_SYMLINK_FOLLOW) == 0 else {
                throw failure("cannot create", errno)
            }
        }
        guard rename(name.path, path) == 0 else { throw failure("cannot rename into place", errno) }
        name.release()
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    private func failure(_ what: String, _ code: Int32) -> Failure {
        Failure(.writing(errno: code), .cannotWrite, at: Place(file: path), "\(what): \(systemMessage(code))")
    }

    deinit { close(descriptor) }
}

/// The name of a temporary file, removed by whoever comes first: `deinit` or a signal.
final class TemporaryName {
    let path: String
    private let slot: Int
    private var isHeld = true

    /// A hidden name in the folder of `path`.
    init(beside path: String) throws {
        let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let candidate = "\(path[..<cut]).\(path[cut...].prefix(180)).\(random).tmp"
        self.path = candidate
        slot = Interruption.register(candidate)
    }

    /// The file has its final name now: nothing to remove any more.
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

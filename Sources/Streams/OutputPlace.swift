import Glibc

/// The open folder that a path leads to, and the name in it. Files are created in that folder, even if somebody changes
/// the path in the meantime.
///
/// This type follows symbolic links itself, one by one, instead of the system (path_resolution(7)). It follows only
/// links that no other user can have put there (`LinkTrust`). The kernel's protected_symlinks (proc(5)) is less strict.
public struct OutputPlace: ~Copyable, Sendable {
    /// The folder, opened with O_PATH: only functions such as openat(2) can use it.
    public let folder: Int32
    public let name: String
    /// The path without links, for messages and for functions that take no open folder.
    public let path: String
    /// The status of the file that has the name (fstatat(2)), which is never a link; nil when there is no file.
    let status: stat?

    /// - Throws: `Failure` with status 73 if a folder is missing or the path leads to a folder, 77 for a link that is
    ///   not trusted.
    public init(_ path: String) throws {
        var walk = try LinkWalk(Array(path.utf8))
        try walk.run()
        guard let name = walk.name else {
            throw Failure(.cannotCreate, .cannotWrite, at: Place(file: path), "is a folder", hint: "name a file in it")
        }
        (folder, self.name, status) = (walk.takeFolder(), name, walk.status)
        self.path = walk.resolved(name)
    }

    deinit { close(folder) }

    /// Opens the file that has the name (openat(2)). A link that somebody put there in the meantime is refused.
    public func open(_ flags: Int32, _ mode: mode_t = 0) -> Int32 {
        openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC, mode)
    }

    /// Opens a file for appending. A missing file is created with `mode`.
    ///
    /// - Throws: `Failure` if the file cannot be opened, or is neither a file nor a device. A FIFO is refused because
    ///   it would wait for a reader.
    public func openToAppend(flags: Int32 = O_WRONLY, mode: mode_t) throws -> Int32 {
        let descriptor = open(flags | O_APPEND | O_CREAT | O_NONBLOCK, mode)
        guard descriptor >= 0 else {
            let code = errno
            throw Failure(
                code == ELOOP ? .permission : .writing(errno: code), .cannotWrite, at: Place(file: path),
                "cannot open: \(systemMessage(code))", hint: writingHint(errno: code, path: path))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, [S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT) else {
            close(descriptor)
            throw Failure(.cannotCreate, .cannotWrite, at: Place(file: path), "is not a file")
        }
        return descriptor
    }
}

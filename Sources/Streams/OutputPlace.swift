import Glibc

/// The open folder that a path leads to, and the name in it. Files are created in that folder, even if somebody changes
/// the path in the meantime.
///
/// This type follows symbolic links itself, one by one, instead of the system (path_resolution(7)). It follows only
/// links that no other user can have made: those of the user or of root. It never follows a link in a folder that
/// everybody may write to, such as /tmp. The kernel's protected_symlinks (proc(5)) is less strict.
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
        var walk = try LinkWalk(path)
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

/// Follows a path folder by folder, as the system would, and checks each link on the way.
private struct LinkWalk: ~Copyable {
    private let original: String
    private var folder: Int32
    /// The names that are still to be entered, the next one last.
    private var rest: [String]
    /// The names of the folders that were entered.
    private var entered: [String]
    private var isAbsolute: Bool
    private var links = 0
    private(set) var name: String?
    private(set) var status: stat?

    init(_ path: String) throws {
        original = path
        isAbsolute = path.hasPrefix("/")
        rest = Self.names(path)
        entered = []
        folder = Self.top(isAbsolute)
        guard folder >= 0 else { throw failure(errno) }
    }

    deinit { if folder >= 0 { close(folder) } }

    private static func names(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init).reversed()
    }

    private static func top(_ isAbsolute: Bool) -> Int32 {
        Glibc.open(isAbsolute ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC)
    }

    private func failure(_ code: Int32) -> Failure {
        Failure(
            code == ENOENT || code == ENOTDIR ? .cannotCreate : .writing(errno: code), .cannotWrite,
            at: Place(file: original), "cannot create: \(systemMessage(code))",
            hint: writingHint(errno: code, path: original))
    }

    /// The path without links.
    func resolved(_ name: String) -> String {
        (isAbsolute ? "/" : "") + (entered + [name]).joined(separator: "/")
    }

    mutating func takeFolder() -> Int32 {
        defer { folder = -1 }
        return folder
    }

    mutating func run() throws {
        while let next = rest.popLast() {
            if next == "." { continue }
            if next == ".." {
                try enter(next)
                continue
            }
            let isLast = rest.isEmpty
            var status = stat()
            guard fstatat(folder, next, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                let code = errno
                guard isLast, code == ENOENT else { throw failure(code) }
                name = next
                return
            }
            switch status.st_mode & S_IFMT {
            case S_IFLNK: try follow(next, status)
            case S_IFDIR: try enter(next)
            default:
                guard isLast else { throw failure(ENOTDIR) }
                (name, self.status) = (next, status)
            }
        }
    }

    private mutating func enter(_ name: String) throws {
        let next = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard next >= 0 else { throw failure(errno) }
        close(folder)
        folder = next
        if name == "..", let last = entered.last, last != ".." {
            entered.removeLast()
        } else if name != ".." || !isAbsolute {
            entered.append(name)
        }
    }

    private mutating func follow(_ name: String, _ link: stat) throws {
        links += 1
        guard links <= 40 else { throw failure(ELOOP) }
        guard isTrusted(link) else {
            throw Failure(
                .permission, .cannotWrite, at: Place(file: original),
                "\(resolved(name)) is a symbolic link that is not followed: it is another user's, or in a folder that everybody may write to",
                hint: "name the file that it leads to")
        }
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(folder, name, &target, target.count - 1)
        guard count > 0 else { throw failure(count == 0 ? ENOENT : errno) }
        let text = String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if text.hasPrefix("/") {
            close(folder)
            (isAbsolute, entered, folder) = (true, [], Self.top(true))
            guard folder >= 0 else { throw failure(errno) }
        }
        rest += Self.names(text)
    }

    /// Whether only the user or root can have made the link: it is theirs, and in a folder that not everybody may write to.
    private func isTrusted(_ link: stat) -> Bool {
        var here = stat()
        guard fstat(folder, &here) == 0, here.st_mode & S_IWOTH == 0 else { return false }
        return link.st_uid == geteuid() || link.st_uid == 0
    }
}

/// O_PATH of <fcntl.h>. Glibc defines it only with _GNU_SOURCE.
private let O_PATH: Int32 = 0o10000000

import Glibc
import Streams

/// What the system says of a file; two equal values mean that nobody changed it in between.
public struct FileFacts: Hashable, Sendable {
    public var size: Int
    /// Permission bits.
    public var mode: UInt32
    /// Last change of the content: seconds, and nanoseconds within.
    public var modified: Int
    public var modifiedNanoseconds: Int
    /// Last change of content, name or rights.
    public var changed: Int
    public var changedNanoseconds: Int
    public var device: UInt
    public var inode: UInt
    /// The number of the group that it belongs to.
    public var group: UInt32
    public var kind: Kind

    public enum Kind: Hashable, Sendable {
        case file, folder, link, special
    }

    init(_ status: stat) {
        size = Int(status.st_size)
        mode = status.st_mode & 0o777
        modified = UTCTime(seconds: status.st_mtim.tv_sec).seconds
        modifiedNanoseconds = status.st_mtim.tv_nsec
        changed = status.st_ctim.tv_sec
        changedNanoseconds = status.st_ctim.tv_nsec
        device = status.st_dev
        inode = status.st_ino
        group = status.st_gid
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .special
            }
    }

    /// The facts of the file at a path, those of the link itself for a link; nil when nothing is there (lstat(2)).
    public init?(path: BytePath) {
        var status = stat()
        guard path.withCString({ lstat($0, &status) }) == 0 else { return nil }
        self.init(status)
    }

    public init?(path: String) { self.init(path: BytePath(path)) }

    /// The facts of what has this name in an open folder, a link's own when it is one (fstatat(2)).
    init?(_ name: BytePath, in folder: Int32) {
        var status = stat()
        guard name.withCString({ fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else { return nil }
        self.init(status)
    }

    /// Whether standard output or error is appended to this file as to a log.
    ///
    /// - Throws: `Failure` with status 64 when one of them goes to the file otherwise (`StandardStreams`).
    public func isStreamsLog(at path: BytePath) throws -> Bool {
        try StandardStreams.appends(to: path.text, device: dev_t(device), inode: ino_t(inode))
    }

    /// The facts of an open file (fstat(2)).
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    public var time: UTCTime { UTCTime(seconds: modified) }

    /// Which file it is, whatever its name. An inode's number alone is another file on another file system.
    struct Identity: Hashable, Comparable {
        var device: UInt
        var inode: UInt

        static func < (a: Self, b: Self) -> Bool { (a.device, a.inode) < (b.device, b.inode) }
    }
    var identity: Identity { Identity(device: device, inode: inode) }

    /// Which files paths lead to, links followed; what is not there is left out.
    static func identities(_ paths: [String]) -> Set<Identity> {
        Set(paths.compactMap { realPath($0).flatMap { FileFacts(path: $0)?.identity } })
    }
}

/// An open file that is read once from begin to end. A symbolic link is not followed.
public final class SourceFile {
    public let path: BytePath
    public let facts: FileFacts
    let descriptor: Int32

    /// - Throws: `Failure` when it cannot be opened or is not a regular file.
    public convenience init(path: BytePath) throws {
        try self.init(path: path) { path, flags in path.withCString { open($0, flags) } }
    }

    public convenience init(path: String) throws { try self.init(path: BytePath(path)) }

    /// - Parameter open: opens a path with flags, as open(2) does.
    init(path: BytePath, open: (BytePath, Int32) -> Int32) throws {
        self.path = path
        // A FIFO that took the file's place would make open(2) wait.
        descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(
                .reading(errno: errno), .cannotRead, at: Place(file: path.text), "cannot open: \(systemMessage(errno))")
        }
        guard let facts = FileFacts(descriptor: descriptor), facts.kind == .file else {
            close(descriptor)
            throw Failure(.noInput, .cannotRead, at: Place(file: path.text), "is not a file")
        }
        self.facts = facts
        if facts.size > 1 << 17 { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
    }

    deinit { close(descriptor) }

    /// The next read begins at this offset.
    public func seek(to offset: Int) { lseek(descriptor, off_t(offset), SEEK_SET) }

    /// Whether somebody wrote to it since it was opened.
    var isChanged: Bool { FileFacts(descriptor: descriptor) != facts }

    /// Reads what comes next into `buffer`; 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw Failure(
                    .reading(errno: errno), .cannotRead, at: Place(file: path.text),
                    "cannot read: \(systemMessage(errno))")
            }
        }
    }

    /// Reads what comes next; zeros for what is missing of a file that became shorter meanwhile, as tar(1) does it: `isChanged` tells.
    func readOrZeros(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try read(into: buffer)
        if count > 0 { return count }
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        return buffer.count
    }

    /// The digest of the rest, and how many bytes it had.
    public func digest(using buffer: UnsafeMutableRawBufferPointer) throws -> (hash: String, size: Int) {
        var hash = SHA256()
        var size = 0
        while true {
            let count = try read(into: buffer)
            if count == 0 { return (hash.finish(), size) }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            size += count
        }
    }
}

/// Opens files by way of the folder of the one before, kept open because the next one is likely to be in it.
struct RecentFolder: ~Copyable {
    private var path = BytePath("")
    private var descriptor: Int32 = -1

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// As open(2).
    mutating func open(_ file: BytePath, _ flags: Int32) -> Int32 {
        guard let cut = file.bytes.lastIndex(of: BytePath.slash) else {
            return file.withCString { Glibc.open($0, flags) }
        }
        let folder = BytePath(bytes: file.bytes[...cut])
        if folder != path {
            if descriptor >= 0 { close(descriptor) }
            descriptor = folder.withCString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
            path = folder
        }
        guard descriptor >= 0 else { return file.withCString { Glibc.open($0, flags) } }
        return file.name.withCString { openat(descriptor, $0, flags) }
    }
}

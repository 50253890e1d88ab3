import CLibArchive
import Glibc
import Streams

/// Members on their way back: files under numbers in a hidden folder of the target, until the archive is known to be good.
///
/// So an archive is read once, and nothing stands under a final name before all of it was checked.
final class Staging {
    private static let prefix = ".restore.", suffix = ".tmp"

    private let target: String
    private let root: Int32
    private let name: String
    private let folder: Int32
    /// The file that is being written.
    private var current: Int32 = -1
    private var count = 0
    /// Files below this number have left the folder.
    private var placed = 0

    /// Makes the folder in an open `root`, and removes what killed runs left there.
    init(in root: Int32, of target: String) throws {
        (self.root, self.target) = (root, target)
        for name in try FolderWalk.names(in: target) where name.hasPrefix(Self.prefix) && name.hasSuffix(Self.suffix) {
            removeTree("\(target)/\(name)")
        }
        name = "\(Self.prefix)\(String(UInt64.random(in: 0...UInt64.max), radix: 36))\(Self.suffix)"
        guard mkdirat(root, name, 0o700) == 0,
            case let folder = openat(root, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), folder >= 0
        else {
            throw Failure(
                .writing(errno: errno), .cannotWrite, at: Place(file: target),
                "cannot write here: \(systemMessage(errno))")
        }
        self.folder = folder
    }

    deinit {
        if current >= 0 { close(current) }
        for number in placed..<count { unlinkat(folder, "\(number)", 0) }
        close(folder)
        unlinkat(root, name, AT_REMOVEDIR)
    }

    private func failure(_ what: String) -> Failure {
        let code = errno
        return Failure(
            .writing(errno: code), .cannotWrite, at: Place(file: target), "\(what): \(systemMessage(code))",
            hint: code == ENOSPC ? "free some space" : nil)
    }

    /// Begins the next file.
    func begin() throws {
        current = openat(folder, "\(count)", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard current >= 0 else { throw failure("cannot create a file") }
        count += 1
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(current, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot write") }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    /// Ends the file with its rights and time.
    func end(mode: UInt32, modified: UTCTime) throws {
        defer { current = -1 }
        let times = (timespec(tv_sec: 0, tv_nsec: utimeOmit), timespec(tv_sec: modified.seconds, tv_nsec: 0))
        let timed = withUnsafeBytes(of: times) {
            futimens(current, $0.assumingMemoryBound(to: timespec.self).baseAddress)
        }
        guard timed == 0, fchmod(current, mode) == 0, close(current) == 0 else { throw failure("cannot write") }
    }

    /// Gives the next file its final name.
    ///
    /// - Returns: false when something of that name is there already: a folder, or, without `overwrite`, anything.
    func placeNext(in destination: Int32, as name: String, overwrite: Bool) throws -> Bool {
        let old = "\(placed)"
        let isPlaced = try place(old, in: destination, as: name, overwrite: overwrite)
        if !isPlaced { unlinkat(folder, old, 0) }
        placed += 1
        return isPlaced
    }

    private func place(_ old: String, in destination: Int32, as name: String, overwrite: Bool) throws -> Bool {
        var code = overwrite ? renameat(folder, old, destination, name) : shim_renameNew(folder, old, destination, name)
        // Not every file system can rename without replacing.
        if code != 0, errno == EINVAL {
            if faccessat(destination, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 { return false }
            code = renameat(folder, old, destination, name)
        }
        if code == 0 { return true }
        guard [EEXIST, EISDIR, ENOTEMPTY].contains(errno) else { throw failure("cannot give \(name) its name") }
        return false
    }
}

/// UTIME_OMIT of <sys/stat.h>, a macro that Swift does not import: this time stays as it is.
private let utimeOmit = (1 << 30) - 2

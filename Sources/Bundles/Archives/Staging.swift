import CLibArchive
import Glibc
import Streams

/// Members on their way back: files under numbers in a hidden folder of the target, until the archive is known to be good.
///
/// So an archive is read once, and nothing has its final name before all of it was checked.
final class Staging {
    private static let prefix = ".restore.", suffix = ".tmp"

    private let target: String
    private let root: Int32
    private let name: String
    private let folder: Int32
    /// The file that is being written.
    private var current: Int32 = -1
    private var count = 0
    /// What was written last is a hole.
    private var endsWithHole = false
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

    /// Writes what comes next. Blocks of zeros become holes, so that a sparse file does not fill the disk (lseek(2)).
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var start = 0
        while start < bytes.count {
            let isHole = Self.isZeros(Self.block(of: bytes, at: start))
            var end = start
            repeat {
                end = min(end + Self.blockSize, bytes.count)
            } while end < bytes.count && Self.isZeros(Self.block(of: bytes, at: end)) == isHole
            if isHole {
                guard lseek(current, off_t(end - start), SEEK_CUR) >= 0 else { throw failure("cannot write") }
            } else {
                try writeData(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
            endsWithHole = isHole
            start = end
        }
    }

    /// The unit of most file systems.
    private static let blockSize = 4096

    private static func block(of bytes: UnsafeRawBufferPointer, at start: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + blockSize, bytes.count)])
    }

    private static func isZeros(_ block: UnsafeRawBufferPointer) -> Bool {
        guard let base = block.baseAddress, block[0] == 0 else { return false }
        // Each byte is the one before it.
        return memcmp(base, base + 1, block.count - 1) == 0
    }

    private func writeData(_ bytes: UnsafeRawBufferPointer) throws {
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
        // A hole at the end is only there once the file has its size.
        if endsWithHole, ftruncate(current, lseek(current, 0, SEEK_CUR)) != 0 { throw failure("cannot write") }
        endsWithHole = false
        let times = (timespec(tv_sec: 0, tv_nsec: utimeOmit), timespec(tv_sec: modified.seconds, tv_nsec: 0))
        let timed = withUnsafeBytes(of: times) {
            futimens(current, $0.assumingMemoryBound(to: timespec.self).baseAddress)
        }
        guard timed == 0, fchmod(current, mode) == 0, close(current) == 0 else { throw failure("cannot write") }
    }

    /// Gives the next file its final name.
    ///
    /// - Returns: false when something of that name is there already: a folder, or, without `overwrite`, anything.
    func placeNext(in destination: Int32, as name: BytePath, overwrite: Bool) throws -> Bool {
        let old = "\(placed)"
        let isPlaced = try place(old, in: destination, as: name, overwrite: overwrite)
        if !isPlaced { unlinkat(folder, old, 0) }
        placed += 1
        return isPlaced
    }

    private func place(_ old: String, in destination: Int32, as name: BytePath, overwrite: Bool) throws -> Bool {
        var code = name.withCString {
            overwrite ? renameat(folder, old, destination, $0) : shim_renameNew(folder, old, destination, $0)
        }
        // Not every file system can rename without replacing.
        if code != 0, errno == EINVAL {
            if FileFacts(name, in: destination) != nil { return false }
            code = name.withCString { renameat(folder, old, destination, $0) }
        }
        if code == 0 { return true }
        guard [EEXIST, EISDIR, ENOTEMPTY].contains(errno) else { throw failure("cannot give \(name.text) its name") }
        return false
    }
}

/// UTIME_OMIT of <sys/stat.h>, a macro that Swift does not import: this time stays as it is.
private let utimeOmit = (1 << 30) - 2

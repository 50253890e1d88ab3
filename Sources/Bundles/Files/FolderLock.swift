import Glibc
import Streams

/// A lock on a folder, held until the value goes: flock(2) on the folder itself, so that nothing is left behind.
public final class FolderLock {
    private let descriptor: Int32

    /// - Parameter wait: seconds to wait for another run.
    /// - Throws: `Failure` with status 75 when another run still holds it then.
    public init(_ folder: String, wait: Int) throws {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(
                .reading(errno: errno), .cannotRead, at: Place(file: folder), "cannot open: \(systemMessage(errno))")
        }
        let end = ContinuousClock.now + .seconds(wait)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let code = errno
                throw Failure(.io, .lockedFolder, at: Place(file: folder), "cannot lock: \(systemMessage(code))")
            }
            guard ContinuousClock.now < end else {
                throw Failure(
                    .locked, .lockedFolder, at: Place(file: folder), "another run works here",
                    hint: "try again when it is done, or wait for it with --wait")
            }
            usleep(50_000)
        }
    }

    // Runs also when the initialiser throws.
    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Locks several folders, the same one once, always in the same order so that two runs cannot wait for each other.
    public static func all(_ folders: [String], wait: Int) throws -> [FolderLock] {
        var seen: [FileFacts.Identity: String] = [:]
        for folder in folders {
            guard let path = realPath(folder), let facts = FileFacts(path: path) else { continue }
            seen[facts.identity] = path
        }
        return try seen.sorted { $0.key < $1.key }.map { try FolderLock($0.value, wait: wait) }
    }
}

/// The path with links and dots resolved; nil when there is nothing (realpath(3)).
public func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The path from `/`, also of what is not there yet.
func absolutePath(_ path: String) -> String {
    if let resolved = realPath(path) { return resolved }
    guard !path.hasPrefix("/"), let folder = realPath(".") else { return path }
    return "\(folder)/\(path)"
}

/// Refuses to begin what would fill the file system of `folder` (statvfs(3)).
func requireSpace(_ bytes: Int, in folder: String) throws {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return }
    let free = status.freeBytes
    guard bytes.adding(clamping: 1 << 20) > free else { return }
    throw Failure(
        .io, .noSpace, at: Place(file: folder),
        "up to \(ByteCount(bytes).text) are to be written and \(ByteCount(free).text) are free",
        hint: "free some space, or write elsewhere")
}

extension statvfs {
    /// Bytes of the file system, and those that are free for this user. Some file systems state numbers beyond any disk.
    public var allBytes: Int { Self.bytes(f_blocks, f_frsize) }
    public var freeBytes: Int { Self.bytes(f_bavail, f_frsize) }

    private static func bytes(_ blocks: fsblkcnt_t, _ size: UInt) -> Int {
        Int(clamping: UInt(blocks).multiplied(clamping: size))
    }
}

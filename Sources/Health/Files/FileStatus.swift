import Glibc

/// The status of a path, with links followed (stat(2)).
struct FileStatus: Sendable {
    var size: Double
    /// Seconds since 1970.
    var modified: Double
    var isFile: Bool
    var isFolder: Bool
    var device: UInt
    var inode: UInt

    /// Nil when the path does not exist or cannot be examined; `errno` gives the reason.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        size = Double(status.st_size)
        modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9
        isFile = status.st_mode & S_IFMT == S_IFREG
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}

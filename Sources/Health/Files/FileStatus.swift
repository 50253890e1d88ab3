import Glibc

/// What stat(2) says of a path, links followed.
struct FileStatus: Sendable {
    var size: Double
    /// Seconds since 1970.
    var modified: Double
    var isFile: Bool
    var isFolder: Bool
    var device: UInt
    var inode: UInt

    /// Nil when there is nothing, or it cannot be looked at; `errno` says which.
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

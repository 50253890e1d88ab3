import CProcess
import Glibc

/// Hidden files that a run left in a folder because it was killed, or the power failed, between two names.
///
/// A later run that gives the same name to a file removes them: those of its user that have exactly such a name and were not touched for an hour.
/// A younger one may be of a run that goes on.
enum Leftovers {
    /// In seconds. A hidden name is there for moments where the file system knows files without a name, and for one run elsewhere.
    static let age = 3600

    /// - Parameter age: how long nobody touched them, in seconds.
    static func remove(of place: borrowing OutputPlace, untouchedFor age: Int = age) {
        let folder = openat(place.folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0, let directory = fdopendir(folder) else {
            if folder >= 0 { close(folder) }
            return
        }
        defer { closedir(directory) }
        let start = TemporaryName.start(of: place.name)
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard TemporaryName.isOne(name, startingWith: start) else { continue }
            var status = stat()
            guard fstatat(place.folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG,
                status.st_uid == geteuid(), time(nil) - max(status.st_mtim.tv_sec, status.st_ctim.tv_sec) >= age
            else { continue }
            unlinkat(place.folder, name, 0)
        }
    }
}

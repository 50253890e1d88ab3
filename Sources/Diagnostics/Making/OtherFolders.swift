import Bundles
import Glibc
import Streams

/// Where else a bundle could be written.
enum OtherFolders {
    /// The failure with the advice where there is room.
    static func advised(_ failure: Failure, instead path: String) -> Failure {
        var advised = failure
        // Without permission another folder will do; on a full disk it must be another file system.
        let places = candidates(except: failure.status == .io ? path : nil).map {
            "\($0.folder) (\(ByteCount($0.free).text) free)"
        }
        let advice =
            places.isEmpty
            ? "no other folder has room" : "write elsewhere with --output, such as \(places.joined(separator: " or "))"
        advised.message.hint = failure.status == .io ? "free some space, or \(advice)" : advice
        return advised
    }

    /// Folders that can be written to and have 64 MiB free, one of each file system but that of `path`, those with most first; two at most.
    private static func candidates(except path: String?) -> [(folder: String, free: Int)] {
        let folder = path?.pathFolder
        var seen = Set([folder.flatMap { FileFacts(path: realPath($0) ?? $0)?.device }].compactMap { $0 })
        let folders = [
            variable("TMPDIR"), variable("HOME"), "/tmp", "/var/tmp", variable("XDG_RUNTIME_DIR"), "/dev/shm",
        ].compactMap { $0 }
        var found: [(folder: String, free: Int)] = []
        for folder in folders {
            var status = statvfs()
            guard let facts = FileFacts(path: folder), facts.kind == .folder, access(folder, W_OK) == 0,
                statvfs(folder, &status) == 0
            else { continue }
            let free = status.freeBytes
            guard free >= 64 << 20, seen.insert(facts.device).inserted else { continue }
            found.append((folder, free))
        }
        return Array(found.sorted { $0.free > $1.free }.prefix(2))
    }
}

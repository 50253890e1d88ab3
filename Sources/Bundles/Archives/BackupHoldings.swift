import Streams

/// How many files of each folder of a home a backup holds, or would hold. Those whose names begin with a full stop do not count: systems
/// and version control leave them in folders that hold nothing.
///
/// A disk that is not mounted and a wrong home look like empty folders. A backup of those would take the place of one that holds
/// everything.
struct BackupHoldings {
    private var files: [String: Int] = [:]

    mutating func add(_ member: BytePath) {
        guard member.name.bytes.first != UInt8(ascii: ".") else { return }
        let folder = BytePath(bytes: member.bytes.prefix { $0 != BytePath.slash })
        files[folder.text, default: 0] += 1
    }

    private func count(_ folder: String) -> Int { files[folder] ?? 0 }

    /// What the newest backup of a folder holds that can be read; nil if there is none.
    static func latest(in folder: String) throws -> (name: String, holdings: BackupHoldings)? {
        let names = try FolderWalk.names(in: folder).filter {
            $0.hasPrefix("backup_") && ArchiveFormat(name: $0) != nil
        }
        for name in names.reversed() {
            var holdings = BackupHoldings()
            do {
                if let manifest = try SealedManifest(reading: Manifest.beside("\(folder)/\(name)")) {
                    var lines = try ManifestCursor(manifest)
                    while let line = try lines.next() { holdings.add(line.path) }
                } else {
                    try ArchiveListing.forEach(in: "\(folder)/\(name)") { holdings.add($0.path) }
                }
            } catch is Failure {
                // It is not a backup that anything could be compared with; pruning names it.
                continue
            }
            return (name, holdings)
        }
        return nil
    }

    /// Requires that there is something to save besides logs, and that no folder lost all files that the backup before holds.
    ///
    /// Results may be gone from output when they are in archive.
    ///
    /// - Throws: `Failure` with status 66 and code `would-empty`.
    func requireContent(of home: String, asMuchAs before: (name: String, holdings: BackupHoldings)?) throws {
        func failure(_ what: String) -> Failure {
            Failure(
                .noInput, .wouldEmpty, at: Place(file: home), "\(what); no backup was made",
                hint: "see whether MP_HOME is right and its disks are mounted; give --allow-empty if nothing is missing"
            )
        }
        guard files.contains(where: { $0.key != "logs" && $0.value > 0 }) else {
            throw failure("there is nothing to save\(count("logs") > 0 ? " but logs" : "")")
        }
        guard let before else { return }
        let lost = BackupJob.folders.filter { folder in
            before.holdings.count(folder) > 0 && count(folder) == 0 && !(folder == "output" && count("archive") > 0)
        }
        guard lost.isEmpty else {
            let held = lost.map { folder in
                let count = before.holdings.count(folder)
                return "\(folder) held \(count == 1 ? "1 file" : "\(count) files")"
            }
            throw failure(
                "\(held.joined(separator: ", ")) when \(before.name) was made, and \(lost.count == 1 ? "holds" : "they hold") none now"
            )
        }
    }
}

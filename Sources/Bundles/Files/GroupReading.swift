import Glibc

/// Whether the group of an archive's folder may read the files that go into it: each of them, in folders that it may enter. Folders above
/// the archive do not count, which the group passes to get there.
struct GroupReading {
    private let group: UInt32
    /// The archive's folder, without links.
    private let place: BytePath
    /// So far.
    private(set) var isAllowed: Bool
    /// The folder of the last file, most of which have one with others.
    private var last: (folder: BytePath, isOpen: Bool)?

    /// - Parameter path: where the archive is to be; its folder's group is the one that is meant.
    init(of path: String) {
        let folder = path.pathFolder
        place = BytePath(realPath(folder) ?? "/")
        let facts = FileFacts(path: place)
        group = facts?.group ?? 0
        isAllowed = facts != nil
    }

    mutating func add(_ path: BytePath, _ facts: FileFacts) {
        guard isAllowed else { return }
        isAllowed = allows(facts, group: 0o040, others: 0o004) && isOpen(path.folder)
    }

    /// Whether its own bits of a file let a group do something: those of the group that it has, or of all others.
    private func allows(_ facts: FileFacts, group bits: UInt32, others: UInt32) -> Bool {
        facts.mode & (facts.group == group ? bits : others) != 0
    }

    private mutating func isOpen(_ folder: BytePath) -> Bool {
        if let last, last.folder == folder { return last.isOpen }
        let isOpen = canEnter(folder)
        last = (folder, isOpen)
        return isOpen
    }

    private func canEnter(_ folder: BytePath) -> Bool {
        let real: BytePath? = (folder.isEmpty ? BytePath(".") : folder).withCString { path in
            guard let text = realpath(path, nil) else { return nil }
            defer { free(text) }
            return BytePath(cString: text)
        }
        guard var path = real else { return false }
        while !isAboveArchive(path) {
            guard let facts = FileFacts(path: path), allows(facts, group: 0o010, others: 0o001) else { return false }
            path = path.folder
        }
        return true
    }

    private func isAboveArchive(_ folder: BytePath) -> Bool {
        folder == place || folder.isEmpty || folder == BytePath("/")
            || place.bytes.starts(with: Array(folder.bytes) + [UInt8(ascii: "/")])
    }
}

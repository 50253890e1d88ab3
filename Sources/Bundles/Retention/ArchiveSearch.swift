import Streams

/// Looks among the files of a folder for archives of ours: where there are some, nothing else takes places.
struct ArchiveSearch {
    private var isFound = false
    /// Files named as archives are. What one is that has no manifest beside it is seen when it is read.
    private var named = CandidateSpool()

    mutating func add(_ found: FolderWalk.Found, below folder: String) throws {
        guard ArchiveFormat(name: found.path.text) != nil else { return }
        if FileFacts(path: folder / Manifest.beside(found.path))?.kind == .file { isFound = true }
        try named.add(Candidate(found))
    }

    /// - Parameter isArchive: reads a file to its end.
    func isSuccessful(_ isArchive: (BytePath) -> Bool) throws -> Bool {
        var isFound = isFound
        try named.forEach { if !isFound { isFound = isArchive($0.path) } }
        return isFound
    }

    /// The archive that another one is a copy of: one with the same bytes that is older, or of the same time under an earlier name.
    ///
    /// Files are read only where another one has the same size.
    func copied(by candidate: Candidate, below folder: String) throws -> BytePath? {
        var found: BytePath?
        var hash: String?
        try named.forEach { other in
            guard found == nil, other.path != candidate.path, other.size == candidate.size,
                (other.modified.seconds, other.path) < (candidate.modified.seconds, candidate.path)
            else { return }
            let own = try hash ?? SHA256.digest(ofFile: (folder / candidate.path).text).hash
            hash = own
            if try SHA256.digest(ofFile: (folder / other.path).text).hash == own { found = folder / other.path }
        }
        return found
    }
}

import Streams

/// An archive that was read to its end: every member's size and hash are those of the manifest inside, and nothing
/// in it leads outside of a folder.
struct CheckedArchive {
    var path: String
    var header: ManifestHeader
    /// The manifest inside; its first line is the header.
    var manifest: Spool
    /// SHA-256 of those bytes, to which the next archive of the chain refers.
    var manifestHash: String
    var count: Int
    /// Bytes of all members.
    var size: Int
    /// The archive as a file.
    var seal: ManifestSeal

    /// Where a member's bytes go besides the digest.
    typealias Receiver = (UnsafeRawBufferPointer) throws -> Void

    /// Reads and checks all of it.
    ///
    /// - Parameters:
    ///   - advance: called now and then with the bytes read since.
    ///   - receiver: asked for every member, once it is known not to be hostile; nil when its bytes are not wanted.
    ///   - received: called when a member's bytes were received.
    /// - Throws: `Failure` with code `broken-archive` or `hostile-archive`.
    init(
        reading path: String, advance: (Int) -> Void = { _ in },
        receiver: (ArchiveReader.Member) throws -> Receiver? = { _ in nil },
        received: (ArchiveReader.Member) throws -> Void = { _ in }
    ) throws {
        self.path = path
        let reader = try ArchiveReader(path)
        let found = Spool()
        let manifest = Spool()
        var (count, size) = (0, 0)
        var manifestDigest = SHA256()
        var last: BytePath?
        var isComplete = false
        while let member = try reader.next() {
            guard !isComplete else { throw Self.broken(path, "\(member.path.text) comes after the manifest") }
            try Self.refuseHostile(member, in: path)
            if member.path == Manifest.member {
                isComplete = true
                try reader.forEachPiece(of: member) { piece in
                    manifestDigest.update(piece)
                    try manifest.write(piece)
                }
                continue
            }
            if let last { try Self.refuseConflict(last, with: member.path, in: path) }
            last = member.path
            var hash = SHA256()
            let receive = try receiver(member)
            try reader.forEachPiece(of: member) { piece in
                hash.update(piece)
                try receive?(piece)
                advance(piece.count)
            }
            if receive != nil { try received(member) }
            count += 1
            size = size.adding(clamping: member.size)
            let line = ManifestLine(
                path: member.path, size: member.size, mode: member.mode, modified: member.modified, hash: hash.finish())
            try found.write(line.serialised())
        }
        guard isComplete else {
            throw Self.broken(path, "has no \(Manifest.member): it is not complete, or not made by mp-archive")
        }
        self.manifest = manifest
        (self.count, self.size, seal) = (count, size, try reader.seal())
        manifestHash = manifestDigest.finish()
        header = try Self.compare(manifest, with: found, of: path)
    }

    private static func broken(_ path: String, _ what: String) -> Failure {
        Failure(.data, .brokenArchive, at: Place(file: path), what, hint: "take the archive from a backup")
    }

    /// Refuses two members of one path, and one that would be a folder of the next: such an archive cannot be restored as a whole.
    ///
    /// Members are sorted, so that those below `a` follow `a` at once.
    static func refuseConflict(_ first: BytePath, with second: BytePath, in archive: String) throws {
        func hostile(_ what: String) -> Failure {
            Failure(
                .data, .hostileArchive, at: Place(file: archive, cell: second.text), what,
                hint: "do not trust this archive")
        }
        guard pathPrecedes(first, second) else { throw hostile("appears twice or out of order") }
        if second.bytes.starts(with: Array(first.bytes) + [BytePath.slash]) {
            throw hostile("is below \(first.text), which is a file")
        }
    }

    /// Refuses what could write outside of the folder that an archive is restored to.
    private static func refuseHostile(_ member: ArchiveReader.Member, in archive: String) throws {
        func hostile(_ what: String) -> Failure {
            Failure(
                .data, .hostileArchive, at: Place(file: archive, cell: member.path.text), what,
                hint: "do not trust this archive")
        }
        guard member.isFile else { throw hostile("is \(member.kind); archives hold files only") }
        guard member.mode <= 0o777 else { throw hostile("has special rights") }
        guard isPathBelow(member.path), member.path.bytes.count < 4096 else {
            throw hostile("its path leads outside, or is not a valid path")
        }
        guard member.size >= 0 else { throw hostile("has no size") }
    }

    /// Holds the manifest against what was read.
    private static func compare(_ manifest: Spool, with found: Spool, of path: String) throws -> ManifestHeader {
        var said = SpoolLines(manifest)
        var read = SpoolLines(found)
        guard let first = try said.next(), let header = ManifestHeader(first) else {
            throw broken(path, "its manifest has no header")
        }
        if try manifest.isEqual(from: first.count + 1, to: found) { return header }
        // Which line it is.
        while true {
            switch (try said.next(), try read.next()) {
            case (nil, nil): return header
            case (let line?, let other?) where line == other: continue
            case (let line, let other):
                let name = (other ?? line).flatMap { ManifestLine($0)?.path.text } ?? "a member"
                throw broken(path, "\(name) is not what the manifest says")
            }
        }
    }
}

import Glibc
import Streams

/// What an archive holds.
public struct ArchiveListing {
    /// The path of the manifest beside an archive.
    public static func manifest(of archive: String) -> String { Manifest.beside(archive) }

    /// The members in their order, as the manifest inside has them. Nothing but the manifest is checked.
    public static func forEach(in path: String, _ body: (ManifestLine) throws -> Void) throws {
        let reader = try ArchiveReader(path)
        let manifest = Spool()
        var isThere = false
        while let member = try reader.next() {
            guard member.path == Manifest.member, member.isFile else { continue }
            isThere = true
            try reader.forEachPiece(of: member) { try manifest.write(Array($0)) }
        }
        var lines = SpoolLines(manifest)
        guard isThere, let first = try lines.next(), ManifestHeader(first) != nil else {
            throw Failure(
                .data, .brokenArchive, at: Place(file: path),
                "has no \(Manifest.member): it is not complete, or not made by mp-archive")
        }
        var last: BytePath?
        while let bytes = try lines.next() {
            guard let line = ManifestLine(bytes) else {
                throw Failure(
                    .data, .brokenArchive, at: Place(file: path), "its manifest has a line that cannot be read")
            }
            if let last { try CheckedArchive.refuseConflict(last, with: line.path, in: path) }
            last = line.path
            try body(line)
        }
    }
}

/// Reads archives to their end, and holds them against their manifests and each other.
public struct VerifyJob {
    private let report: Report
    private let advance: (Int, Int) -> Void

    public init(report: @escaping Report, advance: @escaping (Int, Int) -> Void = { _, _ in }) {
        self.report = report
        self.advance = advance
    }

    /// What was found out about an archive that is as it should be.
    public struct Verified: Sendable {
        public var path: String
        public var files: Int
        public var bytes: Int
        /// The archive as a file.
        var seal: ManifestSeal
        fileprivate var header: ManifestHeader
        fileprivate var manifestHash: String

        /// The file's name.
        var name: String { BytePath(path).parts.name }
        /// The place in the chain, from 1.
        var sequence: Int { header.sequence }
    }

    /// The archives of a folder, or the one file.
    public func archives(at path: String) throws -> [String] {
        guard let facts = realPath(path).flatMap({ FileFacts(path: $0) }) else { throw ArchiveSource.cannotOpen(path) }
        guard facts.kind == .folder else { return [path] }
        return try FolderWalk.names(in: path).filter { !$0.hasPrefix(".") && ArchiveFormat(name: $0) != nil }.map {
            "\(path)/\($0)"
        }
    }

    /// Reads an archive to its end.
    ///
    /// - Parameter isAlone: it is held against its neighbours' manifests here; those of a folder are, by `verifyChain`, against each other.
    /// - Throws: `Failure` saying what is wrong.
    public func verify(_ path: String, isAlone: Bool) throws -> Verified {
        let checked = try CheckedArchive(reading: path) { advance($0, 0) }
        advance(0, checked.count)
        if try !checked.compareWithManifestIfThere() { report(.noManifestBeside(path)) }
        if isAlone { try checked.compareWithNeighbours() } else { try checked.requireOwnName() }
        checked.tellOtherName(report)
        return Verified(
            path: path, files: checked.count, bytes: checked.size, seal: checked.seal, header: checked.header,
            manifestHash: checked.manifestHash)
    }

    /// Holds every archive's link against the archive before it, where that one was verified too.
    ///
    /// - Returns: how many links are broken. The first archives of a chain may have been pruned.
    public func verifyChain(_ archives: [Verified]) -> Int {
        let byName = Dictionary(archives.map { (name(of: $0.path), $0) }, uniquingKeysWith: { a, _ in a })
        var broken = 0
        for archive in archives {
            let place = Place(file: archive.path)
            guard let link = archive.header.previous else { continue }
            if let previous = byName[link.archive] {
                guard previous.manifestHash != link.manifest else { continue }
                report(
                    Message(
                        .error, .brokenChain, at: place, "follows another \(link.archive) than the one that is there"))
                broken += 1
            } else if archives.contains(where: {
                $0.header.sequence < archive.header.sequence && series($0) == series(archive)
            }) {
                report(
                    Message(
                        .error, .brokenChain, at: place, "follows \(link.archive), which is missing",
                        hint: "take it from a backup"))
                broken += 1
            }
        }
        return broken
    }

    private func name(of path: String) -> String {
        path.pathEnd
    }

    /// What the names of a series have in common.
    private func series(_ archive: Verified) -> Substring {
        let name = archive.header.archive
        return name[..<(name.firstIndex(of: "_") ?? name.endIndex)]
    }
}

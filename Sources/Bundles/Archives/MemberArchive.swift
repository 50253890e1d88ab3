import Streams

/// A member that is made rather than found on disk, or a file under another name.
public struct ArchiveMember {
    public var path: String
    public var modified: UTCTime
    public var content: Content

    public enum Content {
        /// Bytes that are made when they are wanted.
        case made(() throws -> [UInt8])
        case file(String)
    }

    public init(path: String, modified: UTCTime, content: Content) {
        self.path = path
        self.modified = modified
        self.content = content
    }
}

/// An archive of chosen members, in the form of all others: sorted, with a manifest inside, its bytes depending on the members only.
///
/// Memory: the largest member that is made.
public enum MemberArchive {
    /// - Parameter name: the file name that the manifest states.
    public static func write(_ members: [ArchiveMember], as name: String, _ format: ArchiveFormat, to output: Output)
        throws
    {
        let writer = try ArchiveWriter(format, to: output)
        var manifest = ManifestBuilder(ManifestHeader(archive: name, sequence: 1, previous: nil))
        for member in members.sorted(by: { pathPrecedes(BytePath($0.path), BytePath($1.path)) }) {
            let path = BytePath(member.path)
            switch member.content {
            case .made(let make):
                let bytes = try make()
                try writer.add(bytes, as: path, mode: 0o600, modified: member.modified)
                try manifest.add(
                    ManifestLine(
                        path: path, size: bytes.count, mode: 0o600, modified: member.modified,
                        hash: SHA256.digest(of: bytes)))
            case .file(let file):
                try manifest.add(writer.add(SourceFile(path: BytePath(file)), as: path))
            }
        }
        _ = try manifest.finish(in: writer)
    }

    /// Reads an archive to its end, holds it against its manifest, and hands on each member's name and bytes.
    ///
    /// - Parameter body: gets a member's path, and a function that hands on its pieces.
    public static func read(
        _ path: String, _ body: (String, ((ArraySlice<UInt8>) throws -> Void) throws -> Void) throws -> Void
    ) throws {
        _ = try CheckedArchive(reading: path)
        try readMembers(path, body)
    }

    /// The members of any tar or zip; nothing is checked.
    public static func readMembers(
        _ path: String, _ body: (String, ((ArraySlice<UInt8>) throws -> Void) throws -> Void) throws -> Void
    ) throws {
        let reader = try ArchiveReader(path)
        while let member = try reader.next() {
            guard member.isFile else { continue }
            try body(member.path.text) { take in try reader.forEachPiece(of: member) { try take(Array($0)[...]) } }
        }
    }
}

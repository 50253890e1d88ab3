import Streams

/// Writes an archive with its manifest, inside and beside.
struct MemberWriter {
    private let format: ArchiveFormat
    private let output: Output
    private let writer: ArchiveWriter
    private var manifest: ManifestBuilder
    /// Files that could not be read, or that changed while they were.
    private(set) var failed = 0

    var count: Int { manifest.count }
    /// Bytes of all members.
    private(set) var size = 0

    init(_ format: ArchiveFormat, header: ManifestHeader, to output: Output) throws {
        (self.format, self.output) = (format, output)
        writer = try ArchiveWriter(format, to: output)
        manifest = try ManifestBuilder(header)
    }

    /// Adds a file as it is now. One that cannot be read is reported and left out.
    ///
    /// - Returns: its size; nil when it was left out.
    mutating func add(_ path: String, as member: String, report: Report) throws -> Int? {
        do {
            let source = try SourceFile(path: path)
            guard format.times.contains(source.facts.modified) else {
                throw Failure(
                    .noInput, .cannotRead, at: Place(file: path), "its time, \(source.facts.time.iso), cannot stand in a \(format.rawValue)",
                    hint: "touch it")
            }
            try manifest.add(writer.add(source, as: member))
            size += source.facts.size
            if source.isChanged {
                report(
                    Message(
                        .warning, .changedFile, at: Place(file: path), "was written to while it was read",
                        hint: "the archive holds something between before and after"))
                failed += 1
            }
            return source.facts.size
        } catch let failure as Failure where failure.message.code == .cannotRead && failure.status != .io {
            report(failure.message)
            failed += 1
            return nil
        }
    }

    /// Ends the archive, syncs it, and puts it and the manifest beside it under their names.
    mutating func finish(at path: String) throws {
        let sealed = try manifest.finish(in: writer)
        try output.finish()
        try sealed.write(to: Manifest.beside(path))
    }
}

/// Collects the lines of a manifest while members are written, and puts it into the archive as its last member.
struct ManifestBuilder {
    private let header: ManifestHeader
    private let spool = Spool()
    private var hash = SHA256()
    private var size = 0
    private var newest = UTCTime(seconds: 0)
    private(set) var count = 0

    init(_ header: ManifestHeader) throws {
        self.header = header
        try write(header.serialised())
    }

    mutating func add(_ line: ManifestLine) throws {
        try write(line.serialised())
        newest = max(newest, line.modified)
        count += 1
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        bytes.withUnsafeBytes { hash.update($0) }
        size += bytes.count
        try spool.write(bytes)
    }

    /// Ends the archive. The manifest has the time of the newest member, so that the bytes depend on the members only.
    mutating func finish(in writer: ArchiveWriter) throws -> SealedManifest {
        try writer.add(spool, size: size, as: Manifest.member, modified: newest)
        return SealedManifest(header: header, lines: spool, hash: hash.finish(), seal: try writer.finish())
    }
}

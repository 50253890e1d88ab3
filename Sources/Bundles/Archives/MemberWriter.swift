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
    /// Whether the group of the archive's folder may read all that is in it.
    private var readers: GroupReading

    init(_ format: ArchiveFormat, header: ManifestHeader, to output: Output) throws {
        (self.format, self.output) = (format, output)
        writer = try ArchiveWriter(format, to: output)
        manifest = ManifestBuilder(header)
        readers = GroupReading(of: output.name)
    }

    /// Adds files as they are now. One that cannot be read is reported and left out.
    ///
    /// - Parameters:
    ///   - advance: called with the bytes and files that were added since.
    ///   - list: walked on another thread, while this one does nothing with what it uses.
    mutating func add(report: Report, advance: (Int, Int) -> Void, _ list: @escaping ReadAhead.List) throws {
        var current: (path: BytePath, member: BytePath, facts: FileFacts)?
        try ReadAhead(list, for: format).forEach { step, bytes in
            switch step {
            case .begin(let path, let member, let facts):
                try writer.begin(member, size: facts.size, mode: facts.mode, modified: facts.modified)
                current = (path, member, facts)
            case .bytes:
                try writer.write(bytes)
                advance(bytes.count, 0)
            case .end(let hash, let isChanged):
                guard let (path, member, facts) = current else { return }
                try manifest.add(
                    ManifestLine(path: member, size: facts.size, mode: facts.mode, modified: facts.time, hash: hash))
                size = size.adding(clamping: facts.size)
                readers.add(path, facts)
                if isChanged {
                    report(
                        Message(
                            .warning, .changedFile, at: Place(file: path.text), "was written to while it was read",
                            hint: "the archive holds something between before and after"))
                    failed += 1
                }
                advance(0, 1)
            case .leftOut(let failure):
                report(failure.message)
                failed += 1
            }
        }
    }

    /// Ends the archive, syncs it, and puts it and the manifest beside it under their names. Neither may be read by anybody who may not
    /// read every file in the archive.
    ///
    /// - Parameters:
    ///   - leftOut: how many files are not in it that should be, for its header.
    ///   - check: gets a path to the synced archive before it has its name; if it throws, there is no archive.
    mutating func finish(at path: String, leftOut: Int = 0, after check: (String) throws -> Void = { _ in }) throws {
        manifest.header.leftOut = leftOut
        let sealed = try manifest.finish(in: writer)
        let mode: UInt32 = readers.isAllowed ? 0o640 : 0o600
        try output.narrow(to: mode)
        try output.finish(after: check)
        try sealed.write(to: Manifest.beside(path), narrowedTo: mode)
    }
}

/// Collects the lines of a manifest while members are written, and puts it into the archive as its last member.
struct ManifestBuilder {
    /// The first line, which is written last.
    var header: ManifestHeader
    private let lines = Spool()
    private var newest = UTCTime(seconds: 0)
    private(set) var count = 0

    init(_ header: ManifestHeader) { self.header = header }

    mutating func add(_ line: ManifestLine) throws {
        try lines.write(line.serialised())
        newest = max(newest, line.modified)
        count += 1
    }

    /// Ends the archive. The manifest has the time of the newest member, so that the bytes depend on the members only.
    mutating func finish(in writer: ArchiveWriter) throws -> SealedManifest {
        let manifest = Spool()
        var hash = SHA256()
        var size = 0
        func write(_ bytes: [UInt8]) throws {
            bytes.withUnsafeBytes { hash.update($0) }
            size += bytes.count
            try manifest.write(bytes)
        }
        try write(header.serialised())
        try lines.forEachChunk(write)
        try writer.add(manifest, size: size, as: Manifest.member, modified: newest)
        return SealedManifest(header: header, lines: manifest, hash: hash.finish(), seal: try writer.finish())
    }
}

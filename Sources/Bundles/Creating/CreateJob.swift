import Glibc
import Streams

/// Puts the chosen files of a folder into one archive per month, and removes them only when they surely stand there.
public struct CreateJob {
    let options: CreateOptions
    let report: Report
    /// Called with the bytes and files done since the last call.
    let advance: (Int, Int) -> Void
    let folder: ArchiveFolder

    /// What a run did.
    public struct Result: Sendable {
        /// Archives that were written, as paths.
        public var archives: [String] = []
        public var archived = 0
        public var removed = 0
        /// Files that could not be read, or were not what they should be.
        public var failed = 0
    }

    public init(_ options: CreateOptions, report: @escaping Report, advance: @escaping (Int, Int) -> Void = { _, _ in }) throws {
        self.options = options
        self.report = report
        self.advance = advance
        guard let from = realPath(options.from), FileFacts(path: from)?.kind == .folder else {
            throw Failure(.noInput, .cannotRead, at: Place(file: options.from), "is not a folder")
        }
        let stem = from.split(separator: "/").last.map(String.init) ?? "root"
        folder = ArchiveFolder(path: options.into, stem: stem, report: report)
    }

    /// The files of a month that go to one archive.
    struct Batch {
        var archive: String
        /// The archive is there already, and these files stand in it.
        var isArchived: Bool
        var candidates = Spool(capacity: 1 << 16)
        var count = 0
        var size = 0

        mutating func add(_ candidate: Candidate) throws {
            try candidates.write(candidate.serialised(archive: archive, isArchived: isArchived))
            count += 1
            size += candidate.size
        }
    }

    // MARK: Choosing

    /// The chosen files by month.
    private func choose() throws -> [String: Batch] {
        var leaveOut = [options.into]
        if case .trash(let trash, _) = options.disposal { leaveOut.append(trash) }
        var months: [String: Batch] = [:]
        try FolderWalk(options.from, leaveOut: leaveOut, report: report).forEach { found in
            guard options.selects(found) else { return }
            try months[found.facts.time.month, default: Batch(archive: "", isArchived: false)].add(Candidate(found))
        }
        return months
    }

    /// The files of a plan that nobody changed since.
    private func chosen(by plan: Input) throws -> (months: [String: Batch], changed: Int) {
        var months: [String: Batch] = [:]
        var changed = 0
        var last: [String: String] = [:]
        while let line = try plan.line() {
            guard let candidate = Candidate(line), isPath(candidate.path) else {
                throw Failure(.data, .malformedPlan, at: Place(file: plan.name), "has a line that is none", hint: "make the plan anew")
            }
            let month = UTCTime(seconds: candidate.modified).month
            guard last[month].map({ pathPrecedes($0, candidate.path) }) ?? true else {
                throw Failure(.data, .malformedPlan, at: Place(file: plan.name, cell: candidate.path), "stands twice or out of order")
            }
            last[month] = candidate.path
            guard let facts = FileFacts(path: "\(options.from)/\(candidate.path)"), candidate.isUnchanged(facts) else {
                report(Message(.warning, .changedFile, at: place(candidate.path), "changed since the plan was made, and stays"))
                changed += 1
                continue
            }
            try months[month, default: Batch(archive: "", isArchived: false)].add(candidate)
        }
        return (months, changed)
    }

    /// Whether a path stays inside of a folder.
    private func isPath(_ path: String) -> Bool {
        !path.split(separator: "/", omittingEmptySubsequences: false).contains { ["", ".", ".."].contains($0) }
    }

    func place(_ path: String) -> Place { Place(file: "\(options.from)/\(path)") }

    /// A month's files by archive: those that stand in one already, and those that make a new one.
    private func batches(
        month: String, of chosen: Batch, names: [ArchiveFolder.Name], each: (Candidate, Batch) throws -> Void = { _, _ in }
    ) throws -> [Batch] {
        var existing = try names.filter { $0.month == month }.map { name in
            (batch: Batch(archive: name.text, isArchived: true), lines: try ManifestCursor(folder.manifest(of: name.text)))
        }
        var new = Batch(archive: folder.nextName(month: month, format: options.format, after: names), isArchived: false)
        var lines = SpoolLines(chosen.candidates)
        while let line = try lines.next() {
            guard let candidate = Candidate(line) else { continue }
            var isArchived = false
            for index in existing.indices where !isArchived {
                guard let line = try existing[index].lines.line(at: "\(folder.stem)/\(candidate.path)") else { continue }
                isArchived = line.size == candidate.size && line.modified.seconds == candidate.modified
                guard isArchived else { continue }
                try existing[index].batch.add(candidate)
                try each(candidate, existing[index].batch)
            }
            guard !isArchived else { continue }
            try new.add(candidate)
            try each(candidate, new)
        }
        return existing.map(\.batch).filter { $0.count > 0 } + (new.count > 0 ? [new] : [])
    }

    // MARK: Doing

    /// Writes what would be done, as NDJSON, and does nothing.
    public func writePlan(to output: Output) throws {
        try output.write(options.planHeader())
        let names = folder.names()
        for (month, chosen) in try choose().sorted(by: { $0.key < $1.key }) {
            _ = try batches(month: month, of: chosen, names: names) { candidate, batch in
                try output.write(candidate.serialised(archive: batch.archive, isArchived: batch.isArchived))
            }
        }
    }

    /// Archives the files of a plan that nobody changed since it was made.
    ///
    /// - Parameter plan: read up to its first line, which made the options.
    public func run(plan: Input) throws -> Result { try run { try chosen(by: plan) } }

    public func run() throws -> Result { try run { (try choose(), 0) } }

    private func run(_ choose: () throws -> (months: [String: Batch], changed: Int)) throws -> Result {
        try makeFolders(options.into)
        let trash = try Trash(options)
        let locks = try FolderLock.all([options.from, options.into], wait: options.wait)
        defer { withExtendedLifetime(locks) {} }
        folder.removeLeftovers()
        let (months, changed) = try choose()
        var result = Result(failed: changed)
        for (month, chosen) in months.sorted(by: { $0.key < $1.key }) {
            let names = folder.names()
            for var batch in try batches(month: month, of: chosen, names: names) {
                if !batch.isArchived { try write(&batch, names: names, &result) }
                try dispose(of: batch, trash, &result)
            }
        }
        try trash?.removeExpired(report: report)
        return result
    }

    /// Writes a new archive and its manifest; nothing is under their names before it is complete and synced.
    private func write(_ batch: inout Batch, names: [ArchiveFolder.Name], _ result: inout Result) throws {
        try requireSpace(batch.size, in: options.into)
        let last = try folder.lastLink(names)
        let header = ManifestHeader(archive: batch.archive, sequence: last.sequence + 1, previous: last.link)
        let path = "\(options.into)/\(batch.archive)"
        let output = try Output(replacing: path)
        let writer = try ArchiveWriter(options.format, to: output)
        var manifest = ManifestBuilder(header)
        var lines = SpoolLines(batch.candidates)
        try manifest.begin()
        while let line = try lines.next() {
            guard let candidate = Candidate(line) else { continue }
            do {
                let source = try SourceFile(path: "\(options.from)/\(candidate.path)")
                try manifest.add(writer.add(source, as: "\(folder.stem)/\(candidate.path)"))
                advance(source.facts.size, 1)
            } catch let failure as Failure where failure.message.code == .cannotRead && failure.status != .io {
                report(failure.message)
                result.failed += 1
            }
        }
        guard manifest.count > 0 else { return }
        let sealed = try manifest.finish(in: writer)
        try output.finish()
        try sealed.write(to: Manifest.beside(path))
        result.archives.append(path)
        result.archived += manifest.count
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

    init(_ header: ManifestHeader) { self.header = header }

    mutating func begin() throws { try write(header.serialised()) }

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

/// Finds lines of a manifest while paths come in the same order.
struct ManifestCursor {
    private var lines: SpoolLines
    private var current: ManifestLine?

    init(_ manifest: SealedManifest) throws { try self.init(manifest.lines) }

    init(_ spool: Spool) throws {
        lines = SpoolLines(spool)
        _ = try lines.next()
        try step()
    }

    private mutating func step() throws { current = try lines.next().flatMap { ManifestLine($0) } }

    /// The line of a path; nil when there is none.
    mutating func line(at path: String) throws -> ManifestLine? {
        while let line = current, pathPrecedes(line.path, path) { try step() }
        return current?.path == path ? current : nil
    }
}

import Glibc
import Streams

/// Puts the chosen files of a folder into one archive per month, and removes them only when they are certainly in it.
public struct CreateJob {
    let options: CreateOptions
    let report: Report
    /// Called with the bytes and files done since the last call.
    let advance: (Int, Int) -> Void
    private let expect: (Int) -> Void
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

    /// - Parameter expect: called with the bytes of all files, as often as they are gone through, once that is known.
    public init(
        _ options: CreateOptions, report: @escaping Report, expect: @escaping (Int) -> Void = { _ in },
        advance: @escaping (Int, Int) -> Void = { _, _ in }
    ) throws {
        self.options = options
        self.report = report
        (self.expect, self.advance) = (expect, advance)
        guard let from = realPath(options.from), FileFacts(path: from)?.kind == .folder else {
            throw Failure(.noInput, .cannotRead, at: Place(file: options.from), "is not a folder")
        }
        try FileRoles.requireApart(options.into, "--into", from: [("the folder of --from", from)])
        let stem = from.split(separator: "/").last.map(String.init) ?? "root"
        folder = ArchiveFolder(path: options.into, stem: stem, report: report)
    }

    /// The files of a month that go to one archive.
    struct Batch {
        var archive: String
        /// The archive is there already, and these files are in it.
        var isArchived: Bool
        var files = CandidateSpool()
    }

    /// The files that were chosen, by month, and how many could not be, or are not any more what was chosen.
    private struct Choice {
        var months: [String: CandidateSpool] = [:]
        var failed = 0
        /// Bytes of all files.
        var size: Int { months.values.reduce(0) { $0.adding(clamping: $1.size) } }
        /// The day of the last one since 1970, and its month: the next is often of the same.
        private var last = (day: Int.min, month: "")

        mutating func add(_ candidate: Candidate) throws {
            let seconds = UTCTime(seconds: candidate.modified.seconds).seconds
            let day = (seconds - (seconds < 0 ? 86_399 : 0)) / 86_400
            if day != last.day { last = (day, UTCTime(seconds: seconds).month) }
            try months[last.month, default: CandidateSpool()].add(candidate)
        }

        func forEachMonth(_ body: (String, CandidateSpool) throws -> Void) throws {
            for (month, files) in months.sorted(by: { $0.key < $1.key }) { try body(month, files) }
        }
    }

    // MARK: Choosing

    private func choose() throws -> Choice {
        var leaveOut = [options.into]
        if case .trash(let trash, _) = options.disposal { leaveOut.append(trash) }
        var choice = Choice()
        var fromTheFuture: (count: Int, first: BytePath)?
        choice.failed = try FolderWalk(options.from, leaveOut: leaveOut, secrets: options.secrets, report: report)
            .forEach { found in
                if options.selects(found) {
                    guard try !isStreamsLog(found.path, found.facts) else { return }
                    try choice.add(Candidate(found))
                } else if options.olderThan != nil, found.facts.time.isFuture(asOf: options.asOf) {
                    fromTheFuture = ((fromTheFuture?.count ?? 0) + 1, fromTheFuture?.first ?? found.path)
                }
            }
        if let fromTheFuture {
            report(.fromTheFuture(fromTheFuture.count, first: options.from / fromTheFuture.first))
            choice.failed += fromTheFuture.count
        }
        return choice
    }

    /// Whether standard output or error is appended to a chosen file, which is then left out.
    private func isStreamsLog(_ path: BytePath, _ facts: FileFacts) throws -> Bool {
        guard try facts.isStreamsLog(at: options.from / path) else { return false }
        report(.streamsLog(options.from / path))
        return true
    }

    /// The files of a plan that nobody changed since.
    private func chosen(by plan: Input) throws -> Choice {
        var choice = Choice()
        var secrets = SecretFiles(options.secrets + KeyFileNames.named(around: options.from))
        var folders: Set<[UInt8]> = []
        var last: [String: BytePath] = [:]
        while let line = try plan.line() {
            guard let candidate = Candidate(line), isPathBelow(candidate.path) else {
                throw Failure(
                    .data, .malformedPlan, at: Place(file: plan.name), "has a line that cannot be read",
                    hint: "make the plan anew")
            }
            let month = UTCTime(seconds: candidate.modified.seconds).month
            guard last[month].map({ pathPrecedes($0, candidate.path) }) ?? true else {
                throw Failure(
                    .data, .malformedPlan, at: Place(file: plan.name, cell: candidate.path.text),
                    "appears twice or out of order")
            }
            last[month] = candidate.path
            guard let facts = FileFacts(path: options.from / candidate.path), candidate.isUnchanged(facts) else {
                report(
                    Message(
                        .warning, .changedFile, at: place(candidate.path), "changed since the plan was made, and stays")
                )
                choice.failed += 1
                continue
            }
            // A home below the folder, whose key a plan that was changed by hand may list.
            var folder = candidate.path.bytes[...]
            while let end = folder.lastIndex(of: UInt8(ascii: "/")) {
                folder = folder[..<end]
                guard folders.insert(Array(folder)).inserted else { break }
                let home = (options.from / BytePath(bytes: folder)).string
                secrets = secrets.union(SecretFiles(home.map { KeyFileNames.named(in: $0) } ?? []))
            }
            let path = options.from / candidate.path
            let holding = secrets.holding(of: facts) { flags in path.withCString { open($0, flags) } }
            guard holding == nil else {
                report(
                    Message(
                        holding == .whole ? .note : .warning, .passedOver, at: place(candidate.path),
                        "holds a key, and is left out"))
                if holding == .part { choice.failed += 1 }
                continue
            }
            guard try !isStreamsLog(candidate.path, facts) else { continue }
            try choice.add(candidate)
        }
        return choice
    }

    func place(_ path: BytePath) -> Place { Place(file: (options.from / path).text) }

    /// A month's files by archive: those that are in one already, and those that make a new one.
    private func batches(
        month: String, of chosen: CandidateSpool, names: [ArchiveFolder.Name],
        each: ((Candidate, Batch) throws -> Void)? = nil
    ) throws -> [Batch] {
        var existing = try names.filter { $0.month == month }.map { name in
            (
                batch: Batch(archive: name.text, isArchived: true),
                lines: try ManifestCursor(folder.manifest(of: name.text, isDry: each != nil))
            )
        }
        var new = Batch(archive: folder.nextName(month: month, format: options.format, after: names), isArchived: false)
        if existing.isEmpty, each == nil {
            new.files = chosen
            return [new]
        }
        try chosen.forEach { candidate in
            for index in existing.indices {
                guard let line = try existing[index].lines.line(at: folder.stem / candidate.path),
                    line.size == candidate.size, line.modified.seconds == candidate.modified.seconds
                else { continue }
                try existing[index].batch.files.add(candidate)
                try each?(candidate, existing[index].batch)
                return
            }
            try new.files.add(candidate)
            try each?(candidate, new)
        }
        return (existing.map(\.batch) + [new]).filter { $0.files.count > 0 }
    }

    // MARK: Doing

    /// Writes what would be done, as NDJSON, and does nothing.
    public func writePlan(to output: Output) throws {
        try output.write(options.planHeader())
        let names = try folder.names()
        try choose().forEachMonth { month, chosen in
            _ = try batches(month: month, of: chosen, names: names) { candidate, batch in
                try output.write(candidate.serialised(archive: batch.archive, isArchived: batch.isArchived))
            }
        }
    }

    /// Archives the files of a plan that nobody changed since it was made.
    ///
    /// - Parameter plan: read up to its first line, which made the options.
    public func run(plan: Input) throws -> Result { try run { try chosen(by: plan) } }

    public func run() throws -> Result { try run { try choose() } }

    private func run(_ choose: () throws -> Choice) throws -> Result {
        try makeFolders(options.into)
        let trash = try Trash(options)
        let locks = try FolderLock.all([options.from, options.into], wait: options.wait)
        defer { withExtendedLifetime(locks) {} }
        folder.removeLeftovers()
        let choice = try choose()
        var result = Result(failed: choice.failed)
        // Written, read back, and read again in their place.
        expect(choice.size.multiplied(clamping: options.disposal != .keep ? 3 : options.verify ? 2 : 1))
        try choice.forEachMonth { month, chosen in
            let names = try folder.names()
            for batch in try batches(month: month, of: chosen, names: names) {
                if !batch.isArchived { try write(batch, names: names, &result) }
                try dispose(of: batch, trash, &result)
            }
        }
        try trash?.removeExpired(report: report)
        return result
    }

    /// Writes a new archive and its manifest; nothing is under their names before it is complete and synced.
    private func write(_ batch: Batch, names: [ArchiveFolder.Name], _ result: inout Result) throws {
        try requireSpace(batch.files.size, in: options.into)
        let last = try folder.lastLink(names)
        let path = "\(options.into)/\(batch.archive)"
        // An archive is never replaced.
        guard FileFacts(path: path) == nil else {
            throw Failure(.cannotCreate, .existingFile, at: Place(file: path), "is there already")
        }
        let output = try Output(replacing: path, permissions: FolderPrivacy.fileMode(in: path))
        var members = try MemberWriter(
            options.format,
            header: ManifestHeader(archive: batch.archive, sequence: last.sequence + 1, previous: last.link), to: output
        )
        try members.add(report: report, advance: advance) { add in
            try batch.files.forEach { try add(options.from / $0.path, folder.stem / $0.path) }
        }
        result.failed += members.failed
        guard members.count > 0 else { return }
        try members.finish(at: path)
        result.archives.append(path)
        result.archived += members.count
    }
}

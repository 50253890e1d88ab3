import Glibc
import Streams

/// Removes the files of a folder that no rule keeps, and says of every file why it stays or goes.
public struct PruneJob {
    private let from: String
    private let rules: KeepRules
    private let patterns: FilePatterns
    private let allowEmpty: Bool
    private let disposal: Disposal
    private let report: Report

    public init(
        from: String, rules: KeepRules, patterns: FilePatterns, allowEmpty: Bool, disposal: Disposal,
        report: @escaping Report
    ) {
        self.from = from
        self.rules = rules
        self.patterns = patterns
        self.allowEmpty = allowEmpty
        self.disposal = disposal
        self.report = report
    }

    /// What is to become of every file: those that no rule is about, then the others, newest first. Memory: that of `SortedRecords`.
    ///
    /// - Throws: `Failure` with code `would-empty` when no file would stay and that is not allowed.
    public func decide(asOf now: UTCTime = .now()) throws -> PruneDecisions {
        var decisions = PruneDecisions()
        var series = SortedRecords(descending: true)
        var archives = ArchiveSearch()
        var leaveOut: [String] = []
        if case .trash(let trash, _) = disposal { leaveOut.append(trash) }
        decisions.passedOver = try FolderWalk(from, leaveOut: leaveOut, report: report).forEach { found in
            if found.path.isLedger {
                try decisions.add(Candidate(found), keptFor: "the ledger")
            } else if !patterns.isEmpty, !patterns.matches(found.path) {
                try decisions.add(Candidate(found), keptFor: "matches no pattern")
            } else if try found.facts.isStreamsLog(at: from / found.path) {
                try decisions.add(Candidate(found), keptFor: "the log of this run")
            } else if let archive = Manifest.archive(ofManifest: found.path) {
                // It goes with its archive. One whose archive is gone is not a result of its own and takes no place.
                if try !isThere(archive) {
                    try decisions.add(Candidate(found), keptFor: "manifest without its archive")
                }
            } else {
                try archives.add(found, below: from)
                try series.add(Self.key(found, below: from) + Candidate(found).record)
            }
        }
        let holdsArchives = try archives.isSuccessful { fault(of: $0) == nil }
        func flaw(of candidate: Candidate) throws -> Message? {
            try self.fault(of: candidate.path)
                ?? archives.copied(by: candidate, below: from).map { .copy(from / candidate.path, of: $0) }
        }
        var reasons = KeepReasons(rules, asOf: now)
        var fromTheFuture: (count: Int, first: BytePath)?
        try series.forEach { record in
            let candidate = Candidate(record: record[(record.firstIndex(of: Self.keyEnd)! + 1)...])
            let (time, modified) = (Self.time(ofKey: record), UTCTime(seconds: candidate.modified.seconds))
            guard !time.isFuture(asOf: now) else {
                fromTheFuture = ((fromTheFuture?.count ?? 0) + 1, candidate.path)
                return try decisions.add(candidate, keptFor: "dated in the future")
            }
            // A rule gives a place to an archive only if that one can be relied on, and among archives to nothing else. Nor does one go
            // that cannot: somebody has to look at it.
            var after = reasons
            let why = after.next(time, modified: modified, isPart: Manifest.isOfMonth(candidate.path))
            let isArchive = ArchiveFormat(name: candidate.path.text) != nil
            if holdsArchives, !isArchive, why.takesPlace || why.texts.isEmpty {
                report(.noArchive(from / candidate.path))
                decisions.passedOver += 1
                return try decisions.add(candidate, keptFor: "not an archive, and takes no place")
            }
            if isArchive, why.takesPlace || holdsArchives && why.texts.isEmpty, let fault = try flaw(of: candidate) {
                report(fault)
                decisions.unverified += 1
                return try decisions.add(candidate, keptFor: "cannot be verified, and takes no place")
            }
            reasons = after
            try decisions.add(candidate, keptFor: why.texts.isEmpty ? nil : why.texts.joined(separator: ", "))
        }
        if let fromTheFuture {
            report(.fromTheFuture(fromTheFuture.count, first: from / fromTheFuture.first))
            decisions.passedOver += fromTheFuture.count
        }
        guard allowEmpty || decisions.removed == 0 || decisions.kept > 0 else {
            throw Failure(
                .data, .wouldEmpty, at: Place(file: from),
                decisions.removed == 1 ? "its only file would go" : "all \(decisions.removed) files would go",
                hint: "give --allow-empty if that is meant")
        }
        return decisions
    }

    /// Why an archive cannot be relied on; nil if it was read to its end, is the one of its manifests and its name, and holds something.
    private func fault(of path: BytePath) -> Message? {
        do {
            let file = (from / path).text
            let checked = try CheckedArchive(reading: file)
            _ = try checked.compareWithManifestIfThere()
            try checked.compareWithNeighbours()
            if checked.header.leftOut > 0 {
                let count = checked.header.leftOut
                return Message(
                    .error, .brokenArchive, at: Place(file: file),
                    "is a backup that lacks \(count == 1 ? "a file" : "\(count) files") that should be in it; it counts for no rule",
                    hint: "make one of everything, then remove it")
            }
            if checked.count == 0 {
                return Message(
                    .error, .brokenArchive, at: Place(file: file), "holds no file; it counts for no rule",
                    hint: "remove it")
            }
            return nil
        } catch let failure as Failure {
            var message = failure.message
            message.text += "; it counts for no rule"
            return message
        } catch {
            return Message(.error, .brokenArchive, at: Place(file: (from / path).text), "cannot be read: \(error)")
        }
    }

    /// Ends what the order goes by, and is left out of it.
    private static let keyEnd: UInt8 = 1

    /// What the order of files goes by: the time, as digits that sort like numbers, then the path.
    ///
    /// The time of an archive is near the one that its name states: copies without their times are all of the day of the copying, or of
    /// 1970, and a rule for months would keep one of them.
    private static func key(_ found: FolderWalk.Found, below folder: String) -> [UInt8] {
        let time = Manifest.time(of: folder / found.path, modified: found.facts.modified)
        let digits = String(UInt(bitPattern: time) ^ (1 << 63), radix: 16)
        return
            (Array(String(repeating: "0", count: 16 - digits.utf8.count).utf8) + Array(digits.utf8) + found.path.bytes)
            .filter { $0 != keyEnd } + [keyEnd]
    }

    /// The time that a key begins with.
    private static func time(ofKey key: ArraySlice<UInt8>) -> UTCTime {
        let digits = UInt(String(decoding: key.prefix(16), as: UTF8.self), radix: 16) ?? 0
        return UTCTime(seconds: Int(bitPattern: digits ^ (1 << 63)))
    }

    /// Whether there is a file of that path.
    ///
    /// - Throws: `Failure` if that is not known: nothing is removed by a guess.
    private func isThere(_ path: BytePath) throws -> Bool {
        if let facts = FileFacts(path: from / path) { return facts.kind == .file }
        guard errno == ENOENT else {
            throw Failure(
                .reading(errno: errno), .cannotRead, at: Place(file: (from / path).text),
                "cannot be looked at: \(systemMessage(errno))")
        }
        return false
    }

    private func openTrash() throws -> Trash? {
        guard case .trash(let folder, let grace) = disposal else { return nil }
        return try Trash(folder, grace: grace, from: from)
    }

    /// Makes the trash, before anything is said of files that could not be moved there.
    public func requireTrash() throws { _ = try openTrash() }

    /// Removes what is to go, unless it changed meanwhile.
    ///
    /// - Returns: how many files could not be removed.
    public func carryOut(_ decisions: PruneDecisions) throws -> Int {
        let trash = try openTrash()
        let stem = realPath(from)?.split(separator: "/").last.map(String.init) ?? "root"
        var failed = 0
        try decisions.forEachCandidate { candidate, reason in
            guard reason == nil else { return }
            let path = from / candidate.path
            guard FileFacts(path: path).map(candidate.isUnchanged) ?? false else {
                report(
                    Message(
                        .warning, .changedFile, at: Place(file: path.text), "changed since it was chosen, and stays"))
                failed += 1
                return
            }
            // The archive goes last, so that no manifest stays without it.
            let manifest = Manifest.beside(candidate.path)
            let hasManifest = ArchiveFormat(name: path.text) != nil && FileFacts(path: from / manifest) != nil
            for file in (hasManifest ? [manifest] : []) + [candidate.path] {
                if let trash {
                    try trash.take(from / file, as: stem / file)
                } else if (from / file).withCString({ unlink($0) }) != 0 {
                    report(
                        Message(
                            .error, .cannotWrite, at: Place(file: (from / file).text),
                            "cannot remove: \(systemMessage(errno))"))
                    failed += 1
                    break
                }
            }
        }
        try trash?.removeExpired(report: report)
        return failed
    }
}

/// What is to become of files, put aside in their order.
public struct PruneDecisions {
    private let spool = Spool(capacity: 1 << 16)
    public private(set) var kept = 0
    public private(set) var removed = 0
    /// How many files and folders could not be looked at.
    public fileprivate(set) var passedOver = 0
    /// How many archives a rule would have kept, and cannot be verified.
    public fileprivate(set) var unverified = 0

    /// What is decided of a file.
    public struct Decision: Sendable {
        /// Path under the folder.
        public var path: BytePath
        public var isKept: Bool
        public var reason: String
        public var size: Int
        public var modified: UTCTime
    }

    /// - Parameter reason: why it stays; nil for one that goes.
    fileprivate mutating func add(_ candidate: Candidate, keptFor reason: String?) throws {
        if reason == nil { removed += 1 } else { kept += 1 }
        try spool.write(Array((reason ?? "").utf8) + [UInt8(ascii: "\n")] + candidate.record + [0])
    }

    fileprivate func forEachCandidate(_ body: (_ candidate: Candidate, _ reason: String?) throws -> Void) throws {
        var records = SpoolLines(spool, separator: 0)
        while let record = try records.next() {
            let end = record.firstIndex(of: UInt8(ascii: "\n"))!
            try body(
                Candidate(record: record[(end + 1)...]),
                end == record.startIndex ? nil : String(decoding: record[..<end], as: UTF8.self))
        }
    }

    public func forEach(_ body: (Decision) throws -> Void) throws {
        try forEachCandidate { candidate, reason in
            try body(
                Decision(
                    path: candidate.path, isKept: reason != nil, reason: reason ?? "kept by no rule",
                    size: candidate.size,
                    modified: UTCTime(seconds: candidate.modified.seconds)))
        }
    }
}

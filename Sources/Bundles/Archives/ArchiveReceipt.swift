import Streams

/// What archives were at a time, a line for each: to be kept where who can write to the archives cannot write.
///
/// A chain of manifests shows that an archive was exchanged or lost only as long as a later archive is there that nobody exchanged. Who can
/// write to the folder can remove the newest archives, or make all from one on anew; against that only a receipt helps.
public struct ArchiveReceipt {
    /// An archive's line: `{"archive":"output_2026-10.tar.gz","sequence":3,"size":1234,"sha256":"…"}` and LF.
    struct Line: Hashable {
        var archive: String
        var sequence: Int
        var size: Int
        var hash: String

        init(_ archive: VerifyJob.Verified) {
            self.archive = archive.name
            (sequence, size, hash) = (archive.sequence, archive.seal.size, archive.seal.hash)
        }

        init?(_ line: ArraySlice<UInt8>) {
            guard let object = try? JSON(parsing: Array(line)), let archive = object["archive"]?.string,
                let sequence = object["sequence"]?.number.flatMap({ Int(exactly: $0) }),
                let size = object["size"]?.number.flatMap({ Int(exactly: $0) }), let hash = object["sha256"]?.string
            else { return nil }
            (self.archive, self.sequence, self.size, self.hash) = (archive, sequence, size, hash)
        }

        func serialised() -> String {
            JSON.object([
                .init("archive", .string(archive)), .init("sequence", .number(Double(sequence))),
                .init("size", .number(Double(size))), .init("sha256", .string(hash)),
            ]).serialised() + "\n"
        }

        /// What the names of one chain have in common.
        var series: Substring { archive[..<(archive.lastIndex(of: "_") ?? archive.endIndex)].prefix { $0 != "_" } }
    }

    public let path: String
    private var lines: [Line] = []

    /// - Parameter isNew: a receipt that does not exist yet is accepted.
    /// - Throws: `Failure` with status 65 for a line that cannot be read, 66 if there is no such file.
    public init(path: String, isNew: Bool) throws {
        self.path = path
        if isNew, FileFacts(path: path) == nil { return }
        if let facts = realPath(path).flatMap({ FileFacts(path: $0) }), facts.kind != .file {
            throw Failure(
                .data, .brokenReceipt, at: Place(file: path), "is not a file", hint: "name a file that can be kept")
        }
        let input = try Input(path: path)
        while let line = try input.line() {
            guard let line = Line(line) else {
                throw Failure(
                    .data, .brokenReceipt, at: Place(file: path), "has a line that cannot be read",
                    hint: "take the receipt from where it was kept")
            }
            lines.append(line)
        }
        guard !lines.isEmpty || isNew else { throw Failure(.data, .brokenReceipt, at: Place(file: path), "is empty") }
    }

    /// Holds archives against the receipt.
    ///
    /// Archives that are missing from a series' begin may have been pruned, and are listed in a note. Any other missing archive is a fault.
    ///
    /// - Returns: how many archives of the receipt are missing or others.
    public func compare(_ archives: [VerifyJob.Verified], report: Report) -> Int {
        let there = Dictionary(archives.map { ($0.name, Line($0)) }, uniquingKeysWith: { a, _ in a })
        var faults = 0
        var pruned: [Line] = []
        for line in lines {
            if let found = there[line.archive] {
                guard found != line else { continue }
                fault("is not the archive of the receipt: its SHA-256 is another one", of: line)
            } else if let first = there.values.filter({ $0.series == line.series }).map(\.sequence).min(),
                line.sequence < first
            {
                pruned.append(line)
            } else {
                fault("is in the receipt, and is missing", of: line)
            }
        }
        func fault(_ what: String, of line: Line) {
            faults += 1
            report(
                Message(
                    .error, .brokenReceipt, at: Place(file: path, cell: line.archive), what,
                    hint: "take it from a backup"))
        }
        if let first = pruned.first {
            let which = pruned.count == 1 ? "is" : "\(pruned.count) archives, this one first, are"
            report(
                Message(
                    .note, .brokenReceipt, at: Place(file: path, cell: first.archive),
                    "\(which) older than all that are there: pruned, if that was meant"))
        }
        return faults
    }

    /// The archives that the receipt does not have.
    public func lacking(_ archives: [VerifyJob.Verified]) -> [VerifyJob.Verified] {
        let known = Set(lines.map(\.archive))
        return archives.filter { !known.contains($0.name) }
    }

    /// Writes the receipt with these archives behind those that it has.
    public func write(adding archives: [VerifyJob.Verified]) throws {
        let output = try Output(replacing: path, permissions: FolderPrivacy.fileMode(in: path), isOwnState: true)
        for line in lines + archives.map(Line.init) { try output.write(line.serialised()) }
        try output.finish()
    }
}

import Glibc
import Streams

/// Saves the folders of a home in one archive, and brings it back to a scratch folder to prove that it can be.
public struct BackupJob {
    /// What is saved, in the order of the archive.
    public static let folders = ["archive", "config", "input", "logs", "output"]

    private let home: String
    private let into: String
    private let format: ArchiveFormat
    private let secrets: [String]
    private let allowEmpty: Bool
    private let report: Report
    private let advance: (Int, Int) -> Void
    private let expect: (Int) -> Void

    public struct Result: Sendable {
        public var path: String
        public var files: Int
        public var bytes: Int
        /// Files that could not be read.
        public var failed: Int
    }

    /// - Parameters:
    ///   - secrets: files that hold a key, which are left out.
    ///   - allowEmpty: a backup is made though a folder holds nothing that held something when the one before was made.
    public init(
        home: String, into: String, format: ArchiveFormat, secrets: [String] = [], allowEmpty: Bool = false,
        report: @escaping Report, expect: @escaping (Int) -> Void, advance: @escaping (Int, Int) -> Void
    ) {
        self.home = home
        self.into = into
        self.format = format
        self.secrets = secrets
        self.allowEmpty = allowEmpty
        self.report = report
        (self.expect, self.advance) = (expect, advance)
    }

    /// - Parameter wait: seconds to wait for another run.
    public func run(wait: Int, at time: UTCTime = .now()) throws -> Result {
        try makeFolders(into)
        let there = try Self.folders.filter { try isFolder("\(home)/\($0)") }
        // mp-archive create moves files from one of them to another.
        let locks = try FolderLock.all([into] + there.map { "\(home)/\($0)" }, wait: wait)
        defer { withExtendedLifetime(locks) {} }
        for name in try FolderWalk.names(in: into) where isLeftover(name) { removeTree("\(into)/\(name)") }
        guard !there.isEmpty else {
            throw Failure(
                .noInput, .cannotRead, at: Place(file: home), "has none of \(Self.folders.joined(separator: ", "))",
                hint: "set MP_HOME to the folder that has them")
        }
        var total = 0
        var holdings = BackupHoldings()
        for folder in there {
            try walk(folder, report: { _ in }) { found in
                // A log that this run is appended to is saved as it is now.
                _ = try found.facts.isStreamsLog(at: "\(home)/\(folder)" / found.path)
                total = total.adding(clamping: found.facts.size)
                holdings.add(folder / found.path)
            }
        }
        if !allowEmpty { try holdings.requireContent(of: home, asMuchAs: BackupHoldings.latest(in: into)) }
        // Once for the archive, once for the test.
        try requireSpace(total.multiplied(clamping: 2), in: into)
        // And read back from there.
        expect(total.multiplied(clamping: 3))
        let name = nextName(time)
        let path = "\(into)/\(name)"
        let written = try write(there, to: path, name: name)
        return Result(path: path, files: written.files, bytes: written.bytes, failed: written.failed)
    }

    /// Whether a folder is there. It may be a link to one elsewhere; one that leads nowhere is not taken for a folder that nobody made.
    private func isFolder(_ path: String) throws -> Bool {
        guard let facts = FileFacts(path: path) else { return false }
        let target = facts.kind == .link ? realPath(path).flatMap { FileFacts(path: $0) } : facts
        guard target != nil || allowEmpty else {
            throw Failure(
                .noInput, .cannotRead, at: Place(file: path), "is a link that leads nowhere; no backup was made",
                hint: "see whether its disk is mounted; remove the link, or give --allow-empty, if nothing is missing")
        }
        return target?.kind == .folder
    }

    /// A name that no backup has: `backup_20261003_093000.tar.gz`, then `backup_20261003_093000_2.tar.gz`.
    private func nextName(_ time: UTCTime) -> String {
        let stem = "backup_\(time.localStamp)"
        var name = "\(stem).\(format.rawValue)"
        var part = 1
        while FileFacts(path: "\(into)/\(name)") != nil {
            part += 1
            name = "\(stem)_\(part).\(format.rawValue)"
        }
        return name
    }

    /// What a killed run left: `.backup_20261003_093000.tar.gz.restore`, or `.tmp` for the archive or its manifest in the making.
    private func isLeftover(_ name: String) -> Bool {
        guard name.hasPrefix(".backup_"), name.hasSuffix(".restore") || name.hasSuffix(".tmp") else { return false }
        let stamp = name.utf8.dropFirst(8).prefix(15)
        return stamp.count == 15
            && stamp.enumerated().allSatisfy { $0 == 8 ? $1 == UInt8(ascii: "_") : (48...57).contains($1) }
    }

    /// - Returns: how many files were passed over that should not have been.
    @discardableResult
    private func walk(_ folder: String, report: @escaping Report, _ body: (FolderWalk.Found) throws -> Void) throws
        -> Int
    {
        try FolderWalk("\(home)/\(folder)", leaveOut: [into], secrets: secrets, report: report).forEach(body)
    }

    private func write(_ folders: [String], to path: String, name: String) throws -> (
        files: Int, bytes: Int, failed: Int
    ) {
        let output = try Output(replacing: path, permissions: FolderPrivacy.fileMode(in: path))
        var members = try MemberWriter(
            format, header: ManifestHeader(archive: name, sequence: 1, previous: nil), to: output)
        var passedOver = 0
        var messages: [Message] = []
        try members.add(report: report, advance: advance) { add in
            for folder in folders {
                passedOver += try walk(folder, report: { messages.append($0) }) { found in
                    try add("\(home)/\(folder)" / found.path, folder / found.path)
                }
            }
        }
        // The walk was another thread's.
        messages.forEach(report)
        // A backup that cannot be restored never has a name.
        let leftOut = members.failed.adding(clamping: passedOver)
        try members.finish(at: path, leftOut: leftOut) { archive in
            do {
                try Interruption.polling { try testRestore(archive, name: name) }
            } catch let failure as Failure {
                throw Failure(
                    failure.status, .failedRestore, at: Place(file: path),
                    "could not be restored, and is not kept: \(failure.message.text)", hint: failure.message.hint)
            }
        }
        return (members.count, members.size, members.failed + passedOver)
    }

    /// Restores everything to a scratch folder beside the backup, and reads every file back from there.
    ///
    /// - Parameter path: the backup, which has no name yet.
    private func testRestore(_ path: String, name: String) throws {
        let scratch = "\(into)/.\(name).restore"
        defer { removeTree(scratch) }
        _ = try RestoreJob(path, to: scratch, report: { _ in }, advance: { bytes, _ in advance(bytes, 0) }).run()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        try ArchiveListing.forEach(in: path) { line in
            let (hash, size) = try SourceFile(path: scratch / line.path).digest(using: buffer)
            guard hash == line.hash, size == line.size else {
                throw Failure(
                    .data, .failedRestore, at: Place(file: line.path.text), "\(line.path.text) came back different")
            }
            advance(size, 0)
        }
    }
}

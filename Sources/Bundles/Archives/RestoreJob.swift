import CLibArchive
import Glibc
import Streams

/// Brings the members of an archive back to a folder, and never to anywhere else.
///
/// Members wait under numbers until the archive was read to its end and found good. Then folders are entered one by one
/// without following links, and the files get their names.
public struct RestoreJob {
    private let archive: String
    private let target: String
    private let patterns: FilePatterns
    private let overwrite: Bool
    private let report: Report
    private let advance: (Int, Int) -> Void
    private let expect: (Int) -> Void

    public struct Result: Sendable {
        public var restored = 0
        /// Files that were there already and stayed.
        public var kept = 0
    }

    public init(
        _ archive: String, to target: String, patterns: FilePatterns = FilePatterns([]), overwrite: Bool = false,
        report: @escaping Report, expect: @escaping (Int) -> Void = { _ in },
        advance: @escaping (Int, Int) -> Void = { _, _ in }
    ) {
        self.archive = archive
        self.target = target
        self.patterns = patterns
        self.overwrite = overwrite
        self.report = report
        (self.expect, self.advance) = (expect, advance)
    }

    /// - Parameter wait: seconds to wait for another run in the folder.
    public func run(wait: Int = 0) throws -> Result {
        let folder = try OutputFolder(target)
        do {
            let root = folder.openToRead()
            guard root >= 0 else {
                throw Failure(
                    .writing(errno: errno), .cannotWrite, at: Place(file: target),
                    "cannot open: \(systemMessage(errno))")
            }
            defer { close(root) }
            return try Interruption.polling { try restore(below: root, wait: wait) }
        } catch {
            for folder in folder.made.reversed() { rmdir(folder) }
            throw error
        }
    }

    private func restore(below root: Int32, wait: Int) throws -> Result {
        let lock = try FolderLock(target, wait: wait)
        defer { withExtendedLifetime(lock) {} }
        if let manifest = try SealedManifest(reading: Manifest.beside(archive)) {
            var wanted = 0
            var lines = try ManifestCursor(manifest)
            while let line = try lines.next() { if isWanted(line.path) { wanted = wanted.adding(clamping: line.size) } }
            expect(wanted)
            try requireSpace(wanted, in: target)
        }
        var result = Result()
        let staging = try Staging(in: root, of: target)
        let staged = try stage(to: staging, &result)
        try place(staged, from: staging, below: root, &result)
        // Once for all: fsync(2) for each of a hundred thousand files would take hours.
        guard shim_syncFileSystem(root) == 0 else {
            throw Failure(.io, .cannotWrite, at: Place(file: target), "cannot sync: \(systemMessage(errno))")
        }
        return result
    }

    private func isWanted(_ path: BytePath) -> Bool { patterns.isEmpty || patterns.matches(path) }

    /// Reads and checks the archive, and stages what is wanted.
    ///
    /// - Returns: the paths of the staged files, in the order of their numbers.
    private func stage(to staging: Staging, _ result: inout Result) throws -> Spool {
        let paths = Spool()
        var sinceLastLook = 0
        let checked = try CheckedArchive(
            reading: archive,
            receiver: { member in
                try Interruption.check()
                guard isWanted(member.path) else { return nil }
                if !overwrite, FileFacts(path: target / member.path) != nil {
                    keep(member.path, &result)
                    return nil
                }
                // Before anything has its name: the archive may hold a file that this run reads, such as itself.
                if let path = (target / member.path).string { try FileRoles.requireFree(path) }
                sinceLastLook = sinceLastLook.adding(clamping: member.size)
                if sinceLastLook > 1 << 26 {
                    try requireSpace(member.size, in: target)
                    sinceLastLook = 0
                }
                try staging.begin()
                try paths.write(Array(member.path.bytes) + [0])
                return { piece in
                    try Interruption.check()
                    try staging.write(piece)
                    advance(piece.count, 0)
                }
            },
            received: { member in
                try staging.end(mode: member.mode, modified: member.modified)
                advance(0, 1)
            })
        if try !checked.compareWithManifestIfThere() { report(.noManifestBeside(archive)) }
        try checked.compareWithNeighbours()
        checked.tellOtherName(report)
        if checked.header.leftOut > 0 {
            let count = checked.header.leftOut
            report(
                Message(
                    .warning, .passedOver, at: Place(file: archive),
                    "is an incomplete backup: \(counted(count, "file")) could not be saved when it was made",
                    hint: "take what is missing from another backup"))
        }
        return paths
    }

    private func keep(_ path: BytePath, _ result: inout Result) {
        result.kept += 1
        report(
            Message(
                .note, .existingFile, at: Place(file: (target / path).text), "is there already and stays",
                hint: "give --overwrite to replace it"))
    }

    /// Gives the staged files their names.
    private func place(_ staged: Spool, from staging: Staging, below root: Int32, _ result: inout Result) throws {
        var paths = SpoolLines(staged, separator: 0)
        var folder = EnteredFolder(root: root, of: target)
        while let bytes = try paths.next() {
            try Interruption.check()
            let path = BytePath(bytes: bytes)
            let name = try folder.enter(folderOf: path)
            if try staging.placeNext(in: folder.descriptor, as: name, overwrite: overwrite) {
                result.restored += 1
            } else {
                keep(path, &result)
            }
        }
    }
}

/// The folder that was entered last, kept open because the next file is likely to be in it.
private struct EnteredFolder: ~Copyable {
    private let root: Int32
    private let target: String
    private var path = BytePath("")
    private(set) var descriptor: Int32

    init(root: Int32, of target: String) {
        (self.root, self.target) = (root, target)
        descriptor = dup(root)
    }

    deinit { close(descriptor) }

    /// Enters the folder of a file, making what is missing. A link on the way is refused.
    ///
    /// - Returns: the file's name in it.
    mutating func enter(folderOf file: BytePath) throws -> BytePath {
        let folder = file.folder
        if folder != path {
            let next = try Self.open(folder, below: root, of: target)
            close(descriptor)
            (descriptor, path) = (next, folder)
        }
        return file.name
    }

    private static func open(_ path: BytePath, below root: Int32, of target: String) throws -> Int32 {
        var folder = dup(root)
        for name in path.bytes.split(separator: BytePath.slash).map(BytePath.init(bytes:)) {
            let isMissing = name.withCString { mkdirat(folder, $0, 0o777) } != 0 && errno != EEXIST
            let next =
                isMissing
                ? -1 : name.withCString { openat(folder, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
            let code = errno
            close(folder)
            guard !isMissing else {
                throw Failure(
                    .writing(errno: code), .cannotWrite, at: Place(file: (target / path).text),
                    "cannot make the folder: \(systemMessage(code))")
            }
            guard next >= 0 else {
                throw Failure(
                    .cannotCreate, .cannotWrite, at: Place(file: (target / path).text),
                    "\(name.text) is a link or no folder: \(systemMessage(code))",
                    hint: "restore to an empty folder")
            }
            folder = next
        }
        return folder
    }
}

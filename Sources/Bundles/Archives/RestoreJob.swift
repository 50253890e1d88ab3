import CLibArchive
import Glibc
import Streams

/// Brings the members of an archive back to a folder, and never to anywhere else.
///
/// The archive is read to its end and checked before anything is written. Folders are entered one by one without
/// following links, and a file gets its name only when its hash is the manifest's.
public struct RestoreJob {
    private let archive: String
    private let target: String
    private let patterns: FilePatterns
    private let overwrite: Bool
    private let report: Report
    private let advance: (Int, Int) -> Void

    public struct Result: Sendable {
        public var restored = 0
        /// Files that were there already and stayed.
        public var kept = 0
    }

    public init(
        _ archive: String, to target: String, patterns: FilePatterns = FilePatterns([]), overwrite: Bool = false,
        report: @escaping Report, advance: @escaping (Int, Int) -> Void = { _, _ in }
    ) {
        self.archive = archive
        self.target = target
        self.patterns = patterns
        self.overwrite = overwrite
        self.report = report
        self.advance = advance
    }

    public func run() throws -> Result {
        let checked = try CheckedArchive(reading: archive)
        var wanted = 0
        try checked.forEachLine { if isWanted($0.path) { wanted += $0.size } }
        try makeFolders(target)
        try requireSpace(wanted, in: target)
        let root = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else {
            throw Failure(.writing(errno: errno), .cannotWrite, at: Place(file: target), "cannot open: \(systemMessage(errno))")
        }
        defer { close(root) }
        var result = Result()
        let reader = try ArchiveReader(archive)
        var lines = try ManifestCursor(checked.manifest)
        while let member = try reader.next() {
            guard member.path != Manifest.member, isWanted(member.path) else { continue }
            // The archive may have been replaced since it was checked.
            guard member.isFile, let line = try lines.line(at: member.path), line.size == member.size else {
                throw Failure(.data, .brokenArchive, at: Place(file: archive), "changed while it was read")
            }
            if try restore(line, member, reader, below: root) {
                result.restored += 1
            } else {
                result.kept += 1
            }
            advance(member.size, 1)
        }
        // Once for all: fsync(2) for each of a hundred thousand files would take hours.
        guard shim_syncFileSystem(root) == 0 else {
            throw Failure(.io, .cannotWrite, at: Place(file: target), "cannot sync: \(systemMessage(errno))")
        }
        return result
    }

    private func isWanted(_ path: String) -> Bool { patterns.isEmpty || patterns.matches(path) }

    /// - Returns: false when a file is there already and stays.
    private func restore(_ line: ManifestLine, _ member: ArchiveReader.Member, _ reader: ArchiveReader, below root: Int32) throws -> Bool {
        let place = Place(file: "\(target)/\(line.path)")
        let parts = line.path.split(separator: "/").map(String.init)
        let folder = try enter(parts.dropLast(), below: root)
        defer { close(folder) }
        let name = parts[parts.count - 1]
        func failure(_ what: String, _ code: Int32) -> Failure {
            Failure(.writing(errno: code), .cannotWrite, at: place, "\(what): \(systemMessage(code))")
        }
        var status = stat()
        if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0, !overwrite || status.st_mode & S_IFMT == S_IFDIR {
            report(Message(.note, .existingFile, at: place, "is there already and stays", hint: "give --overwrite to replace it"))
            return false
        }
        let temporary = ".\(name.prefix(60)).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp"
        let descriptor = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot create", errno) }
        var isNamed = false
        defer {
            close(descriptor)
            if !isNamed { unlinkat(folder, temporary, 0) }
        }
        let output = Output(descriptor: descriptor, name: place.description)
        var hash = SHA256()
        try reader.forEachPiece(of: member) { piece in
            hash.update(piece)
            try output.write(piece)
        }
        try output.flush()
        guard hash.finish() == line.hash else {
            throw Failure(.data, .brokenArchive, at: Place(file: archive), "changed while it was read")
        }
        fchmod(descriptor, line.mode)
        var times = [timespec(tv_sec: 0, tv_nsec: Int(UTIME_OMIT_VALUE)), timespec(tv_sec: line.modified.seconds, tv_nsec: 0)]
        futimens(descriptor, &times)
        guard renameat(folder, temporary, folder, name) == 0 else { throw failure("cannot rename into place", errno) }
        isNamed = true
        return true
    }

    /// Opens the folder of those names below `root`, making what is missing. A link on the way is refused.
    private func enter(_ names: ArraySlice<String>, below root: Int32) throws -> Int32 {
        var folder = dup(root)
        for name in names {
            if mkdirat(folder, name, 0o777) != 0, errno != EEXIST {
                let code = errno
                close(folder)
                throw Failure(.writing(errno: code), .cannotWrite, at: Place(file: "\(target)/\(name)"), "cannot make the folder: \(systemMessage(code))")
            }
            let next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let code = errno
            close(folder)
            guard next >= 0 else {
                throw Failure(
                    .cannotCreate, .cannotWrite, at: Place(file: "\(target)/\(names.joined(separator: "/"))"),
                    "\(name) is a link or no folder: \(systemMessage(code))", hint: "restore to an empty folder")
            }
            folder = next
        }
        return folder
    }
}

/// UTIME_OMIT of <sys/stat.h>, a macro that Swift does not import: this time stays as it is.
private let UTIME_OMIT_VALUE = (1 << 30) - 2

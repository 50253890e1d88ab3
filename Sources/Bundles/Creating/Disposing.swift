import Glibc
import Streams

extension CreateJob {
    /// Removes a batch's files, or moves them to the trash: only after the archive is on the disk, was opened again and
    /// read to the end, and only those whose hash on disk is at this moment the member's.
    func dispose(of batch: Batch, _ trash: Trash?, _ result: inout Result) throws {
        let path = "\(options.into)/\(batch.archive)"
        // When no file of the batch could be read, there is no archive.
        guard access(path, F_OK) == 0 else { return }
        guard options.disposal != .keep else {
            if options.verify, !batch.isArchived { _ = try verified(path) }
            return
        }
        try sync(path)
        let checked = try verified(path)
        var members = try ManifestCursor(checked.manifest)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        try batch.files.forEach { candidate in
            guard let member = try members.line(at: folder.stem / candidate.path) else { return }
            if try dispose(of: candidate, member, trash, buffer) {
                result.removed += 1
            } else {
                result.failed += 1
            }
            advance(candidate.size, 0)
        }
    }

    private func verified(_ path: String) throws -> CheckedArchive {
        let checked = try CheckedArchive(reading: path) { advance($0, 0) }
        try checked.compareWithManifestBeside()
        return checked
    }

    /// An archive of an earlier run may have been written, but not synced yet when the run was killed.
    private func sync(_ path: String) throws {
        for name in [path, options.into] {
            let descriptor = open(name, O_RDONLY | O_CLOEXEC)
            defer { close(descriptor) }
            guard descriptor >= 0, fsync(descriptor) == 0 else {
                throw Failure(.io, .cannotWrite, at: Place(file: name), "cannot sync: \(systemMessage(errno))")
            }
        }
    }

    private func dispose(
        of candidate: Candidate, _ member: ManifestLine, _ trash: Trash?, _ buffer: UnsafeMutableRawBufferPointer
    ) throws -> Bool {
        let path = options.from / candidate.path
        func stays(_ why: String) -> Bool {
            report(Message(.warning, .changedFile, at: place(candidate.path), "\(why), and stays"))
            return false
        }
        let source: SourceFile
        do {
            source = try SourceFile(path: path)
        } catch {
            return stays("cannot be read any more")
        }
        guard candidate.isUnchanged(source.facts) else { return stays("changed since it was chosen") }
        let (hash, size) = try source.digest(using: buffer)
        guard hash == member.hash, size == member.size else { return stays("is not the file that the archive has") }
        guard FileFacts(path: path) == source.facts else { return stays("changed while it was read") }
        if let trash {
            try trash.take(path, as: member.path)
        } else if path.withCString({ unlink($0) }) != 0 {
            report(Message(.error, .cannotWrite, at: place(candidate.path), "cannot remove: \(systemMessage(errno))"))
            return false
        }
        return true
    }
}

extension CheckedArchive {
    /// Holds the manifest beside the archive, and the archive's size and hash there, against the archive.
    func compareWithManifestBeside() throws {
        let beside = Manifest.beside(path)
        // The usual case, and quick.
        if try manifest.isContent(of: beside, followedBy: seal.serialised()) { return }
        guard let manifest = try SealedManifest(reading: beside) else {
            throw Failure(
                .data, .brokenArchive, at: Place(file: beside), "is missing or not complete",
                hint: "the next mp-archive create makes it anew from the archive")
        }
        guard manifest.hash == manifestHash, manifest.seal == seal else {
            throw Failure(.data, .brokenArchive, at: Place(file: path), "is not the archive of its manifest \(beside)")
        }
    }
}

/// Where files go instead of being removed: a folder per run, named by its time.
struct Trash {
    private let folder: String
    private let run: UTCTime
    private let grace: Age

    /// The trash that options ask for; nil for none.
    init?(_ options: CreateOptions) throws {
        guard case .trash(let folder, let grace) = options.disposal else { return nil }
        try self.init(folder, grace: grace, from: options.from)
    }

    init(_ folder: String, grace: Age, from: String) throws {
        try makeFolders(folder)
        guard let there = realPath(folder).flatMap({ FileFacts(path: $0) }),
            let here = realPath(from).flatMap({ FileFacts(path: $0) }),
            there.device == here.device
        else {
            throw Failure(
                .cannotCreate, .cannotWrite, at: Place(file: folder), "is on another file system than \(from)",
                hint: "name a trash folder on the same one, so that files are moved whole")
        }
        (self.folder, self.grace, run) = (folder, grace, UTCTime.now())
    }

    /// Moves a file to the trash under its path.
    func take(_ path: BytePath, as name: BytePath) throws {
        let target = try OutputFolder(("\(folder)/\(run.compact)" / name.folder).bytes)
        var file = name.name
        // Nothing in the trash is replaced.
        var copy = 1
        while FileFacts(file, in: target.descriptor) != nil {
            copy += 1
            file = BytePath(bytes: Array(name.name.bytes) + Array(".\(copy)".utf8))
        }
        let code = path.withCString { from in
            file.withCString { renameat(AT_FDCWD, from, target.descriptor, $0) }
        }
        guard code == 0 else {
            throw Failure(
                .writing(errno: errno), .cannotWrite, at: Place(file: path.text),
                "cannot move to the trash: \(systemMessage(errno))")
        }
    }

    /// Removes for good what was moved here longer ago than the grace.
    func removeExpired(report: Report) throws {
        for name in try FolderWalk.names(in: folder) {
            guard let time = UTCTime(compact: name), time.seconds + grace.seconds < run.seconds else { continue }
            removeTree("\(folder)/\(name)")
            report(
                Message(
                    .note, .summary, at: Place(file: "\(folder)/\(name)"),
                    "was in the trash for more than \(grace.text), and is gone"))
        }
    }
}

/// Removes a folder and all in it; links are removed and not followed.
func removeTree(_ path: BytePath) {
    guard FileFacts(path: path)?.kind == .folder else {
        _ = path.withCString { unlink($0) }
        return
    }
    try? FolderWalk.forEachName(in: path) { removeTree(path / $0) }
    _ = path.withCString { rmdir($0) }
}

func removeTree(_ path: String) { removeTree(BytePath(path)) }

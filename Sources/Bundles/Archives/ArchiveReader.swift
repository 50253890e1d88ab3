import CLibArchive
import Glibc
import Streams

/// Reads the members of an archive in their order (archive_read_new(3)): tar, compressed or not, and zip.
final class ArchiveReader {
    let path: String
    private let file: ArchiveSource
    private let archive: OpaquePointer
    /// Where the bytes come from, unless libarchive reads the file itself.
    private let stream: Stream?

    /// A callback cannot throw, so it keeps the error.
    private final class Stream {
        let decompressor: Decompressor
        var failure: Failure?
        init(_ decompressor: Decompressor) { self.decompressor = decompressor }
    }

    /// The names in a zip's directory; nil for all else.
    private var zipNames: ZipNames?

    /// What an archive says of a member.
    struct Member {
        var path: BytePath
        /// A regular file; all else has no place in our archives.
        var isFile: Bool
        /// What it is, in words.
        var kind: String
        var size: Int
        var mode: UInt32
        var modified: UTCTime
    }

    init(_ path: String) throws {
        self.path = path
        file = try ArchiveSource(path)
        stream = file.isZip ? nil : Stream(try Decompressor(file))
        guard let archive = archive_read_new() else {
            throw Failure(.internalError, .internalError, "libarchive cannot be started")
        }
        self.archive = archive
        if file.isZip {
            zipNames = ZipNames(file.descriptor)
            lseek(file.descriptor, 0, SEEK_SET)
        }
        guard open() == ARCHIVE_OK else { throw broken() }
    }

    private func open() -> Int32 {
        guard let stream else {
            useUTC()
            archive_read_support_format_zip_seekable(archive)
            return archive_read_open_fd(archive, file.descriptor, 1 << 18)
        }
        archive_read_support_format_tar(archive)
        return archive_read_open(
            archive, Unmanaged.passUnretained(stream).toOpaque(), nil,
            { _, client, start in
                let stream = Unmanaged<Stream>.fromOpaque(client!).takeUnretainedValue()
                do throws(Failure) {
                    let piece = try stream.decompressor.next()
                    start!.pointee = piece?.baseAddress
                    return piece?.count ?? 0
                } catch {
                    stream.failure = error
                    return -1
                }
            }, nil)
    }

    deinit { archive_read_free(archive) }

    private func broken(_ reason: String? = nil) -> Failure {
        stream?.failure ?? reason.map(file.broken) ?? file.broken(archive)
    }

    /// Size and digest of the file, once its members are read.
    func seal() throws -> ManifestSeal {
        // Bytes after the end of the archive belong to the file, too.
        while try stream?.decompressor.next() != nil {}
        return try file.seal()
    }

    /// The next member; nil at the end.
    func next() throws -> Member? {
        var entry: OpaquePointer?
        // A name that is not ASCII is ARCHIVE_WARN in this locale.
        let code = try NameLocale.bytes.during { archive_read_next_header(archive, &entry) }
        if code == ARCHIVE_EOF { return nil }
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry else { throw broken() }
        let path = try name(of: entry)
        let isLink = archive_entry_hardlink(entry) != nil
        let type = archive_entry_filetype(entry)
        return Member(
            path: path, isFile: !isLink && type == shim_regularFile(), kind: Self.kind(type, isHardLink: isLink),
            size: Int(archive_entry_size(entry)), mode: archive_entry_perm(entry) & 0o7777,
            modified: UTCTime(seconds: archive_entry_mtime(entry)))
    }

    /// The bytes of a member's name.
    private func name(of entry: OpaquePointer) throws -> BytePath {
        let known = archive_entry_pathname(entry).map { BytePath(cString: $0) }
        guard file.isZip else {
            guard let known else { throw broken("a member has no name") }
            return known
        }
        // libarchive gives the names that are not marked as UTF-8, and the marked ones that are ASCII.
        guard let name = zipNames?.nextName(), known == nil || known == name else {
            throw broken("its directory does not have the name of a member")
        }
        return name
    }

    private static func kind(_ type: UInt32, isHardLink: Bool) -> String {
        if isHardLink { return "a hard link" }
        return switch type & S_IFMT {
        case S_IFLNK: "a symbolic link"
        case S_IFDIR: "a folder"
        case S_IFREG: "a file"
        default: "a special file"
        }
    }

    /// Hands on the current member's bytes, at most as many as it said to have.
    func forEachPiece(of member: Member, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var done = 0
        while true {
            var start: UnsafeRawPointer?
            var count = 0
            var offset: la_int64_t = 0
            let code = archive_read_data_block(archive, &start, &count, &offset)
            if code == ARCHIVE_EOF { break }
            guard code == ARCHIVE_OK else { throw broken() }
            if count == 0 { continue }
            guard Int(offset) == done else { throw broken("\(member.path.text) has holes") }
            done += count
            guard done <= member.size else { throw broken("\(member.path.text) is longer than the archive says") }
            try body(UnsafeRawBufferPointer(start: start, count: count))
        }
        guard done == member.size else { throw broken("\(member.path.text) is shorter than the archive says") }
    }
}

import CLibArchive
import Glibc
import Streams

/// The bytes of a file that is compressed by gzip, bzip2, xz or zstd, read once from begin to end
/// (archive_read_support_format_raw(3)).
public final class DecompressedFile {
    private let source: SourceFile
    private let archive: OpaquePointer

    /// Whether a file that begins so is compressed.
    public static func isCompressed(_ begin: [UInt8]) -> Bool {
        [[0x1F, 0x8B], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A], [0x28, 0xB5, 0x2F, 0xFD]].contains {
            begin.starts(with: $0)
        }
    }

    /// - Throws: `Failure` when it is not compressed, or damaged.
    public init(_ source: SourceFile) throws {
        self.source = source
        guard let archive = archive_read_new() else {
            throw Failure(.internalError, .internalError, "libarchive cannot be started")
        }
        self.archive = archive
        archive_read_support_filter_gzip(archive)
        archive_read_support_filter_bzip2(archive)
        archive_read_support_filter_xz(archive)
        archive_read_support_filter_zstd(archive)
        archive_read_support_format_raw(archive)
        archive_read_support_format_empty(archive)
        var entry: OpaquePointer?
        source.seek(to: 0)
        guard archive_read_open_fd(archive, source.descriptor, 1 << 16) == ARCHIVE_OK else { throw damaged() }
        let code = archive_read_next_header(archive, &entry)
        guard code == ARCHIVE_OK || code == ARCHIVE_EOF else { throw damaged() }
    }

    deinit { archive_read_free(archive) }

    private func damaged() -> Failure {
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "cannot be decompressed"
        return Failure(.data, .brokenArchive, at: Place(file: source.path.text), reason)
    }

    /// Reads what comes next into `buffer`; 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw damaged() }
        return count
    }

    /// The versions of libarchive and of what it decompresses with, such as `libarchive 3.6.2 zlib/1.2.13 …`.
    public static var libraryVersions: String { String(cString: archive_version_details()) }
}

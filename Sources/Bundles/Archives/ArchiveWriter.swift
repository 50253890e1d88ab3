import CLibArchive
import Glibc
import Streams

/// Writes an archive whose bytes depend on nothing but its members (archive_write_new(3)).
///
/// Owners are 0 and unnamed, times are whole seconds, compression carries no time. Gzip and Zstandard compress on all
/// processors; their bytes do not depend on how many there are.
final class ArchiveWriter {
    private let archive: OpaquePointer
    private let entry: OpaquePointer
    private let sink: Sink
    private let isZip: Bool
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)

    /// Where libarchive's bytes go: a callback cannot throw, so it keeps the error.
    private final class Sink {
        let output: Output
        var gzip: GzipCompressor?
        var hash = SHA256()
        var size = 0
        var error: (any Error)?
        init(_ output: Output) { self.output = output }

        func take(_ piece: UnsafeRawBufferPointer) throws {
            if let gzip { try gzip.add(piece) } else { try write(piece) }
        }

        func write(_ piece: UnsafeRawBufferPointer) throws {
            try output.write(piece)
            hash.update(piece)
            size += piece.count
        }
    }

    init(_ format: ArchiveFormat, to output: Output) throws {
        guard let archive = archive_write_new(), let entry = archive_entry_new() else {
            throw Failure(.internalError, .internalError, "libarchive cannot be started")
        }
        (self.archive, self.entry) = (archive, entry)
        sink = Sink(output)
        isZip = format == .zip
        try choose(format)
        try check(archive_write_set_bytes_per_block(archive, 1 << 16))
        try check(archive_write_set_bytes_in_last_block(archive, 1))
        let client = Unmanaged.passUnretained(sink).toOpaque()
        try check(
            archive_write_open(
                archive, client, nil,
                { _, client, bytes, count in
                    let sink = Unmanaged<Sink>.fromOpaque(client!).takeUnretainedValue()
                    do {
                        try sink.take(UnsafeRawBufferPointer(start: bytes, count: count))
                        return count
                    } catch {
                        sink.error = error
                        return -1
                    }
                }, nil))
    }

    deinit {
        archive_write_free(archive)
        archive_entry_free(entry)
        buffer.deallocate()
    }

    private func choose(_ format: ArchiveFormat) throws {
        switch format {
        case .tarGzip:
            try check(archive_write_set_format_pax_restricted(archive))
            sink.gzip = try GzipCompressor { [unowned sink] in try sink.write($0) }
        case .tarZstandard:
            try check(archive_write_set_format_pax_restricted(archive))
            try check(archive_write_add_filter_zstd(archive))
            try check(archive_write_set_options(archive, "zstd:threads=\(Worker.processors)"))
        case .zip:
            useUTC()
            try check(archive_write_set_format_zip(archive))
            try check(archive_write_set_options(archive, "zip:compression=deflate"))
        }
    }

    private func check(_ code: Int32) throws {
        if let error = sink.error { throw error }
        guard code < ARCHIVE_OK else { return }
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "error \(code)"
        throw Failure(.internalError, .cannotWrite, "libarchive: \(reason)")
    }

    /// Adds a file as it is now (`readOrZeros`).
    func add(_ source: SourceFile, as path: BytePath) throws -> ManifestLine {
        let facts = source.facts
        try begin(path, size: facts.size, mode: facts.mode, modified: facts.modified)
        var hash = SHA256()
        var left = facts.size
        while left > 0 {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(left, buffer.count)])
            let count = try source.readOrZeros(into: room)
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            hash.update(piece)
            try write(piece)
            left -= count
        }
        return ManifestLine(path: path, size: facts.size, mode: facts.mode, modified: facts.time, hash: hash.finish())
    }

    /// Adds a member from memory.
    func add(_ bytes: [UInt8], as path: BytePath, mode: UInt32, modified: UTCTime) throws {
        try begin(path, size: bytes.count, mode: mode, modified: modified.seconds)
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Adds a member from a spool.
    func add(_ spool: Spool, size: Int, as path: BytePath, modified: UTCTime) throws {
        try begin(path, size: size, mode: 0o644, modified: modified.seconds)
        try spool.forEachChunk { chunk in try chunk.withUnsafeBytes { try write($0) } }
    }

    /// Begins a member, of which so many bytes are to follow.
    ///
    /// Tar: a name that is UTF-8 goes into a pax record as it is; for another, libarchive marks the record as binary
    /// (`hdrcharset=BINARY`), says so with ARCHIVE_WARN, and writes its bytes. Zip: the mark for UTF-8 (bit 11 of the flags) is set for
    /// a name that is.
    func begin(_ path: BytePath, size: Int, mode: UInt32, modified: Int) throws {
        let isUTF8 = path.string != nil
        archive_entry_clear(entry)
        path.withCString { archive_entry_copy_pathname(entry, $0) }
        if !isUTF8, !isZip, path.hasSurrogates {
            // libarchive would take surrogates for two halves of a code point and write that. It keeps the bytes of all texts of
            // a member if one of them cannot be converted: that of the owner, for whom everybody takes the number 0.
            withUnsafeBytes(of: (UInt8(0xFF), UInt8(0))) {
                archive_entry_copy_uname(entry, $0.assumingMemoryBound(to: CChar.self).baseAddress)
            }
        }
        archive_entry_set_filetype(entry, shim_regularFile())
        archive_entry_set_size(entry, Int64(size))
        archive_entry_set_perm(entry, mode)
        archive_entry_set_mtime(entry, modified, 0)
        archive_entry_set_uid(entry, 0)
        archive_entry_set_gid(entry, 0)
        let code = try (isZip && !isUTF8 ? NameLocale.bytes : .utf8).during { archive_write_header(archive, entry) }
        if code != ARCHIVE_WARN || isUTF8 { try check(code) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = archive_write_data(archive, rest.baseAddress, rest.count)
            guard count > 0 else {
                try check(count < 0 ? Int32(truncatingIfNeeded: count) : ARCHIVE_FATAL)
                return
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    /// Writes the archive's end. The output is still to be finished.
    ///
    /// - Returns: size and digest of all bytes written.
    func finish() throws -> ManifestSeal {
        try check(archive_write_close(archive))
        try sink.gzip?.finish()
        return ManifestSeal(size: sink.size, hash: sink.hash.finish())
    }
}

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
        guard shim_useUTF8Names() != 0, let archive = archive_write_new(), let entry = archive_entry_new() else {
            throw Failure(.internalError, .internalError, "libarchive cannot be started")
        }
        (self.archive, self.entry) = (archive, entry)
        sink = Sink(output)
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
            try check(archive_write_set_options(archive, "zip:compression=deflate,zip:hdrcharset=UTF-8"))
        }
    }

    private func check(_ code: Int32) throws {
        if let error = sink.error { throw error }
        guard code < ARCHIVE_OK else { return }
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "error \(code)"
        throw Failure(.internalError, .cannotWrite, "libarchive: \(reason)")
    }

    /// Adds a file as it is now (`readOrZeros`).
    func add(_ source: SourceFile, as path: String) throws -> ManifestLine {
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
    func add(_ bytes: [UInt8], as path: String, mode: UInt32, modified: UTCTime) throws {
        try begin(path, size: bytes.count, mode: mode, modified: modified.seconds)
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Adds a member from a spool.
    func add(_ spool: Spool, size: Int, as path: String, modified: UTCTime) throws {
        try begin(path, size: size, mode: 0o644, modified: modified.seconds)
        try spool.forEachChunk { chunk in try chunk.withUnsafeBytes { try write($0) } }
    }

    /// Begins a member, of which so many bytes are to follow.
    func begin(_ path: String, size: Int, mode: UInt32, modified: Int) throws {
        archive_entry_clear(entry)
        archive_entry_set_pathname_utf8(entry, path)
        archive_entry_set_filetype(entry, shim_regularFile())
        archive_entry_set_size(entry, Int64(size))
        archive_entry_set_perm(entry, mode)
        archive_entry_set_mtime(entry, modified, 0)
        archive_entry_set_uid(entry, 0)
        archive_entry_set_gid(entry, 0)
        try check(archive_write_header(archive, entry))
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

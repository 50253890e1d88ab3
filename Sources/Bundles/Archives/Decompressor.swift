import CLibArchive
import Glibc
import Streams

/// The decompressed bytes of a file (archive_read_support_format_raw(3)), made on a thread of its own some pieces ahead of who reads them.
///
/// Decompressing takes longer than hashing, and on a processor of its own it does not wait for it.
/// Memory: four pieces of 256 KiB.
///
/// Unsafe: a piece of memory belongs to one side at a time, to the thread while it is free, to the reader from `next()` to the
/// call after it. The thread ends before this object does.
final class Decompressor {
    private enum Event {
        case piece(UnsafeMutableRawBufferPointer, count: Int)
        case end
        case failure(Failure)
    }

    private static let pieceSize = 1 << 18
    private let free: Handoff<UnsafeMutableRawBufferPointer>
    private let ready = Handoff<Event>()
    private let pieces: [UnsafeMutableRawBufferPointer]
    private let thread: Worker
    private var lent: UnsafeMutableRawBufferPointer?
    private var isAtEnd = false

    init(_ file: ArchiveSource) throws {
        pieces = (0..<4).map { _ in UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 64) }
        free = Handoff(pieces)
        let (free, ready) = (free, ready)
        thread = try Worker {
            do throws(Failure) {
                try Self.decompress(file, from: free, to: ready)
            } catch {
                ready.put(.failure(error))
            }
        }
    }

    deinit {
        free.close()
        thread.join()
        for piece in pieces { piece.deallocate() }
    }

    /// The next bytes, good until the next call; nil at the end.
    func next() throws(Failure) -> UnsafeRawBufferPointer? {
        if let lent { free.put(lent) }
        lent = nil
        guard !isAtEnd, let event = ready.take() else { return nil }
        switch event {
        case .piece(let memory, let count):
            lent = memory
            return UnsafeRawBufferPointer(rebasing: memory[..<count])
        case .end:
            isAtEnd = true
            return nil
        case .failure(let failure):
            isAtEnd = true
            throw failure
        }
    }

    private static func decompress(
        _ file: ArchiveSource, from free: Handoff<UnsafeMutableRawBufferPointer>, to ready: Handoff<Event>
    ) throws(Failure) {
        guard let archive = archive_read_new() else {
            throw Failure(.internalError, .internalError, "libarchive cannot be started")
        }
        defer { archive_read_free(archive) }
        archive_read_support_filter_gzip(archive)
        archive_read_support_filter_zstd(archive)
        archive_read_support_format_raw(archive)
        var entry: OpaquePointer?
        guard file.feed(archive) == ARCHIVE_OK, archive_read_next_header(archive, &entry) == ARCHIVE_OK else {
            throw file.broken(archive)
        }
        while let memory = free.take() {
            let count = archive_read_data(archive, memory.baseAddress, memory.count)
            guard count > 0 else {
                if count < 0 { throw file.broken(archive) }
                return ready.put(.end)
            }
            ready.put(.piece(memory, count: count))
        }
    }
}

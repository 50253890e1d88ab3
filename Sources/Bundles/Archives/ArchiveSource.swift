import CLibArchive
import Glibc
import Streams

/// An archive as a file: read once from begin to end, and digested on the way.
///
/// Unsafe: while a `Decompressor` reads it, only that one's thread does; `seal` is asked for when the thread is done.
final class ArchiveSource: @unchecked Sendable {
    let path: String
    let descriptor: Int32
    /// A zip is read at any offset; all else is a stream.
    let isZip: Bool
    private var hash = SHA256()
    private var size = 0
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    /// The reason of a read(2) that failed.
    private var code: Int32 = 0

    init(_ path: String) throws {
        self.path = path
        // A FIFO in an archive's place must not hold up anything; one that this process was given is read.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            buffer.deallocate()
            throw Self.cannotOpen(path)
        }
        let isGiven = ["/dev/", "/proc/"].contains(where: path.hasPrefix)
        guard isGiven || FileFacts(descriptor: descriptor)?.kind == .file else {
            close(descriptor)
            buffer.deallocate()
            throw Failure(.noInput, .cannotRead, at: Place(file: path), "is not a file")
        }
        _ = fcntl(descriptor, F_SETFL, O_RDONLY)
        FileRoles.reads(descriptor, path, name: path)
        // What was just written is read back from the disk where the system can be moved to.
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        var magic: UInt16 = 0
        isZip = pread(descriptor, &magic, 2, 0) == 2 && UInt16(bigEndian: magic) == 0x504B
    }

    /// Why an archive cannot be opened (errno(3)); with names like it when it is not there.
    static func cannotOpen(_ path: String) -> Failure {
        let code = errno
        return Failure.missing(path, pattern: "*.tar.gz", among: { ArchiveFormat(name: $0) != nil })
            ?? Failure(.reading(errno: code), .cannotRead, at: Place(file: path), "cannot open: \(systemMessage(code))")
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Gives the file to libarchive as a stream (archive_read_open(3)).
    func feed(_ archive: OpaquePointer) -> Int32 {
        archive_read_open(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, client, start in
                let file = Unmanaged<ArchiveSource>.fromOpaque(client!).takeUnretainedValue()
                start!.pointee = UnsafeRawPointer(file.buffer.baseAddress)
                return file.read()
            }, nil)
    }

    /// Reads what comes next into the buffer; 0 at the end, -1 for an error.
    private func read() -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            code = count < 0 ? errno : 0
            if count > 0 {
                hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                size += count
            }
            return count
        }
    }

    /// What is wrong with the archive, in libarchive's words, or what the system says.
    func broken(_ archive: OpaquePointer) -> Failure {
        if code != 0 {
            return Failure(
                .reading(errno: code), .cannotRead, at: Place(file: path), "cannot read: \(systemMessage(code))")
        }
        return broken(archive_error_string(archive).map { String(cString: $0) } ?? "cannot be read")
    }

    func broken(_ reason: String) -> Failure {
        Failure(.data, .brokenArchive, at: Place(file: path), reason, hint: "take the archive from a backup")
    }

    /// Size and digest of the whole file, also of what nobody read so far.
    func seal() throws -> ManifestSeal {
        if isZip { lseek(descriptor, 0, SEEK_SET) }
        while true {
            let count = read()
            if count == 0 { return ManifestSeal(size: size, hash: hash.finish()) }
            guard count > 0 else {
                throw Failure(
                    .reading(errno: code), .cannotRead, at: Place(file: path), "cannot read: \(systemMessage(code))")
            }
        }
    }
}

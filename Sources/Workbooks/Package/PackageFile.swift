import Glibc
import Streams

/// A file open for reading at any offset.
final class PackageFile: Sendable {
    /// The file's name in messages.
    let path: String
    /// The size in bytes when it was opened.
    let size: Int
    private let descriptor: Int32

    init(path: String, name: String) throws {
        self.path = name
        FaultReport.reading(file: name)
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Failure(
                .reading(errno: errno), .cannotRead, at: Place(file: name), "cannot open: \(systemMessage(errno))")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let what = status.st_mode & S_IFMT == S_IFDIR ? "is a folder" : "is not a regular file"
            close(descriptor)
            throw Failure(.noInput, .cannotRead, at: Place(file: name), what, hint: "name a workbook")
        }
        size = Int(status.st_size)
        FileRoles.reads(status, path, name: name)
    }

    deinit { close(descriptor) }

    /// Reads at most `buffer.count` bytes at `offset`; fewer only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw Failure(.io, .cannotRead, at: Place(file: path), "cannot read: \(systemMessage(errno))")
            }
        }
        return done
    }

    /// The bytes of a range, cut at the end of the file.
    func bytes(_ range: Range<Int>) throws -> [UInt8] {
        let range = range.clamped(to: 0..<size)
        return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            count = try read(into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound)
        }
    }
}

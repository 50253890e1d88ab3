import Glibc
import Streams

/// Bytes put aside, to be read back from their begin any number of times.
///
/// What exceeds 4 MiB stands in a file of TMPDIR (default /tmp) that has no name, so that nothing stays behind
/// however the process ends.
final class Spool {
    private var tail: [UInt8] = []
    private var descriptor: Int32 = -1
    private static let capacity = 1 << 22
    private static let chunk = 1 << 20

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ bytes: [UInt8]) throws {
        tail.append(contentsOf: bytes)
        guard tail.count >= Self.capacity else { return }
        if descriptor < 0 { descriptor = try Self.namelessFile() }
        let output = Output(descriptor: descriptor, name: "temporary file")
        try tail.withUnsafeBytes { try output.write($0) }
        try output.flush()
        tail.removeAll(keepingCapacity: true)
    }

    private static func namelessFile() throws -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/records.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw Failure(
                .writing(errno: errno), .cannotWrite, at: Place(file: folder),
                "cannot make a temporary file: \(systemMessage(errno))", hint: "set TMPDIR to a folder with room")
        }
        unlink(template)
        return descriptor
    }

    /// Reads at an offset; empty at the end.
    func bytes(at offset: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        if descriptor >= 0 {
            var received = 0
            bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
                repeat { received = pread(descriptor, buffer.baseAddress, Self.chunk, offset) } while received < 0 && errno == EINTR
                count = max(received, 0)
            }
            guard received >= 0 else {
                throw Failure(.io, .cannotRead, at: Place(file: "temporary file"), "cannot read: \(systemMessage(errno))")
            }
            if received > 0 { return bytes }
        }
        let inFile = descriptor < 0 ? 0 : Int(lseek(descriptor, 0, SEEK_END))
        return offset < inFile + tail.count ? Array(tail[(offset - inFile)...]) : []
    }

    func forEachChunk(_ body: ([UInt8]) throws -> Void) throws {
        var offset = 0
        while true {
            let chunk = try bytes(at: offset)
            if chunk.isEmpty { return }
            offset += chunk.count
            try body(chunk)
        }
    }
}

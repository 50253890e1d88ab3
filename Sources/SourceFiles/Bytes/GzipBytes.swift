import CZlib
import Streams

/// What a gzip file (RFC 1952) holds, its members one after the other. zlib compares the checksums.
///
/// Memory: zlib's state of about 40 KiB, and one piece of 256 KiB.
final class GzipBytes: ByteStream {
    private let source: any ByteStream
    private let name: String
    /// Where zlib's state stays: it points at itself.
    private let stream: UnsafeMutablePointer<z_stream>
    private var piece: [UInt8] = []
    private var used = 0
    private var hasEnded = false
    private static let size = 1 << 18

    /// - Parameter name: the file's name in messages.
    init(_ source: any ByteStream, name: String) throws {
        self.source = source
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 more than the window's 15 bits: a gzip header and trailer (zlib.h, inflateInit2).
        guard shim_inflateInit2(stream, 15 + 16) == Z_OK else {
            stream.deallocate()
            throw Failure(.memory, .damagedFile, at: Place(file: name), "cannot be decompressed: zlib has no memory")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func next() throws -> [UInt8] {
        while true {
            if used == piece.count {
                piece = try source.next()
                used = 0
                if piece.isEmpty {
                    guard hasEnded else { throw damaged("ends too early", hint: "copy or download it again") }
                    return []
                }
            }
            if hasEnded, try !beginMember() { continue }
            let bytes = try inflated()
            if !bytes.isEmpty { return bytes }
        }
    }

    /// Begins the next member. Zeros behind the last one are padding (gzip's own reading of tapes).
    private func beginMember() throws -> Bool {
        guard piece[used] != 0 else {
            used = piece.count
            return false
        }
        inflateReset(stream)
        hasEnded = false
        return true
    }

    private func inflated() throws -> [UInt8] {
        var status: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.size) { output, count in
            piece.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress! + used
                stream.pointee.avail_in = UInt32(input.count - used)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(Self.size)
                status = inflate(stream, Z_NO_FLUSH)
                used = input.count - Int(stream.pointee.avail_in)
                count = Self.size - Int(stream.pointee.avail_out)
            }
        }
        hasEnded = status == Z_STREAM_END
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw damaged(
                "is damaged: its compressed data or their checksum are wrong", hint: "copy or download it again")
        }
        return bytes
    }

    private func damaged(_ what: String, hint: String) -> Failure {
        Failure(.data, .damagedFile, at: Place(file: name), what, hint: hint)
    }
}

import CZlib
import Glibc
import Testing

@testable import SourceFiles
@testable import Workbooks

/// Bytes that come in pieces of a given size.
final class PieceStream: ByteStream {
    private var rest: ArraySlice<UInt8>
    private let size: Int

    init(_ bytes: [UInt8], pieces size: Int = 1 << 20) {
        rest = bytes[...]
        self.size = size
    }

    func next() -> [UInt8] {
        defer { rest = rest.dropFirst(size) }
        return Array(rest.prefix(size))
    }
}

/// All records of a table, fields as texts.
func records(of bytes: [UInt8], pieces: Int = 1 << 20) throws -> [[String]] {
    let table = try DelimitedText(PieceStream(bytes, pieces: pieces), name: "t.csv")
    var records: [[String]] = []
    while try table.next() {
        records.append(
            (0..<table.fieldCount).map { index in
                switch table.field(index) {
                case .text(let text): text
                case .integer(let number): String(Int(number))
                }
            })
    }
    return records
}

/// The bytes as one gzip member.
func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    try #require(shim_deflateInit2(&stream, 6, 15 + 16) == Z_OK)
    defer { deflateEnd(&stream) }
    var input = bytes
    let room = Int(deflateBound(&stream, UInt(bytes.count))) + 64
    return [UInt8](unsafeUninitializedCapacity: room) { output, count in
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(room)
            deflate(&stream, Z_FINISH)
            count = room - Int(stream.avail_out)
        }
    }
}

/// A ZIP archive with its members stored (APPNOTE.TXT 4.3).
func zipped(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    func little(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
        let crc = bytes.withUnsafeBytes { Int(PartStream.checksum(of: $0)) }
        let common =
            little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(crc, 4) + little(bytes.count, 4)
            + little(bytes.count, 4) + little(name.utf8.count, 2) + little(0, 2)
        directory +=
            [0x50, 0x4B, 1, 2] + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
            + little(archive.count, 4) + Array(name.utf8)
        archive += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + bytes
    }
    let start = archive.count
    archive += directory
    archive +=
        [0x50, 0x4B, 5, 6] + little(0, 4) + little(members.count, 2) + little(members.count, 2)
        + little(directory.count, 4) + little(start, 4) + little(0, 2)
    return archive
}

/// Runs `body` with a file of these bytes, which goes afterwards.
func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/source-file.XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer {
        close(descriptor)
        unlink(path)
    }
    try #require(bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
    return try body(path)
}

import Streams
import Workbooks

/// Bytes that are read once, from front to back.
///
/// Memory: one piece, 256 KiB at most.
public protocol ByteStream: AnyObject {
    /// The next bytes; empty at the end.
    ///
    /// - Throws: `Failure` when they cannot be read, or are damaged.
    func next() throws -> [UInt8]
}

/// A file's own bytes, or standard input's.
final class FileBytes: ByteStream {
    private let input: Input

    init(_ input: Input) { self.input = input }

    func next() throws -> [UInt8] { Array(try input.chunk()) }
}

/// Standard input's bytes that begin as text, of which nothing can be read at another place: they may hold no archive.
final class TextBytes: ByteStream {
    private let input: Input
    /// The last bytes before, of which a signature may be the end.
    private var edge: [UInt8] = []

    init(_ input: Input) { self.input = input }

    func next() throws -> [UInt8] {
        let piece = Array(try input.chunk())
        let seam = edge + piece.prefix(3)  // fits: six bytes
        guard !seam.holdsArchive, !piece.holdsArchive else {
            throw Failure(
                .data, .unreadableKind, at: Place(file: input.name),
                "holds a ZIP archive behind more than 64 KiB of text",
                hint: "give the file by its name, or take the text away")
        }
        edge = Array((edge + piece).suffix(3))
        return piece
    }
}

extension RandomAccessCollection<UInt8> {
    /// Whether the first file of a ZIP archive begins in these bytes (APPNOTE.TXT 4.3.7).
    var holdsArchive: Bool {
        withContiguousStorageIfAvailable { $0.firstIndex(of: [0x50, 0x4B, 3, 4]) != nil } ?? false
    }
}

/// The bytes of a member of an archive.
final class MemberBytes: ByteStream {
    private let bytes: PartBytes

    init(_ bytes: PartBytes) { self.bytes = bytes }

    func next() throws -> [UInt8] { try bytes.next() }
}

/// A first piece that was looked at, and then the rest.
final class Rest: ByteStream {
    private var first: [UInt8]
    private let bytes: any ByteStream

    init(_ first: [UInt8], _ bytes: any ByteStream) {
        self.first = first
        self.bytes = bytes
    }

    func next() throws -> [UInt8] {
        guard first.isEmpty else {
            defer { first = [] }
            return first
        }
        return try bytes.next()
    }
}

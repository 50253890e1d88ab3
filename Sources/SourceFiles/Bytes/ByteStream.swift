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

import Glibc

/// Bytes that are written once and can be read any number of times.
///
/// Bytes beyond `capacity` go to a file without a name in TMPDIR (default /tmp), so nothing stays behind however the
/// process ends.
public final class Spool {
    private var tail: [UInt8] = []
    private var descriptor: Int32 = -1
    private let capacity: Int
    /// How many bytes are read at a time.
    public static let chunk = 1 << 20

    /// - Parameter capacity: how many bytes are kept in memory.
    public init(capacity: Int = 1 << 22) { self.capacity = capacity }

    deinit { if descriptor >= 0 { close(descriptor) } }

    public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        tail.append(contentsOf: bytes)
        guard tail.count >= capacity else { return }
        if descriptor < 0 { descriptor = try Self.namelessFile() }
        let output = Output(descriptor: descriptor, name: "temporary file")
        try tail.withUnsafeBytes { try output.write($0) }
        try output.flush()
        tail.removeAll(keepingCapacity: true)
    }

    private static func namelessFile() throws -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/spool.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw Failure(
                .writing(errno: errno), .cannotWrite, at: Place(file: folder),
                "cannot make a temporary file: \(systemMessage(errno))", hint: "set TMPDIR to a folder with room")
        }
        unlink(template)
        return descriptor
    }

    /// Reads at most `most` bytes at an offset; empty at the end.
    public func bytes(at offset: Int, most: Int = chunk) throws -> [UInt8] {
        var bytes: [UInt8] = []
        guard most > 0 else { return bytes }
        if descriptor >= 0 {
            var received = 0
            bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
                repeat {
                    received = pread(descriptor, buffer.baseAddress, most, offset)
                } while received < 0 && errno == EINTR
                count = max(received, 0)
            }
            guard received >= 0 else {
                throw Failure(
                    .io, .cannotRead, at: Place(file: "temporary file"), "cannot read: \(systemMessage(errno))")
            }
            if received > 0 { return bytes }
        }
        let inFile = descriptor < 0 ? 0 : Int(lseek(descriptor, 0, SEEK_END))
        return offset < inFile + tail.count ? Array(tail[(offset - inFile)...].prefix(most)) : []
    }

    /// Whether a file holds exactly the bytes of this spool, followed by `end`.
    public func isContent(of path: String, followedBy end: [UInt8]) throws -> Bool {
        guard access(path, R_OK) == 0 else { return false }
        let input = try Input(path: path, mustBeFile: true)
        var position = 0
        // The position where `end` begins; nil until it is reached.
        var size: Int?
        while case var rest = try input.chunk(), !rest.isEmpty {
            while !rest.isEmpty {
                var ours = size == nil ? try bytes(at: position, most: rest.count)[...] : []
                if ours.isEmpty {
                    size = size ?? position
                    ours = end.dropFirst(position - size!).prefix(rest.count)
                }
                guard !ours.isEmpty, rest.starts(with: ours) else { return false }
                position += ours.count
                rest = rest.dropFirst(ours.count)
            }
        }
        return size.map { position - $0 == end.count } ?? false
    }

    /// Whether the bytes from `offset` on are exactly those of another spool.
    public func isEqual(from offset: Int, to other: Spool) throws -> Bool {
        var position = 0
        while true {
            let theirs = try other.bytes(at: position)
            let ours = try bytes(at: offset + position, most: max(theirs.count, 1))
            let count = min(ours.count, theirs.count)
            guard count > 0 else { return ours.isEmpty && theirs.isEmpty }
            let isSame = ours.withUnsafeBytes { ours in
                theirs.withUnsafeBytes { memcmp(ours.baseAddress!, $0.baseAddress!, count) == 0 }
            }
            guard isSame else { return false }
            position += count
        }
    }

    public func forEachChunk(_ body: ([UInt8]) throws -> Void) throws {
        var offset = 0
        while true {
            let chunk = try bytes(at: offset)
            if chunk.isEmpty { return }
            offset += chunk.count
            try body(chunk)
        }
    }
}

/// Reads the lines of a spool, or other pieces that end with one byte. Memory: the longest line, and one piece of the
/// spool.
public struct SpoolLines {
    private let spool: Spool
    private let separator: UInt8
    private var offset: Int
    private let end: Int
    private let piece: Int
    private var buffer: [UInt8] = []
    private var start = 0

    /// - Parameters:
    ///   - range: the part of the spool that is read; by default all of it.
    ///   - piece: how many bytes are read at a time.
    public init(_ spool: Spool, separator: UInt8 = 0x0A, in range: Range<Int> = 0..<Int.max, piece: Int = Spool.chunk) {
        (self.spool, self.separator, self.piece) = (spool, separator, piece)
        (offset, end) = (range.lowerBound, range.upperBound)
    }

    /// The next line without its separator; nil at the end.
    public mutating func next() throws -> ArraySlice<UInt8>? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: separator) {
                defer { start = end + 1 }
                return buffer[start..<end]
            }
            let more = try spool.bytes(at: offset, most: min(piece, end - offset))
            offset += more.count
            let length = buffer.count - start
            if more.isEmpty {
                defer { start = buffer.count }
                return length > 0 ? buffer[start...] : nil
            }
            buffer.removeSubrange(..<start)
            start = 0
            searched = length
            buffer += more
        }
    }
}

import CISAL
import Streams

/// The bytes of one part, inflated in chunks as they are asked for, their CRC-32 checked at the end.
///
/// Inflating is ISA-L's `isal_inflate`, which streams and is over twice as fast as zlib's.
/// Memory: the inflate state (about 90 KiB) and one input buffer of 64 KiB.
final class PartStream {
    private let file: ArchiveFile
    private let entry: ZipEntry
    private let limits: Limits
    private let state: UnsafeMutablePointer<inflate_state>
    private let input: UnsafeMutableRawBufferPointer
    /// Where the next compressed bytes stand in the file, and where they end.
    private var position: Int
    private let dataEnd: Int
    private var produced = 0
    private var crc: UInt32 = 0
    private(set) var isAtEnd = false

    init(_ entry: ZipEntry, in file: ArchiveFile, limits: Limits) throws {
        self.entry = entry
        self.file = file
        self.limits = limits
        guard !entry.isEncrypted else { throw Failure.encrypted(file.path) }
        guard entry.method == 0 || entry.method == 8 else {
            throw Failure.corrupt(file.path, "part \(entry.name) uses compression method \(entry.method), which packages may not")
        }
        try Self.check(size: entry.uncompressedSize, of: entry, in: file, limits)
        position = try Self.dataOffset(of: entry, in: file)
        dataEnd = position + entry.compressedSize
        guard dataEnd <= file.size else { throw Failure.truncated(file.path, "part \(entry.name) is cut off") }
        // The state is held by pointers into itself: it must not move, so it is allocated.
        state = .allocate(capacity: 1)
        isal_inflate_init(state)
        input = .allocate(byteCount: 1 << 16, alignment: 16)
    }

    deinit {
        state.deallocate()
        input.deallocate()
    }

    /// Refuses sizes that no workbook needs.
    private static func check(size: Int, of entry: ZipEntry, in file: ArchiveFile, _ limits: Limits) throws {
        let allowed = max(limits.alwaysAllowed, entry.compressedSize.multipliedReportingOverflow(by: limits.ratio).partialValue)
        guard size <= min(limits.partSize, allowed) else {
            throw Failure(
                .data, .archiveBomb, at: Place(file: file.path),
                "part \(entry.name) unpacks to \(size) bytes from \(entry.compressedSize), more than a workbook needs",
                hint: "do not open it: it looks made to exhaust the machine")
        }
    }

    /// Passes the local header, whose name and extra field have lengths of their own (APPNOTE.TXT 4.3.7).
    static func dataOffset(of entry: ZipEntry, in file: ArchiveFile) throws -> Int {
        do {
            guard entry.headerOffset >= 0, entry.headerOffset < file.size else { throw ByteReader.Truncated() }
            var header = ByteReader(bytes: try file.bytes(entry.headerOffset..<entry.headerOffset + 30))
            guard try header.integer(UInt32.self) == 0x0403_4B50 else { throw ByteReader.Truncated() }
            header.index = 26
            let nameLength = Int(try header.integer(UInt16.self))
            let extraLength = Int(try header.integer(UInt16.self))
            return entry.headerOffset + 30 + nameLength + extraLength
        } catch is ByteReader.Truncated {
            throw Failure.corrupt(file.path, "part \(entry.name) is not where the directory says")
        }
    }

    /// How many bytes the part inflates to.
    var size: Int { entry.uncompressedSize }

    /// How many compressed bytes are read, and how many there are.
    var progress: (done: Int, total: Int) { (entry.compressedSize - (dataEnd - position), entry.compressedSize) }

    /// Fills `buffer` from its start; returns how many bytes, 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !isAtEnd, !buffer.isEmpty else { return 0 }
        let count = entry.method == 0 ? try copy(into: buffer) : try inflate(into: buffer)
        crc = crc32_gzip_refl(crc, buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), UInt64(count))
        produced += count
        guard produced <= entry.uncompressedSize else {
            throw Failure.corrupt(file.path, "part \(entry.name) unpacks to more than the \(entry.uncompressedSize) bytes it claims")
        }
        if isAtEnd { try checkSum() }
        return count
    }

    private func copy(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = min(buffer.count, dataEnd - position)
        let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: position)
        guard count == wanted else { throw Failure.truncated(file.path, "part \(entry.name) is cut off") }
        position += count
        isAtEnd = position == dataEnd
        return count
    }

    private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let room = min(buffer.count, Int(UInt32.max))
        state.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = UInt32(room)
        while state.pointee.avail_out > 0, !isAtEnd {
            if state.pointee.avail_in == 0, position < dataEnd { try refill() }
            let before = (state.pointee.avail_in, state.pointee.avail_out)
            let status = isal_inflate(state)
            guard status == ISAL_DECOMP_OK else {
                throw Failure.corrupt(file.path, "the compressed data of part \(entry.name) are damaged")
            }
            isAtEnd = state.pointee.block_state == ISAL_BLOCK_FINISH
            let isStuck = before == (state.pointee.avail_in, state.pointee.avail_out)
            if isStuck, !isAtEnd, position >= dataEnd {
                throw Failure.truncated(file.path, "the compressed data of part \(entry.name) end too early")
            }
        }
        return room - Int(state.pointee.avail_out)
    }

    private func refill() throws {
        let wanted = min(input.count, dataEnd - position)
        let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: input[..<wanted]), at: position)
        guard count == wanted else { throw Failure.truncated(file.path, "part \(entry.name) is cut off") }
        position += count
        state.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_in = UInt32(count)
    }

    private func checkSum() throws {
        guard produced == entry.uncompressedSize, crc == entry.crc32 else {
            throw Failure.corrupt(file.path, "part \(entry.name) does not have the checksum its directory gives")
        }
    }
}

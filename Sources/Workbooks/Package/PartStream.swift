import CDeflate
import CInflate
import CZlib
import Streams

/// The bytes of one part, inflated in chunks as they are asked for, their CRC-32 checked at the end.
///
/// Inflating is our own `mp_inflate_run` (RFC 1951), which streams and takes a seventh less time than ISA-L's and libdeflate's (see
/// docs/performance.md). Memory: its state (about 44 KiB) and one input buffer of 64 KiB.
final class PartStream {
    private let file: PackageFile
    private let entry: ZipEntry
    private let limits: Limits
    private let state: UnsafeMutablePointer<mp_inflate>
    private let input: UnsafeMutableRawBufferPointer
    /// Where the next compressed bytes stand in the file, and where they end.
    private var position: Int
    private let dataEnd: Int
    private var produced = 0
    private var crc: UInt32 = 0
    private(set) var isAtEnd = false

    init(_ entry: ZipEntry, in file: PackageFile, limits: Limits) throws {
        self.entry = entry
        self.file = file
        self.limits = limits
        guard !entry.isEncrypted else { throw Failure.encrypted(file.path) }
        guard entry.method == 0 || entry.method == 8 else {
            throw Failure.damagedArchive(
                file.path, "part \(entry.name) uses compression method \(entry.method), which packages may not")
        }
        try Self.check(size: entry.uncompressedSize, of: entry, in: file, limits)
        position = try Self.dataOffset(of: entry, in: file)
        guard let end = position.adding(entry.compressedSize), end <= file.size else {
            throw Failure.truncated(file.path, "part \(entry.name) is cut off")
        }
        dataEnd = end
        state = .allocate(capacity: 1)
        mp_inflate_begin(state)
        input = .allocate(byteCount: 1 << 16, alignment: 16)
        state.pointee.next = UnsafePointer(inputStart)
        state.pointee.end = state.pointee.next
    }

    deinit {
        state.deallocate()
        input.deallocate()
    }

    /// Refuses sizes that no workbook needs.
    private static func check(size: Int, of entry: ZipEntry, in file: PackageFile, _ limits: Limits) throws {
        let allowed = max(
            limits.alwaysAllowed, entry.compressedSize.multipliedReportingOverflow(by: limits.ratio).partialValue)
        guard size <= min(limits.partSize, allowed) else {
            throw Failure(
                .data, .archiveBomb, at: Place(file: file.path),
                "part \(entry.name) unpacks to \(size) bytes from \(entry.compressedSize), more than a workbook needs",
                hint: "do not open it: it looks made to exhaust the machine")
        }
    }

    /// Passes the local header, whose name and extra field have lengths of their own.
    static func dataOffset(of entry: ZipEntry, in file: PackageFile) throws -> Int {
        guard let header = try LocalHeader(of: entry, in: file) else {
            throw Failure.damagedArchive(file.path, "part \(entry.name) is not where the directory says")
        }
        return header.dataOffset
    }

    /// How many bytes the part inflates to.
    var size: Int { entry.uncompressedSize }

    /// How many compressed bytes are read, and how many there are.
    var progress: (done: Int, total: Int) { (entry.compressedSize - (dataEnd - position), entry.compressedSize) }

    /// Fills `buffer` from its start; returns how many bytes, 0 at the end, where the checksum is compared.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try readUnchecked(into: buffer)
        crc = Self.checksum(of: UnsafeRawBufferPointer(rebasing: buffer[..<count]), after: crc)
        if isAtEnd { try compareChecksum() }
        return count
    }

    /// The same without the checksum, which may be made by another thread, is told by `append(checksum:of:)` piece by piece in order, and is
    /// compared when the caller asks for it.
    ///
    /// - Parameter headroom: how many bytes before the buffer may be written. Where there are 32 KiB, what was inflated last is put there, which
    ///   spares the inflater a slow way for each match that reaches before the buffer.
    func readUnchecked(into buffer: UnsafeMutableRawBufferPointer, headroom: Int = 0) throws -> Int {
        guard !isAtEnd, !buffer.isEmpty else { return 0 }
        let count = entry.method == 0 ? try copy(into: buffer) : try inflate(into: buffer, headroom: headroom)
        produced += count
        guard produced <= entry.uncompressedSize else {
            throw Failure.damagedArchive(
                file.path, "part \(entry.name) unpacks to more than the \(entry.uncompressedSize) bytes it claims")
        }
        return count
    }

    static func checksum(of bytes: UnsafeRawBufferPointer, after crc: UInt32 = 0) -> UInt32 {
        bytes.isEmpty ? crc : libdeflate_crc32(crc, bytes.baseAddress!, bytes.count)
    }

    /// Takes the checksum of the next `count` bytes.
    func append(checksum: UInt32, of count: Int) {
        crc = UInt32(truncatingIfNeeded: crc32_combine(UInt(crc), UInt(checksum), count))
    }

    private func copy(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = min(buffer.count, dataEnd - position)
        let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: position)
        guard count == wanted else { throw Failure.truncated(file.path, "part \(entry.name) is cut off") }
        position += count
        isAtEnd = position == dataEnd
        return count
    }

    private func inflate(into buffer: UnsafeMutableRawBufferPointer, headroom: Int) throws -> Int {
        let start = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        let window = MP_WINDOW
        let before = headroom < window ? 0 : window
        if before > 0 { mp_inflate_put_window(state, start) }
        var count = 0
        while count < buffer.count, !isAtEnd {
            var size = buffer.count - count
            let status = mp_inflate_run(state, start + count, &size, before + count)
            count += size
            switch status {
            case MP_INFLATE_FULL: break
            case MP_INFLATE_STARVED: try refill()
            case MP_INFLATE_DONE: isAtEnd = true
            default: throw Failure.damagedArchive(file.path, "the compressed data of part \(entry.name) are damaged")
            }
        }
        return count
    }

    private var inputStart: UnsafeMutablePointer<UInt8> { input.baseAddress!.assumingMemoryBound(to: UInt8.self) }

    /// Reads on behind what is not used up, which is moved to the front.
    private func refill() throws {
        let kept = state.pointee.end - state.pointee.next
        inputStart.update(from: state.pointee.next, count: kept)
        let wanted = min(input.count - kept, dataEnd - position)
        guard wanted > 0 else {
            throw Failure.truncated(file.path, "the compressed data of part \(entry.name) end too early")
        }
        let count = try file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: input[kept..<kept + wanted]), at: position)
        guard count == wanted else { throw Failure.truncated(file.path, "part \(entry.name) is cut off") }
        position += count
        state.pointee.next = UnsafePointer(inputStart)
        state.pointee.end = UnsafePointer(inputStart + kept + count)
    }

    func compareChecksum() throws {
        guard produced == entry.uncompressedSize, crc == entry.crc32 else {
            throw Failure.damagedArchive(file.path, "part \(entry.name) does not have the checksum its directory gives")
        }
    }
}

import Streams

/// One file of a ZIP archive, as the central directory describes it (APPNOTE.TXT 4.3.12).
struct ZipEntry: Sendable {
    var name: String
    var flags: UInt16
    var method: UInt16
    var crc32: UInt32
    var compressedSize: Int
    var uncompressedSize: Int
    /// Where the local header is, from the file's start. A directory may state one beyond the file; `LocalHeader.init` finds that out.
    var headerOffset: Int
    /// The central directory record as stored, for copying.
    var record: [UInt8]

    var isEncrypted: Bool { flags & 1 != 0 }
    var isFolder: Bool { name.hasSuffix("/") }
}

/// Little-endian fields of a byte array; reading outside of it is a truncated structure.
struct ByteReader {
    let bytes: [UInt8]
    var index = 0

    struct Truncated: Error {}

    mutating func integer<T: FixedWidthInteger>(_ type: T.Type) throws(Truncated) -> T {
        let size = MemoryLayout<T>.size
        guard index >= 0, size <= bytes.count - index else { throw Truncated() }
        var value: T = 0
        for offset in (0..<size).reversed() { value = value << 8 | T(truncatingIfNeeded: bytes[index + offset]) }
        index += size
        return value
    }

    mutating func take(_ count: Int) throws(Truncated) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - index else { throw Truncated() }
        defer { index += count }
        return bytes[index..<index + count]
    }
}

/// Reads the central directory of a ZIP archive, ZIP64 included (APPNOTE.TXT 4.3.14 to 4.3.16).
struct ZipDirectory {
    private(set) var entries: [ZipEntry] = []
    /// Where the directory begins in the file: what is stored ends before it.
    private(set) var start = 0
    /// Bytes that stand before the archive itself, to add to every offset.
    private var shift = 0

    /// More entries than any package has; guards against directories that only claim them.
    private static let mostEntries = 100_000

    init(of file: ArchiveFile) throws {
        do {
            guard let end = try Self.locateEnd(of: file) else {
                throw Failure.truncated(file.path, "its directory is missing")
            }
            var reader = ByteReader(bytes: try file.bytes(end.offset..<end.offset + end.size))
            guard reader.bytes.count == end.size else { throw ByteReader.Truncated() }
            shift = end.shift
            start = end.offset
            while reader.index < reader.bytes.count, entries.count < min(end.count, Self.mostEntries) {
                entries.append(try readEntry(from: &reader))
            }
        } catch is ByteReader.Truncated {
            throw Failure.damagedArchive(file.path, "its ZIP directory is damaged")
        }
    }

    private struct End {
        var offset: Int
        var size: Int
        var count: Int
        var shift: Int
    }

    /// Finds the end-of-central-directory record in the last 64 KiB.
    private static func locateEnd(of file: ArchiveFile) throws -> End? {
        let tailStart = max(0, file.size - 65_557)
        let tail = try file.bytes(tailStart..<file.size)
        let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        guard tail.count >= 22 else { return nil }
        for index in stride(from: tail.count - 22, through: 0, by: -1)
        where tail[index] == 0x50 && tail[index..<index + 4].elementsEqual(signature) {
            var reader = ByteReader(bytes: tail, index: index + 8)
            _ = try reader.integer(UInt16.self)
            let count = Int(try reader.integer(UInt16.self))
            let size = Int(try reader.integer(UInt32.self))
            let offset = Int(try reader.integer(UInt32.self))
            let position = tailStart + index
            if let end = try locateZip64End(of: file, before: position) { return end }
            guard size <= position else { throw ByteReader.Truncated() }
            // Bytes put before the archive shift all offsets (a self-extracting archive); an offset that lies is mended so.
            return End(
                offset: position - size, size: size, count: max(count, size / 46), shift: position - size - offset)
        }
        return nil
    }

    private static func locateZip64End(of file: ArchiveFile, before position: Int) throws -> End? {
        guard position >= 20 else { return nil }
        var locator = ByteReader(bytes: try file.bytes(position - 20..<position))
        guard try locator.integer(UInt32.self) == 0x0706_4B50 else { return nil }
        _ = try locator.integer(UInt32.self)
        guard let start = Int(exactly: try locator.integer(UInt64.self)), start < file.size else {
            throw ByteReader.Truncated()
        }
        var reader = ByteReader(bytes: try file.bytes(start..<min(start + 56, file.size)))
        guard try reader.integer(UInt32.self) == 0x0606_4B50 else { throw ByteReader.Truncated() }
        reader.index = 32
        let count = try reader.integer(UInt64.self)
        let size = try reader.integer(UInt64.self)
        let offset = try reader.integer(UInt64.self)
        guard size <= UInt64(file.size), offset <= UInt64(file.size), count <= UInt64(Int.max) else {
            throw ByteReader.Truncated()
        }
        return End(offset: Int(offset), size: Int(size), count: Int(count), shift: 0)
    }

    private func readEntry(from reader: inout ByteReader) throws -> ZipEntry {
        let start = reader.index
        guard try reader.integer(UInt32.self) == 0x0201_4B50 else { throw ByteReader.Truncated() }
        reader.index += 4
        let flags = try reader.integer(UInt16.self)
        let method = try reader.integer(UInt16.self)
        reader.index += 4
        let crc32 = try reader.integer(UInt32.self)
        var compressedSize = UInt64(try reader.integer(UInt32.self))
        var uncompressedSize = UInt64(try reader.integer(UInt32.self))
        let nameLength = Int(try reader.integer(UInt16.self))
        let extraLength = Int(try reader.integer(UInt16.self))
        let commentLength = Int(try reader.integer(UInt16.self))
        reader.index += 8
        var headerOffset = UInt64(try reader.integer(UInt32.self))
        let name = try reader.take(nameLength)
        let extra = ByteReader(bytes: Array(try reader.take(extraLength)))
        _ = try reader.take(commentLength)
        try Self.widen(&uncompressedSize, &compressedSize, &headerOffset, by: extra)
        guard let offset = Int(exactly: headerOffset), let packed = Int(exactly: compressedSize),
            let unpacked = Int(exactly: uncompressedSize), let place = offset.adding(shift)
        else { throw ByteReader.Truncated() }
        return ZipEntry(
            name: String(decoding: name, as: UTF8.self), flags: flags, method: method, crc32: crc32,
            compressedSize: packed, uncompressedSize: unpacked, headerOffset: place,
            record: Array(reader.bytes[start..<reader.index]))
    }

    /// Takes the 64-bit sizes and offset from the ZIP64 extra field, for those that read 0xFFFFFFFF (APPNOTE.TXT 4.5.3).
    private static func widen(
        _ uncompressed: inout UInt64, _ compressed: inout UInt64, _ offset: inout UInt64, by extra: ByteReader
    ) throws {
        var extra = extra
        while extra.index + 4 <= extra.bytes.count {
            let id = try extra.integer(UInt16.self)
            let length = Int(try extra.integer(UInt16.self))
            let next = extra.index + length
            if id == 1 {
                if uncompressed == 0xFFFF_FFFF { uncompressed = try extra.integer(UInt64.self) }
                if compressed == 0xFFFF_FFFF { compressed = try extra.integer(UInt64.self) }
                if offset == 0xFFFF_FFFF { offset = try extra.integer(UInt64.self) }
            }
            extra.index = next
        }
    }
}

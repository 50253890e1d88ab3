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
    /// The name that an extra field gives instead (Info-ZIP Unicode Path, APPNOTE.TXT 4.6.9).
    var otherName: String?
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

    /// The content of an extra field with that number (APPNOTE.TXT 4.5.1); nil when there is none, or it is cut off.
    func extraField(_ wanted: UInt16) throws(Truncated) -> ArraySlice<UInt8>? {
        var reader = self
        while reader.bytes.count - reader.index >= 4 {
            let id = try reader.integer(UInt16.self)
            let length = Int(try reader.integer(UInt16.self))
            guard let field = try? reader.take(length) else { return nil }
            if id == wanted { return field }
        }
        return nil
    }
}

/// Reads the central directory of a ZIP archive, ZIP64 included (APPNOTE.TXT 4.3.12).
struct ZipDirectory {
    private(set) var entries: [ZipEntry] = []
    /// Where the directory begins in the file: what is stored ends before it.
    private(set) var start = 0
    /// Bytes that stand before the archive itself, to add to every offset.
    private var shift = 0

    /// More entries than any package has.
    private static let mostEntries = 100_000

    init(of file: PackageFile) throws {
        do {
            guard let end = try ZipEnd.locate(in: file) else {
                throw Failure.truncated(file.path, "its directory is missing")
            }
            let range = end.offset..<end.offset.adding(clamping: end.size)
            var reader = ByteReader(bytes: try file.bytes(range))
            guard reader.bytes.count == end.size else { throw ByteReader.Truncated() }
            shift = end.shift
            start = end.offset
            while reader.index < reader.bytes.count {
                guard entries.count < Self.mostEntries else {
                    throw Failure.damagedArchive(
                        file.path, "it lists more than \(Self.mostEntries) files, which no workbook has")
                }
                entries.append(try readEntry(from: &reader))
            }
            guard end.counts(entries.count) else {
                throw Failure.ambiguousArchive(
                    file.path,
                    "its end record counts \(end.count) files, its directory (at byte \(end.offset)) lists \(entries.count)"
                )
            }
        } catch is ByteReader.Truncated {
            throw Failure.damagedArchive(file.path, "its ZIP directory is damaged")
        }
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
            otherName: try extra.extraField(0x7075).map { String(decoding: $0.dropFirst(5), as: UTF8.self) },
            record: Array(reader.bytes[start..<reader.index]))
    }

    /// Takes the 64-bit sizes and offset from the ZIP64 extra field, for those that read 0xFFFFFFFF (APPNOTE.TXT 4.5.3).
    private static func widen(
        _ uncompressed: inout UInt64, _ compressed: inout UInt64, _ offset: inout UInt64, by extra: ByteReader
    ) throws {
        guard let field = try extra.extraField(1) else { return }
        var reader = ByteReader(bytes: Array(field))
        if uncompressed == 0xFFFF_FFFF { uncompressed = try reader.integer(UInt64.self) }
        if compressed == 0xFFFF_FFFF { compressed = try reader.integer(UInt64.self) }
        if offset == 0xFFFF_FFFF { offset = try reader.integer(UInt64.self) }
    }
}

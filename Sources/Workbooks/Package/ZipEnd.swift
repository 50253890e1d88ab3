import Streams

/// Where the central directory of a ZIP archive is, by the records at the end of the file (APPNOTE.TXT 4.3.14 to 4.3.16).
///
/// Readers differ in which record they take, and in whether they believe its offset or its size. A file in which that makes a difference is
/// two archives, and is refused.
struct ZipEnd {
    var offset: Int
    var size: Int
    /// The files that the record counts. One without ZIP64 counts to 65535 and then from 0.
    var count: Int
    var isWide: Bool
    /// Bytes that stand before the archive itself, to add to every offset.
    var shift: Int

    /// Whether so many files are what the record counts.
    func counts(_ files: Int) -> Bool { isWide ? files == count : files & 0xFFFF == count }

    private static let size = 22
    private static let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    private static let entrySignature: [UInt8] = [0x50, 0x4B, 0x01, 0x02]

    /// Finds the end-of-central-directory record in the last 64 KiB; nil when there is none.
    static func locate(in file: PackageFile) throws -> ZipEnd? {
        let tailStart = max(0, file.size - 65_557)
        let tail = try file.bytes(tailStart..<file.size)
        guard tail.count >= size else { return nil }
        var found: (end: ZipEnd, position: Int)?
        for index in stride(from: tail.count - size, through: 0, by: -1)
        where tail[index] == 0x50 && tail[index..<index + 4].elementsEqual(signature) {
            let position = tailStart + index  // fits: both are within the file
            guard let first = found else {
                found = (try read(tail, at: index, position: position, of: file), position)
                continue
            }
            // A record whose comment ends with the file is one that other readers find first.
            let comment = Int(tail[index + 20]) | Int(tail[index + 21]) << 8
            if index + size + comment == tail.count {  // fits: below 128 KiB
                throw Failure.ambiguousArchive(
                    file.path,
                    "it has an end record at byte \(position), whose comment holds another one at byte \(first.position)"
                )
            }
        }
        return found?.end
    }

    private static func read(_ tail: [UInt8], at index: Int, position: Int, of file: PackageFile) throws -> ZipEnd {
        var reader = ByteReader(bytes: tail, index: index + 8)  // fits: within the tail
        _ = try reader.integer(UInt16.self)
        let count = Int(try reader.integer(UInt16.self))
        let size = Int(try reader.integer(UInt32.self))
        let offset = Int(try reader.integer(UInt32.self))
        if let wide = try locateWide(in: file, before: position) {
            let pairs = [
                (count, 0xFFFF, wide.count, "files"), (size, 0xFFFF_FFFF, wide.size, "bytes of directory"),
                (offset, 0xFFFF_FFFF, wide.offset, "as the directory's place"),
            ]
            for (narrow, none, wide, what) in pairs where narrow != none && narrow != wide {
                throw Failure.ambiguousArchive(
                    file.path, "its end record (at byte \(position)) states \(narrow) \(what), its ZIP64 record \(wide)"
                )
            }
            return wide
        }
        guard size <= position else { throw ByteReader.Truncated() }
        // Bytes put before the archive shift all offsets (a self-extracting archive); an offset that lies is corrected so.
        let shift = position - size - offset  // fits: 32 bits each, and less than the file
        let end = ZipEnd(offset: position - size, size: size, count: count, isWide: false, shift: shift)
        if end.shift != 0, try file.bytes(offset..<offset + 4).elementsEqual(entrySignature) {  // fits: 32 bits
            throw Failure.ambiguousArchive(
                file.path,
                "a directory is at byte \(offset), as its end record states, and another at byte \(end.offset)")
        }
        return end
    }

    private static func locateWide(in file: PackageFile, before position: Int) throws -> ZipEnd? {
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
        return ZipEnd(offset: Int(offset), size: Int(size), count: Int(count), isWide: true, shift: 0)
    }
}

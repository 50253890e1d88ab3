import Streams

/// What stands before the data of a file in a ZIP archive (APPNOTE.TXT 4.3.7). It repeats what the central directory says.
///
/// Readers differ in which of the two they believe. A package in which they disagree is two packages: what we prove of one says nothing
/// about what Excel shows.
struct LocalHeader {
    let flags: UInt16
    let method: UInt16
    let crc32: UInt32
    let compressedSize: UInt64
    let uncompressedSize: UInt64
    let name: [UInt8]
    /// Where the data begin, in the file or at its end.
    let dataOffset: Int

    private static let size = 30

    /// - Returns: nil when there is no such header where the directory says.
    init?(of entry: ZipEntry, in file: PackageFile) throws {
        guard entry.headerOffset >= 0, entry.headerOffset <= file.size - Self.size else { return nil }
        // With the name in one read, as long as the directory says that it is.
        let end = min(file.size, entry.headerOffset.adding(clamping: Self.size + entry.name.utf8.count))
        var reader = ByteReader(bytes: try file.bytes(entry.headerOffset..<end))
        do {
            guard try reader.integer(UInt32.self) == 0x0403_4B50 else { return nil }
            reader.index = 6
            flags = try reader.integer(UInt16.self)
            method = try reader.integer(UInt16.self)
            reader.index = 14
            crc32 = try reader.integer(UInt32.self)
            var packed = UInt64(try reader.integer(UInt32.self))
            var unpacked = UInt64(try reader.integer(UInt32.self))
            let nameLength = Int(try reader.integer(UInt16.self))
            let extraLength = Int(try reader.integer(UInt16.self))
            name = Array(reader.bytes[reader.index...].prefix(nameLength))
            dataOffset = entry.headerOffset.adding(clamping: Self.size + nameLength + extraLength)
            if unpacked == 0xFFFF_FFFF || packed == 0xFFFF_FFFF {
                let extra = ByteReader(bytes: try file.bytes(dataOffset - extraLength..<dataOffset))
                if let field = try extra.extraField(1) {
                    var wide = ByteReader(bytes: Array(field))
                    if unpacked == 0xFFFF_FFFF { unpacked = try wide.integer(UInt64.self) }
                    if packed == 0xFFFF_FFFF { packed = try wide.integer(UInt64.self) }
                }
            }
            (compressedSize, uncompressedSize) = (packed, unpacked)
        } catch { return nil }
        guard dataOffset <= file.size else { return nil }
    }

    /// In what the header contradicts the directory; nil when it does not.
    func contradiction(of entry: ZipEntry) -> String? {
        let ours = String(decoding: name, as: UTF8.self)
        // Bytes beyond ASCII are read by the directory's flag. Those within are the same in every encoding, and so is their case.
        let isASCII = entry.name.utf8.allSatisfy { $0 < 0x80 }
        if isASCII && ours != entry.name || PartName(ours) != PartName(entry.name) {
            return "its name is \"\(entry.name)\" in the directory and \"\(ours)\" before its data"
        }
        if method != entry.method {
            return "its compression method is \(entry.method) in the directory and \(method) before its data"
        }
        if flags & 1 != entry.flags & 1 {
            return "only one of the directory and its own header says that it is encrypted"
        }
        if let other = entry.otherName, PartName(other) != PartName(entry.name) {
            return "its name is \"\(entry.name)\" in the directory and \"\(other)\" in an extra field"
        }
        let numbers = [
            ("size", uncompressedSize, UInt64(entry.uncompressedSize)),
            ("compressed size", compressedSize, UInt64(entry.compressedSize)),
            ("checksum", UInt64(crc32), UInt64(entry.crc32)),
        ]
        for (what, local, stated) in numbers where local != stated {
            // Where a data descriptor follows the data, the numbers here are zero (4.4.4, bit 3), or unknown.
            if flags & 8 != 0, local == 0 || local == 0xFFFF_FFFF { continue }
            return "its \(what) is \(stated) in the directory and \(local) before its data"
        }
        return nil
    }
}

/// Refuses archives that can be read in two ways.
enum UnambiguousArchive {
    /// - Throws: `Failure` with status 65 that names both places: two entries of one part, entries that share bytes, an entry whose local
    ///   header contradicts the directory, or is not where the directory says.
    static func require(_ directory: ZipDirectory, in file: PackageFile, _ limits: Limits) throws {
        var byName: [PartName: Int] = [:]
        var extents: [(range: Range<Int>, name: String)] = []
        for (index, entry) in directory.entries.enumerated() {
            if !entry.isFolder, let first = byName.updateValue(index, forKey: PartName(entry.name)),
                try !holdSame(directory.entries[first], entry, file, limits)
            {
                throw ambiguous(
                    file,
                    "entries \(first + 1) and \(index + 1) of its directory are the same part: "
                        + "\"\(directory.entries[first].name)\" and \"\(entry.name)\"")
            }
            guard let header = try LocalHeader(of: entry, in: file) else {
                throw Failure.damagedArchive(file.path, "part \(entry.name) is not where the directory says")
            }
            if let contradiction = header.contradiction(of: entry) {
                throw ambiguous(
                    file, "part \(entry.name) (entry \(index + 1), at byte \(entry.headerOffset)): \(contradiction)")
            }
            let end = header.dataOffset.adding(entry.compressedSize) ?? .max
            extents.append((entry.headerOffset..<end, entry.name))
        }
        try requireNoneInside(byName, directory.entries, file)
        extents.sort { $0.range.lowerBound < $1.range.lowerBound }
        for (a, b) in zip(extents, extents.dropFirst()) where a.range.upperBound > b.range.lowerBound {
            throw ambiguous(
                file,
                "parts \(a.name) (from byte \(a.range.lowerBound)) and \(b.name) (from byte \(b.range.lowerBound)) share bytes"
            )
        }
        if let last = extents.last, last.range.upperBound > directory.start, last.range.upperBound <= file.size {
            throw ambiguous(
                file,
                "part \(last.name) (from byte \(last.range.lowerBound)) shares bytes with the directory (from byte \(directory.start))"
            )
        }
    }

    /// No part is the folder of another one (ECMA-376 part 2, 6.2.2.2: a part name is not derived from another's), nor has a folder content.
    private static func requireNoneInside(
        _ byName: [PartName: Int], _ entries: [ZipEntry], _ file: PackageFile
    ) throws {
        for (index, entry) in entries.enumerated() where !entry.isFolder || entry.uncompressedSize > 0 {
            var folder = PartName(entry.name).folder
            while let name = folder {
                if let other = byName[name] {
                    throw ambiguous(
                        file,
                        "\"\(entries[other].name)\" (entry \(other + 1) of its directory) is a part, and the folder of \"\(entry.name)\" (entry \(index + 1))"
                    )
                }
                folder = name.folder
            }
        }
    }

    /// Whether two entries hold the same bytes, so that it does not matter which of them is read.
    private static func holdSame(_ a: ZipEntry, _ b: ZipEntry, _ file: PackageFile, _ limits: Limits) throws -> Bool {
        guard a.crc32 == b.crc32, a.uncompressedSize == b.uncompressedSize, a.uncompressedSize <= limits.smallPartSize
        else {
            return false
        }
        let streams = [
            PartBytes(try PartStream(a, in: file, limits: limits)),
            PartBytes(try PartStream(b, in: file, limits: limits)),
        ]
        var rests: [ArraySlice<UInt8>] = [[], []]
        while true {
            for index in 0...1 where rests[index].isEmpty { rests[index] = try streams[index].next()[...] }
            let count = min(rests[0].count, rests[1].count)
            guard rests[0].prefix(count) == rests[1].prefix(count) else { return false }
            if count == 0 { return rests[0].isEmpty && rests[1].isEmpty }
            for index in 0...1 { rests[index] = rests[index].dropFirst(count) }
        }
    }

    private static func ambiguous(_ file: PackageFile, _ what: String) -> Failure {
        Failure.ambiguousArchive(file.path, what)
    }
}

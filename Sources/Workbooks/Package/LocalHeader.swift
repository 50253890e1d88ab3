import Streams

/// What stands before the data of a file in a ZIP archive (APPNOTE.TXT 4.3.7). It repeats what the central directory says.
///
/// Readers differ in which of the two they believe. A package in which they disagree is two packages: what we prove of one says nothing
/// about what Excel shows.
struct LocalHeader {
    let flags: UInt16
    let method: UInt16
    let compressedSize: UInt32
    let uncompressedSize: UInt32
    let name: [UInt8]
    /// Where the data begin, in the file or at its end.
    let dataOffset: Int

    private static let size = 30

    /// - Returns: nil when there is no such header where the directory says.
    init?(of entry: ZipEntry, in file: ArchiveFile) throws {
        guard entry.headerOffset >= 0, entry.headerOffset <= file.size - Self.size else { return nil }
        // With the name in one read, as long as the directory says that it is.
        let end = min(file.size, entry.headerOffset + Self.size + entry.name.utf8.count)
        var reader = ByteReader(bytes: try file.bytes(entry.headerOffset..<end))
        do {
            guard try reader.integer(UInt32.self) == 0x0403_4B50 else { return nil }
            reader.index = 6
            flags = try reader.integer(UInt16.self)
            method = try reader.integer(UInt16.self)
            reader.index = 18
            compressedSize = try reader.integer(UInt32.self)
            uncompressedSize = try reader.integer(UInt32.self)
            let nameLength = Int(try reader.integer(UInt16.self))
            let extraLength = Int(try reader.integer(UInt16.self))
            name = Array(reader.bytes[reader.index...].prefix(nameLength))
            dataOffset = entry.headerOffset + Self.size + nameLength + extraLength
        } catch { return nil }
        guard dataOffset <= file.size else { return nil }
    }

    /// In what the header contradicts the directory; nil when it does not.
    func contradiction(of entry: ZipEntry) -> String? {
        let ours = String(decoding: name, as: UTF8.self)
        if PartName(ours) != PartName(entry.name) {
            return "its name is \"\(entry.name)\" in the directory and \"\(ours)\" before its data"
        }
        if method != entry.method {
            return "its compression method is \(entry.method) in the directory and \(method) before its data"
        }
        if flags & 1 != entry.flags & 1 {
            return "only one of the directory and its own header says that it is encrypted"
        }
        let sizes = [
            ("size", uncompressedSize, entry.uncompressedSize),
            ("compressed size", compressedSize, entry.compressedSize),
        ]
        for (what, local, stated) in sizes where local != .max && UInt64(local) != UInt64(stated) {
            // Where a data descriptor follows the data, the sizes here are zero (4.4.4, bit 3).
            if flags & 8 != 0, local == 0 { continue }
            return "its \(what) is \(stated) bytes in the directory and \(local) before its data"
        }
        return nil
    }
}

/// A part's name as it is compared: two names that mean the same part are equal (ECMA-376 part 2, 6.3.2 and 6.3.5).
///
/// Case does not count, nor do a leading slash and backslashes that some writers put, nor whether a sign is written as it is or in percent
/// form: names are percent-encoded (6.2.2.3), which archives and relationships do or leave.
struct PartName: Hashable {
    let key: String

    init(_ name: String) {
        if let key = Self.plainKey(name) {
            self.key = key
        } else {
            let plain = Self.decoded(name).replacing("\\", with: "/").lowercased()
            key = plain.hasPrefix("/") ? String(plain.dropFirst()) : plain
        }
    }

    /// The key of a name in ASCII without percent signs, as nearly all are.
    private static func plainKey(_ name: String) -> String? {
        var name = name
        return name.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "%") }) else { return nil }
            let isRooted = bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "\\")
            let rest = UnsafeBufferPointer(rebasing: isRooted ? bytes.dropFirst() : bytes[...])
            return String(unsafeUninitializedCapacity: rest.count) { key in
                for (index, byte) in rest.enumerated() {
                    let isUpper = byte &- UInt8(ascii: "A") < 26
                    key[index] = isUpper ? byte | 0x20 : byte == UInt8(ascii: "\\") ? UInt8(ascii: "/") : byte
                }
                return rest.count
            }
        }
    }

    /// The name with `%20` as a blank. Slashes and backslashes stay encoded, since they would be other names.
    private static func decoded(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "%")) else { return name }
        let bytes = Array(name.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue,
                case let byte = UInt8(high << 4 | low), byte != UInt8(ascii: "/"), byte != UInt8(ascii: "\\")
            {
                out.append(byte)
                index += 3
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// Refuses archives that can be read in two ways.
enum UnambiguousArchive {
    /// - Throws: `Failure` with status 65 that names both places: two entries of one part, entries that share bytes, an entry whose local
    ///   header contradicts the directory. An entry that is not where the directory says is left to the reading of it.
    static func require(_ directory: ZipDirectory, in file: ArchiveFile, _ limits: Limits) throws {
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
            guard let header = try LocalHeader(of: entry, in: file) else { continue }
            if let contradiction = header.contradiction(of: entry) {
                throw ambiguous(
                    file, "part \(entry.name) (entry \(index + 1), at byte \(entry.headerOffset)): \(contradiction)")
            }
            let end = header.dataOffset.adding(entry.compressedSize) ?? .max
            extents.append((entry.headerOffset..<end, entry.name))
        }
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

    /// Whether two entries hold the same bytes, so that it does not matter which of them is read.
    private static func holdSame(_ a: ZipEntry, _ b: ZipEntry, _ file: ArchiveFile, _ limits: Limits) throws -> Bool {
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

    private static func ambiguous(_ file: ArchiveFile, _ what: String) -> Failure {
        Failure(
            .data, .corruptWorkbook, at: Place(file: file.path), "can be read in two ways: \(what)",
            hint: "open it in Excel and save it, if you trust where it comes from")
    }
}

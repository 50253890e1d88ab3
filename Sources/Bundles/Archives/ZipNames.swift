import Glibc

/// The names in the central directory of a zip as their bytes (APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16).
///
/// libarchive has no way to give the bytes of a name that is marked as UTF-8: it composes them (NFC), or refuses them. It hands on
/// members in the order of their place in the file, and so does this.
///
/// Memory: the central directory, and 24 bytes for each member.
struct ZipNames {
    private let bytes: [UInt8]
    /// Where each member lies in the file, how many bytes its data have there, and where its name lies in `bytes`.
    private let entries: [(place: UInt64, size: UInt64, name: Range<Int>)]
    private var next = 0

    /// - Returns: nil if the file has no whole central directory, or two members in one place.
    init?(_ descriptor: Int32) {
        guard let end = EndRecord(descriptor), let bytes = Self.read(descriptor, at: end.offset, count: end.size) else {
            return nil
        }
        var entries: [(place: UInt64, size: UInt64, name: Range<Int>)] = []
        var start = 0
        while bytes.value(at: start, 4) == 0x0201_4B50 {
            guard let nameLength = bytes.value(at: start + 28, 2), let extraLength = bytes.value(at: start + 30, 2),
                let commentLength = bytes.value(at: start + 32, 2), let size = bytes.value(at: start + 20, 4),
                let place = bytes.value(at: start + 42, 4)
            else { return nil }
            let name = start + 46..<start + 46 + Int(nameLength)
            let extra = name.upperBound..<name.upperBound + Int(extraLength)
            guard extra.upperBound + Int(commentLength) <= bytes.count else { return nil }
            func wide(_ value: UInt64, behind fields: [Int]) -> UInt64 {
                guard value == 0xFFFF_FFFF else { return value }
                return Self.wideValue(bytes, entry: start, extra: extra, behind: fields) ?? value
            }
            entries.append((wide(place, behind: [24, 20]), wide(size, behind: [24]), name))
            start = extra.upperBound + Int(commentLength)
        }
        entries.sort { $0.place < $1.place }
        guard zip(entries, entries.dropFirst()).allSatisfy({ $0.place != $1.place }) else { return nil }
        (self.bytes, self.entries) = (bytes, entries)
    }

    /// The name of the next member; nil if there is none.
    mutating func nextName() -> BytePath? {
        guard next < entries.count else { return nil }
        defer { next += 1 }
        let name = bytes[entries[next].name]
        return name.contains(0) ? nil : BytePath(bytes: name)
    }

    /// A value beyond 4 GiB. It is in the extra field 1, after those of `fields` (places in the entry) that are as large.
    private static func wideValue(_ bytes: [UInt8], entry: Int, extra: Range<Int>, behind fields: [Int]) -> UInt64? {
        var start = extra.lowerBound
        while start + 4 <= extra.upperBound, let tag = bytes.value(at: start, 2),
            let length = bytes.value(at: start + 2, 2)
        {
            guard tag == 1 else {
                start += 4 + Int(length)
                continue
            }
            let before = fields.count { bytes.value(at: entry + $0, 4) == 0xFFFF_FFFF }
            return bytes.value(at: start + 4 + 8 * before, 8)
        }
        return nil
    }

    /// Where the data of each member are in the file, in order; nil if the directory does not fit it.
    static func dataRanges(_ descriptor: Int32) -> [Range<Int>]? {
        guard let names = ZipNames(descriptor) else { return nil }
        var ranges: [Range<Int>] = []
        for entry in names.entries {
            guard let header = read(descriptor, at: entry.place, count: 30), header.value(at: 0, 4) == 0x0403_4B50,
                let nameLength = header.value(at: 26, 2), let extraLength = header.value(at: 28, 2),
                let place = Int(exactly: entry.place), let size = Int(exactly: entry.size)
            else { return nil }
            let (start, isTooFar) = place.addingReportingOverflow(30 + Int(nameLength) + Int(extraLength))
            let (end, isTooLong) = start.addingReportingOverflow(size)
            guard !isTooFar, !isTooLong, end <= Int(lseek(descriptor, 0, SEEK_END)),
                start >= ranges.last?.upperBound ?? 0
            else { return nil }
            ranges.append(start..<end)
        }
        return ranges
    }

    private static func read(_ descriptor: Int32, at offset: UInt64, count: UInt64) -> [UInt8]? {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0, case let (end, isTooLarge) = offset.addingReportingOverflow(count), !isTooLarge,
            end <= UInt64(size), let count = Int(exactly: count)
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let more = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + done, count - done, off_t(offset) + off_t(done))
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { return nil }
            done += more
        }
        return bytes
    }

    /// Where the central directory lies.
    private struct EndRecord {
        var offset: UInt64
        var size: UInt64

        init?(_ descriptor: Int32) {
            let length = lseek(descriptor, 0, SEEK_END)
            guard length >= 22 else { return nil }
            // A comment of up to 65535 bytes may follow.
            let start = max(0, length - 22 - 65535)
            guard let tail = read(descriptor, at: UInt64(start), count: UInt64(length - start)),
                let at = (0...tail.count - 22).last(where: { tail.value(at: $0, 4) == 0x0605_4B50 }),
                let size = tail.value(at: at + 12, 4), let offset = tail.value(at: at + 16, 4),
                let count = tail.value(at: at + 10, 2)
            else { return nil }
            (self.offset, self.size) = (offset, size)
            guard offset == 0xFFFF_FFFF || size == 0xFFFF_FFFF || count == 0xFFFF else { return }
            guard at >= 20, tail.value(at: at - 20, 4) == 0x0706_4B50, let place = tail.value(at: at - 12, 8),
                let wide = read(descriptor, at: place, count: 56), wide.value(at: 0, 4) == 0x0606_4B50,
                let wideSize = wide.value(at: 40, 8), let wideOffset = wide.value(at: 48, 8)
            else { return }
            (self.offset, self.size) = (wideOffset, wideSize)
        }
    }
}

extension [UInt8] {
    /// A little-endian number of so many bytes, at most 8; nil if they are not all there.
    fileprivate func value(at start: Int, _ size: Int) -> UInt64? {
        guard start >= 0, start <= count - size else { return nil }
        return self[start..<start + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

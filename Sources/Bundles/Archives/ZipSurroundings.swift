import Glibc
import Streams

/// What a zip has besides the data of its members: headers with their extra fields, comments, and bytes that belong to nothing.
public enum ZipSurroundings {
    /// Hands on those bytes in the order of the file.
    ///
    /// - Returns: whether data are among them that the directory does not list, such as a member that was removed from it.
    /// - Throws: `Failure` with status 65 if the directory does not fit the file.
    public static func read(_ path: String, _ body: (ArraySlice<UInt8>) throws -> Void) throws -> Bool {
        let file = try ArchiveSource(path)
        let size = Int(max(0, lseek(file.descriptor, 0, SEEK_END)))
        guard let data = ZipNames.dataRanges(file.descriptor) else {
            throw Failure(
                .data, .brokenArchive, at: Place(file: path), "the directory of the zip does not fit the file")
        }
        var hasMore = false
        var place = 0
        for range in data + [size..<size] {
            // Before each member there is its header, and none before the directory.
            var headers = range.lowerBound == size ? 0 : 1
            try forEachPiece(of: file.descriptor, place..<max(place, range.lowerBound)) { piece in
                headers -= count(of: memberMark, in: piece)
                try body(piece)
            }
            if headers < 0 { hasMore = true }
            place = max(place, range.upperBound)
        }
        return hasMore
    }

    private static let memberMark: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    private static func count(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        for index in bytes.indices.dropLast(mark.count - 1)
        where bytes[index] == mark[0] && bytes[index..<(index + mark.count)].elementsEqual(mark) { count += 1 }
        return count
    }

    private static func forEachPiece(
        of descriptor: Int32, _ range: Range<Int>, _ body: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        var place = range.lowerBound
        while place < range.upperBound {
            let piece = [UInt8](unsafeUninitializedCapacity: min(range.upperBound - place, 1 << 17)) { buffer, count in
                count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(place)))
            }
            if piece.isEmpty { return }
            place += piece.count
            try body(piece[...])
        }
    }
}

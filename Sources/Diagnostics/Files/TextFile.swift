import Bundles
import Glibc
import Redaction
import Streams

/// A text on disk, compressed or not, in any encoding that has ASCII's bytes or is UTF-16: all of it, or its newest part.
///
/// Memory: 256 KiB; of a compressed file twice the wanted part.
struct TextFile {
    let source: SourceFile
    let isCompressed: Bool
    private static let piece = 1 << 17
    /// What is read before the newest part, so that a secret that begins there is known.
    private static let lookBack = 1 << 16
    /// No compressed file is followed beyond this.
    private static let mostDecompressed = 1 << 32

    init(_ path: String) throws {
        source = try SourceFile(path: path)
        isCompressed = DecompressedFile.isCompressed(try Self.read(source, 8))
        source.seek(to: 0)
    }

    /// What of a text was handed on.
    struct Part {
        /// Bytes that are only to be looked at: they stand before the part.
        var passOver: Int
        /// Whether older lines are missing.
        var isCut: Bool
        /// What is wrong with the rest, if something is.
        var damage: String?
        fileprivate var pieces: Pieces

        fileprivate enum Pieces {
            case memory([UInt8])
            /// What was read for a look, and how much more is to be read.
            case file(SourceFile, [UInt8], more: Int)
        }
        fileprivate var encoding: TextDecoder.Encoding

        /// Hands on the text as UTF-8.
        func forEachPiece(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
            var decoder = TextDecoder(encoding)
            switch pieces {
            case .memory(let bytes): try body(decoder.decode(bytes[...])[...])
            case .file(let source, let first, var more):
                try body(decoder.decode(first[...])[...])
                while more > 0 {
                    let piece = try TextFile.read(source, min(more, TextFile.piece))
                    if piece.isEmpty { break }
                    more -= piece.count
                    try body(decoder.decode(piece[...])[...])
                }
            }
        }
    }

    /// The newest lines, of at most `limit` bytes on disk; nil when it is no text.
    func newest(_ limit: Int) throws -> Part? {
        if isCompressed { return try newestDecompressed(limit) }
        let size = source.facts.size
        let start = max(0, size - limit)
        guard start > 0 else {
            return try part(begin: try Self.read(source, min(size, Self.piece)), at: 0, cut: 0, size: size)
        }
        let look = (start - min(start, Self.lookBack)) & ~1
        source.seek(to: look)
        let begin = try Self.read(source, start - look + Self.lookBack)
        return try part(begin: begin, at: look, cut: start - look, size: size)
    }

    /// A part of the file that begins at `offset`, of which `cut` bytes and those up to the next line are passed over.
    private func part(begin: [UInt8], at offset: Int, cut: Int, size: Int) throws -> Part? {
        guard let encoding = encoding(of: begin, at: offset) else { return nil }
        var decoder = TextDecoder(encoding)
        let passOver = cut == 0 ? 0 : decoder.decode(begin[..<lineStart(in: begin, from: cut, encoding)]).count
        return Part(
            passOver: passOver, isCut: cut > 0, pieces: .file(source, begin, more: size - offset - begin.count),
            encoding: encoding)
    }

    private func newestDecompressed(_ limit: Int) throws -> Part? {
        let file = try DecompressedFile(source)
        let kept = limit + Self.lookBack
        var (bytes, dropped, damage) = ([UInt8](), 0, String?.none)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            do {
                let count = try file.read(into: buffer)
                if count == 0 { break }
                bytes += buffer[..<count]
            } catch let failure as Failure {
                damage = failure.message.text
                break
            }
            if bytes.count > 2 * kept {
                let drop = (bytes.count - kept) & ~1
                bytes.removeFirst(drop)
                dropped += drop
            }
            guard dropped < Self.mostDecompressed else {
                damage = "is longer than 4 GiB"
                break
            }
        }
        let start = max(0, bytes.count - limit)
        guard let encoding = encoding(of: Array(bytes.prefix(Self.piece)), at: dropped) else { return nil }
        var decoder = TextDecoder(encoding)
        let passOver =
            start + dropped == 0 ? 0 : decoder.decode(bytes[..<lineStart(in: bytes, from: start, encoding)]).count
        return Part(
            passOver: passOver, isCut: start + dropped > 0, damage: damage, pieces: .memory(bytes), encoding: encoding)
    }

    /// The begin of the first line from `offset` on; `offset` itself where there is none for long.
    private func lineStart(in bytes: [UInt8], from offset: Int, _ encoding: TextDecoder.Encoding) -> Int {
        var start = offset
        if let end = bytes[offset...].prefix(Self.lookBack).firstIndex(of: 0x0A) { start = end + 1 }
        return encoding == .bytes ? start : min(bytes.count, start + 1 & ~1)
    }

    /// nil when the sample holds more control characters than a text does.
    private func encoding(of sample: [UInt8], at offset: Int) -> TextDecoder.Encoding? {
        let encoding = TextDecoder.encoding(of: sample, at: offset)
        var decoder = TextDecoder(encoding)
        let text = decoder.decode(sample[...])
        let odd = text.count { $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
        return odd * 20 > text.count ? nil : encoding
    }

    fileprivate static func read(_ source: SourceFile, _ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                let received = try source.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<count])
                )
                if received == 0 { break }
                filled += received
            }
        }
    }
}

import Streams

/// A part's text in UTF-8, whatever encoding the part is in (XML 1.0, 4.3.3 and appendix F).
///
/// A byte-order mark is left out. UTF-8 passes through untouched; UTF-16 and what else a part may declare is converted
/// by libxml2. Memory for that: 32 KiB of the part and what they become.
final class MarkupStream {
    private let stream: PartStream
    private let package: String
    private var state = State.unread
    /// Text still to be handed on.
    private var pending: ArraySlice<UInt8> = []

    private enum State {
        case unread
        case utf8
        case converting(TextConverter)
    }

    init(_ stream: PartStream, package: String) {
        self.stream = stream
        self.package = package
    }

    /// How many bytes the part inflates to.
    var size: Int { stream.size }

    /// How many compressed bytes are read, and how many there are.
    var progress: (done: Int, total: Int) { stream.progress }

    /// Fills `buffer` from its start; returns how many bytes, 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try read(into: buffer) { try stream.read(into: $0) }
    }

    /// The same; where it can be, the checksum of what is read is left to the caller, who tells it by `append(checksum:of:)`, and what was
    /// read before is put into the `headroom` bytes before the buffer.
    func readUnchecked(into buffer: UnsafeMutableRawBufferPointer, headroom: Int) throws -> (
        count: Int, isChecked: Bool
    ) {
        var isChecked = true
        let count = try read(into: buffer) {
            isChecked = false
            return try stream.readUnchecked(into: $0, headroom: headroom)
        }
        return (count, isChecked)
    }

    func append(checksum: UInt32, of count: Int) { stream.append(checksum: checksum, of: count) }

    /// - Throws: `Failure` when all that was read does not have the checksum of the package's directory.
    func compareChecksum() throws { try stream.compareChecksum() }

    /// - Parameter readRaw: reads the part's own bytes, which are handed on untouched.
    private func read(
        into buffer: UnsafeMutableRawBufferPointer, _ readRaw: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> Int {
        switch state {
        case .unread:
            try begin()
            return try read(into: buffer, readRaw)
        case .utf8:
            return pending.isEmpty ? try readRaw(buffer) : takePending(into: buffer)
        case .converting(let converter):
            if pending.isEmpty { pending = try converted(by: converter) }
            return takePending(into: buffer)
        }
    }

    private func takePending(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, pending.count)
        buffer.copyBytes(from: pending.prefix(count))
        pending = pending.dropFirst(count)
        return count
    }

    /// Reads the first bytes and tells the encoding from them.
    private func begin() throws {
        pending = try rawBytes()[...]
        if let converter = try Self.converter(for: pending, package: package) {
            state = .converting(converter)
            pending = try converter.convert(pending)[...]
        } else {
            if pending.starts(with: Self.byteOrderMark) { pending = pending.dropFirst(3) }
            state = .utf8
        }
    }

    private func rawBytes() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: 1 << 15) { buffer, count in
            count = try stream.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// The converted text that follows; empty at the end.
    private func converted(by converter: TextConverter) throws -> ArraySlice<UInt8> {
        while true {
            let bytes = try rawBytes()
            guard !bytes.isEmpty else {
                try converter.finish()
                return []
            }
            let text = try converter.convert(bytes)
            if !text.isEmpty { return text[...] }
        }
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// nil when the text is in UTF-8.
    private static func converter(for head: ArraySlice<UInt8>, package: String) throws -> TextConverter? {
        guard !head.starts(with: byteOrderMark), let encoding = TextEncoding.of(head) else { return nil }
        guard let converter = TextConverter(from: encoding) else {
            throw Failure.damagedArchive(
                package, "a part is in the encoding \(printable(encoding)), which is not known")
        }
        return converter
    }

    /// The text of a whole part in UTF-8, without a byte-order mark.
    static func text(of bytes: [UInt8], package: String) throws -> ArraySlice<UInt8> {
        guard let converter = try converter(for: bytes[...], package: package) else {
            return bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
        }
        let text = try converter.convert(bytes)
        try converter.finish()
        return text[...]
    }

    /// The bytes of a whole part as they are when they are UTF-8; else its text in UTF-8, and a declaration without another encoding.
    static func editable(_ bytes: [UInt8], package: String) throws -> [UInt8] {
        guard try converter(for: bytes[...], package: package) != nil else { return bytes }
        let text = Array(try text(of: bytes, package: package))
        return text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return text }
            let scanner = XMLScanner(base: base, end: buffer.count)
            guard scanner.begins("<?xml", at: 0), let end = scanner.position(after: "?>", from: 0) else { return text }
            return Array("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>".utf8) + text[end...]
        }
    }
}

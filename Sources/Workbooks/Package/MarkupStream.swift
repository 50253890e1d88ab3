import CLibXML2
import Streams

/// A part's text in UTF-8, whatever encoding the part is in (XML 1.0, 4.3.3 and appendix F).
///
/// A byte-order mark is left out. UTF-8 passes through untouched; UTF-16 and what else a part may declare is converted
/// by libxml2's encoding handlers. Memory for those: two buffers of some 64 KiB.
final class MarkupStream {
    private let stream: PartStream
    private let package: String
    private var state = State.unread
    /// Bytes read while the encoding was looked for, still to be handed on.
    private var pending: ArraySlice<UInt8> = []

    private enum State {
        case unread
        case utf8
        case converting(Converter)
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

    /// The same; where it can be, the checksum of what is read is left to the caller, who tells it by `append(checksum:of:)`.
    func readUnchecked(into buffer: UnsafeMutableRawBufferPointer) throws -> (count: Int, isChecked: Bool) {
        var isChecked = true
        let count = try read(into: buffer) {
            isChecked = false
            return try stream.readUnchecked(into: $0)
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
            guard !pending.isEmpty else { return try readRaw(buffer) }
            let count = min(buffer.count, pending.count)
            buffer.copyBytes(from: pending.prefix(count))
            pending = pending.dropFirst(count)
            return count
        case .converting(let converter):
            return try converter.read(into: buffer) { try self.rawBytes() }
        }
    }

    /// Reads the first bytes and tells the encoding from them.
    private func begin() throws {
        pending = try rawBytes()[...]
        if pending.starts(with: [0xEF, 0xBB, 0xBF]) {
            pending = pending.dropFirst(3)
            state = .utf8
        } else if let encoding = Self.encoding(of: pending) {
            guard let converter = Converter(encoding) else {
                throw Failure.corrupt(package, "a part is in the encoding \(printable(encoding)), which is not known")
            }
            state = .converting(converter)
        } else {
            state = .utf8
        }
    }

    private func rawBytes() throws -> [UInt8] {
        if !pending.isEmpty {
            defer { pending = [] }
            return Array(pending)
        }
        return try [UInt8](unsafeUninitializedCapacity: 1 << 15) { buffer, count in
            count = try stream.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// The encoding that a byte-order mark, the first `<` or the XML declaration tells; nil for UTF-8.
    private static func encoding(of head: ArraySlice<UInt8>) -> String? {
        let first = Array(head.prefix(4))
        if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0x3C, 0x00]) { return "UTF-16LE" }
        if first.starts(with: [0xFE, 0xFF]) || first.starts(with: [0x00, 0x3C]) { return "UTF-16BE" }
        guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let declaration = String(decoding: head[..<end], as: UTF8.self)
        guard let key = declaration.range(of: "encoding") else { return nil }
        let value = declaration[key.upperBound...].drop { $0 == " " || $0 == "=" }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
        let name = value.dropFirst().prefix { $0 != quote }
        return ["UTF-8", "UTF8", "US-ASCII", "ASCII"].contains(name.uppercased()) ? nil : String(name)
    }
}

extension String {
    /// The first place where `text` stands.
    fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}

/// Converts to UTF-8 with one of libxml2's encoding handlers (xmlCharEncInFunc).
private final class Converter {
    private let handler: xmlCharEncodingHandlerPtr
    private let input: xmlBufferPtr
    private let output: xmlBufferPtr
    private var isFirst = true
    /// What of the output has been handed on.
    private var taken = 0

    init?(_ encoding: String) {
        guard let handler = xmlFindCharEncodingHandler(encoding), let input = xmlBufferCreate(),
            let output = xmlBufferCreate()
        else { return nil }
        self.handler = handler
        self.input = input
        self.output = output
    }

    deinit {
        xmlCharEncCloseFunc(handler)
        xmlBufferFree(input)
        xmlBufferFree(output)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, _ more: () throws -> [UInt8]) throws -> Int {
        while Int(xmlBufferLength(output)) == taken {
            xmlBufferEmpty(output)
            taken = 0
            let bytes = try more()
            guard !bytes.isEmpty else { return 0 }
            _ = bytes.withUnsafeBufferPointer { xmlBufferAdd(input, $0.baseAddress, Int32($0.count)) }
            guard xmlCharEncInFunc(handler, output, input) >= 0 else {
                throw MarkupError(text: "a part's text is not in the encoding that it declares")
            }
            if isFirst, xmlBufferLength(output) > 0 { skipByteOrderMark() }
        }
        let count = min(buffer.count, Int(xmlBufferLength(output)) - taken)
        buffer.copyMemory(from: UnsafeRawBufferPointer(start: xmlBufferContent(output) + taken, count: count))
        taken += count
        return count
    }

    private func skipByteOrderMark() {
        isFirst = false
        let start = UnsafeBufferPointer(start: xmlBufferContent(output), count: Int(xmlBufferLength(output)))
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { taken = 3 }
    }
}

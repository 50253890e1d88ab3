import Streams

/// A table of delimited text: CSV, TSV, and the same with semicolons or bars.
///
/// Read once, row by row. Encoding and delimiter are told by the first 64 KiB: UTF-8 and UTF-16 with and without a byte order mark; a field
/// that is not UTF-8 is read as windows-1252, and counted. Memory: the longest record, which is at most 4 MiB, and one piece.
public final class DelimitedText {
    /// The file's name in messages.
    public let name: String
    private let source: any ByteStream
    private var scan: RecordScan
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// The number of the record that was read last, from 1.
    public private(set) var number = 0
    /// The line of the file on which it begins, from 1.
    public private(set) var line = 0
    private var nextLine = 1
    /// Fields that were read as windows-1252, and the first of them.
    public private(set) var otherEncoding = (count: 0, number: 0, column: 0)
    /// Fields in which U+0000 was replaced by U+FFFD.
    public private(set) var nullCharacters = (count: 0, number: 0, column: 0)
    /// Whether some line has more than one field.
    public let hasDelimiter: Bool
    private static let headSize = 1 << 16
    private static let longestRecord = 1 << 22

    /// - Throws: what the source throws.
    public init(_ source: any ByteStream, name: String) throws {
        self.name = name
        let (head, isWhole) = try Self.gather(Self.headSize, from: source)
        let encoding = TextEncoding(head: head)
        let text: any ByteStream = Rest(encoding.withoutMark(head), source)
        guard let isBigEndian = encoding.isBigEndian else {
            self.source = text
            (buffer, isAtEnd) = try Self.gather(Self.headSize, from: text)
            isAtEnd = isAtEnd || isWhole
            let delimiter = Delimiter(head: buffer, isWhole: isAtEnd)
            (scan, hasDelimiter) = (RecordScan(delimiter: delimiter.byte), delimiter.isFound)
            return
        }
        self.source = UTF16Bytes(text, isBigEndian: isBigEndian)
        (buffer, isAtEnd) = try Self.gather(Self.headSize, from: self.source)
        let delimiter = Delimiter(head: buffer, isWhole: isAtEnd)
        (scan, hasDelimiter) = (RecordScan(delimiter: delimiter.byte), delimiter.isFound)
    }

    /// The delimiter that was found.
    public var delimiter: UInt8 { scan.delimiter }

    /// At least `count` bytes, or all there are.
    private static func gather(_ count: Int, from source: any ByteStream) throws -> (bytes: [UInt8], isAll: Bool) {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try source.next()
            if piece.isEmpty { return (bytes, true) }
            bytes += piece
        }
        return (bytes, false)
    }

    /// Goes on to the next record; false at the end.
    ///
    /// - Throws: `Failure` with status 65 for a quote that is never closed, or a record that is too long; what the source throws.
    public func next() throws -> Bool {
        while true {
            let end = buffer.withUnsafeBufferPointer { bytes in
                start < bytes.count ? scan.record(in: bytes, from: start, isAtEnd: isAtEnd) : nil
            }
            if let end {
                guard !scan.isOpen else { throw openQuote() }
                recordStart = start
                start = end
                number += 1
                line = nextLine
                nextLine += 1 + scan.innerLines
                return true
            }
            guard !isAtEnd else { return false }
            try fill()
        }
    }

    private var recordStart = 0

    private func fill() throws {
        guard buffer.count - start < Self.longestRecord else { throw openQuote() }
        buffer.removeSubrange(..<start)
        start = 0
        // As much again as there is, so that a long record is not looked at over and over.
        let wanted = max(buffer.count * 2, Self.headSize)
        while buffer.count < wanted {
            let piece = try source.next()
            if piece.isEmpty {
                isAtEnd = true
                return
            }
            buffer += piece
        }
    }

    private func openQuote() -> Failure {
        Failure(
            .data, .damagedFile, at: Place(file: name, cell: "line \(nextLine)"),
            "a quotation mark that opens a field from here on is never closed, or the record is longer than 4 MiB",
            hint: "close it, or write it twice when it belongs to the text")
    }

    /// Whether the record is the last one and has no line end, as in a file that was cut off.
    public var isUnterminated: Bool {
        guard isAtEnd, start == buffer.count, let last = buffer.last else { return false }
        return last != 0x0A && last != 0x0D
    }

    /// How many fields the record has.
    public var fieldCount: Int { scan.fields.count }

    /// A field of the record; empty text for an empty field.
    public func field(_ index: Int) -> FieldText {
        let field = scan.fields[index]
        guard field.start < field.end else { return .text("") }
        return buffer.withUnsafeBufferPointer { bytes in
            let slice = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
            if !field.isQuoted, let number = FieldText.integer(slice) { return .integer(number) }
            guard field.hasQuotes else { return .text(text(slice, index)) }
            return .text(Self.undone(slice).withUnsafeBufferPointer { text($0, index) })
        }
    }

    /// Whether bytes are ASCII that stays as it is: nearly all are.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.first != UInt8(ascii: "=") else { return false }
        for byte in bytes where byte &- 1 >= 0x7F { return false }
        return true
    }

    /// The text of bytes, in UTF-8 or else windows-1252.
    private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> String {
        guard !Self.isPlain(bytes) else { return String(decoding: bytes, as: UTF8.self) }
        var text: String
        if let valid = String(validating: bytes, as: UTF8.self) {
            text = valid
        } else {
            text = WindowsText.string(bytes)
            if otherEncoding.count == 0 { (otherEncoding.number, otherEncoding.column) = (number, index + 1) }
            otherEncoding.count += 1
        }
        if bytes.contains(0) {
            text = text.replacing("\0", with: "\u{FFFD}")
            if nullCharacters.count == 0 { (nullCharacters.number, nullCharacters.column) = (number, index + 1) }
            nullCharacters.count += 1
        }
        // Some programs write ="00123", so that Excel keeps the digits.
        if text.hasPrefix("=\""), text.hasSuffix("\""), text.utf8.count > 2 {
            return String(text.dropFirst(2).dropLast())
        }
        return text
    }

    /// Two quotes as one; a single one, behind which text follows, is dropped.
    private static func undone(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var index = 0
        var isInside = true
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\""), isInside {
                if index + 1 < bytes.count, bytes[index + 1] == byte {
                    text.append(byte)
                    index += 1
                } else {
                    isInside = false
                }
            } else {
                text.append(byte)
            }
            index += 1
        }
        return text
    }
}

/// What a field of a table of text holds.
public enum FieldText: Equatable, Sendable {
    /// Nothing but digits, perhaps behind a minus sign: at most 15, so that a double holds them all, without zeros before them.
    case integer(Double)
    case text(String)

    static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard bytes.count <= 16, let first = bytes.first, first &- 48 < 10 || first == UInt8(ascii: "-") else {
            return nil
        }
        let isNegative = first == UInt8(ascii: "-")
        let digits = isNegative ? bytes[1...] : bytes[...]
        guard (1...15).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            return nil
        }
        var value = 0
        for byte in digits {
            guard byte &- 48 < 10 else { return nil }
            value = value * 10 + Int(byte &- 48)
        }
        return isNegative && value == 0 ? nil : Double(isNegative ? -value : value)
    }
}

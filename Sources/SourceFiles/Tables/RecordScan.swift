/// Finds the fields of one record of delimited text (RFC 4180, and what programs write besides).
///
/// A quote begins a quoted field only as its first byte; in one, two quotes are one, and text behind the closing quote belongs to the field.
/// Records end with LF, CRLF or CR.
struct RecordScan {
    struct Field: Equatable {
        var start: Int
        var end: Int
        /// Whether the field is quoted; its range is without the quotes that begin and end it.
        var isQuoted: Bool
        /// Whether it holds quotes that need undoing.
        var hasQuotes: Bool
    }

    let delimiter: UInt8
    private(set) var fields: [Field] = []
    /// Line ends inside quoted fields of the record.
    private(set) var innerLines = 0

    init(delimiter: UInt8) { self.delimiter = delimiter }

    private static let quote = UInt8(ascii: "\"")

    /// The record from `start`: the index behind it, or nil when its end is not among the bytes.
    ///
    /// - Parameter isAtEnd: whether the bytes are the last ones, so that their end is the record's.
    mutating func record(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, isAtEnd: Bool) -> Int? {
        fields.removeAll(keepingCapacity: true)
        innerLines = 0
        var index = start
        while true {
            guard let end = field(in: bytes, from: index, isAtEnd: isAtEnd) else { return nil }
            if end == bytes.count { return isAtEnd ? end : nil }
            let byte = bytes[end]
            if byte == delimiter {
                index = end + 1
                continue
            }
            guard byte == 0x0D else { return end + 1 }
            guard end + 1 < bytes.count else { return isAtEnd ? end + 1 : nil }
            return bytes[end + 1] == 0x0A ? end + 2 : end + 1
        }
    }

    /// Takes a field; returns where the delimiter or line end behind it is, or nil when a quote is still open.
    private mutating func field(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, isAtEnd: Bool) -> Int? {
        if start < bytes.count, bytes[start] == Self.quote {
            return quoted(in: bytes, from: start + 1, isAtEnd: isAtEnd)
        }
        let end = plainEnd(in: bytes, from: start)
        fields.append(Field(start: start, end: end, isQuoted: false, hasQuotes: false))
        return end
    }

    private func plainEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter || byte == 0x0A || byte == 0x0D { break }
            index += 1
        }
        return index
    }

    private mutating func quoted(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, isAtEnd: Bool) -> Int? {
        var index = start
        var hasQuotes = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == Self.quote {
                guard index + 1 < bytes.count, bytes[index + 1] == Self.quote else { break }
                hasQuotes = true
                index += 1
            } else if byte == 0x0A {
                innerLines += 1
            }
            index += 1
        }
        guard index < bytes.count else {
            // The quote is not closed: the caller sees that by `isOpen`.
            guard isAtEnd else { return nil }
            fields.append(Field(start: start, end: index, isQuoted: true, hasQuotes: hasQuotes))
            isOpen = true
            return index
        }
        let end = plainEnd(in: bytes, from: index + 1)
        // Text behind the closing quote is rare; it keeps the quote for `text(of:)` to undo.
        let isClean = end == index + 1
        fields.append(Field(start: start, end: isClean ? index : end, isQuoted: true, hasQuotes: hasQuotes || !isClean))
        return end
    }

    /// Whether a quote of the last record was open at the end of all bytes.
    private(set) var isOpen = false
}

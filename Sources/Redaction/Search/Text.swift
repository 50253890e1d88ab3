import Glibc

/// Bytes to be looked at: beyond their ends there is 0, so that what looks around needs no checks.
struct Text {
    let bytes: UnsafeBufferPointer<UInt8>
    var count: Int { bytes.count }

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    subscript(index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

    func hasPrefix(_ prefix: [UInt8], at start: Int) -> Bool {
        guard start + prefix.count <= count else { return false }
        for (offset, byte) in prefix.enumerated() where bytes[start + offset] != byte { return false }
        return true
    }

    func hasPrefix(_ prefix: StaticString, at start: Int) -> Bool {
        guard start >= 0, start + prefix.utf8CodeUnitCount <= count else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount where bytes[start + offset] != prefix.utf8Start[offset] {
            return false
        }
        return true
    }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The word in lower case.
    func lowercased(_ range: Range<Int>) -> String {
        String(decoding: bytes[range].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Calls `body` for each run of `length` bytes or more that are marked in `marks`, a table of all 256 bytes.
    @inline(__always)
    func forEachRun(of marks: [Bool], atLeast length: Int, _ body: (Range<Int>) -> Void) {
        var index = 0
        while index < count {
            guard marks[Int(bytes[index])] else {
                index += 1
                continue
            }
            let start = index
            while index < count, marks[Int(bytes[index])] { index += 1 }
            if index - start >= length { body(start..<index) }
        }
    }

    // MARK: Lines

    func lineStart(of index: Int) -> Int {
        var start = min(index, count)
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return start
    }

    /// Where the line ends, its line end (LF or CRLF) not counted.
    func lineEnd(of index: Int) -> Int {
        let end = lineFeed(from: index)
        return end > index && self[end - 1] == 0x0D ? end - 1 : end
    }

    /// The begin of the next line; the end of the text where there is none.
    func nextLine(after index: Int) -> Int {
        min(count, lineFeed(from: index) + 1)
    }

    /// By memchr(3): a line may have a megabyte, and many names.
    private func lineFeed(from index: Int) -> Int {
        guard let base = bytes.baseAddress, index < count,
            let found = memchr(base + max(0, index), 0x0A, count - max(0, index))
        else { return max(index, count) }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    /// Blanks and tabs at the begin of a line.
    func indentation(ofLineAt start: Int) -> Int { skipBlanks(start) - start }

    func skipBlanks(_ index: Int, limit: Int = .max) -> Int {
        var index = index
        let end = limit == .max ? count : min(count, index + limit)
        while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        return index
    }

    /// Also over line ends.
    func skipWhitespace(_ index: Int, limit: Int = 256) -> Int {
        var index = index
        let end = min(count, index + limit)
        while index < end, Self.isWhitespace(bytes[index]) { index += 1 }
        return index
    }

    /// The part without whitespace at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, Self.isWhitespace(self[start]) { start += 1 }
        while end > start, Self.isWhitespace(self[end - 1]) { end -= 1 }
        return start..<end
    }

    // MARK: Kinds of bytes

    static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    static func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) && byte < 0x80 && byte > 0x40 }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
    static func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }
    /// Letters, digits, `_` and `-`.
    static func isName(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 0x5F || byte == 0x2D }
}

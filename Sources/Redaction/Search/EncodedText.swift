/// A text that stands encoded in another one: its bytes, and where in the other one each of them comes from.
struct EncodedText {
    var bytes: [UInt8] = []
    /// For each byte where its code begins, and one more for the end.
    private var starts: [Int32] = []
    /// For each byte where its code ends.
    private var ends: [Int32] = []

    /// The part of the other text that holds these bytes.
    func source(_ range: Range<Int>) -> Range<Int> { Int(starts[range.lowerBound])..<Int(ends[range.upperBound - 1]) }

    mutating func append(_ byte: UInt8, from start: Int, to end: Int) {
        bytes.append(byte)
        starts.append(Int32(start))
        ends.append(Int32(end))
    }

    // MARK: Escapes

    /// The text with `%40`, `\u0040`, `\x40` and `&#64;` decoded; nil when there is none of them.
    init?(unescaping source: UnsafeBufferPointer<UInt8>) {
        guard let first = Self.nextEscape(in: source, from: 0) else { return nil }
        bytes.reserveCapacity(source.count)
        starts.reserveCapacity(source.count)
        ends.reserveCapacity(source.count)
        var index = 0
        var escape: (range: Range<Int>, byte: UInt8)? = first
        while index < source.count {
            if let found = escape, index == found.range.lowerBound {
                append(found.byte, from: index, to: found.range.upperBound)
                index = found.range.upperBound
                escape = Self.nextEscape(in: source, from: index)
            } else {
                append(source[index], from: index, to: index + 1)
                index += 1
            }
        }
    }

    private static func nextEscape(in source: UnsafeBufferPointer<UInt8>, from offset: Int) -> (
        range: Range<Int>, byte: UInt8
    )? {
        var index = offset
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "&"),
                let found = escape(at: index, in: source)
            {
                return found
            }
            index += 1
        }
        return nil
    }

    private static func escape(at index: Int, in source: UnsafeBufferPointer<UInt8>) -> (
        range: Range<Int>, byte: UInt8
    )? {
        func digits(_ start: Int, _ count: Int, radix: Int = 16) -> Int? {
            guard start + count <= source.count, count > 0 else { return nil }
            var value = 0
            for byte in source[start..<(start + count)] {
                guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, digit < radix else { return nil }
                value = value * radix + digit
            }
            return value
        }
        func at(_ offset: Int) -> UInt8 { index + offset < source.count ? source[index + offset] : 0 }
        switch (source[index], at(1)) {
        case (UInt8(ascii: "%"), _):
            return digits(index + 1, 2).map { (index..<(index + 3), UInt8($0)) }
        case (UInt8(ascii: "\\"), UInt8(ascii: "x")):
            return digits(index + 2, 2).map { (index..<(index + 4), UInt8($0)) }
        case (UInt8(ascii: "\\"), UInt8(ascii: "u")):
            guard let value = digits(index + 2, 4), value < 0x80 else { return nil }
            return (index..<(index + 6), UInt8(value))
        case (UInt8(ascii: "\\"), UInt8(ascii: "/")):
            return (index..<(index + 2), UInt8(ascii: "/"))
        case (UInt8(ascii: "&"), UInt8(ascii: "#")):
            let isHex = at(2) == UInt8(ascii: "x") || at(2) == UInt8(ascii: "X")
            let start = index + (isHex ? 3 : 2)
            guard let end = source[min(start, source.count)...].prefix(5).firstIndex(of: UInt8(ascii: ";")),
                let value = digits(start, end - start, radix: isHex ? 16 : 10), value < 0x80
            else { return nil }
            return (index..<(end + 1), UInt8(value))
        case (UInt8(ascii: "&"), UInt8(ascii: "q")) where source[index...].prefix(6).elementsEqual("&quot;".utf8):
            return (index..<(index + 6), UInt8(ascii: "\""))
        case (UInt8(ascii: "&"), UInt8(ascii: "a")) where source[index...].prefix(5).elementsEqual("&amp;".utf8):
            return (index..<(index + 5), UInt8(ascii: "&"))
        case (UInt8(ascii: "&"), UInt8(ascii: "a")) where source[index...].prefix(6).elementsEqual("&apos;".utf8):
            return (index..<(index + 6), UInt8(ascii: "'"))
        case (UInt8(ascii: "&"), UInt8(ascii: "l")) where source[index...].prefix(4).elementsEqual("&lt;".utf8):
            return (index..<(index + 4), UInt8(ascii: "<"))
        case (UInt8(ascii: "&"), UInt8(ascii: "g")) where source[index...].prefix(4).elementsEqual("&gt;".utf8):
            return (index..<(index + 4), UInt8(ascii: ">"))
        default:
            return nil
        }
    }

    // MARK: Base64

    /// Fewer bytes than this are no secret by themselves.
    private static let shortest = 10

    /// The readable texts that stand base64-encoded (RFC 4648, both alphabets) in a text, whatever they begin at and
    /// also where lines are broken.
    static func base64(in source: UnsafeBufferPointer<UInt8>, _ body: (EncodedText) throws -> Void) rethrows {
        var index = 0
        var run: [(digit: UInt8, place: Int32)] = []
        while index < source.count {
            guard digits[Int(source[index])] != 0xFF else {
                index += 1
                continue
            }
            index = collect(from: index, in: source, into: &run)
            guard run.count >= 14 else { continue }
            for alignment in 0..<4 { try readable(run[alignment...], body) }
        }
    }

    /// Base64's digits; 0xFF for what is none.
    private static let digits: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            table[Int(byte)] = UInt8(value)
        }
        table[Int(UInt8(ascii: "-"))] = 62
        table[Int(UInt8(ascii: "_"))] = 63
        return table
    }()

    /// Takes digits up to what is none; a line end inside of long lines, also one that is written `\n`, is passed over.
    private static func collect(
        from start: Int, in source: UnsafeBufferPointer<UInt8>, into run: inout [(digit: UInt8, place: Int32)]
    ) -> Int {
        run.removeAll(keepingCapacity: true)
        var index = start
        var lineStart = start
        while index < source.count {
            let digit = digits[Int(source[index])]
            if digit != 0xFF {
                run.append((digit, Int32(index)))
                index += 1
            } else if let next = nextLine(at: index, of: lineStart, in: source) {
                index = next
                lineStart = next
            } else {
                break
            }
        }
        return index
    }

    /// Where the digits go on in the next line, indented or not: behind a long line, and behind a shorter one that has nothing else, where
    /// the next has nothing else either and is no longer.
    private static func nextLine(at index: Int, of start: Int, in source: UnsafeBufferPointer<UInt8>) -> Int? {
        let length = index - start
        guard length >= 12, var next = lineEnd(at: index, in: source) else { return nil }
        let limit = min(source.count, next + 32)
        while next < limit, source[next] == 0x20 || source[next] == 0x09 { next += 1 }
        guard next < source.count, digits[Int(source[next])] != 0xFF else { return nil }
        if length >= 48 { return next }
        var before = start
        while before > 0, source[before - 1] == 0x20 || source[before - 1] == 0x09 { before -= 1 }
        guard before == 0 || source[before - 1] == 0x0A || source[before - 1] == UInt8(ascii: "n") else { return nil }
        var stop = next
        while stop < source.count, digits[Int(source[stop])] != 0xFF, stop - next <= length { stop += 1 }
        let isWhole = stop == source.count || "\r\n=\\\"".utf8.contains(source[stop])
        return isWhole && stop - next >= 4 && stop - next <= length ? next : nil
    }

    private static func lineEnd(at index: Int, in source: UnsafeBufferPointer<UInt8>) -> Int? {
        for end in ["\n", "\r\n", "\\n", "\\r\\n"] where source[index...].prefix(end.utf8.count).elementsEqual(end.utf8)
        { return index + end.utf8.count }
        return nil
    }

    private static func readable(_ run: ArraySlice<(digit: UInt8, place: Int32)>, _ body: (EncodedText) throws -> Void)
        rethrows
    {
        var text = EncodedText()
        func end() throws {
            if text.bytes.count >= shortest { try body(text) }
            text = EncodedText()
        }
        var index = run.startIndex
        while index < run.endIndex {
            let group = run[index...].prefix(4)
            let value = group.reduce(UInt32(0)) { $0 << 6 | UInt32($1.digit) } << UInt32(6 * (4 - group.count))
            let (start, stop) = (Int(group.first!.place), Int(group.last!.place) + 1)
            for byte in 0..<max(0, group.count - 1) {
                let code = UInt8(truncatingIfNeeded: value >> UInt32(16 - 8 * byte))
                if (0x20..<0x7F).contains(code) || code == 0x09 || code == 0x0A || code == 0x0D {
                    text.append(code, from: start, to: stop)
                } else {
                    try end()
                }
            }
            index += 4
        }
        try end()
    }

    init() {}
}

import Streams

/// How a cell's text stands in a line.
enum FieldStyle: Equatable {
    /// `\t`, `\n`, `\r` and `\\` (see `TSV`).
    case tsv
    /// RFC 4180: quotes around what needs them, quotes within doubled.
    case csv(delimiter: UInt8, quoting: Quoting)
    /// A JSON value.
    case json

    /// Between two fields of a table.
    var separator: UInt8 {
        if case .csv(let delimiter, _) = self { delimiter } else { 0x09 }
    }

    /// Appends a number, boolean or other text that holds nothing to escape.
    @inline(__always)
    func appendPlain(_ text: [UInt8], to out: inout ByteBuffer) {
        guard case .csv(_, .all) = self else { return out.append(text) }
        out.append(UInt8(ascii: "\""))
        out.append(text)
        out.append(UInt8(ascii: "\""))
    }

    /// Appends a shared string.
    @inline(__always)
    func append(_ string: StringArena.Entry, to out: inout ByteBuffer) {
        switch self {
        case .tsv: out.append(string.escaped)
        case .json:
            out.append(UInt8(ascii: "\""))
            if string.traits.contains(.needsJSONEscapes), let start = string.text.baseAddress {
                appendEscaped(start, string.text.count, to: &out)
            } else {
                out.append(string.escaped)
            }
            out.append(UInt8(ascii: "\""))
        case .csv: appendCSV(string.text, to: &out)
        }
    }

    /// Appends any text.
    func append(text: String, to out: inout ByteBuffer) {
        var text = text
        text.withUTF8 { bytes in
            if case .csv = self { return appendCSV(bytes, to: &out) }
            if self == .json { out.append(UInt8(ascii: "\"")) }
            if let start = bytes.baseAddress { appendEscaped(start, bytes.count, to: &out) }
            if self == .json { out.append(UInt8(ascii: "\"")) }
        }
    }

    private func appendCSV(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout ByteBuffer) {
        guard case .csv(let delimiter, let quoting) = self, let start = bytes.baseAddress else { return }
        let needsQuotes =
            quoting != .minimal || bytes.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
            || isTakenForOther(bytes)
        guard needsQuotes else { return out.append(start, bytes.count) }
        out.append(UInt8(ascii: "\""))
        for byte in bytes {
            if byte == 0x22 { out.append(0x22) }
            out.append(byte)
        }
        out.append(UInt8(ascii: "\""))
    }

    /// Whether readers take the text for another thing where it has no quotes: one of blanks alone for an empty line, `\.` for the end of what
    /// PostgreSQL copies, U+FEFF for a byte order mark.
    private func isTakenForOther(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch bytes.first {
        case 0x20, 0x09: bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        case 0x5C: bytes.elementsEqual("\\.".utf8)
        case 0xEF: bytes.starts(with: [0xEF, 0xBB, 0xBF])
        default: false
        }
    }

    @inline(never)
    private func appendEscaped(_ start: UnsafePointer<UInt8>, _ count: Int, to out: inout ByteBuffer) {
        // Eight bytes go out at a time, as many of them kept as need no escape; the buffer has room for all as escapes and eight more.
        out.reserve(count * 2 + 8)
        var index = 0
        while index + 8 <= count {
            let word = UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self)
            let plain = escapes(in: word).trailingZeroBitCount >> 3
            out.append(word, plain)
            index += plain
            if plain < 8 {
                append(start[index], to: &out)
                index += 1
            }
        }
        while index < count {
            append(start[index], to: &out)
            index += 1
        }
    }

    @inline(__always)
    private func append(_ byte: UInt8, to out: inout ByteBuffer) {
        if needsEscape(byte) { appendEscape(byte, to: &out) } else { out.append(byte) }
    }

    @inline(__always)
    private func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x5C || byte == 0x22 && self == .json }

    /// The lowest high bit tells the first of eight bytes that is below a blank, a backslash or a quote (Mycroft's test); bits
    /// above it say nothing.
    @inline(__always)
    private func escapes(in word: UInt64) -> UInt64 {
        func zeros(_ word: UInt64) -> UInt64 { (word &- 0x0101_0101_0101_0101) & ~word }
        let low = (word &- 0x2020_2020_2020_2020) & ~word
        let odd = low | zeros(word ^ 0x5C5C_5C5C_5C5C_5C5C) | (self == .json ? zeros(word ^ 0x2222_2222_2222_2222) : 0)
        return odd & 0x8080_8080_8080_8080
    }

    private func appendEscape(_ byte: UInt8, to out: inout ByteBuffer) {
        var letter = byte
        switch byte {
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0D: letter = UInt8(ascii: "r")
        case 0x5C, 0x22: break
        default:
            guard self == .json else { return out.append(byte) }
            var escape: [UInt8] = []
            JSON.appendEscaped(byte, to: &escape)
            return out.append(escape)
        }
        out.append(0x5C)
        out.append(letter)
    }
}

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
        case .tsv:
            if string.traits.contains(.needsTSVEscapes) { return appendEscaped(string.start, string.count, to: &out) }
            string.count <= 32 ? out.appendShort(string.start, string.count) : out.append(string.start, string.count)
        case .json:
            out.append(UInt8(ascii: "\""))
            if string.traits.contains(.needsJSONEscapes) {
                appendEscaped(string.start, string.count, to: &out)
            } else {
                string.count <= 32 ? out.appendShort(string.start, string.count) : out.append(string.start, string.count)
            }
            out.append(UInt8(ascii: "\""))
        case .csv:
            appendCSV(UnsafeBufferPointer(start: string.start, count: string.count), to: &out)
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
        let needsQuotes = quoting != .minimal || bytes.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return out.append(start, bytes.count) }
        out.append(UInt8(ascii: "\""))
        for byte in bytes {
            if byte == 0x22 { out.append(0x22) }
            out.append(byte)
        }
        out.append(UInt8(ascii: "\""))
    }

    @inline(never)
    private func appendEscaped(_ start: UnsafePointer<UInt8>, _ count: Int, to out: inout ByteBuffer) {
        // Runs of plain bytes go out in one piece.
        var run = 0
        for index in 0..<count {
            let byte = start[index]
            guard byte < 0x20 || byte == 0x5C || byte == 0x22 && self == .json else { continue }
            out.append(start + run, index - run)
            appendEscape(byte, to: &out)
            run = index + 1
        }
        out.append(start + run, count - run)
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

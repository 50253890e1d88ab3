/// Tab-separated values: LF lines, and inside a field `\t`, `\n`, `\r` and `\\` for what would break it.
///
/// The form that Miller (`--tsv`), PostgreSQL `COPY … NULL ''` and DuckDB read. An empty field is "not given".
public enum TSV {
    /// Appends `text` with its tabs, line ends and backslashes escaped.
    public static func append(field text: String, to out: inout [UInt8]) {
        for byte in text.utf8 { appendEscaped(byte, to: &out) }
    }

    @inlinable
    public static func appendEscaped(_ byte: UInt8, to out: inout [UInt8]) {
        let letter: UInt8
        switch byte {
        case 0x09: letter = UInt8(ascii: "t")
        case 0x0A: letter = UInt8(ascii: "n")
        case 0x0D: letter = UInt8(ascii: "r")
        case 0x5C: letter = 0x5C
        default:
            out.append(byte)
            return
        }
        out.append(0x5C)
        out.append(letter)
    }

    /// One line, with its line end, of fields that are not escaped yet.
    public static func line(_ fields: [String]) -> [UInt8] {
        var out: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { out.append(0x09) }
            append(field: field, to: &out)
        }
        out.append(0x0A)
        return out
    }

    /// The fields of one line without its line end, unescaped. A backslash before any other letter stands for itself.
    public static func fields(of line: some Sequence<UInt8>) -> [String] {
        var fields: [String] = []
        var field: [UInt8] = []
        var isEscaped = false
        for byte in line {
            if isEscaped {
                isEscaped = false
                switch byte {
                case UInt8(ascii: "t"): field.append(0x09)
                case UInt8(ascii: "n"): field.append(0x0A)
                case UInt8(ascii: "r"): field.append(0x0D)
                case 0x5C: field.append(0x5C)
                default: field.append(contentsOf: [0x5C, byte])
                }
            } else if byte == 0x5C {
                isEscaped = true
            } else if byte == 0x09 {
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            } else {
                field.append(byte)
            }
        }
        if isEscaped { field.append(0x5C) }
        fields.append(String(decoding: field, as: UTF8.self))
        return fields
    }
}

/// Tab-separated values with LF line ends. Inside a field, tab, LF, CR and backslash are written as `\t`, `\n`, `\r`
/// and `\\`.
///
/// Miller (`--tsv`), PostgreSQL (`COPY … NULL ''`) and DuckDB read this form. An empty field means "not given".
public enum TSV {
    /// Appends `text` with its tabs, line ends and backslashes escaped.
    public static func append(field text: String, to out: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            // Nearly every field needs no escape.
            if bytes.allSatisfy({ $0 > 0x0D && $0 != 0x5C }) {
                out.append(contentsOf: bytes)
            } else {
                for byte in bytes { appendEscaped(byte, to: &out) }
            }
        }
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

    /// The fields of one line without its line end, unescaped. A backslash before any other letter stays a backslash.
    public static func fields(of line: some Sequence<UInt8>) -> [String] { fields(of: ArraySlice(line)) }

    /// The same for a slice. It needs no function call for each byte.
    public static func fields(of line: ArraySlice<UInt8>) -> [String] {
        var fields: [String] = []
        forEachField(of: line) { fields.append(String(decoding: $0, as: UTF8.self)) }
        return fields
    }

    /// Calls `body` with the unescaped bytes of each field, which are valid only during the call. Returns the number of
    /// fields.
    @discardableResult
    public static func forEachField<Mistake: Error>(
        of line: ArraySlice<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws(Mistake) -> Void
    ) throws(Mistake) -> Int {
        try line.withUnsafeBufferPointer { (bytes) throws(Mistake) in
            var count = 0
            var start = 0
            var hasEscape = false
            for index in 0...bytes.count {
                guard index == bytes.count || bytes[index] == 0x09 else {
                    if bytes[index] == 0x5C { hasEscape = true }
                    continue
                }
                let field = UnsafeBufferPointer(rebasing: bytes[start..<index])
                if hasEscape {
                    try unescaped(field).withUnsafeBufferPointer(body)
                } else {
                    try body(field)
                }
                count += 1
                start = index + 1
                hasEscape = false
            }
            return count
        }
    }

    private static func unescaped(_ field: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < field.count {
            let next = index + 1 < field.count ? field[index + 1] : 0
            let meant: UInt8? =
                switch (field[index], next) {
                case (0x5C, UInt8(ascii: "t")): 0x09
                case (0x5C, UInt8(ascii: "n")): 0x0A
                case (0x5C, UInt8(ascii: "r")): 0x0D
                case (0x5C, 0x5C): 0x5C
                default: nil
                }
            out.append(meant ?? field[index])
            index += meant == nil ? 1 : 2
        }
        return out
    }
}

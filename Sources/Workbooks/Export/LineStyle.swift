/// What stands between and behind the fields of a table's lines.
struct LineStyle {
    let field: FieldStyle
    let separator: UInt8
    /// RFC 4180 ends lines with CR LF.
    private let endsWithReturn: Bool
    /// What an empty field holds.
    private let null: [UInt8]
    let hasEmptyNulls: Bool

    init(_ options: ExportOptions) {
        field = options.format == .csv ? .csv(delimiter: options.delimiter, quoting: options.quoting) : .tsv
        separator = field.separator
        endsWithReturn = options.format == .csv
        null = Array(options.null.utf8)
        hasEmptyNulls = null.isEmpty
    }

    /// Appends what stands between the field of column `last` and that of `column`: separators, and empty fields.
    func appendGap(from last: Int, to column: Int, isFirst: Bool, to out: inout ByteBuffer) {
        if null.isEmpty {
            out.append(repeating: separator, count: column - last)
        } else {
            // Before the first cell the empty fields start with column 1 itself.
            if isFirst, column > 1 { out.append(null) }
            for step in stride(from: last, to: column, by: 1) {
                out.append(separator)
                if step + 1 < column { out.append(null) }
            }
        }
    }

    /// Appends the fields that a line of `fields` fields lacks to have `width`. A line of CSV that has one field, and that empty, is `""`: readers
    /// take a line without anything for none.
    @inline(__always)
    fileprivate func appendMissing(after fields: Int, of width: Int, to out: inout ByteBuffer) {
        if fields == 0, width == 1, null.isEmpty, endsWithReturn { return out.append("\"\"") }
        if null.isEmpty {
            out.append(repeating: separator, count: width - max(fields, 1))
        } else if width > 0 {
            if fields == 0 { out.append(null) }
            for _ in 0..<max(0, width - max(fields, 1)) {
                out.append(separator)
                out.append(null)
            }
        }
    }

    @inline(__always)
    fileprivate func appendEnd(to out: inout ByteBuffer) {
        if endsWithReturn { out.append(0x0D) }
        out.append(0x0A)
    }
}

extension ByteBuffer {
    /// Appends what a line of `fields` fields lacks to have `width`, and its end.
    @inline(__always)
    mutating func endLine(after fields: Int, of width: Int, _ line: LineStyle) {
        line.appendMissing(after: fields, of: width, to: &self)
        line.appendEnd(to: &self)
    }
}

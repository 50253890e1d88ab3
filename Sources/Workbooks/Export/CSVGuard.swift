/// Quotes CSV fields that would not read back as they are: those that hold an unusual delimiter, and those that are the text of empty fields.
///
/// Numbers, dates and booleans hold no comma, semicolon, tab, bar or blank, so that they need no look with one of these and empty empty fields.
struct CSVGuard {
    private let delimiter: UInt8
    private let null: [UInt8]

    /// nil when every field can be written without a look.
    init?(_ options: ExportOptions) {
        guard options.format == .csv else { return nil }
        let isUsual = ",;\t| ".utf8.contains(options.delimiter)
        guard !isUsual || !options.null.isEmpty else { return nil }
        delimiter = options.delimiter
        null = Array(options.null.utf8)
    }

    /// Puts quotes around the field that begins at `start` if it needs them and has none.
    func quote(from start: Int, in out: inout ByteBuffer) {
        let field = out.copy(from: start)
        guard field.first != 0x22, field.contains(delimiter) || !null.isEmpty && field == null else { return }
        out.truncate(to: start)
        out.append(0x22)
        out.append(field)
        out.append(0x22)
    }
}

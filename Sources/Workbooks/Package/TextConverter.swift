import CLibXML2

/// The encoding of a part's text, told from its first bytes (XML 1.0, 4.3.3 and appendix F).
enum TextEncoding {
    /// The name of the encoding that a byte-order mark, the first `<` or the XML declaration tells; nil for UTF-8.
    static func of(_ head: ArraySlice<UInt8>) -> String? {
        let first = Array(head.prefix(4))
        if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0x3C, 0x00]) { return "UTF-16LE" }
        if first.starts(with: [0xFE, 0xFF]) || first.starts(with: [0x00, 0x3C]) { return "UTF-16BE" }
        guard let name = declared(in: head) else { return nil }
        let upper = name.uppercased()
        // A declaration that can be read in bytes is in none of the wide encodings, whatever it says.
        let isWide = ["UTF-16", "UTF-32", "UCS-", "ISO-10646-UCS-"].contains { upper.hasPrefix($0) }
        return isWide || ["UTF-8", "UTF8", "US-ASCII", "ASCII"].contains(upper) ? nil : name
    }

    /// What the XML declaration says.
    private static func declared(in head: ArraySlice<UInt8>) -> String? {
        guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let declaration = String(decoding: head[..<end], as: UTF8.self)
        guard let key = declaration.ranges(of: "encoding").first else { return nil }
        let value = declaration[key.upperBound...].drop { $0 == " " || $0 == "=" }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
        return String(value.dropFirst().prefix { $0 != quote })
    }
}

/// Converts text to UTF-8, piece by piece, with one of libxml2's encoding handlers (xmlCharEncInFunc). A byte-order mark is left out.
final class TextConverter {
    private let handler: xmlCharEncodingHandlerPtr
    /// Bytes that are not converted yet: at the end of a piece, the start of a character.
    private let input: xmlBufferPtr
    private let output: xmlBufferPtr
    private var isFirst = true

    /// nil when libxml2 does not know the encoding.
    init?(from encoding: String) {
        // Names as XML 1.0 has them (production 81): a converter behind libxml2 takes others for instructions, as `//TRANSLIT`.
        let isName = encoding.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20) || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard isName, let handler = xmlFindCharEncodingHandler(encoding), let input = xmlBufferCreate(),
            let output = xmlBufferCreate()
        else { return nil }
        self.handler = handler
        self.input = input
        self.output = output
    }

    deinit {
        xmlCharEncCloseFunc(handler)
        xmlBufferFree(input)
        xmlBufferFree(output)
    }

    /// The text of the next bytes, as far as their characters are whole.
    ///
    /// - Throws: `MarkupError` where bytes are not a character of the encoding.
    func convert(_ bytes: some Sequence<UInt8>) throws(MarkupError) -> [UInt8] {
        // libxml2 prints what it finds on standard error, unless somebody of this thread takes it.
        xmlSetStructuredErrorFunc(nil) { _, _ in }
        // One call converts 64 KiB at most.
        var rest = Array(bytes)[...]
        repeat {
            let piece = rest.prefix(1 << 15)
            rest = rest.dropFirst(piece.count)
            _ = piece.withUnsafeBufferPointer { xmlBufferAdd(input, $0.baseAddress, CInt($0.count)) }
            guard xmlCharEncInFunc(handler, output, input) >= 0 else {
                throw MarkupError(text: "a part's text is not in the encoding that it declares")
            }
        } while !rest.isEmpty
        let text = Array(UnsafeBufferPointer(start: xmlBufferContent(output), count: Int(xmlBufferLength(output))))
        xmlBufferEmpty(output)
        return withoutMark(text)
    }

    /// - Throws: `MarkupError` when the text ends within a character.
    func finish() throws(MarkupError) {
        guard xmlBufferLength(input) == 0 else { throw MarkupError(text: "a part's text ends within a character") }
    }

    private func withoutMark(_ text: [UInt8]) -> [UInt8] {
        guard isFirst, !text.isEmpty else { return text }
        isFirst = false
        return text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
    }
}

import Glibc

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

/// Converts text to UTF-8, piece by piece, with the system's iconv(3). A byte-order mark is left out.
final class TextConverter {
    private let descriptor: iconv_t
    /// The start of a character whose rest is in the next piece.
    private var rest: [UInt8] = []
    private var isFirst = true

    /// nil when the system does not know the encoding.
    init?(from encoding: String) {
        // Nothing that iconv_open takes for an instruction, as `//TRANSLIT` (XML 1.0, production 81).
        let isName = encoding.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20) || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard isName, !encoding.isEmpty, let descriptor = iconv_open("UTF-8", encoding),
            Int(bitPattern: descriptor) != -1
        else { return nil }
        self.descriptor = descriptor
    }

    deinit { iconv_close(descriptor) }

    /// The text of the next bytes, as far as their characters are whole.
    ///
    /// - Throws: `MarkupError` where bytes stand for no character.
    func convert(_ bytes: some Sequence<UInt8>) throws(MarkupError) -> [UInt8] {
        var input = rest + bytes
        var text: [UInt8] = []
        var used = 0
        var isWhole = false
        while !isWhole {
            // A character is at most four bytes of UTF-8, and at least one of any encoding; what does not fit is converted in the next turn.
            let room = max(64, (input.count - used) * 2)
            var (left, free) = (input.count - used, room)
            var status: CInt = 0
            let piece = [UInt8](unsafeUninitializedCapacity: room) { output, count in
                input.withUnsafeMutableBytes { input in
                    var source = input.baseAddress.map { ($0 + used).assumingMemoryBound(to: CChar.self) }
                    var target: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(output.baseAddress!)
                        .assumingMemoryBound(to: CChar.self)
                    status = iconv(descriptor, &source, &left, &target, &free) == -1 ? errno : 0
                }
                count = room - free
            }
            text += piece
            used = input.count - left
            guard status == 0 || status == E2BIG || status == EINVAL else {
                throw MarkupError(text: "a part's text is not in the encoding that it declares")
            }
            isWhole = status != E2BIG
        }
        rest = Array(input[used...])
        return withoutMark(text)
    }

    /// - Throws: `MarkupError` when the text ends within a character.
    func finish() throws(MarkupError) {
        guard rest.isEmpty else { throw MarkupError(text: "a part's text ends within a character") }
    }

    private func withoutMark(_ text: [UInt8]) -> [UInt8] {
        guard isFirst, !text.isEmpty else { return text }
        isFirst = false
        return text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
    }
}

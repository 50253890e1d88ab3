/// A formula in the form in which two that are written differently, and mean the same, are equal.
///
/// Blanks, `$`, quotation marks around sheet names, case, the order of a list's constants and of what `AND` joins say nothing.
struct FormulaText: Equatable {
    private(set) var text: String

    /// - Parameter sheet: where the formula is; its own name in front of a reference says nothing.
    init(_ formula: String, on sheet: String) {
        var reader = Reader(bytes: Array(formula.utf8), sheet: Array(sheet.lowercased().utf8))
        reader.out.reserveCapacity(reader.bytes.count + 16)
        reader.read { _ in false }
        text = String(decoding: reader.out, as: UTF8.self)
    }

    /// The places of the characters that say something: no blanks, no `$`.
    static func places(_ formula: [Character]) -> [Int] {
        formula.indices.filter { !" $\n\r\t'".contains(formula[$0]) }
    }

    private struct Reader {
        let bytes: [UInt8]
        let sheet: [UInt8]
        var index = 0
        var out: [UInt8] = []

        /// Adds what follows, up to a byte at this depth that ends it.
        mutating func read(until isEnd: (UInt8) -> Bool) {
            // Where the word begins that is not over yet: what follows it says what it is.
            var word = out.count
            while index < bytes.count, !isEnd(bytes[index]) {
                let byte = bytes[index]
                index += 1
                switch byte {
                case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: "$"): continue
                case UInt8(ascii: "\""):
                    out.append(byte)
                    quote(byte)
                    out.append(byte)
                    word = out.count
                case UInt8(ascii: "'"):
                    out.removeSubrange(word...)
                    quote(byte)
                case UInt8(ascii: "!"):
                    lowercase(from: word)
                    if out[word...].elementsEqual(sheet) {
                        out.removeSubrange(word...)
                    } else {
                        out.insert(UInt8(ascii: "'"), at: word)
                        out.append(UInt8(ascii: "'"))
                        out.append(byte)
                    }
                    word = out.count
                case UInt8(ascii: "("):
                    uppercase(from: word)
                    let isSorted = out[word...].elementsEqual("AND".utf8)
                    out.append(byte)
                    list(closing: UInt8(ascii: ")"), isSorted: isSorted)
                    word = out.count
                case UInt8(ascii: "{"):
                    uppercase(from: word)
                    out.append(byte)
                    list(closing: UInt8(ascii: "}"), isSorted: true)
                    word = out.count
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), 0x80...:
                    out.append(byte)
                default:
                    uppercase(from: word)
                    out.append(byte)
                    word = out.count
                }
            }
            uppercase(from: word)
        }

        /// Adds the parts of a list, and the bracket that closes it.
        private mutating func list(closing: UInt8, isSorted: Bool) {
            let start = out.count
            var ends: [Int] = []
            while index < bytes.count {
                read { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") || $0 == closing }
                ends.append(out.count)
                guard index < bytes.count else { break }
                index += 1
                if bytes[index - 1] == closing { break }
                out.append(UInt8(ascii: ","))
            }
            if isSorted, ends.count > 1 {
                let starts = [start] + ends.dropLast().map { $0 + 1 }
                let parts = zip(starts, ends).map { out[$0..<$1] }.sorted { $0.lexicographicallyPrecedes($1) }
                out.replaceSubrange(start..., with: Array(parts.joined(separator: [UInt8(ascii: ",")])))
            }
            out.append(closing)
        }

        /// Adds the text between quotation marks; a doubled mark is one.
        private mutating func quote(_ quote: UInt8) {
            let start = out.count
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                if byte == quote {
                    guard index < bytes.count, bytes[index] == quote else { break }
                    index += 1
                }
                out.append(byte)
            }
            lowercase(from: start)
        }

        private mutating func lowercase(from start: Int) {
            for place in start..<out.count where !(0x61...0x7A).contains(out[place]) {
                guard out[place] < 0x80 else {
                    let text = String(decoding: out[start...], as: UTF8.self)
                    return out.replaceSubrange(start..., with: text.lowercased().utf8)
                }
                if (0x41...0x5A).contains(out[place]) { out[place] |= 0x20 }
            }
        }

        private mutating func uppercase(from start: Int) {
            for place in start..<out.count where !(0x41...0x5A).contains(out[place]) {
                guard out[place] < 0x80 else {
                    let text = String(decoding: out[start...], as: UTF8.self)
                    return out.replaceSubrange(start..., with: text.uppercased().utf8)
                }
                if (0x61...0x7A).contains(out[place]) { out[place] &= 0xDF }
            }
        }
    }
}

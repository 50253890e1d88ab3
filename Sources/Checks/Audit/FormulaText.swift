/// A formula in the form in which two that are written differently, and mean the same, are equal.
///
/// Blanks, `$`, quotation marks around sheet names, case, the order of a list's constants and of what `AND` joins say nothing.
struct FormulaText: Equatable {
    private(set) var text: String

    /// - Parameter sheet: where the formula is; its own name in front of a reference says nothing.
    init(_ formula: String, on sheet: String) {
        var reader = Reader(bytes: Array(formula.utf8), sheet: sheet.lowercased())
        text = reader.read { _ in false }
    }

    /// The places of the characters that say something: no blanks, no `$`.
    static func places(_ formula: [Character]) -> [Int] {
        formula.indices.filter { !" $\n\r\t'".contains(formula[$0]) }
    }

    private struct Reader {
        let bytes: [UInt8]
        let sheet: String
        var index = 0

        /// What follows, up to a byte at this depth that ends it.
        mutating func read(until isEnd: (UInt8) -> Bool) -> String {
            var out = ""
            var word = ""
            while index < bytes.count, !isEnd(bytes[index]) {
                let byte = bytes[index]
                index += 1
                switch byte {
                case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: "$"): continue
                case UInt8(ascii: "\""):
                    out += word + "\"" + quoted(byte) + "\""
                    word = ""
                case UInt8(ascii: "'"): word = quoted(byte)
                case UInt8(ascii: "!"):
                    if word.lowercased() != sheet { out += "'" + word.lowercased() + "'!" }
                    word = ""
                case UInt8(ascii: "("):
                    let name = word.uppercased()
                    var parts = list(closing: UInt8(ascii: ")"))
                    if name == "AND" { parts.sort() }
                    out += name + "(" + parts.joined(separator: ",") + ")"
                    word = ""
                case UInt8(ascii: "{"):
                    out += "{" + list(closing: UInt8(ascii: "}")).sorted().joined(separator: ",") + "}"
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), 0x80...:
                    word += String(decoding: continued(byte), as: UTF8.self)
                default:
                    out += word.uppercased() + String(decoding: [byte], as: UTF8.self)
                    word = ""
                }
            }
            return out + word.uppercased()
        }

        /// A character of several bytes whole.
        private mutating func continued(_ byte: UInt8) -> [UInt8] {
            var all = [byte]
            guard byte >= 0xC0 else { return all }
            while index < bytes.count, bytes[index] & 0xC0 == 0x80 {
                all.append(bytes[index])
                index += 1
            }
            return all
        }

        private mutating func list(closing: UInt8) -> [String] {
            var parts: [String] = []
            while index < bytes.count {
                parts.append(read { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") || $0 == closing })
                guard index < bytes.count else { break }
                index += 1
                if bytes[index - 1] == closing { break }
            }
            return parts
        }

        /// The text between quotation marks; doubled marks stay doubled.
        private mutating func quoted(_ quote: UInt8) -> String {
            var all: [UInt8] = []
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                if byte == quote {
                    guard index < bytes.count, bytes[index] == quote else { break }
                    index += 1
                }
                all.append(byte)
            }
            return String(decoding: all, as: UTF8.self).lowercased()
        }
    }
}

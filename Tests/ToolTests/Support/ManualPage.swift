import Glibc
import Testing

/// A page of `man/` in mdoc(7), as far as the tests look into it.
struct ManualPage: CustomStringConvertible {
    /// An option as the page gives it: its names as they are typed, the name of its value, and the text of its entry.
    struct Option {
        var names: [String]
        var value: String?
        var text = ""
    }

    let path: String
    private let source: [Substring]

    /// Reads `man/NAME`, such as `xlsx2tsv.1`.
    init(_ name: String) throws {
        path = "man/\(name)"
        source = try text(of: "\(packageFolder)/\(path)").split(separator: "\n")
    }

    var description: String { path }

    /// The names of the pages, such as `xlsx2tsv.1`.
    static var all: [String] { names(in: packageFolder + "/man") }

    /// The lines of a section, from behind its `.Sh` to the next.
    func section(_ name: String) -> ArraySlice<Substring> {
        guard let start = source.firstIndex(of: ".Sh \(name)") else { return [] }
        let rest = source[(start + 1)...]
        return rest.prefix { !$0.hasPrefix(".Sh ") }
    }

    /// The sections in their order.
    var sections: [String] { source.filter { $0.hasPrefix(".Sh ") }.map { String($0.dropFirst(4)) } }

    /// The options that have an entry of their own: `.It Fl s , Fl -sheet Ar name`.
    var options: [Option] {
        var found: [Option] = []
        // How many lists an entry's own text has opened; nil outside of an entry.
        var depth: Int?
        for line in source {
            if line.hasPrefix(".It Fl "), depth ?? 0 == 0 {
                let mentions = Self.mentions(in: line)
                found.append(Option(names: mentions.map(\.name), value: mentions.last?.value))
                depth = 0
            } else if let open = depth {
                if open == 0, line.hasPrefix(".It ") || line.hasPrefix(".El") || line.hasPrefix(".S") {
                    depth = nil
                    continue
                }
                if line.hasPrefix(".Bl") { depth = open + 1 } else if line.hasPrefix(".El") { depth = open - 1 }
                found[found.count - 1].text += line + "\n"
            }
        }
        return found
    }

    /// The options that the synopsis shows.
    var synopsis: [(name: String, value: String?)] { section("SYNOPSIS").flatMap(Self.mentions) }

    /// The names behind `Ar` in the synopsis, of values and of operands.
    var operands: Set<String> {
        Set(
            section("SYNOPSIS").flatMap { line in
                let words = Self.words(of: line)
                return words.indices.filter { words[$0] == "Ar" }.map { $0 + 1 < words.count ? words[$0 + 1] : "file" }
            })
    }

    /// The message codes that have an entry in DIAGNOSTICS: `.It Sy one , two` or `.It Cm rule Pq level`.
    var codes: Set<String> {
        let entries = section("DIAGNOSTICS").map(Self.words).filter {
            $0.first == "It" && ["Sy", "Cm", "Li"].contains($0.dropFirst().first)
        }
        return Set(entries.flatMap { $0.dropFirst(2).prefix { $0 != "Pq" }.filter { $0 != "," } })
    }

    /// The command lines of EXAMPLES, those with a `$` in front; a line that ends in a backslash goes on.
    var examples: [String] {
        var found: [String] = []
        var isOpen = false
        for line in section("EXAMPLES") {
            let text = Self.plain(line.hasPrefix(".Dl ") ? line.dropFirst(4) : line)
            if isOpen {
                found[found.count - 1] += "\n" + text
            } else if text.hasPrefix("$ ") {
                found.append(String(text.dropFirst(2)))
            } else {
                continue
            }
            isOpen = text.hasSuffix("\\")
        }
        return found
    }

    // MARK: mdoc(7)

    /// `Fl name` with the `Ar value` behind it; `Ar` alone is `file`.
    private static func mentions(in line: Substring) -> [(name: String, value: String?)] {
        let words = words(of: line)
        return words.indices.filter { words[$0] == "Fl" && $0 + 1 < words.count }.map { index in
            var value: String?
            if index + 2 < words.count, words[index + 2] == "Ar" {
                value = index + 3 < words.count ? words[index + 3] : "file"
            }
            return ("-" + words[index + 1], value)
        }
    }

    /// A macro line's words, the macro first.
    private static func words(of line: Substring) -> [String] {
        guard line.hasPrefix(".") else { return [] }
        return line.dropFirst().split(separator: " ").map { plain($0.hasPrefix("\\&") ? $0.dropFirst(2) : $0) }
    }

    /// The text that escapes stand for.
    private static func plain(_ text: Substring) -> String {
        var out = ""
        var rest = text
        let escapes = ["\\(aq": "'", "\\(dq": "\"", "\\(ti": "~", "\\(ha": "^", "\\e": "\\", "\\-": "-", "\\&": ""]
        while let first = rest.first {
            if first == "\\", let escape = escapes.first(where: { rest.hasPrefix($0.key) }) {
                out += escape.value
                rest = rest.dropFirst(escape.key.count)
            } else {
                out.append(first)
                rest = rest.dropFirst()
            }
        }
        return out
    }
}

/// A file's text.
func text(of path: String) throws -> String {
    let file = try #require(fopen(path, "rb"), "cannot open \(path)")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

import Glibc

/// Makes bytes of UTF-8 harmless for a terminal.
enum TerminalText {
    /// - Returns: the bytes, in which characters that control a terminal are written as `\\u{…}`, except tabs and line
    ///   ends; and the bytes of a last scalar that is not complete yet.
    static func screened(_ bytes: [UInt8]) -> (text: [UInt8], rest: [UInt8]) {
        var end = bytes.count
        // A sequence has at most three bytes after its first.
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            guard byte & 0xC0 != 0x80 else { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            if length > back { end = bytes.count - back }
            break
        }
        let rest = Array(bytes[end...])
        let isPlain = bytes[..<end].allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x09 || $0 == 0x0A }
        guard !isPlain else { return (Array(bytes[..<end]), rest) }
        var out: [UInt8] = []
        out.reserveCapacity(end)
        for scalar in String(decoding: bytes[..<end], as: UTF8.self).unicodeScalars {
            if scalar != "\t", scalar != "\n", drivesTerminal(scalar) {
                out += Array("\\u{\(String(scalar.value, radix: 16))}".utf8)
            } else {
                out += Array(String(scalar).utf8)
            }
        }
        return (out, rest)
    }
}

/// A terminal's columns: COLUMNS, or what the terminal says, from 40 to 200.
public func terminalColumns(_ descriptor: Int32) -> Int {
    if let asked = getenv("COLUMNS").flatMap({ Int(String(cString: $0)) }), asked >= 40 { return min(asked, 200) }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 80 }
    return min(Int(size.ws_col), 200)
}

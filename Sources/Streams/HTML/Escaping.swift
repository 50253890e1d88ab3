/// Text for XML and HTML: markup as references, and what XML 1.0 has no place for as U+FFFD. A text beyond 64 Ki characters, such as a
/// market's name of a megabyte, is cut.
public func escaped(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in shortened(text, to: 1 << 16).unicodeScalars {
        switch scalar {
        case "&": out.append(contentsOf: "&amp;".unicodeScalars)
        case "<": out.append(contentsOf: "&lt;".unicodeScalars)
        case ">": out.append(contentsOf: "&gt;".unicodeScalars)
        case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
        case "'": out.append(contentsOf: "&#39;".unicodeScalars)
        case "\t", "\n", "\r": out.append(scalar)
        case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: out.append("\u{FFFD}")
        default: out.append(scalar)
        }
    }
    return String(out)
}

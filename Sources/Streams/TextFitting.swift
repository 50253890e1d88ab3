/// Text made to fit a terminal. A width of nil is one without an end.
public enum TextFitting {
    /// The text cut at its end, with a sign that something is left out.
    public static func cut(_ text: String, to width: Int?) -> String {
        guard let width, text.count > width else { return text }
        return String(text.prefix(max(1, width - 1))) + "…"
    }

    /// The text cut in its middle, so that both ends of a file's name are seen.
    public static func cutInside(_ text: String, to width: Int?) -> String {
        guard let width, text.count > width else { return text }
        let left = max(1, (width - 1) / 2)
        return text.prefix(left) + "…" + text.suffix(max(1, width - 1 - left))
    }

    /// The text in at most so many lines, the last of them cut where it does not fit.
    public static func lines(_ text: String, most: Int, width: Int?) -> [String] {
        guard most > 0 else { return [] }
        guard let width else { return [text] }
        let all = wrapped(text, to: width)
        let rest = all.count > most ? all[(most - 1)...].joined(separator: " ") : all.last ?? ""
        return (all.prefix(min(most, all.count) - 1) + [rest]).map { cut($0, to: width) }
    }

    /// Lines broken at blanks; a word that is longer than a line has one of its own.
    public static func wrapped(_ text: String, to width: Int?) -> [String] {
        guard let width else { return [text] }
        var lines = [""]
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if lines[lines.count - 1].isEmpty {
                lines[lines.count - 1] += word
            } else if lines[lines.count - 1].count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

/// Puts a tool's own options first in the text of `--help`.
///
/// ArgumentParser puts options without a titled group after all groups, although most people look for them first.
enum HelpText {
    /// Moves the section OPTIONS before the first titled group if it has more than `--version` and `--help`.
    static func ordered(_ text: String) -> String {
        var sections = text.split(separator: "\n\n", omittingEmptySubsequences: false)
        guard let own = sections.lastIndex(where: { $0.hasPrefix("OPTIONS:\n") }),
            sections[own].split(separator: "\n").count(where: { $0.hasPrefix("  -") }) > 2,
            let first = sections.firstIndex(where: isGroup), first < own
        else { return text }
        let isLast = own == sections.count - 1
        let section = sections.remove(at: own).trimmingLineEnds
        sections.insert(section, at: first)
        return sections.joined(separator: "\n\n") + (isLast ? "\n" : "")
    }

    /// Whether a section is a titled group of options, such as `SHEETS:`.
    private static func isGroup(_ section: Substring) -> Bool {
        guard let line = section.split(separator: "\n", maxSplits: 1).first, line.hasSuffix(":"),
            !line.contains(where: \.isLowercase)
        else { return false }
        return line != "ARGUMENTS:" && line != "OPTIONS:"
    }
}

extension Substring {
    fileprivate var trimmingLineEnds: Substring {
        var text = self
        while text.last == "\n" { text.removeLast() }
        return text
    }
}

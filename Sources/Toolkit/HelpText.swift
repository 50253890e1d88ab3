/// The text of `--help` with a tool's own options in front.
///
/// ArgumentParser puts options that belong to no titled group behind all groups, though they are the ones that most people look for.
enum HelpText {
    /// Moves the section OPTIONS before the first titled group, where it holds more than `--version` and `--help`.
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

    /// `SHEETS:`, and options below it.
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

import Streams

/// The report for people: the verdict, then a line per check. Under each check that is not OK it says what to do.
public struct HealthTextReport {
    let report: HealthReport
    let style: Style

    /// The look of the lines.
    public struct Style: Sendable {
        /// The width at which lines are wrapped; nil for no wrapping, so that grep finds a check in one line.
        public var width: Int?
        public var hasColour = false
        /// Whether only checks that are not OK are shown.
        public var isQuiet = false

        public init(width: Int? = nil, hasColour: Bool = false, isQuiet: Bool = false) {
            self.width = width
            self.hasColour = hasColour
            self.isQuiet = isQuiet
        }
    }

    public init(_ report: HealthReport, style: Style) {
        self.report = report
        self.style = style
    }

    public func text() -> String {
        if style.isQuiet, report.verdict == .ok { return "" }
        var lines: [String] = []
        let milliseconds = Int(clamping: (report.seconds * 1000).rounded())
        append(
            "\(coloured(report.verdict)) ", report.verdict.name.count + 1,
            "\(report.countsText), in \(milliseconds) ms", to: &lines)
        let names = report.results.map(\.name.rawValue.count).max() ?? 0
        // If there is no room for some words beside the names, the texts go below them.
        let isNarrow = style.width.map { $0 - Self.verdictWidth - names - 4 < 24 } ?? false
        for result in report.results where !style.isQuiet || result.verdict != .ok {
            let padding = String(repeating: " ", count: Self.verdictWidth - result.verdict.name.count)
            let name = result.name.rawValue + String(repeating: " ", count: names - result.name.rawValue.count)
            let indent = isNarrow ? 4 : Self.verdictWidth + names + 4
            if isNarrow { lines.append("\(coloured(result.verdict))\(padding)  \(result.name.rawValue)") }
            let head =
                isNarrow ? String(repeating: " ", count: indent) : "\(coloured(result.verdict))\(padding)  \(name)  "
            append(head, indent, printable(result.outcome.text), to: &lines)
            if let fix = result.outcome.fix {
                append(String(repeating: " ", count: indent) + "→ ", indent + 2, printable(fix), to: &lines)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static let verdictWidth = 8

    private func coloured(_ verdict: Verdict) -> String {
        guard style.hasColour else { return verdict.name }
        let code =
            switch verdict {
            case .ok: "32"
            case .warning: "33"
            case .critical: "1;31"
            case .unknown: "35"
            }
        return "\u{1B}[\(code)m\(verdict.name)\u{1B}[0m"
    }

    /// Adds a text after a head of `indent` columns. It is wrapped between words, and inside a word that is too long
    /// for a line.
    private func append(_ head: String, _ indent: Int, _ text: String, to lines: inout [String]) {
        let room = style.width.map { max(20, $0 - indent) } ?? .max
        var rows: [String] = [""]
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            var word = word
            if rows[rows.count - 1].isEmpty {
                rows[rows.count - 1] = String(word)
            } else if rows[rows.count - 1].count + 1 + word.count <= room {
                rows[rows.count - 1] += " " + word
                continue
            } else {
                rows.append(String(word))
            }
            while rows[rows.count - 1].count > room {
                word = rows[rows.count - 1][...]
                rows[rows.count - 1] = String(word.prefix(room))
                rows.append(String(word.dropFirst(room)))
            }
        }
        lines.append(head + rows[0])
        lines += rows.dropFirst().map { String(repeating: " ", count: indent) + $0 }
    }
}

import Streams

/// How a report is written.
public enum ReportFormat: String, Sendable, CaseIterable {
    case text, ndjson, junit, html

    /// The format that a file's name asks for; nil when its ending says nothing.
    public init?(path: String) {
        let ending = path.split(separator: ".").last.map { $0.lowercased() }
        switch ending {
        case "txt": self = .text
        case "ndjson", "jsonl": self = .ndjson
        case "xml": self = .junit
        case "html", "htm": self = .html
        default: return nil
        }
    }
}

extension CheckResult {
    /// The report in that format.
    ///
    /// - Parameter history: run times for the HTML report.
    public func report(_ format: ReportFormat, history: RunHistory = RunHistory()) -> String {
        switch format {
        case .text: TextReport(result: self).text()
        case .ndjson: NDJSONReport(result: self).text()
        case .junit: JUnitReport(result: self).text()
        case .html: HTMLReport(result: self, history: history).text()
        }
    }

    /// `3 errors, 1 warning, no notes`
    var countsText: String {
        Message.Level.allCases.reversed().map { level in
            let count = log.count(level)
            return count == 0 ? "no \(level.rawValue)s" : counted(count, level.rawValue)
        }.joined(separator: ", ")
    }

    /// The whole in one sentence.
    public var verdict: String {
        if let judgement { return judgement.headline }
        if log.count == 0 { return "Nothing found" }
        if log.count(.error) > 0 { return "Do not send: \(counted(log.count(.error), "error"))" }
        if log.sorted.contains(where: { $0.code == .nothingToCheck }) {
            return "Not checked: a workbook holds nothing that was recognised"
        }
        if log.count(.warning) > 0 { return "Worth a look: \(counted(log.count(.warning), "warning"))" }
        return "Good: nothing but \(counted(log.count(.note), "note"))"
    }

    /// What was left out of the findings on purpose.
    var omissions: [String] {
        var lines: [String] = []
        if log.accepted > 0 { lines.append("\(counted(log.accepted, "finding")) accepted by the baseline") }
        for (code, count) in log.silenced.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append("\(counted(count, "finding")) of \(code), which is switched off")
        }
        return lines
    }

    /// How many findings are not listed because there are too many of their kind.
    var unlisted: Int { log.sorted.reduce(0) { $0 + $1.count - $1.findings.count } }
}

import Streams

/// The report in the form of a monitoring plugin (monitoring-plugins guidelines, "Plugin Output" and "Performance
/// data"): a line with status and performance data, then lines with details.
struct NagiosReport {
    let report: HealthReport

    func text() -> String {
        let concerns = report.concerns
        var line = "MEDIAPLANS \(report.verdict.name) - "
        line +=
            concerns.first.map { "\($0.name.rawValue): \(Self.plain($0.outcome.text)) (\(report.countsText))" }
            ?? report.countsText
        let data = performanceData()
        var text = "\(line) | \(data)\n"
        for result in concerns {
            text +=
                "\(result.verdict.name) \(result.name.rawValue): \(Self.plain(result.outcome.text))\(result.outcome.fix.map { "; \(Self.plain($0))" } ?? "")\n"
        }
        return text
    }

    /// Each measure of each check, such as `'output-folder.free'=123B;1000:;100:`, and the time of the whole run.
    private func performanceData() -> String {
        var parts = ["time=\(DecimalText.string((report.seconds * 10_000).rounded() / 10_000))s"]
        for result in report.results {
            for measure in result.outcome.measures {
                let label = "\(result.name.rawValue).\(measure.name)"
                parts.append(
                    "\(label)=\(DecimalText.string(measure.value))\(measure.unit.rawValue);\(Self.range(measure.warning));\(Self.range(measure.critical))"
                )
            }
        }
        return parts.joined(separator: " ")
    }

    /// A bound as a range of good values: `10` means 0 to 10, and `10:` means 10 or more.
    private static func range(_ bound: Measure.Bound?) -> String {
        switch bound {
        case .above(let value): DecimalText.string(value)
        case .below(let value): "\(DecimalText.string(value)):"
        case nil: ""
        }
    }

    /// Text without the characters that begin performance data or a new line.
    private static func plain(_ text: String) -> String { printable(text).replacing("|", with: "¦") }
}

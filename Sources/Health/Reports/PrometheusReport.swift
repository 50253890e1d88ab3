import MediaPlans
import Streams

/// The report in the text exposition format 0.0.4, for the textfile collector of node_exporter.
///
/// Names and units follow Prometheus's "Metric and label naming": base units, one name per quantity, and the check and
/// the measure as labels.
struct PrometheusReport {
    let report: HealthReport

    func text() -> String {
        let home = ("home", report.home)
        var text = family(
            "mediaplans_health_status", "Worst verdict of all checks: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.",
            [([home], Double(report.verdict.rawValue))])
        text += family(
            "mediaplans_health_last_check_timestamp_seconds", "When the checks were run, in seconds since 1970.",
            [([home], report.time.rounded())])
        text += family("mediaplans_health_duration_seconds", "How long all checks took.", [([home], report.seconds)])
        text += family(
            "mediaplans_health_check_status", "Verdict of a check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.",
            report.results.map { ([home, ("check", $0.name.rawValue)], Double($0.verdict.rawValue)) })
        text += family(
            "mediaplans_health_check_duration_seconds", "How long a check took.",
            report.results.map { ([home, ("check", $0.name.rawValue)], $0.seconds) })
        for (unit, name) in [
            (Measure.Unit.seconds, "_seconds"), (.bytes, "_bytes"), (.percent, "_percent"), (.count, ""),
        ] {
            let samples = report.results.flatMap { result in
                result.outcome.measures.filter { $0.unit == unit }.map {
                    ([home, ("check", result.name.rawValue), ("measure", $0.name)], $0.value)
                }
            }
            text += family(
                "mediaplans_health_measure\(name)",
                "What a check measured\(unit == .count ? "" : ", in \(name.dropFirst())").", samples)
        }
        return text
    }

    /// A metric with its samples; empty when there are none.
    private func family(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)])
        -> String
    {
        guard !samples.isEmpty else { return "" }
        var text = "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            text += "\(name){\(labels)} \(DecimalText.string((sample.value * 1e6).rounded() / 1e6))\n"
        }
        return text
    }

    /// A label's value, with backslash, quote and line feed escaped.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

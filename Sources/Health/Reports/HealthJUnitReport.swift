import Checks
import Streams

/// JUnit's XML, with a test case for each check. A check that is unknown or could not be run is an error. A run without
/// any check is also an error.
struct HealthJUnitReport {
    let report: HealthReport

    func text() -> String {
        var suite = JUnitSuite(name: "mp-healthcheck", timestamp: String(isoTime(report.time).dropLast(5)))
        suite.seconds = report.seconds
        suite.cases = report.results.map(testCase)
        if report.results.isEmpty {
            let text = report.countsText
            suite.cases = [.init(name: "selection", outcome: .error(type: "UNKNOWN", message: text, body: text))]
        }
        suite.output =
            (["\(report.verdict.name): \(report.countsText)"]
            + report.results.map { "\($0.verdict.name) \($0.name.rawValue): \($0.outcome.text)" }).joined(
                separator: "\n")
        return suite.text()
    }

    private func testCase(_ result: HealthResult) -> JUnitSuite.Case {
        let text = result.outcome.text
        let body = [text, result.outcome.fix].compactMap { $0 }.joined(separator: "\n")
        let outcome: JUnitSuite.Case.Outcome =
            switch result.verdict {
            case .ok: .passed
            case .warning, .critical: .failure(type: result.verdict.name, message: text, body: body)
            case .unknown:
                .error(type: result.blockedBy == nil ? result.verdict.name : "NOT RUN", message: text, body: body)
            }
        return .init(name: result.name.rawValue, seconds: result.seconds, outcome: outcome)
    }
}

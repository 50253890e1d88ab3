import Checks
import Streams

/// JUnit's XML as CI systems read it: a test case for each check. What was not run is skipped, what is unknown an error.
struct JUnitReport {
    let report: HealthReport

    func text() -> String {
        let skipped = report.results.count { $0.blockedBy != nil }
        let failures = report.count(.critical) + report.count(.warning)
        let errors = report.count(.unknown) - skipped
        let counts =
            "tests=\"\(report.results.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\" time=\"\(Self.time(report.seconds))\""
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n"
        xml += "  <testsuite name=\"mp-healthcheck\" timestamp=\"\(isoTime(report.time).dropLast(5))\" \(counts)>\n"
        for result in report.results { xml += testCase(result) }
        return xml + "  </testsuite>\n</testsuites>\n"
    }

    private func testCase(_ result: HealthResult) -> String {
        let open =
            "    <testcase classname=\"mp-healthcheck\" name=\"\(result.name.rawValue)\" time=\"\(Self.time(result.seconds))\">\n      "
        let close = "\n    </testcase>\n"
        let text = escaped(result.outcome.text)
        let body = escaped([result.outcome.text, result.outcome.fix].compactMap { $0 }.joined(separator: "\n"))
        if result.blockedBy != nil { return open + "<skipped message=\"\(text)\"/>" + close }
        switch result.verdict {
        case .ok: return open + "<system-out>\(body)</system-out>" + close
        case .warning, .critical:
            return open + "<failure type=\"\(result.verdict.name)\" message=\"\(text)\">\(body)</failure>" + close
        case .unknown: return open + "<error type=\"UNKNOWN\" message=\"\(text)\">\(body)</error>" + close
        }
    }

    private static func time(_ seconds: Double) -> String { DecimalText.string((seconds * 10_000).rounded() / 10_000) }
}

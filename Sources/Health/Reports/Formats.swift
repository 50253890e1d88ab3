import Streams

extension HealthReport {
    /// The report in a format. Only text uses `style`.
    public func text(_ format: HealthFormat, style: TextReport.Style = .init()) -> String {
        switch format {
        case .text: TextReport(self, style: style).text()
        case .ndjson: NDJSONReport(report: self).text()
        case .junit: JUnitReport(report: self).text()
        case .nagios: NagiosReport(report: self).text()
        case .prometheus: PrometheusReport(report: self).text()
        }
    }
}

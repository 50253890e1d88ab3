import Streams

extension HealthReport {
    /// The report in a format. Only text uses `style`.
    public func text(_ format: HealthFormat, style: HealthTextReport.Style = .init()) -> String {
        switch format {
        case .text: HealthTextReport(self, style: style).text()
        case .ndjson: NDJSONReport(report: self).text()
        case .junit: HealthJUnitReport(report: self).text()
        case .nagios: NagiosReport(report: self).text()
        case .prometheus: PrometheusReport(report: self).text()
        }
    }
}

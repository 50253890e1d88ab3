import Streams

/// The results of a run, which can be written in several formats.
public struct HealthReport: Sendable {
    public var results: [HealthResult]
    /// The absolute path of the home folder.
    public var home: String
    /// When the run began, in seconds since 1970.
    public var time: Double
    /// How long the run took.
    public var seconds: Double

    public init(results: [HealthResult], home: String, time: Double, seconds: Double) {
        self.results = results
        self.home = home
        self.time = time
        self.seconds = seconds
    }

    /// The worst verdict of all checks; unknown when no check was run.
    public var verdict: Verdict { results.isEmpty ? .unknown : Verdict.worst(results.map(\.verdict)) }

    func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }

    /// The results that are not OK, the worst first. Checks that were not run because of another one come last.
    var concerns: [HealthResult] {
        let found = results.filter { $0.verdict != .ok }
        return found.enumerated().sorted { a, b in
            let (x, y) = (a.element.blockedBy == nil, b.element.blockedBy == nil)
            if x != y { return x }
            if a.element.verdict != b.element.verdict { return a.element.verdict.rank > b.element.verdict.rank }
            return a.offset < b.offset
        }.map(\.element)
    }

    /// `22 checks: 1 critical, 2 warnings, 19 ok`.
    var countsText: String {
        guard !results.isEmpty else { return "no check was run; see --only, --skip and --list-checks" }
        let parts = [(Verdict.critical, "critical"), (.warning, "warning"), (.unknown, "unknown"), (.ok, "ok")]
            .compactMap { verdict, word in
                count(verdict) == 0 ? nil : "\(count(verdict)) \(word)"
            }
        return "\(counted(results.count, "check")): \(parts.joined(separator: ", "))"
    }
}

/// The format of a report.
public enum HealthFormat: String, Sendable, CaseIterable {
    case text, ndjson, junit, nagios, prometheus
}

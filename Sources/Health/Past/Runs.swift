import Glibc
import Streams

/// Checks how the last runs ended, by the ledger (`output/runs.ndjson`).
struct RunsCheck: Sendable {
    let request: HealthRequest

    /// The steps of one run: each tool's last status.
    private struct Run {
        var id: String
        var started: String
        var statuses: [String: Int]

        /// A step that ended with another status than 0 (done) or 1 (findings).
        var failedTool: (tool: String, status: Int)? {
            statuses.filter { $0.value > 1 }.min { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
        var hasFindings: Bool { statuses.values.contains(1) }
    }

    /// Tools whose status does not count: they only report on other things, or a run can do without them.
    private static let others: Set<String> = ["mp-healthcheck", "mp-diagnose", "mp-ask"]
    private static let mostBytes = 1 << 18

    func run() throws -> Outcome {
        let path = request.path("output/runs.ndjson")
        guard access(path, F_OK) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else {
                return Outcome(.unknown, "\(path): \(systemMessage(errno))", fix: "see its permissions")
            }
            return Outcome(.ok, "no run yet", measures: [Measure("runs", 0), Measure("failed-runs", 0)])
        }
        let since = beginOfYesterday(request.now)
        let (runs, odd) = try recentRuns(path, since: isoTime(since))
        guard let last = runs.first else {
            return Outcome(
                odd == 0 ? .ok : .warning,
                "no run is recorded\(odd == 0 ? "" : ", and \(counted(odd, "line")) cannot be read")",
                fix: odd == 0 ? nil : "see \(path)")
        }
        return outcome(last, runs.filter { $0.started >= isoTime(since) }, odd, path)
    }

    private func outcome(_ last: Run, _ recent: [Run], _ odd: Int, _ path: String) -> Outcome {
        let failed = recent.count { $0.failedTool != nil }
        let settings = request.settings
        let age = seconds(ofISO: last.started).map { max(0, request.now - $0) }
        var measures = [
            Measure(
                "failed-runs", Double(failed), warning: .above(settings.failedRunsWarning - 1),
                critical: .above(settings.failedRunsCritical - 1)),
            Measure("runs", Double(recent.count)), Measure("unreadable-lines", Double(odd), warning: .above(0)),
        ]
        if let age { measures.append(Measure("last-run-age", age.rounded(), .seconds)) }
        var end = last.hasFindings ? "done, with findings" : "done"
        if let (tool, status) = last.failedTool { end = "\(tool) failed with status \(status)" }
        var outcome = Outcome(
            Verdict.worst(measures.map(\.verdict)),
            "last run \(last.id)\(age.map { " \(ageText($0)) ago" } ?? ""): \(end); \(failed) of \(counted(recent.count, "run")) since yesterday failed",
            measures: measures)
        // A failed run counts until a later one succeeds, however long ago it was.
        if last.failedTool != nil { outcome.verdict = Verdict.worst([outcome.verdict, .warning]) }
        if odd > 0 { outcome.text += "; \(counted(odd, "line")) of the ledger cannot be read" }
        if outcome.verdict != .ok {
            let run = (last.failedTool == nil ? recent.first { $0.failedTool != nil } : last)?.id
            outcome.fix = run.map { "see grep \($0) logs/*.log, fix the cause, and run again" } ?? "see \(path)"
        }
        return outcome
    }

    /// The runs since a time and at least the last run, the latest first; and how many lines of the ledger are not
    /// valid.
    private func recentRuns(_ path: String, since: String) throws -> ([Run], odd: Int) {
        var runs: [Run] = []
        var odd = 0
        for line in try FileTail(path, limit: Self.mostBytes).lines {
            guard let json = try? JSON(parsing: Array(line)), let id = json["run"]?.string,
                let tool = json["tool"]?.string,
                let started = json["started"]?.string, let status = json["status"]?.number.flatMap({ Int(exactly: $0) })
            else {
                odd += 1
                continue
            }
            if started < since, !runs.isEmpty, runs.last?.id != id { break }
            guard !Self.others.contains(tool) else { continue }
            if let index = runs.firstIndex(where: { $0.id == id }) {
                // Lines are read from the end, so an entry that is already there is later.
                if runs[index].statuses[tool] == nil { runs[index].statuses[tool] = status }
                runs[index].started = min(runs[index].started, started)
            } else {
                runs.append(Run(id: id, started: started, statuses: [tool: status]))
            }
        }
        return (runs, odd)
    }
}

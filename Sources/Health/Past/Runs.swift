import Glibc
import Runs
import Streams

/// Checks how the last runs ended, by the ledger (`output/runs.ndjson`).
struct RunsCheck: Sendable {
    let request: HealthRequest

    /// Tools whose status does not count when they ran by themselves: they only report on other things, or a run can do
    /// without them.
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
        let tail = try LedgerFile(path: path).tail(bytes: Self.mostBytes)
        let runs = Run.grouped(tail.entries.filter { $0.step != nil || !Self.others.contains($0.tool) })
        guard let last = runs.last else {
            return Outcome(
                tail.damaged == 0 ? .ok : .warning,
                "no run is recorded\(tail.damaged == 0 ? "" : ", and \(counted(tail.damaged, "line")) cannot be read")",
                fix: tail.damaged == 0 ? nil : "see \(path)")
        }
        let since = isoTime(beginOfYesterday(request.now))
        return outcome(last, runs.filter { $0.started >= since }, tail.damaged, path)
    }

    private func outcome(_ last: Run, _ recent: [Run], _ odd: Int, _ path: String) -> Outcome {
        let failed = recent.count { $0.failure != nil }
        let settings = request.settings
        let age = seconds(ofISO: last.started).map { max(0, request.now - $0) }
        var measures = [
            Measure(
                "failed-runs", Double(failed), warning: .above(settings.failedRunsWarning - 1),
                critical: .above(settings.failedRunsCritical - 1)),
            Measure("runs", Double(recent.count)), Measure("unreadable-lines", Double(odd), warning: .above(0)),
        ]
        if let age { measures.append(Measure("last-run-age", age.rounded(), .seconds)) }
        var outcome = Outcome(
            Verdict.worst(measures.map(\.verdict)),
            "last run \(last.name)\(age.map { " \(ageText($0)) ago" } ?? ""): \(end(of: last)); \(failed) of \(counted(recent.count, "run")) since yesterday failed",
            measures: measures)
        // A failed run counts until a later one succeeds, however long ago it was.
        if last.failure != nil { outcome.verdict = Verdict.worst([outcome.verdict, .warning]) }
        if odd > 0 { outcome.text += "; \(counted(odd, "line")) of the ledger cannot be read" }
        if outcome.verdict != .ok {
            let run = (last.failure == nil ? recent.last { $0.failure != nil } : last)?.name
            outcome.fix = run.map { "see grep \($0) logs/*.log, fix the cause, and run again" } ?? "see \(path)"
        }
        return outcome
    }

    private func end(of run: Run) -> String {
        if let failure = run.failure { return "\(failure.tool) failed with status \(failure.status)" }
        return switch run.status {
        case 0: "done"
        case 1: "done, with findings"
        case nil: "not finished, or cut off"
        default: RunTables.statusText(run)
        }
    }
}

import Bundles
import Streams

/// The incident log of the runbook, filled in as far as ledger and logs tell; the rest is left to the operator.
struct IncidentLog {
    let request: IncidentRequest
    let time: UTCTime
    let levels: [EscalationLevel]
    let history: RecentRuns
    let errors: [RecentErrors.Entry]
    /// The name of the bundle.
    let bundle: String

    /// Lines of each list at most.
    private static let most = 20

    var text: String {
        """
        # Incident log

        Date:       \(time.iso)
        Operator:   \(request.operatorName ?? "(to be filled in)")
        Escalation: \(level)
        Bundle:     \(bundle)

        ## Issue

        \(issue)

        ## Impact: files affected

        \(list(affected, otherwise: "None is known from the ledger or the logs."))

        ## Steps taken

        \(list(stepsTaken, otherwise: "The ledger has no run."))

        ## Newest errors

        \(list(errors.suffix(Self.most).map(\.line), otherwise: "The logs have none."))

        ## Escalation times

        \(list(times, otherwise: ""))

        ## Resolution

        (to be filled in)

        ## Follow-up

        (to be filled in)

        """
    }

    private func list(_ lines: [String], otherwise: String) -> String {
        lines.isEmpty ? otherwise : lines.map { "- \($0)" }.joined(separator: "\n")
    }

    /// When it began: the first failed step without a good one since, else the first error of the run of the newest error.
    private var began: (time: UTCTime, why: String)? {
        if let failure = history.failure, failure.recovered == nil, let start = UTCTime(logged: failure.first.started) {
            return (start, "\(failure.first.tool) failed first then")
        }
        guard history.failure?.recovered == nil, let last = errors.last else { return nil }
        let first = errors.first { $0.run == last.run && $0.file == last.file } ?? last
        return UTCTime(logged: first.time).map { ($0, "the first error of that run in \(first.file)") }
    }

    private var level: String {
        guard let began else {
            let first = levels[0]
            return "\(first.name), \(first.person): when it began is not known"
        }
        let seconds = max(0, time.seconds - began.time.seconds)
        let reached = levels.last { $0.after <= seconds } ?? levels[0]
        return
            "\(reached.name), \(reached.person): since \(began.time.iso), that is \(Self.span(seconds)) (\(began.why))"
    }

    private var times: [String] {
        levels.map { level in
            let after = level.after == 0 ? "at once" : "after \(Self.span(level.after))"
            guard let began else { return "\(level.name) \(level.person): \(after)" }
            return "\(level.name) \(level.person): \(after), \(UTCTime(seconds: began.time.seconds + level.after).iso)"
        }
    }

    static func span(_ seconds: Int) -> String {
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        if hours == 0 { return "\(minutes) min" }
        return minutes == 0 ? "\(hours) h" : "\(hours) h \(minutes) min"
    }

    private var issue: String {
        if let issue = request.issue { return issue }
        if let failure = history.failure {
            let end = failure.recovered.map { "; it succeeded again at \($0.started)" } ?? ""
            return
                "\(failure.last.tool) ended with status \(failure.last.status) at \(failure.last.started), run \(failure.last.run)\(end). (to be completed)"
        }
        return errors.last.map { "\($0.text) (to be completed)" } ?? "(to be filled in)"
    }

    private var affected: [String] {
        guard let failure = history.failure else { return [] }
        let run = history.steps.filter { $0.run == failure.last.run && $0.isFailure }
        var seen: Set<String> = []
        return run.flatMap { step in step.inputs.map { "\($0.path) (read)" } + step.outputs.map { "\($0.path) (made)" }
        }.filter {
            seen.insert($0).inserted
        }
    }

    private var stepsTaken: [String] {
        history.steps.suffix(Self.most).map { step in
            let end =
                step.status == 0
                ? "done" : step.status == 1 ? "done, with findings" : "failed with status \(step.status)"
            return "\(step.started) \(step.tool): \(end) (run \(step.run))"
        }
    }
}

extension UTCTime {
    /// Reads the begin of a log's time, `2026-11-24T06:12:00`.
    init?(logged text: String) {
        guard text.utf8.count >= 19 else { return nil }
        self.init(compact: text.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z")
    }
}

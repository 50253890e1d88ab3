import Glibc
import Health
import Runs
import Streams
import Toolkit

/// One run: the selected checks, their report, and the status that says the worst of them.
struct HealthRun {
    let selection: SelectionOptions
    let outputs: OutputOptions
    /// Whether the result is put into the history.
    let isRecorded: Bool

    func run(_ session: Session) throws -> ExitStatus {
        let clock = ContinuousClock()
        let start = clock.now
        let now = Self.now()
        let request = request(now)
        let chosen = CheckSelection(only: selection.only, skip: selection.skip, isOnline: selection.online)
        let results = Checkup(request.checks().filter { chosen.toRun.contains($0.name) }, timeout: selection.timeout)
            .run()
        let elapsed = start.duration(to: clock.now).components
        let report = HealthReport(
            results: chosen.reported(results), home: request.absoluteHome, time: now,
            seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
        try write(report)
        for result in results where session.isDebugging {
            let outcome = result.blockedBy.map { "not run, because of \($0.rawValue)" } ?? result.outcome.text
            session.note("\(result.name.rawValue): \(result.verdict.name), \(outcome)", level: .debug)
        }
        // A run decides by these whether it goes on.
        session.ledger.found(report.found)
        if isRecorded { HealthHistory(home: request.home).append(HealthRecord(report), within: 0.5) }
        return ExitStatus(report.verdict)
    }

    private func request(_ now: Double) -> HealthRequest {
        var request = HealthRequest(
            home: environment("MP_HOME") ?? ".", tools: Toolbox.ownFolder() ?? ".", version: toolkitBuild, now: now)
        request.client = selection.client ?? environment("CLIENT_ID")
        (request.planned, request.delivered, request.template) = (
            selection.planned, selection.delivered.first, selection.template
        )
        request.furtherDelivered = Array(selection.delivered.dropFirst())
        request.loadSettings(within: selection.timeout / 4)
        return request
    }

    /// A reader that went away has what it wanted; the status still says how things are.
    private func write(_ report: HealthReport) throws {
        do {
            let output = try Output.to(outputs.file, hasColours: style.hasColour && outputs.format == .text)
            try output.write(report.text(outputs.format, style: style))
            try output.finish()
        } catch is BrokenPipe {}
    }

    private var style: HealthTextReport.Style {
        guard outputs.file == nil || outputs.file == "-", isatty(STDOUT_FILENO) == 1 else {
            return HealthTextReport.Style(isQuiet: outputs.quiet)
        }
        var size = winsize()
        let columns = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
        let hasColour = environment("NO_COLOR") == nil && environment("TERM") != "dumb"
        return HealthTextReport.Style(width: min(columns, 120), hasColour: hasColour, isQuiet: outputs.quiet)
    }

    private static func now() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }
}

extension ExitStatus {
    init(_ verdict: Verdict) {
        self =
            switch verdict {
            case .ok: .done
            case .warning: .findings
            case .critical: .critical
            case .unknown: .unknown
            }
    }
}

extension HealthReport {
    /// What is not OK, by check, for the ledger: an error is CRITICAL, a note UNKNOWN.
    fileprivate var found: [Found] {
        results.compactMap { result in
            let level: Message.Level
            switch result.verdict {
            case .ok: return nil
            case .warning: level = .warning
            case .critical: level = .error
            case .unknown: level = .note
            }
            let text = result.outcome.text
            let found = Found.Case(place: Place(), text: text, hint: result.outcome.fix)
            return Found(code: result.name.rawValue, level: level, title: text, count: 1, cases: [found])
        }
    }
}

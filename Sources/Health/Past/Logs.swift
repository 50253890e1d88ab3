import Glibc
import Streams

/// Counts errors in `logs/*.log` since yesterday.
struct LogsCheck: Sendable {
    let request: HealthRequest

    /// How many bytes of each log are read.
    private static let mostBytes = 1 << 20
    /// This tool's own log, which is left out: its findings of yesterday would count as new errors.
    private static let own = "mp-healthcheck.log"

    private struct Tally {
        var errors = 0
        var latest: (time: String, line: String, file: String)?
        var isCut = false
        var unreadable: [String] = []
    }

    func run() throws -> Outcome {
        let folder = request.path("logs")
        guard let names = fileNames(in: folder) else {
            guard errno == ENOENT else {
                return Outcome(
                    .unknown, "\(folder) cannot be read: \(systemMessage(errno))", fix: "see the folder's permissions")
            }
            return Outcome(.ok, "no logs/ here, so nothing is logged", measures: [Measure("errors", 0)])
        }
        let since = isoTime(beginOfYesterday(request.now))
        var tally = Tally()
        let logs = names.filter { $0.hasSuffix(".log") && $0 != Self.own }
        for name in logs { count("\(folder)/\(name)", since: since, into: &tally) }
        return outcome(tally, logs.count)
    }

    /// Counts the errors of a log, from its end back to the first line that is older.
    private func count(_ path: String, since: String, into tally: inout Tally) {
        guard let tail = try? FileTail(path, limit: Self.mostBytes) else {
            tally.unreadable.append(fileName(of: path))
            return
        }
        let since = Array(since.utf8)
        for line in tail.lines {
            // TIME LEVEL TOOL[PID] RUN MESSAGE. Any other line continues the one before, or is not of the toolkit.
            guard line.count > since.count, line.first.map({ (48...57).contains($0) }) ?? false else { continue }
            let time = line.prefix(since.count)
            if time.lexicographicallyPrecedes(since) { return }
            guard line.dropFirst(since.count + 1).starts(with: "ERROR ".utf8) else { continue }
            tally.errors += 1
            let text = String(decoding: time, as: UTF8.self)
            if tally.latest.map({ $0.time < text }) ?? true {
                tally.latest = (text, String(decoding: line, as: UTF8.self), fileName(of: path))
            }
        }
        if tail.isCut { tally.isCut = true }
    }

    private func outcome(_ tally: Tally, _ logs: Int) -> Outcome {
        let settings = request.settings
        let measures = [
            Measure(
                "errors", Double(tally.errors), warning: .above(settings.logErrorsWarning - 1),
                critical: .above(settings.logErrorsCritical - 1)),
            Measure("logs", Double(logs)),
        ]
        var outcome = Outcome(
            Verdict.worst(measures.map(\.verdict)),
            "\(counted(tally.errors, "error")) in \(counted(logs, "log")) since yesterday", measures: measures)
        if tally.isCut { outcome.text += " (of long logs the last MiB)" }
        if let latest = tally.latest {
            let message = latest.line.split(separator: " ", maxSplits: 4).last.map(String.init) ?? ""
            outcome.text += "; the last one in \(latest.file): \(String(printable(message).prefix(120)))"
        }
        if outcome.verdict != .ok { outcome.fix = "see grep ' ERROR ' logs/*.log, and fix what it reports" }
        if !tally.unreadable.isEmpty {
            if outcome.verdict == .ok { outcome.verdict = .unknown }
            outcome.text += "; \(listed(tally.unreadable)) cannot be read"
            outcome.fix = outcome.fix ?? "see the permissions of the logs"
        }
        return outcome
    }
}

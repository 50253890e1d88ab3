import CProcess
import Glibc
import Streams

/// Checks whether the clock can be right. Names of results, ages and retention depend on it.
struct ClockCheck: Sendable {
    let request: HealthRequest

    func run() -> Outcome {
        let synchronised = Self.synchronised()
        let zone = Self.timeZone()
        let newest = newestFile()
        let ahead = newest.map { max(0, $0.modified - request.now) } ?? 0
        var measures = [Measure("ahead", ahead.rounded(), .seconds, warning: .above(request.settings.clockSeconds))]
        if let synchronised {
            measures.append(
                Measure(
                    "synchronised", synchronised ? 1 : 0,
                    warning: request.settings.wantsSynchronisedClock ? .below(1) : nil))
        }
        let state =
            synchronised.map { $0 ? "synchronised" : "not synchronised" } ?? "whether it is synchronised is not told"
        var outcome = Outcome(
            Verdict.worst(measures.map(\.verdict)), "\(localTime(request.now)) \(zone.name), \(state)",
            measures: measures)
        if synchronised == false, outcome.verdict != .ok { outcome.fix = "timedatectl set-ntp true, or start chrony" }
        if let problem = zone.problem {
            outcome.verdict = .warning
            outcome.text += "; \(problem)"
            outcome.fix = "set TZ to a name of /usr/share/zoneinfo, such as Europe/Berlin, or unset it"
        }
        if let newest, ahead > request.settings.clockSeconds {
            outcome.text += "; \(newest.path) is \(ageText(ahead)) newer than that"
            outcome.fix = "set the clock (timedatectl set-ntp true), or touch the file if its time is wrong"
        }
        // A program cannot run before it was built.
        if let built = FileStatus("/proc/self/exe")?.modified, request.now < built - 86_400 {
            outcome.verdict = .critical
            outcome.text += "; the tools were installed on \(localTime(built)), after that"
            outcome.fix = "set the clock (timedatectl set-ntp true)"
        }
        return outcome
    }

    /// The newest file of the inputs, the results and the logs.
    private func newestFile() -> (path: String, modified: Double)? {
        let files = ["input", "output", "logs"].map(request.path).flatMap { folder in
            (fileNames(in: folder) ?? []).map { "\(folder)/\($0)" }
        }
        return files.compactMap { path in FileStatus(path).map { (path, $0.modified) } }.max { $0.1 < $1.1 }
    }

    /// Whether the clock is synchronised (adjtimex(2), which needs no privileges); nil when that cannot be found out.
    private static func synchronised() -> Bool? {
        let answer = mp_clock_is_synchronised()
        return answer < 0 ? nil : answer == 1
    }

    /// The time zone's name, and what is wrong with it. The C library silently uses UTC for a zone that it does not
    /// know.
    private static func timeZone() -> (name: String, problem: String?) {
        guard let name = environmentValue("TZ") else {
            let link = realPath("/etc/localtime") ?? ""
            return (link.firstRange(of: "zoneinfo/").map { String(link[$0.upperBound...]) } ?? "UTC", nil)
        }
        let file = name.hasPrefix(":") ? String(name.dropFirst()) : name
        let folder = environmentValue("TZDIR") ?? "/usr/share/zoneinfo"
        if FileStatus(file.hasPrefix("/") ? file : "\(folder)/\(file)")?.isFile ?? false { return (file, nil) }
        // A zone without a file, such as UTC0, CET-1CEST or <+03>-3.
        let isRule =
            file.first == "<"
            || file.prefix { $0.isLetter }.count >= 3
                && file.drop { $0.isLetter }.first.map { $0.isNumber || $0 == "-" || $0 == "+" } ?? false
        return (printable(file), isRule ? nil : "TZ names no zone that is known, so times are UTC")
    }
}

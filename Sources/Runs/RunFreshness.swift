import Glibc
import Streams

/// Whether the latest run is still what a home has to show: no workbook is newer, and it is not older than the home's own rhythm.
public struct RunFreshness {
    /// What is not as it should be, for people; empty when the run is fresh.
    public private(set) var problems: [String] = []

    /// Fewer intervals say nothing of a rhythm.
    private static let leastIntervals = 3
    /// A home that runs several times a day may rest for a weekend.
    private static let shortestRest = 3 * 86400.0

    /// - Parameters:
    ///   - run: the latest run.
    ///   - earlier: all runs that are known, oldest first.
    ///   - home: the home folder.
    ///   - now: seconds since 1970.
    public init(_ run: Run, among earlier: [Run], home: String, now: Double) {
        guard let started = Timestamp.seconds(run.started) else { return }
        for name in Self.newer(than: started, in: "\(home)/input").prefix(3) {
            problems.append("input/\(name) is newer than the last run; run again: run-complete-workflow")
        }
        if let tracker = run.tracker, run.status ?? 2 <= 1 {
            let path = tracker.path.hasPrefix("/") ? tracker.path : "\(home)/\(tracker.path)"
            let name = printable(tracker.path)
            switch FileRecord(path: path, size: tracker.size, sha256: tracker.sha256).state {
            case .same: break
            case .gone: problems.append("the last run's tracker \(name) is gone; run again: run-complete-workflow")
            case .changed:
                problems.append(
                    "the last run's tracker \(name) was changed after the run: what it shows now was not checked; run again: run-complete-workflow"
                )
            }
        }
        let starts = earlier.compactMap { Timestamp.seconds($0.started) }.sorted().suffix(21)
        let intervals = zip(starts.dropFirst(), starts).map { $0 - $1 }
        guard intervals.count >= Self.leastIntervals else { return }
        let usual = median(intervals)
        let age = now - started
        guard age > max(2 * usual, Self.shortestRest) else { return }
        problems.append(
            "the last run was \(Self.days(age)) ago, and usually one follows after \(Self.days(usual)); see whether one was forgotten"
        )
    }

    /// `5 hours`, `3 days`
    static func days(_ seconds: Double) -> String {
        let hours = Int((seconds / 3600).rounded())
        return hours < 48 ? RunSummary.count(max(1, hours), "hour") : RunSummary.count(hours / 24, "day")
    }

    /// The workbooks of a folder that were changed after a moment, by name.
    private static func newer(than moment: Double, in folder: String) -> [String] {
        let names = (fileNames(in: folder) ?? []).filter { name in
            guard ["PLANNED_", "DELIVERED_", "OUTPUT_TEMPLATE_"].contains(where: name.hasPrefix) else { return false }
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
            return Double(status.st_mtim.tv_sec) > moment
        }
        return names.map { printable($0) }.sorted()
    }
}

/// Times as the ledger writes them: `2026-04-15T13:30:00.123Z`.
public enum Timestamp {
    /// Seconds since 1970; nil when it is not such a time.
    public static func seconds(_ text: String) -> Double? {
        let parts = text.split(whereSeparator: { "-T:.Z".contains($0) }).prefix(6).map { Int32($0) ?? -1 }
        guard parts.count == 6, parts.allSatisfy({ $0 >= 0 }), text.hasSuffix("Z") else { return nil }
        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (parts[0] - 1900, parts[1] - 1, parts[2])
        (time.tm_hour, time.tm_min, time.tm_sec) = (parts[3], parts[4], parts[5])
        return Double(timegm(&time))
    }

    /// The minute of a time: `2026-04-15T13:30`.
    static func minute(_ seconds: Double) -> String {
        var (moment, parts) = (time_t(seconds), tm())
        gmtime_r(&moment, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T\(two(parts.tm_hour)):\(two(parts.tm_min))"
    }
}

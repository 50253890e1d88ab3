import Glibc
import Streams

/// Checks locks on the home folder and its contents: which process holds one and since when, and which lock files are
/// left over.
///
/// The toolkit locks folders and files by flock(2), and such a lock ends with the process. So a lock cannot outlive its
/// run. But a run can be stuck, and a lock file with the number of a process can be left over. The check itself locks
/// nothing.
struct LocksCheck: Sendable {
    let request: HealthRequest

    private struct Held {
        var path: String
        var process: LockingProcess?
    }

    func run() throws -> Outcome {
        let folders =
            [request.home]
            + ["input", "output", "logs", "config", "archive"].map(request.path).filter {
                FileStatus($0)?.isFolder ?? false
            }
        let files = folders.flatMap { folder in
            (allNames(in: folder) ?? []).filter { $0.hasSuffix(".lock") }.map { "\(folder)/\($0)" }
        }
        let table = try LockTable()
        var held: [Held] = []
        for path in folders + files {
            guard let status = FileStatus(path), let holder = table.holder(of: status) else { continue }
            held.append(Held(path: path, process: LockingProcess(holder, path: path)))
        }
        let stale = files.filter { file in !held.contains { $0.path == file } && Self.namesDeadProcess(file) }
        return outcome(held, stale)
    }

    private func outcome(_ held: [Held], _ stale: [String]) -> Outcome {
        let longest = held.compactMap { $0.process?.seconds }.max()
        var measures = [Measure("held", Double(held.count)), Measure("stale", Double(stale.count), warning: .above(0))]
        if let longest {
            measures.append(
                Measure("held-for", longest.rounded(), .seconds, warning: .above(request.settings.lockSeconds)))
        }
        var outcome = Outcome(Verdict.worst(measures.map(\.verdict)), "no run is working here", measures: measures)
        if let first = held.max(by: { $0.process?.seconds ?? 0 < $1.process?.seconds ?? 0 }) {
            let who =
                first.process.map { "\($0.name) (process \($0.number)) for \(ageText($0.seconds))" }
                ?? "a process that cannot be seen from here"
            outcome.text = "\(first.path) is locked by \(who)"
            if outcome.verdict != .ok, stale.isEmpty {
                outcome.fix = first.process.map {
                    "see whether it still works (ps -fp \($0.number)); if not, kill \($0.number)"
                }
            }
        }
        if let first = stale.first {
            outcome.text += "; \(counted(stale.count, "lock file")) left by a process that is gone: \(listed(stale))"
            outcome.fix = "rm '\(first)'"
        }
        return outcome
    }

    /// Whether a lock file holds the number of a process that has ended.
    private static func namesDeadProcess(_ path: String) -> Bool {
        guard let line = try? FileTail(path, limit: 64).lines.last,
            let number = pid_t(String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }), number > 0
        else { return false }
        return kill(number, 0) != 0 && errno == ESRCH
    }
}

/// The names in a folder, with hidden ones, sorted; nil when it cannot be read.
func allNames(in folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// The system's table of file locks (`/proc/locks`, proc_locks(5)).
private struct LockTable {
    private var holders: [(device: (UInt32, UInt32), inode: UInt, process: pid_t)] = []

    init() throws {
        for line in try FileText("/proc/locks").lines {
            // A line is `1: FLOCK  ADVISORY  WRITE 123 fe:00:5367778 0 EOF`. A process that waits has an arrow.
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK" || words[1] == "OFDLCK" || words[1] == "POSIX",
                let process = pid_t(words[4])
            else { continue }
            let numbers = words[5].split(separator: ":")
            guard numbers.count == 3, let major = UInt32(numbers[0], radix: 16),
                let minor = UInt32(numbers[1], radix: 16), let inode = UInt(numbers[2])
            else { continue }
            holders.append(((major, minor), inode, process))
        }
    }

    func holder(of file: FileStatus) -> pid_t? {
        // The parts of a device number, as in glibc's sys/sysmacros.h.
        let major = UInt32(truncatingIfNeeded: file.device >> 8 & 0xFFF | file.device >> 32 & ~0xFFF)
        let minor = UInt32(truncatingIfNeeded: file.device & 0xFF | file.device >> 12 & ~0xFF)
        // For file systems without a device (btrfs, overlay) stat(2) and the lock table have different numbers.
        return holders.first {
            $0.inode == file.inode && ($0.device == (major, minor) || major == 0 && $0.device.0 == 0)
        }?.process
    }
}

/// The process that holds a lock.
private struct LockingProcess {
    var number: pid_t
    var name: String
    /// How long the process has been running.
    var seconds: Double

    /// - Parameter holder: the process that took the lock. If it has ended, another process still has the file open,
    ///   for example after flock(1) on a shell's descriptor. Then that process is searched for.
    init?(_ holder: pid_t, path: String) {
        let candidate = Self.exists(holder) ? holder : Self.keeper(of: path)
        guard let candidate, let line = try? FileText("/proc/\(candidate)/stat").text,
            let end = line.lastIndex(of: ")"), let begin = line.firstIndex(of: "(")
        else { return nil }
        number = candidate
        name = String(line[line.index(after: begin)..<end])
        // Field 22 is the start time in clock ticks since boot (proc_pid_stat(5)).
        let fields = line[line.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = Double(fields[19]),
            let up = try? FileText("/proc/uptime").text.split(separator: " ").first.flatMap({ Double($0) })
        else { return nil }
        seconds = max(0, up - ticks / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    private static func exists(_ number: pid_t) -> Bool { number > 0 && access("/proc/\(number)", F_OK) == 0 }

    private static func keeper(of path: String) -> pid_t? {
        guard let wanted = FileStatus(path) else { return nil }
        for name in allNames(in: "/proc") ?? [] {
            guard let number = pid_t(name) else { continue }
            for descriptor in allNames(in: "/proc/\(number)/fd") ?? [] {
                if let status = FileStatus("/proc/\(number)/fd/\(descriptor)"), status.inode == wanted.inode,
                    status.device == wanted.device
                {
                    return number
                }
            }
        }
        return nil
    }
}

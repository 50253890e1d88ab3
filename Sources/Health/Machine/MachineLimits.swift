import Glibc
import Streams

extension HealthRequest {
    /// The system's limits for this process (getrlimit(2)).
    func checkLimits() -> Outcome {
        let openFiles = Self.limit(RLIMIT_NOFILE)
        let fileSize = Self.limit(RLIMIT_FSIZE)
        var measures: [Measure] = []
        if let openFiles {
            measures.append(
                Measure(
                    "open-files", openFiles, warning: .below(settings.openFilesWarning),
                    critical: .below(settings.openFilesCritical)))
        }
        if let fileSize {
            measures.append(
                Measure(
                    "file-size", fileSize, .bytes, warning: .below(settings.roomBytes),
                    critical: .below((settings.roomBytes / 10).rounded())))
        }
        let verdict = Verdict.worst(measures.map(\.verdict))
        let text =
            "\(openFiles.map { "\(Int($0))" } ?? "unlimited") open files, files of \(fileSize.map(byteText) ?? "any size")"
        return Outcome(
            verdict, text,
            fix: verdict == .ok
                ? nil : "raise the limit: ulimit -n 1024, ulimit -f unlimited, or LimitNOFILE= of the service",
            measures: measures)
    }

    /// The soft limit; nil when there is none.
    private static func limit(_ resource: __rlimit_resource) -> Double? {
        var value = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &value) == 0, value.rlim_cur != ~0 else { return nil }
        return Double(value.rlim_cur)
    }

    /// The memory that is still available to the machine, the control group and the process.
    func checkMemory() throws -> Outcome {
        var sources: [(name: String, free: Double)] = []
        let table = try FileText("/proc/meminfo")
        for line in table.lines where line.hasPrefix("MemAvailable:") {
            if let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) {
                sources.append(("machine", kibibytes * 1024))
            }
        }
        if let free = Self.controlGroupMemory() { sources.append(("control group", free)) }
        if let space = Self.limit(RLIMIT_AS) { sources.append(("ulimit -v", space)) }
        guard let least = sources.min(by: { $0.free < $1.free }) else {
            return Outcome(.unknown, "the system does not tell how much memory is free")
        }
        var measures = [
            Measure(
                "free", least.free, .bytes, warning: .below(settings.memoryWarning),
                critical: .below(settings.memoryCritical))
        ]
        var text = "\(byteText(least.free)) free (\(least.name))"
        if let (variable, asked) = MemoryLimit.asked {
            guard let limit = ByteCount(asked).map({ Double($0.bytes) }), limit > 0 else {
                return Outcome(
                    .critical, "\(variable) is \"\(printable(asked))\", which is not a size",
                    fix: "give a number with K, M, G or T, such as 4G", measures: measures)
            }
            measures.append(
                Measure(
                    "limit", limit, .bytes, warning: .below(settings.memoryWarning),
                    critical: .below(settings.memoryCritical)))
            text += ", \(variable) \(byteText(limit))"
        }
        let verdict = Verdict.worst(measures.map(\.verdict))
        return Outcome(
            verdict, text,
            fix: verdict == .ok
                ? nil : "end other programs, or raise the limit; a run on usual workbooks takes less than 100 MiB",
            measures: measures)
    }

    /// The memory that the control group still allows (cgroup v2: memory.max less memory.current); nil without a limit.
    private static func controlGroupMemory() -> Double? {
        guard let line = try? FileText("/proc/self/cgroup").lines.first(where: { $0.hasPrefix("0::") }) else {
            return nil
        }
        let folder = "/sys/fs/cgroup\(line.dropFirst(3))"
        func number(_ name: String) -> Double? { try? FileText("\(folder)/\(name)").lines.first.flatMap { Double($0) } }
        guard let most = number("memory.max"), let used = number("memory.current") else { return nil }
        return max(0, most - used)
    }
}

/// The value of an environment variable; nil when it is unset or empty.
func environmentValue(_ name: String) -> String? {
    getenv(name).flatMap { $0.pointee == 0 ? nil : String(cString: $0) }
}

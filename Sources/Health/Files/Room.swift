import Glibc
import MediaPlans
import Streams

/// Checks whether files can be written to a folder, and whether it has enough free space.
struct RoomCheck: Sendable {
    let folder: String
    /// How many bytes should be free.
    let wanted: Double
    /// The reason for that number, such as `10 times the inputs`.
    let reason: String

    func run() -> Outcome {
        if let problem = Self.writingProblem(folder) {
            return Outcome(
                .critical, "\(folder) cannot be written: \(systemMessage(problem))", fix: Self.fix(problem, folder))
        }
        var system = statvfs()
        guard statvfs(folder, &system) == 0 else {
            return Outcome(.unknown, "cannot ask for the free space of \(folder): \(systemMessage(errno))")
        }
        let free = Double(system.f_bavail) * Double(system.f_frsize)
        var measures = [
            Measure("free", free, .bytes, warning: .below(wanted.rounded()), critical: .below((wanted / 10).rounded()))
        ]
        // A file system without a fixed number of inodes reports 0 of 0.
        if system.f_files > 0 {
            measures.append(
                Measure("free-inodes", Double(system.f_favail), warning: .below(1000), critical: .below(50)))
        }
        let verdict = Verdict.worst(measures.map(\.verdict))
        var text = "\(folder) has \(byteText(free)) free"
        if system.f_files > 0, measures[1].verdict != .ok { text += ", and inodes for \(system.f_favail) files" }
        text += "; \(byteText(wanted)) wanted (\(reason))"
        return Outcome(
            verdict, text,
            fix: verdict == .ok
                ? nil : "free some space, archive old results (mp-archive create --remove), or move the folder",
            measures: measures)
    }

    /// Makes a file in the folder, as the tools do, and returns the error; nil when there was none. No file is left
    /// behind.
    static func writingProblem(_ folder: String) -> Int32? {
        // O_TMPFILE of <fcntl.h>, which makes a file without a name. Swift does not import this macro.
        let nameless: Int32 = 0o20000000 | O_DIRECTORY
        var descriptor = open(folder, nameless | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor < 0, errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL {
            var template = Array("\(folder)/.mp-healthcheck.XXXXXX".utf8CString)
            descriptor = mkstemp(&template)
            if descriptor >= 0 { unlink(template) }
        }
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        // A full disk or an exceeded quota is noticed only when data are written.
        var block = [UInt8](repeating: 0, count: 4096)
        return write(descriptor, &block, block.count) == block.count ? nil : errno
    }

    private static func fix(_ code: Int32, _ folder: String) -> String {
        switch code {
        case ENOSPC, EDQUOT: "free some space, or archive old results (mp-archive create --remove)"
        case EROFS: "the file system is read-only; see dmesg, or write elsewhere"
        case ENOENT: "make the folder \(folder)"
        default: "see who owns the folder and its permissions (ls -ld \(folder))"
        }
    }
}

extension HealthRequest {
    /// The folder of results. If it does not exist yet, the first run makes it, so its home folder is checked instead.
    func checkOutputFolder() -> Outcome {
        let sizes = WorkbookKind.allCases.map { kind in
            (kind.named(in: self) ?? newestFile(in: path("input"), prefix: kind.prefix, endings: kind.endings)).flatMap
            {
                FileStatus($0)?.size
            } ?? 0
        }
        let inputs = sizes.reduce(0, +)
        let wanted = inputs * settings.roomFactor + settings.roomBytes
        let reason = "\(shortNumber(settings.roomFactor)) times the inputs and \(byteText(settings.roomBytes))"
        let output = path("output")
        let isThere = access(output, F_OK) == 0 || errno != ENOENT
        return RoomCheck(folder: isThere ? output : home, wanted: wanted, reason: reason).run()
    }

    /// The folder where tools keep data that do not fit into memory.
    func checkTemporaryFolder() -> Outcome {
        let folder = getenv("TMPDIR").flatMap { $0.pointee == 0 ? nil : String(cString: $0) } ?? "/tmp"
        var outcome = RoomCheck(
            folder: folder, wanted: settings.roomBytes, reason: "what does not fit into memory waits there"
        ).run()
        if outcome.verdict == .critical || outcome.verdict == .warning {
            outcome.fix = "free some space there, or set TMPDIR to a folder with room"
        }
        return outcome
    }
}

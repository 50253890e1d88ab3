import Glibc
import Streams

/// What one run of a tool read and made: a line of `output/runs.ndjson` under MP_HOME.
///
/// Steps of a workflow are recorded, which sets MP_RUN; a tool that is run by hand leaves no trace.
public final class Ledger {
    private let tool: String
    private let started = LogFile.timestamp()
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var inputs: [String] = []
    private var outputs: [String] = []
    /// Rows or records that the run is about; nil when there are none to count.
    public var rows: Int?

    init(tool: String) {
        self.tool = tool
        start = clock.now
    }

    /// Notes a file that the run read.
    public func read(_ path: String) { if path != "-" { inputs.append(path) } }

    /// Notes a file that the run made.
    public func wrote(_ path: String) { if path != "-" { outputs.append(path) } }

    /// The ledger's path under a home folder.
    public static func path(home: String) -> String { "\(home)/output/runs.ndjson" }

    /// Appends the run's line, by one write(2) on an O_APPEND descriptor, so that runs can share the ledger.
    func close(status: ExitStatus) {
        guard let run = environment("MP_RUN") else { return }
        let descriptor = open(Self.path(home: environment("MP_HOME") ?? "."), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return }
        defer { Glibc.close(descriptor) }
        var line = JSON.object(members(run: run, status: status)).serialised() + "\n"
        line.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
    }

    private func members(run: String, status: ExitStatus) -> [JSON.Member] {
        let elapsed = start.duration(to: clock.now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [
            .init("run", .string(run)), .init("tool", .string(tool)), .init("version", .string(toolkitVersion)),
            .init("started", .string(started)), .init("inputs", .array(inputs.map(Self.file))),
            .init("outputs", .array(outputs.map(Self.file))), .init("rows", rows.map { .number(Double($0)) } ?? .null),
            .init("seconds", .number((seconds * 10_000).rounded() / 10_000)), .init("peak_kib", .number(Double(usage.ru_maxrss))),
            .init("status", .number(Double(status.rawValue))),
        ]
    }

    /// Path, size and hash of a file; path alone when it cannot be read any more.
    private static func file(_ path: String) -> JSON {
        var members = [JSON.Member("path", .string(path))]
        if let (hash, size) = try? SHA256.digest(ofFile: path) {
            members += [.init("size", .number(Double(size))), .init("sha256", .string(hash))]
        }
        return .object(members)
    }
}

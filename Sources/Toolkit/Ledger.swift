import Glibc
import Runs
import Streams

/// The record of one run of a tool: a line of `output/runs.ndjson` under MP_HOME.
///
/// Only steps of a workflow, which sets MP_RUN and MP_STEP, are recorded. A tool that is run by hand leaves no record.
public final class Ledger {
    private let tool: String
    /// When the run began.
    let began: Beginning
    private var inputs: [String] = []
    private var outputs: [String] = []
    private var figures: [JSON.Member] = []
    /// What was reported, by kind; a step that judges data says itself what it found.
    private var reported = FoundTally()
    private var found: [Found]?
    /// Why the run failed; nil when it did not.
    var error: String?
    /// How many rows or records the run read or wrote; nil when it does not count any.
    public var rows: Int?

    /// Whether the run gets a line of its own. A run that another tool started is part of that tool's line.
    public var isKept = true

    /// When the run began. The text is made only when it is needed, because glibc reads the time zone for it.
    struct Beginning: Sendable {
        private let moment = LogFile.now()
        let instant = ContinuousClock.now

        var time: String { LogFile.timestamp(of: moment) }
    }

    init(tool: String, began: Beginning = Beginning()) {
        self.tool = tool
        self.began = began
    }

    /// Notes a file that the run read.
    public func read(_ path: String) { if path != "-", !inputs.contains(path) { inputs.append(path) } }

    /// Notes a file that the run made.
    public func wrote(_ path: String) { if path != "-" { outputs.append(path) } }

    /// Notes a number that the run counted.
    public func counted(_ name: String, _ count: Int) { figures.append(.init(name, .number(Double(count)))) }

    /// Notes a text that tells people what the run was about; a long one is cut.
    public func named(_ name: String, _ text: String) {
        if !text.isEmpty { figures.append(.init(name, .string(shortened(text, to: 200)))) }
    }

    /// Counts a message among what the run found.
    func reported(_ message: Message) { reported.add(message) }

    /// Says what the run found, instead of the messages that it reported.
    public func found(_ kinds: [Found]) { found = kinds }

    /// The ledger's path under a home folder.
    public static func path(home: String) -> String { LedgerFile(home: home).path }

    /// Appends the run's line. If it cannot be written, the work does not fail.
    ///
    /// - Parameters:
    ///   - errors: how many errors were reported, as `warnings` for warnings. Numbers that the tool itself noted under
    ///     these names are kept instead.
    func close(status: Int32, errors: Int, warnings: Int) {
        guard isKept, let run = environment("MP_RUN") else { return }
        let home = environment("MP_HOME") ?? "."
        var entry = LedgerEntry(
            run: run, step: environment("MP_STEP"), tool: tool, version: toolkitVersion, started: began.time,
            arguments: Array(CommandLine.arguments.dropFirst()), status: status)
        entry.inputs = inputs.map { FileRecord(reading: $0) }
        entry.outputs = outputs.map { FileRecord(reading: $0) }
        entry.configuration = ConfigurationFiles.read(home: home)
        entry.rows = rows
        entry.error = error
        entry.figures = figures
        entry.findings = found ?? reported.all
        for (name, count) in [("errors", errors), ("warnings", warnings)] where entry.figure(name) == nil {
            entry.figures.append(.init(name, .number(Double(count))))
        }
        entry.seconds = began.instant.duration(to: .now) / .seconds(1)
        entry.peakKiB = Self.peakKiB
        try? LedgerFile(home: home).append(entry)
    }

    /// The most memory that this process held (getrusage(2)).
    private static var peakKiB: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }
}

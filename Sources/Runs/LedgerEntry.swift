import Glibc
import Streams

/// One line of the ledger (`output/runs.ndjson`): what a step of a run read and made, what it took, and how it ended.
public struct LedgerEntry: Sendable, Equatable {
    /// The run's name, which is the stamp in the names of its files: `20260415_133000`.
    public var run: String
    /// The step of the workflow; nil for lines of earlier versions and for tools that run by themselves.
    public var step: String?
    public var tool: String
    public var version: String
    /// When it began, as `2026-04-15T13:30:00.123Z`.
    public var started: String
    /// The command line behind the tool's name.
    public var arguments: [String]
    public var inputs: [FileRecord]
    public var outputs: [FileRecord]
    /// The configuration files that it went by.
    public var configuration: [FileRecord]
    /// Rows or records that it was about; nil when there are none to count.
    public var rows: Int?
    /// What it counted, by name: errors, warnings, figures compared.
    public var figures: [JSON.Member]
    /// What it found, by kind.
    public var findings: [Found] = []
    /// Workbooks that a run did not take though they are there, with the reason; only the line of its beginning has them.
    public var leftOut: [LeftOut] = []
    /// The steps of the run in their order; only the line of its beginning has them.
    public var steps: [String] = []
    /// What the run came to; only the line of its end has it.
    public var verdict: RunVerdict?
    /// Wall time; nil for the line with which a run begins.
    public var seconds: Double?
    /// The most memory that it held, in KiB; nil when that is not known.
    public var peakKiB: Int?
    /// Why it failed, as its last message says; nil when it did not, or could not say.
    public var error: String?
    /// Exit status; 128 + signal when a signal ended it.
    public var status: Int32

    public init(
        run: String, step: String?, tool: String, version: String, started: String, arguments: [String] = [],
        status: Int32
    ) {
        (self.run, self.step, self.tool, self.version, self.started) = (run, step, tool, version, started)
        (self.arguments, self.status) = (arguments, status)
        (inputs, outputs, configuration, figures) = ([], [], [], [])
    }

    /// A figure by its name.
    public func figure(_ name: String) -> Int? {
        // Counts: what is none, or beyond the whole numbers that a double holds exactly, was not written by us.
        figures.last { $0.key == name }?.value.number.flatMap { 0...0x1p53 ~= $0 ? Int(exactly: $0) : nil }
    }

    /// A text among the figures by its name.
    public func text(_ name: String) -> String? { figures.last { $0.key == name }?.value.string }

    /// Whether it is the line of a run that came to its end.
    public var isGoodEnd: Bool { step == RunStep.end && status <= 1 }

    /// Whether its work failed. A person who interrupts a step knows why it ended.
    public var isFailure: Bool { !isDone && ![129, 130, 143].contains(status) }

    /// Whether it came to its end, with findings or without.
    public var isDone: Bool { status == 0 || status == 1 || step == RunStep.health && (0...3).contains(status) }
}

/// The steps with a meaning of their own.
public enum RunStep {
    /// The line with which a run begins; its arguments are those that continue it.
    public static let start = "start"
    /// The line with which a run is taken up again.
    public static let resume = "resume"
    /// The line of a run's end, with its status and its time.
    public static let end = "end"
    /// The health check, whose statuses are those of monitoring plugins.
    public static let health = "health"
    /// Checks of the records.
    public static let validate = "validate"
    /// Holding the filled tracker against the workbooks.
    public static let audit = "audit"
    /// The report of the run.
    public static let report = "report"
}

/// A workbook that a run did not take.
public struct LeftOut: Sendable, Equatable {
    public var path: String
    public var reason: String

    public init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }

    /// Of texts that are a path, a tab and the reason.
    public static func list(_ texts: [String]) -> [LeftOut] {
        texts.map { text in
            let parts = text.split(separator: "\t", maxSplits: 1).map(String.init)
            return LeftOut(path: parts.first ?? "", reason: parts.count > 1 ? parts[1] : "")
        }
    }
}

/// A file as a run saw it.
public struct FileRecord: Sendable, Equatable {
    /// Its path, from the home folder or from `/`.
    public var path: String
    /// Its size in bytes; nil when it could not be read.
    public var size: Int?
    /// SHA-256 as 64 hexadecimal digits; nil when it could not be read.
    public var sha256: String?

    public init(path: String, size: Int? = nil, sha256: String? = nil) {
        (self.path, self.size, self.sha256) = (path, size, sha256)
    }

    /// How a file is now, beside what was recorded.
    public enum State: String, Sendable { case same, changed, gone }

    public var state: State {
        guard access(path, F_OK) == 0 else { return .gone }
        return FileRecord(reading: path).sha256 == sha256 ? .same : .changed
    }

    /// Only the size of the file.
    init(sizeOf path: String) {
        self.path = path
        var status = stat()
        if stat(path, &status) == 0 { size = Int(status.st_size) }
    }

    /// Reads the file to its end; one that cannot be read has neither size nor hash.
    public init(reading path: String) {
        self.init(path: path)
        if let (hash, size) = try? SHA256.digest(ofFile: path) { (self.size, sha256) = (size, hash) }
    }
}

// MARK: JSON

extension LedgerEntry {
    /// The entry of a line; nil when it is not a line of the ledger, or has a number that no run can have (`isImpossible`).
    public init?(_ line: JSON) {
        guard let run = line["run"]?.string, let tool = line["tool"]?.string, !Self.isImpossible(line) else {
            return nil
        }
        self.init(
            run: run, step: line["step"]?.string, tool: tool, version: line["version"]?.string ?? "",
            started: line["started"]?.string ?? "",
            arguments: line["arguments"]?.array?.compactMap(\.string) ?? [], status: Self.whole(line["status"]) ?? 0)
        inputs = Self.files(line["inputs"])
        outputs = Self.files(line["outputs"])
        configuration = Self.files(line["configuration"])
        rows = Self.whole(line["rows"])
        error = line["error"]?.string
        figures = line["figures"]?.members ?? []
        findings = (line["findings"]?.array ?? []).compactMap(Found.init)
        leftOut = (line["left_out"]?.array ?? []).compactMap { file in
            file["path"]?.string.map { LeftOut(path: $0, reason: file["reason"]?.string ?? "") }
        }
        steps = line["steps"]?.array?.compactMap(\.string) ?? []
        verdict = line["verdict"]?.string.flatMap(RunVerdict.init(rawValue:))
        seconds = line["seconds"]?.number
        peakKiB = Self.whole(line["peak_kib"])
    }

    /// What a run can have. Beyond it nothing was written by us, and sums would not be numbers any more: 2^53 is the largest whole
    /// number up to which a double holds all; 2^43 KiB, 10^9 seconds and 2^40 findings are more than any run has.
    private static let counts = 0...0x1p53, memory = 0...0x1p43, times = 0...1e9, statuses = 0.0...255.0
    private static let cases = 0...0x1p40

    /// Whether the line has a number that no run can have: it was damaged, or changed by hand.
    static func isImpossible(_ line: JSON) -> Bool {
        func isWithin(_ range: ClosedRange<Double>, _ value: JSON?) -> Bool {
            guard let value, value != .null else { return true }
            return value.number.map(range.contains) ?? false
        }
        let files = ["inputs", "outputs", "configuration"].flatMap { line[$0]?.array ?? [] }
        return
            !(isWithin(counts, line["rows"]) && isWithin(memory, line["peak_kib"])
            && isWithin(times, line["seconds"]) && isWithin(statuses, line["status"])
            && files.allSatisfy { isWithin(counts, $0["size"]) }
            && (line["findings"]?.array ?? []).allSatisfy { isWithin(cases, $0["count"]) })
    }

    private static func whole<Number: FixedWidthInteger>(_ value: JSON?) -> Number? {
        value?.number.flatMap { Number(exactly: $0.rounded()) }
    }

    private static func files(_ list: JSON?) -> [FileRecord] {
        (list?.array ?? []).compactMap { file in
            file["path"]?.string.map { FileRecord(path: $0, size: whole(file["size"]), sha256: file["sha256"]?.string) }
        }
    }

    public var json: JSON {
        var members: [JSON.Member] = [.init("run", .string(run))]
        if let step { members.append(.init("step", .string(step))) }
        members += [
            .init("tool", .string(tool)), .init("version", .string(version)), .init("started", .string(started)),
            .init("arguments", .array(arguments.map { .string($0) })), .init("inputs", .array(inputs.map(\.json))),
            .init("outputs", .array(outputs.map(\.json))),
        ]
        if !configuration.isEmpty { members.append(.init("configuration", .array(configuration.map(\.json)))) }
        members.append(.init("rows", rows.map { .number(Double($0)) } ?? .null))
        if !figures.isEmpty { members.append(.init("figures", .object(figures))) }
        if !findings.isEmpty { members.append(.init("findings", .array(findings.map(\.json)))) }
        if !leftOut.isEmpty {
            let files = leftOut.map { file in
                JSON.object([.init("path", .string(file.path)), .init("reason", .string(file.reason))])
            }
            members.append(.init("left_out", .array(files)))
        }
        if !steps.isEmpty { members.append(.init("steps", .array(steps.map { .string($0) }))) }
        if let verdict { members.append(.init("verdict", .string(verdict.rawValue))) }
        members += [
            .init("seconds", seconds.map { .number(($0 * 10_000).rounded() / 10_000) } ?? .null),
            .init("peak_kib", peakKiB.map { .number(Double($0)) } ?? .null), .init("status", .number(Double(status))),
        ]
        if let error { members.append(.init("error", .string(error))) }
        return .object(members)
    }
}

extension FileRecord {
    var json: JSON {
        var members = [JSON.Member("path", .string(path))]
        if let size, let sha256 { members += [.init("size", .number(Double(size))), .init("sha256", .string(sha256))] }
        return .object(members)
    }
}

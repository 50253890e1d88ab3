import Glibc
import Streams

/// Steps of a run with their rows and times.
struct PerformanceLog {
    struct Step {
        var name: String
        var rows: Int
        var unit: String
        var seconds: Double
    }

    private(set) var steps: [Step]
    private let clock = ContinuousClock()

    init(steps: [Step] = []) { self.steps = steps }

    /// Runs a step and remembers how long it took; `rows` is what it returns beside its result.
    mutating func measure<Result>(_ name: String, unit: String, _ body: () throws -> (Result, rows: Int)) rethrows
        -> Result
    {
        let start = clock.now
        let (result, rows) = try body()
        let elapsed = start.duration(to: clock.now).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        steps.append(Step(name: name, rows: rows, unit: unit, seconds: seconds))
        return result
    }

    /// The most memory that this process held, in bytes (getrusage(2)).
    static var peakMemory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }

    /// The time that this process has worked, in seconds, on all processors and in the system.
    static var processorSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
    }

    var seconds: Double { steps.reduce(0) { $0 + $1.seconds } }

    /// The report as text.
    ///
    /// - Parameters:
    ///   - expectation: what a run of this size takes.
    ///   - earlier: the runs before this one, oldest first.
    func text(_ expectation: RunExpectation, earlier: [EarlierRun]) -> String {
        var out = ReportText()
        out.title("PERFORMANCE REPORT")
        var rows = steps.map { step in
            [
                step.name, ReportText.decimals(Double(step.rows), 0), step.unit, ReportText.decimals(step.seconds, 4),
                step.seconds > 0 ? ReportText.decimals(Double(step.rows) / step.seconds, 0) : "-",
            ]
        }
        rows.append(["all", "", "", ReportText.decimals(seconds, 4), ""])
        out.table(["step", "count", "of", "seconds", "per second"], rows, right: [1, 3, 4])
        out.line()
        out.line(
            "Processor    \(ReportText.decimals(Self.processorSeconds, 3)) s of work; a machine that is busy with other things makes the steps longer, and not this"
        )
        out.line("Peak memory  \(ReportText.decimals(Double(Self.peakMemory) / 1_048_576, 1)) MiB")
        out.section("EXPECTATION")
        out.table(["files up to", "seconds", ""], expectation.lines, right: [0, 1])
        out.line()
        out.line("Taken        \(ReportText.decimals(seconds, 3)) s for \(expectation.size)")
        out.line("             \(expectation.verdict(seconds))")
        addEarlier(earlier.filter { expectation.isAlike($0) }.suffix(10), to: &out)
        return out.text
    }

    private func addEarlier(_ earlier: ArraySlice<EarlierRun>, to out: inout ReportText) {
        out.section("LAST RUNS")
        guard !earlier.isEmpty else {
            return out.line("The ledger holds no run before this with half to twice as many records.")
        }
        let times = earlier.map(\.seconds).sorted()
        let median = (times[(times.count - 1) / 2] + times[times.count / 2]) / 2
        out.table(
            ["started", "records", "seconds"],
            earlier.map {
                [$0.started, ReportText.decimals(Double($0.records), 0), ReportText.decimals($0.seconds, 4)]
            }, right: [1, 2])
        out.line()
        out.line("Median       \(ReportText.decimals(median, 4)) s")
        out.line("             \(RunExpectation.verdict(seconds, of: median, "that median"))")
    }
}

/// A run of the ledger.
public struct EarlierRun: Sendable, Equatable {
    /// As the ledger writes it.
    public var started: String
    public var records: Int
    /// From its begin to its end.
    public var seconds: Double

    public init(started: String, records: Int, seconds: Double) {
        (self.started, self.records, self.seconds) = (started, records, seconds)
    }
}

/// What a run may take, by the size of its files.
struct RunExpectation {
    /// Files up to a size, and the seconds that a run on them may take on a usual machine that is busy with other things.
    private static let classes: [(size: ByteCount?, seconds: Double)] = [
        (ByteCount(1 << 20), 5), (ByteCount(10 << 20), 30), (ByteCount(50 << 20), 120), (nil, 300),
    ]
    /// Below so many seconds other things than the work decide how long it takes.
    private static let shortest = 2.0

    /// Bytes of the records and the template.
    var bytes: Int
    var records: Int
    var cells: Int
    var isLive: Bool

    private var index: Int {
        Self.classes.firstIndex { $0.size.map { bytes <= $0.bytes } ?? true } ?? Self.classes.count - 1
    }

    /// What a run of this class may take.
    var seconds: Double { Self.classes[index].seconds }

    /// The classes, this run's marked.
    var lines: [[String]] {
        Self.classes.enumerated().map { at, each in
            [
                each.size?.text ?? "more", ReportText.decimals(each.seconds, 0), at == index ? "<- this run" : "",
            ]
        }
    }

    var size: String {
        "\(ByteCount(bytes).text): \(ReportText.decimals(Double(records), 0)) records and \(ReportText.decimals(Double(cells), 0)) cells, \(isLive ? "live" : "as values")"
    }

    func verdict(_ seconds: Double) -> String { Self.verdict(seconds, of: self.seconds, "what its class may take") }

    /// Whether another run's time says what to expect of this one.
    func isAlike(_ run: EarlierRun) -> Bool { run.records * 2 >= records && run.records <= records * 2 }

    static func verdict(_ seconds: Double, of expected: Double, _ what: String) -> String {
        guard expected > 0 else { return "-" }
        let times = ReportText.decimals(seconds / expected, 1)
        return seconds > expected * 2 && seconds > shortest ? "SLOW: \(times) times \(what)" : "\(times) times \(what)"
    }

    /// The bytes of files; those that cannot be examined, such as a pipe, have none.
    static func bytes(of paths: [String]) -> Int {
        paths.reduce(0) { sum, path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? sum + Int(status.st_size) : sum
        }
    }
}

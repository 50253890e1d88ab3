import Glibc

/// Steps of a run with their rows and times.
struct PerformanceLog {
    struct Step {
        var name: String
        var rows: Int
        var unit: String
        var seconds: Double
    }

    private(set) var steps: [Step] = []
    private let clock = ContinuousClock()

    /// Runs a step and remembers how long it took; `rows` is what it returns beside its result.
    mutating func measure<Result>(_ name: String, unit: String, _ body: () throws -> (Result, rows: Int)) rethrows -> Result {
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

    /// The report as text.
    func text() -> String {
        var out = ReportText()
        out.title("PERFORMANCE REPORT")
        var rows = steps.map { step in
            [
                step.name, "\(step.rows)", step.unit, ReportText.decimals(step.seconds, 4),
                step.seconds > 0 ? ReportText.decimals(Double(step.rows) / step.seconds, 0) : "-",
            ]
        }
        rows.append(["all", "", "", ReportText.decimals(steps.reduce(0) { $0 + $1.seconds }, 4), ""])
        out.table(["step", "count", "of", "seconds", "per second"], rows, right: [1, 3, 4])
        out.line()
        out.line("Peak memory  \(ReportText.decimals(Double(Self.peakMemory) / 1_048_576, 1)) MiB")
        return out.text
    }
}

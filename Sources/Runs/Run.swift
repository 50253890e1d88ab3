import Streams

/// A run: the lines of the ledger that have its name.
public struct Run: Sendable {
    public let name: String
    public private(set) var started = ""
    /// Its start, its steps and its end, in their order.
    public private(set) var entries: [LedgerEntry] = []

    public init(name: String) { self.name = name }

    public mutating func add(_ entry: LedgerEntry) {
        if entries.isEmpty { started = entry.started }
        entries.append(entry)
    }

    private func last(_ step: String) -> LedgerEntry? { valid.last { $0.step == step } }

    /// The lines without those of steps that were done for other workbooks or options than the run was last taken up with.
    private var valid: [LedgerEntry] { entries.withoutFormerSteps }

    /// The line with which it began, with the workbooks and the options.
    public var start: LedgerEntry? { last(RunStep.start) }

    /// What each step came to in the end, in the order of the run's list, or else in which they were first done: steps
    /// that run side by side end in any order.
    public var steps: [LedgerEntry] {
        var order: [String] = []
        var latest: [String: LedgerEntry] = [:]
        for entry in valid {
            guard let step = entry.step, ![RunStep.start, RunStep.resume, RunStep.end].contains(step) else { continue }
            if latest.updateValue(entry, forKey: step) == nil { order.append(step) }
        }
        let listed = entries.last { !$0.steps.isEmpty }?.steps ?? []
        order = listed.filter { latest[$0] != nil } + order.filter { !listed.contains($0) }
        return order.compactMap { latest[$0] }
    }

    public func step(_ name: String) -> LedgerEntry? { last(name) }

    /// How often it was begun or taken up again.
    public var attempts: Int { max(1, entries.count { $0.step == RunStep.start || $0.step == RunStep.resume }) }

    /// How it ended; nil when it was cut off and never taken up again.
    public var status: Int32? {
        guard let end = entries.lastIndex(where: { $0.step == RunStep.end }) else { return nil }
        let resumed = entries.lastIndex { $0.step == RunStep.resume } ?? -1
        return resumed > end ? nil : entries[end].status
    }

    /// The line that says why the run failed: of the last step that failed, or else of its end. It is nil when the run
    /// reached its end, when a person interrupted it, and while nothing has failed yet.
    public var failure: LedgerEntry? {
        if let status, status <= 1 || [129, 130, 143].contains(status) { return nil }
        // Of a step that was done again, only the last result counts. Lines without a step are known by their tools.
        var seen: Set<String> = []
        let latest = entries.reversed().filter { seen.insert($0.step ?? "tool \($0.tool)").inserted }
        return latest.first { $0.isFailure && $0.step != RunStep.end } ?? (status == nil ? nil : last(RunStep.end))
    }

    /// Whether it ended behind a look at the records, whose errors were a reason not to go on.
    public var isStoppedByFindings: Bool { status == 1 && step(RunStep.validate)?.status == 1 && step("map") == nil }

    /// Wall time of the last attempt, or of its steps where no end was written.
    public var seconds: Double { last(RunStep.end)?.seconds ?? steps.reduce(0) { $0 + ($1.seconds ?? 0) } }

    /// Bytes of the workbooks that it was about.
    public var inputBytes: Int { start?.inputs.size ?? 0 }

    public var rows: Int? { step("extract")?.rows ?? steps.compactMap(\.rows).max() }

    public var peakKiB: Int? { steps.compactMap(\.peakKiB).max() }

    /// Whether its times say what such a run takes.
    var isMeasure: Bool { attempts == 1 && (status == 0 || status == 1) }

    /// Groups entries by run, in the order in which runs began.
    public static func grouped(_ entries: [LedgerEntry]) -> [Run] {
        var order: [String] = []
        var runs: [String: Run] = [:]
        for entry in entries {
            if runs[entry.run] == nil { order.append(entry.run) }
            runs[entry.run, default: Run(name: entry.run)].add(entry)
        }
        return order.compactMap { runs[$0] }
    }
}

/// What a run of some size takes, by the runs of that size before it.
public struct Expectation: Sendable, Equatable {
    public var seconds: Double
    /// How many runs say so.
    public var runs: Int

    /// The median time of the latest whole runs whose workbooks had between half and double the size.
    ///
    /// - Returns: nil when there was no such run.
    public init?(_ run: Run, among runs: [Run], latest: Int = 20, seconds: (Run) -> Double? = \.seconds) {
        let alike = runs.filter { other in
            other.name != run.name && other.isMeasure && Self.areAlike(other, run)
        }
        let times = alike.suffix(latest).compactMap(seconds)
        guard !times.isEmpty else { return nil }
        self.seconds = median(times)
        self.runs = times.count
    }

    /// Whether the workbooks of one have between half and double the size of those of the other.
    static func areAlike(_ a: Run, _ b: Run) -> Bool {
        a.inputBytes * 2 >= b.inputBytes && a.inputBytes <= b.inputBytes * 2
    }

    /// Below so many seconds other things than the work decide how long it takes.
    public static let shortest = 2.0

    /// Whether a run took more than twice as long as expected, and long enough to say so.
    public func isSlow(_ seconds: Double) -> Bool { seconds > 2 * self.seconds && seconds > Self.shortest }
}

/// The middle value, or the mean of the two in the middle. There must be one.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

extension [FileRecord] {
    /// Bytes of all files, 2^60 at most, of which the double is a number, too.
    var size: Int {
        reduce(0) { sum, file in Swift.min(sum + (file.size ?? 0), 1 << 60) }
    }
}

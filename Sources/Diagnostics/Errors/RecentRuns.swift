import Streams

/// The newest lines of the ledger, as far as an incident log needs them.
struct RecentRuns {
    struct Step: Hashable {
        var run: String
        /// The step of its run; empty when a tool wrote it alone.
        var step: String
        var tool: String
        var started: String
        var status: Int
        var inputs: [String]
        var outputs: [String]

        /// Whether it did not do its work; 1 is done with findings, and the health check has statuses of its own.
        var isFailed: Bool { status > 1 && !(step == "health" && status <= 3) }

        /// Whether it is the line with which a run came to its end.
        var isGoodEnd: Bool { step == "end" && status <= 1 }
    }

    private(set) var steps: [Step] = []
    private var held: [UInt8] = []
    private static let most = 2000

    mutating func read(_ piece: [UInt8]) {
        held += piece
        var rest = held[...]
        while let end = rest.firstIndex(of: 0x0A) {
            take(rest[..<end])
            rest = rest[(end + 1)...]
        }
        held = rest.count < 1 << 20 ? Array(rest) : []
        if steps.count > Self.most { steps.removeFirst(steps.count - Self.most / 2) }
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        guard let object = try? JSON(parsing: Array(line)), let tool = object["tool"]?.string,
            let started = object["started"]?.string
        else { return }
        func paths(_ key: String) -> [String] { (object[key]?.array ?? []).compactMap { $0["path"]?.string } }
        steps.append(
            Step(
                run: object["run"]?.string ?? "-", step: object["step"]?.string ?? "", tool: tool, started: started,
                status: object["status"]?.number.flatMap { Int(exactly: $0) } ?? 0,
                inputs: paths("inputs"), outputs: paths("outputs")))
    }

    /// What fails: the newest step that failed, the first that failed since the last run that came to its end, and
    /// the end of a later run.
    ///
    /// Attempts to repair it do not move the first one. Of tools that no workflow started, those of the newest one count.
    var failure: (last: Step, first: Step, recovered: Step?)? {
        // The end of a run repeats the status of the step that failed.
        guard
            let index = steps.lastIndex(where: { $0.isFailed && $0.step != "end" })
                ?? steps.lastIndex(where: \.isFailed)
        else { return nil }
        guard steps[index].step.isEmpty else {
            let begin = steps[..<index].lastIndex(where: \.isGoodEnd).map { $0 + 1 } ?? 0
            let first = steps[begin...index].first(where: \.isFailed) ?? steps[index]
            return (steps[index], first, steps[index...].first(where: \.isGoodEnd))
        }
        let last = steps[index]
        var first = last
        for step in steps[..<index].reversed() where step.tool == last.tool {
            guard step.isFailed else { break }
            first = step
        }
        return (last, first, steps[(index + 1)...].first { $0.tool == last.tool })
    }
}

import Streams

/// The newest lines of the ledger, as far as an incident log needs them.
struct RunHistory {
    struct Step: Hashable {
        var run: String
        var tool: String
        var started: String
        var status: Int
        var inputs: [String]
        var outputs: [String]

        /// Whether it did not do its work; 1 is done with findings.
        var isFailed: Bool { status > 1 }
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
                run: object["run"]?.string ?? "-", tool: tool, started: started,
                status: object["status"]?.number.flatMap { Int(exactly: $0) } ?? 0,
                inputs: paths("inputs"), outputs: paths("outputs")))
    }

    /// What fails: the newest step that failed, and the first of those of the same tool that failed without one between that did not.
    var failure: (last: Step, first: Step, recovered: Step?)? {
        guard let index = steps.lastIndex(where: \.isFailed) else { return nil }
        let last = steps[index]
        var first = last
        for step in steps[..<index].reversed() where step.tool == last.tool {
            guard step.isFailed else { break }
            first = step
        }
        return (last, first, steps[(index + 1)...].first { $0.tool == last.tool })
    }
}

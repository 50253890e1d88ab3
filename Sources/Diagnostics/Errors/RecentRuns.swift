import Runs
import Streams

/// The newest lines of the ledger, as far as an incident log needs them.
struct RecentRuns {
    private(set) var steps: [LedgerEntry] = []
    private var held: [UInt8] = []
    private static let most = 2000

    /// Takes the next bytes of the ledger, without its secrets.
    mutating func read(_ piece: [UInt8]) {
        held += piece
        var rest = held[...]
        while let end = rest.firstIndex(of: 0x0A) {
            if let line = try? JSON(parsing: Array(rest[..<end])), let entry = LedgerEntry(line) { steps.append(entry) }
            rest = rest[(end + 1)...]
        }
        held = rest.count < 1 << 20 ? Array(rest) : []
        if steps.count > Self.most { steps.removeFirst(steps.count - Self.most / 2) }
    }

    /// What fails: the newest step that failed, the first that failed since the last run that came to its end, and
    /// the end of a later run.
    ///
    /// Attempts to repair it do not move the first one. Of tools that no workflow started, those of the newest one count.
    var failure: (last: LedgerEntry, first: LedgerEntry, recovered: LedgerEntry?)? {
        // The end of a run repeats the status of the step that failed.
        guard
            let index = steps.lastIndex(where: { $0.isFailure && $0.step != RunStep.end })
                ?? steps.lastIndex(where: \.isFailure)
        else { return nil }
        guard steps[index].step == nil else {
            let begin = steps[..<index].lastIndex(where: \.isGoodEnd).map { $0 + 1 } ?? 0
            let first = steps[begin...index].first(where: \.isFailure) ?? steps[index]
            return (steps[index], first, steps[index...].first(where: \.isGoodEnd))
        }
        let last = steps[index]
        var first = last
        for step in steps[..<index].reversed() where step.tool == last.tool {
            guard step.isFailure else { break }
            first = step
        }
        return (last, first, steps[(index + 1)...].first { $0.tool == last.tool })
    }
}

import Streams

/// Since when a home's runs fail. It ends with a run that comes to its end, and not with an attempt to repair it.
public struct Trouble: Sendable, Equatable {
    /// When the first step failed since the last run that came to its end, as the ledger writes times; nil when none did.
    public private(set) var since: String?
    /// The run and the step that failed first.
    public private(set) var run = ""
    public private(set) var step = ""
    /// When the last run came to its end; empty when there is none.
    public private(set) var lastEnd = ""

    /// - Parameter entries: the ledger, oldest first.
    public init(_ entries: [LedgerEntry]) {
        for entry in entries { add(entry) }
    }

    /// The same for people.
    public var sentence: String {
        let good =
            lastEnd.isEmpty
            ? "no run has come to its end yet" : "the last run that came to its end did at \(timeOfDay(lastEnd))"
        guard let since else { return lastEnd.isEmpty ? "no run has failed, and \(good)" : "nothing fails: \(good)" }
        return "runs fail since \(timeOfDay(since)): run \(run), step \(step) failed first; \(good)"
    }

    private mutating func add(_ entry: LedgerEntry) {
        if entry.isGoodEnd {
            (since, run, step, lastEnd) = (nil, "", "", entry.started)
        } else if since == nil, entry.isFailure {
            (since, run, step) = (entry.started, entry.run, entry.step ?? entry.tool)
        }
    }
}

/// A time of the ledger, to the minute: `2026-04-01 10:30 UTC`.
public func timeOfDay(_ started: String) -> String {
    started.prefix(16).replacing("T", with: " ") + (started.hasSuffix("Z") ? " UTC" : "")
}

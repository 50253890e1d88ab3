import Glibc
import Runs

/// Run times of earlier runs, from the ledger (`output/runs.ndjson`).
public struct RunHistory: Sendable {
    public struct Run: Sendable, Equatable {
        public var run: String
        public var tool: String
        public var started: String
        public var seconds: Double
        public var rows: Double?
    }

    /// The latest runs of each tool, oldest first.
    public private(set) var runs: [Run] = []
    private static let most = 60

    public init() {}

    /// Reads a ledger. One that is not there, or may not be read, has no runs.
    public init(ledger path: String) throws {
        guard access(path, R_OK) == 0 else { return }
        var byTool: [String: [Run]] = [:]
        var order: [String] = []
        try LedgerFile(path: path).forEach { entry in
            guard let seconds = entry.seconds else { return }
            if byTool[entry.tool] == nil { order.append(entry.tool) }
            byTool[entry.tool, default: []].append(
                Run(
                    run: entry.run, tool: entry.tool, started: entry.started, seconds: seconds,
                    rows: entry.rows.map(Double.init)))
            if byTool[entry.tool]!.count > Self.most { byTool[entry.tool]!.removeFirst() }  // fits: it is there
        }
        runs = order.flatMap { byTool[$0] ?? [] }
    }

    var tools: [String] { runs.reduce(into: []) { if !$0.contains($1.tool) { $0.append($1.tool) } } }
    func runs(of tool: String) -> [Run] { runs.filter { $0.tool == tool } }
}

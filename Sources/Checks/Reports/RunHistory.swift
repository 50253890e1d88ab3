import Glibc
import Streams

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

    /// Reads a ledger; there being none is no mistake, and a line that is none of the ledger's is passed over.
    public init(ledger path: String) throws {
        guard access(path, R_OK) == 0 else { return }
        let input = try Input(path: path, mustBeFile: true)
        var byTool: [String: [Run]] = [:]
        var order: [String] = []
        while let line = try input.line() {
            guard let object = try? JSON(parsing: Array(line)), let tool = object["tool"]?.string,
                let seconds = object["seconds"]?.number
            else { continue }
            if byTool[tool] == nil { order.append(tool) }
            byTool[tool, default: []].append(
                Run(
                    run: object["run"]?.string ?? "", tool: tool, started: object["started"]?.string ?? "",
                    seconds: seconds, rows: object["rows"]?.number))
            if byTool[tool]!.count > Self.most { byTool[tool]!.removeFirst() }
        }
        runs = order.flatMap { byTool[$0] ?? [] }
    }

    var tools: [String] { runs.reduce(into: []) { if !$0.contains($1.tool) { $0.append($1.tool) } } }
    func runs(of tool: String) -> [Run] { runs.filter { $0.tool == tool } }
}

import Glibc
import Streams

/// The executables of the toolkit.
public enum Toolbox {
    public static let names = ["xlsx2tsv", "mp-extract", "mp-map", "mp-validate", "mp-archive", "mp-ask", "mp-healthcheck"]

    /// The folder of this program's own executable; nil where the system does not tell.
    public static func ownFolder() -> String? {
        realPath("/proc/self/exe").map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }
    }
}

/// Whether all tools are there, start, and are of one version.
struct ToolsCheck: Sendable {
    let request: HealthRequest

    func run() throws -> Outcome {
        var missing: [String] = []
        var broken: [(name: String, reason: String)] = []
        var others: [String] = []
        for name in Toolbox.names {
            let path = "\(request.tools)/\(name)"
            guard access(path, X_OK) == 0 else {
                missing.append(name)
                continue
            }
            let run = try ChildProcess(path, ["--version"])
            let version = String(decoding: run.output, as: UTF8.self).filter { !$0.isNewline }
            if run.status != 0 {
                broken.append((name, String(decoding: run.errors, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? "status \(run.status)"))
            } else if version != request.version {
                others.append("\(name) \(version)")
            }
        }
        let measures = [
            Measure("missing", Double(missing.count), critical: .above(0)), Measure("broken", Double(broken.count), critical: .above(0)),
            Measure("other-versions", Double(others.count), warning: .above(0)),
        ]
        var outcome = Outcome(Verdict.worst(measures.map(\.verdict)), "\(Toolbox.names.count) tools of version \(request.version)", measures: measures)
        guard outcome.verdict != .ok else { return outcome }
        var parts: [String] = []
        if !missing.isEmpty { parts.append("\(listed(missing, most: 8)) missing in \(request.tools)") }
        if let first = broken.first { parts.append("\(listed(broken.map(\.name), most: 8)) cannot start: \(printable(first.reason))") }
        if !others.isEmpty { parts.append("\(listed(others, most: 8)) beside version \(request.version)") }
        outcome.text = parts.joined(separator: "; ")
        outcome.fix = "install the whole toolkit again (swift build -c release --static-swift-stdlib, scripts/install-dependencies)"
        return outcome
    }
}

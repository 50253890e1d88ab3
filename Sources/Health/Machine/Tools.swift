import Glibc
import Streams

/// The executables of the toolkit.
public enum Toolbox {
    public static let names = [
        "xlsx2tsv", "mp-extract", "mp-map", "mp-validate", "mp-diagnose", "mp-archive", "mp-ask", "mp-healthcheck",
        "mp-ledger",
    ]

    /// The folder of this program's own executable; nil when the system does not report it.
    public static func ownFolder() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}

/// Checks that all tools exist, can be started, and have the same version.
struct ToolsCheck: Sendable {
    let request: HealthRequest

    let ask: AskProbe

    /// The version that a tool reports, or why it does not.
    private enum State: Sendable {
        case missing
        case broken(String)
        case version(String)
    }

    private func state(_ name: String) -> State {
        if name == "mp-healthcheck" { return .version(request.version) }
        let path = "\(request.tools)/\(name)"
        guard access(path, X_OK) == 0 else { return .missing }
        do {
            // mp-ask has many libraries and is slow to start. The check of the key runs it anyway.
            if name == "mp-ask", let version = try ask.key.get().facts["version"]?.string { return .version(version) }
            let run = try ChildProcess(path, ["--version"])
            guard run.status == 0 else {
                return .broken(
                    String(decoding: run.errors, as: UTF8.self).split(separator: "\n").first.map(String.init)
                        ?? "status \(run.status)")
            }
            return .version(String(decoding: run.output, as: UTF8.self).filter { !$0.isNewline })
        } catch {
            return .broken(Outcome(error).text)
        }
    }

    func run() -> Outcome {
        var missing: [String] = []
        var broken: [(name: String, reason: String)] = []
        var others: [String] = []
        for (name, state) in zip(Toolbox.names, concurrently(Toolbox.names, state)) {
            switch state {
            case .missing: missing.append(name)
            case .broken(let reason): broken.append((name, reason))
            case .version(let version): if version != request.version { others.append("\(name) \(printable(version))") }
            }
        }
        let measures = [
            Measure("missing", Double(missing.count), critical: .above(0)),
            Measure("broken", Double(broken.count), critical: .above(0)),
            Measure("other-versions", Double(others.count), warning: .above(0)),
        ]
        var outcome = Outcome(
            Verdict.worst(measures.map(\.verdict)), "\(Toolbox.names.count) tools of version \(request.version)",
            measures: measures)
        guard outcome.verdict != .ok else { return outcome }
        var parts: [String] = []
        if !missing.isEmpty { parts.append("\(listed(missing, most: 8)) missing in \(request.tools)") }
        if let first = broken.first {
            parts.append("\(listed(broken.map(\.name), most: 8)) cannot start: \(printable(first.reason))")
        }
        if !others.isEmpty { parts.append("\(listed(others, most: 8)) beside version \(request.version)") }
        outcome.text = parts.joined(separator: "; ")
        outcome.fix =
            "install the whole toolkit again (swift build -c release --static-swift-stdlib, scripts/install-dependencies)"
        return outcome
    }
}

import Streams

/// Which results of the health check end a run. They are in the findings of the step's line of the ledger, under the
/// names of the checks.
public enum HealthRules {
    /// Checks whose matter is left to the step that reads the file, which says more and has a status for it.
    public static let leftToSteps: Set<String> = [
        "plan-file", "delivery-file", "template-file", "plan-workbook", "delivery-workbook", "template", "template-fit",
        "configuration", "client",
    ]
    /// Checks that a step which fails with status 78 says more about.
    private static let aboutConfiguration: Set<String> = ["configuration", "client"]
    /// Checks whose results the run itself finds, too, and shows with the rest.
    private static let aboutWorkbooks = leftToSteps.subtracting(aboutConfiguration).union(["pair"])

    /// Statuses and texts for checks that are critical; others end a run with 69.
    private static let ends: [String: (status: ExitStatus, text: String)] = [
        "pair": (.data, "plan and delivery report do not belong together"),
        "output-folder": (.cannotCreate, "the health check found a problem with the output-folder"),
        "temporary-folder": (.cannotCreate, "the health check found a problem with the temporary-folder"),
        "memory": (.memory, "the health check found too little memory, or a limit that is too low (memory)"),
        "limits": (.memory, "the health check found too little memory, or a limit that is too low (limits)"),
    ]

    /// The checks with a status of their own.
    public static var endingChecks: Set<String> { Set(ends.keys) }

    /// Why a run cannot go on; nil when it can.
    public static func end(_ findings: [Found]) -> (status: Int32, text: String)? {
        guard let found = findings.first(where: { $0.level == .error && !leftToSteps.contains($0.code) }) else {
            return nil
        }
        let (status, text) = ends[found.code] ?? (.unavailable, "the health check found a problem with \(found.code)")
        // Other results are on the screen with their advice already.
        guard found.code == "pair" else {
            return (status.rawValue, "\(text); the tracker was not filled; fix it, or give --force")
        }
        let advice = found.cases.first?.hint ?? "put the right ones into input/"
        return (
            status.rawValue,
            "\(text): \(printable(found.title)); the tracker was not filled; \(printable(advice)), or give --force"
        )
    }

    /// What is not OK, as mp-healthcheck writes it.
    static func lines(_ findings: [Found]) -> [String] {
        let width = findings.map(\.code.count).max() ?? 0
        return findings.flatMap { found in
            let words = [.error: "CRITICAL", .warning: "WARNING"][found.level] ?? "UNKNOWN"
            let head = padded(words, 10) + padded(found.code, width + 2)
            let fix = found.cases.first?.hint.map { String(repeating: " ", count: head.count) + "→ " + printable($0) }
            return [head + printable(found.title)] + (fix.map { [$0] } ?? [])
        }
    }

    /// What the screen of a run shows of it: at once, and where no step says more.
    static func shown(_ findings: [Found]) -> (atOnce: [String], unlessTold: [String]) {
        let others = findings.filter { !aboutWorkbooks.contains($0.code) }
        return (
            lines(others.filter { !aboutConfiguration.contains($0.code) }),
            lines(others.filter { aboutConfiguration.contains($0.code) })
        )
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

import Streams

/// The ledger's runs as tables for pipes: lists of fields, the header first.
public enum RunTables {
    /// A line for each run.
    public static func runs(_ runs: [Run], rules: VerdictRules) -> [[String]] {
        [
            [
                "run", "started", "status", "attempts", "rows", "input_bytes", "seconds", "expected_seconds",
                "peak_kib", "errors", "warnings", "wrong_figures", "verdict", "why",
            ]
        ]
            + runs.enumerated().map { index, run in
                let audit = run.step(RunStep.audit)
                let judgement = Judgement(run, rules: rules)
                return [
                    run.name, run.started, statusText(run), String(run.attempts), text(run.rows),
                    String(run.inputBytes), decimals(run.seconds),
                    Expectation(run, among: Array(runs[max(0, index - 200)..<index])).map { decimals($0.seconds) }
                        ?? "", text(run.peakKiB), audit == nil ? "" : text(run.count(.error)),
                    audit == nil ? "" : text(run.count(.warning)),
                    text(audit.flatMap { entry in entry.figure("wrong").map { $0 + (entry.figure("missing") ?? 0) } }),
                    judgement.verdict.rawValue, judgement.why,
                ]
            }
    }

    /// A line for each step of each run.
    public static func steps(_ runs: [Run]) -> [[String]] {
        [
            [
                "run", "step", "tool", "version", "started", "status", "rows", "seconds", "peak_kib", "input_bytes",
                "output_bytes",
            ]
        ]
            + runs.flatMap { run in
                run.steps.map { entry in
                    [
                        run.name, entry.step ?? "", entry.tool, entry.version, entry.started, String(entry.status),
                        text(entry.rows),
                        entry.seconds.map(decimals) ?? "", text(entry.peakKiB), String(entry.inputs.size),
                        String(entry.outputs.size),
                    ]
                }
            }
    }

    /// A line for each step and size of workbooks: what it takes, and how the latest runs compare with those before.
    ///
    /// Sizes are by powers of four, so that a class holds what takes about as long.
    public static func trend(_ runs: [Run]) -> [[String]] {
        var times: [Int: [String: [Double]]] = [:]
        var order: [String] = []
        for run in runs where run.isMeasure {
            let steps = run.steps.compactMap { entry in entry.seconds.map { (entry.step ?? entry.tool, $0) } }
            for (step, seconds) in steps + [("all", run.seconds)] {
                if !order.contains(step) { order.append(step) }
                times[sizeClass(run.inputBytes), default: [:]][step, default: []].append(seconds)
            }
        }
        order = order.filter { $0 != "all" } + ["all"]
        return [
            [
                "input_up_to_bytes", "step", "runs", "median_seconds", "slowest_seconds", "latest_seconds",
                "before_seconds", "change_percent",
            ]
        ]
            + times.keys.sorted().flatMap { size in
                order.compactMap { step in times[size]?[step].map { [String(size), step] + trendFields($0) } }
            }
    }

    /// Count, median, slowest; then medians of the latest ten and of the ten before, and by how much they differ.
    private static func trendFields(_ seconds: [Double]) -> [String] {
        let latest = median(Array(seconds.suffix(10)))
        let before = seconds.dropLast(10).suffix(10)
        let known = before.isEmpty ? nil : median(Array(before))
        return [
            String(seconds.count), decimals(median(seconds)), decimals(seconds.max() ?? 0), decimals(latest),
            known.map(decimals) ?? "",
            known.flatMap { $0 > 0 ? String(Int(clamping: ((latest / $0 - 1) * 100).rounded())) : nil } ?? "",
        ]
    }

    /// A line for each way in which steps failed, the most frequent first.
    public static func failures(_ runs: [Run]) -> [[String]] {
        struct Way: Hashable { var step, tool: String; var status: Int32 }
        var found: [Way: (count: Int, first: String, last: String, run: String)] = [:]
        for run in runs {
            // A run that is resumed and fails again in the same way is still one failure.
            var counted: Set<Way> = []
            for entry in run.entries where !entry.isDone && entry.step != RunStep.end {
                let way = Way(step: entry.step ?? "", tool: entry.tool, status: entry.status)
                found[way, default: (0, entry.started, "", "")].count += counted.insert(way).inserted ? 1 : 0
                found[way]!.last = entry.started
                found[way]!.run = run.name
            }
        }
        return [["count", "step", "tool", "status", "first", "last", "last_run"]]
            + found.sorted {
                ($1.value.count, $0.key.step, $0.key.status) < ($0.value.count, $1.key.step, $1.key.status)
            }
            .map { [String($1.count), $0.step, $0.tool, String($0.status), $1.first, $1.last, $1.run] }
    }

    /// `done`, `findings`, `interrupted`, `failed 65`.
    public static func statusText(_ run: Run) -> String {
        switch run.status {
        case 0: "done"
        case 1: "findings"
        case nil: "cut off"
        case 130, 143, 129: "interrupted"
        case let status?: "failed \(status)"
        }
    }

    static func sizeClass(_ bytes: Int) -> Int {
        var limit = 1 << 16
        while limit < bytes { limit <<= 2 }
        return limit
    }

    private static func text(_ number: Int?) -> String { number.map { String($0) } ?? "" }
    private static func decimals(_ seconds: Double) -> String { DecimalText.string((seconds * 1000).rounded() / 1000) }
}

import Streams

/// The record of one run for people and for audits: what it came to, its steps, and every file with its hash.
public enum RunReport {
    public static func text(of run: Run, earlier: [Run], rules: VerdictRules) -> String {
        // The step that writes this is not over.
        let steps = run.steps.filter { $0.step != RunStep.report }
        var out = "RUN REPORT\n==========\n\n"
        out += RunSummary(run, earlier: earlier, rules: rules, style: .init(isColoured: false), isOver: true).lines
        out += "\nSTEPS\n"
        out += table(
            [["step", "tool", "version", "status", "rows", "seconds", "MiB"]]
                + steps.map { entry in
                    [
                        entry.step ?? "", entry.tool, entry.version, String(entry.status),
                        entry.rows.map(RunSummary.grouped) ?? "",
                        entry.seconds.map { DecimalText.string(($0 * 1000).rounded() / 1000) } ?? "",
                        entry.peakKiB.map { String(($0 + 512) / 1024) } ?? "",
                    ]
                })
        out += "\nFILES, as sha256sum(1) checks them in the home folder\n"
        var seen: Set<String> = []
        for file in (run.start?.inputs ?? []) + steps.flatMap({ $0.inputs + $0.outputs }) {
            guard let hash = file.sha256, seen.insert(file.path).inserted else { continue }
            out += "\(hash)  \(file.path)\n"
        }
        return out
    }

    /// Columns as wide as their widest cell; numbers stand at the right.
    private static func table(_ rows: [[String]]) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                return column < 3 ? row[column] + blanks : blanks + row[column]
            }
            return "  " + cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}

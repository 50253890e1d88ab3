import Streams

extension LedgerEntry {
    /// What the step came to, in a few words: `223 records`, `3 errors, 12 warnings`.
    public var outcomeText: String {
        let count = RunSummary.count
        let findings = [figure("errors").map { ($0, "error") }, figure("warnings").map { ($0, "warning") }].compactMap {
            $0
        }
        .filter { $0.0 > 0 }.map { count($0.0, $0.1) }.joined(separator: ", ")
        let compared = figure("compared").map { compared in
            let wrong = (figure("wrong") ?? 0) + (figure("missing") ?? 0)
            let open = figure("not_compared") ?? 0
            let text =
                wrong == 0
                ? "\(count(compared, "figure")) right"
                : "\(RunSummary.grouped(wrong)) of \(count(compared, "figure")) wrong"
            return open == 0 ? text : text + ", \(RunSummary.grouped(open)) not compared"
        }
        let covered = figure("columns").flatMap { columns in
            figure("columns_with_destination").map { "\($0) of \(columns) columns" }
        }
        let parts = [
            step == "audit" || step == "map" ? nil : rows.map { count($0, "record") }, compared, covered,
            findings.isEmpty ? nil : findings,
        ]
        return parts.compactMap { $0 }.joined(separator: "; ")
    }
}

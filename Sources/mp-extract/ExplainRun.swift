import MediaPlans
import Streams
import Toolkit

/// One run of --explain: what is understood of a file, and what is not.
struct ExplainRun {
    let path: String
    let vocabulary: Vocabulary
    let book: SourceBook
    let rules: ClientRules
    let memory: MappingMemory

    /// What reading the file as a plan or as a report came to.
    private struct Attempt {
        var kind: InputKind
        var records = 0
        var regions: [Region] = []
        var coverage = SourceCoverage()
        var profiles: [String] = []
        var failure: Message?
        /// Whether it takes a budget for what was spent.
        var isDoubtful = false
    }

    func write(to output: Output) throws {
        let explanations = try SheetExplanation.reading(
            FileSource(path: path, report: { _ in }), vocabulary: vocabulary)
        let attempts = try InputKind.allCases.map(attempt)
        let best = choice(of: attempts)
        try output.write(printable(path) + "\n")
        for attempt in attempts {
            let by =
                attempt.profiles.isEmpty ? "" : " by the source profile \(attempt.profiles.joined(separator: ", "))"
            let what =
                attempt.records > 0
                ? "\(count(attempt.records, "record"))\(by); \(attempt.coverage.sentence)"
                : "no record: \(attempt.failure.map { printable($0.text) } ?? "nothing was found")"
            try output.write("  as a \(name(attempt.kind)): \(what)\n")
        }
        for explanation in explanations { try write(explanation, best ?? attempts[0], to: output) }
        try output.write("\n" + next(best) + "\n")
    }

    /// What the file most likely is: what a profile knows, then what its name says, then what more records come out of.
    private func choice(of attempts: [Attempt]) -> Attempt? {
        let file = path.pathName.lowercased()
        func rank(_ attempt: Attempt) -> (Int, Int, Int, Int) {
            (
                attempt.profiles.isEmpty ? 0 : 1, file.hasPrefix(attempt.kind.rawValue) ? 1 : 0, attempt.records,
                attempt.isDoubtful ? 0 : attempt.kind == .delivered ? 2 : 1
            )
        }
        return attempts.filter { $0.records > 0 }.max { rank($0) < rank($1) }
    }

    private func name(_ kind: InputKind) -> String { kind == .planned ? "plan" : "report" }

    private func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private func attempt(_ kind: InputKind) throws -> Attempt {
        var attempt = Attempt(kind: kind)
        var count = 0
        var isDoubtful = false
        let extraction = Extraction(
            vocabulary: vocabulary, rules: rules, memory: memory, sources: book, versions: .sum,
            emit: { _ in count += 1 }, report: { isDoubtful = isDoubtful || $0.code == .budgetAsSpend })
        do {
            try extraction.read(FileSource(path: path, report: { _ in }), as: kind)
        } catch let failure as Failure where failure.status == .data {
            attempt.failure = failure.message
            if failure.message.code != .noRegion { count = 0 }
        }
        attempt.records = count
        attempt.isDoubtful = isDoubtful
        attempt.regions = extraction.regions
        attempt.coverage = extraction.coverage
        attempt.profiles = extraction.usedSources
        return attempt
    }

    private func write(_ explanation: SheetExplanation, _ attempt: Attempt, to output: Output) throws {
        let name = explanation.sheet.name.isEmpty ? "the table" : "sheet \"\(explanation.sheet.name)\""
        try output.write("\n\(name): \(explanation.sentence)\n")
        for line in explanation.lines { try output.write("  " + line.map(printable).joined(separator: "\t") + "\n") }
        let regions = attempt.regions.filter { $0.sheet.name == explanation.sheet.name }
        for region in regions {
            let totals = region.totals.isEmpty ? "" : ", \(count(region.totals.count, "row")) of totals"
            try output.write("  \(region.range): \(region.kind.rawValue), \(count(region.lines, "line"))\(totals)\n")
        }
        for part in attempt.coverage.sheets.first(where: { $0.name == explanation.sheet.name })?.parts ?? [] {
            let place = part.cells.isEmpty ? "" : " (\(part.cells))"
            try output.write(
                "  \(part.fate.word): \(count(part.count.cells, "cell")), \(part.count.numbers) with a number\(part.gap.map { ", " + $0.rawValue } ?? "")\(place)\n"
            )
        }
        guard let draft = explanation.draft, regions.isEmpty || !draft.missing.isEmpty else { return }
        let missing = draft.missing.map(\.rawValue) + (draft.platform == nil && regions.isEmpty ? ["the platform"] : [])
        if !missing.isEmpty { try output.write("  missing for figures: \(missing.joined(separator: ", "))\n") }
    }

    /// The command to give next.
    private func next(_ best: Attempt?) -> String {
        let quoted = "'" + path.replacing("'", with: "'\\''") + "'"
        if let best, best.coverage.unaccounted == 0 { return "next: mp-extract --\(best.kind.rawValue) \(quoted)" }
        if let best {
            return
                "next: mp-extract --coverage --\(best.kind.rawValue) \(quoted), or add-source \(quoted) for a source profile"
        }
        return "next: add-source \(quoted), or mp-extract --draft-source \(quoted) > config/sources/mine.json"
    }
}

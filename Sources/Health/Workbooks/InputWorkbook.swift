import MediaPlans
import Streams
import Workbooks

/// Reads the first rows of a plan or a delivery report, as a run would, and reports its sheets and fences.
struct InputWorkbookCheck: Sendable {
    let kind: WorkbookKind
    let path: Shared<String>
    /// Further files of the kind.
    var further: [String] = []
    let configuration: Shared<ConfigurationFacts>
    /// How many rows of each sheet are read.
    let mostRows: Int
    /// Receives the facts of the campaign.
    let found: Shared<CampaignFacts>

    /// The facts and messages from reading.
    private final class Gathered {
        var facts: CampaignFacts
        var problems: [Message] = []
        /// Sheets of the current file that were not read to their ends.
        var isCut: (String) -> Bool = { _ in false }
        init(_ file: String) { facts = CampaignFacts(file: file) }
    }

    /// Codes of messages about sheets and fences. Messages about values are left to mp-validate.
    private static let structural: Set<MessageCode> = [
        .noRegion, .sheetIgnored, .headerUnknown, .platformTwice, .regionEmpty, .fenceMissing, .hiddenSheet,
    ]

    func run() throws -> Outcome {
        let path = try path.get()
        let configuration = try configuration.get()
        let gathered = Gathered(path)
        let extraction = Extraction(
            vocabulary: configuration.vocabulary, rules: configuration.rules, memory: configuration.memory,
            sources: configuration.sources,
            emit: { gathered.facts.add($0) },
            report: {
                // A message about a sheet's end means nothing if the sheet was not read to its end.
                guard $0.level >= .warning, Self.structural.contains($0.code) else { return }
                if $0.code != .fenceMissing || !gathered.isCut($0.place.sheet ?? "") { gathered.problems.append($0) }
            })
        var cut: Set<String> = []
        for path in [path] + further {
            let source = SheetHeads(of: FileSource(path: path, report: { _ in }), most: mostRows)
            gathered.isCut = { source.cut.contains($0) }
            do {
                try extraction.read(source, as: kind == .plan ? .planned : .delivered)
            } catch let failure as Failure where failure.message.code == .noRegion && !source.cut.isEmpty {
                return Outcome(
                    .unknown,
                    "no region begins in the first \(mostRows) rows of a sheet of \(fileName(of: path)), and no more were read",
                    fix: "raise health.sheet_rows in config/toolkit.json")
            }
            cut.formUnion(source.cut)
        }
        gathered.facts.isPartial = !cut.isEmpty
        found.set(gathered.facts)
        return outcome(extraction.regions, gathered, cut: cut)
    }

    private func outcome(_ regions: [Region], _ gathered: Gathered, cut: Set<String>) -> Outcome {
        let facts = gathered.facts
        let whole = regions.filter { !cut.contains($0.sheet.name) }
        let unfenced = whole.filter(\.isUnfenced)
        let gaps = whole.count { !$0.isUnfenced && !$0.lacks.isEmpty }
        let noun = kind == .plan ? "line" : "record"
        var text =
            "\(facts.platforms.sorted().joined(separator: ", ")): \(counted(facts.lines, noun)) in \(counted(regions.count, "region"))"
        if !cut.isEmpty { text += ", of \(listed(cut.sorted())) only the first \(mostRows) rows read" }
        if gaps > 0 { text += ", \(gaps) with a gap in the fence" }
        let measures = [
            Measure("platforms", Double(facts.platforms.count)), Measure("regions", Double(regions.count)),
            Measure("records", Double(facts.lines), critical: .below(1)), Measure("fence-gaps", Double(gaps)),
        ]
        var outcome = Outcome(Verdict.worst(measures.map(\.verdict)), text, measures: measures)
        if facts.lines == 0 { outcome.fix = "see that lines stand between the rows of START and END" }
        if let region = unfenced.first {
            outcome.verdict = Verdict.worst([outcome.verdict, .warning])
            outcome.text += "; nothing fences \(region.sheet.name)!\(region.range.description)"
            outcome.fix = "put START and END around the lines"
        }
        if let problem = gathered.problems.first {
            outcome.verdict = Verdict.worst([outcome.verdict, .warning])
            outcome.text += "; \(problem.place.sheet.map { "\($0): " } ?? "")\(problem.text)"
            if gathered.problems.count > 1 { outcome.text += ", and \(gathered.problems.count - 1) more" }
            outcome.fix = problem.hint
        }
        return outcome
    }
}

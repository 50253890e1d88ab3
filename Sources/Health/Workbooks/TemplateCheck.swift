import MediaPlans
import Streams
import Trackers
import Workbooks

/// The platforms that a template has blocks for.
struct TemplateFacts: Sendable {
    var platforms: [Platform]
}

/// Checks that a template's structure can be found, as mapping does.
struct TemplateCheck: Sendable {
    let path: Shared<String>
    let configuration: Shared<ConfigurationFacts>
    let found: Shared<TemplateFacts>

    private final class Gathered { var problems: [Message] = [] }

    /// The most bytes of a template's sheets, which are held in memory. Usual templates have a hundredth of this.
    private static let largestSheet = 64 << 20

    func run() throws -> Outcome {
        let workbook = try Workbook(path: path.get())
        if let sheet = workbook.worksheets.first(where: { workbook.package.size(of: $0.partName) > Self.largestSheet })
        {
            return Outcome(
                .unknown,
                "not read: \(sheet.name) has \(byteText(Double(workbook.package.size(of: sheet.partName)))), more than a template's sheet",
                fix: "see whether this is the template, and not a workbook of data")
        }
        let configuration = try configuration.get()
        let gathered = Gathered()
        let template = try Template(
            path: path.get(), vocabulary: configuration.vocabulary, words: configuration.words, platforms: []
        ) { message in
            if message.level >= .warning { gathered.problems.append(message) }
        }
        let (blocks, tables) = (template.layout.blocks, template.layout.tables)
        let inTables = tables.flatMap(\.rows).compactMap(\.platform).reduce(into: [Platform]()) { found, platform in
            if !found.contains(platform) { found.append(platform) }
        }
        found.set(TemplateFacts(platforms: blocks.map(\.platform) + inTables))
        let columns =
            blocks.map { $0.markets.count } + tables.map { Set($0.rows.compactMap(\.market)).count }
        let measures = [
            Measure("blocks", Double(blocks.count + tables.count), critical: .below(1)),
            Measure(
                "rows", Double(blocks.reduce(0) { $0 + $1.rows.count } + tables.reduce(0) { $0 + $1.rows.count }),
                critical: .below(1)),
            Measure("markets", Double(columns.max() ?? 0)), Measure("problems", Double(gathered.problems.count)),
        ]
        var outcome = Outcome(
            Verdict.worst(measures.map(\.verdict)),
            "\(counted(blocks.count, "block"))\(tables.isEmpty ? "" : " and \(counted(tables.count, "table"))") (\((blocks.map(\.platform.code) + inTables.map(\.code)).joined(separator: ", "))), \(Int(measures[1].value)) rows of figures, columns for \(columns.max() ?? 0) markets",
            measures: measures)
        if let problem = gathered.problems.max(by: { $0.level < $1.level }) {
            outcome.verdict = Verdict.worst([outcome.verdict, .warning])
            let place = [problem.place.sheet, problem.place.cell].compactMap { $0 }.joined(separator: "!")
            outcome.text += "; \(place): \(problem.text)"
            outcome.fix = problem.hint
        }
        return outcome
    }
}

/// Checks whether every platform of the plan has a block.
struct TemplateFitCheck: Sendable {
    let plan: Shared<CampaignFacts>
    let template: Shared<TemplateFacts>

    func run() throws -> Outcome {
        let planned = try plan.get().platforms
        let missing = planned.subtracting(try template.get().platforms.map(\.code)).sorted()
        let measures = [Measure("platforms-without-block", Double(missing.count), warning: .above(0))]
        guard !missing.isEmpty else {
            return Outcome(.ok, "a block for each of \(planned.sorted().joined(separator: ", "))", measures: measures)
        }
        return Outcome(
            .warning, "no block for \(missing.joined(separator: ", ")): what is planned there reaches no tracker",
            fix:
                "add a block to the template, or another name of the platform to vocabulary.platforms in config/toolkit.json",
            measures: measures)
    }
}

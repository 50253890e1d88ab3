import ArgumentParser
import Glibc
import MediaPlans
import Streams
import Toolkit
import Trackers

@main
struct MpMap: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "mp-map",
        abstract: "Fill a client's tracker template with the figures of a campaign.",
        usage: """
            mp-map --input COMBINED --template TEMPLATE.xlsx --output TRACKER.xlsx [options]
            mp-map --check-rules [--client NAME] [--planned FILE...] [--delivered FILE...]
            """,
        discussion: """
            Examples:
              mp-map -i records.tsv -t template.xlsx -o tracker.xlsx
              mp-extract --planned plan.xlsx | mp-map -i - -t template.xlsx -o tracker.xlsx
              mp-map -i records.tsv -t template.xlsx --dry-run | less -S
              mp-map --explain E28 tracker.xlsx
            """,
        version: toolkitVersion)

    @Option(
        name: [.short, .long], parsing: .upToNextOption,
        help: ArgumentHelp(
            "The records: .xlsx, TSV or NDJSON as mp-extract writes them; - is standard input. Of several files, the newest is taken.",
            valueName: "records"),
        completion: .file(extensions: ["tsv", "ndjson", "xlsx"]))
    var input: [String] = []

    @Option(
        name: [.short, .long], parsing: .upToNextOption,
        help: ArgumentHelp("The template to fill. Of several files, the newest is taken.", valueName: "template"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var template: [String] = []

    @Option(
        name: [.short, .long], help: ArgumentHelp("The tracker to write, atomically.", valueName: "tracker"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "What figures are: live (formulas over the records, which the tracker then holds) or values.",
            valueName: "kind"))
    var figures = FigureKind.live

    @Option(
        help: ArgumentHelp(
            "Take planned reach and frequency from the summaries of this plan, where the client's campaign_reach asks for them. May be given several times.",
            valueName: "plan"), completion: .file(extensions: ["xlsx", "xlsm"]))
    var controlTotals: [String] = []

    @Option(
        help: ArgumentHelp(
            "Take what brand-lift studies found from this table, instead of the one beside the records.",
            valueName: "table"), completion: .file(extensions: ["tsv"]))
    var brandLift: String?

    @Option(help: ArgumentHelp("Above so many records figures are values.", valueName: "count"))
    var liveLimit: Int?

    @Option(
        help: ArgumentHelp("Use this client's rules (default: CLIENT_ID).", valueName: "id"),
        completion: .custom { _, _, _ in ClientRules.clientNames(home: CompletionLine.home) })
    var client: String?

    @Option(
        help: ArgumentHelp("Map only this platform; may be given again for others.", valueName: "name"),
        completion: .custom { _, _, _ in Vocabulary.platformCodes(home: CompletionLine.home) })
    var platform: [String] = []

    @Option(
        help: ArgumentHelp(
            "The order of markets: planned or actual (by budget, largest first), name, or template.", valueName: "order"
        ))
    var marketOrder = MarketOrder.planned

    @OptionGroup(title: "Days")
    var days: TrackerDayOptions

    @Option(
        help: ArgumentHelp(
            "Write the reports to this folder; none writes none. (default: beside the tracker)", valueName: "folder"),
        completion: .directory)
    var reportDir: String?

    @Option(
        help: ArgumentHelp("Write what is behind each filled cell to this file, as NDJSON.", valueName: "file"),
        completion: .file())
    var lineage: String?

    @Option(
        help: ArgumentHelp(
            "Print what is behind a cell (E28 or Sheet!E28) of the tracker that is named last, and map nothing.",
            valueName: "cell"))
    var explain: String?

    @Argument(
        help: ArgumentHelp("The tracker of --explain. Of several files, the newest is taken.", valueName: "tracker"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var tracker: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the SHA-256 of every part before and after, and each changed cell, as NDJSON; - is standard output.",
            valueName: "file"), completion: .file(extensions: ["ndjson"]))
    var receipt: String?

    @Flag(
        name: [.customShort("n"), .long], help: "Write nothing but the structure found and every planned write, as TSV."
    )
    var dryRun = false

    @Option(
        help: ArgumentHelp("End with status 1 for findings of this level: error, warning or never.", valueName: "level")
    )
    var failOn = FailureLevel.error

    @OptionGroup(title: "Columns without a destination")
    var suggestions: SuggestionOptions

    @OptionGroup(title: "Rules")
    var rules: RulesCheckOptions

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    func validate() throws {
        if explain != nil {
            guard input.isEmpty, template.isEmpty, output == nil, !rules.checkRules else {
                throw ValidationError("--explain maps nothing: give it a cell and a tracker")
            }
            guard !tracker.isEmpty else {
                throw ValidationError("--explain needs the tracker behind it: mp-map --explain E28 TRACKER.xlsx")
            }
            return
        }
        if let tracker = tracker.first {
            throw ValidationError(
                "\(tracker) is not expected; records are given with --input, a tracker only with --explain")
        }
        if let liveLimit, liveLimit < 0 { throw ValidationError("--live-limit is a count of records") }
        if rules.checkRules {
            guard input.isEmpty, template.isEmpty, output == nil else {
                throw ValidationError("--check-rules maps nothing: give workbooks with --planned and --delivered")
            }
            return
        }
        guard !input.isEmpty else {
            throw ValidationError("--input is missing: the records that mp-extract --combine writes")
        }
        guard input.count == 1 || !input.contains("-") else {
            throw ValidationError("give --input either files or - for standard input")
        }
        guard !template.isEmpty else { throw ValidationError("--template is missing") }
        _ = try days.period
        guard output != nil || dryRun else { throw ValidationError("--output is missing; or give --dry-run") }
        guard receipt == nil || !dryRun else { throw ValidationError("--receipt needs a tracker; leave --dry-run out") }
        guard let output, output != "-" else {
            if output == "-" { throw ValidationError("a tracker cannot be written to standard output") }
            return
        }
        // Excel refuses a workbook whose name and content type disagree.
        let kinds = ["xlsx", "xlsm", "xltx", "xltm"]
        if let template = Self.newest(template), let from = ending(of: template), let to = ending(of: output),
            from != to, kinds.contains(from),
            kinds.contains(to)
        {
            throw ValidationError("--output must end in .\(from) like the template, or Excel will not open it")
        }
    }

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("the records", input)
        files.reads("the template", template)
        files.reads("the tracker", tracker)
        files.reads("a plan", rules.planned)
        files.reads("a plan", controlTotals)
        files.reads("the table of brand lift", brandLift)
        files.reads("a report", rules.delivered)
        guard !dryRun else { return files }
        files.makes("--output", output)
        files.makes("--receipt", receipt)
        files.makes("--lineage", lineage)
        if let output, let reportFolder {
            files.makes("--report-dir", MappingJob.reports(of: output, in: reportFolder))
        }
        return files
    }

    static func main() { Tool.main(Self.self) }

    func run(_ session: Session) throws -> ExitStatus {
        if let explain, let tracker = taken(tracker, session) { return try Self.explain(explain, in: tracker) }
        let home = environment("MP_HOME") ?? "."
        let client = client ?? environment("CLIENT_ID")
        guard let input = taken(input, session), let template = taken(template, session) else {
            try rules.run(home: home, client: client, report: session.report)
            return failOn.status(errors: session.count(.error), warnings: session.count(.warning))
        }
        for (path, pattern) in [(input, "COMBINED_*.tsv"), (template, "OUTPUT_TEMPLATE_*.xlsx")] where path != "-" {
            if let failure = Failure.missing(path, pattern: pattern) { throw failure }
        }
        let vocabulary = try Vocabulary.loading(home: home)
        // Extraction applied the client's rules; here a client that nobody knows is told all the same.
        let rules = try ClientRules.loading(home: home, client: client)
        // Records from a pipe are read twice when columns of theirs are looked at first.
        let spool = input == "-" && suggestions.suggest != .off ? try SpooledInput() : nil
        let reader = RecordReader(path: spool?.path ?? input, name: spool == nil ? nil : "standard input")
        let suggestion = SuggestionRun(
            options: suggestions, home: home, client: rules.client, vocabulary: vocabulary, rules: rules,
            report: session.report,
            remembers: !dryRun)
        var job = MappingJob(
            input: input == "-" ? "standard input" : input, template: template, output: dryRun ? nil : output,
            reportFolder: reportFolder, order: marketOrder, platforms: try codes(vocabulary),
            vocabulary: vocabulary, figures: figures, liveLimit: liveLimit ?? MappingJob.defaultLiveLimit,
            report: session.report)
        if let decide = try suggestion.decider(for: reader) {
            job.matching = .init(survey: ColumnSurvey(vocabulary: vocabulary, rules: rules), decide: decide)
        }
        job.lineage = dryRun ? nil : lineage
        job.choices = rules.figures
        job.period = try days.period
        job.pacing = try PacingSettings.loading(home: home)
        for plan in controlTotals where rules.figures.campaignReach == .summary {
            job.summary.totals += try PlanSummary.reading(
                FileSource(path: plan, report: { _ in }), vocabulary: vocabulary
            )
            .totals
            session.ledger.read(plan)
        }
        job.words = try TemplateWords.loading(home: home).adding(rules.table, in: vocabulary)
        job.receipt = receipt
        job.source = input == "-" ? nil : try SourceCoverage.beside(records: input)
        if let brandLift {
            job.brandLift = try BrandLiftResult.reading(brandLift)
            session.ledger.read(brandLift)
        } else if input != "-" {
            job.brandLift = try BrandLiftResult.beside(records: input)
        }
        job.earlier = EarlierRuns.reading(home: home)
        let meter = session.progress()
        let written = session.progress(counting: "records written")
        job.progress = { written.update(rows: $0, of: $1) }
        var rows = 0
        let result = try job.run { body in
            rows = 0
            try reader.forEach { record in
                try body(record)
                rows += 1
                if rows % 4096 == 0 { meter.update(rows: rows) }
            }
        }
        if dryRun {
            let output = Output.standard()
            for line in result.dryRun { try output.write(TSV.line(line)) }
            try output.finish()
        }
        session.ledger.read(input)
        session.ledger.read(template)
        session.ledger.rows = result.recordCount
        for made in [output, receipt, lineage].compactMap({ $0 }) + result.reports where !dryRun {
            session.ledger.wrote(made)
        }
        count(result.coverage, in: session.ledger)
        logDecisions(result, of: template, session)
        session.note("\(input): \(result.recordCount) records, \(result.plan.writes.count) cells of \(template)")
        return failOn.status(errors: session.count(.error), warnings: session.count(.warning))
    }

    /// The file that was changed last, since a shell puts all files in the place of a pattern; the first that is missing,
    /// which is reported then.
    private static func newest(_ paths: [String]) -> String? {
        guard paths.count > 1 else { return paths.first }
        var newest: (path: String, seconds: Int, nanoseconds: Int)?
        for path in paths {
            var status = stat()
            guard stat(path, &status) == 0 else { return path }
            let (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            if let newest, (newest.seconds, newest.nanoseconds) > (seconds, nanoseconds) { continue }
            newest = (path, seconds, nanoseconds)
        }
        return newest?.path
    }

    /// The file that is taken of several, which is reported.
    private func taken(_ paths: [String], _ session: Session) -> String? {
        guard let path = Self.newest(paths) else { return nil }
        if paths.count > 1 {
            session.report(
                Message(
                    .note, .newestTaken, at: Place(file: path), "is taken: it is the newest of \(paths.count) files"))
        }
        return path
    }

    /// What the ledger keeps of the result.
    private func count(_ coverage: Coverage, in ledger: Ledger) {
        ledger.counted("columns", coverage.columns.count)
        ledger.counted("columns_with_destination", coverage.columnsWithDestination)
        ledger.counted("numbers", coverage.numbers)
        ledger.counted("in_figures", coverage.inFigures)
    }

    /// Prints the lineage of a cell: a label and a text on each line, cells of several sheets apart.
    private static func explain(_ cell: String, in tracker: String) throws -> ExitStatus {
        if let failure = Failure.missing(tracker, pattern: "final_mapped_*.xlsx") { throw failure }
        let output = Output.standard()
        for (index, entry) in try LineageReader.explain(cell, in: tracker).enumerated() {
            if index > 0 { try output.write("\n") }
            for (label, text) in entry {
                let blanks = String(repeating: " ", count: 10 - label.count)
                try output.write(label + blanks + text.replacing("\n", with: "\n          ") + "\n")
            }
        }
        try output.finish()
        return .done
    }

    /// The codes of the asked platforms; nil for all.
    private func codes(_ vocabulary: Vocabulary) throws -> Set<String>? {
        guard !platform.isEmpty else { return nil }
        return try Set(
            platform.map { name in
                guard let found = vocabulary.platform(named: name) else {
                    throw ValidationError(
                        "there is no platform \"\(name)\"; known are \(vocabulary.platforms.map(\.code).joined(separator: ", "))"
                    )
                }
                return found.code
            })
    }

    /// Beside the tracker, unless asked otherwise.
    private var reportFolder: String? {
        if reportDir == "none" { return nil }
        if let reportDir { return reportDir }
        return output.map(MappingJob.folder)
    }

    /// `xlsx` of `a/T.XLSX`.
    private func ending(of path: String) -> String? {
        path.split(separator: ".").count > 1 ? path.split(separator: ".").last.map { $0.lowercased() } : nil
    }
}

extension FigureKind: OptionWord {}

/// From which level on findings make status 1.
enum FailureLevel: String, OptionWord {
    case error, warning, never

    func status(errors: Int, warnings: Int) -> ExitStatus {
        switch self {
        case .error: errors > 0 ? .findings : .done
        case .warning: errors + warnings > 0 ? .findings : .done
        case .never: .done
        }
    }
}

extension MarketOrder: OptionWord {}

extension MessageCode {
    /// Which of several files was taken.
    static let newestTaken = MessageCode(rawValue: "newest-taken")
}

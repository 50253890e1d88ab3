import Glibc
import MediaPlans
import Streams
import Workbooks

/// Records and a template in, a tracker and its reports out.
public struct MappingJob {
    /// The records' name, for reports.
    public var input: String
    public var template: String
    /// Nil writes nothing.
    public var output: String?
    /// The folder of the reports; nil for none.
    public var reportFolder: String?
    /// Where to write what was done to each part and cell; nil for nowhere.
    public var receipt: String?
    public var order: MarketOrder
    /// The platforms to map, as their codes; nil for all.
    public var platforms: Set<String>?
    public var vocabulary: Vocabulary
    public var figures: FigureKind
    /// Above so many records figures are values.
    public var liveLimit: Int
    public static let defaultLiveLimit = 100_000
    /// A file that takes the lineage of every filled cell as NDJSON; nil for none.
    public var lineage: String?
    /// What the template's labels may say.
    public var words = TemplateWords.builtIn
    /// Runs before this one, oldest first, for the report.
    public var earlier: [EarlierRun] = []
    /// How it is decided which columns without a destination belong elsewhere; nil leaves them.
    public var matching: ColumnDecision?
    /// What the client's trackers show where two answers are right, and the plan's own summary for it.
    public var choices = FigureChoices()
    public var summary = PlanSummary()
    /// The days that the tracker is about; nil for all.
    public var period: RecordPeriod?
    /// How budgets are spread over days, for charts of spend by day; nil for no such charts.
    public var pacing: PacingSettings?
    /// What became of the cells of the sources; nil where that was not kept beside the records.
    public var source: SourceCoverage?
    /// Is told, now and then, how many records of how many are written into a live tracker.
    public var progress: (_ written: Int, _ total: Int) -> Void = { _, _ in }
    /// What the reports' brand-lift tables say, for its rows and the comprehensive report.
    public var brandLift: [BrandLiftResult] = []
    /// Takes everything that the job has to say.
    public var report: (Message) -> Void

    public init(
        input: String, template: String, output: String?, reportFolder: String? = nil, order: MarketOrder = .planned,
        platforms: Set<String>? = nil, vocabulary: Vocabulary = .builtIn, figures: FigureKind = .values,
        liveLimit: Int = MappingJob.defaultLiveLimit, report: @escaping (Message) -> Void
    ) {
        self.input = input
        self.template = template
        self.output = output
        self.reportFolder = reportFolder
        self.order = order
        self.platforms = platforms
        self.vocabulary = vocabulary
        self.figures = figures
        self.liveLimit = liveLimit
        self.report = report
    }

    /// Looks at all records, and says then what is done about their columns.
    public struct ColumnDecision {
        var survey: ColumnSurvey
        var decide: (ColumnSurvey) throws -> ColumnMatching

        /// - Parameter survey: an empty one.
        public init(survey: ColumnSurvey, decide: @escaping (ColumnSurvey) throws -> ColumnMatching) {
            self.survey = survey
            self.decide = decide
        }
    }

    /// What a job came to.
    public struct Result {
        public var layout: TemplateLayout
        public var plan: TrackerPlan
        public var coverage: Coverage
        public var recordCount: Int
        /// The paths of the reports written.
        public var reports: [String] = []
    }

    /// Maps all records that `records` hands on.
    ///
    /// - Parameter records: calls its argument for each record, in any order. It is called once more, and must hand on
    ///   the same, when columns turn out to belong elsewhere.
    /// - Throws: `Failure` with status 65 for a template without blocks or records without any record; those
    ///   of reading and writing.
    @discardableResult
    public func run(records: ((Record) throws -> Void) throws -> Void) throws -> Result {
        if let output, let reportFolder, reportFolder != Self.folder(of: output) {
            try Self.requireFolder(reportFolder)
        }
        var log = PerformanceLog()
        let findings = FindingList()
        let report: (Message) -> Void = { [report] message in
            findings.messages.append(message)
            report(message)
        }
        let (totals, spool, matching) = try log.measure("read records", unit: "records") {
            let found = try read(records, report)
            return (found, found.totals.recordCount)
        }
        if figures == .live, spool == nil { report(valuesChosen(totals.recordCount)) }
        guard totals.recordCount > 0 else { throw noRecords }
        try NameLimits(totals: totals).check(inFormulas: spool != nil)
        if totals.flight == nil, period != nil {
            report(
                Message(
                    .warning, .periodUnknown, at: Place(file: input),
                    "the plan has no flight with days in \(period?.text ?? "them")",
                    hint: "see the flights' START_DATE and END_DATE"))
        }
        // The plan's own summary is about all of its days.
        var book =
            period == nil
            ? FigureBook(totals, choices: choices, summary: summary) : FigureBook(totals, choices: wholeChoices)
        // A study is about the whole campaign.
        if period == nil { book.lifts = BrandLiftBook(brandLift, vocabulary) }
        for platform in book.platformsWithoutSummary {
            report(
                Message(
                    .error, .summaryMissing, at: Place(file: input),
                    "the client's campaign_reach is summary, and no plan given with --control-totals has one of \(platform.displayName): planned reach is the sum of the stages",
                    hint: "give the plan, or set campaign_reach to stages"))
        }
        let path = template
        let enlarged = try log.measure("read template", unit: "blocks") {
            let found = try Template(
                path: path, vocabulary: vocabulary, words: words, platforms: book.platforms, report: report)
            let updated = try updated(found, totals, spool, report)
            let enlarged = try ColumnInsertion(book: book, vocabulary: vocabulary, report: report).columnsInserted(
                into: updated)
            return (enlarged, found.layout.blocks.count + found.layout.tables.count)
        }
        let template = enlarged.template
        var live: LiveTracker?
        let plan = try log.measure("compute figures", unit: "cells") {
            var planner = TrackerPlanner(
                template: template, book: book, vocabulary: vocabulary, order: order, report: report)
            planner.refusals = enlarged.refusals
            var plan = try planner.make()
            plan.added = enlarged.added
            live = try spool.flatMap {
                try LiveTracker(template: template, totals: totals, records: $0, report: report)
            }
            live?.rawSheet.progress = progress
            live?.addLiveFormulas(&plan)
            return (plan, plan.writes.count)
        }
        let coverage = Coverage(totals: totals, plan: plan, rawData: live?.rawDataName)
        var result = Result(layout: template.layout, plan: plan, coverage: coverage, recordCount: totals.recordCount)
        let files = FileGroup()
        if let lineage {
            let file = try files.output(lineage)
            try Self.whileRead {
                try Lineage(plan: plan, totals: totals, template: template).forEach { entry in
                    var line: [UInt8] = []
                    entry.json.append(to: &line)
                    try file.write(line + [0x0A])
                }
            }
        }
        guard let output else {
            try files.finish()
            return result
        }
        let proof = try receipt.map { try files.output($0) }
        let tracker = try files.output(output)
        let readable = try log.measure("write tracker", unit: "cells") {
            (
                try TrackerWriter(template: template).write(plan, adding: try live?.grown(by: plan, book), to: tracker),
                plan.writes.count
            )
        }
        if let proof {
            try log.measure("write receipt", unit: "parts") {
                try Self.whileRead {
                    try TrackerReceipt(template: template.original, tracker: output, readable: readable ?? output)
                        .write(to: proof)
                }
                return ((), template.original.partNames.count)
            }
        }
        if let reportFolder {
            let text = log.measure("write report", unit: "findings") {
                let report = ComprehensiveReport(
                    input: input, template: template, output: output, totals: totals, plan: plan, coverage: coverage,
                    source: source, brandLift: brandLift, book: book,
                    findings: (matching.map { $0.remarks + $0.messages } ?? []) + findings.messages,
                    matching: matching)
                return (report.text(), findings.messages.count)
            }
            result.reports = Self.reports(of: output, in: reportFolder)
            let expectation = RunExpectation(
                bytes: RunExpectation.bytes(of: [input, self.template]), records: totals.recordCount,
                cells: plan.writes.count, isLive: live != nil)
            try files.output(result.reports[0]).write(text)
            try files.output(result.reports[1]).write(log.text(expectation, earlier: earlier))
        }
        try files.finish()
        return result
    }

    /// A template that was filled before, with what people built on the sheets of the earlier run brought up to date.
    private func updated(
        _ template: Template, _ totals: CampaignTotals, _ spool: RecordSpool?, _ report: @escaping (Message) -> Void
    ) throws -> Template {
        guard template.wasFilledBefore else { return template }
        report(
            Message(
                .note, .templateFilled, at: Place(file: self.template),
                "is a tracker that was filled before: its figures and the sheets that filling added are made anew",
                hint: "give the client's empty template, if that was not meant"))
        // Whether the sheets stay is known only from whether others can be added in their place. Why not is said later.
        let isLive = try spool.map {
            try LiveTracker(template: template, totals: totals, records: $0, report: { _ in }) != nil
        }
        return try OwnSheetUpdate(template: template, report: report).applied(
            records: isLive == true ? totals.recordCount : nil,
            columns: RawDataSheet.columns(extras: (spool?.extras ?? Array(totals.columns.extras.keys)).sorted()))
    }

    /// Aggregates all records, and puts them aside where figures are to be live.
    private func read(
        _ records: ((Record) throws -> Void) throws -> Void, _ report: (Message) -> Void
    ) throws -> (totals: CampaignTotals, spool: RecordSpool?, matching: ColumnMatching?) {
        var survey = matching?.survey
        let (totals, spool) = try aggregate(records, report) { record in
            survey?.add(record)
            return record
        }
        guard let survey, !survey.columns.isEmpty, let decision = try matching?.decide(survey) else {
            return (totals, spool, nil)
        }
        guard decision.changesRecords else { return (totals, spool, decision) }
        let again = try aggregate(records, { _ in }, decision.applied)
        return (again.0, again.1, decision)
    }

    private func aggregate(
        _ records: ((Record) throws -> Void) throws -> Void, _ report: (Message) -> Void,
        _ change: @escaping (Record) throws -> Record
    ) throws -> (CampaignTotals, RecordSpool?) {
        var totals = CampaignTotals(vocabulary: vocabulary, metrics: words.ownMetrics)
        totals.period = period
        let cut = period.map { PeriodCut($0, metrics: words.ownMetrics) }
        var spool = figures == .live ? RecordSpool() : nil
        if spool != nil {
            totals.daily = pacing.map { DailySpend(vocabulary: vocabulary, settings: $0, period: period) }
        }
        try records { record in
            let changed = try change(record)
            if platforms?.contains(record.sheetPlatform) ?? true { totals.daily?.add(changed) }
            guard let record = cut.map({ $0.cut(changed) }) ?? changed else { return }
            guard platforms?.contains(record.sheetPlatform) ?? true else {
                return totals.leaveOut(record.sheetPlatform)
            }
            totals.add(record)
            try spool?.write(record)
            if totals.recordCount > liveLimit { spool = nil }
        }
        cut?.messages.forEach(report)
        return (totals, spool)
    }

    /// The choices without those that take figures of the whole campaign.
    private var wholeChoices: FigureChoices {
        var choices = choices
        choices.campaignReach = .stages
        return choices
    }

    private func valuesChosen(_ count: Int) -> Message {
        Message(
            .note, .valuesChosen, at: Place(file: input),
            "\(count) records are more than \(liveLimit); figures are values and not live",
            hint: "raise --live-limit to have formulas")
    }

    private var noRecords: Failure {
        let what =
            platforms.map { "there is no record of \($0.sorted().joined(separator: " and "))" } ?? "there is no record"
        if let period {
            return Failure(
                .data, .noRecords, at: Place(file: input), what + " of \(period.text)",
                hint: "ask for days that the plan or a report has")
        }
        return Failure(
            .data, .noRecords, at: Place(file: input), what,
            hint: "give the COMBINED records that mp-extract --combine writes")
    }

    /// Does what writes to a pipe, as long as somebody reads it: that nobody does takes no file away.
    private static func whileRead(_ body: () throws -> Void) rethrows {
        do { try body() } catch is BrokenPipe {}
    }

    /// The folder that a path lies in.
    public static func folder(of path: String) -> String {
        path.pathFolder
    }

    /// The paths of a tracker's reports.
    public static func reports(of output: String, in folder: String) -> [String] {
        ["COMPREHENSIVE", "PERFORMANCE"].map { "\(folder)/\(stem(of: output))_\($0)_REPORT.txt" }
    }

    /// The output's name without folder and `.xlsx`.
    static func stem(of path: String) -> String {
        let name = path.pathName
        for ending in [".xlsx", ".xlsm"] where name.lowercased().hasSuffix(ending) {
            return String(name.dropLast(ending.count))
        }
        return name
    }

    /// Told before any work is done, and before a tracker is there without its reports.
    private static func requireFolder(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(
                .cannotCreate, .cannotWrite, at: Place(file: path), "there is no such folder for the reports",
                hint: "make it first, or give --report-dir none")
        }
    }
}

/// Findings kept for the report.
private final class FindingList {
    var messages: [Message] = []
}

extension MappingJob.Result {
    /// The structure found and every planned write, as TSV: kind, sheet, cell, figure, value, formula.
    public var dryRun: [[String]] {
        var lines = [["Kind", "Sheet", "Cell", "Figure", "Value", "Formula"]]
        for slot in layout.head {
            lines.append(["label", slot.sheet.name, "\(slot.label)", slot.field.rawValue, slot.text, ""])
        }
        for block in layout.blocks { lines += Self.structure(of: block) }
        for table in layout.tables { lines += Self.structure(of: table) }
        for added in plan.added {
            lines.append(
                [
                    "added", added.sheet.name, added.columns, "\(added.platform.displayName) market",
                    "copied from \(added.source)", "",
                ])
        }
        for write in plan.writes {
            var formula = ""
            if case .formula(let text, _) = write.edit { formula = "=\(text)" }
            lines.append(["write", write.sheet.name, "\(write.cell)", write.name, write.value.displayText, formula])
        }
        return lines
    }

    private static func structure(of table: FlatTable) -> [[String]] {
        let sheet = table.sheet.name
        var lines = [["table", sheet, "\(table.header)", "", "", ""]]
        for column in table.columns {
            let name = [column.metric.rawValue, column.side?.rawValue].compactMap { $0 }.joined(separator: " ")
            lines.append(["column", sheet, "\(column.label)", name, column.text, ""])
        }
        for row in table.rows {
            let name = [
                row.platform?.displayName ?? "TOTAL", row.market?.displayName ?? "TOTAL", row.section.name,
                row.side?.rawValue,
            ].compactMap { $0 }.joined(separator: " ")
            lines.append(["row", sheet, "\(row.label)", name, "", ""])
        }
        return lines
    }

    private static func structure(of block: PlatformBlock) -> [[String]] {
        let sheet = block.sheet.name
        let name = block.platform.displayName
        var lines = [["block", sheet, "\(block.heading)", name, "", ""]]
        for slot in block.labels {
            lines.append(["label", sheet, "\(slot.label)", "\(name) \(slot.field.rawValue)", slot.text, ""])
        }
        if let total = block.total {
            lines.append(["columns", sheet, "\(total.header)", "\(name) TOTAL", total.name ?? "", ""])
        }
        for pair in block.markets {
            lines.append(["columns", sheet, "\(pair.header)", "\(name) market", pair.name ?? "", ""])
        }
        for row in block.rows {
            lines.append([
                "row", sheet, "\(row.label)", "\(name) \(row.section.name) \(row.metric.rawValue)", row.text, "",
            ])
        }
        return lines
    }
}

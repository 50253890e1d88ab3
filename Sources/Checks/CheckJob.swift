import MediaPlans
import Streams
import Workbooks

/// Checks inputs one after the other, and sums up.
public final class CheckJob {
    let settings: CheckSettings
    let vocabulary: Vocabulary
    let log: FindingLog
    private let checker: RecordChecker
    private var summary = PlanSummary()
    /// What brand-lift tables beside the records, and of raw reports, say.
    private var lifts: [BrandLiftResult] = []
    /// Whether those of a table alone count.
    private var hasOwnLifts = false
    private var regions: [Region] = []
    private var inputs: [String] = []
    private var quickLook: (rows: Int, columns: Int)?
    private var audit: AuditSummary?
    private var source: SourceCoverage?
    private var hasRecords = false
    private var rawData = RawDataAudit()
    private lazy var gridSums = GridSumRules(log: log, vocabulary: vocabulary)
    /// Whether trackers follow, whose raw data are held against the records.
    public var keepsRecords = false
    /// Makes of records those of some days; nil for all.
    public var cut: PeriodCut?
    /// Plan and spend by day, against which trackers' tables of them are held; nil for none.
    public var days: PacingJob?
    /// Called with each record before it is cut.
    public var onWholeRecord: ((Record) -> Void)?
    /// The words that trackers' labels may be.
    public var words = TemplateWords.builtIn { didSet { checker.take(words.ownMetrics) } }
    /// Which records of raw files count, as mp-extract decides.
    private lazy var filter = RecordFilter(report: { [log] in log.add($0) })
    /// Answers of the memory by which headers of raw files are read.
    public var memory = MappingMemory()
    /// What the client's trackers show where two answers are right.
    public var choices = FigureChoices()
    /// The source profiles by which raw files are read.
    public var sources = SourceBook()
    /// Brings the amounts of raw files to one currency; without rates they stay apart.
    public lazy var currencies = CurrencyConversion(rates: nil) { [log] in log.add($0) }

    /// - Parameter isReadFromWorkbook: whether records come from raw workbooks, whose reading reports cells itself.
    public init(settings: CheckSettings, vocabulary: Vocabulary, log: FindingLog, isReadFromWorkbook: Bool) {
        self.settings = settings
        self.vocabulary = vocabulary
        self.log = log
        checker = RecordChecker(
            settings: settings, vocabulary: vocabulary, log: log, isReadFromWorkbook: isReadFromWorkbook)
    }

    /// Takes brand-lift results from a table, and none that are beside records or in workbooks.
    ///
    /// - Throws: `Failure` with status 65 when it is not such a table, and what reading throws.
    public func readBrandLift(_ table: String) throws {
        hasOwnLifts = true
        lifts = try BrandLiftResult.reading(table)
    }

    /// Checks records of a file or standard input. `each` gets every record that could be read.
    public func check(records path: String, each: (Record) throws -> Void = { _ in }) throws {
        inputs.append(path == "-" ? "standard input" : path)
        hasRecords = true
        if path != "-", let found = try SourceCoverage.beside(records: path) {
            source = source ?? SourceCoverage()
            source?.sheets += found.sheets
        }
        if path != "-", !hasOwnLifts { lifts += try BrandLiftResult.beside(records: path) }
        try RecordsAhead.forEach(of: path) { item in
            switch item {
            case .record(let record): try checkPart(of: record, each)
            case .mistake(let message, let column):
                var spot = Spot(message.place)
                spot.column = column
                log.add(.malformedValue, at: spot) {
                    (message.text, nil, column == nil ? "the line is left out" : "it is taken as unknown")
                }
            }
        }
    }

    /// Checks a record, or what is left of it for the days that are asked for.
    private func checkPart(of whole: Record, _ each: (Record) throws -> Void) throws {
        onWholeRecord?(whole)
        days?.add(whole)
        guard let record = cut.map({ $0.cut(whole) }) ?? whole else { return }
        checker.check(record)
        if keepsRecords { rawData.add(record) }
        try each(record)
    }

    /// Checks a raw file, plan or report, by reading it as mp-extract does.
    public func check(
        workbook path: String, as kind: InputKind, rules: ClientRules,
        each: @escaping (Record) throws -> Void = { _ in }
    ) throws {
        inputs.append(path)
        hasRecords = true
        filter.begin(path)
        let file = FileSource(path: path, report: { [log] in log.add($0) })
        if kind == .planned { try readSummary(of: file) }
        let take = { [self] (record: Record) in try checkPart(of: record, each) }
        var taken = TakenSums(vocabulary: vocabulary)
        regions += try currencies.converting(kind, to: take) { emit in
            let extraction = Extraction(
                vocabulary: vocabulary, rules: rules, memory: memory, sources: sources,
                leaving: { [filter] record in
                    let fate = try filter.leave(record)
                    if fate != nil { taken.add(record) }
                    return fate
                },
                emit: { record in
                    taken.add(record)
                    try emit(record)
                }, report: { [log] in log.add($0) })
            try extraction.read(file, as: kind)
            source = source ?? SourceCoverage()
            source?.sheets += extraction.coverage.sheets
            if !hasOwnLifts { lifts += extraction.brandLift }
            return extraction.regions
        }
        let grid = GridSums(vocabulary: vocabulary)
        try file.silent.walk(grid)
        gridSums.compare(grid, taken, file: path)
    }

    /// Reads the summaries of a plan, to hold the records' lines against them.
    public func readSummary(ofPlan path: String) throws {
        inputs.append(path)
        try readSummary(of: FileSource(path: path, report: { _ in }))
    }

    private func readSummary(of file: FileSource) throws {
        // What there is to say of the file itself is said when its records are read.
        let found = try PlanSummary.reading(file.silent, vocabulary: vocabulary)
        summary.totals += found.totals
        summary.blocks += found.blocks
        summary.unread += found.unread
    }

    /// Looks at a workbook that is nothing which rules apply to.
    public func look(at path: String) throws {
        inputs.append(path)
        try lookAtSize(of: path)
    }

    /// Says that a workbook holds nothing that rules apply to.
    public func noteNothing(in path: String) {
        log.add(
            Message(
                .note, .nothingToCheck, at: Place(file: path),
                "holds neither records nor the regions of a plan or report, nor a tracker's blocks: only its size was looked at"
            ))
    }

    /// Holds a tracker against the records checked so far.
    public func audit(tracker path: String, template: String?) throws {
        inputs.append(path)
        checker.findRegions()
        var chosen = choices
        // The plan's own summary is about all of its days.
        if cut != nil { chosen.campaignReach = .stages }
        checker.choose(chosen, summary, BrandLiftBook(cut == nil ? lifts : [], vocabulary))
        let job = TrackerAudit(
            path, settings: settings, vocabulary: vocabulary, words: words, log: log, campaign: checker.campaign,
            rawData: rawData, days: days?.spendByDay() ?? [])
        job.isOfAllDays = cut == nil
        audit = try job.run(template: template)
        guard quickLook == nil else { return }
        if let grid = job.firstGrid {
            quickLook = Self.size(of: grid)
        } else {
            try lookAtSize(of: path)
        }
    }

    private static func size(of grid: SheetGrid?) -> (rows: Int, columns: Int) {
        let range = grid?.usedRange
        return (range?.last.row ?? 0, range?.last.column ?? 0)
    }

    private func lookAtSize(of path: String) throws {
        let workbook = try Workbook(path: path)
        quickLook = Self.size(of: try workbook.firstShown.flatMap { try workbook.grid(of: $0) })
    }

    /// Runs the rules about all records together, and sums up.
    public func finish() -> CheckResult {
        currencies.finish()
        filter.finish()
        for message in cut?.messages ?? [] { log.add(message) }
        // The plan's own summaries are about all of its days.
        if cut != nil { summary = PlanSummary() }
        for (file, count) in currencies.lost { source?.withdraw(count, ofFile: file, for: .noRate) }
        if let message = source?.message { log.add(message) }
        checker.finishLines()
        var totals: (Int, Int)?
        if hasRecords {
            CampaignRules(checker: checker, summary: summary, locator: CellLocator(regions)).run()
            SpellingRules(regions: regions, log: log).run()
            if !summary.totals.isEmpty || !summary.unread.isEmpty {
                var rules = ControlTotalRules(
                    campaign: checker.campaign, summary: summary, log: log,
                    thresholds: settings.thresholds, locator: CellLocator(regions))
                rules.run()
                totals = (rules.compared, rules.agreed)
            }
        }
        log.locate(with: CellLocator(regions))
        let isRecords = quickLook == nil
        return CheckResult(
            inputs: inputs, rows: isRecords ? checker.campaign.recordCount : quickLook!.rows,
            columns: isRecords ? checker.columns.width : quickLook!.columns, recordCount: checker.campaign.recordCount,
            log: log,
            campaign: checker.campaign, columnUse: checker.columns, controlTotals: totals,
            gridSums: gridSums.compared > 0 ? (gridSums.compared, gridSums.agreed) : nil, audit: audit, source: source,
            settings: settings)
    }
}

extension Workbook {
    /// The worksheet that people see first.
    var firstShown: Sheet? { worksheets.first { $0.state == .visible } ?? worksheets.first }
}

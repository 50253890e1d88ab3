import Checks
import Glibc
import MediaPlans
import Runs
import Streams
import Toolkit
import Workbooks

/// One run: reads what was given, checks it, and writes the reports.
struct ValidationRun {
    let inputs: InputOptions
    let rules: RuleOptions
    let outputs: OutputOptions
    let settings: CheckSettings
    let home: String
    let session: Session
    /// The days that are asked for; nil for all.
    var period: RecordPeriod?

    func run() throws -> ExitStatus {
        for path in inputs.everything where path != "-" {
            if let failure = Failure.missing(path, pattern: path.hasSuffix(".tsv") ? "COMBINED_*.tsv" : "*.xlsx") {
                throw failure
            }
        }
        for path in inputs.everything + [rules.rules, rules.baseline].compactMap({ $0 }) { session.ledger.read(path) }
        let vocabulary = try Vocabulary.loading(home: home)
        let clientRules = try ClientRules.loading(home: home, client: inputs.client ?? environment("CLIENT_ID"))
        let sources = inputs.against.isEmpty ? inputs.files : inputs.against
        let kinds =
            try sources.map { ($0, try InputKinds.kind(of: $0, vocabulary)) }
            + inputs.planned.map { ($0, .workbook(.planned)) }
            + inputs.delivered.map { ($0, .workbook(.delivered)) }
        for (path, kind) in kinds where session.isDebugging { session.note("\(path): \(kind.sentence)", level: .debug) }
        let baseline = try rules.baseline.map { try Baseline(path: $0, today: RuleOptions.today) }
        let log = FindingLog(settings: settings, baseline: baseline, kept: outputs.maxFindings)
        let writer = rules.writeBaseline.map { _ in BaselineWriter(until: rules.lastDay) }
        if let writer { log.onFinding = writer.add }
        if let baseline, let path = rules.baseline { log.noteExpired(of: baseline, path) }
        let split =
            outputs.valid == nil && outputs.invalid == nil
            ? nil : RecordSplit(log: log, from: outputs.failOn.level ?? .error, report: session.report)
        let isRaw = kinds.contains { if case .workbook = $0.1 { true } else { false } }
        let job = CheckJob(settings: settings, vocabulary: vocabulary, log: log, isReadFromWorkbook: isRaw)
        if isRaw {
            job.memory = try MappingMemory.loading(home: home)
            job.sources = try SourceBook.loading(home: home, vocabulary: vocabulary)
            job.currencies = CurrencyConversion(rates: try ExchangeRates.loading(home: home), report: { log.add($0) })
        }
        if let table = inputs.brandLift {
            try job.readBrandLift(table)
            session.ledger.read(table)
        }
        job.cut = period.map { PeriodCut($0, metrics: clientRules.table.metrics) }
        let trackers = trackers(among: kinds)
        job.keepsRecords = !trackers.isEmpty
        if !trackers.isEmpty {
            job.words = try TemplateWords.loading(home: home).adding(clientRules.table, in: vocabulary)
            // Trackers are filled up to the last day of data, whatever --as-of says.
            job.days = PacingJob(
                settings: try PacingSettings.loading(home: home), vocabulary: vocabulary, asOf: nil, period: period)
        }
        job.currencies.ownAmounts = clientRules.table.amounts
        for plan in inputs.controlTotals { try job.readSummary(ofPlan: plan) }
        let comparison = try earlierComparison(vocabulary)
        let pacing = try pacingJob(vocabulary)
        // Pacing weighs the days of a whole flight.
        if let pacing { job.onWholeRecord = { pacing.job.add($0) } }
        try check(kinds, clientRules, job) { record in
            try split?.add(record)
            comparison?.add(record)
        }
        for tracker in trackers {
            try job.audit(tracker: tracker, template: inputs.template)
        }
        let earlier = try comparison.map { try finish($0, log) }
        let campaign = try pacing.flatMap { try finish($0, log) }
        var result = job.finish()
        result.pacing = campaign
        result.spendByDay = pacing.map { $0.job.spendByDay() }
        result.earlier = earlier
        try judge(&result)
        if session.isDebugging {
            for group in result.log.sorted {
                session.note("rule \(group.code): \(counted(group.count, "finding"))", level: .debug)
            }
            if let audit = result.audit {
                session.note(
                    "audit: \(grouped(audit.compared)) figures compared, \(audit.wrong) wrong, \(audit.missing) missing, \(audit.notCompared) not compared",
                    level: .debug)
            }
        }
        try write(result)
        try split?.write(valid: outputs.valid, invalid: outputs.invalid)
        try write(writer)
        count(result)
        session.note(
            "\(result.inputs.joined(separator: ", ")): \(counted(result.recordCount, "record")), \(LogWords.of(result.verdict))"
        )
        return outputs.failOn.level.map { result.hasFindings(from: $0) } ?? false ? .findings : .done
    }

    /// Takes over what earlier steps of the run found, and judges the tracker by the rules of all.
    private func judge(_ result: inout CheckResult) throws {
        var run = Run(name: environment("MP_RUN") ?? "")
        if !run.name.isEmpty { try LedgerFile(home: home).forEach(run: run.name) { run.add($0) } }
        guard result.audit != nil else { return }
        let listed = Set(result.log.found.map(\.code))
        // Records alone do not show what reading the workbooks had to say.
        result.log.take(run.findingsBeside { hasSources && settings.isRule($0) || listed.contains($0) })
        var entry = LedgerEntry(
            run: run.name, step: RunStep.audit, tool: session.tool, version: "", started: "", status: 0)
        entry.findings = result.log.found
        entry.figures = Self.figures(of: result).map { .init($0.0, .number(Double($0.1))) }
        run.add(entry)
        result.judgement = Judgement(run, rules: try VerdictRules.loading(home: home), isOver: true)
    }

    /// The numbers of a result that the ledger keeps.
    private static func figures(of result: CheckResult) -> [(String, Int)] {
        let counts = [("errors", result.log.count(.error)), ("warnings", result.log.count(.warning))]
        guard let audit = result.audit else { return counts }
        return counts + [
            ("compared", audit.compared), ("wrong", audit.wrong), ("missing", audit.missing),
            ("unexplained", audit.unexplained), ("not_compared", audit.notCompared),
            ("formulas_unknown", audit.formulasUnknown),
        ]
    }

    /// What the ledger keeps of the result.
    private func count(_ result: CheckResult) {
        let ledger = session.ledger
        ledger.rows = result.recordCount
        ledger.found(result.log.found)
        for (name, count) in Self.figures(of: result) { ledger.counted(name, count) }
    }

    /// Whether plan or report are given by name, so that another workbook can only be their tracker.
    private var hasSources: Bool { !inputs.planned.isEmpty || !inputs.delivered.isEmpty }

    private func trackers(among kinds: [(String, InputKinds.Kind)]) -> [String] {
        guard inputs.against.isEmpty else { return inputs.files }
        return hasSources ? kinds.compactMap { if case .other = $0.1 { $0.0 } else { nil } } : []
    }

    private func check(
        _ kinds: [(String, InputKinds.Kind)], _ clientRules: ClientRules, _ job: CheckJob,
        each: @escaping (Record) throws -> Void
    ) throws {
        job.choices = clientRules.figures
        let meter = session.progress()
        var rows = 0
        let count = { (record: Record) in
            try each(record)
            rows += 1
            if rows % 4096 == 0 { meter.update(rows: rows) }
        }
        for (path, kind) in kinds {
            switch kind {
            case .records: try job.check(records: path, each: count)
            case .workbook(let kind): try job.check(workbook: path, as: kind, rules: clientRules, each: count)
            case .other where hasSources: continue
            case .other:
                try job.look(at: path)
                job.noteNothing(in: path)
            }
        }
    }

    // MARK: Reports

    private func write(_ baseline: BaselineWriter?) throws {
        guard let baseline, let path = rules.writeBaseline else { return }
        let file = try Output.to(path)
        try baseline.write(to: file)
        try file.finish()
        session.ledger.wrote(path)
    }

    private func write(_ result: CheckResult) throws {
        let output = Output.standard()
        let history = try RunHistory(ledger: Ledger.path(home: home))
        guard !outputs.report.isEmpty else {
            // A table is on standard output already.
            if outputs.isTable { return }
            try output.write(result.report(outputs.format?.report ?? .text, history: history))
            return try output.finish()
        }
        for path in outputs.report {
            let file = try Output.to(path)
            try file.write(result.report(outputs.format?.report ?? ReportFormat(path: path) ?? .text, history: history))
            try file.finish()
            session.ledger.wrote(path)
        }
        if outputs.isTable { return }
        try output.write("Rows: \(result.rows), Columns: \(result.columns)\n\(result.verdict)\n")
        try output.finish()
    }
}

/// Tells what a file is by what it holds.
enum InputKinds {
    enum Kind {
        case records
        case workbook(InputKind)
        /// A workbook that no rule applies to.
        case other

        /// For the log.
        var sentence: String {
            switch self {
            case .records: "is read as records"
            case .workbook(let kind): "is read as a workbook of the kind \(kind.rawValue)"
            case .other: "is a workbook without sheets of platforms: a tracker, or unknown"
            }
        }
    }

    static func kind(of path: String, _ vocabulary: Vocabulary) throws -> Kind {
        // A pipe can be read once only, and only records come through one.
        guard path != "-", isRegular(path) else { return .records }
        let fileName = path.pathName.uppercased()
        switch try FileKind(path: path) {
        case .workbook: break
        case .text, .gzip, .archive, .legacy:
            if try hasRecords(path) { return .records }
            if fileName.hasPrefix("PLANNED") { return .workbook(.planned) }
            return fileName.hasPrefix("DELIVERED") ? .workbook(.delivered) : .records
        default: return .records
        }
        let workbook = try Workbook(path: path)
        if let first = workbook.worksheets.first, try RecordReader.hasHeader(workbook, first) { return .records }
        // A table may name its platforms in a column: what a name says is held against what the workbook holds.
        if fileName.hasPrefix("PLANNED") { return .workbook(.planned) }
        if fileName.hasPrefix("DELIVERED") { return .workbook(.delivered) }
        guard workbook.worksheets.contains(where: { vocabulary.platform(ofSheet: $0.name) != nil }) else {
            return .other
        }
        return .workbook(try hasMetrics(workbook, vocabulary) ? .delivered : .planned)
    }

    /// Whether a text's first line is a header of records.
    private static func hasRecords(_ path: String) throws -> Bool {
        let fields = try Input(path: path).line().map { TSV.fields(of: $0) } ?? []
        return fields.contains(RecordColumn.sourceSheet.rawValue) && fields.contains(RecordColumn.sourceType.rawValue)
    }

    private static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private struct Enough: Error {}

    /// Whether a platform's sheet has a table headed `Metrics / Markets`, as reports have and plans have not.
    private static func hasMetrics(_ workbook: Workbook, _ vocabulary: Vocabulary) throws -> Bool {
        var isFound = false
        for sheet in workbook.worksheets where vocabulary.platform(ofSheet: sheet.name) != nil {
            do {
                try workbook.forEachRow(of: sheet) { row in
                    if row.number > 200 { throw Enough() }
                    if row.cells.contains(where: { $0.value.text.map { normalised($0).hasPrefix("metric") } ?? false })
                    {
                        isFound = true
                        throw Enough()
                    }
                }
            } catch is Enough {}
            if isFound { return true }
        }
        return false
    }
}

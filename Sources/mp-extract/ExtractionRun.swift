import ArgumentParser
import Glibc
import MediaPlans
import Streams
import Toolkit
import Workbooks

/// One run: reads the inputs in order, planned first, and writes what was asked for.
struct ExtractionRun {
    let inputs: InputOptions
    let outputs: OutputOptions
    let session: Session
    let report: (Message) -> Void

    /// Gives whether every number of the inputs is accounted for, and the days that were asked for leave any line.
    func run() throws -> Bool {
        let home = environment("MP_HOME") ?? "."
        let vocabulary = try Vocabulary.loading(home: home)
        let rules = try ClientRules.loading(home: home, client: inputs.client ?? environment("CLIENT_ID"))
        let currencies = CurrencyConversion(rates: try ExchangeRates.loading(home: home), report: report)
        currencies.ownAmounts = rules.table.amounts
        let setting = Setting(
            vocabulary: vocabulary, rules: rules, platforms: try inputs.platforms(vocabulary),
            memory: try MappingMemory.loading(home: home), sources: try inputs.sources(home: home, vocabulary),
            currencies: currencies,
            filter: RecordFilter(period: try inputs.period, duplicates: inputs.duplicates, report: report))
        for (path, pattern) in inputs.planned.map({ ($0, "PLANNED_*.xlsx") })
            + inputs.delivered.map({ ($0, "DELIVERED_*.xlsx") })
        {
            if path != "-", let failure = Failure.missing(path, pattern: pattern) { throw failure }
        }
        if outputs.coverage {
            try writeCoverage(setting)
        } else if outputs.listRegions {
            try listRegions(setting)
        } else if outputs.controlTotals {
            try writeControlTotals(setting)
        } else if outputs.brandLift {
            try writeBrandLift(setting)
        } else if let folder = outputs.output {
            try writeFolder(folder, setting)
        } else {
            try writeStream(setting)
        }
        return setting.coverage.coverage.unaccounted == 0 && !setting.filter.leavesNothing
    }

    /// What all inputs are read with.
    struct Setting {
        var vocabulary: Vocabulary
        var rules: ClientRules
        var platforms: Set<String>?
        var memory: MappingMemory
        var sources: SourceBook
        /// Brings the amounts of all inputs to one currency.
        var currencies: CurrencyConversion
        /// Which records count.
        var filter: RecordFilter
        let coverage = Gathered()
    }

    /// What became of the cells of all inputs read so far.
    final class Gathered {
        var coverage = SourceCoverage()
        var brandLift: [BrandLiftResult] = []
    }

    // MARK: Reading

    /// Reads all files of a kind; `emit` gets their records.
    @discardableResult
    func read(_ kind: InputKind, _ setting: Setting, emit: @escaping (Record) throws -> Void) throws -> [Region] {
        defer {
            // Without reports the plans are the last.
            if kind == .delivered || inputs.delivered.isEmpty && outputs.output != nil {
                setting.currencies.finish()
                setting.filter.finish()
                for (file, count) in setting.currencies.lost {
                    setting.coverage.coverage.withdraw(count, ofFile: file, for: .noRate)
                }
            }
        }
        guard let step = outputs.by else {
            return try setting.currencies.converting(kind, to: emit) { try readAsWritten(kind, setting, emit: $0) }
        }
        let grouping = RecordGrouping(by: step, metrics: setting.rules.table.metrics)
        let regions = try setting.currencies.converting(kind, to: grouping.add) {
            try readAsWritten(kind, setting, emit: $0)
        }
        grouping.messages.forEach(report)
        try grouping.forEach(emit)
        return regions
    }

    /// Reads all files of a kind, amounts in the currencies that they are written in.
    private func readAsWritten(
        _ kind: InputKind, _ setting: Setting, emit: @escaping (Record) throws -> Void
    ) throws -> [Region] {
        let meter = session.progress()
        let chunk = outputs.chunkSize
        var rows = 0
        var current = ""
        var plans = PlanVersions()
        var older = kind == .planned && inputs.versions == .newest ? try scanned(setting).map(OlderVersions.init) : nil
        let extraction = Extraction(
            vocabulary: setting.vocabulary, rules: setting.rules, platforms: setting.platforms, memory: setting.memory,
            sources: setting.sources, versions: inputs.versions,
            leaving: { older?.leaves($0, of: current) ?? false ? .ignored : try setting.filter.leave($0) },
            emit: { record in
                plans.add(record)
                try emit(record)
                rows += 1
                if rows % chunk == 0 { meter.update(rows: rows) }
            }, report: report)
        for path in try paths(kind) {
            setting.filter.begin(path)
            let before = rows
            current = path
            plans.begin(path)
            do {
                try extraction.read(FileSource(path: path, report: report), as: kind)
            } catch let failure as Failure where outputs.isForAnySheet && failure.message.code == .noRegion {
                report(failure.message)
            }
            session.ledger.read(path)
            session.ledger.rows = (session.ledger.rows ?? 0) + rows - before
            session.note("\(path): \(rows - before) \(kind.rawValue) records")
        }
        // How often an answer was used is good to know, and no reason to fail.
        try? MappingMemory.update(home: environment("MP_HOME") ?? ".", adding: [], used: extraction.answers)
        setting.coverage.coverage.sheets += extraction.coverage.sheets
        setting.coverage.brandLift += extraction.brandLift
        logDecisions(extraction.regions, extraction.coverage)
        older?.messages.forEach(report)
        if inputs.versions == nil { try refuse(plans.findings) }
        return extraction.regions
    }

    /// The files of a kind in the order in which they are read: of equal days the one that is read first counts.
    private func paths(_ kind: InputKind) throws -> [String] {
        guard kind == .delivered else { return inputs.planned }
        guard inputs.duplicates == .newest, inputs.delivered.count > 1 else { return inputs.delivered }
        guard !inputs.delivered.contains("-") else {
            throw ValidationError("--duplicates newest compares the times of files; standard input has none")
        }
        return inputs.delivered.enumerated().sorted {
            let (a, b) = (Self.changed($0.element), Self.changed($1.element))
            return a == b ? $0.offset < $1.offset : a > b
        }.map(\.element)
    }

    /// When a file was changed last.
    private static func changed(_ path: String) -> (Int, Int) {
        var status = stat()
        return stat(path, &status) == 0 ? (status.st_mtim.tv_sec, status.st_mtim.tv_nsec) : (0, 0)
    }

    /// Several versions of one plan end the run: their lines would be added up.
    private func refuse(_ findings: [Message]) throws {
        guard let last = findings.last else { return }
        findings.dropLast().forEach(report)
        throw Failure(.data, last.code, at: last.place, last.text, hint: last.hint)
    }

    /// The plans from the oldest to the newest, by the time of their last change.
    private func scanned(_ setting: Setting) throws -> PlanVersions? {
        guard inputs.planned.count > 1 else { return nil }
        guard !inputs.planned.contains("-") else {
            throw ValidationError("--versions newest compares the times of files; standard input has none")
        }
        let times = inputs.planned.map(Self.changed)
        var plans = PlanVersions()
        let extraction = Extraction(
            vocabulary: setting.vocabulary, rules: setting.rules, platforms: setting.platforms, memory: setting.memory,
            sources: setting.sources, versions: inputs.versions, countsCells: false,
            emit: { plans.add($0) }, report: { _ in })
        for (path, _) in zip(inputs.planned, times).sorted(by: { $0.1 < $1.1 }) {
            plans.begin(path)
            try extraction.read(FileSource(path: path, report: { _ in }), as: .planned)
        }
        return plans
    }

    // MARK: Writing

    private func listRegions(_ setting: Setting) throws {
        let output = try Output.to(outputs.file)
        try output.write(TSV.line(["file", "sheet", "platform", "kind", "range", "header_row", "lines", "lacks"]))
        for kind in InputKind.allCases {
            for region in try read(kind, setting, emit: { _ in }) {
                try output.write(
                    TSV.line([
                        region.sheet.file, region.sheet.name, region.platform.code, region.kind.rawValue,
                        region.range.description,
                        String(region.headerRow), String(region.lines), region.lacks.joined(separator: "; "),
                    ]))
            }
        }
        try output.finish()
    }

    /// The plans' own summaries, as TSV or NDJSON.
    private func writeControlTotals(_ setting: Setting) throws {
        guard outputs.recordFormat != .xlsx else { throw ValidationError("--control-totals writes .tsv or .ndjson") }
        let output = try Output.to(outputs.file)
        if outputs.recordFormat == .tsv { try output.write(TSV.line(ControlTotal.header)) }
        for path in inputs.planned {
            let summary = try PlanSummary.reading(
                FileSource(path: path, report: report), vocabulary: setting.vocabulary)
            for total in summary.totals where setting.platforms?.contains(total.platform.code) ?? true {
                try output.write(
                    outputs.recordFormat == .tsv ? TSV.line(total.fields) : Array((total.json.serialised() + "\n").utf8)
                )
            }
            session.ledger.read(path)
        }
        try output.finish()
    }

    /// Records on standard output or in one file: NDJSON as they come, TSV and workbooks when all columns are known.
    /// Counts records that are written, and shows how many of all are.
    private func writing(_ total: Int) -> () -> Void {
        let meter = session.progress(counting: "records written")
        var rows = 0
        return {
            rows += 1
            if rows % 256 == 0 { meter.update(rows: rows, of: total) }
        }
    }

    private func writeStream(_ setting: Setting) throws {
        switch outputs.recordFormat {
        case .ndjson:
            let output = try Output.to(outputs.file)
            let chunk = outputs.chunkSize
            var count = 0
            try writeStream(setting, to: NDJSONRecordWriter(output)) {
                count += 1
                if count % chunk == 0 { try output.flush() }
            }
        case .tsv: try writeStream(setting, to: TSVRecordWriter(Output.to(outputs.file)))
        case .xlsx:
            let spool = RecordSpool()
            for kind in InputKind.allCases { try read(kind, setting, emit: spool.write) }
            let writer = try WorkbookRecordWriter(
                path: outputs.file ?? "-", sheet: "Records", extras: spool.extras, report: session.report)
            let progress = writing(spool.count)
            try spool.forEach { record in
                try writer.write(record)
                progress()
            }
            try writer.finish()
            note(setting.coverage.coverage)
        }
    }

    private func writeStream(_ setting: Setting, to writer: some RecordWriter, after: () throws -> Void = {}) throws {
        try withoutActuallyEscaping(after) { after in
            for kind in InputKind.allCases {
                try read(kind, setting) { record in
                    try writer.write(record)
                    try after()
                }
            }
        }
        try writer.finish()
        note(setting.coverage.coverage)
    }

    /// PLANNED_, DELIVERED_ and COMBINED_ in a folder. None of them appears before all are written.
    private func writeFolder(_ folder: String, _ setting: Setting) throws {
        var spools: [(kind: InputKind, spool: RecordSpool)] = []
        for kind in InputKind.allCases where !(kind == .planned ? inputs.planned : inputs.delivered).isEmpty {
            let spool = RecordSpool()
            try read(kind, setting, emit: spool.write)
            spools.append((kind, spool))
        }
        try makeFolders(folder)
        let stem = outputs.stamp ?? freeStem(folder)
        var files: [RecordFiles] = []
        for (kind, spool) in spools {
            let (name, sheet) = kind == .planned ? ("PLANNED", "Planned Data") : ("DELIVERED", "Delivered Data")
            files.append(
                try RecordFiles(stem: "\(folder)/\(name)_\(stem)", sheet: sheet, spools: [spool], session.report))
        }
        if spools.count > 1 || outputs.combine {
            files.append(
                try RecordFiles(
                    stem: "\(folder)/COMBINED_\(stem)", sheet: "Combined Data", spools: spools.map(\.spool),
                    session.report)
            )
        }
        let progress = writing(files.reduce(0) { $0 + $1.count })
        for file in files { try file.write(after: progress) }
        let coverage = try Output(replacing: SourceCoverage.path(in: folder, stamp: stem))
        try write(setting.coverage.coverage, to: coverage)
        let lift = BrandLiftResult.path(in: folder, stamp: stem)
        // A file of this name is of an earlier run: it must not stand beside records that it is not of.
        let hasLift = !setting.coverage.brandLift.isEmpty || access(lift, F_OK) == 0
        let liftOutput = hasLift ? try Output(replacing: lift) : nil
        if let liftOutput { try write(setting.coverage.brandLift, .tsv, to: liftOutput) }
        for file in files { try file.finish() }
        try coverage.finish()
        try liftOutput?.finish()
        note(setting.coverage.coverage)
        let output = Output.standard()
        let tables = [SourceCoverage.path(in: folder, stamp: stem)] + (hasLift ? [lift] : [])
        for path in files.flatMap(\.paths) + tables {
            session.ledger.wrote(path)
            try output.write(path + "\n")
        }
        try output.finish()
    }

    /// Date and time, local, as `20260415_133000`: of now, or of the next second of which no file is there yet.
    private func freeStem(_ folder: String) -> String {
        var now = time(nil)
        while true {
            var parts = tm()
            localtime_r(&now, &parts)
            var buffer = [CChar](repeating: 0, count: 20)
            strftime(&buffer, buffer.count, "%Y%m%d_%H%M%S", &parts)
            let stem = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            let names =
                ["PLANNED", "DELIVERED", "COMBINED"].flatMap { name in
                    ["xlsx", "tsv"].map { "\(folder)/\(name)_\(stem).\($0)" }
                } + [SourceCoverage.path(in: folder, stamp: stem), BrandLiftResult.path(in: folder, stamp: stem)]
            if names.allSatisfy({ access($0, F_OK) != 0 }) { return stem }
            now += 1
        }
    }
}

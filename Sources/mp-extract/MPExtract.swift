import ArgumentParser
import MediaPlans
import Streams
import Toolkit
import Workbooks

@main
struct MPExtract: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "mp-extract",
        abstract: "Read media plans and platforms' reports as records.",
        usage: "mp-extract [--planned FILE...] [--delivered FILE...] [options]",
        discussion: """
            Examples:
              mp-extract --planned plan.xlsx > plan.tsv
              mp-extract --planned plan.xlsx --delivered report.xlsx --output output
              mp-extract --delivered report.xlsx --list-regions
              xlsx2tsv --all-sheets --grid plan.xlsx | mp-extract --planned - | less -S
            """,
        version: toolkitVersion)

    @OptionGroup(title: "Input")
    var inputs: InputOptions

    @OptionGroup(title: "Sources")
    var sourceWork: SourceOptions

    @OptionGroup(title: "Output")
    var outputs: OutputOptions

    @OptionGroup(title: "Findings")
    var findings: FindingOptions

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("a plan", inputs.planned)
        files.reads("a report", inputs.delivered)
        files.reads("the file of a draft", sourceWork.draftSource)
        files.writesProfile = sourceWork.draftSource != nil
        files.makes("-o", outputs.file)
        files.makes("--output", outputs.fixedPaths)
        return files
    }

    static func main() { Tool.main(Self.self) }

    func validate() throws {
        guard sourceWork.isAsked || inputs.isGiven else {
            throw ValidationError("give --planned FILE, --delivered FILE, or both")
        }
    }

    func run(_ session: Session) throws -> ExitStatus {
        if sourceWork.isAsked {
            try SourceRun(options: sourceWork, inputs: inputs, outputs: outputs, session: session).run()
            return findings.status(errors: session.count(.error), warnings: session.count(.warning))
        }
        let report = { (message: Message) in session.report(findings.raised(message)) }
        let isComplete = try ExtractionRun(inputs: inputs, outputs: outputs, session: session, report: report).run()
        if outputs.coverage, findings.failOn != .never { return isComplete ? .done : .findings }
        return findings.status(errors: session.count(.error), warnings: session.count(.warning))
    }
}

/// What is read.
struct InputOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Read plans: workbooks, CSV or TSV, or - for standard input, which may be a grid from xlsx2tsv --grid.",
            valueName: "file"),
        completion: .file(extensions: ["xlsx", "xlsm", "csv", "tsv", "zip", "gz"]))
    var planned: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Read platforms' reports: workbooks, CSV or TSV, or - for standard input. A pattern such as 'DELIVERED_*.csv' stands for all files that it matches.",
            valueName: "file"),
        completion: .file(extensions: ["xlsx", "xlsm", "csv", "tsv", "zip", "gz"]))
    var delivered: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read this platform's sheets only; aliases are understood. May be given several times.", valueName: "name"),
        completion: .custom { _, _, _ in Vocabulary.platformCodes(home: CompletionLine.home) })
    var platform: [String] = []

    @Option(
        help: ArgumentHelp("Use the rules of this client (default: CLIENT_ID).", valueName: "id"),
        completion: .custom { _, _, _ in ClientRules.clientNames(home: CompletionLine.home) })
    var client: String?

    @Option(
        help: ArgumentHelp(
            "Read the files by this source profile of config/sources, instead of the one that matches.",
            valueName: "name"),
        completion: .custom { _, _, _ in SourceBook.names(home: CompletionLine.home) })
    var source: String?

    @Option(
        help: ArgumentHelp(
            "Where versions of one plan stand side by side, read the newest, or sum them; otherwise they are an error.",
            valueName: "choice"))
    var versions: VersionChoice?

    @Option(
        help: ArgumentHelp(
            "Where lines of one day, market and name are there twice, take those of the newest report, sum them, or fail; otherwise the first counts, and it is an error.",
            valueName: "choice"))
    var duplicates: DuplicateChoice?

    @Option(help: ArgumentHelp("Leave out lines that end before this day.", valueName: "date"))
    var from: String?

    @Option(help: ArgumentHelp("Leave out lines that begin after this day.", valueName: "date"))
    var to: String?

    @Option(help: ArgumentHelp("Leave out lines of other months than this one, such as 2026-04.", valueName: "month"))
    var month: String?

    mutating func validate() throws {
        planned = FilePatterns.expanded(planned)
        delivered = FilePatterns.expanded(delivered)
        _ = try period
        guard (planned + delivered).count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input (-) can be read once only")
        }
    }

    /// The days that are asked for; nil for all.
    var period: RecordPeriod? {
        get throws {
            do {
                return try RecordPeriod.asked(month: month, from: from, to: to)
            } catch let mistake as RecordPeriod.Mistake {
                throw ValidationError(mistake.description)
            }
        }
    }

    var isGiven: Bool { !planned.isEmpty || !delivered.isEmpty }

    /// The source profiles of a home, with the one that was asked for.
    func sources(home: String, _ vocabulary: Vocabulary) throws -> SourceBook {
        var book = try SourceBook.loading(home: home, vocabulary: vocabulary)
        book.asked = try source.map(book.profile)
        return book
    }

    /// The codes of the asked platforms; nil for all.
    func platforms(_ vocabulary: Vocabulary) throws -> Set<String>? {
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
}

/// What is written.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write PLANNED_, DELIVERED_ and COMBINED_ with date and time into this folder, as .xlsx and .tsv, and print their paths.",
            valueName: "folder"), completion: .directory)
    var output: String?

    @Option(
        help: ArgumentHelp(
            "With --output, use this instead of date and time in the names, and replace files of these names.",
            valueName: "text"))
    var stamp: String?

    @Option(
        help: ArgumentHelp(
            "Sum the records of each day, week (ISO 8601) or month, by platform, market and stage.", valueName: "step"))
    var by: PeriodStep?

    @Option(
        name: .customShort("o"),
        help: ArgumentHelp("Write records to this file, atomically, instead of standard output.", valueName: "file"),
        completion: .file())
    var file: String?

    @Option(
        help: ArgumentHelp(
            "Write records as tsv or ndjson (default: by the ending of -o FILE, else tsv).", valueName: "format"))
    var format: RecordFormat?

    @Flag(help: "Write planned and delivered records together; with --output, write COMBINED_ even for one of them.")
    var combine = false

    @Flag(
        help:
            "List the regions instead: file, sheet, platform, kind, range, header row, lines, and what the fence lacks, as TSV."
    )
    var listRegions = false

    @Flag(
        help:
            "Write the plans' own summaries instead, a record for each total: platform, market, stage, measure, currency, value, cell."
    )
    var controlTotals = false

    @Flag(
        help:
            "Write the results of the reports' brand-lift tables instead, a record for each cell: platform, market, metric, measure, status, value, cell."
    )
    var brandLift = false

    @Flag(
        help:
            "List what became of every cell instead, by sheet and range: in a record, a control total, a label, ignored, or not accounted for and why. Ends with status 1 when a number is not accounted for."
    )
    var coverage = false

    @Option(help: ArgumentHelp("Show progress and hand on NDJSON every so many rows.", valueName: "rows"))
    var chunkSize = 4096

    func validate() throws {
        guard output == nil || file == nil else { throw ValidationError("--output and -o cannot be given together") }
        guard output == nil || format == nil else {
            throw ValidationError("--output writes .xlsx and .tsv; leave --format out")
        }
        guard stamp == nil || output != nil else {
            throw ValidationError("--stamp is for the names in --output's folder")
        }
        guard
            stamp.map({
                !$0.isEmpty && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
            }) ?? true
        else {
            throw ValidationError("--stamp is made of letters, digits, _ and -")
        }
        guard !listRegions || output == nil && format == nil else {
            throw ValidationError("--list-regions writes a list of its own; leave --output and --format out")
        }
        guard !controlTotals || output == nil && !listRegions else {
            throw ValidationError("--control-totals writes one table; leave --output and --list-regions out")
        }
        guard !coverage || output == nil && format == nil && !listRegions && !controlTotals else {
            throw ValidationError(
                "--coverage writes one table; leave --output, --format, --list-regions and --control-totals out")
        }
        guard !brandLift || output == nil && !listRegions && !controlTotals && !coverage && by == nil else {
            throw ValidationError(
                "--brand-lift writes one table; leave --output, --list-regions, --control-totals, --coverage and --by out"
            )
        }
        guard by == nil || !listRegions && !controlTotals && !coverage else {
            throw ValidationError("--by groups records; leave --list-regions, --control-totals and --coverage out")
        }
        guard format != .xlsx else {
            throw ValidationError("--format takes tsv or ndjson; for a workbook write -o FILE.xlsx")
        }
        guard chunkSize > 0 else { throw ValidationError("--chunk-size counts rows from 1") }
    }

    /// Whether a file without records has what is asked for.
    var isForAnySheet: Bool { coverage || brandLift }

    /// The files in --output's folder whose names are known before; with the time in them they are new.
    var fixedPaths: [String] {
        guard let output, let stamp else { return [] }
        return ["PLANNED", "DELIVERED", "COMBINED"].flatMap {
            ["\(output)/\($0)_\(stamp).xlsx", "\(output)/\($0)_\(stamp).tsv"]
        } + [SourceCoverage.path(in: output, stamp: stamp), BrandLiftResult.path(in: output, stamp: stamp)]
    }

    /// The format of the records on standard output or in a file.
    var recordFormat: RecordFormat {
        if let format { return format }
        let name = file ?? ""
        if name.hasSuffix(".xlsx") { return .xlsx }
        return name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl") ? .ndjson : .tsv
    }
}

extension PeriodStep: OptionWord {}

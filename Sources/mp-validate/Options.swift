import ArgumentParser
import Checks
import Glibc
import MediaPlans
import Streams
import Toolkit
import Workbooks

/// What is read.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Records (.xlsx, TSV or NDJSON as mp-extract writes them; - is standard input), plans or reports.",
            valueName: "file"), completion: .file(extensions: ["xlsx", "xlsm", "tsv", "ndjson"]))
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read this workbook as a plan, whatever it is called. May be given several times.", valueName: "file"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var planned: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read this workbook as a platforms' report, whatever it is called. May be given several times.",
            valueName: "file"), completion: .file(extensions: ["xlsx", "xlsm"]))
    var delivered: [String] = []

    @Option(
        help: ArgumentHelp(
            "Hold the records against the summaries of this plan. May be given several times.", valueName: "plan"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var controlTotals: [String] = []

    @Option(
        help: ArgumentHelp(
            "Hold trackers against this table of brand-lift results, instead of the one beside the records.",
            valueName: "table"), completion: .file(extensions: ["tsv"]))
    var brandLift: String?

    @Option(
        help: ArgumentHelp(
            "The files are trackers: hold every figure of theirs against these records.", valueName: "records"),
        completion: .file(extensions: ["tsv", "ndjson", "xlsx"]))
    var against: [String] = []

    @Option(
        help: ArgumentHelp(
            "With --against, hold labels, formulas and merges against this template.", valueName: "file"),
        completion: .file(extensions: ["xlsx", "xlsm"]))
    var template: String?

    @Option(
        help: ArgumentHelp(
            "Use the rules of this client when reading workbooks (default: CLIENT_ID).", valueName: "id"),
        completion: .custom { _, _, _ in ClientRules.clientNames(home: CompletionLine.home) })
    var client: String?

    @Option(
        help: ArgumentHelp(
            "Say what changed since these records of an earlier run: lines gone, new and changed.", valueName: "records"
        ), completion: .file(extensions: ["tsv", "ndjson", "xlsx"]))
    var againstEarlier: String?

    @Flag(help: "The files are records, and each is judged by itself.")
    var checkData = false

    /// All that is read.
    var everything: [String] {
        files + planned + delivered + controlTotals + against + [template, againstEarlier, brandLift].compactMap { $0 }
    }

    /// What is judged together: everything, or with --check-data each file by itself.
    var judgedApart: [InputOptions] {
        guard checkData, files.count > 1 else { return [self] }
        return files.map { file in
            var one = self
            one.files = [file]
            return one
        }
    }

    func require() throws {
        guard !files.isEmpty || !planned.isEmpty || !delivered.isEmpty else {
            throw ValidationError("give a file, or - for standard input")
        }
        guard template == nil || !against.isEmpty || !planned.isEmpty || !delivered.isEmpty else {
            throw ValidationError("--template is for trackers; give --against RECORDS, too")
        }
        guard against.isEmpty || !files.isEmpty && !files.contains("-") else {
            throw ValidationError("give the tracker to hold against the records")
        }
        guard (files + against + [againstEarlier].compactMap { $0 }).count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input (-) can be read once only")
        }
    }
}

/// What it is held to.
struct RuleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take levels, thresholds and limits from this file (default: config/validation_rules.json under MP_HOME).",
            valueName: "file"), completion: .file(extensions: ["json"]))
    var rules: String?

    @Option(
        help: ArgumentHelp("Switch this rule off, by its code. May be given several times.", valueName: "code"),
        completion: .custom { _, _, _ in CheckSettings().listing.map { $0[0] } })
    var silence: [String] = []

    @Option(
        help: ArgumentHelp("Accept the findings that this file names, each until its day.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var baseline: String?

    @Option(
        help: ArgumentHelp("Write all findings to this file as a baseline.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var writeBaseline: String?

    @Option(help: ArgumentHelp("The last day of a baseline that is written (default: in 90 days).", valueName: "day"))
    var until: String?

    @Flag(help: "List all rules with level and explanation, as TSV, and check nothing.")
    var listRules = false

    func validate() throws {
        guard until == nil || writeBaseline != nil else { throw ValidationError("--until goes with --write-baseline") }
        guard let until else { return }
        guard let day = CivilDate(iso: until) else {
            throw ValidationError("--until takes a day such as 2026-12-31")
        }
        guard day >= Self.today else {
            throw ValidationError("--until is \(day), which is over; a baseline until then would accept nothing")
        }
    }

    /// Today by the local clock.
    static var today: CivilDate {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        return CivilDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
    }

    /// The last day of a baseline that is written.
    var lastDay: CivilDate {
        until.flatMap { CivilDate(iso: $0) } ?? CivilDate(daysSince1970: Self.today.daysSince1970 + 90)
    }

    /// Configuration, then flags.
    func settings(home: String) throws -> CheckSettings {
        var settings = CheckSettings()
        if let rules {
            guard let root = try ConfigurationNode.reading(rules) else {
                throw Failure(
                    .noInput, .cannotRead, at: Place(file: rules), "there is no such file",
                    hint: "name the rules' configuration")
            }
            try settings.apply(root)
        } else {
            settings = try CheckSettings.loading(home: home)
        }
        for code in silence {
            if let problem = settings.unknown(code) { throw ValidationError("--silence: \(problem)") }
        }
        for code in silence { settings.levels[MessageCode(rawValue: code)] = .off }
        return settings
    }
}

/// What is written.
struct OutputOptions: ParsableArguments {
    /// From which level on findings make status 1.
    enum FailureLevel: String, OptionWord {
        case error, warning, never

        /// Nil for never.
        var level: Message.Level? {
            switch self {
            case .error: .error
            case .warning: .warning
            case .never: nil
            }
        }
    }

    @Option(
        help: ArgumentHelp(
            "Write the report as text, ndjson, junit or html; a table (--changes, --pacing) as tsv or ndjson, --pacing also as prometheus.",
            valueName: "format"))
    var format: OutputFormat?

    @Option(
        name: [.customShort("o"), .customLong("report")],
        help: ArgumentHelp(
            "Write the report to this file, in the format of its ending unless --format is given; the verdict alone goes to standard output. May be given several times.",
            valueName: "file"), completion: .file())
    var report: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the records without a finding at or above --fail-on to this file (.tsv, .ndjson or .xlsx).",
            valueName: "file"), completion: .file())
    var valid: String?

    @Option(help: ArgumentHelp("Write the other records to this file.", valueName: "file"), completion: .file())
    var invalid: String?

    @Option(
        help: ArgumentHelp("End with status 1 for findings of this level: error, warning or never.", valueName: "level")
    )
    var failOn = FailureLevel.error

    @Flag(help: "With --against-earlier, write each change instead of the report, as TSV or NDJSON.")
    var changes = false

    @Option(
        help: ArgumentHelp(
            "With --against-earlier, write each change to this file (.tsv or .ndjson).", valueName: "file"),
        completion: .file(extensions: ["tsv", "ndjson"]))
    var writeChanges: String?

    @Flag(
        help:
            "Compare spend with the plan to date, by platform, market and stage, and write that instead of the report.")
    var pacing = false

    @Option(
        help: ArgumentHelp(
            "Compare spend with the plan to date, and write it to this file (.tsv, .ndjson or .prom).",
            valueName: "file"
        ), completion: .file(extensions: ["tsv", "ndjson", "prom"]))
    var writePacing: String?

    @Option(
        help: ArgumentHelp(
            "With --pacing or --write-pacing, the last day that counts (default: each platform's last day of data).",
            valueName: "day"))
    var asOf: String?

    @Option(help: ArgumentHelp("List so many findings of each rule; all are counted.", valueName: "number"))
    var maxFindings = 10

    func validate() throws {
        guard maxFindings >= 0 else { throw ValidationError("--max-findings counts from 0") }
        if asOf != nil {
            guard pacing || writePacing != nil else {
                throw ValidationError("--as-of is for --pacing and --write-pacing")
            }
            guard asOf.flatMap({ CivilDate(iso: $0) }) != nil else {
                throw ValidationError("--as-of takes a day such as 2026-04-15")
            }
        }
        guard !pacing || !changes else {
            throw ValidationError(
                "standard output takes one table; write the other with --write-changes or --write-pacing")
        }
        if changes, format == .prometheus { throw ValidationError("--changes is written as tsv or ndjson") }
        if writeChanges.map({ TableFormat(path: $0) }) == .prometheus {
            throw ValidationError("--write-changes writes .tsv or .ndjson")
        }
        if isTable {
            guard let format, format.table == nil else { return }
            throw ValidationError("a table is written as tsv or ndjson, not as \(format.rawValue)")
        }
        if let format, format.report == nil {
            throw ValidationError("--format \(format.rawValue) is for tables; give --changes or --pacing, too")
        }
    }

    /// Refuses reports whose names ask for a format that no report has. What the files are to each other is said first.
    func requireReportNames() throws {
        for path in report where format == nil {
            guard ReportFormat(path: path) == nil,
                let other = Self.otherEndings.first(where: path.lowercased().hasSuffix)
            else { continue }
            throw Failure(
                .usage, .usage, at: Place(file: path), "no report is written as \(other), and nothing was written",
                hint: "name it .txt, .html, .ndjson or .xml, or give --format")
        }
    }

    /// Endings that ask for a format which no report has: a text of that name would not be what its reader takes it for.
    private static let otherEndings = [".json", ".csv", ".tsv", ".xlsx", ".xls", ".pdf", ".md"]

    /// Whether standard output gets a table and not the report.
    var isTable: Bool { changes || pacing }
}

/// How standard output and files without a telling name are written: reports in some ways, tables in others.
enum OutputFormat: String, OptionWord {
    case text, ndjson, junit, html, tsv, prometheus

    var report: ReportFormat? { ReportFormat(rawValue: rawValue) }
    var table: TableFormat? { TableFormat(rawValue: rawValue) }
}

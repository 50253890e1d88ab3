import ArgumentParser
import Checks
import MediaPlans
import Streams
import Toolkit
import Workbooks

/// What is read.
struct InputOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Records (.xlsx, TSV or NDJSON as mp-extract writes them; - is standard input), plans or reports.", valueName: "file"), completion: .file())
    var files: [String] = []

    @Option(help: ArgumentHelp("Read this workbook as a plan, whatever it is called. May be given several times.", valueName: "file"), completion: .file(extensions: ["xlsx", "xlsm"]))
    var planned: [String] = []

    @Option(help: ArgumentHelp("Read this workbook as a platforms' report, whatever it is called. May be given several times.", valueName: "file"), completion: .file(extensions: ["xlsx", "xlsm"]))
    var delivered: [String] = []

    @Option(help: ArgumentHelp("Hold the records against the summaries of this plan. May be given several times.", valueName: "plan"), completion: .file(extensions: ["xlsx", "xlsm"]))
    var controlTotals: [String] = []

    @Option(help: ArgumentHelp("Use the rules of this client when reading workbooks (default: CLIENT_ID).", valueName: "id"))
    var client: String?

    @Flag(help: "Accepted for older scripts: the files are records.")
    var checkData = false

    func require() throws {
        guard !files.isEmpty || !planned.isEmpty || !delivered.isEmpty else { throw ValidationError("give a file, or - for standard input") }
        guard files.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("standard input (-) can be read once only") }
    }
}

/// What it is held to.
struct RuleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Take levels, thresholds and limits from this file (default: config/validation_rules.json under MP_HOME).", valueName: "file"), completion: .file(extensions: ["json"]))
    var rules: String?

    @Option(help: ArgumentHelp("Switch this rule off, by its code. May be given several times.", valueName: "code"))
    var silence: [String] = []

    @Flag(help: "List all rules with level and explanation, as TSV, and check nothing.")
    var listRules = false

    /// Configuration, then flags.
    func settings(home: String) throws -> CheckSettings {
        var settings = CheckSettings()
        if let rules {
            guard let root = try ConfigurationNode.reading(rules) else {
                throw Failure(.noInput, .cannotRead, at: Place(file: rules), "there is no such file", hint: "name the rules' configuration")
            }
            try settings.apply(root)
        } else {
            settings = try CheckSettings.loading(home: home)
        }
        for code in silence { settings.levels[MessageCode(rawValue: code)] = .off }
        return settings
    }
}

/// What is written.
struct OutputOptions: ParsableArguments {
    /// From which level on findings make status 1.
    enum FailureLevel: String, CaseIterable, ExpressibleByArgument {
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

    @Option(help: ArgumentHelp("Write the report as \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
    var format: ReportFormat?

    @Option(help: ArgumentHelp("Write the report to this file, in the format of its ending unless --format is given; the verdict alone goes to standard output. May be given several times.", valueName: "file"), completion: .file())
    var report: [String] = []

    @Option(help: ArgumentHelp("End with status 1 for findings of this level: error, warning or never.", valueName: "level"))
    var failOn = FailureLevel.error

    @Option(help: ArgumentHelp("List so many findings of each rule; all are counted.", valueName: "number"))
    var maxFindings = 10

    func validate() throws {
        guard maxFindings >= 0 else { throw ValidationError("--max-findings counts from 0") }
    }
}

extension ReportFormat: ExpressibleByArgument {}

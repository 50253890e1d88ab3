import ArgumentParser
import Bundles
import Diagnostics
import Glibc
import Redaction
import Streams
import Toolkit

@main
struct MpDiagnose: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "mp-diagnose",
        abstract: "Put what somebody who is to help needs to see into one file, without secrets.",
        discussion: """
            Examples:
              mp-diagnose
              mp-diagnose --list
              mp-diagnose --since 2d --with-data --output bundles
              mp-diagnose --recent-errors 20
              mp-diagnose --incident --issue 'no tracker since noon'
            """,
        version: toolkitVersion)

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            "The folder of the bundle, or its path when it ends in .tar.gz; - is standard output. (default: MP_HOME, or the working folder)",
            valueName: "path"),
        completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Only files that were changed so lately: 2d, 12h, 2w.", valueName: "age"))
    var since: Age?

    @Option(
        help: ArgumentHelp("This file or folder too; may be given again for others.", valueName: "path"),
        completion: .file())
    var include: [String] = []

    @Option(help: ArgumentHelp("The largest size of the bundle: 500K, 32M.", valueName: "size"))
    var maxSize = ByteCount(32 << 20)

    @Option(help: ArgumentHelp("How long it may take: 30s, 5m. What is not done then is left out.", valueName: "time"))
    var timeLimit = Age("30s")!

    @Flag(help: "The structure of the workbooks of input and output too.")
    var withData = false

    @Flag(help: "The workbooks themselves, where nothing in them would have to be hidden.")
    var withContent = false

    @Option(
        help: ArgumentHelp(
            "What wholly matches this pattern is not hidden although it looks secret; may be given again for others.",
            valueName: "pattern"))
    var keep: [String] = []

    @Flag(help: "Write an incident log too, filled in as far as the ledger and the logs tell.")
    var incident = false

    @Option(help: ArgumentHelp("What the incident log tells as the issue.", valueName: "text"))
    var issue: String?

    @Option(
        name: .customLong("operator"),
        help: ArgumentHelp("Whom the incident log tells as the operator. (default: the user)", valueName: "name"))
    var operatorName: String?

    @Flag(help: "Only list what would go in, and what would not and why.")
    var list = false

    @Option(
        help: ArgumentHelp("Only print so many of the newest errors of all logs, the newest last.", valueName: "count"))
    var recentErrors: Int?

    @OptionGroup(title: "Messages")
    var common: CommonOptions

    var files: CommandFiles {
        var files = CommandFiles()
        files.reads("an included file", include)
        if output?.hasSuffix(".tar.gz") == true { files.makes("--output", output) }
        return files
    }

    static func main() { Tool.main(Self.self) }

    func validate() throws {
        if issue != nil || operatorName != nil, !incident {
            throw ValidationError("--issue and --operator are for --incident")
        }
        if list, recentErrors != nil { throw ValidationError("--list and --recent-errors exclude each other") }
        if let recentErrors, !(1...100_000).contains(recentErrors) {
            throw ValidationError("--recent-errors must be 1 to 100000")
        }
        if output == "-", !list, recentErrors == nil, isatty(STDOUT_FILENO) == 1 {
            throw ValidationError("a bundle is nothing for a terminal; pipe it on, or give --output a path")
        }
        _ = try keepPatterns()
        guard maxSize.bytes >= 64 << 10 else { throw ValidationError("--max-size must be at least 64K") }
        guard (1...86_400).contains(timeLimit.seconds) else { throw ValidationError("--time-limit must be 1s to 1d") }
    }

    func run(_ session: Session) throws -> ExitStatus {
        let meter = session.progress(counting: "files")
        var (bytes, files) = (0, 0)
        let job = DiagnosticJob(try options(), report: session.report) { moreBytes, moreFiles in
            (bytes, files) = (bytes.adding(clamping: moreBytes), files + moreFiles)
            meter.update(bytes: bytes, of: 0, rows: files)
        }
        if session.isDebugging {
            try job.list {
                session.note(
                    "\($1): \($0 ? "added" : "passed over"), \($2) bytes\($3.isEmpty ? "" : ", \($3)")", level: .debug)
            }
        }
        let output = Output.standard()
        if list {
            try output.write("action\tpath\tbytes\tnote\n")
            try job.list { try output.write(TSV.line([$0 ? "add" : "skip", $1, String($2), $3])) }
        } else if let recentErrors {
            for line in try job.recentErrors(recentErrors) { try output.write(line + "\n") }
        } else {
            if self.output == "-" {
                let result = try job.make(at: path(), or: output)
                try output.finish()
                return result.faults > 0 ? .findings : .done
            }
            let result = try job.make(at: path())
            session.ledger.wrote(result.path)
            try output.write(result.path + "\n")
            if let incident = result.incident {
                session.ledger.wrote(incident)
                try output.write(incident + "\n")
            }
            try output.finish()
            return result.faults > 0 ? .findings : .done
        }
        try output.finish()
        return .done
    }

    private func keepPatterns() throws -> [KeepPattern] {
        try keep.map { text in
            do throws(KeepPattern.Mistake) { return try KeepPattern(text) } catch {
                throw ValidationError("--keep: is no regular expression: \(error.text)")
            }
        }
    }

    private var home: String { environment("MP_HOME") ?? "." }

    private func options() throws -> DiagnosticOptions {
        var options = DiagnosticOptions(home: home, toolkit: toolkitVersion)
        options.since = since
        options.include = include
        options.keep = try keepPatterns()
        options.maximumSize = maxSize.bytes
        options.timeLimit = timeLimit.seconds
        (options.withData, options.withContent) = (withData || withContent, withContent)
        if incident { options.incident = IncidentRequest(operatorName: operatorName ?? Self.userName, issue: issue) }
        if let stated = environment("SOURCE_DATE_EPOCH") {
            guard let seconds = Int(stated), seconds >= 0, seconds < 253_402_300_800 else {
                throw Failure(
                    .usage, .usage, at: Place(file: "SOURCE_DATE_EPOCH"), "is no number of seconds since 1970",
                    hint: "unset it, or set it to one")
            }
            options.time = UTCTime(seconds: seconds)
            options.isReproducible = true
        }
        return options
    }

    /// Where the bundle goes. An existing one of the same second stays: the new one gets a number.
    private func path() throws -> String {
        let time = environment("SOURCE_DATE_EPOCH").flatMap { Int($0) }.map { UTCTime(seconds: $0) } ?? .now()
        if let output, output.hasSuffix(".tar.gz") { return output }
        let folder = output == "-" ? "." : output ?? (FileFacts(path: home) == nil ? "." : home)
        if output != nil, output != "-" { try makeFolders(folder) }
        let stem = "\(folder)/diagnostic_\(time.localStamp)"
        let names = [stem] + (2...1000).map { "\(stem)_\($0)" }
        return (names.first { FileFacts(path: $0 + ".tar.gz") == nil } ?? stem) + ".tar.gz"
    }

    /// The login name of whoever runs this, through sudo too.
    private static var userName: String? {
        if let name = environment("SUDO_USER") ?? environment("LOGNAME") ?? environment("USER") { return name }
        guard let entry = getpwuid(getuid()) else { return nil }
        return String(cString: entry.pointee.pw_name)
    }
}

extension Age: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension ByteCount: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

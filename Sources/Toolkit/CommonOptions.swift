import ArgumentParser
import Streams

/// How messages are written to standard error.
public enum MessageFormat: String, Sendable, OptionWord {
    case text, ndjson
}

/// When progress is shown.
public enum ProgressMode: String, Sendable, OptionWord {
    case auto, always, never
}

/// The lowest level of events that go to the log file.
public enum LogLevel: String, Sendable, OptionWord {
    case debug, info, warning, error

    /// Accepts any case, as the environment variables use upper case.
    public init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}

/// The options that every tool has, worded the same everywhere.
public struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write messages as text or as JSON objects, one a line.", valueName: "format"))
    public var messages = MessageFormat.text

    @Option(
        help: ArgumentHelp("Show progress on standard error: auto (on a terminal), always or never.", valueName: "when")
    )
    public var progress = ProgressMode.auto

    @Option(help: ArgumentHelp("Log events from this level on: debug, info, warning or error.", valueName: "level"))
    public var logLevel: LogLevel?

    @Flag(help: "With --version, tell the versions of the system's libraries, too.")
    public var verbose = false

    public init() {}

    public func validate() throws {
        guard !verbose else {
            throw ValidationError("--verbose goes with --version; for what a tool does see --log-level")
        }
    }
}

/// The files that a command line names, inputs and outputs, since no output may be an input or another output
/// (`FileRoles`).
public struct CommandFiles {
    var inputs: [(what: String, path: String)] = []
    var outputs: [(option: String, path: String)] = []
    var sourceFolders: [(what: String, path: String)] = []
    var targetFolders: [(option: String, path: String)] = []

    public init() {}

    /// Adds files that are read. Messages call them `what`, such as `the template`.
    public mutating func reads(_ what: String, _ paths: [String]) { inputs += paths.map { (what, $0) } }
    public mutating func reads(_ what: String, _ path: String?) { reads(what, path.map { [$0] } ?? []) }

    /// Adds files that are made, with the option that names them.
    public mutating func makes(_ option: String, _ paths: [String]) { outputs += paths.map { (option, $0) } }
    public mutating func makes(_ option: String, _ path: String?) { makes(option, path.map { [$0] } ?? []) }

    /// Adds a folder whose files are all taken, and one that files are made in: the two must not be the same.
    public mutating func takesAll(_ what: String, _ folder: String?) {
        sourceFolders += folder.map { [(what, $0)] } ?? []
    }
    public mutating func fills(_ option: String, _ folder: String?) {
        targetFolders += folder.map { [(option, $0)] } ?? []
    }

    /// Declares them, and what every command reads or writes in its home: configuration, ledger, log.
    func declare(tool: String) throws {
        let home = environment("MP_HOME") ?? "."
        var inputs = inputs
        inputs += ConfigurationPlace.files(home: home).map { ("the configuration", $0.path) }
        inputs += [("the ledger of runs", Ledger.path(home: home)), ("the log", LogFile.path(of: tool, home: home))]
        try FileRoles.declare(inputs: inputs, outputs: outputs)
        for (option, path) in targetFolders { try FileRoles.requireApart(path, option, from: sourceFolders) }
    }
}

/// A tool's command: its options and what it does.
public protocol ToolCommand: ParsableCommand {
    var common: CommonOptions { get }

    /// The status for every mistake and failure; nil when each has its own.
    static var failureStatus: ExitStatus? { get }

    /// The files that the command line names.
    var files: CommandFiles { get }

    /// Does the work.
    ///
    /// - Returns: `.done`, or `.findings` when the data have findings at or above the requested level.
    func run(_ session: Session) throws -> ExitStatus
}

extension ToolCommand {
    /// ArgumentParser's own entry point. It is not used, since `Tool.main` runs the tools.
    public func run() throws {}

    public static var failureStatus: ExitStatus? { nil }

    public var files: CommandFiles { CommandFiles() }
}

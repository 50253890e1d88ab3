import ArgumentParser
import Glibc
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

    @Flag(help: "Follow your own symbolic links to outputs in folders that others may write to, too.")
    public var follow = false

    @Flag(help: "With --version, tell the versions of the system's libraries, too.")
    public var verbose = false

    public init() {}

    /// Whether the user's own links are followed everywhere: --follow, or MP_FOLLOW=1.
    var followsOwnLinks: Bool { follow || environment("MP_FOLLOW") == "1" }

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

    /// Whether what is made may be a source profile.
    public var writesProfile = false

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

    /// Declares these files and those that every command uses in its home folder: configuration, ledger, log.
    func declare(tool: String) throws {
        let home = environment("MP_HOME") ?? "."
        var inputs = inputs
        let configuration = ConfigurationPlace.files(home: home).map(\.path) + ConfigurationPlace.places(home: home)
        inputs += configuration.map { ("the configuration", $0) }
        // Key files are in no backup: one that is replaced is lost.
        let keys = KeyFileNames.named(home: home) + [environment("ANTHROPIC_API_KEY_FILE")].compactMap { $0 }
        inputs += keys.map { ("the key file", $0) }
        let authorities = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].compactMap(environment)
        inputs += authorities.map { ("the file of certificates", $0) }
        inputs += ["health.ndjson", "health.ndjson.1"].map { ("the history of health checks", "\(home)/logs/\($0)") }
        inputs.append(("the ledger of runs", Ledger.path(home: home)))
        let logs = [("the log", LogFile.path(of: tool, home: home))] + (outputs.isEmpty ? [] : Self.logs(home: home))
        for (option, path) in outputs where !writesProfile { try Self.requireNoProfile(path, option, home: home) }
        try FileRoles.declare(inputs: inputs, outputs: outputs, logs: logs)
        for (option, path) in targetFolders { try FileRoles.requireApart(path, option, from: sourceFolders) }
    }
}

extension CommandFiles {
    /// The logs of tools and scripts, which no output may replace.
    private static func logs(home: String) -> [(what: String, path: String)] {
        let folder = "\(home)/logs"
        return (fileNames(in: folder) ?? []).filter { $0.hasSuffix(".log") }.map { ("a log", "\(folder)/\($0)") }
    }

    /// Requires that a file is not made among the source profiles, where each is read as one.
    private static func requireNoProfile(_ path: String, _ option: String, home: String) throws {
        // Where links lead counts.
        let path = (try? OutputPlace(path).path) ?? path
        guard path.hasSuffix(".json") else { return }
        let folders = ConfigurationPlace.folders(of: "sources", home: home)
        let folder = path.pathFolder
        guard ([folders.own] + folders.machine).contains(where: { isSameFolder($0, folder) }) else { return }
        throw Failure(
            .usage, .usage, at: Place(file: path),
            "\(option) would make a source profile of it, and nothing was written", hint: "name another folder")
    }

    private static func isSameFolder(_ first: String, _ second: String) -> Bool {
        var (a, b) = (stat(), stat())
        return stat(first, &a) == 0 && stat(second, &b) == 0 && (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)
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

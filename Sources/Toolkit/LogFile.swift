import Glibc
import Logging
import Streams

/// The log of a tool: one line per event, `TIME LEVEL TOOL[PID] RUN MESSAGE`.
///
/// Lines go to `logs/` under MP_HOME if that folder exists; the toolkit's scripts make it. The logs of xlsx2tsv,
/// mp-extract and mp-map have the names that operators already know.
public struct LogFile {
    private let logger: Logger

    init?(tool: String, level: LogLevel?, complain: (Message) -> Void) {
        let home = environment("MP_HOME") ?? "."
        let folder = home + "/logs"
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        let level = level ?? Self.level(for: tool)
        guard
            let log = SharedLog(
                "\(folder)/\(Self.fileName(of: tool))", mode: FolderPrivacy.fileMode(inFolderOf: status.st_mode),
                complain: complain)
        else { return nil }
        let handler = LineHandler(log: log, tool: tool, level: level)
        logger = Logger(label: tool) { _ in handler }
    }

    func write(_ message: Message) {
        let level: Logger.Level =
            switch message.level {
            case .note: .info
            case .warning: .warning
            case .error: .error
            }
        logger.log(level: level, "\(message.sentence)")
    }

    func write(_ text: String, level: LogLevel) {
        logger.log(level: Self.swiftLogLevel(level), "\(printable(text))")
    }

    /// The level from the environment, with the variable that says it. A tool's own variable overrides MP_LOG_LEVEL.
    private static func asked(for tool: String) -> (variable: String, text: String)? {
        let own = [
            "xlsx2tsv": "EXCEL_EXTRACTOR_LOG_LEVEL", "mp-extract": "EXCEL_EXTRACTOR_LOG_LEVEL",
            "mp-map": "MAPPER_LOG_LEVEL",
        ]
        for variable in [own[tool], "MP_LOG_LEVEL"].compactMap({ $0 }) {
            if let text = environment(variable) { return (variable, text) }
        }
        return nil
    }

    static func level(for tool: String) -> LogLevel {
        asked(for: tool).flatMap { LogLevel(argument: $0.text) } ?? .info
    }

    /// Requires that the environment names a level that there is.
    ///
    /// - Throws: `Failure` with status 78 when it does not.
    static func checkLevel(for tool: String) throws {
        guard let (variable, text) = asked(for: tool), LogLevel(argument: text) == nil else { return }
        throw Failure(
            .configuration, .usage, "\(variable) is \"\(text)\", which is not a level of the log",
            hint: "give DEBUG, INFO, WARNING or ERROR")
    }

    /// The path of a tool's log, whether it exists or not.
    static func path(of tool: String, home: String) -> String { "\(home)/logs/\(fileName(of: tool))" }

    private static func fileName(of tool: String) -> String {
        switch tool {
        case "xlsx2tsv", "mp-extract": "excel_processor.log"
        case "mp-map": "mapper.log"
        default: "\(tool).log"
        }
    }

    fileprivate static func swiftLogLevel(_ level: LogLevel) -> Logger.Level {
        switch level {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }

    /// The current time.
    static func now() -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return now
    }

    /// A time, by default the current one, as `2026-04-15T13:30:00.123Z`.
    public static func timestamp(of moment: timespec? = nil) -> String {
        var now = moment ?? Self.now()
        var parts = tm()
        gmtime_r(&now.tv_sec, &parts)
        func padded(_ value: Int, _ digits: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let date =
            "\(padded(Int(parts.tm_year) + 1900, 4))-\(padded(Int(parts.tm_mon) + 1, 2))-\(padded(Int(parts.tm_mday), 2))"
        let time = "\(padded(Int(parts.tm_hour), 2)):\(padded(Int(parts.tm_min), 2)):\(padded(Int(parts.tm_sec), 2))"
        return "\(date)T\(time).\(padded(now.tv_nsec / 1_000_000, 3))Z"
    }
}

/// The value of an environment variable; nil when it is unset or empty.
public func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
}

/// Adds lines to one tool's log.
private struct LineHandler: LogHandler {
    private let log: SharedLog
    private let prefix: String
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(log: SharedLog, tool: String, level: LogLevel) {
        self.log = log
        prefix = "\(tool)[\(getpid())] \(environment("MP_RUN") ?? "-")"
        logLevel = LogFile.swiftLogLevel(level)
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level = event.level.rawValue.uppercased()
        log.append("\(LogFile.timestamp()) \(level) \(prefix) \(event.message)\n")
    }
}

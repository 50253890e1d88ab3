import Glibc
import Streams

/// One run of a tool: where its messages, its log lines and its progress go.
///
/// Messages are written to standard error and to the log. Counts of what was said decide exit status 1.
public final class Session {
    public let tool: String
    private let format: MessageFormat
    private let progressMode: ProgressMode
    private let logLevel: LogLevel?
    /// Opened when there is something to log: a run that only looks leaves no empty file.
    private lazy var log = LogFile(tool: tool, level: logLevel)
    private var counts: [Message.Level: Int] = [:]
    private var isProgressShown = false
    /// What this run reads and makes, for the ledger.
    public let ledger: Ledger

    public init(tool: String, options: CommonOptions) {
        self.tool = tool
        ledger = Ledger(tool: tool)
        format = options.messages
        progressMode = options.progress
        logLevel = options.logLevel
    }

    /// For a thread that ends the run: a session of the same run that knows nothing of what was read or made.
    func successor() -> @Sendable () -> Session {
        let began = ledger.began
        return { [tool, format, logLevel] in
            Session(tool: tool, format: format, logLevel: logLevel, ledger: Ledger(tool: tool, began: began))
        }
    }

    private init(tool: String, format: MessageFormat, logLevel: LogLevel?, ledger: Ledger) {
        self.tool = tool
        self.ledger = ledger
        self.format = format
        self.logLevel = logLevel
        progressMode = .never
    }

    /// Says it on standard error and in the log.
    public func report(_ message: Message) {
        counts[message.level, default: 0] += 1
        clearProgress()
        switch format {
        case .text: writeStandardError("\(tool): \(message.sentence)\n")
        case .ndjson: writeStandardError(json(of: message).serialised() + "\n")
        }
        log?.write(message)
    }

    /// Reports why the run ends without having done its work.
    func fail(_ message: Message) {
        report(message)
        ledger.error = String(message.sentence.dropFirst("error: ".count))
    }

    /// How many messages of that level were reported.
    public func count(_ level: Message.Level) -> Int { counts[level] ?? 0 }

    /// Notes an event in the log only.
    public func note(_ text: String, level: LogLevel = .info) { log?.write(text, level: level) }

    private func json(of message: Message) -> JSON {
        var members: [JSON.Member] = [
            .init("time", .string(LogFile.timestamp())), .init("level", .string(message.level.rawValue)),
            .init("tool", .string(tool)), .init("code", .string(message.code.rawValue)),
            .init("where", .string(message.place.description)), .init("message", .string(message.text)),
        ]
        if let hint = message.hint { members.append(.init("hint", .string(hint))) }
        return .object(members)
    }

    // MARK: Progress

    /// A meter for this run; it shows nothing where none is wanted. `unit` is what it counts.
    public func progress(counting unit: String = "rows") -> ProgressMeter {
        let isWanted =
            switch progressMode {
            case .always: true
            case .never: false
            case .auto: isatty(STDERR_FILENO) == 1 && getenv("CI") == nil
            }
        return ProgressMeter(session: isWanted ? self : nil, unit: unit)
    }

    /// Draws a line of progress over the one before.
    func show(progress line: String) {
        isProgressShown = true
        writeStandardError("\r\u{1B}[K\(tool): \(line)")
    }

    func clearProgress() {
        guard isProgressShown else { return }
        isProgressShown = false
        writeStandardError("\r\u{1B}[K")
    }
}

/// Bytes and rows done, rate and time left, drawn from half a second of work on and ten times a second.
public final class ProgressMeter {
    private weak var session: Session?
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var next: ContinuousClock.Instant

    private let unit: String

    init(session: Session?, unit: String) {
        self.session = session
        self.unit = unit
        start = clock.now
        next = start + .milliseconds(500)
    }

    deinit { end() }

    /// Takes the line away; to be called before the results are written, which may go to the same terminal.
    public func end() { session?.clearProgress() }

    /// Tells how far the work is: bytes read of all (0 where that is not known), and rows. Cheap enough to call every few hundred rows.
    public func update(bytes: Int, of total: Int, rows: Int) {
        guard let session, clock.now >= next else { return }
        next = clock.now + .milliseconds(100)
        let elapsed = start.duration(to: clock.now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        guard total > 0 else {
            let size = bytes > 0 ? "\(bytes >> 20) MiB, " : ""
            session.show(progress: "\(size)\(rows) \(unit), \(Int(clamping: Double(rows) / seconds)) \(unit)/s")
            return
        }
        let share = min(1, Double(bytes) / Double(total))
        let left = share > 0 ? Int(clamping: (seconds / share - seconds).rounded(.up)) : 0
        let rate = Int(clamping: Double(rows) / seconds)
        session.show(
            progress:
                "\(Int(clamping: share * 100)) % of \(total >> 20) MiB, \(rows) \(unit), \(rate) \(unit)/s, \(left) s left"
        )
    }
}

/// Messages are small and standard error may be anything: what cannot be written is lost.
func writeStandardError(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let count = write(STDERR_FILENO, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }
}

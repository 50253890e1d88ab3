import Glibc
import Streams

/// One run of a tool. It writes the run's messages, log lines and progress.
///
/// Messages go to standard error and to the log. They are counted by level, since exit status 1 depends on them.
public final class Session {
    public let tool: String
    private let format: MessageFormat
    private let progressMode: ProgressMode
    private let logLevel: LogLevel?
    /// Opened only when there is something to log, so that no empty file is left.
    private lazy var log = LogFile(tool: tool, level: logLevel) { write($0) }
    private var counts: [Message.Level: Int] = [:]
    private var isProgressShown = false
    /// The files that this run reads and makes, and its figures, for the ledger.
    public let ledger: Ledger

    public init(tool: String, options: CommonOptions) {
        self.tool = tool
        ledger = Ledger(tool: tool)
        format = options.messages
        progressMode = options.progress
        logLevel = options.logLevel
    }

    /// Makes a session for a thread that ends the run. It does not know which files were read or made.
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

    /// Writes the message to standard error and to the log.
    public func report(_ message: Message) {
        counts[message.level, default: 0] += 1
        ledger.reported(message)
        clearProgress()
        write(message)
        log?.write(message)
    }

    /// Writes the message to standard error.
    private func write(_ message: Message) {
        switch format {
        case .text:
            let lines = TextFitting.wrapped("\(tool): \(message.sentence)", to: columns)
            writeStandardError(lines.joined(separator: "\n") + "\n")
        case .ndjson: writeStandardError(json(of: message).serialised() + "\n")
        }
    }

    /// The columns of the terminal that messages go to; nil where they go elsewhere. A terminal would break words.
    private var columns: Int? { isatty(STDERR_FILENO) == 1 ? terminalColumns(STDERR_FILENO) : nil }

    /// Writes a line to standard error.
    public func say(_ text: String) { writeStandardError("\(tool): \(printable(text))\n") }

    /// Reports why the run could not do its work.
    public func fail(_ message: Message) {
        report(message)
        ledger.error = String(message.sentence.dropFirst("error: ".count))
    }

    /// How many messages of a level were reported.
    public func count(_ level: Message.Level) -> Int { counts[level] ?? 0 }

    /// Writes an event to the log only.
    public func note(_ text: String, level: LogLevel = .info) { log?.write(text, level: level) }

    /// Whether events of the level DEBUG are logged, so that their texts need not be made otherwise.
    public var isDebugging: Bool { (logLevel ?? LogFile.level(for: tool)) == .debug }

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

    /// A meter for this run, which counts in `unit`. It shows nothing if progress is turned off.
    public func progress(counting unit: String = "rows") -> ProgressMeter {
        let isWanted =
            switch progressMode {
            case .always: true
            case .never: false
            case .auto: isatty(STDERR_FILENO) == 1 && getenv("CI") == nil
            }
        return ProgressMeter(session: isWanted ? self : nil, unit: unit, isEager: progressMode == .always)
    }

    /// Writes a line of progress over the previous one.
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

/// Shows bytes and rows done, the rate and the time left, first after half a second (at once where progress is always shown) and then ten
/// times a second.
public final class ProgressMeter {
    private weak var session: Session?
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var next: ContinuousClock.Instant

    private let unit: String
    private var rate = WorkRate()
    private var isBegun = false

    /// - Parameter isEager: whether it shows something at once.
    init(session: Session?, unit: String, isEager: Bool) {
        self.session = session
        self.unit = unit
        start = clock.now
        next = isEager ? start : start + .milliseconds(500)
    }

    deinit { end() }

    /// Removes the line. Call it before results are written, which may go to the same terminal.
    public func end() { session?.clearProgress() }

    /// Updates the progress of writing: how many rows are written, and of how many.
    public func update(rows: Int, of total: Int) {
        guard total > 0 else { return }
        let work = WorkProgress(.writing, rows, of: total)
        WorkProgress.writing(rows, of: total)
        draw(rows: rows) { "\(percent(work)) of \(total) \(unit), \($0)\(left(work, $1))" }
    }

    /// Updates the progress of reading: how many rows came of it so far. How much of the file is read is known by what
    /// reads it.
    public func update(rows: Int) {
        let work = WorkProgress.current.flatMap { $0.kind == .reading ? $0 : nil }
        update(bytes: work?.done ?? 0, of: work?.total ?? 0, rows: rows)
    }

    /// Updates the progress: bytes read, all bytes (0 if not known), and rows. It is cheap enough to call every few
    /// hundred rows.
    public func update(bytes: Int, of total: Int, rows: Int) {
        draw(rows: rows) { pace, seconds in
            guard total > 0 else {
                let size = bytes > 0 ? "\(bytes >> 20) MiB, " : ""
                return "\(size)\(rows) \(unit), \(pace)"
            }
            let work = WorkProgress(.reading, bytes, of: total)
            return "\(percent(work)) of \(total >> 20) MiB, \(rows) \(unit), \(pace)\(left(work, seconds))"
        }
    }

    /// Draws a line when it is time to: of the pace of the rows, and the seconds since the start.
    private func draw(rows: Int, _ line: (String, Double) -> String) {
        guard let session, clock.now >= next else { return }
        next = clock.now + .milliseconds(100)
        let seconds = start.duration(to: clock.now) / .seconds(1)
        session.show(progress: line("\(Int(clamping: Double(rows) / seconds)) \(unit)/s", seconds))
    }

    private func percent(_ work: WorkProgress) -> String { "\(Int(clamping: work.share * 100)) %" }

    private func left(_ work: WorkProgress, _ seconds: Double) -> String {
        // The first piece of work begins with the meter, so that its first line tells the time left, too.
        if !isBegun { _ = rate.estimate(WorkProgress(work.kind, 0, of: work.total), at: 0) }
        isBegun = true
        return rate.estimate(work, at: seconds).map { ", \($0.secondsLeft) s left" } ?? ""
    }
}

/// Writes to standard error. Text that cannot be written is lost: there is no other place to report it.
public func writeStandardError(_ text: String) {
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

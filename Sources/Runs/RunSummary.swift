import Glibc
import Streams

/// What an operator wants to know of a run, on one screen: 25 lines of 80 columns, or as wide as the terminal is.
///
/// The verdict comes first, then what was taken, the errors themselves, the worst first, warnings by kind, what to do next, and the files.
public struct RunSummary {
    let run: Run
    let judgement: Judgement
    let rules: VerdictRules
    let style: Style
    let view: View
    private let expectation: Expectation?
    /// Whether no run of about its size came before it, also none that was taken up again.
    private let isFirst: Bool

    /// Terminal colours (ECMA-48 SGR), or none.
    public struct Style: Sendable {
        let isColoured: Bool
        public init(isColoured: Bool) { self.isColoured = isColoured }

        func apply(_ code: String, to text: String) -> String { isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
        func good(_ text: String) -> String { apply("32", to: text) }
        func warning(_ text: String) -> String { apply("33", to: text) }
        func bad(_ text: String) -> String { apply("1;31", to: text) }
        func faint(_ text: String) -> String { apply("2", to: text) }
        func strong(_ text: String) -> String { apply("1", to: text) }
    }

    /// Who reads it, and where.
    public struct View: Sendable {
        /// The terminal's columns; nil where lines may have any length.
        public var width: Int?
        /// The home folder, where the reader is in another one: paths and commands name it.
        public var home: String?
        /// Whether somebody works in the home: then a run without an end was not cut off.
        public var isAtWork = false

        public init(width: Int? = nil, home: String? = nil, isAtWork: Bool = false) {
            (self.width, self.home, self.isAtWork) = (width, home, isAtWork)
        }

        /// Whether a program holds the lock of a home, which is one on its folder of results.
        public static func isAtWork(in home: String) -> Bool {
            let folder = open("\(home)/output", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard folder >= 0 else { return false }
            defer { close(folder) }
            return flock(folder, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
        }
    }

    /// The lines that a screen has.
    static let height = 25

    /// - Parameters:
    ///   - earlier: runs of the same home, from which follows what this one should have taken.
    ///   - isOver: whether the run is judged though the line of its end is not written yet.
    public init(
        _ run: Run, earlier: [Run], rules: VerdictRules, style: Style, view: View = View(), isOver: Bool = false
    ) {
        self.run = run
        judgement = Judgement(run, rules: rules, isOver: isOver, isAtWork: view.isAtWork)
        self.rules = rules
        expectation = Expectation(run, among: earlier)
        isFirst = !earlier.contains { $0.name != run.name && $0.status ?? 2 <= 1 && Expectation.areAlike($0, run) }
        (self.style, self.view) = (style, view)
    }

    public var text: String {
        let isDone = run.status.map { $0 <= 1 } ?? false && !run.isStoppedByFindings
        let head = headline + labelled([("Failed", failed), ("Done", done)]) + workbooks
        // Of a run that failed, the reason is what matters.
        let hasFindings = isDone || run.isStoppedByFindings
        let next = RunAdvice(run, judgement, view).text.split(separator: "\n").flatMap {
            // A command stays as it is, to be copied.
            $0.hasPrefix(" ") ? [String($0)] : TextFitting.wrapped(String($0), to: view.width.map { $0 - 12 })
        }
        let tail = labelled([("Next", next.joined(separator: "\n"))]) + files(isDone: isDone)
        // What is wrong comes before how long it took, and before the kinds of warnings.
        var (facts, warnings, found) = ([String](), [String](), [String]())
        for dropped in [[], ["Time"], ["Time", "Records"]] {
            facts = labelled(self.facts.filter { !dropped.contains($0.label) })
            warnings = hasFindings ? labelled([("Warnings", self.warnings(lines: dropped.isEmpty ? 2 : 1))]) : []
            let taken = head.count + facts.count + warnings.count + tail.count
            let room = view.width == nil ? Int.max : max(3, Self.height - 1 - taken)
            found = hasFindings ? errors(lines: room) : []
            if !hasFindings || view.width == nil || errors(lines: Self.height * 10).count <= room { break }
        }
        return (head + facts + found + warnings + tail).joined(separator: "\n") + "\n"
    }

    /// The numbers of the run, for its report.
    var lines: String {
        labelled([("Verdict", judgement.sentence)] + facts + [("Memory", memory)]).joined(separator: "\n") + "\n"
    }

    private var facts: [(label: String, value: String?)] {
        [("Records", records), ("Figures", figures), ("Coverage", coverage), ("Time", time)]
    }

    /// Lines with a label at their front; a value of several lines goes on below itself.
    func labelled(_ lines: [(label: String, value: String?)]) -> [String] {
        lines.flatMap { label, value in
            (value.map { $0.split(separator: "\n").map(String.init) } ?? []).enumerated().map { index, line in
                "  " + style.faint(Self.padded(index == 0 ? label : "", 10)) + line
            }
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private var headline: [String] {
        let text = judgement.headline
        let name = "Run \(run.name): "
        let lines = TextFitting.wrapped(name + text, to: view.width.map { $0 - 2 })
        let coloured = { (line: String) in
            switch judgement.verdict {
            case .ready: style.good(line)
            case .readyWithWarnings: style.warning(line)
            case .doNotSend: style.bad(line)
            }
        }
        return [style.strong("Run \(run.name)") + ": " + coloured(String(lines[0].dropFirst(name.count)))]
            + lines.dropFirst().map { "  " + coloured($0) }
    }

    /// The step that ended the run, and why, over as many lines as that takes.
    private var failed: String? {
        guard let status = run.status, status > 1 else { return nil }
        let step = run.failedStep
        let text =
            step.map { "\($0.step ?? "a step") (\($0.tool)): \($0.error ?? Self.meaning(of: $0.status))" }
            ?? run.step(RunStep.end)?.error ?? Self.meaning(of: status)
        return TextFitting.wrapped(text, to: (view.width ?? 80) - 12).joined(separator: "\n")
    }

    /// What need not be done again.
    private var done: String? {
        guard run.status ?? 2 > 1 || run.isStoppedByFindings else { return nil }
        let names = run.steps.filter { $0.isDone && $0.step != RunStep.health }.compactMap(\.step)
        return names.isEmpty ? "nothing yet" : names.joined(separator: ", ")
    }

    private static func meaning(of status: Int32) -> String {
        switch status {
        case 137: "killed, most often for want of memory"
        case 129, 130, 143: "interrupted"
        case 129...: "ended by signal \(status - 128)"
        default: "ended with status \(status)"
        }
    }

    private var records: String? {
        guard let rows = run.step("extract")?.rows else { return nil }
        return "\(Self.grouped(rows)) from \(Self.size(run.inputBytes)) of workbooks"
    }

    private var figures: String? {
        guard let audit = run.step(RunStep.audit), let compared = audit.figure("compared") else { return nil }
        let wrong = (audit.figure("wrong") ?? 0) + (audit.figure("missing") ?? 0)
        let open = audit.figure("not_compared") ?? 0
        let right = "\(Self.grouped(compared - wrong)) of \(Self.grouped(compared + open)) recomputed and right"
        let rest = [
            wrong > 0 ? "\(Self.grouped(wrong)) wrong or missing" : nil,
            open > 0 ? "\(Self.grouped(open)) not compared" : nil,
            compared + open == 0 ? "nothing to compare" : nil,
        ].compactMap { $0 }
        return rest.isEmpty ? style.good(right) : right + ", " + style.bad(rest.joined(separator: ", "))
    }

    /// The share of the sources' numbers that is accounted for, as all reports have it, and the share that reached a figure.
    private var coverage: String? {
        var parts: [String] = []
        if let (accounted, numbers) = run.sourceNumbers {
            let text =
                "\(Self.share(accounted, of: numbers)), \(Self.grouped(accounted)) of \(Self.grouped(numbers)) numbers"
            parts.append(accounted < numbers ? style.warning(text) : text)
        }
        if let map = run.step("map"), let numbers = map.figure("numbers"), let reached = map.figure("in_figures") {
            parts.append(
                "\(Self.grouped(reached)) of \(Self.grouped(numbers)) in figures (\(Self.share(reached, of: numbers)))")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private var time: String? {
        guard run.status != nil || !run.steps.isEmpty else { return nil }
        let taken = Self.seconds(run.seconds)
        guard run.status ?? 0 <= 1, !run.isStoppedByFindings else { return taken }
        guard run.attempts == 1 else { return "\(taken), begun \(run.attempts) times" }
        guard let expectation else {
            let text = isFirst ? "the first run of this size here" : "no run of this size before it was done in one go"
            return "\(taken); \(text)"
        }
        let basis =
            "expected \(Self.seconds(expectation.seconds)) (\(Self.count(expectation.runs, "run")) of this size)"
        guard expectation.isSlow(run.seconds) else { return "\(taken); \(basis)" }
        return style.warning("\(taken), slower than usual") + "; \(basis)"
    }

    private var memory: String? {
        guard let step = run.steps.max(by: { ($0.peakKiB ?? 0) < ($1.peakKiB ?? 0) }), let peak = step.peakKiB else {
            return nil
        }
        return "\(Self.size(peak << 10)) at most (\(step.tool))"
    }
}

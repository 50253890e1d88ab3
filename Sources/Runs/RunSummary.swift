import Streams

/// What an operator wants to know of a run, on one screen of 80 columns.
public struct RunSummary {
    private let run: Run
    private let expectation: Expectation?
    private let style: Style

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

    /// - Parameter earlier: runs of the same home, from which follows what this one should have taken.
    public init(_ run: Run, earlier: [Run], style: Style) {
        self.run = run
        expectation = Expectation(run, among: earlier)
        self.style = style
    }

    public var text: String {
        style.strong("Run \(run.name)") + ": " + verdict + "\n" + labelled([("Failed", failed), ("Done", done)]) + lines
    }

    /// All but the verdict and what it means.
    var lines: String {
        labelled([
            ("Records", records), ("Figures", figures), ("Coverage", coverage), ("Findings", findings), ("Time", time),
            ("Memory", memory),
        ])
    }

    private func labelled(_ lines: [(label: String, value: String?)]) -> String {
        lines.compactMap { label, value in value.map { "  " + style.faint(Self.padded(label, 10)) + $0 + "\n" } }
            .joined()
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private var verdict: String {
        switch run.status {
        case 0: style.good("done, nothing to report")
        case 1 where run.isStoppedByFindings:
            style.warning("stopped before the tracker, because the records have errors")
        case 1: style.warning("done, with findings that need a look")
        case nil: style.bad("not finished; --resume continues it")
        case 129, 130, 143: style.bad("interrupted; --resume continues it")
        case let status?: style.bad("failed with status \(status); --resume continues it")
        }
    }

    /// The step that ended the run, and why, over as many lines as that takes.
    private var failed: String? {
        guard let status = run.status, status > 1 else { return nil }
        let step = run.entries.last { !$0.isDone && $0.step != RunStep.end }
        guard let step else { return Self.wrapped(run.step(RunStep.end)?.error ?? Self.meaning(of: status)) }
        return Self.wrapped("\(step.step ?? "a step") (\(step.tool)): \(step.error ?? Self.meaning(of: step.status))")
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

    /// Text behind a label, broken at blanks for 80 columns.
    private static func wrapped(_ text: String) -> String {
        var lines = [""]
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if lines[lines.count - 1].isEmpty {
                lines[lines.count - 1] += word
            } else if lines[lines.count - 1].count + 1 + word.count <= 68 {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: 12))
    }

    private var records: String? {
        guard let rows = run.step("extract")?.rows else { return nil }
        return "\(Self.grouped(rows)) from \(Self.size(run.inputBytes)) of workbooks"
    }

    private var figures: String? {
        guard let audit = run.step("audit"), let compared = audit.figure("compared") else { return nil }
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
        if let extract = run.step("extract"), let numbers = extract.figure("source_numbers"),
            let accounted = extract.figure("source_accounted")
        {
            let text =
                "\(Self.share(accounted, of: numbers)): \(Self.grouped(accounted)) of \(Self.grouped(numbers)) numbers of the sources"
            parts.append(accounted < numbers ? style.warning(text) : text)
        }
        if let map = run.step("map"), let numbers = map.figure("numbers"), let reached = map.figure("in_figures") {
            parts.append(
                "\(Self.grouped(reached)) of \(Self.grouped(numbers)) of the records are in figures (\(Self.share(reached, of: numbers)))"
            )
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private var findings: String? {
        guard let audit = [run.step("audit"), run.step("validate")].compactMap({ $0 }).first(where: \.isDone),
            let errors = audit.figure("errors"), let warnings = audit.figure("warnings")
        else { return nil }
        let (some, more) = (Self.count(errors, "error"), Self.count(warnings, "warning"))
        return (errors > 0 ? style.bad(some) : some) + ", " + (warnings > 0 ? style.warning(more) : more)
            + (errors + warnings > 0 ? "; see the validation report" : "")
    }

    private var time: String {
        let taken = Self.seconds(run.seconds)
        guard run.status ?? 0 <= 1, !run.isStoppedByFindings else { return taken }
        guard run.attempts == 1 else { return "\(taken), begun \(run.attempts) times" }
        guard let expectation else { return "\(taken); the first run of this size here" }
        let basis =
            "expected \(Self.seconds(expectation.seconds)) (\(Self.count(expectation.runs, "run")) of this size)"
        // Below a quarter of a second other things than the work decide.
        guard run.seconds > 2 * expectation.seconds, run.seconds > 0.25 else { return "\(taken); \(basis)" }
        return style.warning("\(taken), slower than usual") + "; \(basis)"
    }

    private var memory: String? {
        guard let step = run.steps.max(by: { ($0.peakKiB ?? 0) < ($1.peakKiB ?? 0) }), let peak = step.peakKiB else {
            return nil
        }
        return "\(Self.size(peak << 10)) at most (\(step.tool))"
    }

    // MARK: Numbers as people read them

    static func count(_ number: Int, _ noun: String) -> String { "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")" }

    /// `1 234 567`
    static func grouped(_ number: Int) -> String {
        var out = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { out.append(" ") }
            out.append(digit)
        }
        return (number < 0 ? "-" : "") + String(out.reversed())
    }

    /// `91.7 %`; 100 % only when it is all.
    static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0, part < whole else { return whole > 0 ? "100 %" : "-" }
        let tenths = min(999, (part * 1000 + whole / 2) / whole)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// `512 bytes`, `143 KiB`, `1.4 MiB`
    static func size(_ bytes: Int) -> String {
        guard bytes >= 1024 else { return "\(bytes) bytes" }
        var (value, unit) = (Double(bytes) / 1024, 0)
        while value >= 1000, unit < 3 { (value, unit) = (value / 1024, unit + 1) }
        return "\(decimals(value)) \(["KiB", "MiB", "GiB", "TiB"][unit])"
    }

    /// `0.083 s`, `1.2 s`, `4 min 10 s`
    static func seconds(_ seconds: Double) -> String {
        if seconds >= 60 { return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s" }
        return (seconds < 1 ? DecimalText.string((seconds * 1000).rounded() / 1000) : decimals(seconds)) + " s"
    }

    private static func decimals(_ value: Double) -> String {
        DecimalText.string(value < 10 ? (value * 10).rounded() / 10 : value.rounded())
    }
}

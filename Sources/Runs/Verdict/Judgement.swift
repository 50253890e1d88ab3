import Streams

/// A run's verdict, and why.
public struct Judgement: Sendable, Equatable {
    public struct Reason: Sendable, Equatable {
        /// The rule's name.
        public var name: String
        public var verdict: RunVerdict
        /// `5 errors`, `2 figures not compared`.
        public var text: String
    }

    /// Why it is not ready to send, the worst first; none when it is.
    public private(set) var reasons: [Reason] = []

    public var verdict: RunVerdict { reasons.map(\.verdict).max() ?? .ready }

    /// The exit status that says it: 1 when the tracker must not be sent.
    public var status: ExitStatus { verdict == .doNotSend ? .findings : .done }

    /// `5 errors, 40 warnings`: why, in as many words as fit a line.
    public var why: String { reasons.map(\.text).joined(separator: ", ") }

    /// `do not send: 5 errors, 40 warnings`
    public var sentence: String { reasons.isEmpty ? verdict.rawValue : "\(verdict.rawValue): \(why)" }

    /// The same as a headline: `Do not send: 5 errors, 40 warnings`.
    public var headline: String { reasons.isEmpty ? verdict.headline : "\(verdict.headline): \(why)" }

    /// - Parameters:
    ///   - isOver: whether the run may be judged before the line of its end is written, as its last steps do.
    ///   - isAtWork: whether somebody works in the home: then a run without an end was not cut off.
    public init(_ run: Run, rules: VerdictRules, isOver: Bool = false, isAtWork: Bool = false) {
        let add = { (judgement: inout Judgement, name: String, count: Int, text: String) in
            guard count > 0, let verdict = rules.verdict(of: name), verdict > .ready else { return }
            judgement.reasons.append(Reason(name: name, verdict: verdict, text: text))
        }
        let count = RunSummary.count
        let audit = run.step(RunStep.audit).flatMap { $0.isDone ? $0 : nil }
        if !isOver, let text = run.unfinished(isAtWork: isAtWork) {
            add(&self, "not-finished", 1, text)
        } else if audit?.figure("compared") ?? 0 == 0 {
            add(&self, "not-audited", 1, audit == nil ? "the figures were not checked" : "no figure could be checked")
        }
        let wrong = audit?.figure("wrong") ?? 0
        let missing = audit?.figure("missing") ?? 0
        let open = audit?.figure("not_compared") ?? 0
        let formulas = audit?.figure("formulas_unknown") ?? 0
        add(&self, "errors", run.count(.error), count(run.count(.error), "error"))
        add(&self, "wrong-figures", wrong, "\(count(wrong, "figure")) wrong")
        add(&self, "missing-figures", missing, "\(count(missing, "figure")) missing")
        add(&self, "figures-not-compared", open, "\(count(open, "figure")) not compared")
        for found in run.findings where found.level == .warning {
            add(&self, found.code, found.count, found.counted)
        }
        let map = run.step("map")
        let unaccounted = run.sourceNumbers.map { max(0, $0.all - $0.accounted) } ?? 0
        let columns = max(0, (map?.figure("columns") ?? 0) - (map?.figure("columns_with_destination") ?? 0))
        add(&self, "unaccounted-numbers", unaccounted, "\(count(unaccounted, "number")) not accounted for")
        add(&self, "columns-without-figure", columns, "\(count(columns, "column")) in no figure")
        add(&self, "formulas-not-checked", formulas, "\(count(formulas, "formula")) not checked")
        add(&self, "warnings", run.count(.warning), count(run.count(.warning), "warning"))
        addChange(of: run, isOver: isOver)
        // Swift's sort keeps the order of equal elements only by their index.
        reasons = reasons.enumerated().sorted { a, b in
            a.element.verdict != b.element.verdict ? a.element.verdict > b.element.verdict : a.offset < b.offset
        }.map(\.element)
    }

    /// Says that the rules of now give another verdict than that with which the run ended, and which its reports have.
    private mutating func addChange(of run: Run, isOver: Bool) {
        guard !isOver, run.start != nil, run.status ?? 2 <= 1, let verdict = run.endVerdict, verdict != self.verdict
        else { return }
        let text = "the verdict's rules changed after the run (then: \(verdict.rawValue))"
        reasons.insert(Reason(name: "rules-changed", verdict: .doNotSend, text: text), at: 0)
    }
}

extension Run {
    /// The verdict that was written at its end.
    var endVerdict: RunVerdict? { entries.last { $0.step == RunStep.end }?.verdict }

    /// Why it did not come to its end; nil when it did.
    func unfinished(isAtWork: Bool) -> String? {
        switch status {
        case 0: nil
        case 1 where !isStoppedByFindings: nil
        case 1: "stopped before the tracker was filled, because the records have errors"
        case nil where isAtWork: "the run is at work"
        case nil: "the run was cut off"
        case 129, 130, 143: "the run was interrupted"
        case let status?: "the run failed with status \(status)"
        }
    }
}

extension Run {
    /// The numbers of the sources, and how many of them are in records or control totals; nil where that was not counted.
    var sourceNumbers: (accounted: Int, all: Int)? {
        guard let extract = step("extract"), let all = extract.figure("source_numbers"),
            let accounted = extract.figure("source_accounted")
        else { return nil }
        return (accounted, all)
    }
}

extension Found {
    /// `2 sheets not read`, `3 × reach not reported`, `1 × a required column is empty (21 cells)`
    var counted: String {
        let number = RunSummary.grouped(count)
        let cells = cells > count ? " (\(RunSummary.grouped(cells)) cells)" : ""
        guard let words = VerdictRules.words[code] else { return "\(number) × \(heading)\(cells)" }
        return "\(number) \(count == 1 ? words.one : words.several)"
    }

    /// Its title, without a capital at the front: `a hidden sheet with lines`.
    var heading: String {
        guard let first = title.first, title.dropFirst().first.map({ !$0.isUppercase }) ?? false else { return title }
        return first.lowercased() + title.dropFirst()
    }
}

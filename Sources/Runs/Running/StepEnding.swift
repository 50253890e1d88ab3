import Streams

extension StepRunner {
    /// Says how a step ended, and decides whether the run goes on.
    func settle(_ index: Int) throws {
        let step = steps[index].planned
        let state = steps[index].state
        steps[index].state = .over
        switch state {
        case .skipped(let entry) where entry.isDone:
            outlet.log("\(step.name): skipped: \(entry.unchangedFiles)", .note)
            if let screen = outlet.screen {
                screen.skipped(step.name, "skipped: \(entry.unchangedFiles)")
            } else {
                outlet.say("\(step.name): skipped: \(entry.unchangedFiles)")
            }
            try judge(step, status: entry.status, seconds: 0)
        case .skipped(let entry): try judge(step, status: entry.status, seconds: 0)
        case .ended(let running, let status, let seconds):
            announce(index)
            if outlet.screen == nil || outlet.showsMessages { running.kept?.show(on: outlet.messages) }
            if status > 1 { noteReason(of: step, status, running, seconds: seconds) }
            let end = status <= 1 ? told(step.name) : Self.reason(status)
            outlet.log("\(step.name): \(end), \(Self.text(seconds)) s", .note)
            try judge(step, status: status, seconds: seconds)
        default: break
        }
    }

    /// A program that was called in a wrong way ends before it writes its line of the ledger: what it said last is the reason.
    private func noteReason(of step: PlannedStep, _ status: Int32, _ running: Running, seconds: Double) {
        guard status <= 128, last(step.name)?.error == nil, let text = running.kept?.lastError else { return }
        var entry = self.entry(step, status: status, running.started, seconds: seconds)
        entry.error = text
        try? file.append(entry)
        outlet.log("\(step.name): \(text)", .error)
    }

    private func judge(_ step: PlannedStep, status: Int32, seconds: Double) throws {
        if step.name == RunStep.health, (0...3).contains(status) { return try judgeHealth(status) }
        guard status > 1 else {
            if step.name == RunStep.validate, plan.isStrict, status == 1 {
                throw Stop(status: 1, text: "the records have errors, and --strict was given")
            }
            return
        }
        if status == ExitStatus.configuration.rawValue { heldBack = [] }
        outlet.screen?.failed(step.name, "failed with status \(status)", seconds: Self.text(seconds))
        throw Stop(
            status: status, text: "\(step.name) failed with \(Self.reason(status)); later steps were not run")
    }

    /// Shows what is not well. Something critical ends the run, unless it is about a file that a step reads: the step
    /// says more, and has a status for it.
    private func judgeHealth(_ status: Int32) throws {
        guard status > 0 else { return }
        let findings = last(RunStep.health)?.findings ?? []
        if let screen = outlet.screen {
            let shown = HealthRules.shown(findings)
            for line in shown.atOnce.prefix(4) { screen.note(line) }
            heldBack = Array(shown.unlessTold.prefix(4))
        } else {
            for line in HealthRules.lines(findings) { outlet.message(line) }
        }
        guard status == 2, !plan.isForced, let (end, text) = HealthRules.end(findings) else { return }
        throw Stop(status: end, text: text)
    }

    /// The last line of a step in the ledger.
    private func last(_ step: String) -> LedgerEntry? {
        var found: LedgerEntry?
        _ = try? file.forEach(run: plan.run) { if $0.step == step { found = $0 } }
        return found
    }

    /// What a step came to, in a few words.
    private func told(_ step: String) -> String {
        let text = last(step)?.outcomeText ?? ""
        return text.isEmpty ? "done" : "done: " + LogWords.of(text)
    }

    /// The status, and what it means where a signal is behind it.
    private static func reason(_ status: Int32) -> String {
        switch status {
        case 137: "status 137 (killed; most often for want of memory)"
        case 129...: "status \(status) (signal \(status - 128))"
        default: "status \(status)"
        }
    }

    /// Seconds with three digits behind the point.
    static func text(_ seconds: Double) -> String {
        let thousandths = String(Int(clamping: (seconds * 1000).rounded()))
        let digits = String(repeating: "0", count: max(0, 4 - thousandths.count)) + thousandths
        return "\(digits.dropLast(3)).\(digits.suffix(3))"
    }
}

import Streams

extension StepRunner {
    /// Writes the line of the run's end. Of a run that came to its end, the verdict decides the status.
    ///
    /// - Returns: the status of the run.
    public func end(_ stop: Stop?, _ now: () -> String) -> Int32 {
        outlet.screen?.erase()
        var entry = LedgerEntry(
            run: plan.run, step: RunStep.end, tool: plan.script, version: plan.version, started: now(), status: 0)
        entry.seconds = seconds
        if let stop {
            (entry.status, entry.error) = (stop.status, stop.text)
            try? file.append(entry)
            if outlet.screen == nil { outlet.say("error: \(stop.text)") }
            outlet.log(stop.text, .error)
            return stop.status
        }
        var run = Run(name: plan.run)
        _ = try? file.forEach(run: plan.run) { run.add($0) }
        let judgement = (try? VerdictRules.loading(home: plan.home)).map { Judgement(run, rules: $0, isOver: true) }
        // Without rules nothing may be sent.
        let verdict = judgement?.verdict ?? .doNotSend
        let sentence = judgement?.sentence ?? verdict.rawValue
        entry.status = verdict == .doNotSend ? 1 : 0
        entry.verdict = verdict
        try? file.append(entry)
        if outlet.screen == nil { outlet.say(sentence) }
        outlet.log("end: \(LogWords.of(sentence)); \(Self.text(seconds)) s", entry.status == 0 ? .note : .warning)
        return entry.status
    }
}

import Streams

/// Does the steps of a run: starts each when those before it are over, times it, and records what it could not record
/// itself. Steps that need nothing of each other run side by side; what is said of them is said in the order of the list.
public final class StepRunner {
    let plan: RunPlan
    let file: LedgerFile
    var outlet: RunOutlet
    var steps: [Step]
    private let began = ContinuousClock.now
    /// Whether records of steps may still be valid: until the first that is not.
    private var isResumed: Bool
    private var recorded: [LedgerEntry] = []
    /// What the health check found and a step may say more about.
    var heldBack: [String] = []
    private var configuration: [FileRecord] = []

    /// A step and how far it is.
    struct Step {
        let planned: PlannedStep
        var state = State.waiting
        /// What is said before it, such as why it must be done again.
        var reason: String?
        var isAnnounced = false
    }

    enum State {
        case waiting
        case running(Running)
        /// It ended, and that was not yet told.
        case ended(Running, status: Int32, seconds: Double)
        case skipped(LedgerEntry)
        case over
    }

    /// A program that runs.
    struct Running {
        let program: ChildProgram
        let kept: KeptMessages?
        let progress: SharedProgress?
        var rate = WorkRate()
        let began: ContinuousClock.Instant
        let started: String
    }

    /// Why a run ends before its end.
    public struct Stop: Error {
        public var status: Int32
        public var text: String
    }

    public init(_ plan: RunPlan, _ outlet: RunOutlet) {
        (self.plan, self.outlet) = (plan, outlet)
        file = LedgerFile(home: plan.home)
        steps = plan.steps.map { Step(planned: $0) }
        isResumed = plan.isResumed
    }

    /// Does all steps.
    ///
    /// - Returns: nil when the run came to its end; else why it did not.
    /// - Throws: when its beginning cannot be recorded.
    public func run(_ now: () -> String) throws -> Stop? {
        let signals = try SignalQueue()
        try begin(now())
        defer { for line in heldBack { outlet.screen?.note(line) } }
        do {
            while let front = steps.firstIndex(where: { if case .over = $0.state { false } else { true } }) {
                start(now)
                switch steps[front].state {
                case .skipped, .ended: try settle(front)
                default: try wait(signals, front)
                }
            }
            return nil
        } catch let stop as Stop {
            endAll(signals, stop)
            return stop
        }
    }

    var seconds: Double { began.duration(to: .now) / .seconds(1) }

    private func begin(_ time: String) throws {
        let beginning = plan.isResumed ? RunStep.resume : RunStep.start
        var entry = LedgerEntry(
            run: plan.run, step: beginning, tool: plan.script, version: plan.version, started: time,
            arguments: plan.arguments, status: 0)
        entry.steps = plan.steps.map(\.name)
        entry.leftOut = plan.leftOut
        var run = Run(name: plan.run)
        run.add(entry)
        entry.inputs = run.workbooks.map { FileRecord(reading: $0.path) }
        try file.append(entry)
        outlet.log("\(beginning): \(ShellWord.quoted(plan.arguments))", .note)
        if isResumed {
            try file.forEach(run: plan.run) { recorded.append($0) }
            configuration = ConfigurationFiles.read(home: plan.home)
        }
        guard outlet.screen != nil else { return }
        run.add(entry)
        let earlier = Run.grouped(try file.latest())
        for step in plan.steps {
            let expectation = Expectation(run, among: earlier, seconds: { $0.step(step.name)?.seconds })
            outlet.screen?.expected[step.name] = expectation?.seconds
        }
    }

    // MARK: Starting

    /// Starts all steps that can be started.
    private func start(_ now: () -> String) {
        for index in steps.indices {
            guard case .waiting = steps[index].state else { continue }
            let step = steps[index].planned
            let isReady = step.after.allSatisfy { name in
                guard let before = steps.first(where: { $0.planned.name == name }) else { return true }
                if case .over = before.state { return true }
                if case .skipped = before.state { return true }
                return false
            }
            guard isReady else {
                // Whether later records are valid depends on this step, too.
                if isResumed { return }
                continue
            }
            if isResumed, step.name != RunStep.health, isSkipped(index) { continue }
            launch(index, now)
        }
    }

    private func isSkipped(_ index: Int) -> Bool {
        switch plan.record(of: steps[index].planned, in: recorded, configuration) {
        case .stands(let entry):
            steps[index].state = .skipped(entry)
            return true
        case .isOutdated(let reason):
            isResumed = false
            steps[index].reason = reason
            return false
        }
    }

    private func launch(_ index: Int, _ now: () -> String) {
        let step = steps[index].planned
        let isFirst = steps[..<index].allSatisfy { if case .over = $0.state { true } else { false } }
        outlet.log("\(step.name): \(ShellWord.quoted(step.command))", .note)
        if isFirst { announce(index) }
        // What is shown out of turn is kept; a screen shows it only where that is asked for.
        let isKept = outlet.screen == nil ? !isFirst : true
        let kept = isKept ? KeptMessages() : nil
        let messages = kept.map(\.descriptor) ?? (outlet.screen == nil ? outlet.messages : nil)
        let progress = outlet.screen == nil ? nil : SharedProgress()
        let (began, started) = (ContinuousClock.now, now())
        do {
            let program = try ChildProgram(
                step.command, variables: ["MP_RUN": plan.run, "MP_STEP": step.name], messages: messages,
                progress: progress)
            steps[index].state = .running(
                Running(program: program, kept: kept, progress: progress, began: began, started: started))
        } catch {
            let text = (error as? ChildProgram.CannotStart)?.text ?? "\(error)"
            var entry = self.entry(step, status: ExitStatus.unavailable.rawValue, started, seconds: 0)
            entry.error = text
            try? file.append(entry)
            outlet.say("error: \(text)")
            steps[index].state = .skipped(entry)
        }
    }

    /// Says that a step is done now.
    func announce(_ index: Int) {
        guard !steps[index].isAnnounced else { return }
        steps[index].isAnnounced = true
        let name = steps[index].planned.name
        if let reason = steps[index].reason {
            outlet.log("\(name): to be done: \(reason)", .note)
            if let screen = outlet.screen {
                screen.note("from here on, because of step \(name): \(reason)", indent: 4)
            } else {
                outlet.say("\(name): to be done: \(reason)")
            }
        }
        if outlet.screen == nil { outlet.say(name) }
    }

    // MARK: Waiting

    private func wait(_ signals: borrowing SignalQueue, _ front: Int) throws {
        announce(front)
        for signal in signals.next(milliseconds: outlet.screen == nil ? 60_000 : 100)
        where signal != ProcessSignal.child {
            throw Stop(status: 128 + signal, text: "interrupted in step \(steps[front].planned.name)")
        }
        collect()
        if outlet.screen != nil, case .running(var running) = steps[front].state {
            let seconds = running.began.duration(to: .now) / .seconds(1)
            guard seconds >= 0.1 else { return }
            let work = running.progress?.current.map { ($0, running.rate.estimate($0, at: seconds)) }
            steps[front].state = .running(running)
            outlet.screen?.bar(
                .init(
                    steps: steps.map(\.planned.name), done: front, seconds: seconds, work: work,
                    piece: running.rate.piece))
        }
    }

    /// Notes which programs have ended.
    private func collect() {
        for index in steps.indices {
            guard case .running(let running) = steps[index].state, let status = running.program.status else { continue }
            let seconds = running.began.duration(to: .now) / .seconds(1)
            // A program that a signal ended could not write its own line.
            if status > 128 {
                try? file.append(entry(steps[index].planned, status: status, running.started, seconds: seconds))
            }
            steps[index].state = .ended(running, status: status, seconds: seconds)
        }
    }

    func entry(_ step: PlannedStep, status: Int32, _ started: String, seconds: Double) -> LedgerEntry {
        var entry = LedgerEntry(
            run: plan.run, step: step.name, tool: step.command[0], version: plan.version, started: started,
            arguments: Array(step.command.dropFirst()), status: status)
        entry.seconds = seconds
        return entry
    }

    /// Ends all programs that run. Of an interrupted run each is recorded as interrupted, the first of the list last.
    private func endAll(_ signals: borrowing SignalQueue, _ stop: Stop) {
        let running = steps.indices.filter { if case .running = steps[$0].state { true } else { false } }
        for index in running.reversed() {
            guard case .running(let step) = steps[index].state else { continue }
            step.program.terminate()
            while step.program.status == nil { _ = signals.next(milliseconds: 1000) }
            steps[index].state = .over
            guard ProcessSignal.interruptions.contains(stop.status - 128) else { continue }
            let seconds = step.began.duration(to: .now) / .seconds(1)
            try? file.append(entry(steps[index].planned, status: stop.status, step.started, seconds: seconds))
        }
    }
}

/// Runs checks at the same time, each as soon as the checks that it needs have passed.
///
/// No check waits for one that it does not need, and after the deadline no check is waited for.
public struct Checkup {
    private let checks: [HealthCheck]
    private let deadline: ContinuousClock.Instant
    private let timeout: Double
    private var results: [CheckName: HealthResult] = [:]

    /// - Parameters:
    ///   - checks: at most one of each name. If a check that another one needs is not among them, the other one is run
    ///     without it.
    ///   - timeout: the seconds from now after which checks that have not ended are unknown.
    public init(_ checks: [HealthCheck], timeout: Double) {
        self.checks = checks
        self.timeout = timeout
        deadline = .now + .seconds(timeout)
    }

    private struct Ended: Sendable {
        var outcome: Outcome
        var seconds: Double
    }

    /// The results, in the order of the checks.
    public func run() -> [HealthResult] {
        var run = self
        run.settleAll()
        return checks.compactMap { run.results[$0.name] }
    }

    private mutating func settleAll() {
        let workers = Workers<CheckName, Ended>()
        let names = Set(checks.map(\.name))
        var waiting = checks
        var running: Set<CheckName> = []
        var isLate = false
        while true {
            var progress = true
            while progress {
                progress = false
                for check in waiting {
                    let needed = check.name.needs.filter(names.contains)
                    let known = needed.compactMap { results[$0] }
                    if let failed = known.first(where: \.isFailed) {
                        settle(check.name, blockedBy: failed)
                    } else if known.count < needed.count {
                        continue
                    } else if isLate {
                        settle(check.name, late)
                    } else if start(check, on: workers) {
                        running.insert(check.name)
                    }
                    progress = true
                    waiting.removeAll { $0.name == check.name }
                }
            }
            guard !running.isEmpty else { return }
            if let (name, ended) = workers.next(until: deadline) {
                running.remove(name)
                results[name] = HealthResult(name, ended.outcome, seconds: ended.seconds)
            } else {
                isLate = true
                for name in running { settle(name, late, seconds: timeout) }
                running = []
            }
        }
    }

    /// - Returns: whether the check runs. A check that cannot be started gets its result here.
    private mutating func start(_ check: HealthCheck, on workers: Workers<CheckName, Ended>) -> Bool {
        let hasStarted = workers.start(check.name) {
            let clock = ContinuousClock()
            var outcome = Outcome(.unknown, "")
            let elapsed = clock.measure {
                do { outcome = try check.run() } catch { outcome = Outcome(error) }
            }
            return Ended(outcome: outcome, seconds: elapsed.inSeconds)
        }
        if !hasStarted {
            settle(
                check.name,
                Outcome(.unknown, "not run: no thread could be had", fix: "see the limits on processes (ulimit -u)"))
        }
        return hasStarted
    }

    private mutating func settle(_ name: CheckName, _ outcome: Outcome, seconds: Double = 0) {
        results[name] = HealthResult(name, outcome, seconds: seconds)
    }

    /// The result names the first check that failed, not one that was blocked itself: the first is the one to fix.
    private mutating func settle(_ name: CheckName, blockedBy failed: HealthResult) {
        let cause = failed.blockedBy ?? failed.name
        let outcome = Outcome(.unknown, "not run: depends on \(cause.rawValue)")
        results[name] = HealthResult(name, outcome, seconds: 0, blockedBy: cause)
    }

    private var late: Outcome {
        Outcome(
            .unknown, "did not end within \(shortNumber(timeout)) s",
            fix:
                "see what it waits for: a FIFO, a file system that hangs, a very large workbook; --timeout gives more time"
        )
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// Runs checks at the same time, each as soon as those that it needs have passed.
///
/// None waits for another that it does not need, and none is waited for beyond the deadline.
public struct Checkup {
    private let checks: [HealthCheck]
    private let deadline: ContinuousClock.Instant
    private let timeout: Double
    private var results: [CheckName: HealthResult] = [:]

    /// - Parameters:
    ///   - checks: at most one of each name. A check whose need is not among them is run without.
    ///   - timeout: seconds from now after which checks that have not ended are unknown.
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

    /// - Returns: whether it runs; a check that cannot be started is settled.
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

    /// The cause is named, not the link before: it is what is to be mended.
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

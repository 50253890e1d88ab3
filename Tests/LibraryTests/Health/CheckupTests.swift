import Glibc
import Testing

@testable import Health

/// Checks run side by side: what one does is no other's matter.
@Suite("Running checks") struct CheckupTests {
    private func good(_ name: CheckName) -> HealthCheck { HealthCheck(name) { Outcome(.ok, "good") } }
    private func bad(_ name: CheckName, _ verdict: Verdict = .critical) -> HealthCheck {
        HealthCheck(name) { Outcome(verdict, "bad") }
    }
    /// Waits for what never comes: the reading end of a pipe that nobody writes to.
    private func hung(_ name: CheckName) -> HealthCheck {
        HealthCheck(name) {
            var ends: [Int32] = [-1, -1]
            pipe(&ends)
            var byte: UInt8 = 0
            _ = read(ends[0], &byte, 1)
            return Outcome(.ok, "never")
        }
    }

    @Test("every check has a result, in the order given")
    func order() {
        let names = CheckName.allCases.reversed()
        #expect(Checkup(names.map(good), timeout: 60).run().map(\.name) == Array(names))
    }

    @Test("a check that needs a failed one is not run, and names the cause", arguments: [Verdict.critical, .unknown])
    func blocked(verdict: Verdict) throws {
        let results = Checkup(
            [bad(.home, verdict)] + [.planFile, .configuration, .planWorkbook, .deliveryWorkbook, .pair].map(good),
            timeout: 60
        ).run()
        for result in results.dropFirst() {
            #expect(result.verdict == .unknown)
            #expect(result.blockedBy == .home)
            #expect(result.outcome.text == "not run: depends on home")
        }
    }

    @Test("a warning blocks nothing")
    func warning() {
        let results = Checkup([bad(.home, .warning), good(.planFile)], timeout: 60).run()
        #expect(results.map(\.verdict) == [.warning, .ok])
    }

    @Test("one that hangs is unknown when time is over, and so is what needs it; all others have their verdicts")
    func hanging() {
        let start = ContinuousClock.now
        let results = Checkup(CheckName.allCases.map { $0 == .planFile ? hung($0) : good($0) }, timeout: 0.5).run()
        #expect(ContinuousClock.now - start < .seconds(30))
        for result in results {
            let isTouched = result.name == .planFile || result.name.allNeeds.contains(.planFile)
            #expect(result.verdict == (isTouched ? .unknown : .ok), "\(result)")
        }
        #expect(results.first { $0.name == .planFile }?.outcome.text == "did not end within 0.5 s")
    }

    @Test("an error that is thrown is the check's outcome")
    func thrown() {
        struct Odd: Error {}
        let results = Checkup([HealthCheck(.home) { throw Odd() }], timeout: 60).run()
        #expect(results[0].verdict == .unknown && results[0].outcome.text.contains("could not be checked"))
    }

    /// The property that operators rely on: for every set of failed checks, each other check is as it is without them,
    /// unless it needs one of them.
    @Test("no failure of one check changes another's verdict", arguments: 0..<200)
    func independence(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let failing = CheckName.allCases.reduce(into: [CheckName: Verdict]()) { failing, name in
            if Int.random(in: 0..<6, using: &random) == 0 {
                failing[name] = [.critical, .unknown, .warning].randomElement(using: &random)
            }
        }
        let results = Checkup(
            CheckName.allCases.shuffled(using: &random).map { name in failing[name].map { bad(name, $0) } ?? good(name)
            }, timeout: 60
        ).run()
        for result in results {
            let isBlocked = result.name.allNeeds.contains { [.critical, .unknown].contains(failing[$0]) }
            let expected: Verdict = isBlocked ? .unknown : failing[result.name] ?? .ok
            #expect(result.verdict == expected, "seed \(seed), failing \(failing): \(result)")
            #expect((result.blockedBy != nil) == isBlocked)
        }
    }

    @Test(
        "what a selection runs and reports",
        arguments: [
            ([], [], [.service], []),
            (
                [.pair], [], [.clock, .template, .service],
                [.home, .configuration, .planFile, .planWorkbook, .deliveryWorkbook]
            ),
            ([], [.planFile], [.planFile, .planWorkbook, .pair, .templateFit, .service], []),
            ([.clock], [], [.home], []),
        ] as [([CheckName], [CheckName], Set<CheckName>, Set<CheckName>)])
    func selection(only: [CheckName], skip: [CheckName], absent: Set<CheckName>, silent: Set<CheckName>) {
        let selection = CheckSelection(only: only, skip: skip, isOnline: false)
        #expect(selection.toRun.isDisjoint(with: absent) && selection.toReport.isDisjoint(with: absent))
        #expect(selection.toRun.isSuperset(of: silent) && selection.toReport.isDisjoint(with: silent))
        #expect(selection.toReport == Set(only.isEmpty ? CheckName.allCases.filter { !absent.contains($0) } : only))
    }

    @Test(
        "the worst verdict is the whole's: what is known to be wrong counts for more than what is not known",
        arguments: [
            ([], .ok), ([.ok, .unknown], .unknown), ([.unknown, .warning, .ok], .warning),
            ([.critical, .unknown], .critical),
        ] as [([Verdict], Verdict)])
    func worst(verdicts: [Verdict], expected: Verdict) { #expect(Verdict.worst(verdicts) == expected) }
}

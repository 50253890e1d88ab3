import Testing

@testable import Streams

@Suite struct WorkRateTests {
    /// Noted after so many seconds, and the seconds left that are expected then.
    private typealias Step = (seconds: Double, work: WorkProgress, left: Int?)

    @Test func theTimeLeftIsThatOfTheRestAtTheRateSoFar() {
        let steps: [Step] = [
            (0, .init(.reading, 0, of: 1000), nil),
            (1, .init(.reading, 0, of: 1000), nil),
            (2, .init(.reading, 100, of: 1000), 18),
            (4, .init(.reading, 500, of: 1000), 4),
            (4, .init(.reading, 1000, of: 1000), 0),
        ]
        check(steps)
        var rate = WorkRate()
        #expect(rate.estimate(.init(.reading, 0, of: 1000), at: 3) == nil)
        #expect(rate.estimate(.init(.reading, 500, of: 1000), at: 7)?.perSecond == 125)
    }

    @Test func anotherFileAndWritingAfterReadingBeginAnew() {
        let steps: [Step] = [
            (0, .init(.reading, 0, of: 1000), nil),
            (10, .init(.reading, 1000, of: 1000), 0),
            (10, .init(.reading, 0, of: 2000), nil),
            (11, .init(.reading, 1000, of: 2000), 1),
            // The same file once more.
            (12, .init(.reading, 10, of: 2000), nil),
            (13, .init(.reading, 1010, of: 2000), 1),
            (20, .init(.writing, 5, of: 2000), nil),
            (21, .init(.writing, 10, of: 2000), 398),
        ]
        check(steps)
    }

    @Test func whatIsNotKnownOrMoreThanAllIsNoTrap() {
        var rate = WorkRate()
        #expect(rate.estimate(.init(.reading, 5, of: 10), at: 0) == nil)
        #expect(rate.estimate(.init(.reading, 20, of: 10), at: 1)?.secondsLeft == 0)
        #expect(rate.estimate(.init(.reading, 20, of: Int.max), at: 1) == nil)
        #expect(rate.estimate(.init(.reading, 21, of: Int.max), at: 1e-300) == nil)
        #expect(WorkProgress(.reading, 20, of: 10).share == 1)
        #expect(WorkProgress(.reading, -20, of: 10).share == 0)
    }

    private func check(_ steps: [Step]) {
        var rate = WorkRate()
        for step in steps {
            #expect(rate.estimate(step.work, at: step.seconds)?.secondsLeft == step.left, "after \(step.seconds) s")
        }
    }

    @Test("files that are read one after the other are numbered, and writing begins anew") func pieces() {
        var rate = WorkRate()
        var pieces: [Int] = []
        for (kind, done, total) in [
            (WorkProgress.Kind.reading, 10, 100), (.reading, 90, 100), (.reading, 5, 300), (.reading, 2, 100),
            (.writing, 1, 50),
        ] {
            _ = rate.estimate(WorkProgress(kind, done, of: total), at: 1)
            pieces.append(rate.piece)
        }
        #expect(pieces == [1, 1, 2, 3, 1])
    }
}

import Testing

@testable import Trackers

/// What a column of the configuration is summed over.
@Suite("Tallies of own columns") struct OwnTallyTests {
    @Test(
        "ranges with a day in common are several lines of that day",
        arguments: DaysOfLines.ranges)
    func overlap(ranges: [(Int, Int)], isTwice: Bool) {
        var tally = OwnTally()
        for (first, last) in ranges { tally.add(1, DaysOfLines.line(first, last), keepsDays: true) }
        #expect(tally.axes.contains(.lines) == isTwice)
    }
}

import MediaPlans
import Testing
import Workbooks

@testable import Trackers

/// What a column of the configuration is summed over.
@Suite("Tallies of own columns") struct OwnTallyTests {
    private func line(_ first: Int, _ last: Int) -> Record {
        var record = Record(sourceType: .deliveredMedia, sheetPlatform: "META")
        record[.startDate] = .date(CivilDate(year: 2026, month: 4, day: first))
        record[.endDate] = .date(CivilDate(year: 2026, month: 4, day: last))
        return record
    }

    @Test(
        "ranges with a day in common are several lines of that day",
        arguments: [
            ([(1, 7), (8, 14)], false), ([(1, 7), (5, 9)], true), ([(1, 7), (1, 7)], true),
            ([(8, 14), (1, 7), (7, 7)], true),
            ([(20, 20), (1, 1), (10, 12)], false), ([(1, 30), (10, 10)], true),
        ])
    func overlap(ranges: [(Int, Int)], isTwice: Bool) {
        var tally = OwnTally()
        for (first, last) in ranges { tally.add(1, line(first, last), keepsDays: true) }
        #expect(tally.axes.contains(.lines) == isTwice)
    }
}

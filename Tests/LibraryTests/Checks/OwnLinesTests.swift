import Testing

@testable import Checks

/// What a column of the configuration is summed over.
@Suite("Lines of own columns") struct OwnLinesTests {
    @Test(
        "ranges with a day in common are several lines of that day",
        arguments: DaysOfLines.ranges)
    func overlap(ranges: [(Int, Int)], isTwice: Bool) {
        var sum = OwnLines.Sum()
        for (first, last) in ranges { sum.add(1, of: DaysOfLines.line(first, last)) }
        #expect(sum.axes.contains(.lines) == isTwice)
    }
}

import Testing

@testable import Trackers

@Suite("The performance report") struct PerformanceReportTests {
    private func report(seconds: Double, earlier: [EarlierRun] = []) -> String {
        let log = PerformanceLog(steps: [.init(name: "read records", rows: 1000, unit: "records", seconds: seconds)])
        return log.text(RunExpectation(records: 1000, cells: 1000, isLive: true), earlier: earlier)
    }

    @Test("names steps, rate, memory and what a run of this size takes; past twice that it says so")
    func expectation() {
        // 0.01 s, 1000 cells of 25 µs, and 1000 records of 40 µs.
        let usual = report(seconds: 0.075)
        #expect(usual.contains("Expected     0.075 s for 1,000 records and 1,000 cells, live"))
        #expect(usual.contains("1.0 times what is expected") && !usual.contains("SLOW"))
        #expect(usual.contains("13,333") && usual.contains("Peak memory") && usual.contains("Processor"))
        #expect(report(seconds: 0.15).contains("2.0 times") && !report(seconds: 0.15).contains("SLOW"))
        #expect(report(seconds: 0.3).contains("SLOW: 4.0 times what is expected"))
    }

    @Test("compares with the median of the last ten runs of about this size")
    func ledger() {
        let alike = (1...12).map { EarlierRun(started: "run \($0)", records: 900, seconds: Double($0) / 100) }
        let other = [
            EarlierRun(started: "large", records: 100_000, seconds: 9),
            EarlierRun(started: "small", records: 499, seconds: 9),
        ]
        let text = report(seconds: 0.3, earlier: other + alike + other)
        // Runs 3 to 12: the median lies between 0.07 and 0.08.
        #expect(text.contains("Median       0.0750 s") && text.contains("SLOW: 4.0 times that median"))
        #expect(
            text.contains("run 3") && !text.contains("run 2 ") && !text.contains("large") && !text.contains("small"))
        #expect(report(seconds: 0.3, earlier: other).contains("The ledger holds no run before this"))
    }
}

import Testing

@testable import Trackers

@Suite("The performance report") struct PerformanceReportTests {
    private func report(seconds: Double, bytes: Int = 50 << 10, earlier: [EarlierRun] = []) -> String {
        let log = PerformanceLog(steps: [.init(name: "read records", rows: 1000, unit: "records", seconds: seconds)])
        return log.text(RunExpectation(bytes: bytes, records: 1000, cells: 1000, isLive: true), earlier: earlier)
    }

    @Test("names steps, rate, memory and what a run on files of this size may take; past twice that it says so")
    func expectation() {
        let usual = report(seconds: 0.075)
        #expect(usual.contains("Taken        0.075 s for 50.0 KiB: 1,000 records and 1,000 cells, live"))
        #expect(usual.contains("0.0 times what its class may take") && !usual.contains("SLOW"))
        #expect(usual.contains("13,333") && usual.contains("Peak memory") && usual.contains("Processor"))
        #expect(report(seconds: 10).contains("2.0 times") && !report(seconds: 10).contains("SLOW"))
        #expect(report(seconds: 15).contains("SLOW: 3.0 times what its class may take"))
    }

    @Test(
        "classes of time are by the size of the files",
        arguments: [(1 << 20, 5), ((1 << 20) + 1, 30), (10 << 20, 30), (50 << 20, 120), (51 << 20, 300)]
            as [(Int, Double)])
    func classes(bytes: Int, seconds: Double) {
        let expectation = RunExpectation(bytes: bytes, records: 1, cells: 1, isLive: false)
        #expect(expectation.seconds == seconds)
        #expect(report(seconds: seconds * 2, bytes: bytes).contains("<- this run"))
        #expect(!report(seconds: seconds * 2, bytes: bytes).contains("SLOW"))
        #expect(report(seconds: seconds * 2 + 0.1, bytes: bytes).contains("SLOW"))
    }

    @Test("compares with the median of the last ten runs of about this size")
    func ledger() {
        let alike = (1...12).map { EarlierRun(started: "run \($0)", records: 900, seconds: Double($0) / 10) }
        let other = [
            EarlierRun(started: "large", records: 100_000, seconds: 9),
            EarlierRun(started: "small", records: 499, seconds: 9),
        ]
        let text = report(seconds: 3, earlier: other + alike + other)
        // Runs 3 to 12: the median is between 0.7 and 0.8.
        #expect(text.contains("Median       0.7500 s") && text.contains("SLOW: 4.0 times that median"))
        #expect(
            text.contains("run 3") && !text.contains("run 2 ") && !text.contains("large") && !text.contains("small"))
        // Below two seconds other things than the work decide.
        let short = (1...12).map { EarlierRun(started: "run \($0)", records: 900, seconds: Double($0) / 100) }
        #expect(!report(seconds: 1.9, earlier: short).contains("SLOW"))
        #expect(report(seconds: 0.3, earlier: other).contains("The ledger holds no run before this"))
    }
}

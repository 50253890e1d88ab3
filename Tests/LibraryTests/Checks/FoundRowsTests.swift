import Streams
import Testing

@testable import Checks
@testable import MediaPlans

/// Findings are grouped by what a person fixes at once.
@Suite("Rows of a finding") struct FoundRowsTests {
    private func log(_ cells: [String], sheet: String = "TIKTOK", text: String = "BUDGET_LOCAL is empty") -> FindingLog
    {
        let log = FindingLog(settings: CheckSettings())
        for cell in cells {
            log.add(
                Message(
                    .error, MessageCode(rawValue: "required-empty"),
                    at: Place(file: "p.xlsx", sheet: sheet, cell: cell), text))
        }
        return log
    }

    @Test(
        "the same in cells of one column is one finding",
        arguments: [
            ((22...42).map { "Y\($0)" }, "Y22:Y42 (21)"), (["Y3", "Y5", "Y6"], "Y3, Y5:Y6 (3)"), (["Y3"], "Y3"),
            ((1...10).map { "Y\($0 * 2)" }, "Y2, Y4, Y6, Y8, Y10, Y12, Y14, Y16, … (10)"),
        ])
    func together(cells: [String], text: String) {
        let log = log(cells)
        #expect(log.count(.error) == cells.count)
        #expect(log.sorted.first?.listed == cells.count)
        #expect(log.sorted.first?.findings.map(\.place.cell) == [text])
        #expect(log.found.first?.cases.first?.place.cell == text)
    }

    @Test("another column, sheet or text is a finding of its own, and so is what names no cell")
    func apart() {
        #expect(log(["Y3", "Z4"]).sorted.first?.findings.count == 2)
        #expect(log(["line 3", "line 4"]).sorted.first?.findings.count == 2)
        let log = log(["Y3"])
        let code = MessageCode(rawValue: "required-empty")
        log.add(Message(.error, code, at: Place(file: "p.xlsx", sheet: "META", cell: "Y4"), "BUDGET_LOCAL is empty"))
        log.add(Message(.error, code, at: Place(file: "p.xlsx", sheet: "TIKTOK", cell: "Y4"), "BUDGET_LOCAL is \"x\""))
        #expect(log.sorted.first?.findings.count == 3)
    }
}

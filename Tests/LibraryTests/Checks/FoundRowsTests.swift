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
        #expect(log.count(.error) == 1)
        #expect(log.sorted.first?.cells == cells.count)
        #expect(log.found.first?.count == 1)
        #expect(log.found.first?.cells == cells.count)
        #expect(log.sorted.first?.findings.map(\.place.cell) == [text])
        #expect(log.found.first?.cases.first?.place.cell == text)
    }

    @Test("beyond the listed ones the same is one finding, too") func unlisted() {
        let log = FindingLog(settings: CheckSettings(), kept: 2)
        let code = MessageCode(rawValue: "required-empty")
        for row in 1...5 {
            for column in ["A", "B", "C", "D"] {
                log.add(Message(.error, code, at: Place(file: "p.xlsx", sheet: "META", cell: "\(column)\(row)"), "x"))
            }
        }
        let group = log.sorted.first
        #expect(group?.count == 4)
        #expect(group?.cells == 20)
        #expect(group?.counted == "4, 20 cells")
        #expect(group?.findings.map(\.place.cell) == ["A1:A5 (5)", "B1:B5 (5)"])
    }

    @Test("values of one column that are out of range are one finding with their range") func values() {
        let log = FindingLog(settings: CheckSettings())
        let code = MessageCode(rawValue: "negative-value")
        for (row, value) in [(3, -5.0), (4, -2.5), (9, -7)] {
            log.add(code, at: Spot(file: "p.xlsx", sheet: "META", cell: "Y\(row)")) {
                FindingWords("CLICKS_ACTIONS", is: value, expected: "a number from 0")
            }
        }
        log.add(code, at: Spot(file: "p.xlsx", sheet: "META", cell: "Y10")) {
            FindingWords("VIDEO_VIEWS", is: -1, expected: "a number from 0")
        }
        #expect(log.count == 2)
        let findings = log.sorted.first?.findings ?? []
        #expect(findings.map(\.text) == ["CLICKS_ACTIONS is -7 to -2.5", "VIDEO_VIEWS is -1"])
        #expect(findings.map(\.place.cell) == ["Y3:Y4, Y9 (3)", "Y10"])
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

import Glibc
import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// Labelled numbers outside the blocks. Sizes: UAE 2, Kuwait 3, Qatar 4; planned budget 1000 and impressions 1,000,000 a size, actual budget 970.
@Suite("Numbers outside the blocks") struct LooseNumberTests {
    /// What the audit of the clean tracker with a further sheet says of it: codes by cell.
    private func audit(_ rows: [[CellValue]], named name: String = "Summary") throws -> [String: String] {
        var template = Array("/tmp/mp-loose.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        let path = folder + "/tracker.xlsx"
        defer {
            unlink(path)
            rmdir(folder)
        }
        let writer = try WorkbookWriter(path: path)
        try writer.beginSheet(named: "Tracker")
        for row in CleanTracker.grid { try writer.writeRow(row) }
        try writer.beginSheet(named: name)
        for row in rows { try writer.writeRow(row) }
        try writer.finish()
        let log = FindingLog(settings: CheckSettings())
        let checker = RecordChecker(
            settings: CheckSettings(), vocabulary: .builtIn, log: log, isReadFromWorkbook: false)
        for record in CleanCampaign().records { checker.check(record) }
        let summary = try TrackerAudit(
            path, settings: CheckSettings(), vocabulary: .builtIn, words: .builtIn, log: log,
            campaign: checker.campaign, rawData: RawDataAudit()
        ).run(template: nil)
        let findings = log.sorted.flatMap(\.findings)
        #expect(summary.beside == findings.count { $0.code == .figureBeside })
        return Dictionary(findings.map { ($0.spot.cell ?? "", $0.code.rawValue) }, uniquingKeysWith: { $0 + " " + $1 })
    }

    private func text(_ words: [String]) -> [CellValue] { words.map { .text($0) } }

    @Test("a copy of the tracker's sheet is one finding; one that was changed is audited") func copies() throws {
        let copy = try audit(CleanTracker.grid, named: "Copy")
        #expect(Array(copy.values) == ["sheet-copied"], "\(copy)")
        var rows = CleanTracker.grid
        let row = try #require(rows.firstIndex { $0.contains { $0.number != nil } })
        let column = try #require(rows[row].firstIndex { $0.number != nil })
        rows[row][column] = .number(12_345)
        let changed = try audit(rows, named: "Copy")
        #expect(changed.values.contains("structure-broken") && !changed.values.contains("sheet-copied"), "\(changed)")
    }

    @Test("budgets of the whole campaign are compared") func budgets() throws {
        #expect(try audit([text(["PLANNED BUDGET"]) + [.number(9000)]]) == [:])
        #expect(try audit([text(["PLANNED BUDGET"]) + [.number(99_999)]]) == ["B1": "figure-wrong"])
        #expect(try audit([text(["ACTUAL BUDGET"]) + [.number(0)]]) == ["B1": "figure-wrong"])
    }

    @Test(
        "a figure in a sentence is one of the records', or is said",
        arguments: [
            ("Total spend: 8,730.00 USD", true), ("Total spend: 53,672.57 USD", false),
            ("Actual budget is $8.73K", true), ("We delivered 9,000,000 impressions, at a CPM of 0.97", true),
            ("We delivered 9.1M impressions so far", false), ("DV360: planned budget 9000; actual budget 8730", true),
            ("Planned budget on DV360 = 9,500.00", false), ("UAE impressions: 2 million", true),
            ("Impressions of Kuwait were 2.000.000", false), ("CPM 1.25 (planned 1.00)", false),
            // Nothing that is a figure.
            ("Budget of Q2 2026, see plan of 2026-04-01", true), ("Reach 25-54 year olds; VTR 25% is a quartile", true),
            ("Contact: +971 4 123 4567", true), ("Invoice 20931 of the agency", true),
        ]) func sentences(note: String, isRight: Bool) throws
    {
        #expect(try audit([text([note])]) == (isRight ? [:] : ["A1": "figure-beside"]))
    }

    @Test("a table of platforms is compared; without a side either is right") func platforms() throws {
        let head = text(["Platform", "Spend", "Impressions"])
        #expect(try audit([head, text(["DV360"]) + [.number(8730), .number(9_000_000)]]) == [:])
        #expect(try audit([head, text(["DV360"]) + [.number(9000), .number(9_000_000)]]) == [:])
        #expect(
            try audit([head, text(["DV360"]) + [.number(1), .number(0)]]) == [
                "B2": "figure-wrong", "C2": "figure-wrong",
            ])
    }

    @Test("headers over several columns count for all of them") func pairs() throws {
        let rows = [
            text(["", "UAE"]) + [.empty] + text(["Kuwait"]), text(["", "PLANNED", "ACTUALS", "PLANNED", "ACTUALS"]),
        ]
        func budgets(_ numbers: [Double]) throws -> [String: String] {
            try audit(rows + [text(["Budget"]) + numbers.map { .number($0) }])
        }
        #expect(try budgets([2000, 1940, 3000, 2910]) == [:])
        #expect(try budgets([2000, 1940, 2000, 2910]) == ["D3": "figure-wrong"])
    }

    @Test("what cannot be told is named, and not compared") func unclear() throws {
        // Of which figure planned and actual are is not said; 2000 is UAE's budget.
        let head = text(["Market", "Planned", "Actual"])
        #expect(try audit([head, text(["UAE"]) + [.number(2000), .number(7)]]) == ["C2": "figure-beside"])
        // People whom two platforms reached count twice in a sum.
        #expect(try audit([text(["TOTAL REACH"]) + [.number(123)]]) == ["B1": "figure-beside"])
        #expect(try audit([text(["IMPRESSIONS (M)"]) + [.number(9)]]) == ["B1": "figure-beside"])
        #expect(try audit([text(["PLANNED BUDGET (EUR)"]) + [.number(9000)]]) == ["B1": "figure-beside"])
        #expect(try audit([text(["PLANNED BUDGET"]) + [.number(9000)]], named: "Last month") == ["B1": "figure-beside"])
    }

    @Test("numbers that nobody takes for a figure are passed over") func others() throws {
        #expect(
            try audit([
                text(["Contacts", "Number of people"]), text(["Agency"]) + [.number(3)],
                text(["Version"]) + [.number(2)], text(["Frequency cap"]) + [.number(3)],
                text(["TA Population"]) + [.number(5_000_000)],
            ]) == [:])
    }

    @Test("the values of the sheet Lineage are those of the cells") func lineage() throws {
        func lineage(_ value: Double) throws -> [String: String] {
            try audit(
                [
                    text(["Sheet", "Cell", "Figure", "Value"]),
                    text(["Tracker", "E17", "Awareness Impressions"]) + [.number(value)],
                ], named: "Lineage")
        }
        #expect(try lineage(1_200_000) == [:])
        #expect(try lineage(0) == ["D2": "lineage-differs"])
    }
}

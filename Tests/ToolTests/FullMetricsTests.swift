import Testing
import Workbooks

/// A block template with metrics of the configuration and a fourth stage: filled live, calculated anew by LibreOffice, audited.
@Suite("Metrics and a fourth stage in one template") struct FullMetricsTests {
    private static let metrics = """
        {"columns": {"CONVERSIONS": {"headers": ["Purchases"]}, "CONVERSION_VALUE": {"unit": "money"},
                     "VIEWABLE": {"headers": ["Viewable impressions"]}, "MEASURABLE": {"headers": ["Measurable impressions"]}},
         "metrics": {
           "conversions": {"labels": ["Conversions"], "formula": "CONVERSIONS"},
           "cpa": {"labels": ["CPA"], "formula": "BUDGET_LOCAL / CONVERSIONS"},
           "roas": {"labels": ["ROAS"], "formula": "CONVERSION_VALUE / BUDGET_LOCAL"},
           "viewability": {"labels": ["Viewability"], "formula": "VIEWABLE / MEASURABLE", "unit": "share"}}}
        """
    private static let stages = """
        {"vocabulary": {"stages": [
          {"code": "awareness", "name": "Awareness", "goal": "reach"},
          {"code": "consideration", "name": "Consideration", "goal": "views"},
          {"code": "purchase", "name": "Purchase", "goal": "clicks"},
          {"code": "loyalty", "name": "Loyalty", "aliases": ["Retention"]}]}}
        """
    private static let plan = """
        Platform,Market,Objective,Budget (USD),Impressions,Purchases,Conversion value,Viewable impressions,Measurable impressions
        META,Qatar,Awareness,100,1000,2,50,600,800
        META,Qatar,Retention,300,2000,6,900,1500,1800
        META,UAE,Loyalty,500,4000,10,1250,3000,3600

        """
    private static let report = """
        Platform,Market,Objective,Spend (USD),Impressions,Purchases,Conversion value,Viewable impressions,Measurable impressions
        META,Qatar,Awareness,90,900,3,45,500,700
        META,Qatar,Loyalty,310,2100,5,620,1600,2000
        META,UAE,Loyalty,520,4100,13,1040,2900,4000
        META,UAE,Awareness,60,600,,30,,500

        """
    private static let sections: [(String, [String])] = [
        ("Campaign Level", ["Budget", "Conversions", "CPA", "ROAS", "Viewability"]),
        ("Awareness", ["Budget", "CPA", "Viewability"]), ("Loyalty", ["Budget", "CPA", "ROAS", "Viewability"]),
    ]

    /// By row: TOTAL, UAE and Qatar, planned and actual each; nil where it is unknown. Worked out by hand.
    private static let expected: [Int: [Double?]] = [
        4: [900, 980, 500, 580, 400, 400],
        5: [18, 21, 10, 13, 8, 8],
        6: [50, 980 / 21, 50, 580 / 13, 50, 50],
        7: [2200 / 900, 1735 / 980, 2.5, 1070 / 580, 950 / 400, 665 / 400],
        8: [5100 / 6200, 5000 / 7200, 3000 / 3600, 2900 / 4500, 2100 / 2600, 2100 / 2700],
        10: [100, 150, nil, 60, 100, 90],
        11: [50, 50, nil, nil, 50, 30],
        12: [0.75, 500 / 1200, nil, nil, 0.75, 500 / 700],
        13: [800, 830, 500, 520, 300, 310],
        14: [50, 830 / 18, 50, 40, 50, 62],
        15: [2150 / 800, 2, 2.5, 2, 3, 2],
        16: [4500 / 5400, 4500 / 6000, 3000 / 3600, 2900 / 4000, 1500 / 1800, 0.8],
    ]

    @Test("figures are those worked out by hand, LibreOffice arrives at them, and the audit finds them right")
    func live() async throws {
        try await withTemporaryFolder { home in
            _ = try await runShell("mkdir config", in: home)
            try write(Self.metrics, to: "\(home)/config/metrics.json")
            try write(Self.stages, to: "\(home)/config/toolkit.json")
            try write(Self.plan, to: "\(home)/plan.csv")
            try write(Self.report, to: "\(home)/report.csv")
            try BlockTemplate.write("\(home)/template.xlsx", Self.sections)
            let records = try await runTool(
                "mp-extract", ["--planned", "plan.csv", "--delivered", "report.csv", "--combine"], in: home)
            try write(records.output, to: "\(home)/records.tsv")
            let run = try await WorkedOutFigures.fill(in: home, "live")
            #expect(!run.errors.contains("error:"), "\(run)")
            let book = try Workbook(path: "\(home)/tracker.xlsx")
            try WorkedOutFigures.expect(Self.expected, from: 3, of: try book.grid(of: book.sheets[0]))
            try await WorkedOutFigures.expectRightAudit(in: home)
            try Self.expectInsights(of: book)
            let report = try await runShell("cat *COMPREHENSIVE_REPORT.txt", in: home)
            #expect(report.output.contains("METRICS OF THE CONFIGURATION"), "\(report)")
            #expect(report.output.contains("Conversions       18      21"), "\(report)")
            #expect(report.output.contains("Viewability   82.3 %  69.4 %"), "\(report)")
            guard hasLibreOffice else { return }
            let calculated = try await recalculationDifferences(in: home)
            // Each of the figures is a formula.
            #expect(calculated.formulas >= Self.expected.count * 6, "\(calculated.formulas)")
            #expect(calculated.differences.isEmpty, "\(calculated.differences.prefix(10))")
        }
    }

    /// Campaign Insights has the metrics of the platform, with the numbers of its TOTAL, as formulas.
    private static func expectInsights(of book: Workbook) throws {
        let sheet = try #require(book.sheets.first { $0.name == "Campaign Insights" })
        let grid = try book.grid(of: sheet)
        let title = try #require(
            grid.cells.first { $0.value.value.text == "Metrics of the configuration by platform" }?.key)
        func cell(_ row: Int, _ column: Int) -> CellReference {
            CellReference(row: title.row + row, column: title.column + column)
        }
        let heads = (1...8).map { grid[cell(1, $0)].text ?? "" }
        #expect(
            heads == ["Conversions", "CPA", "ROAS", "Viewability"].flatMap { ["\($0) planned", "\($0) actual"] })
        #expect(grid[cell(2, 0)].text == "META" && grid[cell(3, 0)].isEmpty)
        let wanted = [5, 6, 7, 8].flatMap { expected[$0]?.prefix(2) ?? [] }
        for (column, value) in wanted.enumerated() {
            let number = try #require(grid[cell(2, column + 1)].number)
            #expect(try abs(number - #require(value)) < 1e-9)
            #expect(grid.cells[cell(2, column + 1)]?.formula != nil)
        }
    }
}

import Testing
import Workbooks

/// Figures of a filled tracker, held against values that were worked out by hand.
enum WorkedOutFigures {
    /// Requires that a cell has the value, or shows `-` where it is nil.
    static func expect(_ value: Double?, at cell: CellReference, of grid: SheetGrid) throws {
        guard let value else {
            #expect(grid[cell] == .text("-"), "\(cell): \(grid[cell])")
            return
        }
        let there = try #require(grid[cell].number, "\(cell): \(grid[cell])")
        #expect((there - value).magnitude <= 1e-12 * value.magnitude, "\(cell) \(there) \(value)")
    }

    /// Requires rows of values that begin in a column, by row.
    static func expect(_ rows: [Int: [Double?]], from column: Int, of grid: SheetGrid) throws {
        for (row, values) in rows {
            for (index, value) in values.enumerated() {
                try expect(value, at: CellReference(row: row, column: column + index), of: grid)
            }
        }
    }

    /// Requires that the audit of `tracker.xlsx` against `records.tsv` compares all figures and formulas and finds none wrong.
    static func expectRightAudit(in home: String) async throws {
        let audit = try await runTool("mp-validate", ["--against", "records.tsv", "tracker.xlsx"], in: home)
        #expect(audit.output.contains(" 0 wrong, 0 missing; 0 not compared"), "\(audit)")
        #expect(!audit.output.contains("formula-") && !audit.output.contains("figure-"), "\(audit)")
    }

    /// Fills `template.xlsx` from `records.tsv`.
    static func fill(in home: String, _ figures: String = "values") async throws -> ToolRun {
        try await runTool(
            "mp-map",
            [
                "-i", "records.tsv", "-t", "template.xlsx", "-o", "tracker.xlsx", "--figures", figures, "--lineage",
                "lineage.ndjson", "--suggest", "off",
            ], in: home)
    }
}

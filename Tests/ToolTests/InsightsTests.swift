import Testing
import Workbooks

/// What Campaign Insights compares, and what it says that it does not.
@Suite("Campaign Insights") struct InsightsTests {
    /// Records that an awk condition keeps, and the insights of their tracker.
    private func insights(keeping condition: String, in folder: String) async throws -> SheetGrid {
        let run = try await runShell(
            "mp-extract --planned \"$P\" --delivered \"$D\" 2>/dev/null | awk -F'\t' -v OFS='\t' 'NR == 1 { print; next } \(condition)' >r.tsv;"
                + " mp-map -i r.tsv -t \"$T\" -o t.xlsx --report-dir none --fail-on never 2>/dev/null",
            in: folder, environment: ["P": Sample.planned, "D": Sample.delivered, "T": Sample.template])
        #expect(run.status == 0, "\(run)")
        let workbook = try Workbook(path: "\(folder)/t.xlsx")
        return try workbook.grid(of: workbook.sheet(named: "Campaign Insights"))
    }

    /// The table of platforms: by line and column, what is shown.
    private func platforms(_ grid: SheetGrid) -> [String: [String: CellValue]] {
        let header = 11
        var table: [String: [String: CellValue]] = [:]
        for row in (header + 1)...(header + 5) {
            guard let name = grid[CellReference(row: row, column: 2)].text, !name.contains(" ") else { break }
            for column in 3...13 {
                let title = grid[CellReference(row: header, column: column)].text ?? ""
                table[name, default: [:]][title] = grid[CellReference(row: row, column: column)]
            }
        }
        return table
    }

    private static let compared = ["Difference", "Spent of plan"]
    private static let shares = ["Share of plan", "Share of actual"]

    @Test("Where one side leaves out a market or a line, nothing is compared, and the note says what is unknown")
    func unlike() async throws {
        try await withTemporaryFolder { folder in
            // Iraq was planned on DV360 and META, and not delivered; a line of META's report gives no spend.
            let grid = try await insights(keeping: "1", in: folder)
            let table = platforms(grid)
            for line in ["DV360", "META", "TIKTOK", "TOTAL"] {
                for column in Self.compared + Self.shares {
                    #expect(table[line]?[column] == .text("-"), "\(line) \(column)")
                }
                #expect(table[line]?["Planned"]?.number != nil && table[line]?["Actual"]?.number != nil, "\(line)")
            }
            let notes = grid.cells.values.compactMap(\.value.text).filter {
                $0.hasPrefix("Plan and actual are not compared")
            }
            for words in ["DV360 (actual budget unknown for Iraq)", "actual budget partly unknown for Tunisia"] {
                #expect(notes.contains { $0.contains(words) }, "\(notes)")
            }
        }
    }

    @Test("Where both sides cover the same, differences and shares are those of the records")
    func alike() async throws {
        try await withTemporaryFolder { folder in
            let grid = try await insights(
                keeping: "($2 ~ /^DV360/ || $2 ~ /^TIKTOK/) && ($5 == \"KSA\" || $5 == \"Egypt\")", in: folder)
            // The sums, by awk.
            let sums = try await runShell(
                "awk -F'\t' 'NR > 1 && $4 != \"DELIVERED R&F\" { sub(/_.*/, \"\", $2); s[$2 $4] += $20 } END { for (k in s) printf \"%s %.17g\\n\", k, s[k] }' r.tsv",
                in: folder)
            var budgets: [String: Double] = [:]
            for line in sums.lines {
                let parts = line.split(separator: " ")
                budgets[parts.dropLast().joined(separator: " ")] = Double(parts.last!)
            }
            let table = platforms(grid)
            func isClose(_ value: CellValue?, _ wanted: Double) -> Bool {
                (value?.number).map { ($0 - wanted).magnitude <= 1e-9 * wanted.magnitude } ?? false
            }
            var (plan, actual) = (0.0, 0.0)
            for platform in ["DV360", "TIKTOK"] {
                plan += budgets["\(platform)PLANNED"] ?? 0
                actual += budgets["\(platform)DELIVERED MEDIA"] ?? 0
            }
            #expect(plan > 0 && actual > 0, "\(sums)")
            for platform in ["DV360", "TIKTOK"] {
                let (p, a) = (budgets["\(platform)PLANNED"] ?? 0, budgets["\(platform)DELIVERED MEDIA"] ?? 0)
                #expect(isClose(table[platform]?["Difference"], a - p), "\(platform) \(table)")
                #expect(isClose(table[platform]?["Spent of plan"], a / p))
                #expect(isClose(table[platform]?["Share of plan"], p / plan))
                #expect(isClose(table[platform]?["Share of actual"], a / actual))
            }
            #expect(isClose(table["TOTAL"]?["Spent of plan"], actual / plan))
        }
    }

    /// All notes of the sheet.
    private func notes(_ grid: SheetGrid) -> String {
        grid.cells.values.compactMap(\.value.text).filter { $0.count > 30 }.sorted().joined(separator: "\n")
    }

    /// KSA and Egypt on DV360 and TIKTOK, whose lines of the sample all have a budget.
    private static let twoMarkets = "($2 ~ /^DV360/ || $2 ~ /^TIKTOK/) && ($5 == \"KSA\" || $5 == \"Egypt\")"

    @Test(
        "A CPM whose budget and impressions cover different lines is a dash with its reason",
        arguments: [
            // The spend of all lines but the first of a report is unknown.
            (column: 20, type: "DELIVERED MEDIA", title: "CPM actual", why: "actual budget partly unknown for KSA"),
            (
                column: 21, type: "DELIVERED MEDIA", title: "CPM actual",
                why: "actual impressions partly unknown for KSA"
            ),
            (column: 21, type: "PLANNED", title: "CPM planned", why: "planned impressions partly unknown for KSA"),
        ])
    func unlikeRates(_ unlike: (column: Int, type: String, title: String, why: String)) async throws {
        try await withTemporaryFolder { folder in
            let grid = try await insights(
                keeping:
                    "\(Self.twoMarkets) { if ($2 ~ /^TIKTOK/ && $4 == \"\(unlike.type)\" && $5 == \"KSA\" && n++) $\(unlike.column) = \"\"; print }",
                in: folder)
            let table = platforms(grid)
            #expect(table["TIKTOK"]?[unlike.title] == .text("-"), "\(table)")
            #expect(table["TOTAL"]?[unlike.title] == .text("-"), "\(table)")
            let other = unlike.title == "CPM actual" ? "CPM planned" : "CPM actual"
            #expect(table["TIKTOK"]?[other]?.number != nil, "\(table)")
            let notes = notes(grid)
            #expect(
                notes.contains("A CPM is not shown where budget and impressions are known for different lines"),
                "\(notes)")
            #expect(notes.contains("TIKTOK (\(unlike.why))"), "\(notes)")
            if unlike.title == "CPM actual" {
                #expect(grid[CellReference(row: 6, column: 8)] == .text("-"), "the card")
            }
        }
    }

    @Test("A line that gives neither budget nor impressions leaves the CPM of the others")
    func neither() async throws {
        try await withTemporaryFolder { folder in
            let grid = try await insights(
                keeping:
                    "\(Self.twoMarkets) { if ($2 ~ /^TIKTOK/ && $4 == \"DELIVERED MEDIA\" && $5 == \"KSA\" && n++) $20 = $21 = \"\"; print }",
                in: folder)
            let sums = try await runShell(
                "awk -F'\t' 'NR > 1 && $4 == \"DELIVERED MEDIA\" && $2 ~ /^TIKTOK/ { b += $20; i += $21 } END { printf \"%.17g\\n\", b / i * 1000 }' r.tsv",
                in: folder)
            let wanted = try #require(Double(sums.lines.first ?? ""))
            let shown = try #require(platforms(grid)["TIKTOK"]?["CPM actual"]?.number)
            #expect((shown - wanted).magnitude <= 1e-9 * wanted, "\(shown) \(wanted)")
        }
    }

    @Test("Unknown impressions are named below the table as unknown budgets are")
    func unknownImpressions() async throws {
        try await withTemporaryFolder { folder in
            let grid = try await insights(
                keeping:
                    "\(Self.twoMarkets) { if ($2 ~ /^TIKTOK/ && $4 == \"DELIVERED MEDIA\") { $21 = \"\"; $19 = \"AED\" }; print }",
                in: folder)
            let table = platforms(grid)
            #expect(table["TIKTOK (AED, USD)"] == nil || table["TOTAL"]?["Delivered of plan"] == .text("-"), "\(table)")
            let notes = notes(grid)
            #expect(notes.contains("Amounts are in AED and USD, which have no total."), "\(notes)")
            #expect(notes.contains("(actual impressions unknown)"), "\(notes)")
            #expect(notes.contains("TOTAL includes what is known of these."), "\(notes)")
        }
    }
}

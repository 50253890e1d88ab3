import Glibc
import Streams
import Testing
import Workbooks

/// A tracker whose figures are formulas over the records that it holds.
@Suite("mp-map --figures live") struct LiveFigureTests {
    /// Maps workbooks into `folder/tracker.xlsx`, and gives the run.
    private func map(
        in folder: String, planned: String = Sample.planned, delivered: String = Sample.delivered,
        template: String = Sample.template,
        _ more: [String] = []
    ) async throws -> ToolRun {
        let extraction = try await runTool(
            "mp-extract",
            ["--planned", planned, "--delivered", delivered, "-o", "\(folder)/records.tsv", "--fail-on", "never"])
        #expect(extraction.status == 0, "\(extraction)")
        return try await runTool(
            "mp-map",
            [
                "-i", "\(folder)/records.tsv", "-t", template, "-o", "\(folder)/tracker.xlsx", "--report-dir", "none",
                "--fail-on", "never",
            ] + more)
    }

    @Test(
        "LibreOffice arrives at every value of the samples' tracker when it calculates without them",
        .enabled(if: hasLibreOffice),
        .timeLimit(.minutes(10)))
    func recalculation() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await map(in: folder).status == 0)
            let (formulas, differences) = try await recalculationDifferences(in: folder)
            #expect(formulas > 840)
            #expect(differences.isEmpty, "\(differences.prefix(10))")
        }
    }

    @Test(
        "LibreOffice arrives at every value of the fixtures' tracker",
        .enabled(if: hasLibreOffice && Fixtures.areThere),
        .timeLimit(.minutes(10)))
    func recalculationOfFixtures() async throws {
        let (planned, delivered) = (try #require(Fixtures.path("PLANNED")), try #require(Fixtures.path("DELIVERED")))
        let template = try #require(Fixtures.path("OUTPUT_TEMPLATE"))
        try await withTemporaryFolder { folder in
            #expect(try await map(in: folder, planned: planned, delivered: delivered, template: template).status == 0)
            let (formulas, differences) = try await recalculationDifferences(in: folder)
            #expect(formulas > 1000)
            #expect(differences.isEmpty, "\(differences.prefix(10))")
        }
    }

    // MARK: Sheets and formulas

    @Test("The raw data hold every record and number, as a table with filter and frozen header")
    func rawData() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await map(in: folder).status == 0)
            let workbook = try Workbook(path: "\(folder)/tracker.xlsx")
            let grid = try workbook.grid(of: workbook.sheet(named: "Raw Data"))
            let input = try Input(path: "\(folder)/records.tsv")
            let header = TSV.fields(of: try #require(try input.line()))
            var columns: [String: Int] = [:]
            for (cell, value) in grid.cells where cell.row == 1 { columns[value.value.displayText] = cell.column }
            #expect(columns.count == header.count + 4)
            var row = 1
            while let line = try input.line() {
                row += 1
                for (name, text) in zip(header, TSV.fields(of: line)) {
                    let value = grid[CellReference(row: row, column: try #require(columns[name]))]
                    #expect(value.displayText == text, "\(name) of row \(row)")
                }
            }
            let table = try #require(try workbook.tables().first { $0.name == "RawData" })
            #expect(
                table.range.last == CellReference(row: row, column: columns.count)
                    && table.columns.count == columns.count)
            let part = String(
                decoding: try workbook.package.data(of: workbook.sheet(named: "Raw Data").partName), as: UTF8.self)
            #expect(part.contains("state=\"frozen\"") && part.contains("<tablePart "))
        }
    }

    @Test("What a template holds stays: styles only grow, the sheet list gains names, other parts are the same bytes")
    func preservation() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await map(in: folder).status == 0)
            let (before, after) = (try Package(path: Sample.template), try Package(path: "\(folder)/tracker.xlsx"))
            let changed = try before.partNames.filter {
                try !after.contains($0) || before.data(of: $0) != after.data(of: $0)
            }
            #expect(
                changed.sorted() == [
                    "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/calcChain.xml", "xl/styles.xml",
                    "xl/workbook.xml",
                    "xl/worksheets/sheet1.xml",
                ])
            let (a, b) = (try Workbook(path: Sample.template), try Workbook(path: "\(folder)/tracker.xlsx"))
            #expect(b.sheets.prefix(a.sheets.count).map(\.name) == a.sheets.map(\.name))
            let (old, new) = (try a.grid(of: a.sheets[0]), try b.grid(of: b.sheets[0]))
            #expect(new.merges == old.merges && old.cells.allSatisfy { new.cells[$0]?.style == $1.style })
        }
    }

    @Test("Base figures are sums over the raw data, totals sums of markets, ratios formulas over neighbours")
    func formulas() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await map(in: folder).status == 0)
            let walk = try TrackerWalk(path: "\(folder)/tracker.xlsx")
            func formula(_ stage: String, _ label: String, _ market: String) throws -> String {
                guard let cell = walk.cell("DV360", stage, label, market, isActual: true) else { return "" }
                return walk.grid.cells[cell]?.formula ?? ""
            }
            let base = try formula("AWARENESS", "Budget", "KSA")
            #expect(
                base.hasPrefix("IF(COUNTIFS('Raw Data'!$D$2:$D$") && base.contains("SUMIFS('Raw Data'!$T$2:$T$")
                    && base.contains("\"KSA\""))
            #expect(try formula("AWARENESS", "Budget", "TOTAL").hasPrefix("IF(COUNT("))
            let ratio = try formula("AWARENESS", "CPM", "KSA")
            #expect(ratio.contains("ISNUMBER(") && ratio.contains("*1000") && !ratio.contains("Raw Data"))
            // Iraq was delivered nowhere: a formula that shows -, and not 0.
            let unknown = walk.value("DV360", "AWARENESS", "Budget", "Iraq", isActual: true)
            #expect(unknown == .text("-"))
            #expect(try formula("AWARENESS", "Budget", "Iraq").contains("SUMIFS("))
        }
    }

    @Test(
        "The insights have charts of every platform's markets and of the platforms' shares, over cells that show the same"
    )
    func insights() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await map(in: folder).status == 0)
            let workbook = try Workbook(path: "\(folder)/tracker.xlsx")
            let grid = try workbook.grid(of: workbook.sheet(named: "Campaign Insights"))
            let charts = workbook.package.partNames.filter { $0.hasPrefix("xl/charts/") }
            // Two of shares, one of platforms, and one for the markets of each of three platforms.
            #expect(charts.count == 6)
            for chart in charts {
                let markup = String(decoding: try workbook.package.data(of: chart), as: UTF8.self)
                let references = markup.matches(of: /<c:f>'Campaign Insights'!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)<\/c:f>/)
                    .map(\.output)
                #expect(references.count >= 2)
                for (reference, cache) in zip(
                    references, markup.matches(of: /<c:(?:str|num)Cache>(.*?)<\/c:(?:str|num)Cache>/).map(\.output.1))
                {
                    let cells = (Int(reference.2)!...Int(reference.3)!).map {
                        grid[CellReference("\(reference.1)\($0)")!].displayText
                    }
                    let points = cache.matches(of: /<c:v>(.*?)<\/c:v>/).map { String($0.output.1) }
                    #expect(points == cells.filter { $0 != "-" }, "\(chart)")
                }
            }
            // The head's budgets are those of the cards.
            let walk = try TrackerWalk(path: "\(folder)/tracker.xlsx")
            #expect(grid[CellReference("B6")!].number == walk.head("PLANNED BUDGET")?.number)
            #expect(grid[CellReference("D6")!].number == walk.head("ACTUAL BUDGET")?.number)
        }
    }

    @Test(
        "the insights compare no amounts of different currencies, and draw nothing of what is unknown",
        arguments: [
            (
                "NR > 1 && $2 ~ /META/ && $19 != \"\" { $19 = \"EUR\" } 1", [],
                "Amounts are in EUR and USD, which have no total."
            ),
            (
                "NR == 1 || $4 == \"PLANNED\"",
                ["Planned budget by platform", "Platforms: planned and actual budget (USD)"],
                "No actual budget is known."
            ),
        ])
    func insightsOfUnlike(records: String, platformCharts: [String], note: String) async throws {
        try await withTemporaryFolder { folder in
            let made = try await runShell(
                "mp-extract --planned \"$P\" --delivered \"$D\" --combine 2>/dev/null | awk -F'\t' -v OFS='\t' '\(records)' >r.tsv; mp-map -i r.tsv -t \"$T\" -o t.xlsx 2>/dev/null; ls",
                in: folder,
                environment: ["P": Sample.planned, "D": Sample.delivered, "T": Sample.template])
            #expect(made.output.contains("t.xlsx\n"), "\(made)")
            let workbook = try Workbook(path: "\(folder)/t.xlsx")
            let texts = try workbook.grid(of: workbook.sheet(named: "Campaign Insights")).cells.values.compactMap(
                \.value.text)
            #expect(texts.contains(note))
            let titles = try workbook.package.partNames.filter { $0.hasPrefix("xl/charts/") }.map { part in
                try String(decoding: workbook.package.data(of: part), as: UTF8.self).firstMatch(of: /<a:t>(.*?)<\/a:t>/)
                    .map { String($0.output.1) } ?? ""
            }
            let unit = platformCharts.isEmpty ? "EUR" : "USD"
            let markets = [
                "DV360: planned and actual budget (USD)", "META: planned and actual budget (\(unit))",
                "TIKTOK: planned and actual budget (USD)",
            ]
            #expect(titles.sorted() == (markets + platformCharts).sorted())
        }
    }

    @Test("--explain prints what is behind a cell, and --lineage writes it for every cell that is filled")
    func lineage() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await map(in: folder, ["--lineage", "\(folder)/lineage.ndjson"]).status == 0)
            let walk = try TrackerWalk(path: "\(folder)/tracker.xlsx")
            let cell = try #require(walk.cell("DV360", "AWARENESS", "Budget", "KSA", isActual: false))
            let run = try await runTool("mp-map", ["--explain", cell.description, "\(folder)/tracker.xlsx"])
            #expect(run.status == 0)
            for part in [
                "DV360 KSA Awareness Budget planned",
                "sum of BUDGET_LOCAL over the PLANNED lines of DV360, KSA, Awareness", "!DV360: ",
            ] {
                #expect(run.output.contains(part), "\(part): \(run)")
            }
            let entries = try await runTool("/bin/cat", ["\(folder)/lineage.ndjson"]).lines.map {
                try JSON(parsing: String($0))
            }
            let entry = try #require(entries.first { $0["cell"]?.string == cell.description })
            // The lines are counted here, in the records.
            let count = try await runShell(
                "awk -F'\t' 'NR > 1 && $2 == \"DV360\" && $4 == \"PLANNED\" && $5 == \"KSA\" && $9 == \"Awareness\" { print $3 }' records.tsv",
                in: folder)
            #expect(entry["records"]?.number == Double(count.lines.count) && !count.lines.isEmpty, "\(entry)")
            let filled = entries.compactMap { $0["cell"]?.string }
            #expect(Set(filled).count == filled.count && filled.count > 800)
        }
    }

    @Test(
        "--explain says what is missing",
        arguments: [
            (["--explain", "A1", "tracker.xlsx"], 65, "was not filled"),
            (["--explain", "A1"], 64, "needs the tracker"),
            (["--explain", "A1", "template.xlsx"], 65, "no sheet Lineage"),
            (["--explain", "1A", "tracker.xlsx"], 64, "no such cell"),
            (["--explain", "A1", "nothing.xlsx"], 66, "nothing.xlsx"),
        ] as [([String], Int32, String)])
    func nothingToExplain(arguments: [String], status: Int32, message: String) async throws {
        try await withTemporaryFolder { folder in
            _ = try await map(in: folder)
            _ = try await runTool("/bin/cp", [Sample.template, "\(folder)/template.xlsx"])
            let run = try await runTool("mp-map", arguments, in: folder)
            #expect(run.status == status && run.errors.contains(message), "\(run)")
        }
    }

    @Test("Above the limit figures are values, and a note says so")
    func limit() async throws {
        try await withTemporaryFolder { folder in
            let run = try await map(in: folder, ["--live-limit", "10"])
            #expect(run.errors.contains("figures are values"), "\(run)")
            #expect(try Workbook(path: "\(folder)/tracker.xlsx").sheets.count == 1)
            let live = try await map(in: folder, ["--figures", "values"])
            #expect(!live.errors.contains("figures are values"))
        }
    }

    @Test("Filled again, the added sheets are replaced where they are")
    func again() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await map(in: folder).status == 0)
            rename("\(folder)/tracker.xlsx", "\(folder)/first.xlsx")
            let run = try await map(in: folder, template: "\(folder)/first.xlsx")
            #expect(run.status == 0 && !run.errors.contains("formula"), "\(run)")
            let (first, second) = (
                try Workbook(path: "\(folder)/first.xlsx"), try Workbook(path: "\(folder)/tracker.xlsx")
            )
            #expect(
                first.sheets.map(\.name) == second.sheets.map(\.name)
                    && first.package.partNames.sorted() == second.package.partNames.sorted())
            let (before, after) = (try grids(of: "\(folder)/first.xlsx"), try grids(of: "\(folder)/tracker.xlsx"))
            for (name, grid) in before where name != "Lineage" {
                let other = after[name] ?? SheetGrid()
                let differing = grid.cells.values.filter {
                    $0.value != other[$0.reference] || $0.formula != other.cells[$0.reference]?.formula
                }
                #expect(differing.isEmpty && grid.cells.count == other.cells.count, "\(name): \(differing.prefix(5))")
            }
        }
    }
}

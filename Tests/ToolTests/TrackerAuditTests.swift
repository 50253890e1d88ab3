import Glibc
import Streams
import Testing
import Workbooks

/// mp-validate TRACKER --against RECORDS: every figure once more, from the records.
@Suite("Audit of trackers") struct TrackerAuditTests {
    /// A folder with the samples' records and the tracker that mp-map fills from them.
    private func withTracker<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let extract = try await runTool(
                "mp-extract",
                ["--planned", Sample.planned, "--delivered", Sample.delivered, "-o", folder + "/records.tsv"])
            try #require(extract.status <= 1, "\(extract)")
            let map = try await runTool(
                "mp-map",
                [
                    "-i", folder + "/records.tsv", "-t", Sample.template, "-o", folder + "/tracker.xlsx",
                    "--report-dir", "none",
                ])
            try #require(map.status <= 1, "\(map)")
            return try await body(folder)
        }
    }

    private func audit(_ folder: String, _ tracker: String = "tracker.xlsx", _ options: [String] = []) async throws
        -> [JSON]
    {
        let run = try await runTool(
            "mp-validate",
            ["\(folder)/\(tracker)", "--against", "\(folder)/records.tsv", "--format", "ndjson"]
                + (options.contains("--max-findings") ? [] : ["--max-findings", "100"]) + options,
            environment: ["MP_HOME": ""])
        try #require(run.status <= 1, "\(run)")
        return try run.lines.map { try JSON(parsing: String($0)) }
    }

    /// Rewrites cells of the tracker as somebody might by hand.
    private func edit(_ folder: String, on name: String? = nil, _ edits: [CellReference: CellEdit]) throws {
        let workbook = try Workbook(path: folder + "/tracker.xlsx")
        let sheet = try #require(workbook.worksheets.first { name == nil || $0.name == name })
        let editor = WorksheetEditor(part: try workbook.package.data(of: sheet.partName))
        var rewrite = PackageRewrite(of: workbook.package)
        rewrite.replace(sheet.partName, with: try editor.applying(edits).part)
        try rewrite.write(to: folder + "/edited.xlsx")
    }

    /// The cells that mp-map says it writes: figure, cell and value.
    private func writes(_ folder: String) async throws -> [(name: String, cell: CellReference, value: Double?)] {
        let run = try await runTool("mp-map", ["-i", folder + "/records.tsv", "-t", Sample.template, "--dry-run"])
        return run.lines.compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields[0] == "write", let cell = CellReference(fields[2]) else { return nil }
            return (fields[3], cell, Double(fields[4]))
        }
    }

    @Test(
        "all figures that mp-map writes are exact, none is wrong, missing or unexplained, and the template is as it was"
    ) func untouched() async throws {
        try await withTracker { folder in
            let lines = try await audit(folder, "tracker.xlsx", ["--template", Sample.template])
            let counts = try #require(lines[0]["audit"])
            #expect((counts["exact"]?.number ?? 0) > 500, "\(counts)")
            for kind in ["within_tolerance", "wrong", "missing", "unexplained", "uncalculated"] {
                #expect(counts[kind]?.number == 0, "\(counts)")
            }
            #expect(!lines.contains { $0["code"]?.string == "template-changed" })
        }
    }

    @Test("what people changed afterwards is named, cell by cell; a rounding is within tolerance") func edited()
        async throws
    {
        try await withTracker { folder in
            let writes = try await writes(folder)
            let figures = writes.filter {
                $0.value ?? 0 > 1000 && $0.name.contains("Impressions") && $0.name.contains("planned")
            }
            let unknown = try #require(
                writes.first { $0.value == nil && $0.name.contains("Impressions") && $0.name.contains("actual") })
            try #require(figures.count > 4)
            let rounded = try #require(
                figures[3...].first { $0.value! > 200_000 && $0.value!.truncatingRemainder(dividingBy: 100) != 0 })
            try edit(
                folder,
                [
                    figures[0].cell: .number(figures[0].value! * 1.01), figures[1].cell: .text("-"),
                    // Rounded by hand.
                    rounded.cell: .number((rounded.value! / 100).rounded() * 100),
                    // As near, and no rounding.
                    figures[2].cell: .number(figures[2].value! + 1),
                    unknown.cell: .number(12345),
                ])
            let lines = try await audit(folder, "edited.xlsx")
            let counts = try #require(lines[0]["audit"])
            for (kind, count) in [("within_tolerance", 1.0), ("wrong", 2), ("missing", 1), ("unexplained", 1)] {
                #expect(counts[kind]?.number == count, "\(kind): \(counts)")
            }
            func cell(_ code: String) -> String? { lines.first { $0["code"]?.string == code }?["cell"]?.string }
            let wrong = Set(lines.filter { $0["code"]?.string == "figure-wrong" }.compactMap { $0["cell"]?.string })
            #expect(wrong == ["\(figures[0].cell)", "\(figures[2].cell)"])
            #expect(cell("figure-missing") == "\(figures[1].cell)")
            #expect(cell("figure-unexplained") == "\(unknown.cell)")
            #expect(cell("figure-rounded") == "\(rounded.cell)")
        }
    }

    /// A row put in as a spreadsheet program does, columns moved, and figures changed in live and in values mode.
    @Test(
        "whatever figure is changed in a filled tracker, of formulas or of values, it is named at its cell",
        arguments: ["live", "values"])
    func mutations(mode: String) async throws {
        try await withTracker { folder in
            let map = try await runTool(
                "mp-map",
                [
                    "-i", folder + "/records.tsv", "-t", Sample.template, "-o", folder + "/tracker.xlsx",
                    "--report-dir", "none", "--figures", mode,
                ])
            try #require(map.status <= 1, "\(map)")
            let workbook = try Workbook(path: folder + "/tracker.xlsx")
            let grid = try workbook.grid(of: workbook.worksheets[0])
            let people: Set<String> = ["Census TA", "TA Population"]
            let typed = Set(grid.cells.filter { people.contains($0.value.value.text ?? "") }.map(\.key.row))
            let numbers = grid.cells.filter { $0.value.value.number != nil && !typed.contains($0.key.row) }.map(\.key)
                .sorted()
            try #require(numbers.count > 500)
            // All at once: every cell is wrong, and none other is said to be.
            let isLive = mode == "live"
            func changed(_ cell: CellReference, by factor: Double) -> CellEdit {
                let number = grid[cell].number! * factor + 0.01
                return grid.cells[cell]?.formula != nil ? .cachedValue(.number(number)) : .number(number)
            }
            #expect(grid.cells.values.contains { $0.formula?.contains("Raw Data") ?? false } == isLive)
            try edit(folder, Dictionary(uniqueKeysWithValues: numbers.map { ($0, changed($0, by: 1.03)) }))
            func named(_ lines: [JSON]) -> Set<String> {
                Set(
                    lines.filter {
                        $0["code"]?.string?.hasPrefix("figure-") ?? false
                            && $0["sheet"]?.string == workbook.worksheets[0].name
                    }.compactMap { $0["cell"]?.string })
            }
            let all = try await audit(folder, "edited.xlsx", ["--max-findings", "10000"])
            #expect(named(all).symmetricDifference(numbers.map(\.description)) == [])
            for _ in 0..<4 {
                let cell = numbers.randomElement()!
                try edit(folder, [cell: changed(cell, by: Double.random(in: 1.01...3))])
                #expect(named(try await audit(folder, "edited.xlsx")) == [cell.description], "\(cell)")
            }
        }
    }

    @Test("formulas of other forms over the records are understood, or not counted as compared")
    func otherForms() async throws {
        try await withTracker { folder in
            let workbook = try Workbook(path: folder + "/tracker.xlsx")
            let grid = try workbook.grid(of: workbook.worksheets[0])
            let records = try workbook.grid(of: workbook.sheet(named: "Raw Data")).cells.values.compactMap(
                \.value.number)
            // One line's number: of a market and a stage.
            let cell = try #require(
                try await writes(folder).first { write in
                    guard write.name.contains("Impressions"), write.name.contains("planned"),
                        records.count(where: { $0 == write.value }) == 1,
                        let formula = grid.cells[write.cell]?.formula,
                        let start = formula.firstRange(of: "SUMIFS(")?.upperBound
                    else { return false }
                    return formula[start...].contains("\"Awareness\"") && !formula[start...].contains("\"<>\"")
                }?.cell)
            let (formula, value) = (grid.cells[cell]!.formula!, grid[cell])
            let parts = formula[formula.firstRange(of: "SUMIFS(")!.upperBound...].dropLast(2).split(separator: ",")
            let conditions = stride(from: 1, to: parts.count, by: 2).map { index in
                parts[index + 1] == "\"<>\"" ? "(\(parts[index])<>\"\")" : "(\(parts[index])=\(parts[index + 1]))"
            }
            let (numbers, number) = (String(parts[0]), String(value.number!))
            func audit(_ formula: String) async throws -> (codes: Set<String>, unknown: Double?) {
                try edit(folder, [cell: .formula(formula, cached: value)])
                let lines = try await self.audit(folder, "edited.xlsx")
                let codes = lines.filter { $0["cell"]?.string == cell.description }.compactMap { $0["code"]?.string }
                return (Set(codes), lines[0]["audit"]?["formulas_unknown"]?.number)
            }
            let right = try await audit("SUMPRODUCT(\(conditions.joined(separator: "*"))*\(numbers))")
            #expect(right.codes.isEmpty && right.unknown == 0, "\(right)")
            let less = try await audit("SUMPRODUCT(\(conditions.dropFirst().joined(separator: "*"))*\(numbers))")
            #expect(less.codes == ["formula-differs"], "\(less)")
            // Right for these records only.
            let chosen = try await audit("SUMIF(\(numbers),\(number))")
            #expect(chosen.codes == ["formula-unlike-label"], "\(chosen)")
            let untold = try await audit("INDEX(\(numbers),MATCH(\(number),\(numbers),0))")
            #expect(untold.codes == ["formula-unknown"] && untold.unknown == 1, "\(untold)")
        }
    }

    /// The table of platforms begins in row 11; its first line is row 12.
    @Test(
        "what was changed in Campaign Insights is named at its cell: numbers, saved values, formulas that show the same, and texts"
    )
    func insights() async throws {
        try await withTracker { folder in
            let sheet = "Campaign Insights"
            let workbook = try Workbook(path: folder + "/tracker.xlsx")
            let grid = try workbook.grid(of: try #require(workbook.worksheets.first { $0.name == sheet }))
            func formula(_ cell: String) throws -> String { try #require(grid.cells[CellReference(cell)!]?.formula) }
            func value(_ cell: String) -> CellValue { grid[CellReference(cell)!] }
            func changed(_ cell: String, _ old: String, _ new: String) throws -> CellEdit {
                let text = try formula(cell)
                #expect(text.contains(old), "\(cell): \(text)")
                return .formula(text.replacing(old, with: new, maxReplacements: 1), cached: value(cell))
            }
            let edits: [(cell: String, code: String, edit: CellEdit)] = [
                ("C12", "formula-unlike-label", try changed("C12", "=0", "<1")),
                ("D12", "formula-unlike-label", .formula("(\(try formula("D12")))+0", cached: value("D12"))),
                ("F12", "figure-unexplained", .cachedValue(.number(0.5))),
                ("I12", "formula-gone", .number(value("I12").number!)),
                ("J12", "formula-differs", try changed("J12", ",\"DELIVERED MEDIA\"", ",\"PLANNED LINES\"")),
                ("L12", "formula-unlike-label", try changed("L12", "*1000", "*100")),
                ("J6", "figure-wrong", .number(97)),
                ("L6", "figure-wrong", .number(61)), ("J7", "head-differs", .text("99 of 99 planned")),
                ("B10", "insights-text", .text("Platforms: all is well")), ("P40", "figure-unlabelled", .number(500)),
            ]
            try edit(
                folder, on: sheet, Dictionary(uniqueKeysWithValues: edits.map { (CellReference($0.cell)!, $0.edit) }))
            let clean = try await audit(folder)
            let found = try await audit(folder, "edited.xlsx")
            func has(_ lines: [JSON], _ code: String, _ cell: String) -> Bool {
                lines.contains {
                    $0["code"]?.string == code && $0["cell"]?.string == cell && $0["sheet"]?.string == sheet
                }
            }
            for edit in edits {
                #expect(has(found, edit.code, edit.cell), "\(edit.cell): \(edit.code)")
                #expect(!has(clean, edit.code, edit.cell), "\(edit.cell): \(edit.code)")
            }
            #expect(clean[0]["audit"]?["formulas_unknown"]?.number == 0)
            // Without a sheet of lineage nothing tells how many figures are partly known: never right.
            let heading = try #require(grid.cells.first { $0.value.value.text == "Partly known" }?.key)
            let cell = CellReference(row: heading.row + 1, column: heading.column).description
            try edit(folder, on: "Lineage", [CellReference("A1")!: .text("Tab")])
            #expect(has(try await audit(folder, "edited.xlsx"), "figure-unlabelled", cell))
            #expect(!has(clean, "figure-unlabelled", cell))
        }
    }

    @Test(
        "a plan and a report in which nothing is wrong yield no finding, nor do their records and the tracker filled from them"
    ) func cleanPair() async throws {
        try await withTemporaryFolder { folder in
            try CleanPair.write(planned: folder + "/PLANNED_x.xlsx", delivered: folder + "/DELIVERED_x.xlsx")
            func counts(_ arguments: [String]) async throws -> JSON {
                let run = try await runTool(
                    "mp-validate", arguments + ["--format", "ndjson", "--fail-on", "warning"], in: folder,
                    environment: ["MP_HOME": ""])
                #expect(run.status == 0 && run.lines.count == 1 && run.errors.isEmpty, "\(run)")
                return try JSON(parsing: String(try #require(run.lines.first)))
            }
            // 27 planned lines, 27 of the reports, 54 readings; 3 platforms with 4 rows of 2 sums, TOTAL held against lines and markets.
            let pair = try await counts(["PLANNED_x.xlsx", "DELIVERED_x.xlsx"])
            #expect(
                pair["records"]?.number == 108 && pair["control_totals"]?["compared"]?.number == 30
                    && pair["control_totals"]?["agreed"]?.number == 30, "\(pair)")
            let extract = try await runTool(
                "mp-extract", ["--planned", "PLANNED_x.xlsx", "--delivered", "DELIVERED_x.xlsx", "-o", "records.tsv"],
                in: folder, environment: ["MP_HOME": ""])
            #expect(extract.status == 0 && extract.errors.isEmpty, "\(extract)")
            _ = try await counts(["records.tsv"])
            let map = try await runTool(
                "mp-map", ["-i", "records.tsv", "-t", Sample.template, "-o", "tracker.xlsx", "--report-dir", "none"],
                in: folder, environment: ["MP_HOME": ""])
            try #require(map.status <= 1, "\(map)")
            let tracker = try await counts(["tracker.xlsx", "--against", "records.tsv", "--template", Sample.template])
            #expect((tracker["audit"]?["exact"]?.number ?? 0) > 300, "\(tracker)")
        }
    }

    @Test("a tracker of other records is wrong all over, and the status says so") func otherRecords() async throws {
        try await withTracker { folder in
            let half = try await runShell(
                "head -n 40 records.tsv > half.tsv && mp-validate tracker.xlsx --against half.tsv --format ndjson",
                in: folder, environment: ["MP_HOME": ""])
            #expect(half.status == 1, "\(half)")
            let counts = try #require(JSON(parsing: String(half.lines[0]))["audit"])
            #expect((counts["unexplained"]?.number ?? 0) > 50 && (counts["wrong"]?.number ?? 0) > 5, "\(counts)")
        }
    }

    @Test("a label that somebody deleted is named against the template; its row's figures are no longer compared")
    func labelGone() async throws {
        try await withTracker { folder in
            let dry = try await runTool("mp-map", ["-i", folder + "/records.tsv", "-t", Sample.template, "--dry-run"])
            let row = try #require(dry.lines.first { $0.hasPrefix("row\t") && $0.contains("Impressions") }).split(
                separator: "\t", omittingEmptySubsequences: false)
            let cell = try #require(CellReference(row[2]))
            try edit(folder, [cell: .text("Mood")])
            let lines = try await audit(folder, "edited.xlsx", ["--template", Sample.template])
            #expect(
                lines.contains { $0["code"]?.string == "template-changed" && $0["cell"]?.string == cell.description })
        }
    }

    @Test("a lineage whose cells all moved still counts by its values; one of them that was changed is found")
    func movedLineage() async throws {
        try await withTracker { folder in
            let workbook = try Workbook(path: folder + "/tracker.xlsx")
            let sheet = try #require(workbook.worksheets.first { $0.name == "Lineage" })
            let grid = try workbook.grid(of: sheet)
            var edits: [CellReference: CellEdit] = [:]
            for (place, cell) in grid.cells where place.column == 2 && place.row > 1 {
                guard let named = CellReference(cell.value.displayText) else { continue }
                edits[place] = .text(CellReference(row: named.row + 2, column: named.column + 1).description)
            }
            try #require(edits.count > 100)
            try edit(folder, on: "Lineage", edits)
            let codes = try await audit(folder, "edited.xlsx").compactMap { $0["code"]?.string }
            #expect(!codes.contains("lineage-differs") && !codes.contains("figure-wrong"))
            let number = try #require(
                grid.cells.first { $0.key.column == 4 && $0.key.row > 1 && $0.value.value.number ?? 0 > 1000 })
            edits[number.key] = .number((number.value.value.number ?? 0) * 1.07)
            try edit(folder, on: "Lineage", edits)
            let found = try await audit(folder, "edited.xlsx").filter { $0["code"]?.string == "lineage-differs" }
            #expect(found.count == 1 && found[0]["cell"]?.string == number.key.description, "\(found)")
        }
    }

    @Test("an earlier tracker as the template: sheets and cells that filling makes anew are no change of it")
    func earlierTracker() async throws {
        try await withTracker { folder in
            // Other records: without one market's lines.
            let extract = try await runTool(
                "mp-extract", ["--planned", Sample.planned, "--delivered", Sample.delivered])
            try #require(extract.status <= 1, "\(extract)")
            let fewer = extract.lines.filter { !$0.contains("\tMorocco\t") }
            try #require(fewer.count > 50 && fewer.count < extract.lines.count)
            try write(fewer.joined(separator: "\n") + "\n", to: folder + "/fewer.tsv")
            let map = try await runTool(
                "mp-map",
                ["-i", folder + "/fewer.tsv", "-t", folder + "/tracker.xlsx", "-o", folder + "/again.xlsx"])
            try #require(map.status <= 1, "\(map)")
            let run = try await runTool(
                "mp-validate",
                [
                    "\(folder)/again.xlsx", "--against", "\(folder)/fewer.tsv", "--template", "\(folder)/tracker.xlsx",
                    "--format", "ndjson", "--max-findings", "100",
                ], environment: ["MP_HOME": ""])
            try #require(run.status <= 1, "\(run)")
            let changed = try run.lines.map { try JSON(parsing: String($0)) }.filter {
                $0["code"]?.string == "template-changed"
            }
            #expect(changed.isEmpty, "\(changed.prefix(5))")
        }
    }

    @Test("a workbook that is no tracker ends with 65") func noTracker() async throws {
        try await withTracker { folder in
            let run = try await runTool("mp-validate", [Sample.planned, "--against", folder + "/records.tsv"])
            #expect(run.status == 65 && run.errors.contains("no platform's block"), "\(run)")
        }
    }
}
